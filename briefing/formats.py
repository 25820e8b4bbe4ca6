"""The registries of formats: what a report can be made into, what geodata come as, what a printed map is written as.

Each format stands here once. The command line, the page Briefing, addresses, the pack and its README ask these tables, so that a new
format is a row, its writer and its words (``docs/extending.md``). A row names its writer as ``module:function`` (as entry points do) and
loads it when it is asked to write: the registries need none of the libraries behind the writers, and stand below them.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from words import Lang, say

_GPKG: Final = "application/geopackage+sqlite3"
_PDF: Final = "application/pdf"
_ZIP: Final = "application/zip"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


VERSIONS: Final[
    Mapping[str, tuple[str, ...]]
] = {  # with a name of their own, the first that fits; words ``files.made_<key>_<version>``
    "map": ("pair", "greyscale"),
    "atlas": ("district", "commune"),
    "slides": ("short",),
    "report": ("submission",),
}


class Choice(StrEnum):
    """What a user chooses for a report format beside scenario, title and names."""

    PAPER = "paper"  # paper, extent and what stands beside the map: keyword ``paper`` of the writer
    ATLAS = "atlas"  # by what a set of sheets goes on: keyword ``by``
    LANGUAGES = "languages"  # one language or both
    LENGTH = "length"  # the whole deck or a short one: keyword ``short``
    TEMPLATE = "template"  # a slide template of the user's own: keywords ``template`` and ``template_name``
    LETTER = "letter"  # who writes to whom, and an office's own .docx: keyword ``letter``
    GEODATA = "geodata"  # a geodata format and a CRS: keywords ``kind`` and ``crs``


@dataclass(frozen=True, kw_only=True)
class FileFormat:
    """One kind of file.

    Attributes
    ----------
    key
        Its name on the command line, in addresses and in keys of words.
    ending
        What its files end with, without the first dot.
    mime
        Its media type (RFC 6838).
    writer
        ``module:function``, which gives the bytes.
    in_pack
        Whether the pack holds it; ``pack.kind_<key>`` then says in its README what it is.
    """

    key: str
    ending: str
    mime: str
    writer: str
    in_pack: bool = False

    def write(self, *arguments: Any, **options: Any) -> bytes:
        """The bytes of a file; arguments and errors are those of the writer."""
        content: bytes = pkgutil.resolve_name(self.writer)(*arguments, **options)
        return content


@dataclass(frozen=True, kw_only=True)
class MapFormat(FileFormat):
    """What a printed map is written as; ``writer(drawing)``.

    Attributes
    ----------
    in_pixels
        Whether it is a picture of so many dots per inch, which takes memory.
    paged
        Whether further pages follow the sheet.
    """

    in_pixels: bool = False
    paged: bool = False


@dataclass(frozen=True, kw_only=True)
class GeodataFormat(FileFormat):
    """What the layers of a report are written as; ``writer(tables, facts, report)``.

    Attributes
    ----------
    wgs84_only
        Whether the format knows no other CRS.
    metres_only
        Whether it takes plane coordinates alone; asked for in degrees, it is written in the zone nearest to the projects.
    with_ground
        Whether it is for map programs: base network and ground of the map are among its layers.
    """

    wgs84_only: bool = False
    metres_only: bool = False
    with_ground: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportFormat(FileFormat):
    """What a report is made into; ``writer(report, **options)``, the options being those of its choices.

    Its words are ``exports.cli_<key>`` (help of the command), ``meeting.kind_<key>`` (list of the page), ``files.made_<key>`` (name of
    the file) and, with a choice of languages, ``meeting.holds_<key>`` (what the file holds).

    Attributes
    ----------
    choices
        What is chosen for it.
    as_sheet
        Whether it holds the printed map as it is chosen on the page; the preview shows that sheet, of others the map alone.
    variants
        Formats of which the user chooses one; without any the format is its own.
    steps, steps_a_language
        How often the making of it tells what it works on, once and for each language: shares of the progress.
    """

    steps: int = 1
    steps_a_language: int = 0
    choices: frozenset[Choice] = frozenset()
    as_sheet: bool = False
    variants: Mapping[str, FileFormat] = field(default_factory=dict)

    def named(self, paper: str, lang: Lang, /, **options: Any) -> dict[str, str]:
        """How the name of its file begins, for ``ReportRequest.file_name``: of a printed map with the paper, whatever its title.

        ``options`` are the keywords of its writer: what makes another file of the same scenario makes another name, so that
        one is not saved over the other.
        """
        version = self._version(options)
        what = say(f"files.made_{self.key}{version and f'_{version}'}", lang)
        if Choice.PAPER in self.choices:
            return {"sheet": f"{what}-{paper.lower()}"}
        return {"sheet" if version else "what": what}

    def _version(self, options: Mapping[str, Any]) -> str:
        """What it is called beside its key, in ``VERSIONS``; nothing as long as nothing else was chosen."""
        paper, letter = options.get("paper"), options.get("letter")
        told = {
            "short": Choice.LENGTH in self.choices and options.get("short"),
            "submission": Choice.LETTER in self.choices and letter and letter.kind == "submission",
            "pair": Choice.PAPER in self.choices and paper and paper.pair,
            "greyscale": Choice.PAPER in self.choices and paper and paper.greyscale,
            options.get("by", ""): Choice.ATLAS in self.choices,
        }
        return next((v for v in VERSIONS.get(self.key, ()) if told.get(v)), "")


_F = TypeVar("_F", bound=FileFormat)


def _table(*rows: _F) -> dict[str, _F]:
    return {row.key: row for row in rows}


MAP_FORMATS: Final = _table(
    MapFormat(
        key="png",
        ending="png",
        mime="image/png",
        writer="briefing.map.writers:write_png",
        in_pixels=True,
        in_pack=True,
    ),
    MapFormat(key="pdf", ending="pdf", mime=_PDF, writer="briefing.map.writers:write_pdf", paged=True),
    MapFormat(key="pdfa", ending="pdf", mime=_PDF, writer="briefing.map.writers:write_pdfa", in_pack=True, paged=True),
    MapFormat(key="tif", ending="tif", mime="image/tiff", writer="briefing.map.writers:write_tif", in_pixels=True),
    MapFormat(key="pngw", ending="png.zip", mime=_ZIP, writer="briefing.map.writers:write_png_placed", in_pixels=True),
    MapFormat(key="svg", ending="svg", mime="image/svg+xml", writer="briefing.map.writers:write_svg"),
)
GEODATA_FORMATS: Final = _table(
    GeodataFormat(
        key="gpkg",
        ending="gpkg",
        mime=_GPKG,
        writer="briefing.geodata.files:write_gpkg",
        with_ground=True,
    ),
    GeodataFormat(
        key="qgis",
        ending="qgis.zip",
        mime=_ZIP,
        writer="briefing.geodata.qgis_project:write_qgis",
        with_ground=True,
        in_pack=True,
    ),
    GeodataFormat(
        key="geojson",
        ending="geojson.zip",
        mime=_ZIP,
        writer="briefing.geodata.files:write_geojson",
        wgs84_only=True,
    ),
    GeodataFormat(
        key="shp",
        ending="shp.zip",
        mime=_ZIP,
        writer="briefing.geodata.files:write_shp",
        in_pack=True,
    ),
    GeodataFormat(
        key="kml",
        ending="kml",
        mime="application/vnd.google-earth.kml+xml",
        writer="briefing.geodata.kml:write_kml",
        wgs84_only=True,
    ),
    GeodataFormat(
        key="kmz",
        ending="kmz",
        mime="application/vnd.google-earth.kmz",
        writer="briefing.geodata.kml:write_kmz",
        wgs84_only=True,
        in_pack=True,
    ),
    GeodataFormat(
        key="dxf",
        ending="dxf",
        mime="image/vnd.dxf",
        writer="briefing.geodata.dxf:write_dxf",
        metres_only=True,
        with_ground=True,
    ),
    GeodataFormat(
        key="tab",
        ending="tab.zip",
        mime=_ZIP,
        writer="briefing.geodata.mapinfo:write_tab",
        metres_only=True,
        with_ground=True,
    ),
)
REPORT_FORMATS: Final = _table(
    ReportFormat(
        key="map",
        ending="pdf",
        mime=_PDF,
        writer="briefing.map.atlas:printed_map",
        choices=frozenset({Choice.PAPER}),
        as_sheet=True,
        variants=MAP_FORMATS,
        in_pack=True,
        steps=2,
    ),
    ReportFormat(
        key="atlas",
        ending="pdf",
        mime=_PDF,
        writer="briefing.map.atlas:printed_atlas",
        choices=frozenset({Choice.PAPER, Choice.ATLAS}),
        as_sheet=True,
        steps=2,
    ),
    ReportFormat(
        key="slides",
        ending="pptx",
        mime=f"{_OFFICE}.presentationml.presentation",
        writer="briefing.beside.slides:slides",
        choices=frozenset({Choice.LANGUAGES, Choice.LENGTH, Choice.TEMPLATE}),
        in_pack=True,
        steps=9,
        steps_a_language=1,
    ),
    ReportFormat(
        key="story",
        ending="pptx",
        mime=f"{_OFFICE}.presentationml.presentation",
        writer="briefing.slides.presentation:story_slides",
        choices=frozenset({Choice.TEMPLATE}),
    ),
    ReportFormat(
        key="report",
        ending="docx",
        mime=f"{_OFFICE}.wordprocessingml.document",
        writer="briefing.document.report:report",
        choices=frozenset({Choice.LANGUAGES, Choice.LETTER}),
        in_pack=True,
        steps=8,
        steps_a_language=1,
    ),
    ReportFormat(
        key="workbook",
        ending="xlsx",
        mime=f"{_OFFICE}.spreadsheetml.sheet",
        writer="briefing.workbook.book:workbook",
        choices=frozenset({Choice.LANGUAGES}),
        in_pack=True,
        steps=9,
    ),
    ReportFormat(
        key="geodata",
        ending="gpkg",
        mime=_GPKG,
        writer="briefing.geodata.files:geodata",
        choices=frozenset({Choice.GEODATA}),
        variants=GEODATA_FORMATS,
        in_pack=True,
    ),
    ReportFormat(
        key="page",
        ending="html",
        mime="text/html",
        writer="briefing.web.page:web_page",
        choices=frozenset({Choice.LANGUAGES}),
        in_pack=True,
        steps=4,
    ),
    ReportFormat(
        key="pack",
        ending="zip",
        mime=_ZIP,
        writer="briefing.pack:pack",
        choices=frozenset({Choice.LANGUAGES, Choice.TEMPLATE, Choice.LETTER}),
        as_sheet=True,
        steps=17,
        steps_a_language=2,
    ),
)

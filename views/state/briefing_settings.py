"""What the briefing page adds to the view: which file, on what paper, with whose name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analysis.choices import NONE, Known, Parameter, Table, among, covers, flag, key_of, of_text, parameters as address
from briefing import GEODATA_FORMATS, MAP_FORMATS, REPORT_FORMATS
from briefing.content import ATLAS_BY, LETTER_KINDS, LETTER_LINES, SHEET_LINES
from briefing.geodata import crs_codes
from layers import study
from words import Lang, clean

PARTS: Final = ("files", "story")
PAPERS: Final = ("A4", "A3", "A2", "A1", "A0", "16:9")
ORIENTATIONS: Final = ("landscape", "portrait")
RESOLUTIONS: Final = ("150", "300", "600")
SCALES: Final = ("", "50000", "100000", "200000", "250000", "400000", "500000", "750000", "1000000")
EXTENTS: Final = ("both", "first", "second", "routes", "view")
LANGUAGES: Final = (*(lang.value for lang in Lang), "both")
LONGEST_LINE: Final = 160


def extents() -> tuple[str, ...]:
    """The extents that are offered: of one province alone there is no first and second."""
    return tuple(one for one in EXTENTS if not study().alone or one not in {"first", "second"})


@dataclass(frozen=True)
class BriefingSettings:
    """Choices of the briefing page beside title, subtitle, frame and scenario.

    Parameters
    ----------
    part
        Of the page: ``files`` to make, or the ``story`` to present.
    kind
        Which file: one of ``briefing.REPORT_FORMATS``.
    scale
        Denominator as text, empty to fit the extent.
    grey, pair, facts, figures
        Print in grey; a pair of maps; facts of routes and key figures beside the map.
    languages
        Of slides, written report, workbook, web page and pack; empty: that of the page.
    short
        A deck of few slides, without an appendix.
    letter
        Report or submission; what follows it heads and signs that letter, and sheets.
    boxes
        Boxes to sign on a sheet.
    """

    part: str = "files"
    kind: str = "map"
    format: str = "pdf"
    paper: str = "A4"
    orientation: str = "landscape"
    dpi: str = "300"
    extent: str = "both"
    scale: str = ""
    grey: bool = False
    pair: bool = False
    facts: bool = True
    figures: bool = True
    languages: str = ""
    short: bool = False
    atlas: str = "route"
    geo: str = "gpkg"
    crs: str = "4326"
    organisation: str = ""
    author: str = ""
    letter: str = LETTER_KINDS[0]
    superior: str = ""
    number: str = ""
    sign: str = ""
    place: str = ""
    recipient: str = ""
    copies: str = ""
    position: str = ""
    signer: str = ""
    annex: str = ""
    checker: str = ""
    approver: str = ""
    boxes: bool = False


def crs_options() -> tuple[str, ...]:
    """EPSG codes of the coordinate reference systems of geodata, as text."""
    return tuple(map(str, crs_codes()))


def write(settings: BriefingSettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    return address.write(settings, _TABLE)


def read(parameters: Mapping[str, str], known: Known) -> tuple[BriefingSettings, list[str]]:
    """The choices of an address, and what could not be used, as ``name=value``."""
    choices, refused = address.read(parameters, _TABLE, known)
    return BriefingSettings(**choices), refused


def _crs(text: str) -> str:
    """A coordinate reference system; the zones are those of the data, so that they are looked up for every address."""
    if text not in crs_options():
        raise ValueError(text)
    return text


def line(text: str) -> str:
    """A line of text a user may give, cleaned: at most 160 characters.

    Raises
    ------
    ValueError
        If it is not.
    """
    text = clean(text)
    if len(text) > LONGEST_LINE:
        raise ValueError(text)
    return text


def _one_of(field: str, allowed: tuple[str, ...]) -> Parameter:
    return Parameter(field, among(*allowed), lambda text: text or NONE)


_TABLE: Final[Table] = {
    "desk": _one_of("part", PARTS),
    "file": Parameter("kind", key_of(REPORT_FORMATS)),
    "format": Parameter("format", key_of(MAP_FORMATS)),
    "paper": _one_of("paper", PAPERS),
    "turn": _one_of("orientation", ORIENTATIONS),
    "dpi": _one_of("dpi", RESOLUTIONS),
    "extent": _one_of("extent", EXTENTS),
    "scale": _one_of("scale", SCALES),
    "grey": flag("grey"),
    "twomaps": flag("pair"),
    "facts": flag("facts"),
    "figures": flag("figures"),
    "langs": _one_of("languages", LANGUAGES),
    "short": flag("short"),
    "atlas": _one_of("atlas", ATLAS_BY),
    "geo": Parameter("geo", key_of(GEODATA_FORMATS)),
    "crs": Parameter("crs", of_text(_crs)),
    "org": Parameter("organisation", of_text(line)),
    "author": Parameter("author", of_text(line)),
    "letter": _one_of("letter", LETTER_KINDS),
    **{name: Parameter(name, of_text(line)) for name in dict.fromkeys((*LETTER_LINES, *SHEET_LINES))},
    "boxes": flag("boxes"),
}
assert covers(_TABLE, BriefingSettings)

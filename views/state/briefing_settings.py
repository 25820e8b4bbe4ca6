"""What the briefing page adds to the view: which file, on what paper, with whose name; mirrored to the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from briefing import GEODATA_FORMATS, MAP_FORMATS, REPORT_FORMATS
from briefing.content import ATLAS_BY
from briefing.geodata import crs_codes
from views.state.parameters import among, changed, chosen
from words import clean

PAPERS: Final = ("A4", "A3", "A1", "16:9")
ORIENTATIONS: Final = ("landscape", "portrait")
RESOLUTIONS: Final = ("150", "300", "600")
SCALES: Final = ("", "50000", "100000", "200000", "250000", "400000", "500000", "750000", "1000000")
EXTENTS: Final = ("both", "first", "second", "routes", "view")
LANGUAGES: Final = ("vi", "en", "both")
LONGEST_LINE: Final = 160


@dataclass(frozen=True)
class BriefingSettings:
    """Choices of the briefing page beside title, subtitle, frame and scenario.

    Parameters
    ----------
    kind
        Which file: one of ``briefing.REPORT_FORMATS``.
    scale
        Denominator as text, empty to fit the extent.
    grey, pair, facts, figures
        Print in grey; a pair of maps; facts of routes and key figures beside the map.
    languages
        Of slides, workbook, web page and pack.
    """

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
    languages: str = "vi"
    atlas: str = "route"
    geo: str = "gpkg"
    crs: str = "4326"
    organisation: str = ""
    author: str = ""


def crs_options() -> tuple[str, ...]:
    """EPSG codes of the coordinate reference systems of geodata, as text."""
    return tuple(map(str, crs_codes()))


def write(meeting: BriefingSettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    return {
        name: ("1" if value is True else "0" if value is False else str(value) or "-")
        for name, value in changed(meeting, _READERS).items()
    }


def read(parameters: Mapping[str, str]) -> tuple[BriefingSettings, list[str]]:
    """The choices of an address, and what could not be used, as ``name=value``."""
    choices, refused = chosen(parameters, _READERS)
    return BriefingSettings(**choices), refused


def _among(*allowed: str) -> Callable[[str], str]:
    """One of these texts, of which a mark stands for the empty one."""
    read_one = among(*allowed)
    return lambda text: read_one("" if text == "-" else text)


def _system(text: str) -> str:
    """A coordinate reference system; the zones are those of the data, so that they are looked up for every address."""
    return _among(*crs_options())(text)


def _of(registry: Mapping[str, object]) -> Callable[[str], str]:
    """A key of a registry, as it is when an address is read."""

    def read_one(text: str) -> str:
        return _among(*registry)(text)

    return read_one


def _flag(text: str) -> bool:
    return _among("0", "1")(text) == "1"


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


_READERS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "file": ("kind", _of(REPORT_FORMATS)),
    "format": ("format", _of(MAP_FORMATS)),
    "paper": ("paper", _among(*PAPERS)),
    "turn": ("orientation", _among(*ORIENTATIONS)),
    "dpi": ("dpi", _among(*RESOLUTIONS)),
    "extent": ("extent", _among(*EXTENTS)),
    "scale": ("scale", _among(*SCALES)),
    "grey": ("grey", _flag),
    "twomaps": ("pair", _flag),
    "facts": ("facts", _flag),
    "figures": ("figures", _flag),
    "langs": ("languages", _among(*LANGUAGES)),
    "atlas": ("atlas", _among(*ATLAS_BY)),
    "geo": ("geo", _of(GEODATA_FORMATS)),
    "crs": ("crs", _system),
    "org": ("organisation", line),
    "author": ("author", line),
}
assert {field for field, _ in _READERS.values()} == {f.name for f in fields(BriefingSettings)}

"""How each table of geodata is drawn: what each value of its column ``sign`` stands for, from the one style table.

Every format with styles asks here: the styles of a GeoPackage, the QGIS project, KML, DXF.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.content import BREAKS_MIN, class_names, data_source
from briefing.geodata.ground import GROUND
from layers import (
    GATE_CLASSES,
    PLACE_KINDS,
    ROAD_CLASSES,
    STATUSES,
    FillStyle,
    LabelStyle,
    LineStyle,
    PointStyle,
    group_colour,
    group_rank,
    group_title,
    kind_text,
)
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import geopandas as gpd

    from briefing.content import ReportData

Sign = LineStyle | FillStyle | PointStyle
LAND: Final = "land"  # the ground below all else: the provinces, filled
_HIDDEN: Final = ("communes", "projects", "way_links", "interchanges")  # there, but not switched on
# groups of layers as a map program lists them, what lies above before what lies below
GROUPS: Final = {
    "places": (data_source.PLACES, "gates", "places", data_source.ZONES),
    "projects": ("interchanges", "routes", "projects"),
    "results": ("ways", "way_links"),
    "admin": ("border", "provinces"),
    "network": ("base_roads", "base_roads_cambodia"),
    "gains": ("communes",),
    "ground": (*(n for n in reversed(GROUND) if not n.startswith("base_roads")), LAND),
}
_BADGE: Final = LabelStyle("#ffffff", 10, 7, weight=700, priority=1)
_SHIELDS: Final = {"shield_motorway": ("CT",), "shield_trunk": ("QL", "AH"), "shield_provincial": ("ĐT", "TL", "HL")}


@dataclass(frozen=True)
class Names:
    """How some names of a table are written.

    Attributes
    ----------
    column
        Where they stand.
    sign
        The class they belong to; empty for every one.
    begin
        What they begin with; none for every one.
    """

    column: str
    letters: LabelStyle
    sign: str = ""
    begin: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """One class of a table.

    Attributes
    ----------
    key
        The value of its column ``sign``; empty for every row.
    text
        What it is, for a legend.
    sign
        How it is drawn.
    heading
        What it is a part of, where a legend groups its rows; empty for none.
    """

    key: str
    text: str
    sign: Sign
    heading: str = ""

    @property
    def whole(self) -> str:
        """Heading and text in one line."""
        return " – ".join(part for part in (self.heading, self.text) if part)


@dataclass(frozen=True)
class LayerLook:
    """How a table is drawn.

    Attributes
    ----------
    group
        The group of layers it stands in.
    shown
        Whether a map starts with it.
    names
        What is written beside it.
    """

    name: str
    group: str
    shown: bool
    looks: tuple[Look, ...]
    names: tuple[Names, ...] = ()


def group_of(name: str) -> str:
    """The group of layers a table stands in."""
    return next(group for group, names in GROUPS.items() if name in names)


def layer_look(name: str, table: gpd.GeoDataFrame, report: ReportData) -> LayerLook:
    """How a table of this name is drawn, with the classes that occur in it, in the order of legends."""
    keys = sorted(set(map(str, table["sign"])), key=lambda key: _rank(name, key))
    if name == "provinces":
        return LayerLook(
            name, group_of(name), shown=True, looks=(_boundaries(report),), names=tuple(_names(name, keys))
        )
    looks = [_of_ground(f"{name}/{k}", report) if name in GROUND else _LOOKS[name](k, report) for k in keys]
    return LayerLook(name, group_of(name), name not in _HIDDEN, tuple(looks), tuple(_names(name, keys)))


def _names(name: str, keys: Sequence[str]) -> Iterator[Names]:
    """Names of places and gates by their kind, numbers of roads in shields, those of projects in the colour of their group."""
    if name == "base_roads":
        for kind, begin in _SHIELDS.items():
            yield Names("ref", style.label(kind), begin=begin)
    elif name == "provinces":
        yield Names("name", style.label("province"))
        return
    for key in keys:
        if name == "routes":
            yield Names("number", replace(_BADGE, shield=group_colour(key.partition("/")[0])), key)
        elif name == "gates":
            yield Names("name", style.label(f"gate_{key}"), key)
        elif name in {"places", data_source.PLACES} and (letters := PLACE_KINDS[key].letters) is not None:
            yield Names("name", letters, key)


def _rank(name: str, key: str) -> tuple[int, str]:
    """Where a class stands in a legend: by the registries where they have an order, else by its name."""
    listed: dict[str, tuple[str, ...]] = {
        "places": tuple(PLACE_KINDS),
        "base_roads": ROAD_CLASSES,
        "gates": GATE_CLASSES,
    }
    if name in {"routes", "projects"}:
        group, _, rest = key.partition("/")
        status = rest.partition("/")[0]
        return group_rank(group), f"{STATUSES.index(status) if status else 0}{rest}"
    known = listed.get(name, ("before", "after", "known", "assumed"))
    return (known.index(key) if key in known else len(known)), key


def _route(key: str, report: ReportData) -> Look:
    lang = report.request.lang
    group, status, kind = (*key.split("/"), "")[:3]
    sign = (
        style.upgrade_band(group, status)
        if kind == "band"
        else style.project_line(group, status, schematic=kind == "schematic")
    )
    more = {"band": "geodata.sign_band", "schematic": "layers.quality_schematic"}
    parts = [say(f"layers.status_{status}", lang), *([say(more[kind], lang)] if kind else [])]
    return Look(key, " – ".join(parts), sign, group_title(group, lang))


def _project(key: str, report: ReportData) -> Look:
    return Look(key, group_title(key, report.request.lang), style.project_line(key, "existing"))


def _way(key: str, report: ReportData) -> Look:
    return Look(key, say(f"layers.legend_path_{key}", report.request.lang), style.line("path", key))


def _commune(key: str, report: ReportData) -> Look:
    lang = report.request.lang
    if key == "none":
        return Look(key, say("compare.not_connected", lang), style.fill("access", "not_connected"))
    return Look(key, class_names(lang)[int(key)], style.scale("gain", len(BREAKS_MIN) + 1)[int(key)])


def _interchange(key: str, report: ReportData) -> Look:
    return Look(key, say(f"layers.legend_interchange_{key}", report.request.lang), style.point("interchange", key))


def _gate(key: str, report: ReportData) -> Look:
    return Look(key, say(f"layers.gate_{key}", report.request.lang), style.point("gate", key))


def _place(key: str, report: ReportData) -> Look:
    return Look(key, kind_text(key, report.request.lang, report.request.edition), style.point("place", key))


def _own_zone(key: str, report: ReportData) -> Look:
    return Look(key, say("layers.zone_own", report.request.lang), style.fill("zone", key))


def _border(key: str, report: ReportData) -> Look:
    return Look(key, say("layers.legend_border", report.request.lang), style.line("border", key))


def land_look(table: gpd.GeoDataFrame, report: ReportData) -> LayerLook:
    """How the provinces are filled, below all else."""
    kinds = [key for key in ("focus", "study", "context") if key in set(table["sign"])]
    said = report.request.lang
    looks = [Look(k, say(f"geodata.sign_{k}", said), style.fill("province", k)) for k in kinds]
    return LayerLook(LAND, group_of(LAND), shown=True, looks=tuple(looks))


def _boundaries(report: ReportData) -> Look:
    """The boundaries of all provinces; their ground is a layer of its own."""
    line = style.line("province", "boundary")
    return Look("", say("layers.legend_province", report.request.lang), FillStyle(style.LAND, 0.0, outline=line))


def _of_ground(key: str, report: ReportData) -> Look:
    """A class of the ground of the map: ``<table>/<class>``."""
    name, _, kind = key.partition("/")
    lang = report.request.lang
    if name in {"base_roads", "base_roads_cambodia"}:
        layer, word = ("road", kind) if name == "base_roads" else ("road_cambodia", "cambodia")
        return Look(kind, say(f"layers.road_{word}", lang), style.line(layer, kind))
    if name == "base_rivers":
        return Look(kind, say(f"geodata.sign_{kind}", lang), style.line("river", kind))
    if name == "base_cambodia":
        land = replace(style.fill("cambodia", "land"), outline=style.line("cambodia", "boundary"))
        return Look(kind, say("layers.cambodia_provinces", lang), land)
    return Look(kind, say(f"layers.legend_{kind}", lang), style.fill(kind, kind))


_LOOKS: Final[dict[str, Callable[[str, ReportData], Look]]] = {
    "routes": _route,
    "projects": _project,
    "ways": _way,
    "way_links": _way,
    "communes": _commune,
    "interchanges": _interchange,
    "gates": _gate,
    "places": _place,
    data_source.PLACES: _place,
    data_source.ZONES: _own_zone,
    "border": _border,
}

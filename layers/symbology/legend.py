"""Legends, made from the style table: the same rows for the web map, the print map and slides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from layers.catalogue import CATALOGUE, GATE_CLASSES, ROAD_CLASSES, STATUSES, Edition, Group
from layers.edition import kind_text
from layers.places import PLACE_KINDS
from layers.projects import USER_GROUP, State, project_groups
from layers.signs import FillStyle, LineStyle, PointStyle
from layers.symbology import style
from words import Lang, say, text_in

_STATUS_COLOUR: Final = "#59636a"  # statuses are told by the dash; a neutral colour says so


@dataclass(frozen=True)
class LegendRow:
    """One sign and what it means.

    Attributes
    ----------
    heading
        The part of the legend it stands in, in the reader's language.
    text
        What the sign means, in the reader's language.
    sign
        The style of the sign itself, straight from the style table.
    """

    heading: str
    text: str
    sign: LineStyle | FillStyle | PointStyle


def legend_rows(
    lang: Lang,
    *,
    edition: Edition = Edition.Y2022,
    layers: Collection[str],
    project_groups: Collection[str] = (),
    statuses: Collection[str] = (),
    schematic: bool = False,
    upgrades: bool = False,
    place_kinds: Collection[str] = (),
    interchanges: bool = False,
    paths: tuple[bool, bool] = (False, False),
    zones: bool = False,
    own_area: str = "",
    frames: bool = False,
) -> tuple[LegendRow, ...]:
    """The rows of a legend for what a map shows, headings in the order of reading.

    Parameters
    ----------
    lang
        Language of headings and texts.
    edition
        The administrative map that says what a place is.
    layers
        Names of the layers drawn, as in the catalogue.
    project_groups, statuses
        Groups and statuses of the sections drawn.
    schematic
        Whether one of them is only illustrative.
    upgrades
        Whether a project is drawn as a band below the one it upgrades.
    place_kinds
        Kinds of places drawn, ``gate`` among them.
    interchanges
        Whether interchanges are drawn.
    paths
        Whether the path before and the path after are drawn.
    zones
        Whether the user's zones of interest are drawn.
    own_area
        Whether the ``district`` or ``commune`` that a sheet is about is drawn.
    frames
        Whether the frames of a set's sheets are drawn.
    """
    return (
        *_paths(lang, paths),
        *_projects(lang, project_groups),
        *_statuses(lang, statuses, schematic=schematic, upgrades=upgrades),
        *_interchanges(lang, shown=interchanges),
        *_places(lang, place_kinds, edition),
        *([_row(lang, "places", "zone_own", style.fill("zone", "own"))] if zones else []),
        *_boundaries(lang, layers),
        *([_row(lang, "admin", f"legend_own_{own_area}", style.fill("district", "own"))] if own_area else []),
        *([_row(lang, "admin", "legend_sheet_frame", style.line("index", "frame"))] if frames else []),
        *_base(lang, layers),
        *_plain(lang, layers),
    )


def _row(lang: Lang, heading: str, key: str, sign: LineStyle | FillStyle | PointStyle) -> LegendRow:
    return LegendRow(say(f"layers.legend_heading_{heading}", lang), say(f"layers.{key}", lang), sign)


def _paths(lang: Lang, shown: tuple[bool, bool]) -> list[LegendRow]:
    return [
        _row(lang, "paths", f"legend_path_{when}", style.line("path", when))
        for when, is_shown in zip(("before", "after"), shown, strict=True)
        if is_shown
    ]


def _projects(lang: Lang, groups: Collection[str]) -> list[LegendRow]:
    heading = say("layers.legend_heading_projects", lang)
    return [
        LegendRow(heading, text_in(group, "title", lang), style.project_line(group.key, "existing"))
        for group in project_groups()
        if group.key in groups
    ]


def _statuses(lang: Lang, statuses: Collection[str], *, schematic: bool, upgrades: bool) -> list[LegendRow]:
    rows = [
        _row(lang, "status", f"status_{status}", replace(style.project_line(USER_GROUP, status), colour=_STATUS_COLOUR))
        for status in STATUSES
        if status in statuses
    ]
    if schematic:
        sign = replace(style.project_line(USER_GROUP, "existing", schematic=True), colour=_STATUS_COLOUR)
        rows.append(_row(lang, "status", "legend_schematic", sign))
    if upgrades:
        sign = replace(style.upgrade_band(USER_GROUP, "open"), colour=_STATUS_COLOUR)
        rows.append(_row(lang, "status", "legend_upgrade", sign))
    return rows


def _interchanges(lang: Lang, *, shown: bool) -> list[LegendRow]:
    kinds = ("known", "assumed") if shown else ()
    return [_row(lang, "status", f"legend_interchange_{kind}", style.point("interchange", kind)) for kind in kinds]


def _places(lang: Lang, kinds: Collection[str], edition: Edition) -> list[LegendRow]:
    heading = say("layers.legend_heading_places", lang)
    rows = [
        LegendRow(heading, kind_text(kind, lang, edition), style.point("place", kind))
        for kind in PLACE_KINDS
        if kind in kinds and kind != "gate"
    ]
    if "gate" in kinds:
        rows += [_row(lang, "places", f"gate_{kind}", style.point("gate", kind)) for kind in GATE_CLASSES]
    return rows


def _boundaries(lang: Lang, layers: Collection[str]) -> list[LegendRow]:
    signs = {
        "border": ("legend_border", style.line("border", "national")),
        "provinces_2022": ("legend_province", style.line("province", "boundary")),
        "provinces_2025": ("legend_province", style.line("province", "boundary")),
        "districts_2022": ("legend_district", style.line("district", "boundary")),
        "communes_2025": ("legend_commune", style.line("commune", "boundary")),
    }
    return [_row(lang, "admin", key, sign) for name, (key, sign) in signs.items() if name in layers]


def _base(lang: Lang, layers: Collection[str]) -> list[LegendRow]:
    rows: list[LegendRow] = []
    if "roads" in layers:
        rows += [_row(lang, "base", f"road_{kind}", style.line("road", kind)) for kind in ROAD_CLASSES]
    if "roads_cambodia" in layers:
        rows.append(_row(lang, "base", "road_cambodia", style.line("road_cambodia", "trunk")))
    areas = {"water": "water", "forest": "forest", "parks": "park", "builtup": "builtup", "industrial": "industrial"}
    rows += [_row(lang, "base", f"legend_{key}", style.fill(key, key)) for name, key in areas.items() if name in layers]
    return rows


def _plain(lang: Lang, layers: Collection[str]) -> list[LegendRow]:
    """Layers drawn with one sign, by the names of their titles."""
    headings = {Group.ADMIN: "admin", Group.PLACES: "places", Group.PROJECTS: "projects"}
    return [
        LegendRow(
            say(f"layers.legend_heading_{headings.get(row.group, 'base')}", lang), say(row.title_key, lang), row.sign
        )
        for row in CATALOGUE.values()
        if row.sign is not None and row.name in layers
    ]


def year_rows(lang: Lang, year: int, states: Collection[State]) -> list[LegendRow]:
    """What is pale because it is not open at the end of a year, and what is open by an expectation only."""
    heading = say("webmap.legend_year", lang, year=year)
    plain = replace(style.project_line(USER_GROUP, "planned"), colour=_STATUS_COLOUR)
    signs = {State.EXPECTED: plain, State.CLOSED: style.not_open(plain), State.UNCONFIRMED: style.not_open(plain)}
    return [
        LegendRow(heading, say(f"webmap.legend_{state}", lang), sign)
        for state, sign in signs.items()
        if state in states
    ]

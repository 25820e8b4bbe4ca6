"""Points on the map: places, gates, interchanges, the ends of a path, each with its facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import shapely

from layers import style
from layers.catalogue import Edition
from layers.edition import in_edition, place_text
from layers.results import ResultShape
from layers.style import PointStyle
from webmap import popups
from webmap.prepared import frame, shown_projects
from webmap.signs import point_svg
from webmap.view import LonLat, MapView
from words import Lang, say

_CAPITALS: Final = ("district_capital", "provincial_capital")  # they carry the population of their district

Item = dict[str, Any]


def end(at: LonLat, key: str, lang: Lang) -> Item:
    """An end of a compared path, named by the word ``key``."""
    look = style.point("path", "end")
    return _mark(
        shapely.Point(at), look, name=say(key, lang), identity=("path-end", "path"), tip=popups.tip(say(key, lang))
    )


def _mark(at: Any, look: PointStyle, *, name: str, identity: tuple[str, str], tip: str, pop: str = "") -> Item:
    """A point with its sign; ``identity`` is its id and kind."""
    item: Item = {
        "at": [round(at.y, 5), round(at.x, 5)], "svg": point_svg(look), "size": look.size_px, "order": look.order,
        "id": identity[0], "kind": identity[1], "name": name, "tip": tip,
    }  # fmt: skip
    if pop:
        item["pop"] = pop
    if look.min_zoom:
        item["from"] = look.min_zoom
    return item


def interchanges(view: MapView) -> Iterator[Item]:
    """Accesses of the ticked projects; the assumed ones are hollow and say so."""
    if "interchanges" not in view.layers:
        return
    names = {project.id: project.text("name", view.lang) for project in shown_projects(view)}
    rows = frame("interchanges")
    for row in rows[rows["project_id"].isin(view.project_ids)].itertuples():
        look = style.point("interchange", "assumed" if row.assumed else "known")
        name = str(getattr(row, f"name_{view.lang.value}") or row.connects_to)
        facts = [
            say("webmap.interchange_of", view.lang, project=names.get(row.project_id, row.project_id)),
            say("webmap.interchange_connects", view.lang, roads=str(row.connects_to).replace(";", ", ")),
            say("webmap.interchange_assumed", view.lang) if row.assumed else "",
        ]
        foot = "" if row.assumed else popups.sources(str(row.source).replace(";", " ").split(), view.lang)
        pop = popups.popup(name, facts, foot=foot)
        yield _mark(
            row.geometry, look, name=name, identity=(row.id, "interchange"), tip=popups.tip(name, *facts), pop=pop
        )


def places(view: MapView) -> Iterator[Item]:
    """Places of the kinds shown; what is uncertain about a position is said."""
    if "places" not in view.layers:
        return
    rows = in_edition(frame("places"), view.edition)
    unit = "district" if view.edition is Edition.Y2022 else "district_2025"
    for row in rows[rows["kind"].isin(view.place_kinds)].itertuples():
        name = str(getattr(row, f"name_{view.lang.value}"))
        doubt = say(f"webmap.place_{row.confidence}", view.lang) if row.confidence in {"low", "medium"} else ""
        people = popups.people_line(row.population_2019, view.lang, of=unit) if row.kind in _CAPITALS else ""
        known = (
            "" if row.source_url or "not verified" not in str(row.source) else say("webmap.place_unverified", view.lang)
        )
        facts = [place_text(row._asdict(), view.lang, view.edition), people, doubt, known]
        look = _marked(style.point("place", row.kind), marked=row.id == view.highlight_id)
        pop = popups.popup(name, facts, foot=popups.sources([str(row.source_url or "")], view.lang))
        yield _mark(row.geometry, look, name=name, identity=(row.id, "place"), tip=popups.tip(name, *facts), pop=pop)


def result_point(shape: ResultShape, look: PointStyle) -> Item:
    """A point of a result, such as a numbered stop; its first line of text is its name."""
    lines = shape.tip or ("",)
    item = _mark(shape.geometry, look, name=lines[0], identity=(shape.id, "result"), tip=popups.tip(*lines))
    return item | {"svg": point_svg(look, mark=shape.mark)}


def own_places(view: MapView) -> Iterator[Item]:
    """The user's own places."""
    if "places" not in view.layers or "own" not in view.place_kinds:
        return
    kind = say("layers.kind_own", view.lang)
    for place in view.own.places:
        look = _marked(style.point("place", "own"), marked=place.id == view.highlight_id)
        pop = popups.popup(place.name, [kind, place.note])
        at, tip = shapely.Point(place.lon, place.lat), popups.tip(place.name, kind)
        yield _mark(at, look, name=place.name, identity=(place.id, "place"), tip=tip, pop=pop)


def gates(view: MapView) -> Iterator[Item]:
    """Border gates by class; those without a known position are told elsewhere, never drawn."""
    if "places" not in view.layers or "gate" not in view.place_kinds:
        return
    rows = frame("gates").rename(columns={"class": "gate_class"})
    for row in rows[rows["position"] != "unknown"].itertuples():
        name = str(getattr(row, f"name_{view.lang.value}"))
        opposite = (
            "" if popups.missing(row.cambodia_name) else say("webmap.gate_opposite", view.lang, name=row.cambodia_name)
        )
        doubt = say("webmap.gate_estimated", view.lang) if row.position == "estimated" else ""
        facts = [say(f"layers.gate_{row.gate_class}", view.lang), opposite, doubt]
        look = _marked(style.point("gate", row.gate_class), marked=row.id == view.highlight_id)
        pop = popups.popup(name, facts, foot=popups.sources([str(row.source_url or "")], view.lang))
        yield _mark(row.geometry, look, name=name, identity=(row.id, "gate"), tip=popups.tip(name, *facts), pop=pop)


def _marked(look: PointStyle, *, marked: bool) -> PointStyle:
    """The sign itself, or larger and with a yellow rim if it is the marked one; shown at every zoom then."""
    if not marked:
        return look
    glow = style.line("highlight", "point")
    return replace(look, size_px=look.size_px + 6, edge=glow.colour, edge_px=3.0, order=look.order + 10, min_zoom=0)

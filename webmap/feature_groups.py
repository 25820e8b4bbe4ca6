"""Everything on the map that changes: provinces, routes, places, gates, paths, as the browser is told.

How a click comes back
----------------------
Each thing that answers carries its id and kind, and the browser hands the page what was hit (``pointer.js``):

    {"properties": {"id": "gate-moc-bai", "kind": "gate", "click": 3, "zoom": 10}, "geometry": {point clicked}}

``kind`` is ``project``, ``place``, ``gate``, ``interchange``, ``province``, ``district``, ``commune``, ``result``,
``layer`` or ``path``. ``click`` counts the clicks in this browser, so that a second click on the same thing is news;
``zoom`` tells how far the pointer may miss. ``key`` ties a thing to the elements of the page that bear it as
``data-map-feature``: ``project:<id>``, ``section:<id>``, ``place:<id>``, ``gate:<id>``, ``province:<code>`` and the like.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import shapely

import layers
from layers import (
    USER_KIND,
    Edition,
    FileState,
    Layer,
    LineStyle,
    PointStyle,
    Project,
    Role,
    Section,
    State,
    Study,
    UserData,
    chosen_layers,
    commune_name,
    in_edition,
    is_own,
    layer_state,
    place_kinds,
    place_text,
    project_numbers,
    provinces_layer,
    region_told,
    study,
    units_note,
)
from layers.symbology import ResultShape, style
from webmap import popups
from webmap.labels import view_labels
from webmap.payload import encode, line_sign, point_svg
from webmap.prepared import clipped, coverage, drawable, edges_text, frame, projects, shown_projects
from words import DataError, Lang, field_in, say, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webmap.view import LonLat, MapView

_CAPITALS: Final = place_kinds(Role.SEAT)  # they carry the population of their district

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
        "id": identity[0], "kind": identity[1], "name": name, "tip": tip, "key": f"{identity[1]}:{identity[0]}",
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
        name = text_in(row, "name", view.lang) or str(row.connects_to)
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
        name = text_in(row, "name", view.lang)
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
    return item | {"svg": point_svg(look, mark=shape.mark), "key": shape.key}


def own_places(view: MapView) -> Iterator[Item]:
    """The user's own places."""
    if "places" not in view.layers or USER_KIND not in view.place_kinds:
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
        name = text_in(row, "name", view.lang)
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


_ROUTE_TOLERANCE: Final = 0.00003  # degrees, about 3 m: routes are drawn closer than the base map
_POPUP: Final = frozenset({"pop", "foot"})
_DIVISIONS: Final = frozenset({"district", "commune"})  # parts of provinces, by their row of the style table
_DISTRICT_KINDS: Final = {"huyện": "rural", "quận": "urban", "thị xã": "town", "thành phố": "city"}


def drawn(view: MapView) -> str:
    """All that lies on the base map for a view, as JSON for ``host.js``.

    A pure function of the view and the files of ``data/geo``. A layer that cannot be read is left
    out; ``prepared.faults`` tells which and how to mend it.
    """
    everything = {
        "items": view_items(view),
        "feet": feet(view),
        "labels": view_labels(view.lang, view.edition, owners=owners(view), own=view.own),
        "caption": caption(view),
    }
    return json.dumps(everything, ensure_ascii=False, separators=(",", ":"))


def view_items(view: MapView) -> list[Item]:
    """Everything a view draws, in drawing order, as ``draw.js`` reads it."""
    parts = (
        partial(_same_for_all, "provinces"),
        _results,
        _zones,
        _divisions,
        _plain,
        _paths,
        _routes,
        interchanges,
        partial(_same_for_all, "places"),
        partial(_same_for_all, "gates"),
        own_places,
    )
    items = drawable(partial(part, view) for part in parts)
    return items if view.popups else [{k: v for k, v in item.items() if k not in _POPUP} for item in items]


def _same_for_all(name: str, view: MapView) -> tuple[Item, ...]:
    """What hangs on no scenario: made once for each state of the files and each way of showing it. Items are shared: read them."""
    read = (provinces_layer(view.edition), "places", "gates", "study")
    plain = replace(
        view, project_ids=frozenset(), statuses=frozenset(), results=(), path_before=(), path_after=(), year=None,
        own=UserData(), popups=True, closing=False, layers=frozenset(view.layers), place_kinds=frozenset(view.place_kinds),
    )  # fmt: skip
    return _kept_part(name, tuple(map(layer_state, read)), region_told(), plain)


@lru_cache(maxsize=100)
def _kept_part(name: str, _files: tuple[FileState, ...], _region: Study, view: MapView) -> tuple[Item, ...]:
    return tuple({"provinces": _provinces, "places": places, "gates": gates}[name](view))


def feet(view: MapView) -> dict[str, str]:
    """Cost and sources of each project drawn, sent once for all its sections."""
    shown = drawable([lambda: [project for project in shown_projects(view) if project.id in view.project_ids]])
    numbers = project_numbers(shown_projects(view))
    return {project.id: popups.project_foot(project, numbers[project.id], view.lang) for project in shown}


def owners(view: MapView) -> frozenset[str]:
    """Ids of everything whose label the view shows."""
    parts = (_province_owners, _project_owners, _place_owners, _gate_owners, _own_owners)
    return frozenset(drawable(partial(part, view) for part in parts))


def _province_owners(view: MapView) -> list[str]:
    return ["province"] if "provinces" in view.layers else []


def _project_owners(view: MapView) -> list[str]:
    if "projects" not in view.layers:
        return []
    shown = (project for project in shown_projects(view) if project.id in view.project_ids)
    return [project.id for project in shown if any(section.status in view.statuses for section in project.sections)]


def _place_owners(view: MapView) -> list[str]:
    rows = in_edition(frame("places"), view.edition)
    return list(rows.loc[rows["kind"].isin(view.place_kinds), "id"]) if "places" in view.layers else []


def _own_owners(view: MapView) -> list[str]:
    places = view.own.places if "places" in view.layers and USER_KIND in view.place_kinds else ()
    return [*(place.id for place in places), *(zone.id for zone in view.own.zones)]


def _gate_owners(view: MapView) -> list[str]:
    return list(frame("gates")["id"]) if "places" in view.layers and "gate" in view.place_kinds else []


def caption(view: MapView) -> dict[str, Any]:
    """The edition, and notes with the state of the data; both must stand on every map."""
    try:
        state = say("webmap.data_state", view.lang, digest=layers.data_digest())
    except DataError:
        state = ""
    notes = [note for note in (units_note(view.lang, view.edition), state) if note]
    return {"edition": say(f"layers.edition_{view.edition.value}", view.lang), "notes": notes}


def _provinces(view: MapView) -> Iterator[Item]:
    """Provinces as areas that answer, the edges they share above the roads."""
    if "provinces" not in view.layers:
        return
    layer = provinces_layer(view.edition)
    focus = study().focus(view.edition)
    for row, area in zip(frame(layer).itertuples(), coverage(layer), strict=True):
        if area.is_empty:
            continue
        tone = "focus" if row.code in focus else "study" if row.in_study else "context"
        look = style.fill("province", tone)
        name = text_in(row, "name", view.lang)
        yield {
            "x": encode([area]), "a": look.fill, "o": 0.0 if view.tiles else 1.0,
            "id": str(row.code), "kind": "province", "tip": popups.tip(name), "key": f"province:{row.code}",
        }  # fmt: skip
    yield {"x": edges_text(layer), "s": line_sign(style.line("province", "boundary")), "p": "edges"}


def _results(view: MapView) -> Iterator[Item]:
    """What was computed: areas in classes above the provinces, lines with the routes, points above all."""
    for shape in (shape for layer in view.results for shape in layer.shapes):
        if isinstance(shape.sign, PointStyle):
            yield result_point(shape, shape.sign)
            continue
        item: Item = {"x": encode([shape.geometry]), "kind": "result", "key": shape.key}
        if isinstance(shape.sign, LineStyle):
            item |= {"s": line_sign(shape.sign), "p": _pane(shape.sign)}
        else:
            item |= {"a": shape.sign.fill, "o": shape.sign.opacity}
        if shape.id:
            item |= {"id": shape.id, "tip": popups.tip(*(shape.tip or ("",)))}
        yield item


def _pane(sign: LineStyle) -> str:
    """Where a computed line lies: below the routes what the style table has below them, so that the road of a path is seen on it."""
    return "ways" if sign.order < style.ROUTES_ORDER else "paths"


def _zones(view: MapView) -> Iterator[Item]:
    """The user's zones of interest."""
    look = style.fill("zone", "own")
    kind = say("layers.zone_own", view.lang)
    for zone in view.own.zones:
        item: Item = {
            "x": encode([zone.geometry]), "a": look.fill, "o": look.opacity, "id": zone.id, "kind": "place", "key": f"place:{zone.id}",
            "tip": popups.tip(zone.name, kind), "pop": popups.popup(zone.name, [kind, zone.note]),
        }  # fmt: skip
        yield item
        if look.outline:
            yield {"x": encode([shapely.boundary(zone.geometry)]), "s": line_sign(look.outline), "p": "edges"}


def _plain(view: MapView) -> Iterator[Item]:
    """Layers drawn with one sign: what has a name tells it."""
    for layer in (row for row in chosen_layers(view.layers, view.edition) if row.sign is not None):
        yield from drawable([partial(_signed, layer, view)])


def _signed(layer: Layer, view: MapView) -> Iterator[Item]:
    """The things of one layer in its one sign, each cut to the frame."""
    sign, title = layer.sign, say(layer.title_key, view.lang)
    rows = frame(layer.name)
    for number, (row, shape) in enumerate(zip(rows.to_dict("records"), clipped(rows.geometry.to_numpy()), strict=True)):
        if shape is None or shape.is_empty:
            continue
        told = row.get(field_in(rows.columns, "name", view.lang))
        name = title if popups.missing(told) else str(told)
        identity, tip = (f"{layer.name}-{number}", "layer"), popups.tip(name, title if name != title else "")
        if isinstance(sign, PointStyle):
            yield _mark(shape, sign, name=name, identity=identity, tip=tip) | {"layer": layer.switch}
            continue
        item: Item = {"x": encode([shape]), "id": identity[0], "kind": identity[1], "tip": tip, "layer": layer.switch}
        if isinstance(sign, LineStyle):
            yield item | {"s": line_sign(sign), "p": "edges"}
        elif sign is not None:
            yield item | {"a": sign.fill, "o": sign.opacity}


def _divisions(view: MapView) -> Iterator[Item]:
    """Districts or communes, those of the edition."""
    for layer in chosen_layers(view.layers, view.edition):
        if layer.style in _DIVISIONS:
            yield from drawable([partial(_units, layer.name, layer.style, view)])


def _units(layer: str, kind: str, view: MapView) -> Iterator[Item]:
    """Districts or communes: invisible areas that answer, and the edges they share."""
    for row, area in zip(frame(layer).itertuples(), coverage(layer), strict=True):
        if area.is_empty:
            continue
        name = (
            commune_name(row.full_name, view.lang)
            if kind == "commune"
            else district_name(row.name, row.kind_vi, view.lang)
        )
        note = say("webmap.approximate", view.lang) if kind == "district" else ""
        facts = [popups.people_line(row.population_2019, view.lang), *popups.area_lines(row, view.lang), note]
        yield {
            "x": encode([area]), "a": style.fill("province", "study").fill, "o": 0.0, "id": str(row.code), "kind": kind,
            "tip": popups.tip(name, *facts[:1], note), "key": f"{kind}:{row.code}",
        }  # fmt: skip
    yield {"x": edges_text(layer), "s": line_sign(style.line(kind, "boundary")), "p": "edges"}


def district_name(name: str, kind_vi: str, lang: Lang) -> str:
    """A district's full name, such as "Huyện Tân Biên" or "Tân Biên District"."""
    if name.startswith("Quận "):  # numbered districts carry the word in the name
        return say("language.numbered_district", lang, number=name.removeprefix("Quận "))
    return say(f"webmap.district_{_DISTRICT_KINDS[kind_vi]}", lang, name=name)


def _routes(view: MapView) -> Iterator[Item]:
    """Sections of the ticked projects: one item a stretch of one sign, upgrades below what they upgrade."""
    shown = [project for project in shown_projects(view) if project.id in view.project_ids]
    shown = shown if "projects" in view.layers else []
    for project in sorted(shown, key=lambda one: not _is_band(one, view)):
        sections = [section for section in project.sections if section.status in view.statuses]
        if project.id == view.highlight_id and sections:
            glow = style.line("highlight", "line")
            yield {"x": encode([_drawn(s) for s in sections]), "s": {**line_sign(glow), "f": 1}}
        band = _is_band(project, view)
        yield from (_section(project, section, view, band=band) for section in sections)


def _is_band(project: Project, view: MapView) -> bool:
    """Whether a project upgrades one that is drawn too, on the same line."""
    return project.upgrade_of in view.project_ids


def _section(project: Project, section: Section, view: MapView, *, band: bool) -> Item:
    """A stretch; one of the files is made once for each way of showing it, and shared: read it."""
    if is_own(project.id):
        return _item_of(project, section, view.lang, view.year, band=band)
    files = (layer_state("projects"), layer_state("study"))
    return _kept_item(files, region_told(), project.id, section.section_id, view.lang, view.year, band)


@lru_cache(maxsize=2000)
def _kept_item(
    _files: tuple[FileState, ...], _region: Study, project_id: str, section_id: str, lang: Lang, year: int | None, band: bool,  # noqa: FBT001
) -> Item:  # fmt: skip
    project = next(one for one in projects() if one.id == project_id)
    section = next(one for one in project.sections if one.section_id == section_id)
    return _item_of(project, section, lang, year, band=band)


def _item_of(project: Project, section: Section, lang: Lang, year: int | None, *, band: bool) -> Item:
    name = project.text("name", lang)
    facts = popups.section_facts(project, section, lang)
    note = say("webmap.schematic", lang) if section.quality == "schematic" else ""
    look = style.upgrade_band(project.group, section.status) if band else section_style(project, section)
    state = None if year is None else section.state(year, data_date=study().data_date)
    if state in {State.CLOSED, State.UNCONFIRMED}:
        look = style.not_open(look)
    in_year = "" if state is None else say(f"webmap.in_year_{state}", lang, year=year)
    return {
        "x": encode([_drawn(section)]),
        "s": line_sign(look),
        "id": project.id,
        "kind": "project",
        "key": [f"project:{project.id}", f"section:{section.section_id}"],
        "tip": popups.tip(name, popups.status_line(project, section, lang), in_year, note),
        "pop": popups.popup(name, facts),
        "foot": project.id,
    }


def section_style(project: Project, section: Section) -> LineStyle:
    """The style of a section: colour by group, dash by status, the illustrative sign if schematic."""
    return style.project_line(project.group, section.status, schematic=section.quality == "schematic")


def _drawn(section: Section) -> shapely.Geometry:
    return shapely.simplify(section.geometry, _ROUTE_TOLERANCE)


def _paths(view: MapView) -> Iterator[Item]:
    """The compared paths with their ends, the path before below the path after."""
    for when, path in (("before", view.path_before), ("after", view.path_after)):
        if len(path) > 1:
            line = shapely.simplify(shapely.LineString(path), _ROUTE_TOLERANCE)
            text = say(f"webmap.path_{when}", view.lang)
            sign = style.line("path", when)
            yield {
                "x": encode([line]),
                "s": line_sign(sign),
                "p": _pane(sign),
                "id": f"path-{when}",
                "kind": "path",
                "key": f"path:{when}",
                "tip": popups.tip(text),
            }
    ends = view.path_after or view.path_before
    if len(ends) > 1:
        yield end(ends[0], "webmap.path_start", view.lang)
        yield end(ends[-1], "webmap.path_end", view.lang)

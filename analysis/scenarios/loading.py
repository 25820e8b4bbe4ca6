"""Joining a world: files of ``data/geo`` made one cut network for every scenario, kept on disk once joined.

Kept are the roads, the cut network, the projects on it, connectors, speeds and places, under the bytes
of all layers an analysis reads and under the program that joined them, so that a command need not cut the
network anew; the projects' own records are read from their file. What cannot be read, or is damaged, is
joined anew from the layers; a folder that cannot be written is no fault. A user's own world is never kept.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, astuple, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import ref

import numpy as np
import shapely

from analysis.network import (
    Arcs,
    Barriers,
    MeasuredLines,
    Mode,
    Network,
    Roads,
    Snaps,
    SpeedCase,
    SpeedTable,
    UrbanArea,
    connector_arcs,
    cut_roads,
    nearest_gap_m,
    snap_places,
)
from analysis.runtime import Arrays, keep_newest, read_archive, world_file, write_archive
from analysis.scenarios.alignment import (
    SectionTable,
    UpgradedStretch,
    links_beneath,
    snap_line,
    stretches_along,
    upgraded_stretches,
)
from analysis.scenarios.places import Place, place_of
from analysis.scenarios.project_links import (
    Interchange,
    Joints,
    ProjectLinks,
    Segments,
    Touch,
    TouchKind,
    crossing_touches,
    end_touches,
    interchange_junctions,
    interchange_touches,
    link_projects,
    ordinary_junctions,
)
from analysis.scenarios.world import Extension, World, kept_arrays
from layers import FILE, Dataset, Project, read_places, read_projects, text_digest
from words import Lang, say, with_further

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from analysis.network import Ints
    from layers import UserData, UserPlace, UserRoute


def join_world(data: Dataset) -> World:
    """Read all that is routed on from a folder of data, and join it; ``load_world`` keeps the result.

    Raises
    ------
    DataError
        If a file is missing or damaged.
    """
    roads = data.read("roads")
    around = {name: data.read(name) for name in ("water", "rivers", "border")}
    return build_world(
        Roads.from_frame(roads, barriers=Barriers.from_layers(roads=roads, **around)),
        SpeedTable.from_frame(data.read_table("speeds")),
        places=[
            place_of(row, lon=row["geometry"].x, lat=row["geometry"].y)
            for row in read_places(folder=data.folder).to_dict("records")
        ],
        projects=read_projects(data.folder / FILE.name),
        interchanges=read_interchanges(data),
        data=data,
        digest=data.digest,
        urban=UrbanArea.from_frame(data.read("urban_area")),
    )


def read_interchanges(data: Dataset) -> list[Interchange]:
    """The interchanges of a folder of data."""
    return [_interchange(row) for row in data.read("interchanges").to_dict("records")]


def build_world(
    roads: Roads,
    speeds: SpeedTable,
    *,
    places: Sequence[Place],
    projects: Sequence[Project],
    interchanges: Sequence[Interchange],
    data: Dataset,
    digest: str,
    urban: UrbanArea | None = None,
    base: World | None = None,
    public: bool = False,
) -> World:
    """Join places and projects to the roads: one cut network for every scenario.

    Parameters
    ----------
    urban
        Where projects take the urban rows of the speeds; ``None``: nowhere.
    base
        A world on the same roads whose projects are the first of these: the roads beneath them are known.
    public
        Whether it has the projects of ``base`` and more places of its own data: what meets where is kept on disk.
    """
    area = urban or UrbanArea.none()
    sections = SectionTable.from_projects(projects)
    known, first = (base.along, len(base.links.sections.section_id)) if base else ((), 0)
    along = (*known, *upgraded_stretches(roads, sections, first=first))
    spots = np.array([(p.lon, p.lat) for p in places]).reshape(-1, 2)
    meet = partial(_meetings, roads, sections, along, interchanges, spots)
    touches, snaps = _kept_meetings(base, spots, meet) if base is not None and public else meet()
    network, node = cut_roads(roads, *_cuts(touches, snaps, along))
    junctions = [*ordinary_junctions(sections), *interchange_junctions(sections, interchanges)]
    links = link_projects(
        network,
        sections,
        touches=touches,
        touch_node=node[: len(touches)],
        junctions=junctions,
        stretches=along,
        area=area,
    )
    first = len(network.lon_lat) + len(links.lon_lat)
    snap_node = node[len(touches) : len(touches) + len(snaps.link)]
    connectors = connector_arcs(snaps, place_node=first + np.arange(len(places)), road_node=snap_node)
    return World(
        data_digest=digest,
        data=data,
        places=_with_gaps(places, snaps),
        projects={p.id: p for p in projects},
        network=network,
        links=links,
        connectors=connectors,
        speeds=speeds,
        interchanges=tuple(interchanges),
        urban=area,
        along=along,
    )


def _meetings(
    roads: Roads,
    sections: SectionTable,
    along: Sequence[UpgradedStretch],
    interchanges: Sequence[Interchange],
    spots: NDArray[np.float64],
) -> tuple[list[Touch], Snaps]:
    """Every joint of sections with the base network, and where places meet it."""
    beneath = links_beneath(along, len(sections.section_id))
    touches = [
        *crossing_touches(roads, sections),
        *end_touches(roads, sections, beneath=beneath),
        *interchange_touches(roads, sections, interchanges),
    ]
    return touches, snap_places(roads, spots)


def _cuts(touches: list[Touch], snaps: Snaps, along: Sequence[UpgradedStretch]) -> tuple[Ints, NDArray[np.float64]]:
    """Links and mileages at which the roads are cut: where sections and places join, and where upgrades begin and end."""
    parts = [
        ([t.link for t in touches], [t.link_m for t in touches]),
        (snaps.link, snaps.chainage_m),
        ([x.link for x in along for _ in range(2)], [m for x in along for m in (x.from_m, x.to_m)]),
    ]
    link = np.concatenate([np.asarray(p[0], dtype=np.int64) for p in parts])
    return link, np.concatenate([np.asarray(p[1], dtype=np.float64) for p in parts])


def _kept_meetings(
    base: World, spots: NDArray[np.float64], meet: Callable[[], tuple[list[Touch], Snaps]]
) -> tuple[list[Touch], Snaps]:
    """Where the projects of a world, and places beside its own, meet the roads: on disk as a core is."""

    def make() -> Arrays:
        touches, snaps = meet()
        columns = {"point": snaps.point, "link": snaps.link, "chainage_m": snaps.chainage_m, "gap_m": snaps.gap_m}
        return columns | {"touches": np.array([astuple(t) for t in touches], dtype=np.float64).reshape(-1, 7)}

    told: Arrays = {"data": np.frombuffer(base.data_digest.encode("utf-8"), dtype=np.uint8), "spots": spots}
    made = kept_arrays(base, "meetings", told, make)
    touches = [
        Touch(TouchKind(int(kind)), int(section), at_m, int(link), link_m, gap_m, bool(assumed))
        for kind, section, at_m, link, link_m, gap_m, assumed in made["touches"].tolist()
    ]
    return touches, Snaps(made["point"], made["link"], made["chainage_m"], made["gap_m"])


def with_places(world: World, places: Sequence[Place], *, named: str) -> World:
    """A world with more places of its own data, as private as it is; ``named`` tells them from others."""
    return replace(_extended(world, (), places, named, public=True), private=world.private)


def extend(world: World, *, projects: Sequence[Project] = (), places: Sequence[Place] = (), own_digest: str) -> World:
    """A world with a user's own projects and places beside the built-in ones; takes about a second.

    The roads are cut anew, so that an own project is in every respect what a built-in one is.

    Parameters
    ----------
    own_digest
        Names what is added; enters the digest of every result. The new world is private: what is
        computed on it is kept in no cache that others read.
    """
    return _extended(world, projects, places, own_digest, public=False)


def _extended(
    world: World, projects: Sequence[Project], places: Sequence[Place], own_digest: str, *, public: bool
) -> World:
    larger = build_world(
        world.network.roads,
        world.speeds,
        places=[*world.places.values(), *places],
        projects=[*world.projects.values(), *projects],
        interchanges=world.interchanges,
        data=world.data,
        digest=text_digest([world.data_digest, own_digest]),
        urban=world.urban,
        base=world,
        public=public,
    )
    return replace(larger, private=True, extension=Extension(ref(world), tuple(projects), tuple(places), own_digest))


def _with_gaps(places: Sequence[Place], snaps: Snaps) -> dict[str, Place]:
    gaps = nearest_gap_m(snaps, len(places))
    return {p.place_id: replace(p, snap_m=float(g)) for p, g in zip(places, gaps, strict=True)}


def _interchange(row: Mapping[str, Any]) -> Interchange:
    """From a row of ``interchanges.geojson``."""
    point = row["geometry"]
    return Interchange(
        project_id=str(row["project_id"]),
        lon=point.x,
        lat=point.y,
        connects_to=tuple(x.strip() for x in str(row["connects_to"] or "").split(";") if x.strip()),
        assumed=bool(row["assumed"]),
        max_link_m=float(str(row["max_link_m"] or 500)),
    )


_MOST_KEPT: Final = 4  # editions of the data and of the program
_PARTS: Final = {
    "barriers": Barriers,
    "roads": Roads,
    "lines": MeasuredLines,
    "sections": SectionTable,
    "segments": Segments,
    "joints": Joints,
}
_Made = TypeVar("_Made")


def load_world(folder: Path | None = None, *, cache: Path | None = None) -> World:
    """Everything from ``data/geo`` (or another folder of the same layout), as it was joined before if it was.

    Parameters
    ----------
    cache
        Where joined worlds are kept; by default ``var/world``.

    Raises
    ------
    DataError
        If a file is missing or damaged.
    """
    data = Dataset.of(folder)
    path = world_file(data, cache)
    kept = read_archive(path)
    if kept is not None:
        with contextlib.suppress(
            KeyError, TypeError, ValueError, IndexError, AttributeError, shapely.errors.ShapelyError
        ):
            return _restored(*kept, data)

    world = join_world(data)
    with contextlib.suppress(OSError):
        write_archive(path, *_flat(world))
        keep_newest(path.parent, _MOST_KEPT)
    return world


def _flat(world: World) -> tuple[Arrays, dict[str, object]]:
    """A world as arrays and a header."""
    arrays: Arrays = {"urban": np.frombuffer(shapely.to_wkb(world.urban.shape), dtype=np.uint8)}
    texts: dict[str, list[str]] = {}
    arrays["along"] = np.array([astuple(x) for x in world.along], dtype=np.float64).reshape(-1, 4)
    for name in ("network", "links", "connectors"):
        _flatten(name, getattr(world, name), arrays, texts)
    header: dict[str, object] = {
        "data_digest": world.data_digest,
        "texts": texts,
        "places": [asdict(p) for p in world.places.values()],
        "interchanges": [asdict(i) for i in world.interchanges],
        "speeds": [[*key, value] for key, value in world.speeds.kmh.items()],
    }
    return arrays, header


def _flatten(name: str, value: object, arrays: Arrays, texts: dict[str, list[str]]) -> None:
    """Every array of a dataclass of arrays under its path; texts as numbers of a list."""
    if is_dataclass(value):
        for field in fields(value):
            _flatten(f"{name}.{field.name}", getattr(value, field.name), arrays, texts)
        return
    array = np.asarray(value)
    if array.dtype == object:
        known = {text: number for number, text in enumerate(dict.fromkeys(array.tolist()))}
        texts[name] = list(known)
        array = np.array([known[text] for text in array.tolist()], dtype=np.int32)
    arrays[name] = array


def _restore(kind: type[_Made], name: str, arrays: Arrays, texts: dict[str, list[str]]) -> _Made:
    """The dataclass that ``_flatten`` took apart."""
    parts: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        at = f"{name}.{field.name}"
        if field.name in _PARTS:
            parts[field.name] = _restore(_PARTS[field.name], at, arrays, texts)
        elif at in texts:
            parts[field.name] = np.array([*texts[at], ""], dtype=object)[:-1][arrays[at]]
        else:
            parts[field.name] = arrays[at]
    return kind(**parts)


def _restored(arrays: Arrays, header: dict[str, Any], data: Dataset) -> World:
    """A world from what was kept of it and the projects' file."""
    texts = header["texts"]
    speeds = {(Mode(m), SpeedCase(c), str(k), bool(r), bool(u)): float(v) for m, c, k, r, u, v in header["speeds"]}
    interchanges = (Interchange(**{**i, "connects_to": tuple(i["connects_to"])}) for i in header["interchanges"])
    return World(
        data_digest=header["data_digest"],
        data=data,
        places={p["place_id"]: Place(**p) for p in header["places"]},
        projects={p.id: p for p in read_projects(data.folder / FILE.name)},
        network=_restore(Network, "network", arrays, texts),
        links=_restore(ProjectLinks, "links", arrays, texts),
        connectors=_restore(Arcs, "connectors", arrays, texts),
        speeds=SpeedTable(speeds),
        interchanges=tuple(interchanges),
        urban=UrbanArea(shapely.from_wkb(arrays["urban"].tobytes())),
        along=tuple(UpgradedStretch(int(s), int(link), a, b) for s, link, a, b in arrays["along"].tolist()),
    )


USER_KIND = "own"


def with_user_data(world: World, own: UserData) -> World:
    """The world with a user's data; zones change nothing in it."""
    places = [_place(place) for place in own.places]
    return extend(world, projects=own.projects, places=places, own_digest=own.digest)


def align_route(world: World, route: UserRoute, *, snap: bool) -> UserRoute:
    """A route set on the network: its ends and bends snapped if asked for, its stretches along roads found."""
    roads = world.network.roads
    line: shapely.LineString = snap_line(roads, route.geometry).line if snap else route.geometry
    return replace(route, geometry=line, along_m=stretches_along(roads, line))


def _place(place: UserPlace) -> Place:
    names = {f"name_{lang.value}": say("own.marked", lang, name=place.name) for lang in Lang}
    return Place(
        place_id=place.id,
        kind=USER_KIND,
        lon=place.lon,
        lat=place.lat,
        snap_m=np.nan,
        district="",
        population=None,
        **with_further(names),
    )

"""The country's network made ready for many questions, and kept on disk so that every process reads the same arrays.

Communes, capitals, airports, ports and gates are joined to the roads by the rules of every study (nearest suitable road on this
side of water, 1.3 × the straight line at 20 km/h), travel times are the central speeds of a car. A point of an island without
a road to the mainland, the archipelagos among them, is not connected: none of its figures is made up.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from analysis.network import (
    ArcKind,
    Arcs,
    Barriers,
    Core,
    Graph,
    Mode,
    Roads,
    SpeedCase,
    SpeedTable,
    connector_arcs,
    cut_roads,
    nearest_gap_m,
    snap_places,
)
from analysis.runtime import cache_folder, named, program_digest, read_archive, write_archive
from analysis.scenarios import closed_together
from country.area import on_mainland
from country.pack import pack_digest, shapes
from layers import BUILT_IN, CATALOGUE, Edition, text_digest
from words import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints
    from analysis.runtime import Arrays

KINDS: Final = ("commune", "capital", "airport", "port", "gate")
STATES: Final = ("with", "without")  # the network of 2021 with its expressways, and without them
_ISLAND_M: Final = 2_000.0  # from a road: an island with a bridge
_KM_H: Final = 1000.0 / 60.0  # metres a minute
_EXPRESSWAY: Final = "motorway"


@dataclass(frozen=True)
class Ends:
    """The points that are asked about, in the order of ``KINDS``; arrays have one entry a point.

    Parameters
    ----------
    kind
        Position in ``KINDS``.
    ids
        Code of a commune, else place id.
    node
        Number in the graph.
    snap_m
        Straight metres to the nearest road; infinite where nothing is connected.
    """

    kind: NDArray[np.int64]
    ids: NDArray[np.str_]
    node: Ints
    snap_m: Floats

    def of(self, *kinds: str) -> Ints:
        """Positions of the points of some kinds."""
        return np.flatnonzero(np.isin(self.kind, [KINDS.index(kind) for kind in kinds]))


@dataclass(frozen=True)
class Prepared:
    """The network of one state of the pack.

    Parameters
    ----------
    digest
        Names pack and program: results of one digest are the same.
    arcs
        Of the whole network; ``item`` numbers the link (row of the pack's ``roads``), −1 for a connector.
    expressway
        Which arcs run on an expressway or its ramps.
    cores
        For each state the network reduced to the ends.
    bridges
        Pairs of links that close together, (pairs, 2).
    """

    digest: str
    lon_lat: Floats
    arcs: Arcs
    expressway: NDArray[np.bool_]
    ends: Ends
    cores: dict[str, Core]
    bridges: Ints

    def graph(self, state: str) -> Graph:
        """The whole network of a state."""
        return self.whole if state == STATES[0] else self._without

    @cached_property
    def whole(self) -> Graph:
        """With expressways."""
        return Graph(self.lon_lat, self.arcs)

    @cached_property
    def _without(self) -> Graph:
        return Graph(self.lon_lat, self.arcs.keep(~self.expressway))

    @property
    def entries(self) -> Ints:
        """Nodes at which an ordinary road meets an expressway or its ramps."""
        fast = self.arcs.keep(self.expressway)
        slow = self.arcs.keep(~self.expressway)
        return np.intersect1d(np.union1d(fast.tail, fast.head), np.union1d(slow.tail, slow.head))


def prepared() -> Prepared:
    """The country's network of the pack as it is: read, or made and kept.

    Raises
    ------
    DataError
        If the pack is missing or damaged.
    """
    return _prepared(pack_digest())


def prepared_as(digest: str) -> Prepared:
    """The same in another process, held to be that of a digest; DataError if data or program are others."""
    found = prepared()
    if found.digest != digest:
        raise DataError("country.other_pack", asked=digest, found=found.digest)
    return found


@lru_cache(maxsize=1)
def _prepared(pack: str) -> Prepared:
    path = _file_of(pack)
    kept = read_archive(path)
    if kept is not None:
        return _from(kept[0], path)
    arrays = _arrays()
    with contextlib.suppress(OSError):  # a folder that cannot be written is no fault: it is made again
        write_archive(path, arrays, {})
    return _from(arrays, path)


def kept_file() -> Path:
    """Where the prepared network of the pack lies."""
    return _file_of(pack_digest())


def _file_of(pack: str) -> Path:
    """Named by the pack and by the program that makes it."""
    return named(cache_folder("country"), [pack, program_digest("country")])


def _from(arrays: Arrays, path: Path) -> Prepared:
    arcs = Arcs(*(arrays[f"arcs_{name}"] for name in _ARCS))
    cores = {
        state: Core.from_arrays(
            {k.removeprefix(f"{state}_"): v for k, v in arrays.items() if k.startswith(f"{state}_")}
        )
        for state in STATES
    }
    ends = Ends(*(arrays[f"ends_{name}"] for name in ("kind", "ids", "node", "snap_m")))
    return Prepared(
        text_digest([path.stem], length=12),
        arrays["lon_lat"],
        arcs,
        arrays["expressway"],
        ends,
        cores,
        arrays["bridges"],
    )


_ARCS: Final = ("tail", "head", "length_m", "time_min", "kind", "item", "section", "forward")


def _arrays() -> Arrays:
    """Everything of ``Prepared`` as arrays."""
    layer = shapes("roads").assign(closed=False)
    water = {name: shapes(name) for name in ("water", "rivers", "border")}
    roads = Roads.from_frame(layer, barriers=Barriers.from_layers(**water, roads=layer))
    points = asked_points()
    lon_lat = points[["lon", "lat"]].to_numpy(dtype=float)
    snaps = snap_places(roads, lon_lat)
    network, road_node = cut_roads(roads, snaps.link, snaps.chainage_m)
    kmh = _speeds().look_up(
        roads.road_class, mode=Mode.CAR, case=SpeedCase.CENTRAL, ramp=roads.ramp, urban=roads.urban
    )[network.link]
    on_road = Arcs.two_way(
        network.tail,
        network.head,
        length_m=network.length_m,
        time_min=network.length_m / (kmh * _KM_H),
        kind=ArcKind.ROAD,
        item=network.link,
        oneway=roads.oneway[network.link],
    )
    gap_m = nearest_gap_m(snaps, len(points))
    gap_m = np.where(_joined(lon_lat, gap_m), gap_m, np.inf)
    near = np.isfinite(gap_m[snaps.point])
    place_node = len(network.lon_lat) + np.arange(len(points))
    joined = connector_arcs(snaps, place_node=place_node, road_node=road_node)
    arcs = Arcs.join([on_road, joined.keep(np.concatenate([near, near]))])
    fast = arcs.kind == ArcKind.ROAD
    fast[fast] = roads.road_class[arcs.item[fast]] == _EXPRESSWAY
    arcs = replace(arcs, item=np.where(arcs.kind == ArcKind.ROAD, arcs.item, -1))
    every = np.vstack([network.lon_lat, lon_lat])
    states = {STATES[0]: Graph(every, arcs), STATES[1]: Graph(every, arcs.keep(~fast))}
    made: Arrays = {
        "lon_lat": every,
        "expressway": fast,
        "bridges": _bridges(roads),
        "ends_kind": points["kind"].map(KINDS.index).to_numpy(dtype=np.int64),
        "ends_ids": points["id"].to_numpy(dtype="U24"),
        "ends_node": place_node,
        "ends_snap_m": gap_m,
        **{f"arcs_{name}": getattr(arcs, name) for name in _ARCS},
    }
    for state, graph in states.items():
        made |= {f"{state}_{name}": array for name, array in Core.of(graph, place_node).arrays().items()}
    return made


def _joined(lon_lat: Floats, gap_m: Floats) -> NDArray[np.bool_]:
    """Which points the roads serve: those of the mainland, and those of islands with a road of the network nearby."""
    return on_mainland(np.asarray(shapely.points(lon_lat), dtype=object)) & np.isfinite(gap_m) | (gap_m <= _ISLAND_M)


def _bridges(roads: Roads) -> Ints:
    """Pairs of rows: each one-way bridge, and every link that closes with it where that is more than itself."""
    pairs = []
    for row in np.flatnonzero(roads.bridge & roads.oneway).tolist():  # some three thousand
        rows = closed_together(roads, [int(roads.link_id[row])])
        if len(rows) > 1:
            pairs.append(np.column_stack([np.full(len(rows), row), rows]))
    return np.concatenate(pairs) if pairs else np.empty((0, 2), dtype=np.int64)


def asked_points() -> pd.DataFrame:
    """Communes (at their inner point), capitals, civil airports, ports and placed gates: kind, id, lon, lat."""
    communes, places, gates = shapes("communes_2025"), shapes("places"), shapes("gates")
    parts = [
        pd.DataFrame(
            {"kind": KINDS[0], "id": communes["code"], "lon": communes["centre_lon"], "lat": communes["centre_lat"]}
        )
    ]
    chosen = {
        "capital": places[places[f"capital_{Edition.Y2022.value}"]],
        "airport": places[(places["kind"] == "airport") & places["civil"]],
        "port": places[places["kind"] == "port"],
        "gate": gates[gates.geometry.notna()],
    }
    for kind, frame in chosen.items():
        at = shapely.get_coordinates(frame.geometry.to_numpy())
        parts.append(pd.DataFrame({"kind": kind, "id": frame["id"].to_numpy(), "lon": at[:, 0], "lat": at[:, 1]}))
    return pd.concat(parts, ignore_index=True)


def _speeds() -> SpeedTable:
    return SpeedTable.from_frame(pd.read_csv(BUILT_IN / CATALOGUE["speeds"].file, encoding="utf-8"))

"""From the network to the engine: boundary nodes, what each layer adds among them, and which of them are needed.

A node of a layer is a boundary node if a way can pass there between the layer and something else: the base
network or another layer. Inside an upgraded stretch a node where the base leads nowhere but along
that same stretch is none. What is not better than the base road beside it is no part of a layer.

Which are needed: let F be the table with every layer standing, D the one with none, W a layer's own table.
Whatever stands, a way that runs on the layer from its boundary node a to its boundary node b is no shorter
than ``F[i, a] + W[a, b] + F[b, j]``. Where that is no less than ``D[i, j]``, the way is not needed: one as
short leads there without the layer. A boundary node at which no needed way enters or leaves the layer can be
forgotten, and with it its row in every table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.engine.minplus import minplus_product
from analysis.engine.subsets import Engine, Layer, add_layer
from analysis.network import ArcKind, Arcs, Graph, Impedance, eliminate_nodes
from analysis.scenarios import closed_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints, Weights
    from analysis.scenarios import Scenario, World

_BLOCK: Final = 32  # sources a run: keeps the one-to-all rows small
LINK_PREFIX: Final = "link:"  # what bears such a name in place of a unit is a base link that may be closed


def prepare_engine(
    world: World,
    scenario: Scenario,
    place_ids: Sequence[str],
    *,
    impedance: Impedance,
    closable: Sequence[int] = (),
) -> Engine:
    """The engine for the units of ``scenario`` under its assumptions.

    Parameters
    ----------
    place_ids
        Places in the order of the tables.
    closable
        ``link_id`` of base links that may be closed: they stand as ``link:<id>`` unless left out.

    Raises
    ------
    InputError
        If a unit or a place is unknown.
    """
    base, added = _split(world, scenario, closable)
    weights = base.by(impedance)
    better = [(needs, _better(arcs, weights, impedance)) for needs, arcs in added]
    better = [(needs, arcs) for needs, arcs in better if len(arcs)]
    boundary = _boundary_nodes(base, [arcs for _, arcs in better], first_extra=len(world.network.lon_lat))
    place_nodes = world.nodes(place_ids)
    nodes = np.concatenate(
        [place_nodes, np.setdiff1d(np.concatenate([*boundary, np.array([], dtype=np.int64)]), place_nodes)]
    )
    position = np.full(len(world.lon_lat), -1)
    position[nodes] = np.arange(len(nodes))
    layers = [
        Layer(needs, position[at], _own_table(arcs, at, impedance))
        for (needs, arcs), at in zip(better, boundary, strict=True)
        if len(at)
    ]
    return Engine(impedance, one_to_all(weights, nodes), len(place_ids), tuple(map(_sorted, layers)))


def _split(
    world: World, scenario: Scenario, closable: Sequence[int]
) -> tuple[Graph, list[tuple[frozenset[str], Arcs]]]:
    """The base graph without what may be closed, and the arcs of each layer with the units it needs."""
    supply = world.supply(scenario.mode, scenario.speeds)
    roads = world.network.roads
    gone = world.fallen(scenario)
    groups = _closing_together({f"{LINK_PREFIX}{i}": closed_together(roads, [i]) for i in closable})
    rows = np.concatenate([np.array([], dtype=np.int64), *groups.values()])
    base = supply.base_arcs(fallen=gone, restricted=scenario.restricted_links)
    units = {u: world.unit_sections(u, year=scenario.year) for u in sorted(scenario.projects)}
    active = np.logical_or.reduce([np.zeros(len(world.links.sections.section_id), dtype=bool), *units.values()])
    added = [(names, base.keep(_on_links(world, base, group))) for names, group in groups.items()]
    for unit, mask in units.items():
        arcs = supply.unit_arcs(mask, active=active, access=scenario.access, fallen=gone)
        added.append((frozenset({unit}), arcs.keep(~_on_links(world, arcs, rows))))
        added += [(names | {unit}, arcs.keep(_on_links(world, arcs, group))) for names, group in groups.items()]
    remaining = base.keep(~_on_links(world, base, rows))
    return Graph(world.lon_lat, Arcs.join([remaining, world.connectors])), added


def _closing_together(rows_of: dict[str, Ints]) -> dict[frozenset[str], Ints]:
    """Rows of ``Roads`` by the units that must all stand for them to be open."""
    owners: dict[int, frozenset[str]] = {}
    for name, rows in rows_of.items():
        for row in rows.tolist():
            owners[row] = owners.get(row, frozenset()) | {name}
    return {
        names: np.array([r for r, n in owners.items() if n == names])
        for names in sorted(set(owners.values()), key=sorted)
    }


def _on_links(world: World, arcs: Arcs, rows: Ints) -> NDArray[np.bool_]:
    """Arcs that run on one of the base links (rows of ``Roads``)."""
    on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
    return np.asarray(on_road & np.isin(world.network.link[np.where(on_road, arcs.item, 0)], rows))


def _better(arcs: Arcs, base: Weights, impedance: Impedance) -> Arcs:
    """Arcs that beat the base arc between the same nodes, or have none beside them."""
    key = arcs.tail * base.matrix.shape[0] + arcs.head
    at = np.minimum(np.searchsorted(base.key, key), max(len(base.key) - 1, 0))
    beside = (
        np.where(base.key[at] == key, base.matrix.data[at], np.inf) if len(base.key) else np.full(len(arcs), np.inf)
    )
    return arcs.keep(arcs.cost(impedance) < beside)


def _boundary_nodes(base: Graph, layers: Sequence[Arcs], *, first_extra: int) -> list[Ints]:
    """Nodes of each layer where ways pass to the base or to another layer, ascending."""
    count = len(base.lon_lat)
    touched = np.zeros(count, dtype=np.int64)
    members = [np.unique(np.concatenate([a.tail, a.head])) for a in layers]
    for nodes in members:
        touched[nodes] += 1
    base_key = np.unique(base.arcs.tail * count + base.arcs.head)
    boundary = []
    for arcs, nodes in zip(layers, members, strict=True):
        elsewhere = np.zeros(count, dtype=bool)  # nodes with a base arc that does not run beside this layer
        apart = base_key[~np.isin(base_key, arcs.tail * count + arcs.head)]
        elsewhere[apart // count] = True
        elsewhere[apart % count] = True
        boundary.append(nodes[(touched[nodes] > 1) | ((nodes < first_extra) & elsewhere[nodes])])
    return boundary


def _own_table(arcs: Arcs, boundary: Ints, impedance: Impedance) -> Floats:
    """Least-cost paths among boundary nodes on the layer's arcs alone."""
    nodes, ends = np.unique(np.concatenate([arcs.tail, arcs.head]), return_inverse=True)
    tail, head = ends.reshape(2, -1)
    small = Graph(np.zeros((len(nodes), 2)), Arcs(tail, head, *(getattr(arcs, f) for f in _REST)))
    at = np.searchsorted(nodes, boundary)
    return np.asarray(dijkstra(small.by(impedance).matrix, indices=at)[:, at])


_REST: Final = ("length_m", "time_min", "kind", "item", "section", "forward")


def one_to_all(weights: Weights, nodes: Ints) -> Floats:
    """Least-cost paths among ``nodes``: (nodes, nodes)."""
    small = eliminate_nodes(weights.matrix, nodes)
    at = small.position[nodes]
    blocks = [dijkstra(small.matrix, indices=at[i : i + _BLOCK])[:, at] for i in range(0, len(at), _BLOCK)]
    return np.vstack(blocks)


def _sorted(layer: Layer) -> Layer:
    """The layer with its terminals ascending."""
    order = np.argsort(layer.terminals)
    return Layer(layer.needs, layer.terminals[order], layer.table[np.ix_(order, order)])


_SAME: Final = 1 - 1e-12  # sums in another order differ by less: such a way is no nearer
_NEARLY: Final = 1 + 1e-9  # a boundary node is kept if it is this near to being needed: nothing hangs on a last digit


@dataclass(frozen=True)
class LayerUse:
    """What a layer can do for some trips.

    Parameters
    ----------
    trips
        Whether it can shorten each, (trips,).
    boundary
        Which of its boundary nodes it needs for that, (q,).
    """

    trips: NDArray[np.bool_]
    boundary: NDArray[np.bool_]


def layer_uses(engine: Engine, origin: Ints, destination: Ints, to_beat: Floats) -> Iterator[tuple[Layer, LayerUse]]:
    """Each layer with what it can do for the trips from ``origin`` to ``destination``, places of the engine.

    Parameters
    ----------
    to_beat
        What a way of each trip must be less than to count, (trips,).
    """
    full = engine.base
    for layer in engine.layers:
        full = add_layer(full, layer.terminals, layer.table, size=len(full))
    for layer in engine.layers:
        at = layer.terminals
        shorter = layer.table < engine.base[at[:, None], at] * _SAME
        own = np.where(shorter, layer.table, np.inf)
        away, home = np.ascontiguousarray(full[: engine.places, at]), full[at, : engine.places]
        leaves = minplus_product(away, own)[origin] + home.T[destination]
        enters = away[origin] + minplus_product(own, home).T[destination]
        nearly = (to_beat * _NEARLY)[:, None]
        boundary = (leaves < nearly).any(axis=0) | (enters < nearly).any(axis=0)
        trips = (leaves < to_beat[:, None]).any(axis=1)
        yield layer, LayerUse(np.asarray(trips), np.asarray(boundary))


def limited_to(layer: Layer, boundary: NDArray[np.bool_]) -> Layer:
    """The layer with some of its boundary nodes."""
    kept = np.flatnonzero(boundary)
    return Layer(layer.needs, layer.terminals[kept], layer.table[kept[:, None], kept])

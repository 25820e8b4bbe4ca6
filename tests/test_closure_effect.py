"""What a closure costs: by the explicit network, on the real one; which road lies where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis import Scenario
from analysis.benefits import district_capitals
from analysis.closure_effect import closure_effect, road_at, road_of
from analysis.routing import skim
from analysis.variants import Assumptions
from words.errors import InputError

GO_DAU = (106.2663, 11.0833)  # QL22B north of Gò Dầu


@pytest.fixture(scope="module")
def road(world):
    found = road_at(world, *GO_DAU, within_m=2000)
    assert found is not None
    return found


def test_the_nearest_road_is_found_and_far_from_all_none(world, road):
    assert road.length_m > 0
    again = road_at(world, *road.lines[0][len(road.lines[0]) // 2])
    assert set(again.link_ids) & set(road.link_ids) or again.ref == road.ref
    assert road_at(world, 106.35, 11.40, within_m=5) is None  # in the middle of a lake
    with pytest.raises(InputError):
        road_of(world, 10**9)


def test_both_carriageways_of_a_bridge_are_one_road(world):
    roads = world.network.roads
    twins = next(
        r
        for i in np.flatnonzero(roads.bridge & roads.oneway)
        if len((r := road_of(world, int(roads.link_id[i]))).link_ids) > 1
    )
    assert twins.bridge
    assert len(twins.lines) == len(twins.link_ids)
    assert road_of(world, twins.link_ids[0]).link_ids == twins.link_ids


def test_losses_equal_the_network_without_the_links(world, road):
    scenario = Scenario(projects=frozenset({"ring-road-3"}))
    effect = closure_effect(world, scenario, road.link_ids, assumptions=Assumptions())
    ids = district_capitals(world)
    after = replace(scenario, closed_links=frozenset(road.link_ids))
    nodes = world.nodes(ids)
    was, now = (skim(world.graph(s), nodes, nodes).fastest_min for s in (scenario, after))
    lost = (now - was + (now - was).T) / 2
    expected = {(ids[i], ids[j]) for i, j in zip(*np.triu_indices(len(ids), 1), strict=True) if lost[i, j] >= 0.01}
    assert {(p.origin_id, p.destination_id) for p in effect.pairs} == expected
    for pair in effect.pairs:
        i, j = ids.index(pair.origin_id), ids.index(pair.destination_id)
        assert pair.lost_min == pytest.approx(lost[i, j])
    assert effect.lost_person_min > 0
    assert effect.trips_cut_off == 0
    assert effect.digest == world.digest(after)


def test_closing_nothing_loses_nothing(world):
    effect = closure_effect(world, Scenario(), (), assumptions=Assumptions())
    assert (effect.pairs, effect.lost_person_min, effect.roads) == ((), 0.0, ())


def test_who_is_cut_off_is_named_and_stands_first(world):
    roads = world.network.roads
    node = world.place("dist-loc-ninh")
    near = road_at(world, node.lon, node.lat, within_m=3000)
    # every link that touches the place's own neighbourhood: no way in or out is left
    spot = world.network.roads.tree.query(
        roads.lines.shapes[int(np.flatnonzero(roads.link_id == near.link_ids[0])[0])].buffer(4000)
    )
    effect = closure_effect(world, Scenario(), [int(roads.link_id[i]) for i in spot], assumptions=Assumptions())
    assert effect.cut_off
    assert effect.pairs[0].after_min is None
    assert effect.pairs[0].lost_min is None
    assert effect.trips_cut_off > 0
    assert np.isfinite(effect.lost_person_min)

"""The whole country: blocks that go on where they were stopped, ways and closures held to plain searches, the page."""

from __future__ import annotations

import re

import jobs_done
import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from analysis.network import Graph
from country.pack import shapes
from country.whole import Blocks, capital_trips, closures, losses, page, prepared, skims, work
from country.whole.cli import main
from country.whole.critical import _task, close_block
from country.whole.skims import skim_block
from words import InputError, Lang


@pytest.fixture
def squares(tmp_path) -> Blocks:
    return Blocks(tmp_path, "squares", "abc", 10, 3, jobs_done.squares)


def test_blocks_go_on_where_they_were_stopped(squares):
    with pytest.raises(InputError, match="part of the results is missing"):
        squares.whole()
    assert work(squares) == 4
    first = squares.whole()["square"]
    assert first.tolist() == [n * n for n in range(10)]
    squares.file((0, 3)).unlink()
    squares.file((9, 10)).write_bytes(b"half a file")
    assert work(squares, workers=2) == 2
    assert squares.whole()["square"].tobytes() == first.tobytes()
    assert work(squares) == 0


def test_what_is_done_when_work_is_given_up_stays(squares):
    def told(done, _total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(squares, told=told)
    there = len(squares.spans) - len(squares.missing())
    assert there >= 2
    assert work(squares) == 4 - there


def test_results_of_another_network_are_not_taken(squares, tmp_path):
    work(squares)
    assert len(Blocks(tmp_path, "squares", "another", 10, 3, jobs_done.squares).missing()) == 4


def test_each_inhabitant_makes_one_trip_between_capitals():
    places = shapes("places")
    seats = places.loc[places["capital_2022"], "id"].to_numpy()
    trips = capital_trips(seats)
    people = shapes("provinces_2022")["population_2019"].sum()
    assert trips.sum() == pytest.approx(people)
    assert (np.diag(trips) == 0).all()


def test_no_process_is_no_number_of_workers(tmp_path, capsys):
    assert main(["--out", str(tmp_path), "--workers", "0", "--lang", "en"]) == 2
    assert "At least one process" in capsys.readouterr().err


@pytest.mark.long
def test_national_ways_are_those_of_the_whole_network():
    network = prepared()
    asked = network.ends.of("commune", "capital")
    nodes = network.ends.node[asked]
    block = skim_block(network.digest, 0, 3)
    for name, graph in (("fastest_min", network.whole), ("without_min", network.graph("without"))):
        plain = dijkstra(graph.by_time.matrix, indices=nodes[:3])[:, nodes]
        assert np.allclose(block[name], plain, rtol=1e-5)
    metres = dijkstra(network.whole.by_length.matrix, indices=nodes[:3])[:, nodes]
    assert np.allclose(block["shortest_km"], metres / 1000, rtol=1e-5)
    assert (block["without_min"] >= block["fastest_min"] - 1e-3).all()


@pytest.mark.long
def test_a_national_closure_costs_what_a_new_search_finds():
    network, task = prepared(), _task(prepared().digest)
    seats = network.ends.node[network.ends.of("capital")]
    before = dijkstra(network.whole.by_time.matrix, indices=seats)[:, seats]
    made = close_block(network.digest, 7_000, 7_003)
    arcs = network.arcs
    for closure, lost in zip(made["closure"], made["lost_person_min"], strict=True):
        links = np.flatnonzero(task.groups.group_of == closure)
        left = Graph(network.lon_lat, arcs.keep(~np.isin(arcs.item, links)))
        after = dijkstra(left.by_time.matrix, indices=seats)[:, seats]
        there = np.isfinite(after) & (task.trips > 0)
        assert lost == pytest.approx(task.trips[there] @ (after[there] - before[there]), rel=1e-6, abs=1.0)


@pytest.mark.long
def test_the_national_page_needs_nothing_from_outside(tmp_path):
    ways, closed = skims(tmp_path), closures(tmp_path)
    for blocks in (ways, closed):
        work(blocks)
    assert losses(closed)["share"].max() < 0.1
    for lang in Lang:
        html = page(ways, closed, lang=lang)
        assert re.findall(r"(?:src|href)=|https?://|url\(", html) == []
        assert "Hoàng Sa" in html
        assert "Trường Sa" in html
        assert len(html) < 4_000_000

"""What is kept for those who look goes when nobody does."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

import jobs
from analysis import Scenario
from jobs import desk
from views import cache, nobody_there
from views.shared_results import shared


def seen(counts: list[int]) -> int:
    """How often memory was given back while so many pages were open at each look."""
    given, stop, left = [0], threading.Event(), iter(counts)

    def pages() -> int:
        try:
            return next(left)
        except StopIteration:
            stop.set()
            return 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.give_back", lambda: given.__setitem__(0, given[0] + 1))
        nobody_there.give_back_when_empty(pages, look_s=0.001, empty_s=0.003, stop=stop)
    return given[0]


def test_memory_is_given_back_once_after_everybody_has_left_for_a_while() -> None:
    assert seen([0] * 9) == 0  # nobody came yet
    assert seen([1, 1, 0, 0, 1, 0, 0, 1]) == 0  # gone and back
    assert seen([1, *[0] * 9]) == 1
    assert seen([2, *[0] * 5, 1, *[0] * 5]) == 2


def test_only_what_somebody_looked_at_goes() -> None:
    asked = iter(range(10))

    @shared(most=3, passing=True)
    def of_a_scenario(name: str) -> int:
        return next(asked)

    @shared(most=3)
    def of_all(name: str) -> int:
        return next(asked)

    before = of_a_scenario("a"), of_all("a")
    jobs.give_back()
    assert of_all("a") == before[1]
    assert of_a_scenario("a") != before[0]


def test_a_kept_result_of_the_pages_goes_and_the_network_stays() -> None:
    names: Iterator[int] = iter(range(3))
    assert cache.kept("stamp", "name", lambda: next(names)) == 0
    network = cache.world()
    graph = network.graph(Scenario())
    assert network.graph(Scenario()) is graph
    jobs.give_back()
    assert cache.kept("stamp", "name", lambda: next(names)) == 1
    assert cache.world() is network
    assert network.graph(Scenario()) is not graph


def test_what_was_set_aside_from_collections_goes_if_nothing_holds_it() -> None:
    class Session:
        def __init__(self) -> None:
            self.own = self

    gone = weakref.ref(Session())
    gc.collect(0)
    kept = Session()
    there = weakref.ref(kept)
    gc.freeze()
    del kept
    gc.collect()
    assert there() is not None, "a collection passes it by"
    jobs.give_back()
    assert gone() is there() is None
    assert gc.get_freeze_count()
    gc.unfreeze()
    jobs.give_back()
    assert not gc.get_freeze_count(), "what was not set aside is not now"


def test_results_of_jobs_go_too() -> None:
    desk._DESK._kept["a"] = (1, 1)
    jobs.give_back()
    assert not desk._DESK._kept

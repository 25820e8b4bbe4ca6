"""Runs of pages take turns, results that all sessions share are made once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from jobs.turns import Turns
from views.shared_results import shared

PATIENCE_S = 10.0


def begun(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_no_more_runs_than_turns_and_the_first_come_go_first() -> None:
    turns, ended, order = Turns(1), threading.Event(), list[int]()
    at_once, most = [0], [0]

    def run(number: int) -> None:
        with turns.turn():
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
            order.append(number)
            ended.wait(PATIENCE_S)
            at_once[0] -= 1

    threads = []
    for number in range(5):
        threads.append(begun(lambda number=number: run(number)))  # type: ignore[misc]
        until(lambda number=number: len(order) + len(turns._waiting) == number + 1)  # type: ignore[misc]
    ended.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert order == [0, 1, 2, 3, 4]
    assert most == [1]


def test_who_waits_for_work_leaves_the_turn_and_goes_on_before_those_that_have_not_begun() -> None:
    turns, order = Turns(1, goes_on_s=PATIENCE_S), list[str]()
    worked, second_on, second_ends = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with turns.turn():
            with turns.away():
                worked.wait(PATIENCE_S)
            order.append("first went on")

    def second() -> None:
        with turns.turn():
            second_on.set()
            second_ends.wait(PATIENCE_S)
            order.append("second")

    def third() -> None:
        with turns.turn():
            order.append("third")

    threads = [begun(first)]
    until(lambda: turns._free == 1)
    threads.append(begun(second))
    assert second_on.wait(PATIENCE_S), "the turn was not left to others"
    threads.append(begun(third))
    until(lambda: len(turns._waiting) == 1)
    worked.set()
    until(lambda: len(turns._waiting) == 2)
    second_ends.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert order == ["second", "first went on", "third"]


def test_nothing_hangs_for_want_of_a_turn() -> None:
    turns, done = Turns(1, longest_s=0.05, goes_on_s=0.05), threading.Event()
    with turns.turn():
        begun(lambda: _through(turns, done))
        assert done.wait(PATIENCE_S)
    with turns.turn(), turns.turn():
        assert turns._free == 0
    assert turns._free == 1
    assert not turns._waiting


def _through(turns: Turns, done: threading.Event) -> None:
    with turns.turn(), turns.away():
        pass
    done.set()


def test_a_run_that_fails_gives_its_turn_back() -> None:
    turns = Turns(1)
    with pytest.raises(KeyError), turns.turn():
        raise KeyError
    with pytest.raises(KeyError), turns.turn(), turns.away():
        raise KeyError
    assert turns._free == 1


def test_a_shared_result_is_made_once_however_many_ask_at_the_same_moment() -> None:
    made, go_on = list[str](), threading.Event()

    @shared(most=5)
    def slow(name: str) -> str:
        made.append(name)
        go_on.wait(PATIENCE_S)
        return name.upper()

    found = list[str]()
    threads = [begun(lambda: found.append(slow("a"))) for _ in range(8)]
    until(lambda: bool(made))
    time.sleep(0.05)
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert made == ["a"]
    assert found == ["A"] * 8


def test_what_names_a_shared_result_is_all_but_the_arguments_with_an_underscore() -> None:
    asked = list[tuple[str, int]]()

    @shared(most=2)
    def kept(name: str, edition: int, _how: object) -> tuple[str, int]:
        asked.append((name, edition))
        return name, edition

    assert [kept("a", 1, 1), kept("a", 1, 2), kept("a", 2, 1)] == [("a", 1), ("a", 1), ("a", 2)]
    assert asked == [("a", 1), ("a", 2)]
    kept("a", 1, 1)
    kept("b", 1, 1)  # the third: what was not asked for longest goes
    asked.clear()
    kept("a", 1, 1)
    assert not asked
    kept("a", 2, 1)
    assert asked == [("a", 2)]
    kept.clear()
    kept("a", 2, 1)
    assert asked == [("a", 2)] * 2


def test_a_failure_is_not_kept() -> None:
    tried = list[int]()

    @shared(most=2)
    def fails(number: int) -> int:
        tried.append(number)
        if len(tried) == 1:
            raise KeyError
        return number

    with pytest.raises(KeyError):
        fails(1)
    assert fails(1) == 1

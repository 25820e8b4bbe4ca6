"""A part done in a second process: the same result, a fault told as here, and nothing left running."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from functools import partial

import numpy as np
import pytest

from analysis.engine.minplus import shortest_path_closure
from analysis.runtime import parallel as module
from analysis.runtime.parallel import second_process, workshop
from words.errors import InputError


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    """A machine with two processors, and nobody else on it."""
    monkeypatch.setattr(module, "processors", lambda: 2)
    monkeypatch.setattr(module.os, "getloadavg", lambda: (0.1, 0.1, 0.1), raising=False)


def test_the_result_is_that_of_this_process():
    table = np.random.default_rng(0).uniform(1, 9, (30, 30))
    with second_process(shortest_path_closure, table) as other:
        assert (other() == shortest_path_closure(table)).all()


@pytest.mark.parametrize("lack", ["one processor", "a crowded machine", "no process"])
def test_without_a_second_process_the_part_is_done_here(monkeypatch, lack):
    begun = []
    if lack == "no process":
        monkeypatch.setattr(module.sys, "executable", "no such program")
    else:
        monkeypatch.setattr(module, "_started", lambda: begun.append("started"))
    if lack == "one processor":
        monkeypatch.setattr(module, "processors", lambda: 1)
    elif lack == "a crowded machine":
        monkeypatch.setattr(module.os, "getloadavg", lambda: (3.1, 0.1, 0.1), raising=False)
    with second_process(shortest_path_closure, np.array([[0.0, 2.0], [3.0, 0.0]])) as other:
        assert other().tolist() == [[0.0, 2.0], [3.0, 0.0]]
    assert not begun


def test_a_fault_is_raised_here():
    with second_process(shortest_path_closure, "no table") as other, pytest.raises(ValueError, match="no table"):
        other()


def test_who_stops_does_not_wait():
    began = time.monotonic()
    with pytest.raises(InputError), second_process(time.sleep, 60):
        raise InputError("analysis.no_pairs")
    assert time.monotonic() - began < 30


def test_a_workshop_does_its_parts_in_turn():
    """Parts larger than a pipe holds, asked for before any answer is taken: neither side waits for the other."""
    with workshop(partial, np.add, 1.0, here=np.add) as add:
        parts = [add(np.full(300_000, n)) for n in range(4)]
        assert [part()[-1] for part in reversed(parts)] == [4.0, 3.0, 2.0, 1.0]


def test_parts_that_a_workshop_does_not_get_done_are_done_here():
    with workshop(partial, divmod, here=lambda *given: given) as ask:
        parts = [ask(7, 2), ask(7, 0), ask(9, 2)]
        assert [part() for part in parts] == [
            (3, 1),
            (7, 0),
            (9, 2),
        ]  # it ends at the fault; 9 and 2 are as they were given


def test_nothing_is_left_running(monkeypatch):
    begun = []
    real = module._started
    monkeypatch.setattr(module, "_started", lambda: begun.append(real()) or begun[-1])
    threads = threading.active_count()
    with suppress(KeyboardInterrupt), workshop(partial, time.sleep, here=time.sleep) as ask:
        ask(60)
        raise KeyboardInterrupt
    assert begun[0].returncode is not None
    assert threading.active_count() == threads

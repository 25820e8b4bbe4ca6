"""A part done in a second process: the same result, a fault told as here, and nothing left running."""

from __future__ import annotations

import time

import numpy as np
import pytest

from analysis.engine.minplus import shortest_path_closure
from analysis.runtime import parallel as module
from analysis.runtime.parallel import second_process
from words.errors import InputError


def test_the_result_is_that_of_this_process():
    table = np.random.default_rng(0).uniform(1, 9, (30, 30))
    with second_process(shortest_path_closure, table) as other:
        assert (other() == shortest_path_closure(table)).all()


@pytest.mark.parametrize("lack", ["one processor", "no process"])
def test_without_a_second_process_the_part_is_done_here(monkeypatch, lack):
    if lack == "one processor":
        monkeypatch.setattr(module, "processors", lambda: 1)
    else:
        monkeypatch.setattr(module, "processors", lambda: 2)
        monkeypatch.setattr(module.sys, "executable", "no such program")
    with second_process(shortest_path_closure, np.array([[0.0, 2.0], [3.0, 0.0]])) as other:
        assert other().tolist() == [[0.0, 2.0], [3.0, 0.0]]


def test_a_fault_is_raised_here(monkeypatch):
    monkeypatch.setattr(module, "processors", lambda: 2)
    with second_process(shortest_path_closure, "no table") as other, pytest.raises(ValueError, match="no table"):
        other()


def test_who_stops_does_not_wait(monkeypatch):
    monkeypatch.setattr(module, "processors", lambda: 2)
    began = time.monotonic()
    with pytest.raises(InputError), second_process(time.sleep, 60):
        raise InputError("analysis.no_pairs")
    assert time.monotonic() - began < 30

"""What a world shares is asked by several threads at once: two visitors, or a page and the work beside it."""

from __future__ import annotations

import subprocess
import sys

import pytest

# in a process of its own: what goes wrong here ends the process
_TOGETHER = """
import threading
import numpy as np
import shapely
from analysis.network.roads import Barriers
from analysis.network.speeds import UrbanArea

discs = [shapely.Point(x * 130, y * 130).buffer(60, quad_segs=1500) for x in range(9) for y in range(9)]


def water():
    barriers = Barriers.of(np.array(discs, dtype=object), np.full(len(discs), "water", dtype=object))
    lines = np.random.default_rng(1).uniform(0, 1200, (40, 2, 2))
    return lambda: [barriers.crossed(shapely.LineString(line)) for line in lines]


def urban():
    shape = shapely.MultiPolygon(discs)
    shapely.prepare(shape)
    area, line = UrbanArea(shape), np.random.default_rng(1).uniform(0, 1200, (400, 2))
    return lambda: area.flags(line).tolist()


def plane():
    from briefing.map.extent import projection
    return lambda: moved(projection())


def system():
    from briefing.geodata.crs import _transformer
    return lambda: moved(_transformer(9210))


def moved(turn):
    at = np.random.default_rng(1).uniform((105, 10), (108, 12), (20_000, 2))
    return [np.column_stack(turn.transform(*at.T)).tobytes() for _ in range(5)]


for _ in range(20):
    ask, found = {asked}(), []
    gate = threading.Barrier(8)
    threads = [threading.Thread(target=lambda: (gate.wait(), found.append(ask()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [ask()] * 8
"""


@pytest.mark.parametrize("asked", ["water", "urban", "plane", "system"])
def test_threads_that_ask_a_shared_shape_at_once_have_their_answer(asked):
    ended = subprocess.run(
        [sys.executable, "-c", _TOGETHER.replace("{asked}", asked)], capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()[-500:]

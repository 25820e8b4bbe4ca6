"""What each project changes, or why nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphs import Road, Stretch, metres, place, project, roads, world

from analysis.appraisal.contribution import Reason, project_effects

SQUARE = (Road(((0, 0), (4, 0))), Road(((0, 0), (0, 2))), Road(((0, 2), (4, 2))), Road(((4, 2), (4, 0))))


def test_each_project_tells_its_pairs_or_its_reason() -> None:
    capitals = [replace(place(i, *at), district=i) for i, at in (("a", (0, 0)), ("c", (4, 0)))]
    gate = replace(place("g", 4, 2), kind="gate")
    town = place("t", 0, 2)
    w = world(
        roads(*SQUARE),
        places=[*capitals, gate, town],
        projects=[
            project("short", Stretch(((0, 0), (4, 2)))),
            project("old", Stretch(((0, 0), (4, 0)), status="existing")),
            project("far", Stretch(((1, 0.9), (3, 0.9))), access="interchange"),
            project("long", Stretch(((0, 0), (2, -2), (4, 0)), road_class="tertiary")),
            project("fast", Stretch(((0, 0), (4, 2))), access="interchange", upgrade_of="short"),
        ],
    )
    rows = {r.project_id: r for r in project_effects(w)}
    best = rows["short"].pairs[0]
    assert (best.origin_id, best.destination_id, rows["short"].notable, rows["short"].considered) == ("a", "g", 1, 3)
    assert best.after_m == pytest.approx(metres((0, 0), (4, 2)), rel=1e-4)
    assert rows["short"].shortened == best
    assert [rows[i].reason for i in ("short", "old", "far", "long")] == [
        None,
        Reason.EXISTING,
        Reason.APART,
        Reason.NO_GAIN,
    ]
    assert rows["fast"].on == "short"
    assert rows["fast"].shortened is None
    assert rows["fast"].pairs[0].before_min == pytest.approx(best.after_min)

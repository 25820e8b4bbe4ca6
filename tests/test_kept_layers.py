"""What a page draws of a result is made once, however often it runs: naming and classing every commune takes longer than the run."""

from __future__ import annotations

import pytest
from opening import opened

from views import cache
from views.pages.compare import gains
from views.pages.connectivity import access, between, border

ROUTES = "ring-road-3,hcm-chon-thanh-duc-hoa"


@pytest.mark.parametrize(
    ("module", "maker", "page", "parameters"),
    [
        (access, "time_layer", "connectivity", {"tab": "access"}),
        (between, "crossings_drawn", "connectivity", {"tab": "between", "ties": "crossings"}),
        (border, "time_layer", "connectivity", {"tab": "border", "strip": "communes"}),
        (gains, "commune_layer", "compare", {"part": "gains"}),
    ],
)
def test_layer_of_a_result_is_made_once(module, maker, page, parameters, monkeypatch):
    made = []
    make = getattr(module, maker)
    monkeypatch.setattr(module, maker, lambda *told, **options: made.append(1) or make(*told, **options))
    cache.kept.clear()
    at = opened(page, lang="vi", routes=ROUTES, **parameters)
    assert len(made) == 1
    assert not at.run().exception
    assert len(made) == 1


def test_ids_of_a_layer_are_read_once():
    first = cache.ids("projects", "project_id", "section_id")
    frame = cache.layer("projects")
    assert first == set(frame["project_id"]) | set(frame["section_id"])
    assert cache.ids("projects", "project_id", "section_id") is first

"""A user's route in the exports of a briefing: there, marked, and as text."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
import shapely
from pptx import Presentation

from analysis.own_world import aligned, with_own
from analysis.scenario_set import BASELINE, ScenarioSet, Variant
from briefing.brief import BriefingRequest
from briefing.dossier import Dossier
from briefing.exports import EXPORTS
from briefing.shelf import Shelf
from layers.own import OwnData, OwnPlace, OwnRoute, OwnZone, RouteFields

NAME = "=1+1 Tuyến <b>thử</b> (của người dùng)"
LINE = shapely.LineString([(106.11, 11.31), (106.4, 11.42), (106.6, 11.5), (106.885, 11.535)])


@pytest.mark.long
def test_an_own_route_is_in_slides_workbook_and_page_as_text(world):
    fields = RouteFields("=1+1 Tuyến <b>thử</b>", speed_kmh=80, cost_low_bn=5000, cost_high_bn=6000, price_year=2026)
    route = aligned(world, OwnRoute("", fields, LINE), snap=True)
    zone = OwnZone("", "Vùng <u>", "", shapely.box(106.1, 11.1, 106.3, 11.3))
    own = OwnData().added(routes=[route], places=[OwnPlace("", "Chợ <i>x</i>", "", 106.4, 11.35)], zones=[zone])
    files = Shelf.of_folder()
    shelf = replace(files, projects=lambda: (*files.projects(), *own.projects), own=own)
    mine = Variant("own-1", "Của tôi", frozenset({"own-route-1", "ring-road-3"}))
    request = BriefingRequest(scenario_set=ScenarioSet((Variant(BASELINE), mine)), main="own-1", origin="own-place-1")
    dossier = Dossier.of(request, world=with_own(world, own), shelf=shelf)
    deck = Presentation(io.BytesIO(EXPORTS["slides"].make(dossier)))
    cells = [c.text for s in deck.slides for x in s.shapes if x.has_table for r in x.table.rows for c in r.cells]
    assert NAME in cells
    book = openpyxl.load_workbook(io.BytesIO(EXPORTS["workbook"].make(dossier)))
    named = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == NAME]
    assert named
    assert {c.data_type for c in named} == {"s"}
    page = EXPORTS["page"].make(dossier).decode("utf-8")
    assert "&lt;b&gt;thử" in page
    assert "<b>thử" not in page
    assert "Vùng <u>" not in page

"""A user's route in the exports of a briefing: there, marked, and as text."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import printed
import pytest
import shapely
from pptx import Presentation

from analysis.scenarios.loading import align_route, with_user_data
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import BASELINE, Variant
from briefing import draw
from briefing.content.data import ReportData
from briefing.content.data_source import DataSource
from briefing.content.request import ReportRequest
from briefing.formats import REPORT_FORMATS
from briefing.geodata.kml import write_kml
from briefing.geodata.tables import geolayers
from layers.catalogue import Edition
from layers.user_items import RouteFields, UserData, UserPlace, UserRoute, UserZone
from words import Lang, say

NAME = "=1+1 Tuyến <b>thử</b> (của người dùng)"
LINE = shapely.LineString([(106.11, 11.31), (106.4, 11.42), (106.6, 11.5), (106.885, 11.535)])


PLACE, ZONE = "Chợ <i>x</i> Gò Dầu Hạ", "Vùng <u> nguyên liệu"


def own_data(*routes: UserRoute) -> UserData:
    zone = UserZone("", ZONE, "", shapely.box(106.1, 11.1, 106.3, 11.3))
    return UserData().added(routes=routes, places=[UserPlace("", PLACE, "họp <b>", 106.6, 11.35)], zones=[zone])


def shelf_with(own: UserData) -> DataSource:
    files = printed.shipped()
    return replace(files, projects=lambda: (*files.projects(), *own.projects), own=own)


@pytest.mark.parametrize("lang", list(Lang))
def test_own_places_and_zones_stand_on_the_sheet_and_in_its_legend(lang):
    request = printed.request(lang=lang, edition=Edition.Y2022, bounds=(105.8, 11.0, 107.0, 12.0))
    drawn = draw(request, source=shelf_with(own_data()))
    said = [text.text for text in drawn.canvas.written]
    assert any(PLACE in text.replace("\n", " ") for text in said)
    for key in ("layers.kind_own", "layers.zone_own"):
        assert any(say(key, lang) in text for text in said), key
    assert any("nguyên liệu" in text for text in said)
    assert drawn.shown.zones
    elsewhere = draw(replace(request, bounds=(107.0, 11.5, 107.4, 11.9)), source=shelf_with(own_data()))
    assert not elsewhere.shown.zones
    assert not any(say("layers.zone_own", lang) in text.text for text in elsewhere.canvas.written)


def test_own_places_and_zones_are_given_away_as_layers_of_their_own(world):
    request = ReportRequest(
        scenario_set=ScenarioSet((Variant(BASELINE), Variant("own-1", "A", frozenset({"dt795"})))), main="own-1"
    )
    report = ReportData.of(request, world=world, source=shelf_with(own_data()))
    tables = geolayers(report)
    assert tables["own_places"][["name", "kind", "note"]].to_numpy().tolist() == [
        [PLACE, say("layers.kind_own", Lang.VI), "họp <b>"]
    ]
    assert tables["own_zones"].geometry.iloc[0].equals(own_data().zones[0].geometry)
    document = write_kml(tables, {"title": "x"}, report).decode("utf-8")
    assert say("geodata.layer_own_zones", Lang.VI) in document
    assert "Chợ &lt;i&gt;x" in document
    assert 'id="own_zones-0"' in document
    assert "own_places" not in geolayers(replace(report, source=printed.shipped()))


@pytest.mark.long
def test_an_own_route_is_in_slides_workbook_and_page_as_text(world):
    fields = RouteFields("=1+1 Tuyến <b>thử</b>", speed_kmh=80, cost_low_bn=5000, cost_high_bn=6000, price_year=2026)
    route = align_route(world, UserRoute("", fields, LINE), snap=True)
    own = own_data(route)
    source = shelf_with(own)
    mine = Variant("own-1", "Của tôi", frozenset({"own-route-1", "ring-road-3"}))
    request = ReportRequest(scenario_set=ScenarioSet((Variant(BASELINE), mine)), main="own-1", origin="own-place-1")
    report = ReportData.of(request, world=with_user_data(world, own), source=source)
    deck = Presentation(io.BytesIO(REPORT_FORMATS["slides"].write(report)))
    cells = [c.text for s in deck.slides for x in s.shapes if x.has_table for r in x.table.rows for c in r.cells]
    assert NAME in cells
    book = openpyxl.load_workbook(io.BytesIO(REPORT_FORMATS["workbook"].write(report)))
    named = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == NAME]
    assert named
    assert {c.data_type for c in named} == {"s"}
    page = REPORT_FORMATS["page"].write(report).decode("utf-8")
    assert "&lt;b&gt;thử" in page
    assert "<b>thử" not in page
    assert "Vùng <u>" not in page

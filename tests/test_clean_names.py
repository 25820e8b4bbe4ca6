"""Names with signs that no file can hold, through every entrance and into every kind of file."""

from __future__ import annotations

import io
import re
import sqlite3
import unicodedata
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import brought
import pytest
import shapely
from office import no_maps_drawn

from analysis.choices import Known
from analysis.scenarios.loading import with_user_data
from analysis.scenarios.scenario_set import ScenarioSet, read_set, write_set
from analysis.scenarios.variants import Variant
from analysis.validation.published_figures import published_rows
from briefing.content.data import ReportData
from briefing.content.request import TYPED, ReportRequest
from briefing.geodata.files import geodata
from briefing.map.print_request import PrintRequest
from briefing.slides.presentation import slides
from briefing.web.page import web_page
from briefing.workbook.book import workbook
from intake import read_upload
from layers.user_items import RouteFields, UserData, UserPlace, UserRoute, UserZone
from user_data.fields import take
from user_data.file import read_file, write_file
from user_data.link import read_link, write_link
from user_data.meaning import guess
from views.state import address, briefing_settings, compare_settings
from words import Lang
from words.numerals import Notation
from words.spelling import clean

DIRTY = "Tuye\u0302\u0301n\x0bcủa\x07  tôi\u202e\ud800\uffff"
CLEAN = "Tuyến của tôi"
LINE = shapely.LineString([(106.1, 11.3), (106.5, 11.4), (106.88, 11.53)])


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    brought.read_here(monkeypatch)


def own() -> UserData:
    return UserData().added(
        routes=[UserRoute("", RouteFields(DIRTY, note="một\x0bhai\nba"), LINE, drawn=True)],
        places=[UserPlace("", DIRTY, DIRTY, 106.4, 11.35)],
        zones=[UserZone("", DIRTY, DIRTY, shapely.box(106.1, 11.1, 106.2, 11.2))],
    )


def test_a_text_is_cleaned_and_a_note_keeps_its_lines():
    assert clean(DIRTY) == CLEAN
    assert clean("a\x0bb\r\nc\td", lines=True) == "a b\nc d"
    assert clean("x" * 10_000, longest=80) == "x" * 80
    assert clean("\x00\x0b \u200b") == ""


def _uploaded(name: str, content: bytes) -> str:
    offer = read_upload(name, content)
    taken = take(
        offer.placed(offer.candidates[0]), guess(offer.columns), defaults=RouteFields("–"), file_name=offer.name
    )
    return taken.routes[0].fields.name


def _table(name: str) -> bytes:
    return f'tên,wkt\n"{name}","{LINE.wkt}"\n'.encode()


TYPABLE = DIRTY.replace("\ud800", "")  # half of a pair is in no UTF-8
ENTRANCES = {
    "own route": lambda: own().routes[0].fields.name,
    "own place": lambda: own().places[0].name,
    "own zone": lambda: own().zones[0].name,
    "own file": lambda: read_file("a.gpkg", write_file(own())).own.routes[0].fields.name,
    "link": lambda: read_link(write_link(own().routes))[0].fields.name,
    "upload, a cell": lambda: _uploaded("a.csv", _table(TYPABLE)),
    "upload, GeoJSON": lambda: _uploaded(
        "a.geojson",
        brought.geojson([LINE]).replace(b"Tuy\xe1\xba\xbfn m\xe1\xbb\x99t", b"Tuy\\u1ebfn\\u000bc\\u1ee7a t\\u00f4i"),
    ),
    "upload, its name": lambda: _uploaded(f"{DIRTY}.csv", _table("")).removesuffix(".csv 1"),
    "scenario": lambda: Variant("own-1", DIRTY).name,
    "scenario of an address": lambda: (
        compare_settings.read({"own": "Tuy%E1%BA%BFn%0Bc%E1%BB%A7a%20t%C3%B4i**2030*"}, Known())[0].saved[0].name
    ),
    "title of an address": lambda: address.read({"title": TYPABLE})[0].title,
    "organisation of an address": lambda: briefing_settings.line(DIRTY),
    **{
        f"briefing, {n}": lambda n=n: getattr(ReportRequest(scenario_set=ScenarioSet(), **{n: DIRTY}), n) for n in TYPED
    },
    **{f"sheet, {n}": lambda n=n: getattr(PrintRequest(bounds=(106, 11, 107, 12), **{n: DIRTY}), n) for n in TYPED},
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_every_entrance_cleans(entrance):
    assert ENTRANCES[entrance]() == CLEAN


def test_entrances_that_need_the_network_clean_too(world):
    text = write_set(ScenarioSet((Variant("baseline"), Variant("own-1", "xyz"))), data_digest=world.data_digest)
    opened = read_set(text.replace("xyz", "Tuyến\\u000bcủa\\ud800 tôi"), world)
    assert opened.scenario_set.variants[1].name == CLEAN
    row = f"distance,{TYPABLE},cap-tay-ninh,cap-dong-xoai,100,{TYPABLE}"
    told = published_rows(
        f"kind,subject,from_id,to_id,value,source\n{row}\n".encode(), "x.csv", world, notation=Notation.POINT
    )
    assert set(told.loc[0, ["subject", "source"]]) == {CLEAN}


@pytest.fixture(scope="module")
def dirty(report) -> ReportData:
    """The briefing with dirty words everywhere, and with things of the user's own."""
    request, ours = report.request, own()
    units = frozenset({*request.variant.units, ours.routes[0].id})
    request = replace(
        request,
        scenario_set=ScenarioSet((Variant("baseline"), Variant("own-1", DIRTY, units))),
        **dict.fromkeys(TYPED, DIRTY),
    )
    files = report.source
    source = replace(files, projects=lambda: (*files.projects(), *ours.projects), own=ours)
    return ReportData.of(request, world=with_user_data(report.world, ours), source=source)


def _texts(content: bytes) -> str:
    """All text of an archive of XML parts; a part that is none fails."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [packed.read(name) for name in packed.namelist() if name.endswith((".xml", ".rels", ".kml"))]
    return " ".join(" ".join(ET.fromstring(part).itertext()) for part in parts)


def _rows(content: bytes, path) -> str:
    path.write_bytes(content)
    with sqlite3.connect(path) as base:
        tables = [row[0] for row in base.execute("SELECT table_name FROM gpkg_contents")]
        return " ".join(str(v) for t in tables for row in base.execute(f'SELECT * FROM "{t}"') for v in row)


def test_no_kind_of_file_breaks_or_shows_them(dirty, fixed_moment, tmp_path):
    with no_maps_drawn():
        deck = slides(dirty)
    made = {
        "pptx": _texts(deck),
        "xlsx": _texts(workbook(dirty)),
        "kml": "".join(ET.fromstring(geodata(dirty, kind="kml")).itertext()),
        "gpkg": _rows(geodata(dirty), tmp_path / "x.gpkg"),
        "html": re.sub(r"<script>.*?</script>", "", web_page(dirty).decode("utf-8"), flags=re.DOTALL),
    }
    for kind, text in made.items():
        assert CLEAN in " ".join(text.split()), kind
        bad = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t\r\u00ad\u200b"}
        assert bad == set(), kind
        assert "_x000B_" not in text, kind
    assert Lang.VI in dirty.request.langs

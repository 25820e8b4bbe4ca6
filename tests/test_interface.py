"""The interface for other programs: the standard's core read by another program, figures those of the commands."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager

import pytest
import shapely
import uvicorn
from graphs import real_world
from starlette.responses import PlainTextResponse
from visitor import Answer, ask

import layers
from analysis.cli import answer
from interface import Interface
from interface.features import names
from interface.limits import Rate
from server.gate import Gate
from server.settings import Settings

TOKEN = "a-token_of-the-tests"


@contextmanager
def served(token: str = "", **limits: Rate):
    """The interface behind the gate, without the pages."""
    inner = Interface(PlainTextResponse("a page"), **limits)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    gate = Gate(inner, Settings(port=port, hosts=("127.0.0.1",), token=token))
    server = uvicorn.Server(uvicorn.Config(gate, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def url():
    many = Rate(burst=10_000, per_s=1.0)
    with served(often=many, heavy=many) as found:
        yield found


@pytest.fixture
def one_world(monkeypatch):
    monkeypatch.setattr("interface.answers.common_world", real_world)
    return real_world()


def told(answered: Answer, status: int = 200):
    assert answered.status == status, answered.body[:400]
    return json.loads(answered.body)


def test_the_landing_page_leads_to_everything_the_core_asks_for(url):
    for path in ("/ogc", "/ogc/", "/api"):
        links = {link["rel"]: link["href"] for link in told(ask(url, path))["links"]}
        assert {"self", "service-desc", "conformance", "data"} <= links.keys()
    conforms = told(ask(url, "/ogc/conformance"))["conformsTo"]
    assert {c.rpartition("/")[2] for c in conforms} == {"core", "oas30", "geojson"}
    page = ask(url, "/ogc", Accept="text/html").body.decode()
    assert 'lang="vi"' in page
    assert f"{url}/ogc" in page
    assert ask(url, "/compare").body == b"a page"


def test_every_layer_with_a_shape_is_a_collection_with_its_licence(url):
    found = told(ask(url, "/ogc/collections?lang=vi"))["collections"]
    assert [c["id"] for c in found] == list(names())
    assert all(c["title"] and c["description"] for c in found)
    roads = told(ask(url, "/ogc/collections/roads"))
    assert "ODbL" in roads["description"]
    assert roads["extent"]["spatial"]["bbox"][0] == pytest.approx(layers.read("roads").total_bounds.tolist())


def test_pages_of_a_collection_hold_every_feature_once(url):
    seen, path = [], "/ogc/collections/communes_2025/items?limit=150"
    while path:
        page = told(ask(url, path))
        assert page["numberReturned"] == len(page["features"])
        seen += [f["id"] for f in page["features"]]
        path = next((x["href"].removeprefix(url) for x in page["links"] if x["rel"] == "next"), "")
    assert seen == layers.read("communes_2025")["code"].tolist()
    assert page["numberMatched"] == len(seen)
    assert page["attribution"]


def test_a_box_gives_what_meets_it(url):
    places = layers.read("places")
    box = (106.0, 11.0, 106.5, 11.6)
    wanted = places.loc[places.intersects(shapely.box(*box)), "id"].tolist()
    for text in ("106,11,106.5,11.6", "106,11,0,106.5,11.6,9"):
        page = told(ask(url, f"/ogc/collections/places/items?bbox={text}&limit=5000"))
        assert [f["id"] for f in page["features"]] == wanted
    first = page["features"][0]
    row = places.set_index("id").loc[first["id"]]
    assert first["geometry"]["coordinates"] == pytest.approx([row.geometry.x, row.geometry.y], abs=1e-7)
    assert first["properties"]["name_vi"] == row["name_vi"]
    one = told(ask(url, f"/ogc/collections/places/items/{first['id']}"))
    assert (one["geometry"], one["properties"]) == (first["geometry"], first["properties"])


def test_sections_whose_ids_hold_a_stroke_are_found(url):
    some = told(ask(url, "/ogc/collections/projects/items?limit=1"))["features"][0]
    assert "/" in some["id"]
    assert told(ask(url, f"/ogc/collections/projects/items/{some['id']}"))["id"] == some["id"]


@pytest.mark.parametrize(
    "path",
    [
        "collections/places/items?bbox=1,2,3",
        "collections/places/items?bbox=a,b,c,d",
        "collections/places/items?bbox=1,nan,3,4",
        "collections/places/items?limit=0",
        "collections/places/items?limit=-1",
        "collections/places/items?offset=x",
        "collections/places/items?colour=red",
        "collections?colour=red",
    ],
)
def test_what_means_nothing_is_refused(url, path):
    assert told(ask(url, f"/ogc/{path}&lang=vi"), 400)["description"]


@pytest.mark.parametrize(
    "path",
    [
        "/ogc/collections/speeds",
        "/ogc/collections/..%2fspeeds/items",
        "/ogc/collections/places/items/none",
        "/api/network",
    ],
)
def test_what_is_not_there_is_not_found(url, path):
    told(ask(url, path), 404)


def test_the_description_names_every_path_that_is_answered(url):
    described = ask(url, "/ogc/api")
    assert described.headers["content-type"].startswith("application/vnd.oai.openapi+json;version=3.0")
    paths = told(described)["paths"]
    assert {"/ogc", "/ogc/collections/{collectionId}/items", "/api/skim", "/api/path", "/api/compare"} <= paths.keys()
    for path in paths:
        fits = path.format(collectionId="places", featureId="cap-tay-ninh")
        assert (
            ask(url, fits).status in ((400,) if fits in ("/api/skim", "/api/path") else (200,))
            or fits == "/api/compare"
        )


def test_figures_are_those_of_the_commands(url, one_world):
    asked = "origins=cap-tay-ninh&destinations=cap-dong-xoai&projects=ring-road-4"
    words = [
        "skim",
        "--origins=cap-tay-ninh",
        "--destinations=cap-dong-xoai",
        "--projects=ring-road-4",
        "--format=json",
    ]
    assert ask(url, f"/api/skim?{asked}").body.decode() == answer(words, one_world)
    way = told(ask(url, "/api/path?from=cap-tay-ninh&to=cap-dong-xoai&format=geojson"))
    assert way["type"] == "FeatureCollection"
    assert "ODbL" in way["licence"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("skim?origins=cap-tay-ninh", "destinations"),
        ("skim?origins=x&destinations=cap-dong-xoai", "x"),
        ("skim?origins=cap-tay-ninh&destinations=cap-dong-xoai&out=/x", "out"),
        ("skim?origins=cap-tay-ninh&destinations=cap-dong-xoai&mode=boat", "boat"),
        ("path?from=cap-tay-ninh&to=cap-tay-ninh", "cap-tay-ninh"),
        ("path?from=cap-tay-ninh&to=cap-dong-xoai&format=table", "table"),
        ("compare?scenarios=x.json", "scenarios"),
        ("path?from=--&to=cap-dong-xoai", ""),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(url, one_world, asked, named):
    vi, en = (told(ask(url, f"/api/{asked}&lang={lang}"), 400)["description"] for lang in ("vi", "en"))
    assert vi != en
    assert named in vi
    assert named in en


def test_who_asks_too_often_is_told_when_to_come_back():
    with served(heavy=Rate(burst=2, per_s=0.01)) as url:
        codes = [ask(url, "/api").status for _ in range(3)]
        assert codes == [200, 200, 429]
        late = ask(url, "/api")
        assert int(late.headers["retry-after"]) > 50
        assert ask(url, "/ogc").status == 200


def test_requests_come_back_with_time():
    at = [0.0]
    rate = Rate(burst=2, per_s=0.5, clock=lambda: at[0])
    assert [rate.wait_s("a") for _ in range(3)] == [0, 0, 2]
    assert rate.wait_s("b") == 0
    at[0] = 2.0
    assert [rate.wait_s("a") for _ in range(2)] == [0, 2]


def test_a_program_shows_the_token_in_a_header():
    basic = base64.b64encode(f"qgis:{TOKEN}".encode()).decode()
    with served(TOKEN) as url:
        for good in (f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Basic {basic}"):
            assert ask(url, "/ogc", Authorization=good).status == 200
        for bad in (
            "Bearer wrong",
            "Basic ???",
            f"Basic {base64.b64encode(b'x:y').decode()}",
            f"Digest {TOKEN}",
            TOKEN,
        ):
            assert ask(url, "/ogc", Authorization=bad).status == 403
        assert ask(url, "/ogc").status == 403
        assert ask(url, "/ogc", Origin="http://outside.invalid", Authorization=f"Bearer {TOKEN}").status == 403
        assert ask(url, "/ogc", method="POST", body=b"x", Authorization=f"Bearer {TOKEN}").status == 405


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="ogrinfo is not installed")
def test_gdal_reads_the_layers_as_qgis_does():
    surroundings = os.environ | {
        "GDAL_HTTP_USERPWD": f"any:{TOKEN}",
        "OGR_OAPIF_PAGE_SIZE": "5000",
        "NO_PROXY": "127.0.0.1",
    }
    with served(TOKEN, often=Rate(burst=1000, per_s=1.0)) as url:
        command = ["ogrinfo", "-ro", "-so", f"OAPIF:{url}/ogc", "communes_2025"]
        done = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False, timeout=60)
        assert "Feature Count: 359" in done.stdout, done.stdout + done.stderr
        command = ["ogrinfo", "-ro", "-al", "-q", "-spat", "106", "11", "106.1", "11.4", f"OAPIF:{url}/ogc", "places"]
        done = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False, timeout=60)
        assert "Tây Ninh" in done.stdout, done.stdout + done.stderr

"""The committed ``data/geo``: digests, checks, and the full rebuild where the sources are."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import pytest
from conftest import SOURCES

from layers.catalogue import CATALOGUE
from layers.digest import file_digest
from pipeline.__main__ import main
from pipeline.checks.checks import evaluate, exceptions, failures
from pipeline.files.context import Context
from pipeline.files.writing import layer_digest, read_manifest

ROOT = Path(__file__).resolve().parent.parent
GEO = ROOT / "data" / "geo"
FACTS = SOURCES.parent / "facts"
HERE = Context(sources=SOURCES, facts=FACTS, out=GEO)
ROWS = read_manifest(GEO)
TEXTS = ("title_vi", "title_en", "source", "licence", "attribution", "reference_date", "quality_vi", "quality_en")


def test_the_manifest_holds_every_file_and_every_layer_of_the_catalogue():
    files = {path.name for path in GEO.iterdir()} - {"manifest.toml", "LICENSES.md"}
    assert {row["file"] for row in ROWS.values()} == files
    assert set(ROWS) == set(CATALOGUE)
    assert all(ROWS[name]["file"] == layer.file for name, layer in CATALOGUE.items())


@pytest.mark.parametrize("name", sorted(ROWS))
def test_digests_are_those_of_the_files(name):
    path = GEO / ROWS[name]["file"]
    assert file_digest(path) == ROWS[name]["sha256"]
    assert layer_digest(path) == ROWS[name]["content_digest"]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_each_layer_says_in_both_languages_what_it_is(name):
    row = ROWS[name]
    assert all(row[text].strip() for text in TEXTS)
    assert len(row["steps_vi"]) == len(row["steps_en"]) > 0
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["reference_date"])


def test_every_check_holds_or_has_its_exception():
    assert failures(evaluate(HERE), exceptions(HERE)) == []


def test_the_shipped_exceptions_are_those_of_the_build():
    assert (GEO / "exceptions.toml").read_text(encoding="utf-8") == (HERE.tables / "exceptions.toml").read_text(
        encoding="utf-8"
    )


def test_exceptions_give_their_reason_in_both_languages():
    for row in exceptions(HERE).values():
        assert row["reason_vi"].strip()
        assert row["reason_en"].strip()
        assert row["source"].strip()


def test_the_two_provinces_sum_to_the_census():
    seats = gpd.read_file(GEO / "places.geojson").dropna(subset="district_capital_of")
    assert seats.groupby("province_2022").size().to_dict() == {"70": 11, "72": 9}
    assert seats.groupby("province_2022")["population_2019"].sum().to_dict() == {"70": 994_679, "72": 1_169_165}


def test_place_ids_are_stable_ascii_and_unique():
    ids = [*gpd.read_file(GEO / "places.geojson")["id"], *gpd.read_file(GEO / "gates.geojson")["id"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"(cap|dist|town|air|port|site|iz|hosp|gate)-[a-z0-9-]+", i) for i in ids)
    assert {
        "cap-tay-ninh",
        "cap-dong-xoai",
        "cap-hcmc",
        "dist-go-dau",
        "gate-moc-bai",
        "air-long-thanh",
        "site-nui-ba-den",
    } <= set(ids)


def test_what_nobody_checked_is_marked():
    places = gpd.read_file(GEO / "places.geojson")
    doubtful = places[places["source"].str.contains("not verified")]
    assert len(doubtful) > 0
    assert doubtful["reference_vi"].str.contains("chưa kiểm chứng").all()
    assert (doubtful["confidence"] != "high").all()


def test_a_gate_on_the_map_lies_on_the_border_and_near_the_network():
    gates = gpd.read_file(GEO / "gates.geojson")
    placed = gates[gates["position"] == "road"]
    border = gpd.read_parquet(GEO / "border.parquet").to_crs(3405).union_all()
    assert (placed.to_crs(3405).distance(border) < 1).all()
    assert (placed["snap_m"] < 1000).all()
    assert gates.loc[gates["position"] == "unknown"].geometry.isna().all()


def test_the_base_map_names_nothing_in_khmer():
    for name in ("water", "rivers", "parks", "labels"):
        assert (
            not gpd.read_parquet(GEO / f"basemap_{name}.parquet")["name"]
            .fillna("")
            .str.contains("[\u1780-\u17ff]")
            .any()
        )


def test_the_report_is_of_this_data():
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    for name, row in ROWS.items():
        assert f"`{name}`" in text
        assert row["content_digest"][:12] in text, name
    assert "No faults." in text
    assert all(reason["reason_en"] in text for reason in exceptions(HERE).values())


@pytest.mark.long
@pytest.mark.sources
def test_a_full_rebuild_gives_the_committed_data(tmp_path):
    out = tmp_path / "geo"
    steps = "study,admin,border,roads,waters,gates,places,basemap,projects,published"
    assert main(["--sources", str(SOURCES), "--facts", str(FACTS), "--out", str(out), "--only", steps]) == 0
    built = read_manifest(out)
    assert {n: r["content_digest"] for n, r in built.items()} == {n: r["content_digest"] for n, r in ROWS.items()}
    if _same_versions(out):
        for name, row in built.items():
            assert row["sha256"] == ROWS[name]["sha256"], name


def _same_versions(out: Path) -> bool:
    """Whether the committed Parquet files were written by the library that is installed here."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    return pq.read_metadata(out / "roads.parquet").created_by == pq.read_metadata(GEO / "roads.parquet").created_by

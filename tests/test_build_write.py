"""The one writer: same content, same bytes; what is written is what is read."""

from __future__ import annotations

import json
import tomllib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pipeline.files.context import Context
from pipeline.files.writing import Built, Origin, enter, layer_digest, read_manifest, tidy, write_frame
from words.errors import DataError

ORIGIN = Origin(
    source="hand", source_url="https://example.org", licence="MIT", attribution="us", reference_date="2022-03-04"
)


@pytest.fixture
def towns() -> gpd.GeoDataFrame:
    points = [shapely.Point(106.123456789, 11.0), shapely.Point(-0.00000000001, 3.5)]
    columns = {
        "id": ["b", "a"],
        "name": ["Gò Dầu", None],
        "people": pd.array([7, None], dtype="Int64"),
        "km": [1.5, np.nan],
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326)


def test_rows_are_sorted_and_coordinates_rounded_to_a_centimetre(towns):
    tidied = tidy(towns, layer="towns", sort_by=["id"])
    assert tidied["id"].tolist() == ["a", "b"]
    assert shapely.get_coordinates(tidied.geometry).tolist() == [[0.0, 3.5], [106.1234568, 11.0]]
    assert str(tidied.geometry.x[0]) == "0.0"  # not -0.0


def test_a_shared_edge_stays_shared_when_rounded():
    edge = 106.12345674999
    west, east = shapely.box(106, 11, edge, 12), shapely.box(edge, 11, 107, 12)
    tidied = tidy(gpd.GeoDataFrame({"id": [1, 2]}, geometry=[west, east], crs=4326), layer="x", sort_by=["id"])
    assert shapely.coverage_is_valid(tidied.geometry.to_numpy())


def test_a_key_that_does_not_order_the_rows_is_refused(towns):
    with pytest.raises(ValueError, match="does not order the rows"):
        tidy(towns.assign(id="a"), layer="towns", sort_by=["id"])


def test_metres_are_refused(towns):
    with pytest.raises(DataError):
        tidy(towns.to_crs(3405), layer="towns", sort_by=["id"])


@pytest.mark.parametrize("suffix", ["parquet", "geojson", "csv"])
def test_the_order_of_the_rows_does_not_change_the_bytes(towns, tmp_path, suffix):
    frame = pd.DataFrame(towns.drop(columns="geometry")) if suffix == "csv" else towns
    for name, rows in (("one", frame), ("two", frame.iloc[::-1])):
        write_frame(tidy(rows, layer="towns", sort_by=["id"]), tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"one.{suffix}", f"two.{suffix}"]  # no half-written file


def test_parquet_reads_back_as_written(towns, tmp_path):
    write_frame(tidy(towns, layer="towns", sort_by=["id"]), tmp_path / "towns.parquet")
    read = gpd.read_parquet(tmp_path / "towns.parquet")
    assert read.crs.to_epsg() == 4326
    assert read["name"].tolist()[1] == "Gò Dầu"
    assert read["people"].dtype == "Int64"
    assert read["people"].isna().tolist() == [True, False]
    assert b"geopandas" not in (tmp_path / "towns.parquet").read_bytes()  # the writer's version is not in the bytes


def test_geojson_has_one_feature_a_line_and_null_for_missing(towns, tmp_path):
    path = tmp_path / "towns.geojson"
    write_frame(
        tidy(towns, layer="towns", sort_by=["id"]), path, members={"projects": [{"id": "x", "km": np.float64(2.5)}]}
    )
    text = path.read_text(encoding="utf-8")
    features = [line for line in text.splitlines() if line.startswith('{"type": "Feature"')]
    assert len(features) == 2
    assert "Gò Dầu" in features[1]
    collection = json.loads(text)
    assert collection["projects"] == [{"id": "x", "km": 2.5}]
    assert collection["features"][0]["properties"] == {"id": "a", "name": None, "people": None, "km": None}


def test_a_gate_without_position_is_written_with_null_geometry(towns, tmp_path):
    path = tmp_path / "gates.geojson"
    write_frame(towns.set_geometry(gpd.GeoSeries([None, shapely.Point(1, 2)], crs=4326)), path)
    assert json.loads(path.read_text(encoding="utf-8"))["features"][0]["geometry"] is None


def test_manifest_names_source_and_digests_and_keeps_earlier_rows(towns, tmp_path):
    frame = tidy(towns, layer="towns", sort_by=["id"])
    for name in ("towns", "more"):
        built = Built(name, f"{name}.geojson", "Đô thị", "Towns", ORIGIN, ("step",), "good", ("bước",), "tốt", frame)
        write_frame(frame, tmp_path / built.file)
        enter(tmp_path, built)
    rows = tomllib.loads((tmp_path / "manifest.toml").read_text(encoding="utf-8"))["layers"]
    assert list(rows) == ["more", "towns"]
    assert rows["towns"]["title_vi"] == "Đô thị"
    assert rows["towns"]["features"] == 2
    assert rows["towns"]["content_digest"] == layer_digest(tmp_path / "towns.geojson")
    assert rows["towns"]["content_digest"] == rows["more"]["content_digest"]
    assert read_manifest(tmp_path) == rows


def test_digest_is_of_the_content_and_not_of_the_layout(tmp_path):
    (tmp_path / "a.toml").write_text('x = 1\ny = ["b"]\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('# said otherwise\ny = ["b"]\nx = 1\n', encoding="utf-8")
    assert layer_digest(tmp_path / "a.toml") == layer_digest(tmp_path / "b.toml")
    (tmp_path / "b.toml").write_text("x = 2\n", encoding="utf-8")
    assert layer_digest(tmp_path / "a.toml") != layer_digest(tmp_path / "b.toml")


def test_a_layer_that_is_not_built_is_named(tmp_path):
    with pytest.raises(DataError, match="roads"):
        Context(tmp_path, tmp_path, tmp_path).read("roads")


def test_a_layer_has_a_frame_or_a_text(towns):
    with pytest.raises(ValueError, match="not both"):
        Built("x", "x.csv", "", "", ORIGIN, (), "", frame=towns, text="x")

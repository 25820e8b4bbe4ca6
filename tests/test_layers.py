"""Reading data/geo: what is whole is read, what is not says so at once and in both languages."""

from __future__ import annotations

import json
import re
import shutil

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import LineString, Point, Polygon, box

import layers
from layers import CATALOGUE, Edition, FillStyle, Group, Shape
from layers.generalisation import inner_edges, simple_coverage, simple_lines
from layers.geodesy import length_m
from layers.projects import read_projects
from layers.reading import manifest, provenance, told_provenance
from layers.schema import DataFaultsError
from layers.symbology import style
from words import Lang
from words.errors import DataError

GATE = {
    "id": "gate-a",
    "name_vi": "Ấ",
    "name_en": "A",
    "class": "main",
    "class_note_vi": None,
    "class_note_en": None,
    "cambodia_name": "K",
    "cambodia_province": "P",
    "province_2022": "72",
    "position": "road",
    "position_note_vi": None,
    "position_note_en": None,
    "road_ref": "QL1",
    "source": "s",
    "source_url": None,
}
BORDER = {
    "province_code": ["72"],
    "province_name": ["Tây Ninh"],
    "length_km": [1.0],
    "length_official_km": [""],
    "official_source": [""],
}


def write_geojson(path, rows):
    features = [
        {"type": "Feature", "properties": row, "geometry": at and {"type": "Point", "coordinates": at}}
        for row, at in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def write_border(folder, *, crs=4326, drop=(), geometry=None):
    shape = geometry or LineString([(106, 11), (106, 11.5)])
    gpd.GeoDataFrame(BORDER, geometry=[shape], crs=crs).drop(columns=list(drop)).to_parquet(folder / "border.parquet")


def test_every_shipped_layer_is_whole():
    assert layers.check_all() == ()


def test_the_catalogue_names_files_titles_and_groups_once():
    assert len({row.file for row in CATALOGUE.values()}) == len(CATALOGUE)
    admin = layers.tick_boxes(Group.ADMIN)
    assert admin == {"provinces": None, "districts_2022": Edition.Y2022, "communes_2025": Edition.Y2025}
    now = layers.chosen_layers(layers.optional_layers(), Edition.Y2025)
    assert {row.name for row in now if row.group is Group.ADMIN} == {"provinces_2025", "communes_2025"}
    assert layers.shown_layers() == {"provinces", "places", "projects"}
    assert all(bool(row.style or row.sign) is (row.group is not Group.HIDDEN) for row in CATALOGUE.values())


def test_a_layer_is_read_in_degrees(tmp_path):
    write_border(tmp_path)
    assert layers.read("border", folder=tmp_path).crs.to_epsg() == 4326


def test_lists_and_tables_of_geojson_stay_what_they_are(tmp_path):
    write_geojson(
        tmp_path / "gates.geojson", [(GATE | {"road_ref": ["QL1", "QL2"], "source": "2022-03-04"}, [106, 11])]
    )
    row = layers.read("gates", folder=tmp_path).iloc[0]
    assert (row["road_ref"], row["source"]) == (["QL1", "QL2"], "2022-03-04")


def test_all_faults_of_a_file_are_told_at_once_in_both_languages(tmp_path):
    write_border(tmp_path, crs=3405, drop=["length_km", "province_name"], geometry=Point(106, 11))
    with pytest.raises(DataFaultsError) as raised:
        layers.read("border", folder=tmp_path)
    assert len(raised.value.faults) == 3
    for part in ("province_name, length_km", "EPSG:3405", "LineString"):
        assert part in raised.value.text(Lang.VI)
        assert part in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"PAR1 no parquet", b"{"])
def test_a_damaged_file_is_named(tmp_path, content):
    for file in ("border.parquet", "gates.geojson", "exceptions.toml", "manifest.toml"):
        (tmp_path / file).write_bytes(content)
    for name in ("border", "gates"):
        with pytest.raises(DataError, match=CATALOGUE[name].file):
            layers.read(name, folder=tmp_path)
    if content:
        with pytest.raises(DataError, match=r"manifest\.toml"):
            layers.manifest(folder=tmp_path)


def test_a_missing_file_is_named_and_check_all_names_them_all(tmp_path):
    with pytest.raises(DataError, match=r"places\.geojson"):
        layers.read("places", folder=tmp_path)
    assert [fault.values["file"] for fault in layers.check_all(folder=tmp_path)] == [
        row.file for row in CATALOGUE.values()
    ]


def test_gates_without_a_position_are_no_places(tmp_path):
    shutil.copy(layers.path_of("places"), tmp_path)
    write_geojson(
        tmp_path / "gates.geojson", [(GATE, [106, 11]), (GATE | {"id": "gate-b", "position": "unknown"}, None)]
    )
    assert list(layers.read_gates(folder=tmp_path)["id"]) == ["gate-a", "gate-b"]
    joined = layers.read_places(folder=tmp_path)
    assert list(joined.loc[joined["kind"] == "gate", "id"]) == ["gate-a"]
    assert joined["id"].is_unique
    assert joined.geometry.notna().all()


def test_a_position_may_be_missing_only_where_it_is_unknown(tmp_path):
    write_geojson(tmp_path / "gates.geojson", [(GATE, None)])
    with pytest.raises(DataError, match="Point"):
        layers.read_gates(folder=tmp_path)


def test_the_data_digest_follows_content_not_order(tmp_path):
    def digest(*rows):
        text = "".join(f'[layers.{name}]\nfile = "x"\ncontent_digest = "{value}"\n' for name, value in rows)
        (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
        return layers.data_digest(folder=tmp_path)

    assert digest(("a", 1), ("b", 2)) == digest(("b", 2), ("a", 1))
    assert digest(("a", 1), ("b", 2)) != digest(("a", 1), ("b", 3))


def test_the_folder_can_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_DATA", str(tmp_path))
    assert layers.path_of("roads") == tmp_path / "roads.parquet"


def test_lines_join_where_two_end_and_lose_small_bends():
    first = LineString([(106, 11), (106.05, 11.0001), (106.1, 11)])
    joined = simple_lines(gpd.GeoSeries([first, LineString([(106.1, 11), (106.2, 11)])]), tolerance_m=50)
    assert [list(line.coords) for line in joined] == [[(106, 11), (106.2, 11)]]


def test_shared_edges_stay_shared_and_only_they_are_inner():
    # two squares with a wavy edge between them
    wave = [(1, 0), (1.001, 0.25), (1, 0.5), (0.999, 0.75), (1, 1)]
    left, right = Polygon([(0, 0), *wave, (0, 1)]), Polygon([(2, 0), (2, 1), *wave[::-1]])
    areas = simple_coverage(gpd.GeoSeries([left, right]), tolerance_m=20_000)
    assert areas[0].equals(box(0, 0, 1, 1))
    assert areas[1].equals(box(1, 0, 2, 1))
    inner = inner_edges(areas)
    assert inner.equals(LineString([(1, 0), (1, 1)]))
    assert length_m(gpd.GeoSeries([inner]))[0] == pytest.approx(110_574, abs=1)  # one degree of latitude at the equator


def test_points_have_no_polygon_style():
    assert {CATALOGUE[name].shape for name in ("places", "gates", "interchanges", "labels")} == {Shape.POINT}


def test_kilometres_by_status_carry_no_noise_of_sums():
    sums = {p.id: p.status_km() for p in read_projects()}
    assert {i: km for i, km in sums.items() if any(v != round(v, 3) for v in km.values())} == {}
    assert sums["ring-road-3"]["open"] == pytest.approx(34.862)


def test_sources_are_told_in_the_language_asked_for():
    for row in manifest().values():
        for field in ("source", "licence", "attribution"):
            assert provenance(row, field, Lang.EN) == row[field]
            assert provenance(row, field, Lang.VI) == row.get(f"{field}_vi", row[field])


@pytest.mark.parametrize("lang", Lang)
def test_sources_are_told_without_the_states_of_repositories(lang):
    for name, row in manifest().items():
        for field in ("source", "licence"):
            told = told_provenance(row, field, lang)
            assert told, name
            assert not re.search(r"@[0-9a-f]{6}|\(\s*[,)]|,\s*\)|ODbL-1", told), told
    row = {"source": "Lines (owner/name @1a2b3c4d, /other @5e6f7a8b, upstream example.org), via a/b @99aabbcc, cut"}
    assert told_provenance(row, "source", Lang.EN) == "Lines (upstream example.org), cut"


def test_charts_have_the_colours_of_their_map():
    assert style.as_seen(FillStyle("#000000", opacity=0.5)) == "#808080"
    assert style.as_seen(FillStyle("#123456")) == "#123456"


@pytest.mark.parametrize("name", ["border", "communes_2025"])
def test_a_layer_is_read_as_geopandas_reads_its_file(name):
    frame, wanted = layers.read(name), gpd.read_parquet(layers.path_of(name))
    assert frame.crs == wanted.crs
    assert_geodataframe_equal(frame, wanted)

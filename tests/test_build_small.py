"""The build on the small sources: the gate Mộc Bài and the town Bến Cầu."""

from __future__ import annotations

import pandas as pd
import pytest
from builds import STEPS, small_build

from layers.geodesy import distance_m
from pipeline.__main__ import STEPS as ALL, main
from pipeline.files.writing import layer_digest, read_manifest


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("Sở GTVT")  # blanks and diacritics in every path


@pytest.fixture(scope="module")
def built(folder):
    return small_build(folder)


def test_every_layer_is_entered_with_its_digest(built):
    rows = read_manifest(built.out)
    assert {row["file"] for row in rows.values()} | {"manifest.toml"} == {p.name for p in built.out.iterdir()}
    assert all(row["content_digest"] == layer_digest(built.out / row["file"]) for row in rows.values())


def test_the_gate_stands_where_the_national_road_crosses_the_border(built):
    gate = built.read("gates").set_index("id").loc["gate-moc-bai"]
    assert gate["position"] == "road"
    assert distance_m(gate.geometry.x, gate.geometry.y, 106.17333, 11.07614) < 5
    border = built.read("border").to_crs(3405).union_all()
    point = built.read("gates").to_crs(3405).set_index("id").geometry["gate-moc-bai"]
    assert border.distance(point) < 0.1


def test_a_gate_without_published_position_is_not_placed(built):
    gate = built.read("gates").set_index("id").loc["gate-hung-dien"]
    assert gate["position"] == "unknown"
    assert gate.geometry is None


def test_a_district_capital_carries_its_units_and_its_people(built):
    seat = built.read("places").set_index("id").loc["dist-ben-cau"]
    assert seat["district_capital_of"] == "711"
    assert seat["population_2019"] == 69849
    assert (seat["province_2022"], seat["province_2025"], seat["commune_2025"]) == ("72", "80", "25681")
    assert 0 < seat["snap_m"] < 100


def test_communes_carry_people_and_districts_are_marked_approximate(built):
    communes = built.read("communes_2025").set_index("code")
    assert communes.loc["25681", "population_2019"] == 41804
    assert communes.loc["25681", "full_name"] == "Xã Bến Cầu"
    districts = built.read("districts_2022").set_index("code")
    assert districts["approximate"].all()
    assert districts.loc["712", "name"] == "Trảng Bàng"
    assert districts.loc["712", "kind_vi"] == "thị xã"


def test_the_border_tells_measured_and_official_length(built):
    line = built.read("border").iloc[0]
    assert line["length_official_km"] == "240"
    assert 5 < line["length_km"] < 25  # the cut of the line
    assert line["markers_en"].startswith("102 of 109")


def test_published_figures_come_from_the_tables_of_their_layers(built):
    table = pd.read_csv(built.path("published"), dtype=str, keep_default_na=False)
    assert set(table["kind"]) == {"distance", "length", "area", "time"}
    assert table.loc[table["subject"] == "border/70", "value"].tolist() == ["258.939", "260.433"]


def test_a_second_build_writes_the_same_bytes(built, folder):
    again = small_build(folder, out="again")
    for path in sorted(built.out.iterdir()):
        assert path.read_bytes() == (again.out / path.name).read_bytes(), path.name


def test_only_the_steps_asked_for_run(built, folder, capsys):
    out = folder / "some"
    arguments = ["--sources", str(built.sources), "--facts", str(built.facts), "--out", str(out)]
    assert main([*arguments, "--only", "border,admin"]) == 0
    assert set(read_manifest(out)) == {
        "provinces_2022",
        "provinces_2025",
        "districts_2022",
        "communes_2025",
        "cambodia_provinces",
        "border",
    }
    said = capsys.readouterr().out
    assert said.index("admin …") < said.index("border …")


def test_a_wrong_step_is_named():
    with pytest.raises(SystemExit, match="unknown step rods; choose from study"):
        main(["--sources", "x", "--facts", "x", "--only", "rods"])


def test_the_steps_of_the_small_build_are_in_the_order_of_the_build():
    assert [step for step in ALL if step in STEPS] == list(STEPS)

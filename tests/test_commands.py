"""The command line: keys, formats, and one clear sentence with exit code 2 on bad input."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
from graphs import Road, Stretch, interchange, place, project, roads, world
from scipy.sparse.csgraph import dijkstra

from analysis.appraisal import valuation
from analysis.cli import commands as program
from analysis.cli.output import Format, write_rows
from analysis.cli.tables import portfolio_text
from analysis.scenarios.scenario import Scenario
from words import Lang

ROOT = Path(__file__).parent.parent
LINKS = (
    Road(((0, 0), (4, 0)), ref="QL1"),
    Road(((0, 0), (0, 2))),
    Road(((0, 2), (4, 2))),
    Road(((4, 2), (4, 0))),
    Road(((9, 9), (9, 8)), oneway=True),
)


def _place(place_id, x, y, **more):
    made = place(place_id, x, y, population=more.pop("population", None))
    return type(made)(**{**{f: getattr(made, f) for f in made.__dataclass_fields__}, **more})


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    w = world(
        roads(*LINKS),
        places=[
            _place("cap-a", 0, 0, district="1", population=100, province="70", kind="provincial_capital"),
            _place("dist-c", 4, 0, district="2", population=50, province="72", kind="district_capital"),
            _place("gate-e", 4, 2, kind="gate"),
            place("town-far", 9, 8),
        ],
        projects=[
            project("new", Stretch(((0, 0), (4, 2))), Stretch(((4, 2), (5, 2)))),
            project("fast", Stretch(((0, 0), (4, 0))), access="interchange"),
            project("wide", Stretch(((0, 0), (4, 0)), upgrade=True, road_class="motorway"), excludes=("fast",)),
            project("more", Stretch(((0, 0), (4, 2))), access="interchange", upgrade_of="new"),
        ],
        interchanges=[interchange("fast", 2, 0, assumed=True)],
    )
    monkeypatch.setattr(program, "load_world", lambda: w)
    monkeypatch.setattr(program, "load_places", lambda: w.places)
    monkeypatch.setattr(valuation, "ENGINE_FOLDER", tmp_path)

    def call(*arguments: str):
        code = program.main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    call.world = w
    return call


def _rows(run, *arguments):
    code, out, err = run(*arguments, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_csv_and_json_carry_the_same_keys_and_digits(run) -> None:
    arguments = ("skim", "--origins", "cap-a", "--destinations", "dist-c,gate-e", "--projects", "new")
    rows = _rows(run, *arguments)
    table = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv")[1])))
    assert (
        [list(r) for r in table]
        == [list(r) for r in rows]
        == [["origin", "destination", "shortest_m", "fastest_min", "fastest_length_m"]] * 2
    )
    assert [float(r["shortest_m"]) for r in table] == [r["shortest_m"] for r in rows]


def test_kinds_stand_for_their_places_and_capitals_are_district_capitals(run) -> None:
    assert [r["id"] for r in _rows(run, "places", "--kind", "district_capital")] == ["cap-a", "dist-c"]
    rows = _rows(run, "skim", "--origins", "gate,cap-a", "--destinations", "gate")
    assert [(r["origin"], r["destination"]) for r in rows] == [("gate-e", "gate-e"), ("cap-a", "gate-e")]


def test_not_connected_is_empty(run) -> None:
    arguments = ("skim", "--origins", "cap-a", "--destinations", "town-far")
    assert _rows(run, *arguments)[0]["shortest_m"] is None
    assert run(*arguments, "--format", "csv")[1].splitlines()[1] == "cap-a,town-far,,,"


def test_projects_and_table_in_vietnamese_and_english(run) -> None:
    rows = _rows(run, "projects")
    assert [(r["id"], r["upgrade_of"], r["excludes"]) for r in rows] == [
        ("new", "", ""),
        ("fast", "", ""),
        ("wide", "", "fast"),
        ("more", "new", ""),
    ]
    arguments = ("skim", "--origins", "cap-a", "--destinations", "dist-c")
    assert "4.3" in run(*arguments, "--lang", "vi")[1]
    assert "4,3" in run(*arguments, "--lang", "en")[1]


def test_all_takes_the_first_choice_among_what_excludes_each_other(run) -> None:
    every = _rows(run, "skim", "--origins", "cap-a", "--destinations", "dist-c", "--projects", "all")
    named = _rows(run, "skim", "--origins", "cap-a", "--destinations", "dist-c", "--projects", "new,fast,more")
    assert every == named


def test_a_path_as_table_and_geojson(run) -> None:
    rows = _rows(run, "path", "--from", "cap-a", "--to", "gate-e", "--projects", "new", "--impedance", "distance")
    assert [r["project"] for r in rows if r["kind"] == "project"] == ["new"]
    code, out, _ = run("path", "--from", "cap-a", "--to", "gate-e", "--format", "geojson")
    collection = json.loads(out)
    assert code == 0
    assert collection["digest"] == run.world.digest(Scenario())
    assert "ODbL" in collection["licence"]
    features = [f for f in collection["features"] if f["properties"]["kind"] == "road"]
    assert features[0]["geometry"]["coordinates"][0] == [106.0, 11.0]
    assert sum(f["properties"]["length_m"] for f in features) == pytest.approx(collection["length_m"], abs=0.01)


def test_every_exported_link_can_be_found_in_the_data(run, tmp_path) -> None:
    """Number, name and class of each link of a way and of the network are those of the layer ``roads``."""
    base = run.world.network.roads
    known = {int(i): (str(r), str(c)) for i, r, c in zip(base.link_id, base.ref, base.road_class, strict=True)}
    _, out, _ = run("path", "--from", "cap-a", "--to", "gate-e", "--format", "geojson", "--projects", "new")
    rows = [f["properties"] for f in json.loads(out)["features"]]
    assert [r["order"] for r in rows] == list(range(1, len(rows) + 1))
    assert {r["section"] for r in rows if r["kind"] == "project"} == {"new/1"}
    _, out, _ = run("path", "--from", "cap-a", "--to", "dist-c", "--format", "geojson")
    rows = [f["properties"] for f in json.loads(out)["features"]]
    assert [(r["ref"], r["road_class"]) for r in rows] == [known[r["link_id"]] for r in rows] == [("QL1", "secondary")]
    assert run("network", "--projects", "wide", "--out", str(tmp_path / "net.gpkg"))[0] == 0
    links = gpd.read_file(tmp_path / "net.gpkg", layer="links")
    on = links[links["link_id"] >= 0]
    assert set(on["link_id"]) == set(known)
    assert all(known[i][0] == r for i, r in zip(on["link_id"], on["ref"], strict=True))
    assert set(on.loc[on["project"] == "wide", "section"]) == {"wide/1"}
    assert set(on.loc[on["project"] == "", "road_class"]) == {"secondary"}


def test_portfolio_splits_what_excludes_each_other(run) -> None:
    rows = _rows(run, "portfolio", "--projects", "new,fast,wide")
    assert {r["portfolio"] for r in rows} == {1, 2}
    groups = {frozenset(r["project"] for r in rows if r["portfolio"] == n) for n in (1, 2)}
    assert groups == {frozenset({"new", "fast"}), frozenset({"new", "wide"})}
    for n in (1, 2):
        own = [r for r in rows if r["portfolio"] == n]
        assert sum(r["shapley"] for r in own) == pytest.approx(sum(r["step_gain"] for r in own))
    again = _rows(run, "portfolio", "--projects", "new,fast,wide")  # from the disk now
    assert again == rows


def test_ranges_hold_the_central_value(run) -> None:
    rows = _rows(run, "portfolio", "--projects", "new,fast", "--ranges")
    assert all(r["shapley_low"] <= r["shapley"] <= r["shapley_high"] for r in rows)
    assert {(r["best_rank"], r["worst_rank"]) for r in rows} == {(1, 1), (2, 2)}


@pytest.mark.parametrize("lang", list(Lang))
def test_a_portfolio_for_people_has_units_in_words_and_no_cell_of_all_interactions(run, lang) -> None:
    asked = ("portfolio", "--projects", "new,fast,wide,more", "--lang", lang.value)
    code, out, err = run(*asked)
    assert (code, err) == (0, "")
    assert "person_min" not in out
    assert {Lang.VI: "người-phút", Lang.EN: "person-minutes"}[lang] in out
    *table, last = out.splitlines()
    assert "interactions" not in table[0]
    assert "--format csv" in last
    rows = _rows(run, *asked)
    assert {row["unit"] for row in rows} == {"person_min"}
    assert all("interactions" in row for row in rows)


def test_the_shares_of_a_printed_portfolio_add_up_to_a_hundred() -> None:
    rows = [{"portfolio": n // 3, "share_percent": 100 / 3, "unit": "people"} for n in range(6)]
    rows.append({"portfolio": 2, "share_percent": None, "unit": "people"})
    columns = ("portfolio", "share_percent", "unit")
    told = portfolio_text(rows, form=Format.TABLE, lang=Lang.EN, columns=columns).splitlines()[1:7]
    assert sum(float(line.split()[1]) for line in told[:3]) == pytest.approx(100)
    assert sum(float(line.split()[1]) for line in told[3:]) == pytest.approx(100)
    head = portfolio_text(rows, form=Format.TABLE, lang=Lang.VI, columns=columns).splitlines()[0]
    assert head.split("  ")[0].strip() == "Phương án"
    assert "Tỷ trọng (%)" in head
    assert "_" not in head
    raw = json.loads(portfolio_text(rows, form=Format.JSON, lang=Lang.EN, columns=columns))
    assert [row["share_percent"] for row in raw[:6]] == [100 / 3] * 6


@pytest.mark.parametrize("lang", list(Lang))
def test_the_help_names_the_two_provinces(lang) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "analysis", "--help", "--lang", lang.value],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    told = " ".join(asked.stdout.split())
    assert "Tây Ninh – Bình Phước" in told
    assert "…" not in told


@pytest.mark.parametrize("kind", ["person_km", "people_60", "gate_min"])
def test_other_benefits_are_valued_too(run, kind: str) -> None:
    rows = _rows(
        run,
        "portfolio",
        "--projects",
        "new,more",
        "--benefit",
        kind,
        *(["--place", "gate-e"] if kind == "people_60" else []),
    )
    assert [r["order"] for r in rows] == [1, 2]


def test_the_written_network_routes_alike_elsewhere(run, tmp_path) -> None:
    arguments = ("network", "--projects", "new,fast,more")
    for name in ("net.gpkg", "net.graphml"):
        code, _, err = run(*arguments, "--out", str(tmp_path / name))
        assert (code, err) == (0, "")
    expected = {
        r["destination"]: r
        for r in _rows(
            run, "skim", "--projects", "new,fast,more", "--origins", "cap-a", "--destinations", "dist-c,gate-e"
        )
    }
    links = gpd.read_file(tmp_path / "net.gpkg", layer="links")
    read = [nx.read_graphml(tmp_path / "net.graphml"), nx.MultiDiGraph()]
    read[1].add_edges_from(
        (r["from"], r["to"], {"length_m": r["length_m"], "time_min": r["time_min"]}) for r in links.to_dict("records")
    )
    for graph in read:
        for destination, row in expected.items():
            for weight, figure in (("length_m", "shortest_m"), ("time_min", "fastest_min")):
                assert nx.dijkstra_path_length(graph, "cap-a", destination, weight=weight) == pytest.approx(
                    row[figure], rel=1e-12
                )
    assert set(links["kind"]) >= {"road", "project", "connector"}
    with sqlite3.connect(tmp_path / "net.gpkg") as base:
        assert "ODbL" in base.execute("select description from gpkg_contents where table_name = 'links'").fetchone()[0]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("skim", "--origins", "cap-x", "--destinations", "gate"), "cap-a"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--projects", "nwe"), "new"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--projects", "fast,wide"), "exclude"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--projects", "more"), "Choose “new”"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--projects", "all,new"), "all or none"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--close", "99"), "99"),
        (("skim", "--origins", "cap-a"), "--destinations"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--mode", "boat"), "boat"),
        (("skim", "--origins", "cap-a", "--destinations", "gate", "--format", "geojson"), "geojson"),
        (("path", "--from", "cap-a", "--to", "cap-a"), "same place"),
        (("path", "--from", "cap-a", "--to", "town-far"), "No road"),
        (("portfolio", "--projects", "more"), "Choose “new”"),
        (("network", "--out", "net.txt"), "net.txt"),
        (("fly",), "fly"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(run, arguments: tuple[str, ...], word: str) -> None:
    code, out, err = run(*arguments, "--lang", "en")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert word in err
    vietnamese = run(*arguments, "--lang", "vi")
    assert vietnamese[0] == 2
    assert vietnamese[2] != err


def test_the_world_of_the_test_is_not_connected_everywhere(run) -> None:
    nodes = run.world.nodes(["cap-a", "town-far"])
    assert dijkstra(run.world.graph(Scenario()).by_time.matrix, indices=nodes[0])[nodes[1]] == float("inf")


def test_csv_with_decimal_commas_is_asked_for_and_goes_with_csv_only(run):
    arguments = ("skim", "--origins", "cap-a", "--destinations", "dist-c")
    plain = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv")[1])))
    comma = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv", "--decimal-comma")[1]), delimiter=";"))
    assert "." in plain[0]["fastest_min"]
    assert {k: v.replace(",", ".") for k, v in comma[0].items()} == plain[0]
    code, _, said = run(*arguments, "--decimal-comma")
    assert (code, "--format csv" in said) == (2, True)


def test_a_printed_difference_is_that_of_the_figures_beside_it():
    """The table rounds first; what programs read carries every digit."""
    rows = [
        {
            "before": 1.334,
            "after": 1.286,
            "change": -0.048,
            "before_min": 156.84,
            "after_min": 136.46,
            "saved_min": 20.38,
        }
    ]
    columns = list(rows[0])
    table = write_rows(rows, form=Format.TABLE, lang=Lang.EN, columns=columns).splitlines()[1].split()
    assert table == ["1.33", "1.29", "−0.04", "156.8", "136.5", "20.3"]
    assert json.loads(write_rows(rows, form=Format.JSON, lang=Lang.EN, columns=columns)) == rows
    missing = write_rows([{**rows[0], "after": None, "change": None}], form=Format.TABLE, lang=Lang.EN, columns=columns)
    assert missing.splitlines()[1].split()[:2] == ["1.33", "156.8"]

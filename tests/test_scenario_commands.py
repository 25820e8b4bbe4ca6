"""The commands compare and gains: the same figures as the functions of the page, files and faults."""

from __future__ import annotations

import csv
import io
import json

import geopandas as gpd
import pytest
from graphs import real_world

from analysis.cli import commands
from analysis.measures.findings import finding
from analysis.measures.gains import commune_gains
from analysis.measures.metrics import metric_table
from analysis.network.speeds import Mode
from analysis.resilience.closures import closure_loss, nearest_link, stretch_of
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.scenario_set import ScenarioSet, write_set
from analysis.scenarios.supply import segment_of
from analysis.scenarios.variants import Assumptions, Variant, ready_variants
from words import Lang
from words.sentences import finding_text

OWN = Variant("own-1", "Đường “A”, dấu phẩy", frozenset({"hcm-chon-thanh-duc-hoa"}), 2030)


@pytest.fixture(autouse=True)
def _one_world(monkeypatch):
    monkeypatch.setattr(commands, "load_world", real_world)


def run(capsys, *arguments):
    code = commands.main(list(arguments))
    return code, *capsys.readouterr()


def test_compare_gives_the_figures_of_the_table(capsys, tmp_path):
    world = real_world()
    chosen = ScenarioSet((*ready_variants(world)[:2], OWN), Assumptions(mode=Mode.TRUCK))
    path = tmp_path / "Phương án.json"
    path.write_text(write_set(chosen, data_digest=world.data_digest), encoding="utf-8")
    code, out, err = run(capsys, "compare", "--scenarios", str(path), "--format", "csv")
    assert (code, err) == (0, "")
    table = metric_table(world, chosen)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 3 * len(table.metrics)
    for row in rows:
        cell = table.cell(row["scenario"], row["metric"])
        for name in ("value", "difference", "low", "high"):
            wanted = getattr(cell, name)
            assert row[name] == ("" if wanted is None else str(float(wanted)))
        assert row["digest"] == table.digest(row["scenario"])
    assert {r["title"] for r in rows if r["scenario"] == "own-1"} == {OWN.title(Lang.VI)}
    code, out, _ = run(capsys, "compare", "--scenarios", str(path), "--format", "json")
    assert [str(r["value"]) for r in json.loads(out)[:5]] == [r["value"] for r in rows[:5]]


@pytest.mark.parametrize(("lang", "words"), [("vi", "thời gian đi"), ("en", "takes")])
def test_compare_tells_people_the_finding(capsys, lang, words):
    code, out, _ = run(capsys, "compare", "--lang", lang)
    assert code == 0
    assert words in out
    assert out.count("\n") > 35
    table = metric_table(real_world(), ScenarioSet(ready_variants(real_world())), ranges=True)
    assert table.digest("agreement") in out
    assert finding_text(finding(table, "agreement"), Lang(lang)) in out  # the sentence of the page, with its ranges
    assert "ct02-chon-thanh-duc-hoa" in out  # named: it has no published cost


def test_faults_of_a_file_are_told_and_the_rest_compared(capsys, tmp_path):
    path = tmp_path / "set.json"
    text = write_set(ScenarioSet((Variant("baseline"), OWN)), data_digest=real_world().data_digest)
    path.write_text(text.replace('"hcm-chon-thanh-duc-hoa"', '"hcm-chon-thanh-duc-hoa", "gone"'), encoding="utf-8")
    code, out, err = run(capsys, "compare", "--scenarios", str(path), "--format", "csv", "--lang", "en")
    assert code == 0
    assert "gone" in err
    assert "own-1" in out
    path.write_text("{", encoding="utf-8")
    assert run(capsys, "compare", "--scenarios", str(path))[0] == 2
    path.write_bytes(b"\xff\xfe\x00")
    assert run(capsys, "compare", "--scenarios", str(path))[0] == 2
    code, out, err = run(capsys, "compare", "--scenarios", str(tmp_path / "none.json"), "--lang", "en")
    assert (code, out) == (2, "")
    assert "none.json" in err
    assert run(capsys, "compare", "--format", "geojson")[0] == 2


def test_gains_are_written(capsys, tmp_path):
    path = tmp_path / "gains.gpkg"
    options = ("--projects", "hcm-chon-thanh-duc-hoa", "--to", "cap-dong-xoai", "--lang", "en")
    code, out, _ = run(capsys, "gains", *options, "--out", str(path))
    after = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))
    gains = commune_gains(real_world(), before=Scenario(), after=after, place_ids=["cap-dong-xoai"])
    assert code == 0
    assert gains.digest in out
    written = gpd.read_file(path, layer="communes")
    assert written["saved_min"].to_numpy() == pytest.approx(gains.frame["saved_min"].to_numpy(), nan_ok=True)
    assert len(gpd.read_file(path, layer="isochrones")) == 6
    assert len(gpd.read_file(path, layer="desire_lines")) == 12
    code, _, err = run(capsys, "gains", *options, "--out", str(tmp_path / "gains.shp"))
    assert (code, "geojson" in err) == (2, True)
    assert run(capsys, "gains", "--to", "nowhere", "--out", str(path))[0] == 2


def test_closure_gives_the_losses_of_the_page(capsys):
    world = real_world()
    spot = (106.35, 11.31)
    found = nearest_link(world, *spot)
    code, out, _ = run(capsys, "closure", "--near", f"{spot[0]},{spot[1]}", "--format", "csv")
    assert code == 0
    loss = closure_loss(world, Scenario(), frozenset(found.together))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(r["origin"], r["destination"]) for r in rows] == [(p.origin, p.destination) for p in loss.losses]
    assert [r["lost_min"] for r in rows] == ["" if p.lost_min is None else repr(p.lost_min) for p in loss.losses]
    by_number = run(capsys, "closure", "--close", ",".join(map(str, found.together)), "--format", "csv")[1]
    assert by_number == out
    for wrong in ((), ("--near", "here"), ("--near", "100,5"), ("--close", "-3")):
        code, out, err = run(capsys, "closure", *wrong, "--lang", "en")
        assert (code, out) == (2, "")
        assert err.endswith(".\n")


def test_a_stretch_of_a_project_closes_by_its_name_and_by_a_point_on_it(capsys):
    world, project = real_world(), "hcm-chon-thanh-duc-hoa"
    options = ("closure", "--projects", project, "--format", "csv")
    code, out, _ = run(capsys, *options, "--close", f"{project}/13@6000")
    (stretch,) = world.stretches(f"{project}/13@6000")
    loss = closure_loss(world, Scenario(projects=frozenset({project})), frozenset(), stretches=frozenset({stretch}))
    assert code == 0
    assert out.count(loss.digest) == len(loss.losses) > 0
    lon, lat = stretch_of(world, segment_of(world.links, stretch)).lon_lat[1]
    assert run(capsys, *options, "--near", f"{lon},{lat}")[1] == out
    code, _, err = run(capsys, *options, "--close", f"{project}/99@1", "--lang", "en")
    assert code == 2
    assert f"{project}/99@1" in err

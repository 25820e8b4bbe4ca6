"""The commands ``programme`` and ``rank``: figures of the functions, clear words where something cannot be."""

from __future__ import annotations

import json
import re

import pytest

from analysis.cli import main
from tests.graphs import real_world

FEW = "dt794,dt795,n8-787b-789,hcm-chon-thanh-duc-hoa"


@pytest.fixture(autouse=True)
def one_world(monkeypatch):
    monkeypatch.setattr("analysis.scenarios.loading.load_world", real_world)


def rows(capsys, *words):
    assert main([*words, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_programme_of_four_roads(capsys):
    found = rows(capsys, "programme", "--projects", FEW, "--budget", "1200", "--last-year", "2046")
    begun = [r for r in found if r["build_start"]]
    assert {r["project"] for r in begun} == set(FEW.split(","))
    assert [r["build_start"] for r in begun] == sorted(r["build_start"] for r in begun)
    assert all(r["opens"] == r["build_start"] + r["build_years"] and r["proved"] for r in begun)
    years = rows(capsys, "programme", "--projects", FEW, "--budget", "1200", "--show", "years")
    assert all(r["spent_bn"] is None or r["spent_bn"] <= 1200 + 1e-6 for r in years)
    assert years[-1]["spent_sum_bn"] == pytest.approx(sum(r["cost_bn"] for r in begun))
    assert [r["worth"] for r in years] == sorted(r["worth"] for r in years)
    assert years[-1]["digest"] == found[0]["digest"] or len(years) != 20


def test_shadow_prices_and_another_programme(capsys):
    words = ("programme", "--projects", FEW, "--budget", "1200")
    prices = rows(capsys, *words, "--show", "shadow")
    assert len(prices) == 11
    assert prices[-1]["year"] is None
    assert all(p["worth_more"] >= 0 for p in prices)
    assert prices[-1]["worth_more"] >= max(p["worth_more"] for p in prices) - 1e-9
    other = rows(capsys, *words, "--show", "beside", "--against", "dt794=2030")
    assert {r["project"]: r["start_other"] for r in other}["dt795"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("programme --projects dt794 --budget 10", "needs 250 billion"),
        ("programme --projects dt794 --budget ten", "“ten”"),
        ("programme --projects dt794 --start dt794", "dt794"),
        ("programme --projects dt794 --start dt794=2050", "2050"),
        ("programme --projects dt794 --against dt794=2027", "--show beside"),
        ("programme --projects dt794,dt795 --after dt794=dt795,dt795=dt794", "→"),
        ("programme --projects ct02-chon-thanh-duc-hoa --cost ct02-chon-thanh-duc-hoa=1 --standing none", "hcm-chon-thanh-duc-hoa"),
        ("programme --projects ql22c", "at least one road"),
        ("appraise --projects dt794 --phases dt794", "--phases"),
        ("appraise --projects dt794 --phases dt794=50+40", "add up to 100"),
        ("programme --projects dt794 --cost dt797=3", "dt797"),
        ("rank --weights beauty=1", "beauty"),
        ("rank --projects dt794 --show danger", "zone"),
        ("rank --projects dt794 --show helps --zones nowhere.geojson", "nowhere.geojson"),
        ("rank --projects dt794 --show land --weights time=1", "--weights"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_on_stderr(capsys, words, said):

    assert main([*words.split(), "--lang", "en"]) == 2
    assert re.search(said, capsys.readouterr().err)


def test_ranks_of_a_few_roads(capsys):
    found = rows(capsys, "rank", "--projects", f"{FEW},ql22c", "--weights", "time=2,distance=1")
    assert [r["rank"] for r in found] == [1, 2, 3, 4, 5]
    assert found[0]["project"] == "hcm-chon-thanh-duc-hoa"
    assert next(r for r in found if r["project"] == "ql22c")["first_share"] is None  # it has no cost
    same = rows(capsys, "rank", "--projects", f"{FEW},ql22c", "--show", "stability")
    assert sum(r["share"] for r in same if r["rank"] == 1) == pytest.approx(100)
    assert main(["rank", "--projects", f"{FEW},ql22c"]) == 0
    told = capsys.readouterr().out
    assert "chưa có số liệu “Chi phí”" in told
    assert "0 điểm" in told


def test_years_have_no_marks_for_thousands(capsys):
    assert main(["programme", "--projects", "dt794"]) == 0
    told = capsys.readouterr().out
    assert "2027" in told
    assert "2.027" not in told
    assert "Đã chứng minh là tốt nhất" in told


def test_phases_of_cost_move_the_money_and_stand_beside_the_figures(capsys):
    words = ("appraise", "--projects", "dt794", "--trips", "between")
    even, late = (
        {r["figure"]: r["central"] for r in rows(capsys, *words, "--phases", f"dt794={told}")}
        for told in ("25+25+25+25", "0+0+0+100")
    )
    usual = {r["figure"]: r["central"] for r in rows(capsys, *words)}
    assert even["npv_bn"] == pytest.approx(usual["npv_bn"])  # the sheet builds it in four years
    assert late["costs_bn"] < even["costs_bn"]
    assert late["capital_bn"] == pytest.approx(even["capital_bn"])
    assert main([*words, "--phases", "dt794=100", "--lang", "en"]) == 0
    assert "Phases of cost by year are the user's own." in capsys.readouterr().out


def test_land_rural_and_danger(capsys, tmp_path):
    land = rows(capsys, "rank", "--projects", "ct32-go-dau-xa-mat", "--show", "land")
    assert [r["part"] for r in land] == ["whole", "to_build"]
    assert {r["line"] for r in land} == {"schematic"}
    assert main(["rank", "--projects", "ct32-go-dau-xa-mat", "--show", "land", "--lang", "vi"]) == 0
    assert "hướng tuyến minh họa" in capsys.readouterr().out.partition("\n\n")[0]
    zones = tmp_path / "Vùng ngập.geojson"
    ring = [[106.1, 11.1], [106.35, 11.1], [106.35, 11.3], [106.1, 11.3], [106.1, 11.1]]
    zones.write_text(
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}),
        encoding="utf-8",
    )
    under = rows(capsys, "rank", "--projects", "dt794", "--show", "danger", "--zones", str(zones))
    assert sum(r["under_km"] for r in under) > 100
    helps = rows(capsys, "rank", "--projects", "dt794", "--show", "helps", "--zones", str(zones))
    assert [r["project"] for r in helps] == ["baseline", "dt794"]

"""The commands connectivity and criticality: the figures of the functions, files and faults."""

from __future__ import annotations

from functools import partial

import commanding
import geopandas as gpd
import pytest
from commanding import run
from graphs import real_world

from analysis.measures.province_links import connectivity
from analysis.resilience.link_losses import criticality
from analysis.resilience.missing_roads import missing_links
from analysis.scenarios.scenario import Scenario

PROJECT = "dt794"
AFTER = Scenario(projects=frozenset({PROJECT}))


pytestmark = pytest.mark.usefixtures("one_world")
rows = partial(commanding.rows, PROJECT)


def test_the_summary_of_connectivity(capsys):
    found = connectivity(real_world(), before=Scenario(), after=AFTER)
    printed = {r["figure"]: r for r in rows(capsys, "connectivity")}
    assert float(printed["routes_capitals"]["before"]) == found.capitals[0].count
    assert float(printed["routes_provinces"]["after"]) == found.provinces[1].count
    assert float(printed["detour_largest"]["before"]) == found.pairs["detour_before"].max()
    assert float(printed["crossings_boundary"]["before"]) == len(found.boundary[0].found)
    shares = [float(printed[f"share_{r}"]["before"]) for r in ("expressway", "national", "provincial", "other")]
    assert sum(shares) == pytest.approx(100)
    assert {r["digest"] for r in printed.values()} == {found.digest}


@pytest.mark.parametrize(
    ("show", "count"), [("pairs", 99), ("detours", 40), ("boundary", None), ("river", None), ("cuts", None)]
)
def test_tables_of_connectivity(capsys, show, count):
    printed = rows(capsys, "connectivity", "--show", show)
    assert printed
    assert all(r["digest"] for r in printed)
    assert count is None or len(printed) == count


def test_missing_links_and_one_pair(capsys, tmp_path):
    printed = rows(capsys, "connectivity", "--show", "missing")
    assert len(printed) == len(missing_links(real_world(), AFTER).found)
    pair = ("--from", "cap-tay-ninh", "--to", "cap-dong-xoai")
    cut = rows(capsys, "connectivity", "--show", "cuts", *pair)
    assert {r["when"] for r in cut} == {"before", "after"}
    file = tmp_path / "cut.geojson"
    assert run(capsys, "connectivity", *pair, "--out", str(file), "--projects", PROJECT)[0] == 0
    frame = gpd.read_file(file)
    assert frame["number"].nunique() == len({r["number"] for r in cut if r["when"] == "after"})


def test_criticality_gives_every_digit_and_writes_the_lines(capsys, tmp_path):
    found = criticality(real_world(), AFTER)
    top = rows(capsys, "criticality")
    assert len(top) == 20
    assert float(top[0]["lost_person_min"]) == found.lost_person_min.max()
    links = rows(capsys, "criticality", "--show", "links")
    assert len(links) == int(((found.time.lost > 0) | (found.distance.lost > 0) | (found.cut_people > 0)).sum())
    assert rows(capsys, "criticality", "--show", "change")
    file = tmp_path / "critical.gpkg"
    code, out, _ = run(capsys, "criticality", "--projects", PROJECT, "--out", str(file), "--lang", "en")
    assert (code, found.digest in out) == (0, True)
    assert len(gpd.read_file(file)) == len(links)


def test_several_at_once(capsys):
    (row,) = rows(capsys, "criticality", "--show", "together", "--river", "Sông Sài Gòn")
    assert float(row["lost_person_min"]) > float(row["alone_person_min"]) > 0
    links = row["links"].split()[:2]
    (two,) = rows(capsys, "criticality", "--show", "together", "--shut", ",".join(links))
    assert set(links) <= set(two["links"].split())


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("criticality", "--show", "together"), "--shut"),
        (("criticality", "--show", "together", "--river", "Sông X"), "Sông X"),
        (("criticality", "--show", "together", "--river", "boundary"), "boundary"),
        (("criticality", "--trips", "cap-tay-ninh"), "two"),
        (("criticality", "--format", "geojson"), "geojson"),
        (("connectivity", "--near-km", "99"), "99"),
        (("connectivity", "--show", "cuts", "--from", "cap-tay-ninh", "--to", "dist-go-dau"), "dist-go-dau"),
        (("connectivity", "--show", "cuts", "--from", "cap-tay-ninh", "--to", "cap-tay-ninh"), "cap-tay-ninh"),
        (("connectivity", "--out", "x.gpkg"), "one pair"),
    ],
)
def test_faults_are_one_sentence(capsys, arguments, part):
    code, out, err = run(capsys, *arguments, "--projects", PROJECT, "--lang", "en")
    assert (code, out) == (2, "")
    assert part in err
    assert err.count("\n") == 1

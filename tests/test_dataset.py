"""Data of a world come from that world: every analysis of a folder reads that folder and no other."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from commanding import run
from graphs import real_world
from tiers import sample

import analysis
from analysis.accessibility.access import accessibility
from analysis.accessibility.border import border_access, border_communes, border_gates, unplaced_gates
from analysis.accessibility.isochrone_areas import isochrones
from analysis.accessibility.origins import communes
from analysis.appraisal.trips import yardstick
from analysis.cli import commands
from analysis.measures.comparison import compare_pair
from analysis.resilience.critical_roads import most_critical
from analysis.resilience.crossings import boundary_crossings, river_crossings
from analysis.resilience.link_losses import criticality
from analysis.scenarios.districts import BORDER, TOWNS, named_set
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.world import World
from analysis.validation.published_figures import checks
from layers.catalogue import CATALOGUE, MEASURED
from layers.dataset import Dataset
from layers.reading import data_folder
from words import Lang, say
from words.errors import DataError, LinkError

NOW = Scenario()
READERS = frozenset(
    {"read", "read_table", "read_document", "manifest", "data_folder", "path_of", "data_digest", "check_all"}
    | {"provenance", "study", "names", "read_gates", "read_places", "read_projects", "km_by_province", "layer_state"}
    | {"has_talks", "project_groups", "grouped", "group_colour", "group_rank", "group_title"}
)


def _frame(folder: Path, name: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    path = folder / CATALOGUE[name].file
    change(gpd.read_parquet(path)).to_parquet(path)


def _text(folder: Path, file: str, *changes: tuple[str, str]) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8", newline="\n")


def _half_the_border(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, south, east, north = frame.total_bounds
    return frame.clip((west, south, (west + east) / 2, north), keep_geom_type=True)


def _change(folder: Path) -> None:
    """Another state of everything an analysis reads beside the roads."""
    _frame(folder, "communes_2025", lambda f: f.assign(population_2019=2 * f["population_2019"], full_name="Xã khác"))
    _frame(folder, "districts_2022", lambda f: f.assign(name="Huyện khác", kind_vi="huyện"))
    _frame(folder, "provinces_2022", lambda f: f.assign(population_2019=3 * f["population_2019"]))
    _frame(folder, "rivers", lambda f: f.assign(name=f["name"].replace("Sông Sài Gòn", "Sông khác")))
    _frame(folder, "border", _half_the_border)
    speeds = pd.read_csv(folder / "speeds.csv", keep_default_na=False)
    for column in ("low_kmh", "central_kmh", "high_kmh"):
        speeds[column] = pd.to_numeric(speeds[column]) / 2
    speeds.to_csv(folder / "speeds.csv", index=False)
    table = (folder / "study.toml").read_text(encoding="utf-8")
    first, second = table.index("[first]"), table.index("[second]")
    swapped = table[:first] + table[first:].replace("[first]", "[x]").replace("[second]", "[first]")
    assert first < second
    (folder / "study.toml").write_text(swapped.replace("[x]", "[second]"), encoding="utf-8", newline="\n")
    _text(folder, "study.toml", ('airport = "air-long-thanh"', 'airport = "air-tan-son-nhat"'))
    rows = pd.read_csv(folder / "published.csv", keep_default_na=False)
    rows[rows["kind"] == "distance"].head(1).to_csv(folder / "published.csv", index=False)
    gates = json.loads((folder / "gates.geojson").read_text(encoding="utf-8"))
    gates["features"] = [f for f in gates["features"] if f["properties"]["position"] != "unknown"]
    (folder / "gates.geojson").write_text(json.dumps(gates, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world of a copied and changed folder."""
    folder = tmp_path_factory.mktemp("Sở GTVT") / "geo"
    shutil.copytree(data_folder(), folder)
    _change(folder)
    return load_world(folder)


def _people(world: World) -> float:
    return accessibility(world, before=NOW, after=NOW, kind="hospital").group("both", "before").people


def _census(world: World) -> int:
    return accessibility(world, before=NOW, after=NOW, kind="hospital").coverage.census


def _district_names(world: World) -> set[str]:
    groups = accessibility(world, before=NOW, after=NOW, kind="hospital").groups
    return {g.name for g in groups if g.level == "district"}


def _minutes(world: World) -> float | None:
    return compare_pair(world, NOW, "cap-tay-ninh", "cap-dong-xoai").before.fastest_min


def _around(world: World) -> list[float]:
    return list(isochrones(world, before=NOW, after=NOW, place_id="cap-tay-ninh", limits_min=(60,)).frame["people"])


def _border_people(world: World) -> float:
    return float(border_communes(world, before=NOW, after=NOW)["people"].sum())


def _worst_communes(world: World) -> set[str]:
    return set(most_critical(world, criticality(world, NOW), count=5)["commune"])


def _river(world: World) -> int | str:
    try:
        return len(river_crossings(world, NOW).found)
    except DataError as fault:
        return fault.key


MEASURES: dict[str, tuple[Callable[[World], object], str]] = {
    "people of access": (_people, "communes_2025"),
    "census of access": (_census, "provinces_2022"),
    "names of access": (_district_names, "districts_2022"),
    "people of isochrones": (_around, "communes_2025"),
    "people at the border": (_border_people, "communes_2025"),
    "communes of critical roads": (_worst_communes, "communes_2025"),
    "towns": (lambda w: named_set(w, TOWNS), "districts_2022"),
    "districts at the border": (lambda w: named_set(w, BORDER), "border"),
    "length of the border": (lambda w: round(border_access(w, NOW).length_km(), 6), "border"),
    "order of the gates": (border_gates, "study"),
    "gates without a position": (unplaced_gates, "gates"),
    "crossings of the river": (_river, "rivers"),
    "minutes": (_minutes, "speeds"),
    "airport of the metrics": (lambda w: [i for i in yardstick(w).ends if i.startswith("air-")], "study"),
    "published figures": (lambda w: sum(c.check == "distance" for c in checks(w)), "published"),
}


@pytest.mark.parametrize("name", sample(MEASURES))
def test_an_analysis_reads_the_folder_of_its_world(changed: World, name: str) -> None:
    measure, layer = MEASURES[name]
    before, there, after = measure(real_world()), measure(changed), measure(fresh_default())
    assert before == after
    assert there != before, f"{name} does not read {layer} of its own folder"
    if layer in MEASURED:
        assert changed.data_digest != fresh_default().data_digest


def fresh_default() -> World:
    """The world of ``data/geo`` with nothing kept from before."""
    world = real_world()
    world._results.clear()
    return world


def test_the_values_are_those_of_the_copied_folder(changed: World) -> None:
    assert _people(changed) == 2 * _people(real_world())
    assert _census(changed) == 3 * _census(real_world())
    assert _minutes(changed) > 1.8 * _minutes(real_world())  # connectors keep their speed
    assert communes(changed).study.sum() == communes(real_world()).study.sum()
    assert _river(changed) == "connectivity.no_river"
    assert changed.data.study.first.name_vi == real_world().data.study.second.name_vi
    assert len(boundary_crossings(changed, NOW).found) == len(boundary_crossings(real_world(), NOW).found)


SHEETS = {  # of commands that have several
    ("access", "--kind", "gate"): ("groups", "winners"),
    ("border",): ("length", "gates", "trips", "communes", "ql14c", "unplaced"),
    ("connectivity",): ("pairs", "summary", "detours", "cuts", "boundary", "river", "missing"),
}
COMMANDS = (
    ("places",),
    ("projects",),
    ("skim", "--origins", "cap-tay-ninh", "--destinations", "cap-dong-xoai"),
    ("validate",),
    ("compare", "--districts", "border"),
    ("closure", "--near", "106.5,11.5"),
    ("round-trip", "--stops", "cap-tay-ninh,cap-dong-xoai"),
    ("criticality", "--show", "roads"),
)


def named(*command: str):
    return pytest.param(command, id=" ".join(command))


@pytest.mark.parametrize(
    "arguments",
    [
        *(named(*command) for command in COMMANDS),
        *(
            case
            for command, sheets in SHEETS.items()
            for case in sample([named(*command, "--show", sheet) for sheet in sheets], every=len(sheets))
        ),
    ],
)
def test_no_command_looks_into_the_default_folder(arguments, tmp_path, monkeypatch, capsys) -> None:
    """Everything below loading is done with a default folder that holds nothing."""
    monkeypatch.setattr(commands, "load_world", real_world)
    monkeypatch.setattr(commands, "load_places", lambda: real_world().places)
    usual = run(capsys, *arguments)
    fresh_default()  # what was kept would hide a second look
    monkeypatch.setenv("LIEN_TINH_DATA", str(tmp_path))
    assert run(capsys, *arguments) == usual
    assert usual[0] == 0
    assert usual[1]


def test_no_module_below_loading_calls_a_global_reader() -> None:
    for path in Path(analysis.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if path.name == "loading.py":
                continue
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "layers":
                found = {alias.name for alias in node.names} & READERS
                assert not found, f"{path.name} imports {', '.join(sorted(found))}; ask the world's data instead"
            assert not (isinstance(node, ast.Import) and any(a.name.startswith("layers") for a in node.names)), path


def test_the_global_readers_are_known_by_their_names() -> None:
    paths = (Path(analysis.__file__).parents[1] / "layers").rglob("*.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    assert {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)} >= READERS


def test_every_layer_read_is_in_the_digest() -> None:
    """Layers read by name from a world's data; published figures judge results and are no part of them."""
    read: set[str] = set()
    for path in Path(analysis.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
            if call and node.func.attr in {"read", "read_table", "read_document"}:
                read |= {x.value for x in ast.walk(node.args[0]) if isinstance(x, ast.Constant)}
    assert {"roads", "rivers", "border", "speeds", "labels", "interchanges"} <= read
    assert read - {"published", "exceptions"} <= set(MEASURED)


def test_a_layer_changed_after_loading_is_refused_in_both_languages(tmp_path: Path) -> None:
    shutil.copytree(data_folder(), tmp_path / "geo")
    data = Dataset.of(tmp_path / "geo")
    assert data.digest == real_world().data_digest
    data.read("border")
    _frame(tmp_path / "geo", "border", _half_the_border)
    with pytest.raises(LinkError, match=r"border\.parquet was changed") as fault:
        data.read("border")
    assert fault.value.text(Lang.VI) == say("errors.file_changed", Lang.VI, file="border.parquet")
    assert Dataset.of(tmp_path / "geo").digest != data.digest

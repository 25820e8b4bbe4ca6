"""The command line of whole briefings: options to a request, scenarios from a file or from projects and year."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from printed import shipped

from analysis.choices import WorthSettings
from analysis.scenarios.scenario_set import ScenarioSet, write_set
from analysis.scenarios.variants import Variant
from briefing.cli.commands import bounds_of, report_request_of, scenario_request_of, scenarios_of
from briefing.cli.parser import build_parser, main
from briefing.content.data import ReportData
from briefing.content.request import ReportRequest
from briefing.formats import REPORT_FORMATS
from briefing.value import value_asked
from layers.catalogue import Edition
from words import Lang
from words.errors import InputError


def options(*given: str):
    return build_parser(Lang.VI).parse_args(["workbook", "--out", "a.xlsx", *given])


@pytest.fixture(scope="module")
def source():
    return shipped()


def test_without_options_the_ready_scenarios_are_told(world):
    keys = [v.key for v in scenarios_of(options(), world)[0].variants]
    assert keys == ["baseline", "current", "plan-2030", "agreement"]


def test_projects_and_year_add_a_scenario_which_is_the_main_one(world, source):
    request = report_request_of(options("--projects", "ring-road-3", "--year", "2027"), world, source)
    assert request.variant == Variant("own-1", units=frozenset({"ring-road-3"}), year=2027)


def test_a_file_of_scenarios_is_read_and_its_main_one_chosen(world, source, tmp_path):
    own = Variant("own-1", name="Ưu tiên", units=frozenset({"ring-road-3"}))
    file = tmp_path / "phương án.json"
    file.write_text(write_set(ScenarioSet((Variant("baseline"), own)), data_digest=world.data_digest), encoding="utf-8")
    request = report_request_of(
        options("--scenarios", str(file), "--main", "own-1", "--projects", "ring-road-4"), world, source
    )
    assert request.variant == own
    assert request.value == value_asked(world, WorthSettings())
    text = json.loads(file.read_text(encoding="utf-8")) | {
        "appraisal": {"start_year": 2031, "programme": {"objective": "npv"}}
    }
    file.write_text(json.dumps(text), encoding="utf-8")
    again = report_request_of(options("--scenarios", str(file)), world, source)
    assert again.value == value_asked(world, WorthSettings(start_year=2031, objective="npv"))
    assert request.project_ids == frozenset({"ring-road-4"})


def test_a_fault_in_the_file_is_told_and_the_rest_is_kept(world, tmp_path, capsys):
    file = tmp_path / "a.json"
    text = json.loads(write_set(ScenarioSet((Variant("baseline"), Variant("current"))), data_digest="other"))
    file.write_text(json.dumps(text), encoding="utf-8")
    assert len(scenarios_of(options("--scenarios", str(file)), world)[0].variants) == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b'{"format": "other"}'])
def test_a_file_that_holds_no_scenarios_is_refused(world, tmp_path, content):
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(InputError):
        scenarios_of(options("--scenarios", str(file)), world)


def test_all_that_stands_on_the_title_is_handed_on(world, source):
    given = ["--title", "T", "--subtitle", "S", "--organisation", "O", "--author", "A", "--date", "2026-11-25"]
    more = ["--lang", "both", "--edition", "2025", "--extent", "72", "--pair", "cap-dong-xoai, cap-hcmc"]
    with pytest.raises(InputError):  # 72 is a province of 2022
        report_request_of(options(*given, *more), world, source)
    more[5] = "80"
    request = report_request_of(options(*given, *more), world, source)
    assert (request.title, request.subtitle, request.organisation, request.author) == ("T", "S", "O", "A")
    assert (request.date, request.langs, request.edition) == (dt.date(2026, 11, 25), tuple(Lang), Edition.Y2025)
    assert (request.origin, request.destination) == ("cap-dong-xoai", "cap-hcmc")
    assert request.bounds is not None


@pytest.mark.parametrize(
    "given",
    [["--projects", "no-such"], ["--pair", "cap-hcmc"], ["--date", "gestern"], ["--extent", "1,2"], ["--year", "soon"]],
)
def test_an_option_that_cannot_be_used_is_refused(world, source, given):
    with pytest.raises(InputError):
        report_request_of(options(*given), world, source)


@pytest.mark.parametrize(
    "wrong",
    [{"main": "own-9"}, {"origin": "cap-no-where"}, {"project_ids": frozenset({"no-such"})}],
)
def test_a_request_that_cannot_be_answered_is_refused_before_the_long_work(world, source, wrong):
    request = ReportRequest(**{"scenario_set": ScenarioSet()} | wrong)
    with pytest.raises(InputError):
        ReportData.of(request, world=world, source=source)


def test_every_export_is_explained_in_both_languages(capsys):
    for lang in Lang:
        with pytest.raises(SystemExit):
            build_parser(lang).parse_args(["-h"])
        told = capsys.readouterr().out
        assert all(name in told for name in REPORT_FORMATS)


def test_a_folder_that_is_not_there_is_told_before_the_long_work(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("analysis.scenarios.load_world", None)
    assert main(["workbook", "--out", str(tmp_path / "none" / "a.xlsx")]) == 2
    assert "none" in capsys.readouterr().err


def test_a_full_disk_leaves_nothing_behind(tmp_path, capsys, monkeypatch, world):
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.scenarios.load_world", lambda: world)
    monkeypatch.setattr("briefing.workbook.book.workbook", lambda _report: b"x")
    monkeypatch.setattr("pathlib.Path.replace", full)
    assert main(["workbook", "--out", str(tmp_path / "a.xlsx")]) == 2
    assert "No space left" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# Maps of a scenario


@pytest.fixture
def sheet(monkeypatch, world, source):
    """The request of a map or an atlas, as its options are read."""
    monkeypatch.setattr("analysis.scenarios.load_world", lambda: world)

    def asked(command: str, *given: str):
        chosen = build_parser(Lang.VI).parse_args([command, "--out", "a.pdf", *given])
        return scenario_request_of(chosen, source)

    return asked


@pytest.mark.parametrize("command", ["map", "atlas"])
def test_a_map_takes_scenario_and_year_as_the_other_files_do(sheet, world, source, command):
    given = ("--projects", "ring-road-3,ring-road-4", "--year", "2027")
    asked, told = sheet(command, *given), report_request_of(options(*given), world, source)
    assert asked.project_ids == {"ring-road-3", "ring-road-4"}
    assert asked.year == 2027
    assert asked.scenario_digest == ReportData.of(told, world=world, source=source).digest
    assert asked.subtitle == told.under_title(Lang.VI)
    assert "2027" in asked.subtitle


def test_a_map_of_a_ready_scenario_shows_its_roads(sheet, world, source):
    asked = sheet("map", "--main", "plan-2030", "--pair", "cap-tay-ninh,cap-hcmc", "--grey", "--paper", "A3", "--facts")
    told = ReportData.of(report_request_of(options("--main", "plan-2030"), world, source), world=world, source=source)
    assert asked.project_ids == {project.id for project in told.projects}
    assert (asked.year, asked.greyscale, asked.paper, asked.route_facts) == (2030, True, "A3", True)
    assert asked.figures is not None
    assert asked.path_after
    assert sheet("map", "--main", "plan-2030").figures is None


def test_a_map_of_a_file_of_scenarios_keeps_the_extent_asked_for(sheet, world, source, tmp_path):
    file = tmp_path / "a.json"
    own = Variant("own-1", name="Ưu tiên", units=frozenset({"ring-road-3"}))
    file.write_text(write_set(ScenarioSet((Variant("baseline"), own)), data_digest=world.data_digest), encoding="utf-8")
    told = ("--scenarios", str(file))
    assert sheet("map", *told).project_ids == {"ring-road-3"}
    assert "Ưu tiên" in sheet("map", *told).subtitle
    assert sheet("map", *told, "--extent", "106,11,107,12").bounds == (106, 11, 107, 12)
    edition = Edition.Y2022
    for extent in ("72", "both"):
        wanted = bounds_of(extent, source=source, edition=edition, ids=frozenset())
        assert sheet("map", *told, "--extent", extent).bounds == wanted
    routes = bounds_of("routes", source=source, edition=edition, ids=frozenset({"ring-road-3"}))
    assert sheet("map", *told, "--extent", "routes").bounds == routes


def test_a_scenario_that_is_not_there_is_told(sheet):
    with pytest.raises(InputError, match="nowhere"):
        sheet("atlas", "--main", "nowhere")


def test_a_map_without_a_scenario_needs_no_network(monkeypatch, tmp_path):
    def never():
        raise AssertionError("the network was loaded")

    monkeypatch.setattr("analysis.scenarios.load_world", never)
    monkeypatch.setattr("briefing.cli.commands.render", lambda request, *, source: request.title.encode())
    assert main(["map", "--out", str(tmp_path / "a.pdf"), "--title", "T"]) == 0
    assert (tmp_path / "a.pdf").read_bytes() == b"T"


@pytest.mark.parametrize(
    ("command", "name", "ending"),
    [
        ("atlas", "a.png", "pdf"),
        ("pack", "a.pdf", "zip"),
        ("geodata", "a.zip", "gpkg"),
        ("geodata --format kml", "a.gpkg", "kml"),
    ],
)
def test_a_name_that_says_another_kind_of_file_is_refused_before_the_work(tmp_path, capsys, command, name, ending):
    """A set of sheets went as PDF into a file .png, a GeoPackage into .kml."""
    assert main([*command.split(), "--out", str(tmp_path / name), "--lang", "en"]) == 2
    assert f"the ending .{ending}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

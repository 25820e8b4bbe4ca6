"""Every option of every command with values that mean nothing: one sentence and exit code 2, or a sane result."""

from __future__ import annotations

import argparse
import unicodedata
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from commanding import run
from graphs import Road, Stretch, place, project, real_world, roads, world
from printed import shipped
from tiers import sample

from analysis.cli import commands as analysis_program
from analysis.scenarios.world import World
from briefing.cli import parser as briefing_program
from briefing.content.data_source import DataSource
from briefing.formats import REPORT_FORMATS
from words import Lang, say

ENDS = ("--origins", "cap-tay-ninh", "--destinations", "cap-dong-xoai")
PAIR = ("--from", "cap-tay-ninh", "--to", "cap-dong-xoai")
UNITS = ("--projects", "dt794")
BASE = {  # what each command of the analysis needs, beside the option tried
    "skim": ENDS,
    "path": PAIR,
    "portfolio": UNITS,
    "gains": ("--to", "cap-tay-ninh"),
    "access": ("--kind", "gate"),
    "closure": ("--close", "1"),
    "round-trip": ("--stops", "cap-tay-ninh,cap-dong-xoai"),
}
SHORT = {"atlas": ("--projects", "ring-road-4")}  # a set of one sheet
PARSER = cache(analysis_program.build_parser)
BRIEFING = cache(briefing_program.build_parser)
VALUES = (
    *("nan", "inf", "-inf", "-1", "", " ", "\t", "1e400", "100000000000000000000", "9" * 5000, "0", "1800", "2020"),
    *("unknown", ",", "a,,b", "cap-tay-nin", "\x00", "\x0b", "\ud800", "'", "%s{id}", "../x", "--", "106.5,nan", "x" * 10_000),
    *("Tây Ninh", unicodedata.normalize("NFD", "Tây Ninh"), "nan,nan,nan,nan", "1,2,3,4", "2026-13-40", "١٢"),
)  # fmt: skip


def nothing(*_: object, **__: object) -> bytes:
    """Stands in for the writer of a report."""
    return b"x"


def options_of(program) -> list[tuple[str, str]]:
    """Every command with every option that takes a value."""
    (commands,) = [a for a in program.build_parser(Lang.EN)._actions if isinstance(a, argparse._SubParsersAction)]
    return [
        (name, action.option_strings[0])
        for name, parser in commands.choices.items()
        for action in parser._actions
        if action.option_strings and action.nargs != 0
    ]


def judge(capsys, code: int | None, out: str, err: str) -> None:
    """One sentence and nothing else, or a result."""
    assert code in (0, 2)
    if code == 2:
        assert out == ""
        assert err.strip()
        assert err.endswith("\n")
        assert len(err) < 1200
        assert "Traceback" not in err
        assert len(err.strip().splitlines()) == 1
    else:
        assert out


def given(base: tuple[str, ...], option: str, value: str) -> list[str]:
    """The arguments with one option given another value."""
    at = base.index(option) if option in base else len(base)
    return [*base[:at], *base[at + 2 :], f"{option}={value}"]


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    """Commands write where nothing is lost."""
    monkeypatch.chdir(tmp_path)


def small_world() -> World:
    """A square of roads with the two capitals, a district of each province, a gate and a project across."""
    places = {
        "cap-tay-ninh": (0, 0, "72"),
        "cap-dong-xoai": (4, 2, "70"),
        "dist-a": (4, 0, "72"),
        "dist-b": (0, 2, "70"),
    }
    kinds = {"cap": "provincial_capital", "dist": "district_capital"}
    made = [
        replace(place(i, x, y, population=100), province=code, district=str(n), kind=kinds[i.partition("-")[0]])
        for n, (i, (x, y, code)) in enumerate(places.items())
    ]
    gate = replace(place("gate-a", 2, 0), kind="gate", province="72")
    corners = [(0, 0), (4, 0), (4, 2), (0, 2), (0, 0)]
    base = roads(*(Road((a, b), ref="QL1") for a, b in pairwise(corners)))
    return world(
        base, places=[*made, gate, place("cap-hcmc", 2, 2)], projects=[project("dt794", Stretch(((0, 0), (4, 2))))]
    )


@pytest.fixture(scope="module")
def small() -> World:
    """One such world for all values of all options."""
    return small_world()


@pytest.mark.parametrize(("command", "option"), sample(options_of(analysis_program), every=3))
def test_the_analysis_takes_no_nonsense(small, capsys, monkeypatch, command, option) -> None:
    monkeypatch.setattr(analysis_program, "load_world", lambda: small)
    monkeypatch.setattr(analysis_program, "load_places", lambda: small.places)
    monkeypatch.setattr(analysis_program, "build_parser", PARSER)
    monkeypatch.setattr("analysis.appraisal.valuation.ENGINE_FOLDER", Path("engine"))
    out = {"network": ("--out", "net.graphml"), "gains": ("--out", "gains.geojson")}.get(command, ())
    for value in VALUES:
        arguments = [command, *given((*BASE.get(command, ()), *out), option, value), "--lang=en"]
        try:
            judge(capsys, *run(capsys, *arguments))
        except Exception as fault:
            raise AssertionError(f"{[a[:40] for a in arguments]}: {fault!r:.300}") from fault


@pytest.mark.parametrize(("command", "option"), sample(options_of(briefing_program), every=3))
def test_the_briefing_takes_no_nonsense(capsys, monkeypatch, command, option) -> None:
    monkeypatch.setattr("analysis.scenarios.load_world", real_world)
    monkeypatch.setattr(briefing_program, "build_parser", BRIEFING)
    source = shipped()
    monkeypatch.setattr(DataSource, "of_folder", lambda *_: source)
    monkeypatch.setattr("briefing.cli.commands.render", lambda request, **_options: request.paper.encode())
    monkeypatch.setattr("briefing.cli.commands.render_set", lambda sheets, **_options: str(len(list(sheets))).encode())
    if command not in {"map", "atlas"} and option != "--crs":
        stand_in = replace(REPORT_FORMATS[command], writer=f"{__name__}:nothing")
        monkeypatch.setitem(REPORT_FORMATS, command, stand_in)
    kind = REPORT_FORMATS[command].ending
    for value in VALUES:
        arguments = [command, *given(("--out", f"file.{kind}", *SHORT.get(command, ())), option, value), "--lang=en"]
        try:
            judge(capsys, *run_briefing(capsys, *arguments))
        except Exception as fault:
            raise AssertionError(f"{arguments!r:.300}: {fault!r}") from fault


def run_briefing(capsys, *arguments: str) -> tuple[int, str, str]:
    code = briefing_program.main(list(arguments))
    return code, *capsys.readouterr()


REFUSED = [
    (("portfolio", *UNITS, "--weights", "gravity", "--beta", "nan"), "options.range"),
    (("portfolio", *UNITS, "--weights", "gravity", "--beta", "-1"), "options.range"),
    (("portfolio", *UNITS, "--beta", "0.03"), "options.idle"),
    (("portfolio", *UNITS, "--place", "cap-hcmc"), "options.idle"),
    (("skim", "--origins", "", "--destinations", "cap-hcmc"), "options.empty"),
    (("skim", "--origins", ",", "--destinations", "cap-hcmc"), "analysis.no_places"),
    (("skim", *ENDS, *UNITS, "--year", "1800"), "options.range"),
    (("skim", *ENDS, *UNITS, "--year", "2020"), "options.range"),
    (("skim", *ENDS, *UNITS, "--year", "1" + "0" * 20), "options.range"),
    (("skim", *ENDS, "--format", "geojson"), "options.choice"),
    (("criticality", "--shut", "6482", "--show", "links"), "options.idle"),
    (("criticality", "--river", "Sông Sài Gòn"), "options.idle"),
    (("criticality", "--show", "projects", "--out", "x.gpkg"), "options.idle"),
    (("connectivity", "--from", "cap-tay-ninh", "--show", "pairs"), "options.idle"),
]


@pytest.mark.parametrize(("arguments", "key"), REFUSED, ids=lambda x: x if isinstance(x, str) else " ".join(x)[:60])
@pytest.mark.parametrize("lang", Lang)
def test_what_would_be_taken_without_a_word_is_refused(one_world, capsys, arguments, key, lang) -> None:
    code, out, err = run(capsys, *arguments, "--lang", lang.value)
    assert (code, out) == (2, "")
    begin = say(key, lang).partition("{")[0]
    assert err.startswith(begin)


def test_a_stop_named_twice_counts_once(one_world, capsys) -> None:
    once = run(capsys, "round-trip", "--stops", "cap-tay-ninh,cap-dong-xoai,cap-hcmc")
    assert run(capsys, "round-trip", "--stops", "cap-tay-ninh,cap-dong-xoai,cap-tay-ninh,cap-hcmc") == once
    assert once[0] == 0


def test_a_name_typed_with_marks_of_its_own_is_the_name_in_the_data(one_world, capsys) -> None:
    arguments = ("criticality", "--show", "together", "--format", "csv", "--river")
    apart = unicodedata.normalize("NFD", "Sông Sài Gòn")
    assert apart != "Sông Sài Gòn"
    composed = run(capsys, *arguments, "Sông Sài Gòn")
    assert composed[0] == 0
    assert run(capsys, *arguments, apart) == composed


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("cap-tay-nin", "cap-tay-ninh"),
        ("Đồng Xoài", "cap-dong-xoai"),
        ("dong xoai", "cap-dong-xoai"),
        (unicodedata.normalize("NFD", "Mộc Bài"), "gate-moc-bai"),
        ("Long Thành airport", "air-long-thanh"),
    ],
)
def test_an_unknown_place_is_answered_with_those_near_it(one_world, capsys, asked, told) -> None:
    code, _, err = run(capsys, "skim", "--origins", asked, "--destinations", "cap-hcmc", "--lang", "en")
    assert code == 2
    assert told in err.partition("Similar ones: ")[2].split(", ")[0].rstrip(".\n")


def test_nothing_is_suggested_where_nothing_is_near(one_world, capsys) -> None:
    code, _, err = run(capsys, "skim", "--origins", "qqqq", "--destinations", "cap-hcmc", "--lang", "en")
    assert (code, "Similar" in err) == (2, False)
    assert "python -m analysis places" in err
    code, _, err = run(capsys, "skim", *ENDS, "--projects", "Vành đai 4", "--lang", "en")
    assert (code, "ring-road-4" in err) == (2, True)

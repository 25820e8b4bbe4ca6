"""Commands that are stopped or misdirected: one sentence in the language asked for, and never half a file."""

from __future__ import annotations

import pytest
from printed import shipped

from analysis.cli import main as analyse
from briefing.cli import main as brief
from briefing.cli.commands import report_request_of
from briefing.cli.parser import build_parser
from briefing.content.bounds import route_bounds
from pipeline.__main__ import main as build
from words import STOPPED, InputError, Lang, say, whole_file


def stop(*_, **__):
    raise KeyboardInterrupt


@pytest.mark.parametrize("fault", [KeyboardInterrupt, InputError("errors.stopped"), RuntimeError])
@pytest.mark.parametrize("there", [False, True])
def test_what_is_broken_off_leaves_the_folder_as_it_was(tmp_path, fault, there):
    path = tmp_path / "tờ.gpkg"
    if there:
        path.write_text("before", encoding="utf-8")

    def broken_off() -> None:
        with whole_file(path) as beside:
            assert beside.suffix == ".gpkg"
            beside.write_text("half", encoding="utf-8")
            raise fault

    with pytest.raises((KeyboardInterrupt, InputError, RuntimeError)):
        broken_off()
    assert [p.name for p in tmp_path.iterdir()] == (["tờ.gpkg"] if there else [])
    assert not there or path.read_text(encoding="utf-8") == "before"


def test_more_is_written_into_what_is_there(tmp_path):
    path = tmp_path / "a.txt"
    for line in ("one\n", "two\n"):
        with whole_file(path, added=True) as beside, beside.open("a", encoding="utf-8") as file:
            file.write(line)
    assert path.read_text(encoding="utf-8") == "one\ntwo\n"


@pytest.mark.parametrize("lang", list(Lang))
def test_a_folder_that_is_missing_is_named_before_the_work(tmp_path, capsys, monkeypatch, lang):
    monkeypatch.setattr("analysis.scenarios.load_world", stop)  # nothing is loaded
    monkeypatch.setattr("briefing.cli.commands.render", stop)
    missing = tmp_path / "không có"
    for command, name in (("map", "a.pdf"), ("slides", "a.pptx"), ("geodata", "a.gpkg")):
        assert brief([command, "--out", str(missing / name), "--lang", lang.value]) == 2
        said = capsys.readouterr().err
        assert said.strip() == say("errors.no_folder", lang, folder=missing)


@pytest.mark.parametrize("lang", list(Lang))
def test_who_stops_a_command_gets_one_sentence_and_no_file(tmp_path, capsys, monkeypatch, lang):
    monkeypatch.setattr("analysis.scenarios.load_world", stop)
    monkeypatch.setattr("analysis.cli.commands.load_world", stop)
    monkeypatch.setattr("briefing.cli.commands.render", stop)
    for run, given in (
        (brief, ["map", "--out", str(tmp_path / "a.pdf")]),
        (brief, ["geodata", "--out", str(tmp_path / "a.gpkg")]),
        (analyse, ["portfolio"]),
    ):
        assert run([*given, "--lang", lang.value]) == STOPPED
        assert capsys.readouterr().err.strip() == say("errors.stopped", lang)
    assert list(tmp_path.iterdir()) == []


def test_who_stops_the_build_gets_a_sentence_too(capsys, monkeypatch):
    monkeypatch.setattr("pipeline.__main__._options", stop)
    assert build([]) == STOPPED
    assert capsys.readouterr().err.strip() == say("errors.stopped", Lang.VI)


@pytest.mark.parametrize("lang", list(Lang))
def test_an_extent_of_routes_without_routes_says_so(tmp_path, capsys, one_world, lang):
    for command, out in (("map", "a.pdf"), ("geodata", "a.gpkg")):
        given = [
            command,
            "--projects",
            "none",
            "--extent",
            "routes",
            "--out",
            str(tmp_path / out),
            "--lang",
            lang.value,
        ]
        assert brief(given) == 2
        assert capsys.readouterr().err.strip() == say("briefing.extent_no_routes", lang)


@pytest.mark.parametrize("chosen", [["--projects", "ring-road-3"], ["--main", "baseline"], []])
def test_the_extent_of_routes_is_that_of_the_projects_asked_for(world, chosen):
    options = build_parser(Lang.VI).parse_args(["page", "--out", "x.html", "--extent", "routes", *chosen])
    source = shipped()
    if chosen[:1] == ["--main"]:
        with pytest.raises(InputError):
            report_request_of(options, world, source)
        return
    request = report_request_of(options, world, source)
    if chosen:
        assert request.bounds == route_bounds(source, {"ring-road-3"})
    else:
        assert request.bounds != route_bounds(source, {"ring-road-3"})

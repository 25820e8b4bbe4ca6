"""Examples in the documentation run: those of the modules as they stand, and every command line of the pages."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
from pathlib import Path

import pytest
from graphs import real_world

from analysis.cli import commands as analysis_program
from analysis.cli.tables import choose_units
from analysis.scenarios.places import choose_places
from briefing.cli import parser as briefing_program
from words import Lang

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("analysis", "briefing", "layers", "words", "intake", "user_data", "webmap")
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)
PAGES = ["README.md", *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").glob("*.md")))]
PROGRAMS = {"analysis": analysis_program, "briefing": briefing_program}
_COMMAND = re.compile(r"python -m (analysis|briefing) ([a-z][^`\n]*)")


def commands() -> list[tuple[str, str, str]]:
    """Page, program and arguments of every command line told; those with a gap to fill in are none."""
    found = []
    for page in PAGES:
        for program, arguments in _COMMAND.findall((ROOT / page).read_text(encoding="utf-8")):
            if " --" in f" {arguments}" and not re.search("…|[A-Z]{3,}", arguments):
                found.append((page, program, arguments.strip()))
    return found


def examples(page: str) -> list[str]:
    """What a reader types and sees, block by block."""
    return re.findall(r"^```pycon\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


SHOWING = [page for page in PAGES if examples(page)]


def test_there_are_examples() -> None:
    assert "analysis" in MODULES
    assert len(commands()) > 20


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_run(module: str, monkeypatch) -> None:
    monkeypatch.setattr("analysis.load_world", real_world)
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_page_of_the_library_holds_twelve_examples_and_a_fault() -> None:
    assert "docs/library.md" in SHOWING
    assert len(examples("docs/library.md")) == 13


@pytest.mark.parametrize("page", SHOWING)
def test_the_examples_of_a_page_run(page: str, monkeypatch) -> None:
    """One after the other, as in one session; figures that the data decide change with them."""
    monkeypatch.setattr("analysis.load_world", real_world)
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for number, block in enumerate(examples(page), start=1):
        test = doctest.DocTestParser().get_doctest(block, names, f"{page} {number}", page, 0)
        runner.run(test, clear_globs=False)
        names = test.globs
    assert runner.tries > 0
    assert runner.failures == 0


@pytest.mark.parametrize(("page", "program", "arguments"), commands())
def test_the_command_lines_of_the_pages_are_understood(page: str, program: str, arguments: str) -> None:
    """Parsed by the program's own parser; places and projects exist, except on the page of another region."""
    options = PROGRAMS[program].build_parser(Lang.EN).parse_args(shlex.split(arguments))
    if page == "docs/another-region.md":
        return
    world = real_world()
    for name in ("origins", "destinations", "stops"):
        if getattr(options, name, ""):
            assert choose_places(world.places, getattr(options, name))
    if getattr(options, "projects", ""):
        choose_units(world, options.projects)
    for end in (getattr(options, "pair", "") or "").split(","):
        assert not end or world.place(end)

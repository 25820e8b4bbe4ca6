"""Commands that make a file of a whole briefing: options to a request, a dossier, the file written whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from briefing.brief import TYPED, BriefingRequest, languages
from briefing.commands import bounds_of, chosen_projects, day_of, write_whole
from briefing.exports import EXPORTS, read_whole
from briefing.shelf import Shelf
from layers.catalogue import Edition
from layers.projects import FIRST_YEAR, LAST_YEAR
from layers.study import study
from words import Lang, say
from words.errors import InputError
from words.figures import number

if TYPE_CHECKING:
    import argparse

    from analysis import World
    from analysis.scenario_set import ScenarioSet


def add_export_options(command: argparse.ArgumentParser, name: str, lang: Lang) -> None:
    """The options all exports share, and those of this one."""
    from pathlib import Path  # noqa: PLC0415

    command.add_argument("--out", required=True, type=Path, help=say("briefing.cli_out", lang))
    command.add_argument("--lang", choices=[*(x.value for x in Lang), "both"], default=Lang.VI.value)
    command.add_argument("--edition", choices=[x.value for x in Edition], default=Edition.Y2022.value)
    command.add_argument("--scenarios", type=Path, help=say("exports.cli_scenarios", lang))
    command.add_argument("--main", default="", help=say("exports.cli_main", lang))
    command.add_argument("--projects", default="", help=say("exports.cli_projects", lang))
    command.add_argument("--year", type=int, between=(FIRST_YEAR, LAST_YEAR), help=say("exports.cli_year", lang))
    command.add_argument("--extent", default="", help=say("briefing.cli_extent", lang))
    command.add_argument("--pair", default=",".join(study().capitals.values()), help=say("exports.cli_pair", lang))
    for field in TYPED:
        command.add_argument(f"--{field}", default="", free=True, help=say(f"briefing.cli_{field}", lang))
    command.add_argument("--date", default="", help=say("briefing.cli_date", lang))
    EXPORTS[name].add_options(command, lang)


def make_export(options: argparse.Namespace) -> str:
    """Make the file and write it; gives the sentence that says so.

    Raises
    ------
    InputError
        If an option, a file or the template cannot be used, or the result cannot be written.
    """
    from analysis import load_world  # noqa: PLC0415 - the network takes seconds to load
    from briefing.dossier import Dossier  # noqa: PLC0415

    export, langs = EXPORTS[options.command], languages(options.lang)
    own = export.options(options)  # before the long work: a template or folder that is not there is told at once
    if not options.out.parent.is_dir():
        raise InputError("briefing.cannot_write", file=options.out, detail=str(options.out.parent))
    world, shelf = load_world(), Shelf.of_folder()
    request = request_of(options, world, shelf)
    dossier = Dossier.of(request, world=world, shelf=shelf, progress=lambda step: _tell(step, langs[0]))
    content = export.make(dossier, **own)
    write_whole(options.out, content)
    return say("briefing.written", langs[0], file=options.out, size=number(len(content) / 1e6, langs[0], decimals=1))


def request_of(options: argparse.Namespace, world: World, shelf: Shelf) -> BriefingRequest:
    """The request the options describe."""
    edition = Edition(options.edition)
    ends = [end.strip() for end in options.pair.split(",")]
    if len(ends) != len(("from", "to")):
        raise InputError("briefing.bad_option", detail=f"--pair {options.pair}")
    drawn = chosen_projects(options.projects, shelf) if options.projects and options.scenarios else None
    bounds = (
        bounds_of(options.extent, shelf=shelf, edition=edition, ids=drawn or frozenset()) if options.extent else None
    )
    return BriefingRequest(
        scenario_set=set_of(options, world),
        main=options.main,
        langs=languages(options.lang),
        edition=edition,
        title=options.title,
        subtitle=options.subtitle,
        organisation=options.organisation,
        author=options.author,
        date=day_of(options.date),
        project_ids=drawn,
        bounds=bounds,
        origin=ends[0],
        destination=ends[1],
    )


def set_of(options: argparse.Namespace, world: World) -> ScenarioSet:
    """The scenarios: those of a file, or the ready ones and after them the one that projects and year describe."""
    from analysis.commands import choose_units  # noqa: PLC0415
    from analysis.scenario_set import ScenarioSet, Variant, read_set, ready  # noqa: PLC0415

    if options.scenarios:
        try:
            text = read_whole(options.scenarios).decode("utf-8")
        except UnicodeDecodeError as cause:
            raise InputError("exports.not_text", file=options.scenarios) from cause
        opened = read_set(text, world)
        if opened.scenario_set is None:
            raise opened.faults[0]
        for fault in opened.faults:
            sys.stderr.write(fault.text(languages(options.lang)[0]) + "\n")
        return opened.scenario_set
    if not options.projects and options.year is None:
        return ScenarioSet(ready(world))
    units = choose_units(world, options.projects or "all")
    return ScenarioSet((*ready(world), Variant("own-1", units=units, year=options.year)))


def _tell(step: str, lang: Lang) -> None:
    """What is being worked on, for a person who waits at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(say(step, lang) + "\n")

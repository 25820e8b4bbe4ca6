"""The command line: ``python -m analysis`` and one of the commands that ``build_parser`` names."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.cli.output import OFFERED, Format, write_rows
from words import InputError, Lang, LinkError, Parser, called, language, refuse_idle, say, stoppable, whole_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from analysis.appraisal import Question
    from analysis.cli.wording import Row
    from analysis.network import PathResult
    from analysis.scenarios import Place, Scenario, World

# what a command alone needs is loaded by it: a list of places need not wait for maps and matrices
_ACCESS: Final = ("access", "border", "round-trip")
_LINKS: Final = ("connectivity", "criticality")
_PLANS: Final = ("programme", "rank")
_OF_SCENARIO: Final = (
    *("skim", "path", "portfolio", "network", "gains", "closure"),
    *(*_ACCESS, *_LINKS, "appraise", *_PLANS),
)
_COMMANDS: Final = ("places", "projects", "skim", "path", "portfolio", "validate", "compare", *_OF_SCENARIO[3:])
ROOMS: Final = "lien_tinh.commands"  # group of entry points: command lines of other rooms, called through this one
_LICENCE: Final = "ODbL 1.0 · © OpenStreetMap contributors · © OpenMapTiles"


def load_world() -> World:
    """The world of the default folder."""
    from analysis.scenarios import loading

    return loading.load_world()


def load_places() -> Mapping[str, Place]:
    """Its places alone."""
    from analysis.cli import places as places_command

    return places_command.load_places()


def build_parser(lang: Lang, *, only: str = "") -> argparse.ArgumentParser:
    """All commands with their options, explained in the language asked for; with ``only``, options of that command alone."""
    from layers import catalogue  # noqa: F401 - knows the names of the two provinces, which the help tells

    rooms = entry_points(group=ROOMS).names
    others = (
        say("analysis.cli_rooms", lang, names=", ".join(sorted(rooms)), program=called("analysis")) if rooms else ""
    )
    parser = Parser(prog=called("analysis"), description=say("analysis.cli", lang), epilog=others)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    made = {
        name: commands.add_parser(name, help=say(f"analysis.cli_{name.replace('-', '_')}", lang)) for name in _COMMANDS
    }
    wanted = (only,) if only in made else _COMMANDS
    for name in wanted:
        command = made[name]
        command.add_argument("--lang", choices=[x.value for x in Lang], default=Lang.VI.value)
        forms = [f.value for f in OFFERED if f is not Format.GEOJSON or name == "path"]
        command.add_argument("--format", choices=forms, default=Format.TABLE.value)
        command.add_argument("--decimal-comma", action="store_true", help=say("analysis.cli_decimal_comma", lang))
        if name in _OF_SCENARIO:
            _add_scenario(command, lang)
        if name in _OPTIONS:
            _OPTIONS[name](command, lang)
    _add_of_rooms(made, wanted, lang)
    return parser


def _add_of_rooms(made: Mapping[str, argparse.ArgumentParser], wanted: Sequence[str], lang: Lang) -> None:
    """The options of the commands that have a module of their own."""
    if set(_ACCESS) & set(wanted):
        from analysis.cli import access

        access.add_options(made, lang)
    if set(_LINKS) & set(wanted):
        from analysis.cli import links

        links.add_options(made, lang)
    if set(_PLANS) & set(wanted):
        from analysis.cli import plans

        plans.add_options(made, lang)


def _places_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--kind", default="", help=say("analysis.cli_kind", lang))


def _skim_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--origins", required=True, help=say("analysis.cli_ends", lang))
    parser.add_argument("--destinations", required=True, help=say("analysis.cli_ends", lang))


def _path_options(parser: argparse.ArgumentParser, lang: Lang) -> None:  # noqa: ARG001 - as the others
    from analysis.network import Impedance

    parser.add_argument("--from", required=True, dest="origin")
    parser.add_argument("--to", required=True, dest="destination")
    parser.add_argument("--impedance", choices=[i.value for i in Impedance], default=Impedance.TIME.value)


def _portfolio_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    from analysis.appraisal import BENEFITS, PERSON_MIN
    from analysis.scenarios import MOST_BETA, Weighting

    parser.add_argument("--benefit", choices=list(BENEFITS), default=PERSON_MIN)
    parser.add_argument("--weights", choices=[w.value for w in Weighting], default=Weighting.POPULATION.value)
    parser.add_argument("--beta", type=float, between=(0, MOST_BETA), help=say("analysis.cli_beta", lang))
    parser.add_argument("--place", default="", help=say("analysis.cli_place", lang))
    parser.add_argument("--ranges", action="store_true", help=say("analysis.cli_ranges", lang))
    parser.add_argument("--districts", default="", help=say("scenarios.cli_districts", lang))


def _validate_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--published", type=Path, help=say("analysis.cli_published", lang))
    parser.add_argument("--out", type=Path, help=say("analysis.cli_report", lang))


def _network_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--out", required=True, type=Path, help=say("analysis.cli_out", lang))


def _compare_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    from analysis.cli.scenarios import ALL_READY

    parser.add_argument("--scenarios", default=ALL_READY, help=say("scenarios.cli_scenarios", lang))
    parser.add_argument("--districts", default="", help=say("scenarios.cli_districts", lang))
    parser.add_argument("--ranges", action="store_true", help=say("scenarios.cli_ranges", lang))


def _gains_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--to", required=True, help=say("scenarios.cli_to", lang))
    parser.add_argument("--out", required=True, type=Path, help=say("scenarios.cli_gains_out", lang))


def _appraise_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    from analysis.cli import appraise

    appraise.add_options(parser, lang)


def _closure_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--near", default="", help=say("scenarios.cli_near", lang))


_OPTIONS: Final = {
    "places": _places_options,
    "skim": _skim_options,
    "path": _path_options,
    "portfolio": _portfolio_options,
    "validate": _validate_options,
    "network": _network_options,
    "compare": _compare_options,
    "gains": _gains_options,
    "closure": _closure_options,
    "appraise": _appraise_options,
}


def _add_scenario(parser: argparse.ArgumentParser, lang: Lang) -> None:
    from analysis.network import Mode, SpeedCase
    from analysis.scenarios import Access
    from layers import FIRST_YEAR, LAST_YEAR

    parser.add_argument("--projects", default="none", help=say("analysis.cli_projects_option", lang))
    parser.add_argument("--year", type=int, between=(FIRST_YEAR, LAST_YEAR), help=say("analysis.cli_year", lang))
    parser.add_argument("--close", default="", help=say("analysis.cli_close", lang))
    parser.add_argument("--mode", choices=[m.value for m in Mode], default=Mode.CAR.value)
    parser.add_argument("--speeds", choices=[s.value for s in SpeedCase], default=SpeedCase.CENTRAL.value)
    parser.add_argument("--access", choices=[a.value for a in Access], default=Access.HIGH.value)
    parser.add_argument("--open-restricted", action="store_true", help=say("analysis.cli_restricted", lang))


def _scenario(world: World, options: argparse.Namespace) -> Scenario:
    """The scenario the options describe."""
    from analysis.cli.tables import choose_units
    from analysis.network import Mode, SpeedCase
    from analysis.scenarios import STRETCH_MARK, Access, Scenario

    parts = options.close.split(",")
    return Scenario(
        projects=choose_units(world, options.projects, apart=options.command == "portfolio"),
        year=options.year,
        mode=Mode(options.mode),
        speeds=SpeedCase(options.speeds),
        access=Access(options.access),
        closed_links=world.link_ids(",".join(p for p in parts if STRETCH_MARK not in p)),
        closed_stretches=world.stretches(",".join(p for p in parts if STRETCH_MARK in p)),
        restricted_links=options.open_restricted,
    )


def _rows(world: World, options: argparse.Namespace) -> tuple[list[Row], tuple[str, ...]]:
    """Rows of a command that prints a table, and their columns."""
    from analysis.cli import tables
    from analysis.scenarios import choose_places

    name, columns = options.command, tables.TABLE_COLUMNS
    if name == "projects":
        return tables.project_rows(world), columns[name]
    if name == "validate":
        return tables.validation_rows(world, Lang(options.lang), added=_added(world, options)), columns[name]
    scenario = _scenario(world, options)
    if name == "closure":
        from analysis.cli.scenarios import CLOSURE_COLUMNS, closure_rows, closures

        return closure_rows(world, closures(world, scenario, options.near)), CLOSURE_COLUMNS
    if name == "skim":
        ends = [choose_places(world.places, x) for x in (options.origins, options.destinations)]
        return tables.skim_rows(world, scenario, origins=ends[0], destinations=ends[1]), columns[name]
    if name == "path":
        return tables.path_rows(_path(world, scenario, options)), columns[name]
    rows = tables.portfolio_rows(world, scenario, _question(world, options), ranges=options.ranges)
    return rows, columns[name] + (tables.RANGES if options.ranges else ())


def _path(world: World, scenario: Scenario, options: argparse.Namespace) -> PathResult:
    from analysis.cli.tables import require_path
    from analysis.network import Impedance

    return require_path(world, scenario, options.origin, options.destination, impedance=Impedance(options.impedance))


def _question(world: World, options: argparse.Namespace) -> Question:
    """What the options of ``portfolio`` ask."""
    from analysis.appraisal import BENEFITS, Question
    from analysis.scenarios import GRAVITY_PER_MIN, Weighting, chosen_districts

    kind, weighting = options.benefit, Weighting(options.weights)
    gravity, at_places = weighting is Weighting.GRAVITY, [b.key for b in BENEFITS.values() if b.needs_place]
    refuse_idle("--beta", options.beta, unless=gravity, needs=f"--weights {Weighting.GRAVITY.value}")
    refuse_idle("--place", options.place, unless=kind in at_places, needs=f"--benefit {at_places[0]}")
    beta = GRAVITY_PER_MIN if options.beta is None else options.beta
    return Question(kind, weighting, beta, options.place, chosen_districts(world, options.districts))


def _added(world: World, options: argparse.Namespace) -> pd.DataFrame | None:
    """Published figures of the user's own table."""
    from analysis.validation import read_published
    from words import notation

    usual = notation(Lang(options.lang))
    return read_published(options.published, world, usual=usual) if options.published else None


def _text(world: World, options: argparse.Namespace) -> str:
    """What the command prints."""
    form, lang = Format(options.format), Lang(options.lang)
    if options.command == "compare":
        return _compare(world, options)
    if options.command == "validate" and options.out:
        return _write_report(world, options, lang)
    if options.command in _ACCESS:
        from analysis.cli import access

        return access.text(world, _scenario(world, options), options)
    if options.command == "appraise":
        from analysis.cli import appraise

        return appraise.text(world, _scenario(world, options), options)
    if options.command in _LINKS:
        from analysis.cli import links

        return links.text(world, _scenario(world, options), options)
    if options.command in _PLANS:
        from analysis.cli import plans

        return plans.text(world, _scenario(world, options), options)
    if options.command in {"network", "gains"}:
        return _write_file(world, _scenario(world, options), options, lang)
    if form is Format.GEOJSON:
        from analysis.cli.tables import path_geojson

        scenario = _scenario(world, options)
        return path_geojson(_path(world, scenario, options), digest=world.digest(scenario), licence=_LICENCE)
    from analysis.cli.wording import Names

    rows, columns = _rows(world, options)
    if options.command == "portfolio":
        from analysis.cli.tables import portfolio_text

        return portfolio_text(rows, form=form, lang=lang, columns=columns, names=Names(lang, world))
    return write_rows(rows, form=form, lang=lang, columns=columns, names=Names(lang, world))


def _places_text(options: argparse.Namespace) -> str:
    """The list of places; where the world is kept on disk its network is not read."""
    from analysis.cli.places import PLACE_COLUMNS, place_rows

    rows = place_rows(load_places(), kind=options.kind)
    return write_rows(rows, form=Format(options.format), lang=Lang(options.lang), columns=PLACE_COLUMNS)


def _write_file(world: World, scenario: Scenario, options: argparse.Namespace, lang: Lang) -> str:
    """Write the network or the layers of gains; the sentence that says so."""
    if options.command == "network":
        from analysis.scenarios import write_network

        count, digest = write_network(world, scenario, options.out), world.digest(scenario)
        return say("analysis.network_written", lang, file=options.out, count=count, digest=digest) + "\n"
    from analysis.cli.scenarios import write_gain_layers
    from analysis.scenarios import choose_places

    places = choose_places(world.places, options.to)
    count, digest = write_gain_layers(world, scenario, places, options.out)
    return say("scenarios.gains_written", lang, file=options.out, count=count, digest=digest) + "\n"


def _compare(world: World, options: argparse.Namespace) -> str:
    """The table of metrics; what was wrong in the file goes to stderr."""
    from analysis.cli.scenarios import compare_text, open_set
    from analysis.scenarios import chosen_districts

    form, lang = Format(options.format), Lang(options.lang)
    scenario_set, faults = open_set(world, options.scenarios)
    for fault in faults:
        sys.stderr.write(fault.text(lang) + "\n")
    if options.districts:
        counted = replace(scenario_set.assumptions, districts=chosen_districts(world, options.districts))
        scenario_set = replace(scenario_set, assumptions=counted)
    return compare_text(world, scenario_set, ranges=options.ranges, form=form, lang=lang)


def _write_report(world: World, options: argparse.Namespace, lang: Lang) -> str:
    from analysis.cli.validation import figures_report, times_report
    from analysis.validation import checks, known_times

    path: Path = options.out
    found = checks(world, added=_added(world, options))
    with whole_file(path) as beside:
        beside.write_text(
            f"{figures_report(found)}\n{times_report(known_times(world))}", encoding="utf-8", newline="\n"
        )
    return say("analysis.report_written", lang, file=path, count=len(found)) + "\n"


def _parsed(given: Sequence[str], lang: Lang) -> argparse.Namespace:
    """The options, understood; CSV for an Excel that parts decimals off with a comma is a format of its own."""
    options = build_parser(lang, only=given[0] if given else "").parse_args(given)
    if options.decimal_comma:
        if options.format != Format.CSV:
            raise InputError("analysis.decimal_comma_csv")
        options.format = Format.CSV_COMMA.value
    return options


def answer(given: Sequence[str], world: World) -> str:
    """What a command on a world prints, given the words after the program's name.

    Raises
    ------
    LinkError
        If it cannot be answered.
    """
    return _text(world, _parsed(given, language(list(given))))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it worked, 2 with one sentence on stderr if the input cannot be used, 130 if it was stopped."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    lang = language(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stoppable(lambda: _run(given, lang), lang)


def _run(given: list[str], lang: Lang) -> int:
    try:
        options = _parsed(given, lang)
        sys.stdout.write(_places_text(options) if options.command == "places" else _text(load_world(), options))
    except LinkError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 2
    return 0

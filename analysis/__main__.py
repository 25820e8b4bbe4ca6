"""The command line: ``python -m analysis`` and one of the commands that ``build_parser`` names."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis import access_commands, link_commands
from analysis.benefits import GRAVITY_PER_MIN, MOST_BETA, Weighting
from analysis.commands import (
    COLUMNS,
    RANGES,
    choose_places,
    choose_units,
    path_geojson,
    path_rows,
    place_rows,
    portfolio_rows,
    project_rows,
    require_path,
    skim_rows,
    validation_rows,
)
from analysis.district_sets import chosen_districts
from analysis.export import write_network
from analysis.known_times import known_times
from analysis.known_times import report as times_report
from analysis.loading import load_world
from analysis.output import OFFERED, Format, Row, write_rows
from analysis.published import read_published
from analysis.routing import Impedance
from analysis.scenario_commands import (
    CLOSURE_COLUMNS,
    READY,
    closure_rows,
    closures,
    compare_text,
    open_set,
    write_gain_layers,
)
from analysis.scenarios import Access, Mode, Scenario, SpeedCase
from analysis.stretches import MARK
from analysis.validation import checks, report
from analysis.valuation import BenefitKind, Question
from layers.projects import FIRST_YEAR, LAST_YEAR
from words import Lang, say
from words.errors import InputError, LinkError
from words.numerals import notation
from words.options import Parser, language, refuse_idle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from analysis.world import World

_OTHERS: Final = ("network", "compare", "gains", "closure", *access_commands.COMMANDS, *link_commands.COMMANDS)
_LICENCE: Final = "ODbL 1.0 · © OpenStreetMap contributors · © OpenMapTiles"


def build_parser(lang: Lang) -> argparse.ArgumentParser:
    """All commands with their options, explained in the language asked for."""
    parser = Parser(prog="python -m analysis", description=say("analysis.cli", lang))
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    made = {
        name: commands.add_parser(name, help=say(f"analysis.cli_{name.replace('-', '_')}", lang))
        for name in (*COLUMNS, *_OTHERS)
    }
    for name, command in made.items():
        command.add_argument("--lang", choices=[x.value for x in Lang], default=Lang.VI.value)
        forms = [f.value for f in OFFERED if f is not Format.GEOJSON or name == "path"]
        command.add_argument("--format", choices=forms, default=Format.TABLE.value)
        command.add_argument("--decimal-comma", action="store_true", help=say("analysis.cli_decimal_comma", lang))
    made["places"].add_argument("--kind", default="", help=say("analysis.cli_kind", lang))
    for name in ("skim", "path", "portfolio", *(c for c in _OTHERS if c != "compare")):
        _add_scenario(made[name], lang)
    made["skim"].add_argument("--origins", required=True, help=say("analysis.cli_ends", lang))
    made["skim"].add_argument("--destinations", required=True, help=say("analysis.cli_ends", lang))
    made["path"].add_argument("--from", required=True, dest="origin")
    made["path"].add_argument("--to", required=True, dest="destination")
    made["path"].add_argument("--impedance", choices=[i.value for i in Impedance], default=Impedance.TIME.value)
    made["portfolio"].add_argument(
        "--benefit", choices=[b.value for b in BenefitKind], default=BenefitKind.PERSON_MIN.value
    )
    made["portfolio"].add_argument(
        "--weights", choices=[w.value for w in Weighting], default=Weighting.POPULATION.value
    )
    made["portfolio"].add_argument("--beta", type=float, between=(0, MOST_BETA), help=say("analysis.cli_beta", lang))
    made["portfolio"].add_argument("--place", default="", help=say("analysis.cli_place", lang))
    made["portfolio"].add_argument("--ranges", action="store_true", help=say("analysis.cli_ranges", lang))
    made["validate"].add_argument("--published", type=Path, help=say("analysis.cli_published", lang))
    made["validate"].add_argument("--out", type=Path, help=say("analysis.cli_report", lang))
    made["network"].add_argument("--out", required=True, type=Path, help=say("analysis.cli_out", lang))
    made["compare"].add_argument("--scenarios", default=READY, help=say("scenarios.cli_scenarios", lang))
    for name in ("compare", "portfolio"):
        made[name].add_argument("--districts", default="", help=say("scenarios.cli_districts", lang))
    made["compare"].add_argument("--ranges", action="store_true", help=say("scenarios.cli_ranges", lang))
    made["gains"].add_argument("--to", required=True, help=say("scenarios.cli_to", lang))
    made["gains"].add_argument("--out", required=True, type=Path, help=say("scenarios.cli_gains_out", lang))
    made["closure"].add_argument("--near", default="", help=say("scenarios.cli_near", lang))
    access_commands.add_options(made, lang)
    link_commands.add_options(made, lang)
    return parser


def _add_scenario(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--projects", default="none", help=say("analysis.cli_projects_option", lang))
    parser.add_argument("--year", type=int, between=(FIRST_YEAR, LAST_YEAR), help=say("analysis.cli_year", lang))
    parser.add_argument("--close", default="", help=say("analysis.cli_close", lang))
    parser.add_argument("--mode", choices=[m.value for m in Mode], default=Mode.CAR.value)
    parser.add_argument("--speeds", choices=[s.value for s in SpeedCase], default=SpeedCase.CENTRAL.value)
    parser.add_argument("--access", choices=[a.value for a in Access], default=Access.HIGH.value)
    parser.add_argument("--open-restricted", action="store_true", help=say("analysis.cli_restricted", lang))


def _scenario(world: World, options: argparse.Namespace) -> Scenario:
    """The scenario the options describe."""
    parts = options.close.split(",")
    return Scenario(
        projects=choose_units(world, options.projects, apart=options.command == "portfolio"),
        year=options.year,
        mode=Mode(options.mode),
        speeds=SpeedCase(options.speeds),
        access=Access(options.access),
        closed_links=world.link_ids(",".join(p for p in parts if MARK not in p)),
        closed_stretches=world.stretches(",".join(p for p in parts if MARK in p)),
        restricted_links=options.open_restricted,
    )


def _rows(world: World, options: argparse.Namespace) -> list[Row]:
    if options.command == "places":
        return place_rows(world, kind=options.kind)
    if options.command == "projects":
        return project_rows(world)
    if options.command == "validate":
        return validation_rows(world, Lang(options.lang), added=_added(world, options))
    scenario = _scenario(world, options)
    if options.command == "closure":
        return closure_rows(world, closures(world, scenario, options.near))
    if options.command == "skim":
        ends = [choose_places(world, x) for x in (options.origins, options.destinations)]
        return skim_rows(world, scenario, origins=ends[0], destinations=ends[1])
    if options.command == "path":
        return path_rows(
            require_path(world, scenario, options.origin, options.destination, impedance=Impedance(options.impedance))
        )
    return portfolio_rows(world, scenario, _question(world, options), ranges=options.ranges)


def _question(world: World, options: argparse.Namespace) -> Question:
    """What the options of ``portfolio`` ask."""
    kind, weighting = BenefitKind(options.benefit), Weighting(options.weights)
    gravity, place = weighting is Weighting.GRAVITY, kind is BenefitKind.PEOPLE_60
    refuse_idle("--beta", options.beta, unless=gravity, needs=f"--weights {Weighting.GRAVITY.value}")
    refuse_idle("--place", options.place, unless=place, needs=f"--benefit {BenefitKind.PEOPLE_60.value}")
    beta = GRAVITY_PER_MIN if options.beta is None else options.beta
    return Question(kind, weighting, beta, options.place, chosen_districts(world, options.districts))


def _added(world: World, options: argparse.Namespace) -> pd.DataFrame | None:
    """Published figures of the user's own table."""
    usual = notation(Lang(options.lang))
    return read_published(options.published, world, usual=usual) if options.published else None


def _columns(options: argparse.Namespace) -> tuple[str, ...]:
    if options.command == "closure":
        return CLOSURE_COLUMNS
    return COLUMNS[options.command] + (RANGES if getattr(options, "ranges", False) else ())


def _text(world: World, options: argparse.Namespace) -> str:
    """What the command prints."""
    form, lang = Format(options.format), Lang(options.lang)
    if options.command == "network":
        scenario = _scenario(world, options)
        count = write_network(world, scenario, options.out)
        return (
            say("analysis.network_written", lang, file=options.out, count=count, digest=world.digest(scenario)) + "\n"
        )
    if options.command == "compare":
        return _compare(world, options)
    if options.command in access_commands.COMMANDS:
        return access_commands.text(world, _scenario(world, options), options)
    if options.command in link_commands.COMMANDS:
        return link_commands.text(world, _scenario(world, options), options)
    if options.command == "gains":
        count, digest = write_gain_layers(
            world, _scenario(world, options), choose_places(world, options.to), options.out
        )
        return say("scenarios.gains_written", lang, file=options.out, count=count, digest=digest) + "\n"
    if options.command == "validate" and options.out:
        return _write_report(world, options, lang)
    if form is Format.GEOJSON:
        scenario = _scenario(world, options)
        path = require_path(
            world, scenario, options.origin, options.destination, impedance=Impedance(options.impedance)
        )
        return path_geojson(path, digest=world.digest(scenario), licence=_LICENCE)
    return write_rows(_rows(world, options), form=form, lang=lang, columns=_columns(options))


def _compare(world: World, options: argparse.Namespace) -> str:
    """The table of metrics; what was wrong in the file goes to stderr."""
    form, lang = Format(options.format), Lang(options.lang)
    scenario_set, faults = open_set(world, options.scenarios)
    for fault in faults:
        sys.stderr.write(fault.text(lang) + "\n")
    if options.districts:
        counted = replace(scenario_set.assumptions, districts=chosen_districts(world, options.districts))
        scenario_set = replace(scenario_set, assumptions=counted)
    return compare_text(world, scenario_set, ranges=options.ranges, form=form, lang=lang)


def _write_report(world: World, options: argparse.Namespace, lang: Lang) -> str:
    path: Path = options.out
    found = checks(world, added=_added(world, options))
    try:
        path.write_text(f"{report(found)}\n{times_report(known_times(world))}", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise InputError("analysis.cannot_write", file=path, detail=fault.strerror or type(fault).__name__) from fault
    return say("analysis.report_written", lang, file=path, count=len(found)) + "\n"


def _parsed(given: Sequence[str], lang: Lang) -> argparse.Namespace:
    """The options, understood; CSV for an Excel that parts decimals off with a comma is a format of its own."""
    options = build_parser(lang).parse_args(given)
    if options.decimal_comma:
        if options.format != Format.CSV:
            raise InputError("analysis.decimal_comma_csv")
        options.format = Format.CSV_COMMA.value
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it worked, 2 with one sentence on stderr if the input cannot be used."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    lang = language(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parsed(given, lang)
        sys.stdout.write(_text(load_world(), options))
    except LinkError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

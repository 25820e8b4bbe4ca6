"""The command line: ``python -m briefing map|atlas|slides|… --out FILE``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.commands import (
    add_official_options,
    add_report_options,
    add_scenario_options,
    make_report,
    make_sheet,
)
from briefing.content import ATLAS_BY, TYPED
from briefing.formats import MAP_FORMATS, REPORT_FORMATS, Choice
from briefing.map import PAPERS, RESOLUTIONS, SCALES
from layers import STATUSES, study
from words import Lang, LinkError, Parser, called, language, say, stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.formats import ReportFormat


def build_parser(lang: Lang) -> argparse.ArgumentParser:
    """All commands with their options, explained in the language asked for."""
    parser = Parser(prog=called("briefing"), description=say("briefing.cli", lang))
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    for form in REPORT_FORMATS.values():
        command = commands.add_parser(form.key, help=say(f"exports.cli_{form.key}", lang))
        (_add_sheet_options if Choice.PAPER in form.choices else add_report_options)(command, form, lang)
    return parser


def _add_sheet_options(command: argparse.ArgumentParser, form: ReportFormat, lang: Lang) -> None:
    """The options of a map alone, which is drawn without the figures of a report."""
    _add_content(command, lang)
    _add_paper(command, lang)
    if Choice.ATLAS in form.choices:
        command.add_argument("--by", choices=ATLAS_BY, default=ATLAS_BY[0])
        return
    command.add_argument("--extent", default="both", help=say("briefing.cli_extent", lang))
    command.add_argument("--scale", type=int, between=SCALES, help=say("briefing.cli_scale", lang))
    command.add_argument("--tiles", action="store_true", help=say("briefing.cli_tiles", lang))
    command.add_argument("--pair", default="", help=say("briefing.cli_pair", lang))
    command.add_argument("--two-maps", action="store_true", help=say("briefing.cli_two_maps", lang))


def _add_content(command: argparse.ArgumentParser, lang: Lang) -> None:
    command.add_argument("--out", required=True, type=Path, help=say("briefing.cli_out", lang))
    command.add_argument("--lang", choices=[x.value for x in Lang], default=Lang.VI.value)
    command.add_argument("--edition", choices=[x.value for x in study().editions], default=study().editions[0].value)
    add_scenario_options(command, lang)
    command.add_argument("--statuses", default=",".join(STATUSES), help=say("briefing.cli_statuses", lang))
    command.add_argument("--layers", default="provinces,places,projects", help=say("briefing.cli_layers", lang))
    for name in TYPED:
        command.add_argument(f"--{name}", default="", free=True, help=say(f"briefing.cli_{name}", lang))
    command.add_argument("--date", default="", help=say("briefing.cli_date", lang))
    add_official_options(command, lang)
    command.add_argument("--facts", action="store_true", help=say("briefing.cli_facts", lang))


def _add_paper(command: argparse.ArgumentParser, lang: Lang) -> None:
    command.add_argument("--format", choices=list(MAP_FORMATS), default="", help=say("briefing.cli_format", lang))
    command.add_argument("--paper", choices=sorted(PAPERS), default="A4")
    command.add_argument("--orientation", choices=["landscape", "portrait"], default="landscape")
    low, high = RESOLUTIONS
    command.add_argument("--dpi", type=int, default=300, help=f"{low}–{high}")
    command.add_argument("--grey", action="store_true", help=say("briefing.cli_grey", lang))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make one file; 0 if it worked, 2 with one sentence on stderr if the input cannot be used, 130 if it was stopped."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    lang = language(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stoppable(lambda: _run(given, lang), lang)


def _run(given: list[str], lang: Lang) -> int:
    try:
        options = build_parser(lang).parse_args(given)
        on_paper = Choice.PAPER in REPORT_FORMATS[options.command].choices
        done = make_sheet(options) if on_paper else make_report(options)
        sys.stdout.write(done + "\n")
    except LinkError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 2
    return 0

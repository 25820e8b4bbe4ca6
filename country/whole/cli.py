"""``lien-tinh country``: compute the whole country by blocks, and write its page."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jobs
from country.whole.blocks import work
from country.whole.critical import closures
from country.whole.page import page
from country.whole.skims import skims
from pipeline.files import write_text
from words import InputError, Lang, LinkError, Parser, called, language, say, stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 0 done, 2 the input cannot be used, 130 stopped by the user."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given)
    return stoppable(lambda: _run(given, lang), lang)


def _parser(lang: Lang) -> argparse.ArgumentParser:
    parser = Parser(prog=called("country"), description=say("national.command", lang))
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("national.help_out", lang))
    parser.add_argument("--workers", type=int, default=1, metavar="N", help=say("national.help_workers", lang))
    parser.add_argument("--page", type=Path, metavar="FILE", help=say("national.help_page", lang))
    parser.add_argument("--lang", choices=[x.value for x in Lang], default=lang.value)
    return parser


def _run(given: Sequence[str], lang: Lang) -> int:
    try:
        options = _parser(lang).parse_args(given)
        written = _done(options, lang)
    except LinkError as error:
        sys.stderr.write(error.text(lang) + "\n")
        return 2
    sys.stdout.write(say("national.written", lang, file=written) + "\n")
    return 0


def _done(options: argparse.Namespace, lang: Lang) -> Path:
    """What was written: the page, or the folder of results."""
    if options.workers < 1:
        raise InputError("country.few_workers", number=options.workers)
    if options.workers > 1 and jobs.VARIABLE not in os.environ:
        jobs.use(f"processes:{options.workers}")
    sys.stderr.write(f"{say('national.step_network', lang)} …\n")
    done = []
    for make, step in ((skims, "step_skims"), (closures, "step_closures")):
        blocks = make(options.out)

        def told(there: int, total: int, step: str = step) -> None:
            sys.stderr.write(f"{say(f'national.{step}', lang)} {there}/{total}\n")

        work(blocks, workers=options.workers, told=told)
        done.append(blocks)
    if not options.page:
        return Path(options.out)
    try:
        write_text(page(*done, lang=lang), options.page)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise InputError("errors.cannot_write", file=options.page, detail=detail) from error
    return Path(options.page)

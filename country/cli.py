"""``lien-tinh study``: build, list and delete studies of one, two or three provinces."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from country.building import build
from country.choice import notes, pair_of, units
from country.library import delete, studies, study_named
from country.pack import pack_digest
from layers import Edition
from words import InputError, Lang, LinkError, Parser, called, language, number, say, stoppable

if TYPE_CHECKING:
    from collections.abc import Sequence

_MB = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 0 done, 2 the input cannot be used, 130 stopped by the user."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given)
    try:
        options = _parser(lang).parse_args(given)
    except InputError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 2
    return stoppable(lambda: _run(options, lang), lang)


def _parser(lang: Lang) -> argparse.ArgumentParser:
    parser = Parser(prog=called("study"), description=say("country.about", lang))
    parser.add_argument("--provinces", default="", help=say("country.help_provinces", lang))
    parser.add_argument(
        "--edition",
        choices=[x.value for x in Edition],
        default=Edition.Y2022.value,
        help=say("country.help_edition", lang),
    )
    parser.add_argument("--list", action="store_true", help=say("country.help_list", lang))
    parser.add_argument("--delete", default="", metavar="NAME", help=say("country.help_delete", lang))
    parser.add_argument("--units", action="store_true", help=say("country.help_units", lang))
    parser.add_argument("--lang", choices=[x.value for x in Lang], default=lang.value)
    return parser


def _run(options: argparse.Namespace, lang: Lang) -> int:
    try:
        for line in _done(options, lang):
            sys.stdout.write(line + "\n")
    except LinkError as error:
        sys.stderr.write(error.text(lang) + "\n")
        return 2
    return 0


def _done(options: argparse.Namespace, lang: Lang) -> list[str]:
    edition = Edition(options.edition)
    if options.units:
        return [f"{unit.code} {unit.name_vi}" for unit in units(edition)]
    if options.delete:
        delete(options.delete)
        return [say("country.deleted", lang, name=options.delete)]
    if options.list:
        return listed(lang)
    if not options.provinces:
        raise InputError("country.nothing_asked")
    return _built(options.provinces, edition, lang)


def listed(lang: Lang) -> list[str]:
    """A line for each study."""
    now = pack_digest()
    lines = [
        say(
            "country.row",
            lang,
            name=one.name,
            title=one.title(lang),
            edition=one.edition.value,
            size=number(one.size / _MB, lang, decimals=1),
            digest=one.digest,
            old="" if one.pack == now else say("country.old", lang),
        )
        for one in studies()
    ]
    return lines or [say("country.none_built", lang)]


def _built(names: str, edition: Edition, lang: Lang) -> list[str]:
    pair = pair_of(names.split(","), edition)
    sys.stderr.writelines(note + "\n" for note in notes(pair, lang))

    def told(done: int, total: int, step: str) -> None:
        sys.stderr.write(f"{done + 1}/{total} {say(step, lang)} …\n")

    build(pair, told=told)
    one = study_named(pair.name)
    record = one.record
    return [
        say("country.built", lang, title=one.title(lang), edition=edition.value, folder=one.folder),
        say(
            "country.built_figures",
            lang,
            links=number(record["links"], lang),
            km=number(record["km"], lang),
            connected=number(record["connected"] * 100, lang, decimals=1),
            dropped=number(record["dropped_km"], lang),
        ),
        say("country.how_to_open", lang, name=one.name),
    ]

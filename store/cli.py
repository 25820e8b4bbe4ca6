"""``lien-tinh store``: the database of an office, for who looks after it; works go in from files and out to files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from words import InputError, Lang, LinkError, Parser, language, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from store.shared import SharedStore
    from store.work import Desk

VARIABLE: Final = "LIEN_TINH_DATABASE"
_TASKS: Final = ("migrate", "check", "import", "export", "works", "audit", "member")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; the exit code: 0 done, 1 could not be done whole, 2 not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _options(given, lang)
    except InputError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 2
    try:
        lines = list(_done(options, lang))
    except LinkError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _options(given: Sequence[str], lang: Lang) -> argparse.Namespace:
    options = _parser(lang).parse_args(given)
    if not options.database:
        raise InputError("store.no_database", variable=VARIABLE)
    return options


def _parser(lang: Lang) -> Parser:
    parser = Parser(prog="lien-tinh store", description=say("store.cli_about", lang))
    parser.add_argument("task", choices=_TASKS, help=say("store.cli_task", lang))
    parser.add_argument(
        "--database", default=os.environ.get(VARIABLE, ""), help=say("store.cli_database", lang, variable=VARIABLE)
    )
    parser.add_argument("--folder", type=Path, help=say("store.cli_folder", lang))
    parser.add_argument("--workspace", default="office", help=say("store.cli_workspace", lang))
    parser.add_argument("--account", default="", help=say("store.cli_account", lang))
    parser.add_argument(
        "--role", choices=["none", "viewer", "editor", "owner"], default="viewer", help=say("store.cli_role", lang)
    )
    parser.add_argument("--lang", choices=[one.value for one in Lang], help=say("doctor.cli_lang", lang))
    return parser


def _done(options: argparse.Namespace, lang: Lang) -> Iterator[str]:
    """Do a task; what it tells, line by line."""
    from store import database  # noqa: PLC0415 - help needs no driver

    if options.task == "migrate":
        taken = database.migrate(options.database)
        yield say("store.migrated" if taken else "store.current", lang, steps=", ".join(taken))
    elif options.task == "check":
        yield say("store.good", lang, version=database.checked(options.database))
    elif options.task == "audit":
        yield from _audit(options, lang)
    elif options.task == "member":
        yield from _member(options, lang)
    else:
        shared = _shared(options)
        if options.task == "import":
            yield from _brought_in(shared, options.folder, lang)
        elif options.task == "export":
            yield from _put_out(shared, options.folder, lang)
        else:
            yield from (f"{work.name}\t{work.version}\t{work.saved_by}\t{work.title}" for work in shared.listed())


def _shared(options: argparse.Namespace) -> SharedStore:
    from store.shared import SharedStore  # noqa: PLC0415

    return SharedStore(_desk(options))


def _desk(options: argparse.Namespace) -> Desk:
    """Who runs a command on the server may all: the database itself let them in."""
    from store.work import Desk, Role, Who  # noqa: PLC0415

    return Desk(options.database, Who(name="lien-tinh store", role=Role.OWNER), options.workspace)


def _brought_in(shared: SharedStore, folder: Path | None, lang: Lang) -> Iterator[str]:
    """Every file of a library that the database has not; what another edition holds there already stays as it is."""
    from store.files import FileStore  # noqa: PLC0415

    files = FileStore(folder=folder)
    for work in reversed(files.listed()):
        try:
            found = files.load(work.name)
            if found.faults:
                raise found.faults[0]
            kept = shared.keep(work.name, work.name.removesuffix(".gpkg"), found.own, opened=None)
        except LinkError as fault:
            yield say("store.not_imported", lang, file=work.name, reason=fault)
        else:
            yield say("store.imported", lang, file=kept.name)


def _put_out(shared: SharedStore, folder: Path | None, lang: Lang) -> Iterator[str]:
    """Every work as a file of a library; a file that says something else stays as it is."""
    from store.files import FileStore  # noqa: PLC0415

    files = FileStore(folder=folder)
    for work in reversed(shared.listed()):
        try:
            files.take(work.name, shared.load(work.name).own)
        except LinkError as fault:
            yield say("store.not_exported", lang, file=work.name, reason=fault)
        else:
            yield say("store.exported", lang, file=work.name)


def _audit(options: argparse.Namespace, lang: Lang) -> Iterator[str]:
    from store.audit import acts, told  # noqa: PLC0415

    for act in acts(options.database):
        yield f"{act.at:%Y-%m-%d %H:%M:%S}\t{act.account}\t{act.workspace}\t{told(act, lang)}"


def _member(options: argparse.Namespace, lang: Lang) -> Iterator[str]:
    """Give an account a role, or list all."""
    from store.members import members, set_role  # noqa: PLC0415
    from store.work import Role  # noqa: PLC0415

    desk = _desk(options)
    if options.account:
        set_role(desk, options.account, None if options.role == "none" else Role(options.role))
    for account, role in members(desk).items():
        yield f"{account}\t{say(f'store.role_{role}', lang)}"

"""``lien-tinh doctor``: what this machine has, line by line; 1 if something is missing that the program needs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Final

from doctor.checks import Finding, State, findings
from words import InputError, Lang, Parser, language, number, say

_PORT: Final = 8501


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask everything and print it; the exit code: 0 all is there, 1 something is missing, 2 not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parser(lang).parse_args(given)
    except InputError as fault:
        sys.stderr.write(fault.text(lang) + "\n")
        return 2
    found = list(findings(port=options.port))
    langs = [Lang(options.lang)] if options.lang else list(Lang)
    sys.stdout.write(_as_json(found) if options.json else "".join(_told(f, langs) for f in found))
    return int(any(f.state is State.FAULT for f in found))


def _parser(lang: Lang) -> Parser:
    parser = Parser(prog="lien-tinh doctor", description=say("doctor.about", lang))
    parser.add_argument("--lang", choices=[x.value for x in Lang], help=say("doctor.cli_lang", lang))
    parser.add_argument("--port", type=int, default=_PORT, between=(1, 65535), help=say("doctor.cli_port", lang))
    parser.add_argument("--json", action="store_true", help=say("doctor.cli_json", lang))
    return parser


def _told(finding: Finding, langs: Sequence[Lang]) -> str:
    """A finding in words, a line a language."""
    lines = []
    for lang in langs:
        values = {k: number(v, lang, decimals=1) if isinstance(v, float) else v for k, v in finding.values.items()}
        mark = f"[{say(f'doctor.state_{finding.state}', lang)}]"
        lines.append(f"{mark} {say(f'doctor.{finding.key}', lang, **values)}\n")
    return "".join(lines)


def _as_json(found: Sequence[Finding]) -> str:
    records = [{"check": f.key, "state": f.state.value, **f.values} for f in found]
    return json.dumps(records, ensure_ascii=False, indent=1, default=str) + "\n"

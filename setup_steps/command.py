"""The words after ``python run.py`` and the order of the steps."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO, Final

from setup_steps.environment import ROOT, child_env, ensure_venv, system_failure, venv_python
from setup_steps.folders import require_short_path
from setup_steps.leaflet import install_leaflet
from setup_steps.packages import CLUSTER, OFFICE, RUN_TIME, TESTING, install
from setup_steps.server import DATABASE, Wish, start
from setup_steps.speech import SetupError, complain, tell
from setup_steps.wheels import archive, fill_wheels, found_wheels
from words import Lang, say

_LINT: Final = (("ruff", "check", "."), ("ruff", "format", "--check", "."))
_MOST_WORKERS: Final = 64
_MOST_PAGES: Final = 16
_TYPES: Final = ("mypy",)
_PYTEST: Final = (
    "pytest",
    "-n",
    str((os.cpu_count() or 1) + 1),  # those that drive a browser mostly wait
    "--dist",
    "loadfile",
    "--no-loadscope-reorder",
)  # a file's tests share what is slow to make


# tests start some hundred processes, each would compile the program
_NOTHING_COMPILED: Final = "PYTHONDONTWRITEBYTECODE"


def run(arguments: list[str]) -> int:
    """Do what was asked; the exit code: 0 done, 1 could not be done, 2 not understood."""
    try:
        options, rest = _options(arguments)
        require_short_path()
        if options.task == "test":
            return _test(rest)
        if options.task == "wheels":
            return _wheels()
        if options.task == "doctor":
            return _doctor(rest)
        _prepare(cluster=bool(options.scheduler), office=bool(options.database))
        return start(_wish(options))
    except SetupError as error:
        complain(error)
    except OSError as error:
        complain(system_failure(error))
    except KeyboardInterrupt:
        tell("setup.stopped")
    return 1


def _options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """What was asked, and the words that belong to pytest."""
    parser = argparse.ArgumentParser(prog="run.py", description=_both("about"), allow_abbrev=False)
    parser.add_argument(
        "task", nargs="?", choices=("start", "test", "wheels", "doctor"), default="start", help=_both("task")
    )
    parser.add_argument("--port", type=int, help=_both("port"))
    parser.add_argument("--lan", action="store_true", help=_both("lan"))
    parser.add_argument("--study", default="", help=_both("study"))
    parser.add_argument("--library", action="store_true", help=_both("library"))
    parser.add_argument("--no-browser", action="store_true", help=_both("no_browser"))
    parser.add_argument("--no-token", action="store_true", help=_both("no_token"))
    parser.add_argument("--host-name", action="append", default=[], help=_both("host_name"))
    parser.add_argument("--frame-in", action="append", default=[], type=_origin, help=_both("frame_in"))
    parser.add_argument("--behind-proxy", action="store_true", help=_both("behind_proxy"))
    parser.add_argument("--scheduler", type=_scheduler, help=_both("scheduler"))
    parser.add_argument("--workers", type=_count, help=_both("workers"))
    parser.add_argument("--pages", type=_page_count, default=1, help=_both("pages"))
    parser.add_argument("--database", default=os.environ.get(DATABASE, ""), type=_database, help=_both("database"))
    parser.add_argument("--login", action="store_true", help=_both("login"))
    if arguments[:1] in (["test"], ["doctor"]):  # everything after it is theirs
        return parser.parse_args(arguments[:1]), arguments[1:]
    return parser.parse_args(arguments), []


def _wish(options: argparse.Namespace) -> Wish:
    return Wish(
        port=options.port,
        lan=options.lan,
        library=options.library,
        study=options.study,
        browser=not options.no_browser,
        token=not (options.no_token or options.login),
        names=options.host_name,
        frames=options.frame_in,
        proxy=options.behind_proxy,
        scheduler=options.scheduler or "",
        workers=options.workers,
        pages=options.pages,
        database=options.database,
        login=options.login,
    )


def _origin(text: str) -> str:
    """Scheme, host and port of a page, as the option wants them."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::\d+)?", text):
        raise argparse.ArgumentTypeError(_both("frame_in"))
    return text


def _scheduler(text: str) -> str:
    """Where a dask scheduler listens, as the option wants it."""
    if text != "local" and not re.fullmatch(r"(?:tcp|tls)://[A-Za-z0-9.-]+:\d+", text):
        raise argparse.ArgumentTypeError(_both("scheduler"))
    return text


def _database(text: str) -> str:
    """Where the shared database is, as the option wants it."""
    if text and not re.fullmatch(r"postgres(?:ql)?://\S+", text):
        raise argparse.ArgumentTypeError(_both("database"))
    return text


def _count(text: str, *, option: str = "workers", most: int = _MOST_WORKERS) -> int:
    """A number of processes."""
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(_both(option))
    return int(text)


def _page_count(text: str) -> int:
    """A number of processes that answer pages."""
    return _count(text, option="pages", most=_MOST_PAGES)


def _both(key: str) -> str:
    return " / ".join(say(f"setup.help_{key}", lang) for lang in Lang)


def _prepare(*, cluster: bool, office: bool) -> None:
    """Everything the program needs at run time, from ``wheels/`` if that lies beside ``run.py``."""
    wheels = found_wheels()
    ensure_venv()
    install(CLUSTER if cluster else RUN_TIME, wheels=wheels)
    if office:
        install(OFFICE, wheels=wheels)
    install_leaflet(archive=archive(wheels))


def _test(pytest_arguments: list[str]) -> int:
    """Lint, types, tests; 1 if any of them fails.

    Types are checked beside the tests, which often wait for a browser; what they tell comes last.
    """
    wheels = found_wheels()
    ensure_venv()
    install(TESTING, wheels=wheels, only_wheels=False, compiled=False)
    install_leaflet(archive=archive(wheels))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        types = _started(_TYPES, output=told)
        try:
            codes = [_started(words).wait() for words in (*_LINT, (*_PYTEST, *pytest_arguments))]
            codes.append(types.wait())
        finally:
            types.kill()
        told.seek(0)
        print(told.read(), end="", flush=True)  # noqa: T201 - the console is the interface here
    return int(any(codes))


def _started(words: Sequence[str], *, output: IO[str] | None = None) -> subprocess.Popen[bytes]:
    """A tool of the environment under way, its words to the console or into a file."""
    tell("setup.checking", what=" ".join(words))
    command = [str(venv_python()), "-m", *words]
    env = {name: text for name, text in child_env().items() if name != _NOTHING_COMPILED}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output and subprocess.STDOUT)  # noqa: S603


def _doctor(arguments: list[str]) -> int:
    """What the machine has; installs nothing.

    Raises
    ------
    SetupError
        If nothing is installed yet.
    """
    if not venv_python().is_file():
        raise SetupError("setup.not_installed")
    words = [str(venv_python()), "-m", "doctor", *arguments]
    return subprocess.run(words, cwd=ROOT, env=child_env(), check=False).returncode  # noqa: S603


def _wheels() -> int:
    """Fill ``wheels/``."""
    ensure_venv()
    fill_wheels()
    return 0

"""The pinned Python packages: installed into ``.venv``, again only when the pins change."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Final

from setup_steps.environment import ROOT, VENV, child_env, failure, note, require_space, venv_python
from setup_steps.speech import progress, progress_done, tell

RUN_TIME: Final = ROOT / "requirements.txt"
CLUSTER: Final = ROOT / "requirements-server.txt"
OFFICE: Final = ROOT / "requirements-office.txt"
TESTING: Final = ROOT / "requirements-dev.txt"
_PACKAGE: Final = re.compile(r"^(?:Collecting|Processing) (?:\S*[/\\])?([A-Za-z0-9._]+(?:-[A-Za-z_.]+)*)")
CHECKED: Final = ("--require-hashes", "--only-binary", ":all:", "--progress-bar", "off")  # no code of a package runs
_PIP: Final = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "3")


def install(requirements: Path, *, wheels: Path | None = None, only_wheels: bool = True, compiled: bool = True) -> None:
    """Install a file of pins into ``.venv`` unless the stamp says that it is done.

    Parameters
    ----------
    requirements
        ``RUN_TIME``, ``CLUSTER``, ``OFFICE`` or ``TESTING``.
    wheels
        A folder filled by ``python run.py wheels``, if there is one.
    only_wheels
        With ``wheels``: ask no index at all.
    compiled
        Compile every module now, which takes half a minute; else Python does it where one is first used.

    Every file is held to the hashes that stand below its pin, wherever it comes from.

    Raises
    ------
    SetupError
        If pip fails: no network, no disk, a package missing in ``wheels``, a file that is not the one pinned.
    """
    stamp = VENV / f"installed-{requirements.stem}.txt"
    digest = pins_digest(requirements)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    require_space()
    tell("setup.installing", file=requirements.name)
    source = ["--find-links", str(wheels)] if wheels else []
    if wheels and only_wheels:
        source.append("--no-index")
    if not compiled:
        source.append("--no-compile")
    otherwise = "setup.wheels_incomplete" if "--no-index" in source else "setup.packages_failed"
    pip(["install", *CHECKED, *source, "-r", str(requirements)], otherwise=otherwise)
    stamp.write_text(digest, encoding="utf-8")


def pins_digest(requirements: Path) -> str:
    """SHA-256 over a file of pins and the files it includes with ``-r``; line ends do not count."""
    text = requirements.read_text(encoding="utf-8")
    included = [requirements.parent / name for name in re.findall(r"^-r\s+(\S+)", text, flags=re.MULTILINE)]
    return hashlib.sha256("".join([text, *map(pins_digest, included)]).encode()).hexdigest()


def pip(arguments: list[str], *, otherwise: str) -> None:
    """Run the environment's pip, its output in the log and the package's name on the console.

    Raises
    ------
    SetupError
        If it fails, with the sentence that fits its output, else ``otherwise``.
    """
    command = [str(venv_python()), *_PIP, *arguments]
    lines = []
    with subprocess.Popen(  # noqa: S603 - the program's own interpreter
        command,
        cwd=ROOT,
        env=child_env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if found := _PACKAGE.match(line):
                progress(found[1])
    progress_done()
    output = "".join(lines)
    note(output)
    if process.returncode:
        raise failure(output, otherwise=otherwise)

"""The program's own Python environment, ``.venv`` beside ``run.py``."""

from __future__ import annotations

import errno
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from setup_steps.speech import SetupError, tell

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
LOG: Final = ROOT / "var" / "setup.log"
NEEDED_GB: Final = 1.5  # measured: 1.2 GB with the test tools, and room for the downloads

# what pip names below its sentence on hashes
_ACCUSED: Final = re.compile(r"(?:do not match the hashes|in --require-hashes mode)[^\n]*\n\s*([\w.-]+)", re.IGNORECASE)
_SIGNS: Final = (
    ("setup.no_disk", ("no space left", "errno 28", "winerror 112", "enospc", "disk quota")),
    ("setup.damaged_download", ("eintegrity",)),
    ("setup.wrong_hash", ("do not match the hashes",)),
    ("setup.no_hash", ("in --require-hashes mode",)),
    (
        "setup.no_network",
        (
            "newconnectionerror",
            "name resolution",
            "getaddrinfo",
            "connection refused",
            "network is unreachable",
            "timed out",
            "proxyerror",
            "sslerror",
            "connectionreseterror",
            "enotfound",
            "eai_again",
            "econnrefused",
            "econnreset",
            "etimedout",
            "connection broken",
        ),
    ),
)


def venv_python() -> Path:
    """The interpreter inside ``.venv``."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def child_env() -> dict[str, str]:
    """The environment of every process started here: UTF-8 everywhere, no projection grids fetched."""
    return os.environ | {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8", "PROJ_NETWORK": "OFF"}


def ensure_venv() -> None:
    """Make ``.venv`` if it is missing, broken, or of another Python than the one running.

    Raises
    ------
    SetupError
        If this Python lacks ``venv`` or ``ensurepip``, or the folder cannot be written.
    """
    if _venv_works():
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        raise SetupError("setup.no_venv", version=version)
    require_space()
    tell("setup.making_venv", version=version)
    run_logged([sys.executable, "-m", "venv", "--clear", str(VENV)], otherwise="setup.venv_failed")


def _venv_works() -> bool:
    """Whether the interpreter in ``.venv`` runs, has pip and is of this version."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    question = "import sys, importlib.util as u; print('%d.%d' % sys.version_info[:2], u.find_spec('pip') is not None)"
    try:
        answer = subprocess.run(  # noqa: S603 - the program's own interpreter
            [venv_python(), "-c", question], capture_output=True, text=True, check=True, env=child_env()
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.split() == [wanted, "True"]


def require_space() -> None:
    """Raise SetupError if the disk of the program's folder has less than ``NEEDED_GB`` free."""
    free_gb = shutil.disk_usage(ROOT).free / 1e9
    if free_gb < NEEDED_GB:
        raise SetupError("setup.no_disk", needed=NEEDED_GB, folder=ROOT)


def run_logged(command: list[str], *, otherwise: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a step quietly, its output in ``var/setup.log``.

    Raises
    ------
    SetupError
        If it fails: no network, no disk, or the sentence ``otherwise``.
    """
    done = subprocess.run(  # noqa: S603 - commands of this package
        command, cwd=cwd, env=env or child_env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    output = done.stdout.decode("utf-8", errors="replace")
    note(output)
    if done.returncode:
        raise failure(output, otherwise=otherwise)


def note(output: str) -> None:
    """Append the output of a step to ``var/setup.log``."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(output)


def failure(output: str, *, otherwise: str) -> SetupError:
    """The error whose sentence fits what a failed step printed."""
    text = output.lower()
    for key, signs in _SIGNS:
        if any(sign in text for sign in signs):
            accused = _ACCUSED.search(output)
            return SetupError(key, needed=NEEDED_GB, folder=ROOT, name=accused[1] if accused else "?", log=_log())
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return SetupError(otherwise, detail=lines[-1] if lines else "?", log=_log())


def _log() -> str:
    return LOG.relative_to(ROOT).as_posix()


def system_failure(error: OSError) -> SetupError:
    """The error whose sentence fits a refusal of the operating system."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return SetupError("setup.no_disk", needed=NEEDED_GB, folder=ROOT)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupError("setup.not_writable", folder=error.filename or ROOT)
    return SetupError("setup.system_refused", detail=error)

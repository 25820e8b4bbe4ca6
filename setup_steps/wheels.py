"""The folder ``wheels/``: everything needed to install on a machine without internet."""

from __future__ import annotations

import platform
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Final

from setup_steps.environment import ROOT, require_space
from setup_steps.folders import fresh_folder, put_in_place
from setup_steps.leaflet import TARGET, install_leaflet
from setup_steps.packages import CHECKED, RUN_TIME, pip
from setup_steps.speech import SetupError, tell

WHEELS: Final = ROOT / "wheels"
_SYSTEM: Final = "system.txt"
_ARCHIVE: Final = "map-assets"


def this_system() -> str:
    """Python version and platform that compiled packages are made for: ``3.13 win-amd64``."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {sysconfig.get_platform()}"


def found_wheels() -> Path | None:
    """The folder ``wheels/`` if it lies beside ``run.py`` and was filled for this system.

    Raises
    ------
    SetupError
        If it was filled for another Python or another platform.
    """
    if not (WHEELS / _SYSTEM).is_file():
        return None
    made_for = (WHEELS / _SYSTEM).read_text(encoding="utf-8").strip()
    if made_for != this_system():
        raise SetupError("setup.wheels_other_system", made_for=made_for, here=this_system())
    return WHEELS


def archive(wheels: Path | None) -> Path | None:
    """The map assets inside ``wheels``."""
    return wheels / f"{_ARCHIVE}.zip" if wheels else None


def fill_wheels() -> None:
    """Download the pinned packages and the map assets for this system into ``wheels/``."""
    require_space()
    install_leaflet()
    tell("setup.filling_wheels", system=f"{platform.system()}, Python {this_system().split()[0]}")
    with fresh_folder("wheels") as folder:
        fresh = folder / WHEELS.name
        fresh.mkdir()
        _download(fresh)
        put_in_place(fresh, WHEELS)
    size_mb = sum(path.stat().st_size for path in WHEELS.iterdir()) / 1e6
    tell("setup.wheels_filled", count=len(list(WHEELS.glob("*.whl"))), size=f"{size_mb:.0f}")


def _download(fresh: Path) -> None:
    pip(
        ["download", *CHECKED, "--dest", str(fresh), "-r", str(RUN_TIME)],
        otherwise="setup.packages_failed",
    )
    shutil.make_archive(str(fresh / _ARCHIVE), "zip", TARGET)
    (fresh / _SYSTEM).write_text(this_system(), encoding="utf-8")

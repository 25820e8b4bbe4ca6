"""Folders that are put in place whole, or not at all; and a path short enough for Windows."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from setup_steps.environment import ROOT
from setup_steps.speech import SetupError

_VAR: Final = ROOT / "var"
_TRIES: Final = 12
_PAUSE_S: Final = 0.25  # a scanner of viruses lets go of a new file within a second or two
_MAX_PATH: Final = 259  # characters of a path on Windows, unless it was told otherwise
DEEPEST: Final = 141  # characters of the longest path below the program's folder, once installed


@contextlib.contextmanager
def fresh_folder(name: str) -> Iterator[Path]:
    """An empty folder below ``var/``, on the disk of the program; what is left in it is removed at the end."""
    _VAR.mkdir(exist_ok=True)
    for old in _VAR.glob(f"new-{name}-*"):  # of an installation that was interrupted
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=_VAR, prefix=f"new-{name}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def put_in_place(fresh: Path, target: Path) -> None:
    """Put a finished folder where another may be.

    The old one is moved away first: on Windows a file that another program holds open cannot be removed,
    and a move onto a folder that is still there would end up inside it.

    Raises
    ------
    SetupError
        If another program holds a file of the old folder open; that one then stays as it was.
    """
    target.parent.mkdir(exist_ok=True)
    with fresh_folder("old") as aside:
        if target.exists():
            _patiently(lambda: target.rename(aside / target.name), target)
        try:
            _patiently(lambda: fresh.rename(target), target)
        except BaseException:
            if (aside / target.name).exists() and not target.exists():
                (aside / target.name).rename(target)
            raise


def require_short_path(root: Path = ROOT, *, windows: bool = os.name == "nt") -> None:
    """Raise SetupError if on Windows the program lies so deep that its files could not be installed."""
    most = _MAX_PATH - 1 - DEEPEST
    if windows and len(str(root)) > most:
        raise SetupError("setup.path_too_long", folder=root, length=len(str(root)), most=most)


def _patiently(move: Callable[[], object], folder: Path) -> None:
    """Move, again while another program is in the way."""
    for left in reversed(range(_TRIES)):
        try:
            move()
        except PermissionError as error:
            if not left:
                raise SetupError("setup.folder_held", folder=folder) from error
            time.sleep(_PAUSE_S)
        else:
            return

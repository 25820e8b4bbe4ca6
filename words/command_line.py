"""What every command line does alike: a file appears whole or not at all, and who stops a command is answered by one sentence."""

from __future__ import annotations

import contextlib
import shutil
import sys
from typing import TYPE_CHECKING, Final

from words.errors import InputError
from words.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STOPPED: Final = 130  # the exit code of a command that was interrupted, as shells have it


def require_folder(path: Path) -> None:
    """Check that the folder of a file to be written is there.

    Raises
    ------
    InputError
        If it is not; told before long work begins.
    """
    if not path.parent.is_dir():
        raise InputError("errors.no_folder", folder=path.parent)


@contextlib.contextmanager
def whole_file(path: Path, *, added: bool = False) -> Iterator[Path]:
    """A file beside the one asked for, put in its place when all is written; whatever happens before, nothing is left of it.

    Parameters
    ----------
    added
        Whether what is there already stays and more is written into it.

    Raises
    ------
    InputError
        If the folder is missing or not writable, or the disk is full.
    """
    require_folder(path)
    beside = path.with_name(f"{path.stem}.part{path.suffix}")
    try:
        beside.unlink(missing_ok=True)
        if added and path.exists():
            shutil.copyfile(path, beside)
        yield beside
        beside.replace(path)
    except OSError as cause:
        raise InputError("errors.cannot_write", file=path, detail=cause.strerror or type(cause).__name__) from cause
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def stoppable(run: Callable[[], int], lang: Lang) -> int:
    """Run a command; its exit code, or one sentence and 130 where the user stopped it (Ctrl-C)."""
    try:
        return run()
    except KeyboardInterrupt:
        sys.stderr.write("\n" + say("errors.stopped", lang) + "\n")
        return STOPPED

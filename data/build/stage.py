"""A folder built beside the old one, which it replaces at the end or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from words.errors import InputError


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A copy of ``folder`` to build in; it takes the folder's place when the block ends well.

    If the block raises, the copy is thrown away and ``folder`` stays as it was to the last byte.

    Raises
    ------
    InputError
        If the folder cannot be moved.
    """
    fresh, old = (folder.with_name(f"{folder.name}.{word}") for word in ("new", "old"))
    if old.exists() and not folder.exists():  # the last build ended between taking the one away and setting the other
        old.rename(folder)
    for left_over in (fresh, old):  # of a build that was broken off
        shutil.rmtree(left_over, ignore_errors=True)
    if folder.exists():
        shutil.copytree(folder, fresh)
    try:
        yield fresh
        _replace(folder, fresh, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _replace(folder: Path, fresh: Path, old: Path) -> None:
    """Put ``fresh`` in the place of ``folder``, which goes to ``old``; where that fails it stands as before."""
    try:
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    except OSError as error:  # Windows moves no folder of which a program holds a file
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise InputError("build.not_replaced", folder=folder) from error

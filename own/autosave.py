"""What was entered and not yet saved, kept beside the program so that a reloaded page has it again.

One file for each state of the data, named by its digest; the latest few stay. Who asks must know the
digest: the address of the page holds it.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from own import library
from own.file import read_file, write_file
from words.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from layers.own import OwnData

FOLDER: Final = library.FOLDER / "auto"
KEPT: Final = 12  # states; a drawing of an afternoon takes back the last few steps


def keep(own: OwnData, folder: Path = FOLDER) -> None:
    """Keep this state of the data and drop the oldest.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    file = f"{own.digest}.gpkg"
    if kept(own.digest, folder) is not None:
        library.touch(file, folder)
        return
    with contextlib.suppress(OSError):
        (folder / file).unlink(missing_ok=True)  # one that does not hold the data any more
    library.save(file, write_file(own), opened=None, folder=folder)
    for old in library.listed(folder)[KEPT:]:
        with contextlib.suppress(InputError):
            library.remove(old.file, opened=old.version, folder=folder, for_good=True)


def kept(digest: str, folder: Path = FOLDER) -> OwnData | None:
    """The data of this digest; ``None`` if they were not kept, or the file does not hold them any more."""
    try:
        content, _ = library.load(f"{digest}.gpkg", folder)
        own = read_file(f"{digest}.gpkg", content).own
    except InputError:
        return None
    return own if own.digest == digest else None

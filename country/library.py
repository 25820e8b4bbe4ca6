"""The studies that were built: where they lie, what each is, and taking one away."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from layers import Edition, kept_folder
from words import InputError, Lang, UnknownError

if TYPE_CHECKING:
    from pathlib import Path

RECORD: Final = "built.json"
_NAME: Final = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*_){1,3}(?:2022|2025)")


@dataclass(frozen=True)
class Built:
    """A study as it stands on the disk: ``record`` holds the figures of its checks, ``size`` its bytes."""

    name: str
    folder: Path
    edition: Edition
    titles: dict[str, list[str]]
    digest: str
    pack: str
    size: int
    record: dict[str, Any]

    def title(self, lang: Lang) -> str:
        """All provinces."""
        return " – ".join(self.titles.get(lang.value, self.titles[Lang.VI.value]))


def studies_folder() -> Path:
    """Where studies lie: beside what else the program keeps."""
    return kept_folder() / "studies"


def folder_of(name: str) -> Path:
    """The folder of a study, whether or not it exists; InputError for what is no name of one."""
    if not _NAME.fullmatch(name):
        raise InputError("country.no_name", name=name)
    return studies_folder() / name


def studies() -> tuple[Built, ...]:
    """What was built, by name; what cannot be read is left out."""
    found = studies_folder()
    folders = sorted(found.iterdir()) if found.is_dir() else []
    read = [_read(folder) for folder in folders if _NAME.fullmatch(folder.name)]
    return tuple(one for one in read if one is not None)


def study_named(name: str) -> Built:
    """A study by its name.

    Raises
    ------
    InputError
        If there is none; the sentence names those like it.
    """
    known = {one.name: one for one in studies()}
    if name not in known:
        raise UnknownError("country.no_study", name, {key: tuple(one.titles["vi"]) for key, one in known.items()})
    return known[name]


def delete(name: str) -> None:
    """Take a study away; errors as ``study_named``, and if its files cannot be deleted."""
    from pipeline.files import move_folder  # noqa: PLC0415 - needs the libraries of a build

    one = study_named(name)
    try:
        gone = one.folder.with_name(f".{name}.old")
        shutil.rmtree(gone, ignore_errors=True)
        move_folder(one.folder, gone)  # at once out of the list
        shutil.rmtree(gone)
    except OSError as error:
        raise InputError("country.not_deleted", name=name, detail=error.strerror or type(error).__name__) from error


def _read(folder: Path) -> Built | None:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        size = sum(path.stat().st_size for path in folder.iterdir())
        return Built(
            folder.name,
            folder,
            Edition(record["edition"]),
            record["titles"],
            record["digest"],
            record["pack"],
            size,
            record,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None

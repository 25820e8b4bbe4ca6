"""The command ``places``: the list of places, without the network where the world is kept on disk."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from analysis.runtime import read_header, world_file
from analysis.scenarios import Place, choose_places
from layers import Dataset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analysis.cli.wording import Row

PLACE_COLUMNS: Final = ("id", "name_vi", "name_en", "kind", "lon", "lat", "snap_m")


def load_places(folder: Path | None = None, *, cache: Path | None = None) -> Mapping[str, Place]:
    """The places of a world, without the world where it is kept on disk (``load_world``).

    Raises
    ------
    DataError
        If a file is missing or damaged.
    """
    header = read_header(world_file(Dataset.of(folder), cache))
    with contextlib.suppress(KeyError, TypeError):
        return {row["place_id"]: Place(**row) for row in header["places"]}
    from analysis.scenarios import load_world  # noqa: PLC0415 - this once

    return load_world(folder, cache=cache).places


def place_rows(places: Mapping[str, Place], *, kind: str = "") -> list[Row]:
    """Every place, or those of one kind."""
    chosen = [places[i] for i in choose_places(places, kind)] if kind else list(places.values())
    return [{"id": p.place_id} | {c: getattr(p, c) for c in PLACE_COLUMNS[1:]} | {**p.further} for p in chosen]

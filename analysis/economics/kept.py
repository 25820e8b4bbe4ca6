"""Draws made before: kept with the world and on disk by what they answer, since they take seconds and files of a briefing ask again."""

from __future__ import annotations

import contextlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from analysis.economics.appraise import Indicators
from analysis.economics.uncertainty import DRAWS, SEED, Certainty, Swing, certainty
from analysis.runtime import cache_folder, keep_newest, named, read_archive, write_archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.economics.appraise import Question
    from analysis.runtime import Arrays

_FOLDER: Final = "draws"
_MOST: Final = 120  # results of two hundred kilobytes; a server works out some sixty ahead
_NAMES: Final = tuple(field.name for field in fields(Indicators))
_ENDS: Final = ("npv_low_bn", "npv_high_bn", "low_at", "high_at")


def kept_certainty(question: Question, *, progress: Callable[[int, int], None] | None = None) -> Certainty:
    """The usual draws of a question, made once; those of a user's own world are never written to disk.

    Raises
    ------
    Exception
        Whatever ``progress`` raises; nothing is kept then.
    """
    world = question.trips.world
    digest = question.digest(world)
    path = None if world.private else named(cache_folder(_FOLDER), [digest, str(DRAWS), str(SEED)])
    return world.keep(("draws", digest), lambda: _read(path) or _made(question, path, progress))


def _made(question: Question, path: Path | None, progress: Callable[[int, int], None] | None) -> Certainty:
    found = certainty(question, progress=progress)
    if path is not None:
        with contextlib.suppress(OSError):
            write_archive(path, *_packed(found))
            keep_newest(path.parent, _MOST)
    return found


def _read(path: Path | None) -> Certainty | None:
    kept = None if path is None else read_archive(path)
    if kept is None:
        return None
    with contextlib.suppress(KeyError, ValueError):
        return _unpacked(*kept)
    return None


def _packed(found: Certainty) -> tuple[Arrays, dict[str, object]]:
    """Arrays and header of a result."""
    arrays = {name: np.asarray(getattr(found.indicators, name)) for name in _NAMES}
    ends = np.array([[getattr(s, end) for end in _ENDS] for s in found.swings]).reshape(-1, len(_ENDS))
    header = {
        "draws": found.draws,
        "seed": found.seed,
        "positive": found.positive,
        "keys": [s.key for s in found.swings],
    }
    return {**arrays, "years": found.years, "fan": found.fan, "swings": ends}, header


def _unpacked(arrays: Arrays, header: dict[str, Any]) -> Certainty:
    """What ``_packed`` took apart."""
    return Certainty(
        draws=header["draws"],
        seed=header["seed"],
        indicators=Indicators(**{name: arrays[name] for name in _NAMES}),
        positive=header["positive"],
        years=arrays["years"],
        fan=arrays["fan"],
        swings=tuple(Swing(key, *ends) for key, ends in zip(header["keys"], arrays["swings"].tolist(), strict=True)),
    )

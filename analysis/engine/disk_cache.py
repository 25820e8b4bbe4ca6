"""Engines kept on disk (``runtime.archive``) under the digest of everything they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.engine.subsets import Engine, Layer
from analysis.network import Impedance
from analysis.runtime import Arrays, cache_folder, named, read_archive, write_archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ENGINE_FOLDER: Final = cache_folder("engine")


def load_or_make_engine(parts: list[str], make: Callable[[], Engine], *, folder: Path = ENGINE_FOLDER) -> Engine:
    """The engine named by ``parts`` from disk, or made and kept.

    A folder that cannot be written is no error: the engine is then made each time.
    """
    path = named(folder, parts)
    kept = _read(path)
    if kept is not None:
        return kept
    engine = make()
    try:
        _write(path, engine)
    except OSError:
        return engine
    return engine


def _write(path: Path, engine: Engine) -> None:
    arrays: Arrays = {"base": engine.base}
    for i, layer in enumerate(engine.layers):
        arrays |= {f"terminals{i}": layer.terminals, f"table{i}": layer.table}
    needs = [sorted(x.needs) for x in engine.layers]
    write_archive(path, arrays, {"impedance": engine.impedance.value, "places": engine.places, "needs": needs})


def _read(path: Path) -> Engine | None:
    """The engine in a file, ``None`` if there is none or it is not whole."""
    kept = read_archive(path)
    if kept is None:
        return None
    arrays, header = kept
    try:
        layers = tuple(
            Layer(frozenset(needs), arrays[f"terminals{i}"], arrays[f"table{i}"])
            for i, needs in enumerate(header["needs"])
        )
        return Engine(Impedance(header["impedance"]), arrays["base"], int(header["places"]), layers)
    except (KeyError, TypeError, ValueError):
        return None

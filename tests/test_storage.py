"""Engines on disk: what is kept comes back; what is damaged is made anew, never trusted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from analysis.engine import disk_cache
from analysis.engine.subsets import Engine, Layer
from analysis.network.graph import Impedance


def engine(scale: float = 1.0) -> Engine:
    base = np.array([[0.0, 2.0, np.inf], [3.0, 0.0, 1.0], [4.0, 5.0, 0.0]]) * scale
    return Engine(Impedance.TIME, base, 1, (Layer(frozenset({"a", "link:7"}), np.array([1, 2]), base[1:, 1:]),))


def no_making() -> Engine:
    raise AssertionError("the kept engine was not used")


def same(a: Engine, b: Engine) -> bool:
    layers = zip(a.layers, b.layers, strict=True)
    return (a.base == b.base).all() and all(
        x.needs == y.needs and (x.table == y.table).all() and (x.terminals == y.terminals).all() for x, y in layers
    )


def test_what_is_kept_comes_back_under_its_own_name_only(tmp_path: Path) -> None:
    made = disk_cache.load_or_make_engine(["x"], engine, folder=tmp_path / "Sở GTVT")
    kept = disk_cache.load_or_make_engine(["x"], no_making, folder=tmp_path / "Sở GTVT")
    assert same(made, kept)
    assert kept.impedance is Impedance.TIME
    other = disk_cache.load_or_make_engine(["y"], lambda: engine(2), folder=tmp_path / "Sở GTVT")
    assert not same(other, kept)
    assert sorted(p.suffix for p in (tmp_path / "Sở GTVT").iterdir()) == [".npz", ".npz"]


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "swap"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    disk_cache.load_or_make_engine(["x"], engine, folder=tmp_path)
    path = next(tmp_path.iterdir())
    whole = path.read_bytes()
    if damage == "swap":  # a valid archive whose numbers are not those it was signed for
        with np.load(path) as file:
            arrays = {n: file[n] for n in file.files}
        arrays["base"][0, 1] = 9
        np.savez(path.with_suffix(""), **arrays)
        assert zipfile.is_zipfile(path)
    else:
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "text": b"no archive"}[damage])
    assert same(disk_cache.load_or_make_engine(["x"], engine, folder=tmp_path), engine())
    assert same(disk_cache.load_or_make_engine(["x"], no_making, folder=tmp_path), engine())


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert same(disk_cache.load_or_make_engine(["x"], engine, folder=blocked / "engine"), engine())

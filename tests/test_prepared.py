"""The world on disk: what is kept is the world itself; what is damaged or cannot be kept is joined anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from analysis.cli.places import load_places
from analysis.measures.comparison import compare_pair
from analysis.network.graph import skim
from analysis.runtime.archive import keep_newest, program_digest, read_archive, write_archive
from analysis.scenarios import loading
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.world import World
from layers.dataset import Dataset
from layers.reading import data_folder

ROOT = Path(__file__).resolve().parent.parent
AFTER = Scenario(projects=frozenset({"ring-road-4"}))
ENDS = ("dist-chon-thanh", "cap-tan-an")


@pytest.fixture(scope="module")
def joined() -> World:
    return loading.join_world(Dataset.of())


@pytest.fixture(scope="module")
def cache(joined, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the world."""
    folder = tmp_path_factory.mktemp("Sở GTVT") / "world"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "join_world", lambda _data: joined)
        load_world(cache=folder)
    return folder


def not_again(_data):
    raise AssertionError("the kept world was not used")


def same(name: str, a: object, b: object) -> None:
    """Two dataclasses of arrays are alike to the last bit."""
    if is_dataclass(a):
        for field in fields(a):
            same(f"{name}.{field.name}", getattr(a, field.name), getattr(b, field.name))
        return
    assert np.asarray(a).dtype == np.asarray(b).dtype, name
    assert np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind == "f"), name


def test_the_world_kept_is_the_world_joined(joined, cache, monkeypatch) -> None:
    monkeypatch.setattr(loading, "join_world", not_again)
    kept = load_world(cache=cache)
    for name in ("network", "links", "connectors"):
        same(name, getattr(kept, name), getattr(joined, name))
    assert list(kept.places) == list(joined.places)
    assert repr(list(kept.places.values())) == repr(list(joined.places.values()))  # NaN is like NaN
    assert kept.projects == joined.projects
    assert (kept.speeds, kept.interchanges, kept.data_digest) == (
        joined.speeds,
        joined.interchanges,
        joined.data_digest,
    )
    assert kept.urban.shape.equals_exact(joined.urban.shape)
    for world in (kept, joined):
        world._results.clear()
    assert compare_pair(kept, AFTER, *ENDS) == compare_pair(joined, AFTER, *ENDS)
    nodes = kept.nodes(list(kept.places)[:20])
    assert np.array_equal(
        skim(kept.graph(AFTER), nodes, nodes).fastest_min, skim(joined.graph(AFTER), nodes, nodes).fastest_min
    )


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "swap", "pickle", "texts", "missing"])
def test_a_damaged_file_is_joined_anew(joined, cache, monkeypatch, tmp_path, damage) -> None:
    folder = shutil.copytree(cache, tmp_path / "world")
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    if damage in {"cut", "empty", "text"}:
        path.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "text": b"no archive"}[damage])
    elif damage == "swap":  # a valid archive whose numbers are not those it was signed for
        with np.load(path) as file:
            arrays = {n: file[n] for n in file.files}
        arrays["network.to_m"] = arrays["network.to_m"] + 1
        np.savez(path.with_suffix(""), **arrays)
    elif damage == "pickle":
        np.savez(path.with_suffix(""), header=np.array([{"places": []}], dtype=object), allow_pickle=True)
    else:  # signed, and yet no world
        arrays, header = read_archive(path)
        if damage == "texts":
            header["texts"] = {}
            arrays.pop("network.roads.ref")
        else:
            header.pop("places")
        write_archive(path, arrays, {k: v for k, v in header.items() if k != "digest"})
    made = []
    monkeypatch.setattr(loading, "join_world", lambda data: made.append(data) or joined)
    assert load_world(cache=folder) is joined
    assert len(made) == 1
    monkeypatch.setattr(loading, "join_world", not_again)
    assert load_world(cache=folder).data_digest == joined.data_digest


def test_a_folder_that_cannot_be_written_is_no_fault(joined, monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(loading, "join_world", lambda _data: joined)
    assert load_world(cache=tmp_path / "file" / "world") is joined
    monkeypatch.setenv("LIEN_TINH_CACHE", "off")
    assert load_world() is joined


def test_other_data_and_another_program_are_another_world(joined, cache, monkeypatch, tmp_path) -> None:
    folder = shutil.copytree(cache, tmp_path / "world")
    geo = shutil.copytree(data_folder(), tmp_path / "geo")
    made = []
    monkeypatch.setattr(loading, "join_world", lambda data: made.append(data) or joined)
    load_world(geo, cache=folder)
    assert made == []  # the same bytes elsewhere
    speeds = geo / "speeds.csv"
    speeds.write_text(speeds.read_text(encoding="utf-8").replace("giả định", "giả thiết"), encoding="utf-8")
    load_world(geo, cache=folder)
    assert len(made) == 1
    monkeypatch.setattr("analysis.runtime.archive.program_digest", lambda: "another")
    load_world(cache=folder)
    assert len(made) == 2
    assert len(program_digest()) == 64


def test_the_oldest_worlds_go(tmp_path) -> None:
    for number in range(6):
        path = tmp_path / f"{number}.npz"
        write_archive(path, {"a": np.arange(3)}, {"n": number})
        stamp = 1_000_000_000 + number
        os.utime(path, (stamp, stamp))
    keep_newest(tmp_path, 4)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2.npz", "3.npz", "4.npz", "5.npz"]


def python(code: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE, env=os.environ | environment
    )


def test_processes_share_what_is_kept(cache, tmp_path) -> None:
    """Three processes begin at once on an empty folder; each has the whole world, and one file is left."""
    code = "from analysis import load_world; w = load_world(); print(w.data_digest, len(w.network.link), len(w.places))"
    running = [python(code, LIEN_TINH_CACHE=str(tmp_path)) for _ in range(3)]
    said = {process.communicate(timeout=300)[0] for process in running}
    world = load_world(cache=cache)
    assert said == {f"{world.data_digest} {len(world.network.link)} {len(world.places)}\n"}
    assert [p.suffix for p in (tmp_path / "world").iterdir()] == [".npz"]


def test_nothing_of_a_user_is_kept(cache) -> None:
    world = load_world(cache=cache)
    before = sorted(p.name for p in cache.iterdir())
    assert loading.extend(
        world, places=[replace(next(iter(world.places.values())), place_id="own")], own_digest="x"
    ).private
    assert sorted(p.name for p in cache.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (("places",), {"scipy", "geopandas", "pandas", "pyproj", "pyarrow", "matplotlib"}),
        (("skim", "--origins", ENDS[0], "--destinations", ENDS[1]), {"geopandas", "pandas", "pyarrow", "matplotlib"}),
    ],
)
def test_a_command_waits_for_nothing_it_does_not_need(cache, arguments, heavy) -> None:
    code = f"import sys; from analysis.cli.commands import main; assert main({list(arguments)!r}) == 0; print('\\n' + ' '.join(sys.modules))"
    out = python(code, LIEN_TINH_CACHE=str(cache.parent)).communicate(timeout=300)[0]
    assert heavy & set(out.splitlines()[-1].split()) == set()


def test_the_list_of_places_is_that_of_the_world(joined, cache, monkeypatch, tmp_path) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("analysis.scenarios.loading.load_world", not_again)
        assert repr(load_places(cache=cache)) == repr(dict(joined.places))
    folder = shutil.copytree(cache, tmp_path / "world")
    (path,) = folder.iterdir()
    content = bytearray(path.read_bytes())
    at = content.index(b'"places"') + 40
    content[at] ^= 1
    path.write_bytes(content)  # one bit of the header: its check sum tells
    monkeypatch.setattr(loading, "join_world", lambda _data: joined)
    assert load_places(cache=folder) is joined.places


def test_an_archive_holds_names_that_json_can_hold(tmp_path) -> None:
    write_archive(tmp_path / "a.npz", {"x": np.array([1.5, np.nan])}, {"name": "Tây Ninh"})
    arrays, header = read_archive(tmp_path / "a.npz")
    assert header["name"] == "Tây Ninh"
    assert np.isnan(arrays["x"][1])
    assert zipfile.is_zipfile(tmp_path / "a.npz")
    assert json.loads(json.dumps(header))

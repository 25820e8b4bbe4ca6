"""An extract that cannot be used, a build that breaks off: clear words in both languages, and the layers as before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builds import SMALL, small_build
from drawn_osm import WAYS, osm_file

from pipeline import __main__ as build
from pipeline.files.extract import Extract
from pipeline.files.writing import staged
from words import Lang, say
from words.errors import InputError

PBF = SMALL / "osm" / "gate.osm.pbf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The small layers of the gate Mộc Bài beside the drawn extract."""
    made = tmp_path_factory.mktemp("Sở GTVT")
    small_build(made)
    osm_file(made / "gate.osm")
    return made


def bad(folder, tmp_path, capsys, *options: str, out=None) -> str:
    """What the command says to a bad input; the layers must be as before and nothing may be left over."""
    geo = out or shutil.copytree(folder / "geo", tmp_path / "geo")
    before = {path.name: path.read_bytes() for path in geo.iterdir()} if geo.exists() else {}
    assert build.main(["--out", str(geo), "--only", "roads,refit", *options]) == 2
    assert ({path.name: path.read_bytes() for path in geo.iterdir()} if geo.exists() else {}) == before
    assert sorted(path.name for path in geo.parent.iterdir() if path.is_dir()) == (["geo"] if geo.exists() else [])
    return capsys.readouterr().err


def both(key: str, **values: object) -> str:
    return "".join(f"{say(key, lang, **values)}\n" for lang in Lang)


def test_a_missing_file_and_one_that_is_no_extract(folder, tmp_path, capsys):
    nowhere = tmp_path / "nowhere.osm.pbf"
    said = bad(folder, tmp_path, capsys, "--osm", str(nowhere))
    assert said == both("build.osm_missing", file=nowhere)
    for content in (b"", b"PK\x03\x04 a zip", PBF.read_bytes()[:60], b"<?xml version='1.0'?><gpx/>"):
        nowhere.write_bytes(content)
        shutil.rmtree(tmp_path / "geo")
        said = bad(folder, tmp_path, capsys, "--osm", str(nowhere))
        assert said == both("build.osm_unreadable", file=nowhere.name)


def test_an_extract_that_is_damaged_further_on(folder, tmp_path, capsys):
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(PBF.read_bytes()[:-200])
    assert both("build.osm_unreadable", file=path.name) == bad(folder, tmp_path, capsys, "--osm", str(path))


def test_an_extract_without_date_or_with_a_wrong_one(folder, tmp_path, capsys):
    path = osm_file(tmp_path / "x.osm", head="")
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("<node ", '<node timestamp="2011-03-04T05:06:07Z" '), encoding="utf-8"
    )  # its last edit
    assert bad(folder, tmp_path, capsys, "--osm", str(path)) == both("build.osm_undated", file="x.osm")
    shutil.rmtree(tmp_path / "geo")
    assert bad(folder, tmp_path, capsys, "--osm", str(path), "--date", "31/10/2026") == both(
        "build.date_wrong", value="31/10/2026"
    )
    assert Extract.of(path, date="2026-10-30").date == "2026-10-30"


@pytest.mark.parametrize(
    ("box", "key"),
    [
        ("1,2,3", "bbox_wrong"),
        ("107,11,106,12", "bbox_wrong"),
        ("2,48,3,49", "bbox_outside"),
        ("106.0,11.2,106.1,11.3", "osm_no_roads"),
    ],
)
def test_a_box_that_cannot_be_used(folder, tmp_path, capsys, box, key):
    values = {"file": "gate.osm"} if key == "osm_no_roads" else {"value": box}
    said = bad(folder, tmp_path, capsys, "--osm", str(folder / "gate.osm"), f"--bbox={box}")
    assert said == both(f"build.{key}", **values)


def test_an_extract_without_roads(folder, tmp_path, capsys):
    path = osm_file(tmp_path / "x.osm", [way for way in WAYS if "route" in way[0] or "proposed" in way[0]])
    assert bad(folder, tmp_path, capsys, "--osm", str(path)) == both("build.osm_no_roads", file="x.osm")


def test_without_a_boundary_nobody_knows_where_vietnam_is(folder, tmp_path, capsys):
    said = bad(folder, tmp_path, capsys, "--osm", str(folder / "gate.osm"), out=tmp_path / "empty")
    assert said == both("build.no_boundary", layer="provinces_2022", folder=str(tmp_path / "empty.new"))


def test_a_build_that_breaks_off_leaves_the_old_layers(folder, tmp_path, monkeypatch):
    geo = shutil.copytree(folder / "geo", tmp_path / "geo")
    before = {path.name: path.read_bytes() for path in geo.iterdir()}

    def fail(step, context):
        (context.out / "roads.parquet").write_bytes(b"half")
        raise MemoryError

    monkeypatch.setattr(build, "run_step", fail)
    with pytest.raises(MemoryError):
        build.main(["--osm", str(folder / "gate.osm"), "--out", str(geo)])
    assert {path.name: path.read_bytes() for path in geo.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["geo"]


def test_layers_that_a_build_had_set_aside_when_it_was_ended_come_back(tmp_path):
    aside = tmp_path / "geo.old"
    aside.mkdir()
    (aside / "roads.parquet").write_bytes(b"good")
    with pytest.raises(MemoryError), staged(tmp_path / "geo"):
        raise MemoryError
    assert (tmp_path / "geo" / "roads.parquet").read_bytes() == b"good"


@pytest.mark.parametrize("held", ["geo", "geo.new"])
def test_a_folder_that_another_program_holds_is_told_and_stays(tmp_path, monkeypatch, held):
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "roads.parquet").write_bytes(b"good")
    move = Path.rename

    def rename(self, target):
        if self.name == held:
            raise PermissionError(13, "held")
        return move(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(InputError, match="Close the programs"), staged(tmp_path / "geo") as fresh:
        (fresh / "roads.parquet").write_bytes(b"new")
    assert (tmp_path / "geo" / "roads.parquet").read_bytes() == b"good"
    assert [path.name for path in tmp_path.iterdir()] == ["geo"]


@pytest.mark.parametrize("options", [[], ["--sources", "x"], ["--sources", "x", "--facts", "x", "--bbox", "1,2,3,4"]])
def test_options_that_do_not_go_together(options):
    with pytest.raises(SystemExit):
        build.main(options)

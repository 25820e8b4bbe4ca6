"""A user's own data: from columns to fields, kept in one file, and on the network like every other project."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import brought
import numpy as np
import pytest
import shapely

from intake import RefusedError, read_upload
from layers.own import OwnData, OwnPlace, OwnRoute, OwnZone, RouteFields
from layers.projects import faults, read_projects
from layers.province_lengths import km_by_province
from own import file, library, mapping
from words import Lang
from words.errors import InputError

LINE = shapely.LineString([(106.1, 11.3), (106.5, 11.4), (106.9, 11.5)])
FIELDS = RouteFields(
    "Tuyến <b>=1+1</b>", road_class="trunk", speed_kmh=80, year=2030, cost_low_bn=1.5, cost_high_bn=2.5, note="x" * 900
)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    brought.read_here(monkeypatch)


def sample() -> OwnData:
    route = OwnRoute("", FIELDS, LINE, along_m=((0.0, 1000.25), (5000.0, 6000.5)), drawn=True)
    plain = OwnRoute("", RouteFields("Hai"), shapely.LineString([(106.2, 11.1), (106.3, 11.2)]))
    place, zone = OwnPlace("", "Chợ", "", 106.4, 11.35), OwnZone("", "Vùng", "ghi chú", brought.AREA)
    return OwnData(scenarios='{"tên": "' + "ă" * 4000 + '"}').added(routes=[route, plain], places=[place], zones=[zone])


def take(content: bytes, name: str = "a.geojson", columns=None, **defaults):
    offer = read_upload(name, content)
    columns = mapping.guess(offer.columns) if columns is None else columns
    defaults = RouteFields(**{"name": "-", **defaults})
    return mapping.take(offer.placed(offer.candidates[0]), columns, defaults=defaults, file_name=offer.name)


def table(**cells) -> bytes:
    head, row = ";".join(cells), ";".join(map(str, cells.values()))
    return f"wkt;{head}\n{LINE.wkt};{row}\n".encode()


def test_headings_are_guessed_and_words_taken_in_both_languages():
    cells = {
        "Tên tuyến": "A",
        "Cấp đường": "quốc lộ, đường trục",
        "Tốc độ": "80",
        "Tình trạng": "Đang thi công",
        "Năm": 2030,
    }
    found = mapping.guess(tuple(cells))
    assert found == {
        "name": "Tên tuyến",
        "road_class": "Cấp đường",
        "speed_kmh": "Tốc độ",
        "status": "Tình trạng",
        "year": "Năm",
    }
    for status in ("Đang thi công", "under construction", "construction", "ĐANG THI CÔNG"):
        taken = take(table(ten="A", tinh_trang=status, nam=2030, chi_phi="1200,5"), "a.csv")
        fields = taken.routes[0].fields
        assert (fields.name, fields.status, fields.year) == ("A", "construction", 2030)
        assert (fields.cost_low_bn, fields.cost_high_bn) == (1200.5, 1200.5)


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"class": "đường mòn"}, "bad_word"),
        ({"speed": "nhanh"}, "not_a_number"),
        ({"speed": "500"}, "bad_number"),
        ({"lanes": "2.5"}, "not_a_number"),
        ({"cost_low": "5", "cost_high": "3"}, "bad_cost"),
        ({"cost": "inf"}, "not_a_number"),
        ({"status": "open"}, "open_needs_year"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_line(cells, key):
    with pytest.raises(RefusedError) as caught:
        take(table(ten="A", **cells), "a.csv")
    assert (caught.value.key, caught.value.spot.line) == (f"own.{key}", 2)
    assert all(caught.value.text(lang) for lang in Lang)


def test_points_lines_and_areas_become_places_routes_and_zones():
    taken = take(brought.geojson())
    assert [r.fields.name for r in taken.routes] == ["Tuyến một", "Tuyến hai"]
    assert [p.name for p in taken.places] == ["Điểm"]
    assert [z.geometry.normalize() for z in taken.zones] == [brought.AREA.normalize()]
    bow = shapely.Polygon([(106, 11), (106.1, 11.1), (106.1, 11), (106, 11.1), (106, 11)])
    assert all(z.geometry.is_valid for z in take(brought.geojson((bow,))).zones)


def test_a_route_is_a_project_without_faults_marked_as_the_users():
    project = sample().projects[0]
    assert list(faults([replace(project, group="direct", role="related")])) == []
    assert (project.group, project.role) == ("own", "own")
    assert "người dùng" in project.name_vi
    assert "user" in project.name_en
    assert project.schematic
    assert sum(s.length_km for s in project.sections if s.upgrade) == pytest.approx(2.00075)
    assert project.computed_length_km == pytest.approx(sum(s.length_km for s in project.sections))
    assert project.costs[0].low_bn_vnd == 1.5


def test_ids_are_never_given_twice_and_the_digest_names_the_content():
    data = sample()
    assert [r.id for r in data.routes] == ["own-route-1", "own-route-2"]
    less = data.without("own-route-1")
    assert [r.id for r in less.added(routes=[data.routes[0]]).routes] == ["own-route-2", "own-route-3"]
    assert data.digest == sample().digest != less.digest
    assert data == sample()
    assert hash(data) == hash(sample())
    assert OwnData().digest == ""
    assert not OwnData(scenarios="{}")
    renamed = data.changed(replace(data.places[0], name="Bến"))
    assert renamed.digest != data.digest


def test_the_file_brings_everything_back():
    for data in (sample(), OwnData(), OwnData(scenarios="{}"), sample().without("own-zone-1")):
        back = file.read_file("a.gpkg", file.write_file(data))
        assert back.digest == data.digest
        assert back.scenarios == data.scenarios
        assert back.routes == data.routes


def test_a_file_of_another_kind_or_version_is_refused(tmp_path, monkeypatch):
    with pytest.raises(RefusedError, match="no own-data file"):
        file.read_file("a.gpkg", brought.gpkg(tmp_path))
    monkeypatch.setattr(file, "VERSION", 2)
    later = file.write_file(sample())
    monkeypatch.undo()
    with pytest.raises(RefusedError, match="version 2"):
        file.read_file("a.gpkg", later)


def test_a_changed_row_is_refused_with_its_place(tmp_path):
    for column, value in (("id", "../../x"), ("road_class", "path"), ("along_m", "[[1]]"), ("id", "own-route-2")):
        path = tmp_path / f"{column}{len(value)}.gpkg"
        path.write_bytes(file.write_file(sample()))
        with sqlite3.connect(path) as database:
            # the triggers of the spatial index need functions of GDAL
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            database.execute(f"UPDATE routes SET {column} = ? WHERE id = 'own-route-1'", (value,))
        database.close()
        with pytest.raises(RefusedError) as caught:
            file.read_file("a.gpkg", path.read_bytes())
        assert caught.value.spot.layer == "routes"


def test_a_file_of_the_library_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "held.gpkg").mkdir()  # any system refuses to read it, as Windows does a file held by another program
    with pytest.raises(InputError) as told:
        library.load("held.gpkg", tmp_path)
    assert told.value.key == "own.not_read"


def test_two_windows_never_overwrite_each_other(tmp_path):
    name = library.file_of("Phương án Đông")
    assert name.startswith("phuong-an-dong-")
    first = library.save(name, b"one", opened=None, folder=tmp_path)
    second = library.save(name, b"two", opened=first, folder=tmp_path)
    with pytest.raises(InputError, match="Another window"):
        library.save(name, b"three", opened=first, folder=tmp_path)
    with pytest.raises(InputError, match="Another window"):
        library.save(name, b"four", opened=None, folder=tmp_path)
    with pytest.raises(InputError, match="Another window"):
        library.remove(name, opened=first, folder=tmp_path)
    assert library.load(name, tmp_path) == (b"two", second)
    assert [kept.file for kept in library.listed(tmp_path)] == [name]
    library.remove(name, opened=second, folder=tmp_path)
    assert library.listed(tmp_path) == ()


def test_names_never_lead_outside(tmp_path):
    for title in ("../../etc", "C:\\x", "con", "a" * 300, "…", ""):
        library.save(library.file_of(title), b"x", opened=None, folder=tmp_path / "in")
    assert {p.name for p in tmp_path.iterdir()} == {"in"}
    for name in ("../x.gpkg", "a/b.gpkg", "lock.sqlite", "A.gpkg"):
        with pytest.raises(InputError):
            library.load(name, tmp_path)


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch):
    version = library.save("a.gpkg", b"kept", opened=None, folder=tmp_path)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(library.os, "fsync", full)
    with pytest.raises(InputError, match="disk is full"):
        library.save("a.gpkg", b"new", opened=version, folder=tmp_path)
    assert library.load("a.gpkg", tmp_path) == (b"kept", version)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "lock.sqlite"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_writer_killed_in_the_middle_loses_nothing(tmp_path):
    script = (
        "import sys; from pathlib import Path; from own import library\n"
        "folder, opened, n = Path(sys.argv[1]), None, 0\n"
        "if (folder / 'a.gpkg').exists(): opened = library.load('a.gpkg', folder)[1]\n"
        "while True:\n"
        "    n += 1; opened = library.save('a.gpkg', bytes([n % 251]) * 3_000_000, opened=opened, folder=folder)\n"
        "    print(n, flush=True)\n"
    )
    root = Path(__file__).resolve().parents[1]
    for wait_s in np.linspace(0.001, 0.05, 6):
        writer = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=root, stdout=subprocess.PIPE)
        assert writer.stdout.readline()  # it has saved at least once
        time.sleep(wait_s)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        content, version = library.load("a.gpkg", tmp_path)
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
        began = time.monotonic()  # and nobody has to wait for the dead one
        library.save("a.gpkg", content, opened=version, folder=tmp_path)
        assert time.monotonic() - began < 4
    for part in tmp_path.glob("*.part"):
        os.utime(part, (0, 0))
    library.save("a.gpkg", content, opened=version, folder=tmp_path)
    assert list(tmp_path.glob("*.part")) == []


def test_a_route_is_measured_by_province_as_a_built_in_one():
    project = next(p for p in read_projects() if p.id == "hcm-chon-thanh-duc-hoa")
    found = km_by_province([s.geometry for s in project.sections])
    assert {c: round(km, 1) for c, km in found.items()} == {
        c: pytest.approx(km, abs=0.15) for c, km in project.computed_by_province_km.items() if km > 0.1
    }
    abroad = shapely.LineString([(104.9, 12.4), (105.0, 12.4)])
    assert km_by_province([abroad]) == {}

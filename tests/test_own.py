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

from intake import RefusedError, read_upload, reader
from layers.projects import faults, read_projects
from layers.user_items import MOST_ROUTES, RouteFields, UserData, UserPlace, UserRoute, UserZone, km_by_province
from user_data import autosave, fields as mapping, file, library
from user_data.meaning import guess
from words import Lang
from words.errors import InputError

LINE = shapely.LineString([(106.1, 11.3), (106.5, 11.4), (106.9, 11.5)])
FIELDS = RouteFields(
    "Tuyến <b>=1+1</b>", road_class="trunk", speed_kmh=80, year=2030, cost_low_bn=1.5, cost_high_bn=2.5, note="x" * 900
)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    brought.read_here(monkeypatch)


def sample() -> UserData:
    route = UserRoute("", FIELDS, LINE, along_m=((0.0, 1000.25), (5000.0, 6000.5)), drawn=True)
    plain = UserRoute("", RouteFields("Hai"), shapely.LineString([(106.2, 11.1), (106.3, 11.2)]))
    place, zone = UserPlace("", "Chợ", "", 106.4, 11.35), UserZone("", "Vùng", "ghi chú", brought.AREA)
    return UserData(scenarios='{"tên": "' + "ă" * 4000 + '"}').added(
        routes=[route, plain], places=[place], zones=[zone]
    )


def take(content: bytes, name: str = "a.geojson", columns=None, **defaults):
    offer = read_upload(name, content)
    columns = guess(offer.columns) if columns is None else columns
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
    found = guess(tuple(cells))
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
    ("word", "kind"),
    [("Đường chính cấp II", "secondary"), ("Primary road", "primary"), ("Quốc lộ, trục chính (theo OSM)", "trunk")],
)
def test_kinds_of_roads_are_read_as_they_are_called_and_as_they_were(word, kind):
    (route,) = take(table(ten="A", cap_duong=f'"{word}"'), "a.csv").routes
    assert route.fields.road_class == kind


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


def test_the_cost_of_a_feature_in_parts_is_borne_by_none_of_them_and_that_is_said():
    parts = shapely.MultiLineString([[(106.1, 11.3), (106.2, 11.3)], [(106.4, 11.3), (106.5, 11.3)]])
    found = take(f"wkt;ten;chi_phi\n{parts.wkt};A;1200\n{LINE.wkt};B;5\n".encode(), "a.csv")
    assert [(r.fields.name, r.fields.cost_low_bn) for r in found.routes] == [("A (1)", None), ("A (2)", None), ("B", 5)]
    assert [(fault.key, fault.spot.line) for fault in found.left_out] == [("own.shared_cost", 2)]


def test_headings_that_a_shapefile_cut_are_known_by_their_beginning():
    cut = {"Tên đư": "name", "Cấp đư": "road_class", "Tổng m": "cost_low_bn", "Tình trạ": "status", "Số làn x": "lanes"}
    found = guess([*cut])
    assert {field: found.get(field) for field in cut.values()} == {field: column for column, field in cut.items()}
    assert guess(["Trang", "Loa", "ten", "Tong cong"]) == {"name": "ten"}


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
    assert UserData().digest == ""
    assert not UserData(scenarios="{}")
    renamed = data.changed(replace(data.places[0], name="Bến"))
    assert renamed.digest != data.digest


def test_the_file_brings_everything_back():
    for data in (sample(), UserData(), UserData(scenarios="{}"), sample().without("own-zone-1")):
        opened = file.read_file("a.gpkg", file.write_file(data))
        assert opened.faults == ()
        assert opened.own.digest == data.digest
        assert opened.own.scenarios == data.scenarios
        assert opened.own.routes == data.routes


def test_the_file_remembers_which_files_things_came_from():
    own = sample()
    ids = [*own.shapes]
    kept = own.with_file("a" * 64, day="2026-11-27", items=ids[:2]).with_file("b" * 64, day="2026-11-28", items=ids)
    again = file.read_file("a.gpkg", file.write_file(kept)).own
    assert again.brought == kept.brought
    assert (again.digest, again.came_from("a" * 64)) == (own.digest, frozenset(ids[:2]))
    moved = again.changed(replace(again.places[0], lon=106.41)).without(ids[0])
    assert moved.came_from("b" * 64) == frozenset(ids) - {ids[0], again.places[0].id}
    many = own.added(places=[UserPlace("", f"P{n}", "", 106 + n / 1000, 11.3) for n in range(150)])
    many = many.with_file("c" * 64, day="2026-11-28", items=[*many.shapes])
    assert len(file.read_file("a.gpkg", file.write_file(many)).own.came_from("c" * 64)) == len(many.shapes)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"file": "a", "day": "x", "items": {}}', '{"file": "a", "day": "2026-11-28"}']
)
def test_a_line_on_files_that_was_changed_is_left_out_and_nothing_else(line, monkeypatch):
    own = sample().with_file("a" * 64, day="2026-11-28", items=["own-route-1"])
    monkeypatch.setattr(file, "_brought_lines", lambda _: [line])
    opened = file.read_file("a.gpkg", file.write_file(own))
    assert (opened.own.brought, opened.own.digest, opened.faults) == ((), own.digest, ())


def test_a_file_of_another_kind_or_version_is_refused(tmp_path, monkeypatch):
    with pytest.raises(RefusedError, match="no own-data file"):
        file.read_file("a.gpkg", brought.gpkg(tmp_path))
    monkeypatch.setattr(file, "VERSION", 2)
    later = file.write_file(sample())
    monkeypatch.undo()
    with pytest.raises(RefusedError, match="version 2"):
        file.read_file("a.gpkg", later)


def changed(path, table: str, **cells) -> file.OpenedOwn:
    """The sample's file with cells of its first row changed by another program, opened again."""
    path.write_bytes(file.write_file(sample()))
    with sqlite3.connect(path) as database:
        # the triggers of the spatial index need functions of GDAL
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for column, value in cells.items():
            database.execute(f"UPDATE {table} SET {column} = ? WHERE fid = 1", (value,))
    database.close()
    return file.read_file("a.gpkg", path.read_bytes())


@pytest.mark.parametrize(
    ("column", "value", "key", "left"),
    [
        ("id", "../../x", "own.file_id", lambda r: r.id == "own-route-3"),
        ("id", "own-route-٣", "own.file_id", lambda r: r.id == "own-route-3"),
        ("id", "own-route-" + "9" * 400, "own.file_id", lambda r: r.id == "own-route-3"),
        ("name", "", "own.file_field", lambda r: r.fields.name == "own-route-1"),
        ("name", "x" * 1_900, "own.file_field", lambda r: r.fields.name == "x" * 120),
        ("road_class", "path", "own.file_field", lambda r: r.fields.road_class == "primary"),
        ("lanes", 2_000_000_000, "own.file_field", lambda r: r.fields.lanes is None),
        ("cost_low_bn", 1e308, "own.file_field", lambda r: r.fields.cost_high_bn is None),
        ("along_m", "[[1]]", "own.file_along", lambda r: r.along_m == ()),
        ("along_m", "[[NaN, 5]]", "own.file_along", lambda r: r.along_m == ()),
        ("along_m", "[[500, 100]]", "own.file_along", lambda r: r.along_m == ()),
        ("along_m", "[[100, 1e308]]", "own.file_along", lambda r: r.along_m == ()),
        ("along_m", "[[0, 500], [400, 900], [1000, 1200]]", "own.file_along", lambda r: len(r.along_m) == 2),
        ("along_m", "[" * 1_000, "own.file_along", lambda r: r.along_m == ()),
        ("note", "ai đó sửa", "own.file_digest", lambda r: r.fields.note == "ai đó sửa"),
    ],
)
def test_a_changed_cell_is_named_with_its_place_and_the_rest_kept(tmp_path, column, value, key, left):
    opened = changed(tmp_path / "x.gpkg", "routes", **{column: value})
    told = [fault for fault in opened.faults if fault.key == key]
    assert told
    assert key == "own.file_digest" or (told[0].spot.layer, told[0].spot.feature) == ("routes", 1)
    assert all(fault.text(lang) for fault in opened.faults for lang in Lang)
    route = opened.own.routes[0]
    assert left(route)
    assert route.geometry.equals(sample().routes[0].geometry)
    assert opened.own.places == sample().places
    assert len({r.id for r in opened.own.routes}) == len(opened.own.routes) == len(sample().routes)
    assert np.isfinite([s.length_km for p in opened.own.projects for s in p.sections]).all()


def test_of_two_rows_of_one_id_the_second_gets_a_new_one(tmp_path):
    opened = changed(tmp_path / "x.gpkg", "routes", id="own-route-2")
    assert [route.id for route in opened.own.routes] == ["own-route-2", "own-route-3"]
    assert [f.spot.feature for f in opened.faults if f.key == "own.file_id"] == [2]


def test_a_thing_far_from_the_map_is_left_out_with_its_vertex(tmp_path):
    far = shapely.to_wkb(shapely.LineString([(106.1, 11.3), (16.2, 11.4)]))
    blob = b"GP\x00\x01" + (4326).to_bytes(4, "little") + far
    opened = changed(tmp_path / "x.gpkg", "routes", geom=blob)
    assert [r.id for r in opened.own.routes] == [r.id for r in sample().routes[1:]]
    text = next(f for f in opened.faults if f.key == "own.left_out").text(Lang.VI)
    assert "Đỉnh 2 (16.2, 11.4)" in text


def test_a_file_with_more_than_is_allowed_opens_as_far_as_allowed():
    route = UserRoute("", RouteFields("A"), shapely.LineString([(106.1, 11.3), (106.3, 11.4)]))
    opened = file.read_file("a.gpkg", file.write_file(UserData().added(routes=[route] * (MOST_ROUTES + 2))))
    assert len(opened.own.routes) == MOST_ROUTES
    assert [f.spot.feature for f in opened.faults if f.key == "own.file_too_many"] == [MOST_ROUTES + 1]


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
    assert library.remove(name, opened=second, folder=tmp_path)
    assert library.listed(tmp_path) == ()
    library.put_back(name, folder=tmp_path)
    assert library.load(name, tmp_path) == (b"two", second)
    with pytest.raises(InputError, match="holds no file"):
        library.put_back(name, folder=tmp_path)


def test_another_file_of_the_name_is_not_overwritten_by_putting_back(tmp_path):
    version = library.save("a.gpkg", b"old", opened=None, folder=tmp_path)
    library.remove("a.gpkg", opened=version, folder=tmp_path)
    library.save("a.gpkg", b"new", opened=None, folder=tmp_path)
    with pytest.raises(InputError, match="another file named"):
        library.put_back("a.gpkg", folder=tmp_path)
    assert library.load("a.gpkg", tmp_path)[0] == b"new"


def test_a_damaged_lock_is_made_anew(tmp_path):
    for content in (b"no database", b"SQLite format 3\x00" + bytes(84) + b"\xff" * 4_000):
        tmp_path.joinpath("lock.sqlite").write_bytes(content)
        version = library.save("a.gpkg", b"kept", opened=None, folder=tmp_path)
        library.remove("a.gpkg", opened=version, folder=tmp_path)


def test_a_lock_that_cannot_be_opened_is_not_called_another_window(tmp_path):
    tmp_path.joinpath("lock.sqlite").mkdir()
    with pytest.raises(InputError) as told:
        library.save("a.gpkg", b"x", opened=None, folder=tmp_path)
    assert told.value.key == "own.not_written"


def test_another_window_that_writes_is_waited_for_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "_WAIT_S", 0.1)
    version = library.save("a.gpkg", b"x", opened=None, folder=tmp_path)
    with library._lock(tmp_path, "a.gpkg"), pytest.raises(InputError) as told:
        library.remove("a.gpkg", opened=version, folder=tmp_path)
    assert told.value.key == "own.library_busy"


def test_the_order_is_that_of_saving_whatever_the_clock_says(tmp_path):
    for n, name in enumerate(("a.gpkg", "b.gpkg", "c.gpkg")):
        library.save(name, b"x", opened=None, folder=tmp_path)
        os.utime(tmp_path / name, (1e9 - n, 1e9 - n))  # the clock goes backwards
    assert [kept.file for kept in library.listed(tmp_path)] == ["c.gpkg", "b.gpkg", "a.gpkg"]
    library.touch("a.gpkg", tmp_path)
    assert next(kept.file for kept in library.listed(tmp_path)) == "a.gpkg"
    (tmp_path / "order.json").write_text("[1", encoding="utf-8")  # damaged: the dates of the files stand in
    assert [kept.file for kept in library.listed(tmp_path)] == ["a.gpkg", "b.gpkg", "c.gpkg"]
    library.save("d.gpkg", b"x", opened=None, folder=tmp_path)
    assert next(kept.file for kept in library.listed(tmp_path)) == "d.gpkg"


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
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "lock.sqlite", "order.json"]


def small_disk(tmp_path, kilobytes: int):
    """A folder on a disk of its own, where the system lets a test have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], check=False).returncode:
        pytest.skip("no rights to mount a small disk")
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="a file system in memory")
def test_on_a_full_disk_the_library_says_so_and_can_still_be_cleared(tmp_path):
    folder = small_disk(tmp_path, 256)
    try:
        version = library.save("a.gpkg", bytes(100_000), opened=None, folder=folder)
        (folder / "lock.sqlite").unlink()
        with pytest.raises(OSError, match="space"):
            (folder / "fill").write_bytes(bytes(400_000))
        with pytest.raises(InputError) as told:
            library.save("b.gpkg", bytes(90_000), opened=None, folder=folder)
        assert told.value.key == "own.disk_full"
        library.remove("a.gpkg", opened=version, folder=folder)
        assert [kept.file for kept in library.listed(folder)] == []
        library.save("b.gpkg", bytes(90_000), opened=None, folder=folder)  # what was removed makes room
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with pytest.raises(InputError) as told:
            library.remove("b.gpkg", opened=library.load("b.gpkg", folder)[1], folder=folder)
        assert told.value.key == "own.not_removed"
    finally:
        subprocess.run(["umount", folder], check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="a file system in memory")
def test_a_full_folder_of_temporary_files_is_told(tmp_path, monkeypatch):
    folder = small_disk(tmp_path, 120)
    try:
        with pytest.raises(OSError, match="space"):
            (folder / "fill").write_bytes(bytes(400_000))
        monkeypatch.setattr(file.tempfile, "tempdir", str(folder))
        with pytest.raises(InputError) as told:
            file.write_file(sample())
        assert told.value.key == "own.no_temporary"
        with pytest.raises(InputError) as told:
            autosave.keep(sample(), tmp_path / "auto")
        assert told.value.key == "own.no_temporary"
        with pytest.raises(RefusedError) as told:
            read_upload("a.csv", brought.csv())
        assert told.value.key == "intake.no_room"
    finally:
        monkeypatch.undo()
        subprocess.run(["umount", folder], check=False)
    assert reader._end(OSError(errno.ENOSPC, "full")) == reader.NO_ROOM


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_writer_killed_in_the_middle_loses_nothing(tmp_path):
    script = (
        "import sys; from pathlib import Path; from user_data import library\n"
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


def held_open(monkeypatch, *, times: int) -> None:
    """Have the next calls end as on Windows while another program has the file open."""
    left = [32, 5, 33, 32, 5, 32, 5, 33, 32][:times]
    replace_ = Path.replace

    def refused(path: Path, to: Path) -> Path:
        if left and to.suffix == ".gpkg":
            error = PermissionError(13, "held", str(to))
            error.winerror = left.pop()
            raise error
        return replace_(path, to)

    monkeypatch.setattr(library, "_PAUSE_S", 0.0)
    monkeypatch.setattr(Path, "replace", refused)


def test_a_file_open_in_another_program_is_named_and_saved_once_it_is_closed(tmp_path, monkeypatch):
    version = library.save("a.gpkg", b"1", opened=None, folder=tmp_path)
    with monkeypatch.context() as patch:
        held_open(patch, times=9)
        with pytest.raises(InputError) as told:
            library.save("a.gpkg", b"2", opened=version, folder=tmp_path)
    assert told.value.key == "own.held_elsewhere"
    assert library.load("a.gpkg", tmp_path) == (b"1", version)
    assert not list(tmp_path.glob("*.part"))
    with monkeypatch.context() as patch:
        held_open(patch, times=3)  # a scanner of viruses lets go after a moment
        version = library.save("a.gpkg", b"2", opened=version, folder=tmp_path)
    assert library.load("a.gpkg", tmp_path) == (b"2", version)


def test_a_folder_that_cannot_be_written_is_not_taken_for_an_open_file(tmp_path, monkeypatch):
    version = library.save("a.gpkg", b"1", opened=None, folder=tmp_path)
    monkeypatch.setattr(library.tempfile, "mkstemp", lambda **_: (_ for _ in ()).throw(PermissionError(13, "rights")))
    with pytest.raises(InputError) as told:
        library.save("a.gpkg", b"2", opened=version, folder=tmp_path)
    assert told.value.key == "own.not_written"


def test_a_number_typed_whole_and_the_same_read_from_a_file_have_one_digest():
    """What is kept on the machine is found by its digest after the page was reloaded."""

    def own(*, cost: float, year: float) -> UserData:
        told = {"cost_low_bn": cost, "cost_high_bn": cost, "year": year}
        return UserData().added(routes=[UserRoute("", RouteFields("Tuyến", **told), LINE, drawn=True)])

    typed = own(cost=2000, year=2030)
    assert typed.digest == own(cost=2000.0, year=2030.0).digest
    assert file.read_file("x.gpkg", file.write_file(typed)).own.digest == typed.digest

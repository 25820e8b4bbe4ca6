"""A shared database keeps what the file library keeps: nothing overwritten, nothing half, nobody beyond their role."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import brought
import psycopg
import pytest
import shapely
from office_database import cluster
from psycopg.conninfo import conninfo_to_dict
from test_rooms import ROOT

from layers import BroughtFile, RouteFields, UserData, UserPlace, UserRoute, UserZone
from store import Desk, FileStore, Role, SharedStore, Who
from store.audit import acts
from store.cli import main
from store.database import checked, migrate, migrations, transaction
from words import InputError, Lang

OWNER = Who(name="Lan", role=Role.OWNER)
SCENARIOS = json.dumps(
    {
        "format": "lien-tinh-scenarios",
        "version": 1,
        "assumptions": {"beta_per_min": 0.05},
        "scenarios": [
            {"key": "baseline"},
            {"key": "own-1", "name": "Ưu tiên <2030> ' \" %s", "units": ["own-route-1"]},
        ],
        "story": [{"title": "Bản đồ \\ 1", "sentence": ""}],
    }
)
LINE = shapely.LineString([(106.123456789012, 11.3), (106.2, 11.4000000000001), (106.3, 11.45)])
OWN = UserData(
    routes=(
        UserRoute(
            "own-route-1",
            RouteFields("Tuyến ‘Đức Huệ’", cost_low_bn=1200.5, cost_high_bn=1500.0, year=2030, note="dòng 1\ndòng 2"),
            LINE,
            along_m=((0.0, 1234.5678901234567),),
            drawn=True,
        ),
        UserRoute("own-route-3", RouteFields("B"), shapely.reverse(LINE)),
    ),
    places=(UserPlace("own-place-1", "Cảng", "", 106.1, 11.1),),
    zones=(UserZone("own-zone-1", "Khu A", "x", shapely.box(106, 11, 106.1, 11.1)),),
    scenarios=SCENARIOS,
    brought=(BroughtFile("abc", "2026-11-28", {"own-route-1": "d1"}),),
)


@pytest.fixture(scope="module")
def running():
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "cluster") as made:
            yield made


@pytest.fixture(scope="module")
def migrated(running):
    """A database made ready once for all tests of a file."""
    made = running.fresh()
    assert migrate(made) == [name for _, name, _ in migrations()]
    return made


@pytest.fixture
def url(migrated):
    """That database as it was made: half a second less than a copy of it."""
    with psycopg.connect(migrated) as connection:
        connection.execute("SET session_replication_role = replica")  # what is only added to is emptied all the same
        named = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'lien_tinh' AND tablename <> 'migration'"
        )
        tables = ", ".join(f"lien_tinh.{name}" for (name,) in named.fetchall())
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        connection.execute("INSERT INTO lien_tinh.workspace (name, title) VALUES ('office', 'Dùng chung')")
        connection.execute("DELETE FROM lien_tinh.migration WHERE number >= 900")
    return migrated


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """Files are read in the test's own process: half a second less for each."""
    brought.read_here(monkeypatch)


@pytest.fixture(params=["files", "database"])
def store(request, tmp_path):
    """Either store: the tests that take it hold both to one interface."""
    if request.param == "files":
        return FileStore(folder=tmp_path / "library")
    return SharedStore(Desk(request.getfixturevalue("url"), OWNER))


def equal(one: UserData, other: UserData) -> bool:
    """The same to the last digit of every coordinate."""
    shapes = [[shapely.to_wkb(x.geometry) for x in (*own.routes, *own.zones)] for own in (one, other)]
    facts = [[(r.id, r.fields, r.along_m, r.drawn) for r in own.routes] for own in (one, other)]
    texts = [json.loads(own.scenarios or "{}") for own in (one, other)]
    return (
        shapes[0] == shapes[1]
        and facts[0] == facts[1]
        and texts[0] == texts[1]
        and ((one.digest, one.places, one.brought) == (other.digest, other.places, other.brought))
    )


def test_what_is_kept_comes_back_to_the_last_digit(store):
    work = store.save("Phương án A", OWN, opened=None)
    found = store.load(work.name)
    assert equal(found.own, OWN)
    assert (found.faults, found.work.version) == ((), work.version)
    assert [w.name for w in store.listed()] == [work.name]


def test_nothing_is_overwritten_unawares(store):
    first = store.save("A", OWN, opened=None)
    theirs = store.save("A", OWN.without("own-route-3"), opened=first.version)
    assert equal(store.load(first.name, version=theirs.version).own, OWN.without("own-route-3"))
    for known in (first.version, None, "7"):
        with pytest.raises(InputError) as caught:
            store.save("A", OWN.without("own-zone-1"), opened=known)
        assert caught.value.key == "own.changed_elsewhere"
    assert equal(store.load(first.name).own, OWN.without("own-route-3"))
    mine = store.save("A", OWN.without("own-zone-1"), opened=theirs.version)
    assert mine.version != theirs.version


def test_the_work_saved_last_stands_first(store):
    names = [store.save(title, OWN, opened=None).name for title in ("A", "B", "C")]
    assert [w.name for w in store.listed()] == names[::-1]


def test_what_is_removed_can_be_put_back(store):
    work = store.save("A", OWN, opened=None)
    with pytest.raises(InputError):
        store.remove(work.name, opened="1234567890abcdef")
    assert store.remove(work.name, opened=work.version)
    assert store.listed() == ()
    with pytest.raises(InputError) as caught:
        store.load(work.name)
    assert caught.value.key == "own.library_missing"
    store.put_back(work.name)
    assert equal(store.load(work.name).own, OWN)


def test_a_viewer_reads_and_changes_nothing(url, tmp_path):
    for store, reader in (
        (SharedStore(Desk(url, OWNER)), SharedStore(Desk(url, Who(name="Ba", role=Role.VIEWER)))),
        (FileStore(folder=tmp_path), FileStore(folder=tmp_path, role=Role.VIEWER)),
    ):
        work = store.save("A", OWN, opened=None)
        assert equal(reader.load(work.name).own, OWN)
        for act in (
            lambda r=reader, w=work: r.save("A", OWN.without("own-route-3"), opened=w.version),
            lambda r=reader: r.save("B", OWN, opened=None),
            lambda r=reader, w=work: r.remove(w.name, opened=w.version),
            lambda r=reader, w=work: r.put_back(w.name),
        ):
            with pytest.raises(InputError) as caught:
                act()
            assert caught.value.key == "store.read_only"
        assert [w.version for w in store.listed()] == [work.version]


def test_who_is_no_member_sees_nothing(url):
    SharedStore(Desk(url, OWNER)).save("A", OWN, opened=None)
    stranger = SharedStore(
        Desk(url, Who("an@so.example", "An", Role.OWNER))
    )  # signed in: the workspace alone tells the role
    assert stranger.role() is None
    for act in (stranger.listed, lambda: stranger.load("a"), lambda: stranger.save("A", OWN, opened=None)):
        with pytest.raises(InputError) as caught:
            act()
        assert caught.value.key == "store.no_member"


def test_every_edition_stays_and_every_act_is_on_record(url):
    store = SharedStore(Desk(url, OWNER))
    first = store.save("A", OWN, opened=None)
    store.save("A", OWN.without("own-route-3"), opened=first.version)
    assert [w.version for w in store.editions(first.name)] == ["1"]
    assert equal(store.load(first.name, version="1").own, OWN)
    assert equal(store.load(first.name, version="2").own, OWN.without("own-route-3"))
    with pytest.raises(InputError):
        store.load(first.name, version="9")
    store.remove(first.name, opened="2")
    again = store.save("A", OWN, opened=None)
    assert again.version == "3"
    assert [(a.account, a.act) for a in acts(url)] == [
        ("Lan", "save"),
        ("Lan", "remove"),
        ("Lan", "save"),
        ("Lan", "save"),
    ]


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE audit SET act = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DELETE FROM edition",
        "UPDATE edition SET saved_by = 'x'",
    ],
)
def test_the_record_and_the_editions_are_only_added_to(url, command):
    SharedStore(Desk(url, OWNER)).save("A", OWN, opened=None)
    with pytest.raises(InputError) as caught, transaction(url) as connection:
        connection.execute(command)
    assert caught.value.key == "store.unreachable" or "only added to" in str(caught.value)
    assert len(acts(url)) == 1


def test_the_same_saved_twice_is_one_edition(url):
    store = SharedStore(Desk(url, OWNER))
    first = store.save("A", OWN, opened=None)
    assert store.save("A", OWN, opened=None).version == first.version
    assert store.editions(first.name) == ()


@pytest.mark.parametrize("begun", [False, True], ids=["new", "there"])
def test_of_two_who_save_at_once_one_is_told(url, begun):
    opened = SharedStore(Desk(url, OWNER)).save("A", OWN, opened=None).version if begun else None
    gate, told = Barrier(4), []

    def save(number: int) -> None:
        own = replace(OWN, places=(UserPlace("own-place-1", f"P{number}", "", 106.1, 11.1),))
        gate.wait()
        try:
            told.append(SharedStore(Desk(url, OWNER)).save("A", own, opened=opened).version)
        except InputError as fault:
            told.append(fault.key)

    threads = [Thread(target=save, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["2" if begun else "1"] + ["own.changed_elsewhere"] * 3


def test_from_files_and_to_files_again(url, tmp_path, capsys):
    there, back = FileStore(folder=tmp_path / "there"), tmp_path / "back"
    names = [there.save(title, own, opened=None).name for title, own in (("A", OWN), ("B", OWN.without("own-route-1")))]
    given = ("--database", url, "--lang", "en")
    assert main(["import", *given, "--folder", str(tmp_path / "there")]) == 0
    assert [w.name for w in SharedStore(Desk(url, OWNER)).listed()] == names[::-1]
    there.save("A", OWN.without("own-zone-1"), opened=there.load(names[0]).work.version)
    capsys.readouterr()
    assert main(["import", *given, "--folder", str(tmp_path / "there")]) == 0
    assert f"{names[0]} was not imported" in capsys.readouterr().out
    assert equal(SharedStore(Desk(url, OWNER)).load(names[0]).own, OWN), "what is there stays"
    for _ in range(2):
        assert main(["export", *given, "--folder", str(back)]) == 0
    assert "was not exported" not in capsys.readouterr().out
    assert equal(FileStore(folder=back).load(names[0]).own, OWN)
    assert main(["export", *given, "--folder", str(tmp_path / "there")]) == 0
    assert f"{names[0]} was not exported" in capsys.readouterr().out


def test_a_row_somebody_spoiled_is_left_out_and_told(url):
    store = SharedStore(Desk(url, OWNER))
    work = store.save("A", OWN, opened=None)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE lien_tinh.route SET road_class = 'lane' WHERE item = 'own-route-1'")
    found = store.load(work.name)
    assert [r.id for r in found.own.routes] == ["own-route-3"]
    assert "lane" in found.faults[0].text(Lang.EN)


def test_migrations_are_taken_once_and_never_from_a_later_program(url, running):
    assert migrate(url) == []
    checked(url)
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO lien_tinh.migration (number, name, digest) VALUES (900, 'x', 'x')")
    with pytest.raises(InputError) as caught:
        migrate(url)
    assert caught.value.key == "store.newer"
    with pytest.raises(InputError) as caught:
        SharedStore(Desk(running.fresh(), OWNER)).listed()
    assert caught.value.key == "store.not_migrated"


def test_no_migration_takes_anything_away():
    for _, name, text in migrations():
        words = text.upper().replace("BEFORE UPDATE OR DELETE", "").replace("BEFORE TRUNCATE", "")
        assert not {"DROP", "DELETE", "TRUNCATE"} & set(words.split()), name


def test_a_database_that_is_away_is_told_without_its_password():
    with pytest.raises(InputError) as caught:
        SharedStore(Desk("postgresql://office:geheim@127.0.0.1:9/none", OWNER)).listed()
    assert caught.value.key == "store.unreachable"
    assert "geheim" not in str(caught.value)
    for wrong in ("postgresql://office:geheim@host:port/none", "geheim", "postgresql://a:geheim@[x/y"):
        with pytest.raises(InputError) as caught:
            SharedStore(Desk(wrong, OWNER)).listed()
        assert "geheim" not in repr(caught.value)
        assert caught.value.__cause__ is None or "geheim" not in str(caught.value.__cause__)


def test_a_backup_is_restored_whole(url, running):
    store = SharedStore(Desk(url, OWNER))
    work = store.save("A", OWN, opened=None)
    running.run("pg_dump", "--format=custom", "--schema=lien_tinh", "--file=backup", url)
    elsewhere = running.fresh()
    with psycopg.connect(elsewhere, autocommit=True) as administrator:
        administrator.execute("CREATE EXTENSION postgis")
        administrator.execute("CREATE ROLE plain LOGIN")
        administrator.execute(f"GRANT CREATE ON DATABASE {elsewhere.rpartition('/')[2]} TO plain")
    elsewhere = elsewhere.replace("office@", "plain@")  # an account that may no more than its own
    running.run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={elsewhere}", "backup")
    restored = SharedStore(Desk(elsewhere, OWNER))
    assert equal(restored.load(work.name).own, OWN)
    assert migrate(elsewhere) == []
    assert len(acts(elsewhere)) == 1
    restored.save("A", OWN.without("own-zone-1"), opened=work.version)


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="no ogrinfo on this machine: apt install gdal-bin")
def test_other_programs_open_the_tables(url):
    SharedStore(Desk(url, OWNER)).save("A", OWN, opened=None)
    told = " ".join(f"{name}={value}" for name, value in conninfo_to_dict(url).items())
    env = {name: value for name, value in os.environ.items() if not name.startswith("PROJ")}
    done = subprocess.run(
        ["ogrinfo", "-ro", "-al", "-geom=WKT", f"PG:{told} schemas=lien_tinh", "own_routes"],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )
    assert done.returncode == 0, done.stderr
    assert "Geometry: Line String" in done.stdout
    assert "Feature Count: 2" in done.stdout
    assert "LINESTRING (106.123456789012 11.3,106.2 11.4000000000001,106.3 11.45)" in done.stdout


def test_a_single_person_needs_no_driver(tmp_path):
    script = (
        "import sys\nfor absent in ('psycopg', 'authlib', 'httpx'): sys.modules[absent] = None\n"
        f"import store, server, interface, views.cache\nfrom pathlib import Path\n"
        f"print(store.FileStore(folder=Path({str(tmp_path)!r})).listed())"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "()"), done.stderr

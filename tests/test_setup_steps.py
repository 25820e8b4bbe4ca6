"""The steps of set-up one by one, without a network."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from setup_steps import command, environment, folders, hashes, leaflet, packages, server, wheels
from setup_steps.environment import failure, system_failure
from setup_steps.speech import SetupError
from words import Lang


@pytest.mark.parametrize(
    ("output", "key"),
    [
        (
            "Retrying ... NewConnectionError(...): Failed\nERROR: No matching distribution found for x",
            "setup.no_network",
        ),
        ("npm error code EAI_AGAIN", "setup.no_network"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "setup.no_disk"),
        ("npm error code EINTEGRITY", "setup.damaged_download"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "setup.wrong_hash"),
        ("ERROR: Hashes are required in --require-hashes mode, but they are missing", "setup.no_hash"),
        ("ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==.", "setup.no_hash"),
        ("something else\nERROR: it broke\n", "setup.packages_failed"),
    ],
)
def test_a_failure_is_told_by_its_cause(output, key):
    error = failure(output, otherwise="setup.packages_failed")
    assert error.key == key
    assert all(error.text(lang) for lang in Lang)


def test_an_unknown_failure_shows_its_last_line_and_the_log():
    text = failure("a\nERROR: it broke\n\n", otherwise="setup.packages_failed").text(Lang.VI)
    assert "ERROR: it broke" in text
    assert "var/setup.log" in text


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "setup.no_disk"),
        (errno.EACCES, "setup.not_writable"),
        (errno.EROFS, "setup.not_writable"),
        (errno.EIO, "setup.system_refused"),
    ],
)
def test_a_refusal_of_the_system_is_told_by_its_number(number, key):
    assert system_failure(OSError(number, "refused", "some/file")).key == key


@pytest.mark.parametrize("absent", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(absent, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == absent else find(name))
    with pytest.raises(SetupError, match=rf"python{sys.version_info.major}\.{sys.version_info.minor}-venv") as caught:
        environment.ensure_venv()
    assert caught.value.key == "setup.no_venv"


def test_a_full_disk_is_noticed_before_anything_is_downloaded(monkeypatch, tmp_path):
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: SimpleNamespace(free=0.1e9))
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    with pytest.raises(SetupError, match=r"1\.5 GB"):
        environment.ensure_venv()


def test_the_digest_of_pins_counts_included_files_but_not_line_ends(tmp_path):
    base, more = tmp_path / "base.txt", tmp_path / "more.txt"
    base.write_bytes(b"a==1\n")
    more.write_bytes(b"-r base.txt\nb==1\n")
    before = packages.pins_digest(more)
    base.write_bytes(b"a==1\r\n")
    assert packages.pins_digest(more) == before
    base.write_bytes(b"a==2\n")
    assert packages.pins_digest(more) != before


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Collecting pyogrio==0.13.0 (from -r requirements.txt (line 9))", "pyogrio"),
        ("Collecting typing-extensions==4.15.0 (from ...)", "typing-extensions"),
        ("Processing ./wheels/numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl (from ...)", "numpy"),
        ("  Downloading numpy-2.4.6-cp311.whl (18 MB)", None),
    ],
)
def test_the_package_named_while_installing(line, name):
    found = packages._PACKAGE.match(line)
    assert (found and found[1]) == name


@pytest.fixture
def workshop(tmp_path, monkeypatch) -> Path:
    """A node_modules with small stand-ins for every file served, and a program folder to install to."""
    modules = tmp_path / "node_modules"
    for package, (inner, names) in leaflet.FILES.items():
        for name in names:
            path = modules / package / inner / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{package}/{name}", encoding="utf-8")
        about = {"name": package, "version": "1.0", "license": "MIT"}
        (modules / package / "package.json").write_text(json.dumps(about), encoding="utf-8")
    (modules / "leaflet" / "LICENSE").write_text("Copyright (c) Volodymyr Agafonkin", encoding="utf-8")
    root = tmp_path / "Sở GTVT"
    root.mkdir()
    (root / "package-lock.json").write_text('{"packages": {}}', encoding="utf-8")
    monkeypatch.setattr(folders, "_VAR", root / "var")
    monkeypatch.setattr(leaflet, "ROOT", root)
    monkeypatch.setattr(leaflet, "TARGET", root / "assets" / "leaflet")
    monkeypatch.setattr(leaflet, "STAMP", root / "assets" / "leaflet" / "installed.json")
    return modules


def test_collected_files_are_whole_and_carry_their_licences(workshop):
    assert not leaflet.is_installed()
    leaflet.collect(workshop)
    assert leaflet.is_installed()
    assert (leaflet.TARGET / "leaflet" / "images" / "layers.png").read_text(
        encoding="utf-8"
    ) == "leaflet/images/layers.png"
    licence = (leaflet.TARGET / "leaflet" / "LICENSE.txt").read_text(encoding="utf-8")
    assert licence == "leaflet 1.0, licence: MIT\n\nCopyright (c) Volodymyr Agafonkin"
    assert (leaflet.TARGET / "leaflet-draw" / "LICENSE.txt").read_text(
        encoding="utf-8"
    ) == "leaflet-draw 1.0, licence: MIT\n"


@pytest.mark.parametrize("damage", ["change", "remove", "lock"])
def test_a_damaged_file_or_a_new_lock_asks_for_a_new_installation(workshop, damage):
    leaflet.collect(workshop)
    file = leaflet.TARGET / "leaflet" / "leaflet.js"
    if damage == "change":
        file.write_text("something else", encoding="utf-8")
    elif damage == "remove":
        file.unlink()
    else:
        (leaflet.ROOT / "package-lock.json").write_text('{"packages": {"": {}}}', encoding="utf-8")
    assert not leaflet.is_installed()


def test_an_interrupted_installation_leaves_the_old_files(workshop):
    leaflet.collect(workshop)
    (workshop / "leaflet.sync" / "L.Map.Sync.js").unlink()
    with pytest.raises(FileNotFoundError):
        leaflet.collect(workshop)
    assert leaflet.is_installed()


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A folder in place and a finished one to take its place; pauses take no time."""
    monkeypatch.setattr(folders, "_VAR", tmp_path / "var")
    monkeypatch.setattr(folders.time, "sleep", lambda _: None)
    for name in ("target", "fresh"):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / f"{name}.txt").write_text(name, encoding="utf-8")
    return tmp_path / "fresh", tmp_path / "target"


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_folder_takes_the_place_of_another_whole(places):
    fresh, target = places
    folders.put_in_place(fresh, target)
    assert names(target) == {"inner", "fresh.txt"}
    assert not fresh.exists()
    assert names(target.parent / "var") == set()


@pytest.mark.parametrize("held", ["target", "fresh"])
def test_a_folder_that_another_program_holds_stays_whole_and_is_named(places, monkeypatch, held):
    fresh, target = places
    rename, tries = Path.rename, []

    def refuse(path: Path, to: Path) -> Path:
        if path.name == held and path.parent == target.parent:
            tries.append(path)
            raise PermissionError(13, "held", str(path))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(SetupError, match="target") as caught:
        folders.put_in_place(fresh, target)
    assert caught.value.key == "setup.folder_held"
    assert names(target) == {"inner", "target.txt"}
    assert len(tries) == folders._TRIES


def test_a_folder_held_for_a_moment_is_tried_again(places, monkeypatch):
    fresh, target = places
    rename, left = Path.rename, [PermissionError(13, "held"), PermissionError(13, "held")]

    def refuse(path: Path, to: Path) -> Path:
        if left:
            raise left.pop()
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refuse)
    folders.put_in_place(fresh, target)
    assert names(target) == {"inner", "fresh.txt"}


def test_what_an_interrupted_installation_left_is_removed_and_what_is_in_use_stays(places):
    with folders.fresh_folder("a") as left:
        pass
    left.mkdir()
    with folders.fresh_folder("a") as mine, folders.fresh_folder("b"):
        assert mine.is_dir()
        assert not left.exists()


def test_a_folder_too_deep_for_windows_is_refused_before_anything_is_installed():
    deep = Path("D:/" + "thu-muc/" * 15)
    assert len(str(deep)) == 122
    with pytest.raises(SetupError, match="122 characters") as caught:
        folders.require_short_path(deep, windows=True)
    assert all("117" in caught.value.text(lang) for lang in Lang)
    folders.require_short_path(deep, windows=False)
    folders.require_short_path(Path("D:/" + "x" * 114), windows=True)


def test_an_npm_that_cannot_read_the_lock_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(leaflet.shutil, "which", lambda _: "npm")
    answers = {"6.14.4\n": None, "10.8.2\n": "npm", "": None}
    for printed, wanted in answers.items():
        done = leaflet.subprocess.CompletedProcess([], 0, stdout=printed)
        monkeypatch.setattr(leaflet.subprocess, "run", lambda *_, done=done, **__: done)
        assert leaflet._npm_on_path() == wanted


def test_wheels_of_another_system_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(wheels, "WHEELS", tmp_path)
    assert wheels.found_wheels() is None
    (tmp_path / "system.txt").write_text(wheels.this_system(), encoding="utf-8")
    assert wheels.found_wheels() == tmp_path
    (tmp_path / "system.txt").write_text("3.11 win-amd64x", encoding="utf-8")
    with pytest.raises(SetupError, match="win-amd64x"):
        wheels.found_wheels()


def test_only_lan_opens_the_server_to_others():
    here = server.command(server.Wish(), port=8501, host="127.0.0.1")
    log = f"--log={environment.ROOT / 'var' / 'log'}"
    assert here[1:] == ["-m", "server", "app.py", "--port=8501", "--warm", log, "--ends-with-starter", "--open-browser"]
    config = tomllib.loads((environment.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["enableXsrfProtection"] is True
    assert config["server"]["allowedHosts"] == ["127.0.0.1", "localhost"]
    assert config["browser"]["gatherUsageStats"] is False
    lan = server.command(server.Wish(lan=True, browser=False, names=("may-chu",)), port=8501, host="192.0.2.7")
    assert lan[-6:] == [
        "--ahead",
        "--address=0.0.0.0",
        "--host=192.0.2.7",
        "--host=may-chu",
        "--host=localhost",
        "--host=127.0.0.1",
    ]


def test_behind_a_proxy_the_library_is_read_alone_and_the_port_stays_shut():
    wish = server.Wish(proxy=True, names=("may-chu",), browser=False)
    words = server.command(wish, port=8501, host="127.0.0.1")
    assert "--behind-proxy" in words
    assert "--ahead" in words
    second = server.command(replace(wish, pages=2), port=8502, host="127.0.0.1", first=8501)
    assert "--ahead" not in second, "one process works ahead for all"
    signed_in = server.command(replace(wish, login=True), port=8501, host="127.0.0.1")
    assert "--ahead" not in signed_in, "its visitor has no account: it would see nothing and note that all was seen"
    assert "--host=may-chu" in words
    assert not [w for w in words if w.startswith("--address")]
    assert (wish.open, server.library_state(lan=wish.open, library=wish.library)) == (True, "read")
    assert not server.Wish(names=("may-chu",)).open


@pytest.mark.parametrize(
    ("words", "jobs"),
    [
        ((), "processes"),
        (("--workers", "4"), "processes:4"),
        (("--scheduler", "local"), "dask"),
        (("--scheduler", "local", "--workers", "2"), "dask:2"),
        (("--scheduler", "tcp://may-chu:8786"), "tcp://may-chu:8786"),
    ],
)
def test_who_does_heavy_work_is_told_as_the_desk_reads_it(words, jobs):
    assert command._wish(command._options(list(words))[0]).jobs == jobs


@pytest.mark.parametrize(
    "words", [("--workers", "0"), ("--workers", "x"), ("--scheduler", "http://x:1"), ("--scheduler", "tcp://x")]
)
def test_a_place_to_work_that_is_none_is_refused(words, capsys):
    with pytest.raises(SystemExit):
        command._options(list(words))
    assert "--" in capsys.readouterr().err


def test_a_database_and_a_sign_in_are_asked_for_by_option_or_environment(monkeypatch):
    monkeypatch.delenv(server.DATABASE, raising=False)
    assert command._options([])[0].database == ""
    monkeypatch.setenv(server.DATABASE, "postgresql://a:b%40@host/name")
    wish = command._wish(command._options(["--login", "--behind-proxy"])[0])
    assert (wish.database, wish.login, wish.token) == ("postgresql://a:b%40@host/name", True, False)
    words = server.command(wish, port=8501, host="127.0.0.1")
    assert "--login" in words
    assert not [word for word in words if "postgresql" in word], "its password stands on no command line"
    assert server.server_env()["MALLOC_ARENA_MAX"] == server.server_env(login=True)["MALLOC_ARENA_MAX"] == "2"
    assert "HTTPS_PROXY" not in server.server_env(login=True).keys() - os.environ.keys(), "the provider can be reached"
    with pytest.raises(SetupError, match=server.DATABASE):
        server.start(replace(wish, database=""))


@pytest.mark.parametrize("text", ["mysql://a:geheim@b/c", "password=geheim", "postgresql:geheim"])
def test_a_database_that_is_none_is_refused_without_being_repeated(text, capsys):
    with pytest.raises(SystemExit):
        command._options(["--database", text])
    assert "geheim" not in capsys.readouterr().err


def test_the_next_free_port_is_taken_unless_one_is_asked_for():
    with server.socket.socket() as taken:
        taken.bind((server.HERE, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=str(port)):
            server.free_port(port, host=server.HERE)
    assert server.free_port(None, host=server.HERE) >= server.DEFAULT_PORT


def test_a_network_without_login_reads_what_was_saved_and_changes_it_only_where_that_was_asked_for():
    states = {
        (lan, asked): server.library_state(lan=lan, library=asked) for lan in (False, True) for asked in (False, True)
    }
    assert states == {(False, False): "on", (False, True): "on", (True, False): "read", (True, True): "shared"}


LISTS = (packages.RUN_TIME, packages.CLUSTER, packages.OFFICE, packages.TESTING)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_pin_has_hashes_and_no_list_names_a_host(path):
    text = path.read_text(encoding="utf-8")
    stated = re.findall(r"(?m)^([\w.-]+==[^\s;]+)[^\n\\]*((?: \\\n    --hash=sha256:[0-9a-f]{64})*)$", text)
    assert [pin for pin, _ in stated] == list(hashes.pins(text))
    assert [pin for pin, own in stated if not own] == []
    assert "://" not in text
    found = {pin: re.findall(r"sha256:(\w+)", own) for pin, own in stated}
    assert hashes.with_hashes(hashes.without_hashes(text), found) == text


def test_hashes_are_written_below_the_pin_and_conditions_stay():
    text = '# why\n-r base.txt\nb==2; sys_platform == "win32"\na==1\n'
    told = hashes.with_hashes(text, {"a==1": {"cc", "bb"}, "b==2": {"dd"}})
    assert told == (
        '# why\n-r base.txt\nb==2; sys_platform == "win32" \\\n    --hash=sha256:dd\n'
        "a==1 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    )
    assert hashes.without_hashes(told) == text


def test_a_list_is_installed_with_its_hashes_and_without_source_archives(tmp_path, monkeypatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "pip", lambda words, **_: asked.append(words))
    packages.install(packages.RUN_TIME, wheels=tmp_path / "wheels")
    monkeypatch.setattr(wheels, "pip", lambda words, **_: asked.append(words))
    monkeypatch.setattr(wheels, "TARGET", tmp_path)
    wheels._download(tmp_path)
    assert [words[0] for words in asked] == ["install", "download"]
    assert all({"--require-hashes", "--only-binary"} <= set(words) for words in asked)
    assert "--no-compile" not in asked[0]


def test_for_tests_alone_modules_are_compiled_where_they_are_used(tmp_path, monkeypatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "pip", lambda words, **_: asked.append(words))
    packages.install(packages.TESTING, compiled=False)
    assert "--no-compile" in asked[0]


def test_what_the_tests_start_finds_the_program_compiled(monkeypatch):
    """Some hundred processes are started; each would compile the whole program where nothing compiled may be kept."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    started = []
    monkeypatch.setattr(command.subprocess, "Popen", lambda _, **options: started.append(options["env"]))
    command._started(("pytest",))
    assert "PYTHONDONTWRITEBYTECODE" not in started[0]
    assert started[0]["PROJ_NETWORK"] == "OFF"

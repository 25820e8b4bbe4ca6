"""``python run.py`` as a user meets it: in a folder with blanks and diacritics, and when things fail."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("run.py", "setup_steps", "words", "package.json", "package-lock.json", ".npmrc", "assets")
CLOSED = "http://127.0.0.1:9/simple"  # nothing answers there


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A copy of the program, set up once, whose only pin is none and whose server is a stand-in."""
    folder = tmp_path_factory.mktemp("D") / "Sở GTVT" / "Đường liên tỉnh"
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    (folder / "requirements.txt").write_text("# none\n", encoding="utf-8")
    (folder / "server").mkdir()
    shutil.copy2(Path(__file__).parent / "fake_server.py", folder / "server" / "__main__.py")
    return folder


@pytest.fixture
def folder(installed) -> Path:
    """The same copy; what a test changes in it is its own business to put back."""
    return installed


def command(folder: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"} | (env or {})
    return subprocess.run(
        [sys.executable, str(folder / "run.py"), *words],
        cwd=folder.parent,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def started(output: str) -> dict:
    return json.loads(next(line for line in output.splitlines() if line.startswith("{")))


def in_two_languages(stderr: str, *parts: str) -> bool:
    lines = stderr.splitlines()
    return (
        "Traceback" not in stderr
        and [line.partition(":")[0] for line in lines] == ["LỖI", "ERROR"]
        and all(part in line for part in parts for line in lines)
    )


def test_it_starts_in_a_folder_with_blanks_and_diacritics(folder):
    first = command(folder, "--port", "28411", "--no-browser")
    assert first.returncode == 0, first.stderr
    server = started(first.stdout)
    assert server["folder"] == str(folder)
    assert server["arguments"] == [
        "app.py",
        "--port=28411",
        "--warm",
        f"--log={folder / 'var' / 'log'}",
        "--ends-with-starter",
    ]
    token = server["env"].pop("LIEN_TINH_TOKEN")
    assert len(token) >= 32
    assert server["env"] == {
        "PYTHONUTF8": "1",
        "PROJ_NETWORK": "OFF",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "localhost,127.0.0.1",
    }
    assert f"Đang khởi động tại http://127.0.0.1:28411/?token={token} –" in first.stdout

    again = command(folder, "--no-browser")
    assert again.returncode == 0
    assert started(again.stdout)["env"]["LIEN_TINH_TOKEN"] != token
    assert "cài đặt" not in again.stdout, "installed again although nothing changed"


def test_new_pins_are_installed_and_a_lost_map_file_is_put_back(folder):
    command(folder)
    (folder / "requirements.txt").write_text("# still none\n", encoding="utf-8")
    archive = ROOT / "assets" / "leaflet"
    (folder / "assets" / "leaflet" / "leaflet" / "leaflet.js").write_text("damaged", encoding="utf-8")
    wheels = folder / "wheels"
    wheels.mkdir()
    shutil.make_archive(str(wheels / "map-assets"), "zip", archive)
    tag = subprocess.run(
        [sys.executable, "-c", "from setup_steps.wheels import this_system; print(this_system())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    (wheels / "system.txt").write_text(tag.stdout, encoding="utf-8")
    try:
        # no index and no npm registry can be reached: everything comes from wheels/
        done = command(folder, env={"PIP_INDEX_URL": CLOSED, "npm_config_registry": CLOSED})
        assert done.returncode == 0, done.stderr
        assert "cài đặt các gói Python" in done.stdout
        assert "thành phần bản đồ" in done.stdout
        assert (folder / "assets" / "leaflet" / "leaflet" / "leaflet.js").stat().st_size > 100_000

        (wheels / "system.txt").write_text("3.99 otheros-arm", encoding="utf-8")
        other = command(folder)
        assert other.returncode == 1
        assert in_two_languages(other.stderr, "3.99 otheros-arm", "wheels/")
    finally:
        shutil.rmtree(wheels)


def test_without_network_one_sentence_says_what_to_do(folder):
    command(folder)
    (folder / "requirements.txt").write_text("a-package-that-is-not-there==1\n", encoding="utf-8")
    silent = {"PIP_INDEX_URL": CLOSED, "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    try:
        done = command(folder, env=silent)
    finally:
        (folder / "requirements.txt").write_text("# none\n", encoding="utf-8")
    assert done.returncode == 1
    assert in_two_languages(done.stderr, "wheels/", "python run.py wheels")


@pytest.mark.parametrize("fault", ["another file", "no hash"])
def test_a_package_that_is_not_the_one_pinned_is_refused_by_name(folder, tmp_path, fault):
    """Also from a folder: who changed the file there changed nothing that is installed."""
    command(folder)
    with zipfile.ZipFile(tmp_path / "tampered-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tampered.py", "")
        about = "tampered-1.dist-info"
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tampered\nVersion: 1\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    pin = "tampered==1 \\\n    --hash=sha256:" + 64 * "0" if fault == "another file" else "tampered==1"
    (folder / "requirements.txt").write_text(f"{pin}\n", encoding="utf-8")
    silent = {"PIP_INDEX_URL": CLOSED, "PIP_CONFIG_FILE": os.devnull, "PIP_EXTRA_INDEX_URL": "", "PIP_NO_INDEX": "1"}
    try:
        done = command(folder, env=silent | {"PIP_FIND_LINKS": str(tmp_path)})
    finally:
        (folder / "requirements.txt").write_text("# none\n", encoding="utf-8")
    assert done.returncode == 1
    assert in_two_languages(done.stderr, "tampered", "var/setup.log")
    assert ("SHA-256" in done.stderr) == (fault == "another file")
    assert ("setup_steps.hashes" in done.stderr) == (fault == "no hash")
    assert not list((folder / ".venv").rglob("tampered.py"))


def test_a_port_in_use_is_named(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = command(folder, "--port", str(port))
    assert done.returncode == 1
    assert in_two_languages(done.stderr, str(port), "python run.py --port")


def test_lan_warns_that_there_is_no_login(folder):
    done = command(folder, "--lan", "--port", "28412")
    if "--lan" in done.stderr:
        assert in_two_languages(done.stderr, "--lan")
        pytest.skip("this machine is in no network")
    assert done.returncode == 0, done.stderr
    server = started(done.stdout)
    assert "--address=0.0.0.0" in server["arguments"]
    assert "KHÔNG có đăng nhập" in done.stdout
    assert "NO login" in done.stdout
    assert "token" in done.stdout
    without = command(folder, "--lan", "--no-token", "--port", "28412")
    assert started(without.stdout)["env"]["LIEN_TINH_TOKEN"] == ""
    assert "mọi máy trong mạng" in without.stdout
    assert "token" not in without.stdout.replace("LIEN_TINH_TOKEN", "")


def test_a_token_of_the_users_own_stays_the_same_and_is_long_enough(folder):
    done = command(folder, "--no-browser", env={"LIEN_TINH_TOKEN": "cua-so-gtvt-2026"})
    assert started(done.stdout)["env"]["LIEN_TINH_TOKEN"] == "cua-so-gtvt-2026"
    assert "/?token=cua-so-gtvt-2026" in done.stdout
    for weak in ("", "short", "with a blank in it!", "x&y=1234567890123"):
        refused = command(folder, "--no-browser", env={"LIEN_TINH_TOKEN": weak})
        assert refused.returncode == 1
        assert in_two_languages(refused.stderr, "LIEN_TINH_TOKEN", "16")


def test_a_page_that_may_frame_it_is_named_by_its_origin(folder):
    assert (
        "--frame-ancestor=http://cong:80"
        in started(command(folder, "--frame-in", "http://cong:80").stdout)["arguments"]
    )
    for wrong in ("*", "cong.vn", "http://cong/path", "http://a http://b", "'self'"):
        assert command(folder, "--frame-in", wrong).returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_stops_the_server(folder, how):
    command(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell takes it from what it puts behind
    process = subprocess.Popen(
        [sys.executable, str(folder / "run.py"), "--no-browser"],
        env=os.environ | {"STAY": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        line = next(line for line in process.stdout if line.startswith("{"))
        process.send_signal(how)
        rest, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert line
    assert process.returncode == 0, errors
    assert "Đã dừng." in rest
    assert "run.py" not in errors  # no traceback of ours


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
def test_killing_it_ends_the_server(folder):
    command(folder)
    process = subprocess.Popen(
        [sys.executable, str(folder / "run.py"), "--no-browser"],
        env=os.environ | {"STAY": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    server = json.loads(next(line for line in process.stdout if line.startswith("{")))["process"]
    assert is_alive(server)
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 15
    while is_alive(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(server)


def is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("version", "code"), [((3, 9, 1), 2), ((3, 10, 13), 2), ((3, 14, 0), 2)])
def test_another_python_is_told_which_one_is_needed(version, code):
    pretend = f"import runpy, sys; sys.version_info = {version}; runpy.run_path('run.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == code
    vietnamese, english = done.stderr.splitlines()
    found = ".".join(map(str, version))
    assert found in vietnamese
    assert found in english
    assert "py -3.13 run.py" in vietnamese
    assert "py -3.13 run.py" in english


def test_an_unknown_word_is_refused_with_the_usage(folder):
    done = command(folder, "strat")
    assert done.returncode == 2
    assert "usage: run.py" in done.stderr
    assert "Traceback" not in done.stderr

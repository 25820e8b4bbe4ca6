"""The house rules: who may import whom, how long things may be, what may not stand in a file."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION, LONGEST_MODULE = 60, 600  # lines

# room: (rooms it may import, outside packages it may not import)
WEB = frozenset({"streamlit", "folium", "branca"})
PRINT = frozenset({"matplotlib"})
ALLOWED = {
    "words": (set(), WEB | PRINT | {"geopandas", "shapely", "numpy", "pandas", "pyproj", "scipy"}),
    "layers": ({"words"}, WEB | PRINT),
    "intake": ({"words", "layers"}, WEB | PRINT),
    "user_data": ({"words", "layers", "intake"}, WEB | PRINT),
    "analysis": ({"words", "layers", "intake"}, WEB | PRINT),
    "store": ({"words", "layers", "user_data"}, WEB | PRINT),
    "pipeline": ({"words", "layers", "analysis"}, WEB | PRINT),
    "country": ({"words", "layers", "analysis", "pipeline", "jobs"}, WEB | PRINT),
    "webmap": ({"words", "layers", "analysis"}, PRINT | {"streamlit"}),
    "briefing": ({"words", "layers", "analysis", "webmap"}, WEB),  # the offline page holds the web map
    "jobs": ({"words", "layers", "analysis"}, WEB | PRINT),
    "views": (
        {"words", "layers", "intake", "user_data", "store", "analysis", "country", "webmap", "briefing", "jobs"},
        {"matplotlib"},
    ),
    "interface": ({"words", "layers", "store", "analysis", "jobs"}, WEB | PRINT),
    "server": (
        {"words", "layers", "jobs", "interface"},
        (WEB - {"streamlit"}) | PRINT | {"geopandas", "shapely", "numpy", "pandas", "pyproj", "scipy"},
    ),
    "doctor": ({"words", "layers", "store"}, WEB | PRINT),
    "setup_steps": ({"words"}, None),
    "app.py": ({"words", "views"}, PRINT),
    "run.py": ({"setup_steps"}, None),
}
# one letter of each stands in brackets, so that the search does not find itself
HOSTS = re.compile(
    r"(?:py[p]i\.org|python[h]osted|registry\.npm[j]s|npm[j]s\.(?:com|org)|deb\.[d]ebian|js[d]elivr|un[p]kg\.com|cdn[j]s)",
    re.IGNORECASE,
)
MACHINE_PATHS = re.compile(r"(?:/tm[p]/|/roo[t]/|/hom[e]/\w|/wor[k]/|[A-Z]:\\\\?Use[r]s)")
# the two provinces, their capitals and codes, in any spelling that code may hold
PROVINCES = re.compile(r"tay[ _-]?ninh|binh[ _-]?phuoc|dong[ _-]?xoai|[\"'](?:70|72)[\"']")
# what else is this region's alone: its roads, rivers, places, zones, the day of its base network and of its talks
LOCAL = re.compile(
    r"\b(?:ql|dt|ct)[. ]?\d{1,3}[a-z]?\b|vanh dai \d|ring roads? \d|sai ?gon|vam co|dau tieng|long thanh|chon thanh|moc bai|xa mat|"
    r"hoa lu\b|ma da\b|can gio|loc ninh|phuoc long|nui ba\b|hcmc\b|go dau|an suong|duc hoa|ben luc|thu dau|"
    r"\b(?:9209|9210|9212|5899)\b|\b8/2021|august 2021|2021-08|\b3/2022|march 2022|2022-03|27/11/2026|2026-11-27|27 november 2026"
)
DOCS = "the report on this region's data, docs/data.md: another region is built without it"
NAMED_IN = {  # where they may stand all the same, and why
    "words/vi/agreement.toml": "who asked: the codes of a request's parties",
    "words/en/agreement.toml": "the same",
    "words/vi/zones.toml": "who prescribes each zone of VN-2000, over the whole country",
    "words/en/zones.toml": "the same",
    "pipeline/reports/roads.py": DOCS,
}
LOCAL_IN = {
    "analysis/__init__.py": "an example of the library, run on this region's data",
    "pipeline/__main__.py": DOCS,
    "pipeline/country/sources.py": "what each source is, and of which day",
    "pipeline/files/sources.py": "what each source is, and of which day",
    "pipeline/places/hospitals.py": "a word in the names of eye hospitals",
    "pipeline/places/places.py": "of which day the sources of places are",
    "pipeline/reports/data_page.py": DOCS,
    "pipeline/reports/projects.py": DOCS,
    "pipeline/reports/roads.py": DOCS,
    "pipeline/roads/network.py": "of which day the source is",
    "pipeline/roads/overrides.py": "the same",
    "pipeline/roads/refs.py": "how numbers of roads are written",
    "pipeline/roads/sources.py": "of which day the source is",
}
TEXT = {".py", ".toml", ".md", ".txt", ".json", ".js", ".css", ".csv", ".geojson", ".npmrc", ".yml", ""}


def tracked() -> list[Path]:
    """The files of the repository, changed and new ones too."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def modules(room: str) -> list[Path]:
    return [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py"))


def code() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The first names of everything a module imports, wherever in it."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("room", ALLOWED)
def test_arrows_never_point_back(room):
    may, never = ALLOWED[room]
    own = {name.removesuffix(".py") for name in ALLOWED}
    for path in modules(room):
        names = imported(path)
        ours = names & own - {room.removesuffix(".py")}
        assert ours <= may, f"{path.relative_to(ROOT)} imports {sorted(ours - may)}"
        # None stands for: standard library only
        outside = names - own - set(sys.stdlib_module_names) if never is None else names & never
        assert outside == set(), f"{path.relative_to(ROOT)} imports {sorted(outside)}"


def test_every_room_is_known():
    packages = {path.parent.relative_to(ROOT).parts[0] for path in code() if path.parent != ROOT}
    assert packages <= {name for name in ALLOWED if not name.endswith(".py")} | {"tests", "benchmarks", "docs"}


def test_analysis_needs_neither_the_web_nor_the_printer():
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in modules("analysis")
    ]
    script = (
        f"import sys, importlib\nfor absent in {sorted(WEB | PRINT)!r}: sys.modules[absent] = None\n"
        f"for name in {names!r}: importlib.import_module(name)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_function_and_no_module_is_too_long():
    too_long = []
    for path in code():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            too_long.append(f"{path.relative_to(ROOT)}: {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(f"{path.relative_to(ROOT)} {node.name}: {length} lines")
    assert too_long == []


def test_no_module_is_called_after_nothing():
    assert [path for path in code() if path.stem in {"utils", "util", "helpers", "common", "misc"}] == []


def test_no_registry_and_no_machine_path_is_named():
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {hit}" for hit in HOSTS.findall(text) + MACHINE_PATHS.findall(text)]
    assert found == []


def test_the_search_for_hosts_and_paths_finds_what_it_looks_for():
    hosts = ("https://py" + "pi.org/simple", "registry.npm" + "js.org", "cdn.jsde" + "livr.net", "un" + "pkg.com")
    paths = ("/tm" + "p/x", "/wor" + "k/main", "/hom" + "e/a", "C:\\Use" + "rs")
    assert [text for text in hosts if not HOSTS.search(text)] == []
    assert [text for text in paths if not MACHINE_PATHS.search(text)] == []


def unencoded(path: Path) -> list[str]:
    """Calls that read or write text without naming the encoding."""
    calls = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        method = isinstance(node.func, ast.Attribute)
        name = node.func.attr if method else getattr(node.func, "id", "")
        mode = next((word.value for word in node.keywords if word.arg == "mode"), None)
        mode = mode or next(iter(node.args[0 if method else 1 :]), ast.Constant("r"))
        is_mode = isinstance(mode, ast.Constant) and re.fullmatch(r"[rwaxt+]+", str(mode.value))
        named = any(word.arg in ("encoding", None) for word in node.keywords)
        if ((name == "open" and is_mode) or (method and name in {"read_text", "write_text"})) and not named:
            calls.append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return calls


def test_every_text_file_is_read_with_its_encoding():
    assert [call for path in code() for call in unencoded(path)] == []


def test_the_search_for_encodings_finds_what_it_looks_for():
    bad = ROOT / "var" / "bad.py"
    bad.parent.mkdir(exist_ok=True)
    bad.write_text('open("a")\nopen("a", "rb")\nPath("a").read_text()\nopen("a", encoding="utf-8")\n', encoding="utf-8")
    try:
        assert unencoded(bad) == ["var/bad.py:1", "var/bad.py:3"]
    finally:
        bad.unlink()


def test_no_two_names_differ_only_in_case_and_none_is_forbidden_on_windows():
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert [name for name, count in Counter(name.casefold() for name in names).items() if count > 1] == []
    reserved = re.compile(r'(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)|[<>:"|?*\\]|[ .](?:/|$)', re.IGNORECASE)
    assert [name for name in names if reserved.search(name)] == []


def test_nothing_that_windows_lacks_is_imported():
    assert {path.name: bad for path in code() if (bad := imported(path) & {"fcntl", "resource", "pwd", "grp"})} == {}


def plain(text: str) -> str:
    """Small letters without diacritics."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def speaking() -> list[Path]:
    """Code and interface texts; not data, documents, tests or benchmarks."""
    rooms = {*ALLOWED, "assets"}
    apart = ("pipeline/input/", "pipeline/regions/")
    names = {
        path: path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix in {".py", ".toml", ".js", ".css"}
    }
    return [
        p
        for p, name in names.items()
        if not name.startswith(apart) and any(f"{name}/".startswith(f"{r}/") for r in rooms)
    ]


@pytest.mark.parametrize(("names", "allowed"), [(PROVINCES, NAMED_IN), (LOCAL, LOCAL_IN)], ids=["provinces", "local"])
def test_no_code_names_the_region(names, allowed):
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in speaking()}
    found = {name: hit[0] for name, text in texts.items() if (hit := names.search(plain(text)))}
    assert len(texts) > 250
    assert {name: hit for name, hit in found.items() if name not in allowed} == {}, (
        "ask layers.study(): docs/another-region.md"
    )
    assert allowed.keys() - found.keys() == set(), "no longer needed"


def test_the_search_for_provinces_finds_what_it_looks_for():
    spellings = ("Tây Ninh", "TAY_NINH", "cap-dong-xoai", "BÌNH PHƯỚC", 'code == "72"')
    assert [text for text in spellings if not PROVINCES.search(plain(text))] == []
    assert not PROVINCES.search(plain("Bình Dương, 172 km"))
    local = (
        "QL14C",
        "ĐT.741",
        "Vành đai 4",
        "sông Sài Gòn",
        "EPSG:9209",
        "tháng 8/2021",
        "March 2022",
        "cap-hcmc",
        "2026-11-27",
    )
    assert [text for text in local if not LOCAL.search(plain(text))] == []
    assert not LOCAL.search(plain("dòng phụ, QL và ĐT, 18/2021, 01/7/2025, UTM 48N (3405)"))

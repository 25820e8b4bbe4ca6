"""What the tests share: the long tier, the served program, a browser shut off from the outside."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import tiers
from hypothesis import settings
from playwright.sync_api import BrowserContext, expect, sync_playwright
from serving import ROOT, Shared, served

SOURCES = ROOT.parent / "shared" / "geo-sources"
# the one without windows first: it takes a third less of the processor
_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "msedge", "chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # with and without windows, letters are as wide
    "--proxy-server=http://127.0.0.1:9",  # nobody answers there: what goes outside fails, and is noted
    "--proxy-bypass-list=127.0.0.1;localhost",
)
PATIENCE_MS = 90_000  # a busy machine of two cores: waiting long costs nothing when nothing is wrong
_HEARD = Path(__file__).parent / "pages" / "heard.js"
_SHARED = pytest.StashKey[Shared]()
LONG_SECONDS = 3_600  # for one test of the long tier
_INSIDE = {"127.0.0.1", "localhost"}
# files of more than ten seconds with three workers on two cores, the longest first, as a report of a whole run (--junitxml) gave them on
# 28 November 2026
LONGEST = [
    "test_browser_frame",
    "test_browser_own",
    "test_pack_agrees",
    "test_own_pages",
    "test_sheet_layout",
    "test_browser_accessibility",
    "test_browser_choices",
    "test_country",
    "test_hostile_options",
    "test_browser_story",
    "test_browser_map",
    "test_browser_pages",
    "test_print_map",
    "test_sheet_reads",
    "test_plan_pages",
    "test_worth_page",
    "test_pages",
    "test_browser_history",
    "test_nothing_locks_out",
    "test_connectivity_links_page",
    "test_dataset",
    "test_other_region",
    "test_story",
    "test_third_language",
    "test_browser_server",
    "test_browser_compare",
    "test_own_offer_page",
    "test_extending",
    "test_slides_decks",
    "test_browser_briefing",
    "test_downloads",
    "test_read_back",
    "test_server_private",
    "test_browser_worth",
    "test_run",
    "test_browser_closure",
    "test_clean_names",
    "test_pack",
    "test_long_work",
    "test_workbook_print",
    "test_rooms",
    "test_engine",
    "test_sheet_sets",
    "test_document",
    "test_server_patience",
    "test_road_slips",
    "test_browser_links",
    "test_build_osm",
    "test_prepared",
    "test_slides",
    "test_surroundings",
    "test_browser_jobs",
    "test_examples",
    "test_house",
    "test_connectivity_border_page",
    "test_real_network",
    "test_threads",
    "test_plan_commands",
    "test_compare_page",
    "test_pdf",
    "test_year",
    "test_lasting_results",
    "test_store_people",
    "test_integrity",
    "test_map_scale",
    "test_store",
    "test_kept_arrays",
    "test_language_switch",
    "test_geodata",
    "test_leader",
]
expect.set_options(timeout=PATIENCE_MS)
os.environ.setdefault("LIEN_TINH_LIBRARY", "off")  # tests leave nothing beside the program


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the long tier too")


def pytest_configure(config: pytest.Config) -> None:
    """The same examples in every short run, so that one that fails can be run again; new ones in the long tier."""
    tiers.everything = config.getoption("--all")
    settings.register_profile("same", derandomize=not tiers.everything)
    settings.load_profile("same")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.timeout(LONG_SECONDS))
        if "long" in item.keywords and not tiers.everything:
            item.add_marker(pytest.mark.skip(reason="long tier: run with --all"))
        if "browser" in item.keywords and os.environ.get("CI") and not tiers.everything:  # docs/testing.md says why
            item.add_marker(pytest.mark.flaky(reruns=2, rerun_except="from pytest-timeout"))
        if "sources" in item.keywords and not SOURCES.is_dir():
            item.add_marker(pytest.mark.skip(reason=f"no sources at {SOURCES}"))
    items[:] = in_turn(items)


def in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Files that drive a browser, which mostly wait, in turn with files that compute; the longest of each first.

    Workers take files in this order (``--no-loadscope-reorder``): one waits while the other computes, and short files are left for the end.
    """
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path.stem, []).append(item)
    longest = sorted(files, key=lambda name: (LONGEST.index(name) if name in LONGEST else len(LONGEST), name))
    driving = [name for name in longest if any("browser" in item.keywords for item in files[name])]
    computing = [name for name in longest if name not in driving]
    order = [name for pair in zip_longest(driving, computing) for name in pair if name is not None]
    return [item for name in order for item in files[name]]


@dataclass
class Watch:
    """What a page did that it must not: requests to other hosts, script errors, failed files."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        return [*self.outside, *self.errors, *self.failed]


@pytest.fixture(scope="session")
def world():
    """The network of data/geo; read, never change it."""
    from graphs import real_world  # noqa: PLC0415 - seconds that other tests need not wait

    return real_world()


@pytest.fixture
def one_world(monkeypatch: pytest.MonkeyPatch):
    """Has the command line use the real world the tests share."""
    from graphs import real_world  # noqa: PLC0415 - the browser tests need no network

    monkeypatch.setattr("analysis.cli.commands.load_world", real_world)
    monkeypatch.setattr("analysis.cli.commands.load_places", lambda: real_world().places)


@pytest.fixture(scope="session")
def report(world):
    """A briefing in both languages on a scenario of three projects, whose words hold what must be escaped."""
    from analysis.scenarios.scenario_set import ScenarioSet  # noqa: PLC0415
    from analysis.scenarios.variants import Variant  # noqa: PLC0415
    from briefing.content.data import ReportData  # noqa: PLC0415
    from briefing.content.request import ReportRequest  # noqa: PLC0415
    from words import Lang  # noqa: PLC0415

    units = frozenset({"hcm-chon-thanh-duc-hoa", "ring-road-4", "ql14c-border-line"})
    variants = (Variant("baseline"), Variant("own-1", name="Ưu tiên <2030> & sau", units=units))
    request = ReportRequest(
        scenario_set=ScenarioSet(variants),
        langs=(Lang.VI, Lang.EN),
        title="Báo cáo <b>đậm</b> & $x$ =1+1",
        organisation="Sở GTVT",
        author="Phòng Quy hoạch",
        date=dt.date(2026, 11, 25),
    )
    return ReportData.of(request, world=world)


@pytest.fixture(scope="module")
def fixed_moment():
    """The moment written into files, fixed for the tests of a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1764066001")
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Tells a worker where to ask for the address of the program."""
    if _SHARED not in node.config.stash:
        folder = node.config._tmp_path_factory.getbasetemp
        node.config.stash[_SHARED] = Shared(lambda: folder() / "app.log")
    node.workerinput["served_at"] = node.config.stash[_SHARED].port


def pytest_unconfigure(config: pytest.Config) -> None:
    if shared := config.stash.get(_SHARED, None):
        shared.end()


@pytest.fixture(scope="session")
def app_url(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory):
    """The address of the program itself, started once for all workers."""
    if worker := getattr(pytestconfig, "workerinput", None):
        yield Shared.ask(worker["served_at"])
        return
    with served(ROOT / "app.py", log=tmp_path_factory.mktemp("server") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory):
    """A function that serves a Streamlit script and returns its address."""
    with ExitStack() as running:
        folder = tmp_path_factory.mktemp("servers")
        yield lambda script: running.enter_context(served(Path(script), log=folder / f"{Path(script).stem}.log"))


@pytest.fixture(scope="session")
def chromium():
    """Chromium under Playwright; where there is none, a failure in CI and a skip elsewhere."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@dataclass
class Session:
    """A browser session, and the watch over the pages opened in it now."""

    context: BrowserContext
    watch: Watch = field(default_factory=Watch)

    @classmethod
    def of(cls, chromium, *, first_time: bool = False, **options) -> Session:
        context = chromium.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "vi-VN"} | options)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(path=_HEARD)
        if not first_time:  # the guide of the first visit lies over the map
            context.add_init_script("try { localStorage.setItem('lienTinhGuideSeen', '1'); } catch {}")
        session = cls(context)
        context.on("request", lambda request: _note_outside(request.url, session.watch))
        return session

    def page(self):
        page, page_watch = self.context.new_page(), self.watch
        page.watch = page_watch
        page.on("pageerror", lambda error: page_watch.errors.append(str(error)))
        page.on("response", lambda response: _note_failure(response, page_watch))
        return page

    def forget(self) -> None:
        """Close its pages and forget what they kept; the files of the program stay in the browser's cache."""
        for page in self.context.pages:
            address = urlsplit(page.url)
            if address.scheme.startswith("http"):
                wish = {"origin": f"{address.scheme}://{address.netloc}", "storageTypes": "local_storage,indexeddb"}
                self.context.new_cdp_session(page).send("Storage.clearDataForOrigin", wish)
            page.close()
        self.context.clear_cookies()
        self.watch = Watch()


@pytest.fixture(scope="session")
def usual_session(chromium):
    """The session of the first page of every test: it reads and compiles the program's scripts once."""
    session = Session.of(chromium)
    yield session
    session.context.close()


@pytest.fixture
def new_page(request, chromium, usual_session):
    """A function that opens a page in a session that knows nothing; at the end no page may have gone outside.

    Each page carries its ``watch``; a test that provokes an error on purpose clears its list. A second try takes nothing from the first.
    """
    sessions = []
    second_try = getattr(request.node, "execution_count", 1) > 1

    def open_page(**options):
        own = options or second_try or usual_session in sessions
        session = Session.of(chromium, **options) if own else usual_session
        sessions.append(session)
        return session.page()

    yield open_page
    faults = [fault for session in sessions for fault in session.watch.faults()]
    for session in sessions:
        session.forget() if session is usual_session else session.context.close()
    assert faults == []


@pytest.fixture
def page(new_page):
    """One such page."""
    return new_page()


def _note_failure(response, watch: Watch) -> None:
    """Note a file that the server refused."""
    if response.status >= 400:
        watch.failed.append(f"{response.status} {response.url}")


def _note_outside(url: str, watch: Watch) -> None:
    """Note a request to another host. Asking before each request instead would turn the browser's cache off."""
    address = urlsplit(url)
    if address.scheme not in ("data", "blob") and address.hostname not in _INSIDE:
        watch.outside.append(url)

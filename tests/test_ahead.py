"""What people will ask first is worked out while nobody asks."""

from __future__ import annotations

import ast
import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from serving import ROOT, served
from streamlit.proto.BackMsg_pb2 import BackMsg

import jobs
from analysis.choices import JOIN
from jobs import lasting
from layers import path_of, read_projects
from server.messages import Messages
from server.settings import Settings
from server.visits import ahead
from server.visits.ahead import PAGES, Asked, Errand, go_ahead, views
from server.visits.visitor import Visitor, visitor
from views.state.compare_settings import Part
from views.state.connectivity_settings import Tab

PATIENCE_S = 20.0
PATIENT = Path(__file__).parent / "pages" / "patient_page.py"
VIEWS = (("", ""), ("compare", "part=pair"), ("worth", ""))


class Looks(Visitor):
    """A visitor that goes nowhere and tells what it would have seen; ``meanwhile`` happens while it stays."""

    def __init__(self, asked: Asked, *, meanwhile: Callable[[str], None] = lambda _: None) -> None:
        self.asked, self.seen, self.given_up = 0, list[str](), list[str]()
        self._counter, self._meanwhile, self._at = asked, meanwhile, ""
        self.begins: Callable[[], None] = lambda: None

    def look(self, page: str, _: str) -> None:
        self._at = page
        self.begins()
        self.asked += 1
        self._counter.one_more()

    def stay(self, wanted: Callable[[], bool]) -> bool:
        self._meanwhile(self._at)
        (self.seen if wanted() else self.given_up).append(self._at)
        return wanted()


class Clock:
    """Time that passes only while somebody naps."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.told = dict[int, Callable[[], None]]()

    def __call__(self) -> float:
        return self.now_s

    def nap(self, seconds: float) -> None:
        self.now_s += seconds
        for second in [one for one in self.told if one <= self.now_s]:
            self.told.pop(second)()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_all_is_seen_once_while_nobody_asks() -> None:
    asked, clock = Asked(), Clock()
    own = Looks(asked)
    assert Errand(own, asked, clock_s=clock, nap=clock.nap).go(VIEWS)
    assert (own.seen, own.given_up) == (["", "compare", "worth"], [])


def test_when_somebody_comes_the_work_is_ended_and_done_later() -> None:
    asked, came, clock = Asked(), list[str](), Clock()

    def somebody(page: str) -> None:
        if page == "compare" and not came:
            came.append(page)
            asked.one_more()

    own = Looks(asked, meanwhile=somebody)
    assert Errand(own, asked, clock_s=clock, nap=clock.nap).go(VIEWS)
    assert own.given_up == ["compare"]
    assert own.seen == ["", "compare", "worth"]


def test_nothing_is_begun_while_people_ask() -> None:
    """They ask every other second for two minutes, then one more time after nine seconds; ten must have gone by."""
    asked, clock = Asked(), Clock()
    own = Looks(asked)
    clock.told = dict.fromkeys([*range(0, 120, 2), 127], asked.one_more)
    began_s = list[float]()
    own.begins = lambda: began_s.append(clock.now_s)
    assert Errand(own, asked, quiet_s=10.0, clock_s=clock, nap=clock.nap).go(VIEWS)
    assert 137.0 <= began_s[0] < 138.0
    assert began_s[-1] < 139.0, "from then on one page after the other"


def test_it_ends_with_the_server() -> None:
    asked, clock = Asked(), Clock()
    own = Looks(asked)
    assert not Errand(own, asked, lambda: clock.now_s > 3.0, clock_s=clock, nap=clock.nap).go(VIEWS)
    assert own.asked == 0


def test_it_is_done_once_for_a_state_of_the_data(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    asked, came = Asked(), list[Looks]()

    class Door:
        def __enter__(self) -> Looks:
            came.append(Looks(asked))
            return came[-1]

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(ahead, "visitor", lambda *_: Door())
    clock = Clock()
    monkeypatch.setattr(ahead, "Errand", partial(Errand, clock_s=clock, nap=clock.nap))
    monkeypatch.setattr(ahead, "views", lambda: iter((VIEWS[:2], VIEWS[2:])))
    given_back = list[list[str]]()
    monkeypatch.setattr("jobs.give_back", lambda: given_back.append([*came[-1].seen]))
    settings = Settings(port=1, hosts=("localhost",))
    go_ahead(settings, "127.0.0.1", asked, ends=lambda: True)
    assert (len(came), came[0].seen) == (1, []), "the server ended: nothing is noted"
    for _ in range(2):
        go_ahead(settings, "127.0.0.1", asked, ends=lambda: False)
    assert [one.seen for one in came] == [[], ["", "compare", "worth"]]
    assert given_back == [[], ["", "compare"], ["", "compare", "worth"]], "after each scenario"
    monkeypatch.setattr("layers.data_digest", lambda: "other data")
    go_ahead(settings, "127.0.0.1", asked, ends=lambda: False)
    assert len(came) == 3


def test_what_is_seen_are_pages_of_the_program_and_every_route_of_the_data() -> None:
    pages = {page for page, _ in PAGES}
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    known = next(one.value for one in tree.body if isinstance(one, ast.Assign) and one.targets[0].id == "_PAGES")  # type: ignore[attr-defined]
    assert pages <= {"", *(key.value for key in known.keys)}  # type: ignore[attr-defined]
    asked = [parse_qs(parameters) for _, parameters in PAGES]
    assert {part for one in asked for part in one.get("part", [])} <= set(Part)
    assert {tab for one in asked for tab in one.get("tab", [])} <= set(Tab)
    seen = [view for scenario in views() for view in scenario]
    alone = [parse_qs(parameters).get("routes", [""])[0] for _, parameters in seen]
    projects = read_projects(path_of("projects"))
    assert {one for one in alone if JOIN not in one} == {"", *(project.id for project in projects)}
    agreed = {project.id for project in projects if project.role == "agreement"}
    two = {frozenset(one.split(JOIN)) for one in alone if JOIN in one}
    assert two == {frozenset(one) for one in combinations(agreed, 2)}
    assert [view for view in seen if JOIN in view[1] and "critical" in view[1]] == []
    asked_of = [{parse_qs(parameters).get("routes", [""])[0] for _, parameters in scenario} for scenario in views()]
    assert {len(one) for one in asked_of} == {1}, "one scenario after the other"
    assert alone[: len(PAGES)] == [""] * len(PAGES), "first what the pages show by themselves"


def test_a_visitor_stays_to_the_end_of_the_work_or_ends_it(tmp_path) -> None:
    env = {"LIEN_TINH_CACHE": str(tmp_path)}
    with served(PATIENT, log=tmp_path / "log", env=env) as url:
        settings = Settings(port=urlsplit(url).port or 0, hosts=("127.0.0.1",))
        with visitor(settings, "127.0.0.1") as own:
            own.look("patient", "")
            assert (tmp_path / "begun").exists()
            assert not own.stay(lambda: False)
            until((tmp_path / "ended").exists)
        with visitor(settings, "127.0.0.1") as own:
            own.look("patient", "")
            (tmp_path / "go on").touch()
            assert own.stay(lambda: True)
            assert own.asked > 1
            assert (tmp_path / "rest").exists(), "the same page goes on with what comes after the first work"


async def _heard(*said: BackMsg) -> int:
    asked, waiting = Asked(), [{"type": "websocket.receive", "bytes": one.SerializeToString()} for one in said]

    async def receive() -> dict[str, object]:
        return waiting.pop(0)

    async def inner(_: object, hear: Callable[[], object], __: object) -> None:
        while waiting:
            await hear()  # type: ignore[misc]

    class Shelf:
        def held(self, names: set[str]) -> set[str]:
            return names

    messages = Messages(inner, shelf=Shelf(), on_run=asked.one_more)  # type: ignore[arg-type]
    await messages({"type": "websocket"}, receive, None)  # type: ignore[arg-type]
    return asked.count


def test_the_server_counts_the_runs_that_pages_ask_for() -> None:
    run, beat = BackMsg(), BackMsg()
    run.rerun_script.query_string = ""
    beat.app_heartbeat = True
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may hold this thread's loop
        assert apart.submit(asyncio.run, _heard(run, beat, run)).result() == 2


def test_a_note_is_this_editions_own(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    assert not jobs.noted("a")
    jobs.note("a")
    assert jobs.noted("a")
    assert not jobs.noted("b")
    monkeypatch.setattr(lasting, "_program", lambda: "another edition")
    assert not jobs.noted("a")
    monkeypatch.setenv("LIEN_TINH_CACHE", "off")
    jobs.note("a")
    assert not jobs.noted("a")

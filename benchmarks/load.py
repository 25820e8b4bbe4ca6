"""Many users at once: ``python -m benchmarks.load --users 50`` starts servers of its own and writes ``benchmarks/load.md``.

Each user is a web socket that speaks the server's protocol as a browser does: opens a page, waits as long as a person thinks, goes to the next; fragments
that ask to be run again are. Some users have a pack made all the while. First the work is done in the page's process, then beside it; what a person waits
for is told for both, with their ratio. Both begin with nothing kept on disk. The third server is the second one started anew on the next morning: what was
looked at is kept, and is asked for again. The fourth has nothing kept either, but was left alone until it had worked out by itself what an office asks first;
that takes a quarter to half an hour. On a machine that does other work the figures mean nothing, the ratios a little.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from setup_steps.server import JOBS, free_port, server_env

ROOT = Path(__file__).resolve().parent.parent
REPORT = Path(__file__).with_suffix(".md")
THINK_S = (1.0, 4.0)
ROUTES = ("ring-road-3", "ring-road-4", "hcm-chon-thanh-duc-hoa", "ct30-hcmc-chon-thanh", "dt753-ma-da")
# what people look at: name in the report, page, parameters, how often
VIEWS = (
    ("map", "", "", 4),
    ("compare", "compare", "part=pair", 2),
    ("compare", "compare", "part=overview", 2),
    ("compare", "compare", "part=shares", 1),
    ("connectivity", "connectivity", "tab=access", 1),
    ("connectivity", "connectivity", "tab=between", 1),
    ("connectivity", "connectivity", "tab=critical", 1),
    ("worth", "worth", "", 1),
    ("briefing", "briefing", "file=map", 1),
)
PACK = ("briefing", "file=pack")
LONGEST_S, LARGEST = 300.0, 64 * 2**20
LEFT_ALONE_S = 3600.0  # at most
GIVEN_BACK_S = 210.0  # after the last page was closed memory has been given back, and idle processes have ended
SPANS_S = ((0.0, 30.0), (30.0, 60.0), (60.0, 1e9))  # of a run: the rush of the first, then everybody at work
FIRST_SESSIONS, SESSIONS = 100, 200  # opened and closed; after the first, what the server keeps of those gone is full


@dataclass
class Seen:
    """What the users of one run met.

    Attributes
    ----------
    answer_s, whole_s
        By page: seconds until the run of a page has ended, and until nothing on it is worked on any more.
    began_s
        By page: when each of these visits began, from the first user on.
    users_s
        Processor seconds of the users themselves, who share the machine.
    most_mb, most_once_mb
        Of all processes: the sum of what each holds, and the same with what they share counted once.
    warm_mb, left_mb, back_mb
        Of the process that answers pages: when all pages had been looked at once, when everybody had left, and when memory had been given back.
    whole_warm_mb, whole_back_mb
        Of all processes, likewise.
    growth_mb
        Of the same, over ``SESSIONS`` opened and closed one after the other.
    """

    answer_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    began_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    packs_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu_s: float = 0.0
    users_s: float = 0.0
    most_mb: float = 0.0
    most_once_mb: float = 0.0
    warm_mb: float = 0.0
    left_mb: float = 0.0
    back_mb: float = 0.0
    whole_warm_mb: float = 0.0
    whole_back_mb: float = 0.0
    growth_mb: float = 0.0

    def during(self, page: str, span_s: tuple[float, float]) -> list[float]:
        """Answers to the visits of a page that began in a span."""
        pairs = zip(self.began_s[page], self.answer_s[page], strict=True)
        return [answer_s for began_s, answer_s in pairs if span_s[0] <= began_s < span_s[1]]


class User:
    """An open page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._again: dict[str, float] = {}  # fragments that ask to be run again, and after how many seconds
        self._asked: dict[str, float] = {}  # those of the present run
        self._buttons: dict[str, str] = {}  # ids by the key at their end
        self._shown = ""  # the page, as the server names it
        self._failed = ""

    async def look(self, page: str, parameters: str, *, press: str = "") -> tuple[float, float]:
        """Go to a page, or press a button on it: seconds to its answer, and to the end of what it works on."""
        began = time.perf_counter()
        await self._run(page, parameters, press=press)
        answered = time.perf_counter() - began
        while self._again and time.perf_counter() - began < LONGEST_S:
            fragment, after_s = next(iter(self._again.items()))
            await asyncio.sleep(after_s)
            await self._run(page, parameters, fragment=fragment)
        if self._again:
            raise TimeoutError(page)
        return answered, time.perf_counter() - began

    async def _run(self, page: str, parameters: str, *, fragment: str = "", press: str = "") -> None:
        request = BackMsg()
        request.rerun_script.page_name, request.rerun_script.query_string = page, parameters
        if press:
            state = request.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = self._buttons[press], True
        if fragment:
            request.rerun_script.fragment_id, request.rerun_script.is_auto_rerun = fragment, True
            request.rerun_script.page_script_hash = self._shown
        await self._socket.send(request.SerializeToString())
        async with asyncio.timeout(LONGEST_S):
            while not self._ended(ForwardMsg.FromString(await self._socket.recv())):
                pass
        if self._failed:
            raise RuntimeError(self._failed)

    def _ended(self, said: ForwardMsg) -> bool:
        """Whether this was the last message of a run; one that begins another run at once is not."""
        kind = said.WhichOneof("type")
        if kind == "new_session":
            self._asked = {}
        elif kind == "navigation":
            self._shown = said.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._asked[said.auto_rerun.fragment_id] = max(said.auto_rerun.interval, 0.1)
        elif kind == "script_finished" and said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._again = self._asked  # of the whole page: what did not ask again needs nothing more
        elif kind == "delta" and said.delta.WhichOneof("type") == "new_element":
            self._note(said.delta.new_element)
        return kind == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _note(self, element: Any) -> None:
        if element.WhichOneof("type") == "button":
            self._buttons[element.button.id.split("-", 2)[-1]] = element.button.id  # $$ID-digest-key
        elif element.WhichOneof("type") == "exception":
            self._failed = element.exception.message
        elif element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
            self._failed = element.alert.body


@contextmanager
def server(jobs: str, *, folder: str = "", ahead: bool = False) -> Iterator[tuple[int, str]]:
    """A server of the program: its process and its address.

    Parameters
    ----------
    folder
        Holds what it keeps, in place of its own.
    ahead
        Whether it is left alone first until it has worked ahead, as a server for an office does.
    """
    port = free_port(None, host="127.0.0.1")
    command = [sys.executable, "-m", "server", "app.py", f"--port={port}", "--ends-with-starter"]
    command += ["--warm", "--ahead"] if ahead else []
    surroundings = server_env() | {JOBS: jobs} | ({"LIEN_TINH_CACHE": folder} if folder else {})
    process = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )  # the pipe's end tells it that this process is gone, however it went
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        if ahead:
            leave_alone(Path(folder))
            print(f"{datetime.now(UTC):%H:%M} it has worked ahead", flush=True)
        yield process.pid, f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


def leave_alone(folder: Path) -> None:
    """Wait until a server has noted that it has worked ahead."""
    until = time.perf_counter() + LEFT_ALONE_S
    while not list(folder.glob("results/*.note")):
        if time.perf_counter() > until:
            raise TimeoutError("ahead")
        time.sleep(1.0)


async def session(host: str) -> ClientConnection:
    return await connect(
        f"ws://{host}/_stcore/stream", origin=f"http://{host}", subprotocols=["streamlit"], max_size=LARGEST, proxy=None
    )


async def visit(host: str, number: int, until: float, seen: Seen, *, start: float = 0.0) -> None:
    """One user, who begins a little later than the one before and goes on until the end."""
    chance = random.Random(number)
    try:
        await asyncio.sleep(chance.uniform(0, THINK_S[1]))
        async with await session(host) as socket:
            user = User(socket)
            while time.perf_counter() < until:
                (name, page, parameters, _) = chance.choices(VIEWS, [v[3] for v in VIEWS])[0]
                routes = "~".join(chance.sample(ROUTES, chance.randint(1, 3)))
                began_s = time.perf_counter() - start
                answer_s, whole_s = await user.look(page, f"lang=vi&routes={routes}&on=draft&{parameters}")
                seen.began_s[name].append(began_s)
                seen.answer_s[name].append(answer_s)
                seen.whole_s[name].append(whole_s)
                await asyncio.sleep(chance.uniform(*THINK_S))
    except (OSError, TimeoutError, RuntimeError, WebSocketException, KeyError) as fault:
        seen.errors.append(f"user {number}: {type(fault).__name__} {fault}")


async def packing(host: str, number: int, until: float, seen: Seen) -> None:
    """One user, who has one pack made after the other, each of another scenario."""
    page, parameters = PACK
    try:
        async with await session(host) as socket:
            user, n = User(socket), 0
            while time.perf_counter() < until:
                asked = f"lang=vi&routes={ROUTES[number % len(ROUTES)]}&title=Pack{number}{n}&on=draft&{parameters}"
                await user.look(page, asked)
                seen.packs_s.append((await user.look(page, asked, press="make-file"))[1])
                n += 1
    except (OSError, TimeoutError, RuntimeError, WebSocketException, KeyError) as fault:
        seen.errors.append(f"pack {number}: {type(fault).__name__} {fault}")


async def watch(process: int, until: float, seen: Seen) -> None:
    """Memory of the server and all its processes, now and then."""
    looks = 0
    while time.perf_counter() < until:
        seen.most_mb = max(seen.most_mb, used(process)[0])
        if not looks % 10:
            seen.most_once_mb = max(seen.most_once_mb, shared_once_mb(process))
        looks += 1
        await asyncio.sleep(1.0)


def used(process: int) -> tuple[float, float]:
    """Megabytes and processor seconds of a process and its children; Linux."""
    found = family(process)
    return sum(mb for mb, _ in found.values()), sum(cpu_s for _, cpu_s in found.values())


def family(process: int) -> dict[int, tuple[float, float]]:
    """The same of each, by number."""
    parents: dict[int, list[int]] = defaultdict(list)
    facts: dict[int, tuple[float, float]] = {}
    tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            number = int(stat.parent.name)
            parents[int(words[1])].append(number)
            facts[number] = (int(words[21]) * page / 1e6, sum(map(int, words[11:15])) / tick)
    found: dict[int, tuple[float, float]] = {}
    open_ = [process]
    while open_:
        number = open_.pop()
        open_ += parents[number]
        found[number] = facts.get(number, (0.0, 0.0))
    return found


def shared_once_mb(process: int) -> float:
    """Memory of a process and its children, libraries and files that several have in memory counted once; Linux."""
    total = 0.0
    for number in family(process):
        with suppress(OSError):
            told = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
            total += next(float(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")) * 1024 / 1e6
    return total


async def run(jobs: str, *, users: int, packs: int, seconds: float, folder: str = "", ahead: bool = False) -> Seen:
    """All users on one server."""
    seen = Seen()
    with server(jobs, folder=folder, ahead=ahead) as (process, host):
        async with await session(host) as socket:  # everybody finds the pages loaded, as with --warm
            for _, page, parameters, _ in VIEWS:
                await User(socket).look(page, f"lang=vi&routes={ROUTES[0]}&on=draft&{parameters}")
        seen.warm_mb, seen.whole_warm_mb = resident_mb(process), used(process)[0]
        start = time.perf_counter()
        until = start + seconds
        before_s, own_s = used(process)[1], time.process_time()
        await asyncio.gather(
            watch(process, until, seen),
            *(visit(host, n, until, seen, start=start) for n in range(users)),
            *(packing(host, n, until, seen) for n in range(packs)),
        )
        seen.cpu_s, seen.users_s = used(process)[1] - before_s, time.process_time() - own_s
        seen.left_mb = resident_mb(process)
        await asyncio.sleep(GIVEN_BACK_S)
        seen.back_mb, seen.whole_back_mb = resident_mb(process), used(process)[0]
        await come_and_go(host, FIRST_SESSIONS)
        before_mb = resident_mb(process)
        await come_and_go(host, SESSIONS)
        seen.growth_mb = resident_mb(process) - before_mb
    return seen


async def come_and_go(host: str, count: int) -> None:
    """So many people one after the other, each of whom looks at a page and leaves."""
    for number in range(count):
        async with await session(host) as socket:
            _, page, parameters, _ = VIEWS[number % 2]
            await User(socket).look(page, f"lang=vi&routes={ROUTES[number % len(ROUTES)]}&on=draft&{parameters}")


def resident_mb(process: int) -> float:
    """Memory of one process; Linux."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def spread(values: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    if len(values) < 2:
        return (values or [float("nan")])[0], (values or [float("nan")])[0]
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[-1]


def report(told: str, *runs: Seen) -> str:
    """The page with the figures of the four runs."""
    before, after = runs[:2]
    lines = [
        "# Many users at once",
        "",
        f"`python -m benchmarks.load`: {told}; {datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} processors,",
        f"Python {platform.python_version()}, load average at the end {os.getloadavg()[0]:.1f}. Before: all work in the page's process. After: beside it. Both with nothing kept",
        "on disk. Next morning: the same server started anew, with what it had kept. Left alone: with nothing kept at its start, but first alone until it had worked ahead.",
        "The users share the processors.",
        "",
        "Seconds from a click to the end of the page's run, median and 95th percentile, of the whole run and by when the visit began; then to the end of what it works on.",
        "",
        "| page | visits | before | after | p95 ratio | next morning | left alone | whole before | whole after | whole next morning | whole left alone |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    pages = list(dict.fromkeys(v[0] for v in VIEWS))
    for name in pages:
        one, two, three, four = (told_spread(seen.answer_s[name]) for seen in runs)
        ratio = spread(after.answer_s[name])[1] / spread(before.answer_s[name])[1]
        visits = " / ".join(f"{len(seen.answer_s[name])}" for seen in runs)
        whole = " | ".join(told_spread(seen.whole_s[name]) for seen in runs)
        lines.append(f"| {name} | {visits} | {one} | {two} | {ratio:.2f} | {three} | {four} | {whole} |")
    lines += ["", *by_time(pages, runs[1:]), "", *in_all(runs), ""]
    return "\n".join([*lines, *(f"- {fault}" for seen in runs for fault in seen.errors)]).rstrip() + "\n"


def told_spread(values: list[float]) -> str:
    return "{:.2f} / {:.2f}".format(*spread(values))


def by_time(pages: list[str], runs: tuple[Seen, ...]) -> list[str]:
    """The same answers by when the visit began: everybody comes at once, and little is kept yet; then the rest."""
    heads = [f"{low:.0f}–{high:.0f} s" if high < 1e9 else f"from {low:.0f} s" for low, high in SPANS_S]
    lines = [
        f"| page | {' | '.join(f'{run}, {head}' for run in ('after', 'next morning', 'left alone') for head in heads)} |",
        "|---" * (1 + len(runs) * len(heads)) + "|",
    ]
    for name in pages:
        cells = [seen.during(name, span) for seen in runs for span in SPANS_S]
        lines.append(f"| {name} | {' | '.join(f'{told_spread(cell)} ({len(cell)})' for cell in cells)} |")
    return lines


def in_all(runs: tuple[Seen, ...]) -> list[str]:
    """What does not belong to one page."""
    lines = ["| | before | after | next morning | left alone |", "|---|---|---|---|---|"]
    for what, of in (
        ("packs made", lambda s: f"{len(s.packs_s)}"),
        ("seconds a pack, median", lambda s: f"{spread(s.packs_s)[0]:.0f}"),
        ("errors", lambda s: f"{len(s.errors)}"),
        ("processor seconds of the server and its processes", lambda s: f"{s.cpu_s:.0f}"),
        ("of the users themselves", lambda s: f"{s.users_s:.0f}"),
        ("most memory, the sum of all processes, MB", lambda s: f"{s.most_mb:.0f}"),
        ("the same, what they share counted once, MB", lambda s: f"{s.most_once_mb:.0f}"),
        (
            f"memory of the pages' process, MB: before the users came / when they left / {GIVEN_BACK_S:.0f} s later",
            lambda s: f"{s.warm_mb:.0f} / {s.left_mb:.0f} / {s.back_mb:.0f} ({s.back_mb / s.warm_mb - 1:+.0%})",
        ),
        (
            "of all processes, MB: before the users came / so long after they left",
            lambda s: f"{s.whole_warm_mb:.0f} / {s.whole_back_mb:.0f} ({s.whole_back_mb / s.whole_warm_mb - 1:+.0%})",
        ),
        (f"its growth over {SESSIONS} sessions opened and closed, MB", lambda s: f"{s.growth_mb:+.0f}"),
    ):
        lines.append(f"| {what} | {' | '.join(map(of, runs))} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--packs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    told = f"{options.users} users who think {THINK_S[0]:.0f} to {THINK_S[1]:.0f} s, {options.packs} having packs made, {options.seconds:.0f} s"
    asked = {"users": options.users, "packs": options.packs, "seconds": options.seconds}
    with ExitStack() as folders:
        one, two, three = (folders.enter_context(tempfile.TemporaryDirectory()) for _ in range(3))
        alone = asyncio.run(
            run("processes", folder=three, ahead=True, **asked)
        )  # first: its long way ahead needs no quiet machine
        servers = (("here", one), ("processes", two), ("processes", two))
        found = [*(asyncio.run(run(jobs, folder=folder, **asked)) for jobs, folder in servers), alone]
    options.out.write_text(report(told, *found), encoding="utf-8", newline="\n")
    print(options.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

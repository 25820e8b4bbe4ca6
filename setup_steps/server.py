"""Starting the dashboard on this machine, or for the office network when asked to."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Final

from setup_steps.environment import ROOT, child_env, venv_python
from setup_steps.speech import SetupError, tell

HERE: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8501
LIBRARY: Final = "LIEN_TINH_LIBRARY"  # read by views.state.keeping
LOGS: Final = ROOT / "var" / "log"
DATABASE: Final = "LIEN_TINH_DATABASE"  # read by views.shelf and store.cli; it may hold a password
JOBS: Final = "LIEN_TINH_JOBS"  # read by jobs.desk
TOKEN: Final = "LIEN_TINH_TOKEN"  # noqa: S105 - the name of a variable, read by server.settings
STUDIES: Final = ROOT / "var" / "studies"  # where country.library keeps them
DATA: Final = "LIEN_TINH_DATA"  # read by layers.reading
_PROCESSORS: Final = os.cpu_count() or 1
_OWN_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,}")
_LOOK_S: Final = 0.5  # between two looks whether all processes are there
_GRACE_S: Final = 10.0
# each run of a page has a thread of its own; with a heap for every few threads (glibc) what they let go of stays in pieces of the heaps
_ARENAS: Final = "MALLOC_ARENA_MAX"
_CLOSED: Final = "http://127.0.0.1:9"  # the discard port: nothing answers


@dataclass(frozen=True)
class Wish:
    """How the user wants the program started.

    Parameters
    ----------
    port
        Port asked for; ``None``: the first free one.
    lan
        Whether the office network may see it.
    library
        Whether users' files are kept beside the program although the network sees them.
    token
        Whether a browser must open the address with the token first.
    study
        Name of the study to be opened, as ``lien-tinh study --list`` tells it; empty: the data the program came with.
    names
        Further host names it answers to.
    frames
        Origins of pages that may show it in a frame.
    proxy
        Whether a proxy of this machine, which ends TLS, stands before it.
    scheduler
        Address of a dask scheduler that has long work done, or ``local`` for a cluster of this machine; empty: plain processes.
    database
        Address of the shared database, ``postgresql://…``; empty: the library of files.
    login
        Whether people sign in by the office's own provider (OpenID Connect); what they may do, the database tells.
    workers
        Processes for long work on this machine; ``None``: by its processors.
    pages
        Processes that answer pages, on ports one after the other; a proxy keeps each person at one of them.
    """

    port: int | None = None
    lan: bool = False
    library: bool = False
    browser: bool = True
    token: bool = True
    study: str = ""
    names: Sequence[str] = ()
    frames: Sequence[str] = ()
    proxy: bool = False
    scheduler: str = ""
    workers: int | None = None
    database: str = ""
    login: bool = False
    pages: int = 1

    @property
    def open(self) -> bool:
        """Whether others than the user of this machine come in."""
        return self.lan or self.proxy

    @property
    def jobs(self) -> str:
        """Who does long work, as the variable tells it."""
        workers = self.workers or (_PROCESSORS if self.pages > 1 else 0)
        number = f":{max(workers // self.pages, 1)}" if workers else ""  # each page process has its own
        if self.scheduler in ("", "local"):
            return ("dask" if self.scheduler else "processes") + number
        return self.scheduler


def start(wish: Wish) -> int:
    """Run the server until it is stopped; its exit code (0 when the user stops it).

    Raises
    ------
    SetupError
        If a port asked for is taken, ``lan`` is asked for without a network, the user's own token is too short, people shall sign
        in and there is no database to tell what they may do, or several processes answer pages with no proxy before them.
    """
    chosen = study_env(wish.study)
    if wish.pages > 1 and not wish.proxy:
        raise SetupError("setup.pages_need_proxy")
    if wish.login and not wish.database:
        raise SetupError("setup.login_needs_database", variable=DATABASE)
    host = lan_address() if wish.lan else HERE
    ports = free_ports(wish.port, wish.pages, host="0.0.0.0" if wish.lan else HERE)  # noqa: S104 - only with --lan
    token = start_token() if wish.token else ""
    shown = f"https://{wish.names[0]}" if wish.proxy and wish.names else f"http://{host}:{ports[0]}"
    address = shown + (f"/?token={token}" if token else "")
    _warn(wish, address=f"http://{host}:{ports[0]}", ports=ports)
    if wish.database and not _database_ready(wish.database):
        return 1
    tell("setup.starting", address=address)
    surroundings = (
        server_env(login=wish.login)
        | chosen
        | {
            LIBRARY: library_state(lan=wish.open, library=wish.library),
            TOKEN: token,
            JOBS: wish.jobs,
            DATABASE: wish.database,
        }
    )
    return _serve([command(wish, port=port, host=host, first=ports[0]) for port in ports], surroundings)


def _warn(wish: Wish, *, address: str, ports: Sequence[int]) -> None:
    """What must be known of a program that others can reach."""
    if wish.lan:
        tell(_lan_warning(wish), address=address)
    if wish.proxy and not wish.login:
        tell("setup.proxy_warning", port=", ".join(map(str, ports)))
    if wish.open and not wish.login:
        tell("setup.library_warning" if wish.library else "setup.read_warning")


def _serve(commands: Sequence[Sequence[str]], surroundings: Mapping[str, str]) -> int:
    """Run the processes until one ends, and with it the others; its exit code, 0 when the user stops them."""
    processes = [
        subprocess.Popen(  # noqa: S603 - the program's own interpreter
            words, cwd=ROOT, env=surroundings,
            stdin=subprocess.PIPE,  # held open, never written to: when this process is gone, the server sees it end
        )
        for words in commands
    ]  # fmt: skip
    signal.signal(signal.SIGTERM, _leave)
    try:
        while len(codes := [process.poll() for process in processes]) == codes.count(None):
            with contextlib.suppress(subprocess.TimeoutExpired):
                processes[0].wait(timeout=None if len(processes) == 1 else _LOOK_S)
        return next(code for code in codes if code is not None)
    except KeyboardInterrupt:
        tell("setup.stopped")
        return 0
    finally:
        _end(processes)


def _lan_warning(wish: Wish) -> str:
    """What must be known of a program that a whole network can reach."""
    if wish.login:
        return "setup.login_warning"
    return "setup.lan_warning" if wish.token else "setup.lan_open_warning"


def _database_ready(database: str) -> bool:
    """Whether the database answers and its tables are those of this version; what is wrong is told on the console."""
    words = [str(venv_python()), "-m", "store", "migrate"]
    return subprocess.run(words, cwd=ROOT, env=child_env() | {DATABASE: database}, check=False).returncode == 0  # noqa: S603


def command(wish: Wish, *, port: int, host: str, first: int | None = None) -> list[str]:
    """The command line of the server; what it leaves out is in ``.streamlit/config.toml``.

    Parameters
    ----------
    first
        Port of the first of several page processes.
    """
    words = [
        str(venv_python()),
        "-m",
        "server",
        "app.py",
        f"--port={port}",
        "--warm",
        f"--log={LOGS}",
        "--ends-with-starter",
    ]
    # one for all; a single person's machine has better to do, and where people sign in its visitor would see no page
    if wish.open and not wish.login and port == (first or port):
        words.append("--ahead")
    if wish.lan:
        words.append("--address=0.0.0.0")
    if wish.lan or wish.names:
        words += [f"--host={name}" for name in dict.fromkeys((host, *wish.names, "localhost", HERE))]
    words += [f"--frame-ancestor={origin}" for origin in wish.frames]
    if wish.proxy:
        words.append("--behind-proxy")
    if wish.login:
        words.append("--login")
    if wish.pages > 1:
        words.append(f"--first-port={first or port}")
    if wish.browser and port == (first or port):
        words.append("--open-browser")
    return words


def start_token() -> str:
    """The token of this start: a new one each time, unless the environment names one to stay the same.

    Raises
    ------
    SetupError
        If the one in the environment is short enough to be guessed, or not fit for an address.
    """
    own = os.environ.get(TOKEN)
    if own is None:
        return secrets.token_urlsafe(24)
    if not _OWN_TOKEN.fullmatch(own):
        raise SetupError("setup.weak_token", variable=TOKEN)
    return own


def study_env(name: str) -> dict[str, str]:
    """The environment of a server that shows a study; nothing for the data the program came with.

    Raises
    ------
    SetupError
        If that study was not built, or is none.
    """
    if not name:
        return {}
    folder = STUDIES / name
    if not re.fullmatch(r"[a-z0-9_-]+", name) or not (folder / "study.toml").is_file():
        built = sorted(path.parent.name for path in STUDIES.glob("[a-z]*/study.toml"))
        raise SetupError("setup.no_study", name=name, known=", ".join(built) or "–")
    return {DATA: str(folder)}


def library_state(*, lan: bool, library: bool) -> str:
    """What the pages are told of what users saved: on, or for a network without login read, or shared by all of it."""
    return ("shared" if library else "read") if lan else "on"


def server_env(*, login: bool = False) -> dict[str, str]:
    """The server's environment: whatever in it asked for an outside page would meet a closed door.

    With a sign-in the server itself asks its provider; which one, the office says, and no more than that is asked.
    """
    surroundings = {_ARENAS: "2"} | child_env()
    if login:
        return surroundings
    doors = {f"{scheme}_PROXY": _CLOSED for scheme in ("HTTP", "HTTPS", "ALL")}
    return (
        surroundings | doors | {name.lower(): door for name, door in doors.items()} | {"NO_PROXY": f"localhost,{HERE}"}
    )


def free_port(asked: int | None, *, host: str) -> int:
    """The port asked for, or the first free one from 8501 on.

    Raises
    ------
    SetupError
        If the port asked for is taken, or none of twenty is free.
    """
    for port in [asked] if asked else range(DEFAULT_PORT, DEFAULT_PORT + 20):
        with socket.socket() as probe:
            if sys.platform != "win32":  # there it would allow a port that is in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise SetupError("setup.port_taken", port=asked or DEFAULT_PORT)


def free_ports(asked: int | None, count: int, *, host: str) -> list[int]:
    """So many ports one after the other, the first of them the port asked for or the first free one.

    Raises
    ------
    SetupError
        If one of them is taken.
    """
    first = free_port(asked, host=host)
    return [first, *(free_port(first + n, host=host) for n in range(1, count))]


def lan_address() -> str:
    """Address of this machine in the office network; asks the routing table, sends nothing.

    Raises
    ------
    SetupError
        If the machine is in no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address reserved for documentation
        except OSError:
            raise SetupError("setup.no_lan") from None
        return str(probe.getsockname()[0])


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """End as if by Ctrl+C, so that the server ends too."""
    raise KeyboardInterrupt


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Let the server stop in order, by force after ten seconds."""
    for process in processes:
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
    deadline_s = time.monotonic() + _GRACE_S
    for process in processes:
        try:
            process.wait(timeout=max(deadline_s - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

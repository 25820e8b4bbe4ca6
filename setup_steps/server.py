"""Starting the dashboard on this machine, or for the office network when asked to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from types import FrameType
from typing import Final

from setup_steps.environment import ROOT, child_env, venv_python
from setup_steps.speech import SetupError, tell

HERE: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8501
LIBRARY: Final = "LIEN_TINH_LIBRARY"  # read by views.own_library
_CLOSED: Final = "http://127.0.0.1:9"  # the discard port: nothing answers


def start(*, port: int | None, lan: bool, browser: bool, library: bool = False) -> int:
    """Run the server until it is stopped; its exit code (0 when the user stops it).

    Parameters
    ----------
    library
        Whether users' files are kept beside the program although the network sees them.

    Raises
    ------
    SetupError
        If the port asked for is taken, or ``lan`` is asked for without a network.
    """
    host = lan_address() if lan else HERE
    port = free_port(port, host="0.0.0.0" if lan else HERE)  # noqa: S104 - only with --lan
    if lan:
        tell("setup.lan_warning", address=f"http://{host}:{port}")
        if library:
            tell("setup.library_warning")
    tell("setup.starting", address=f"http://{host}:{port}")
    process = subprocess.Popen(  # noqa: S603 - the program's own interpreter
        command(port=port, host=host, lan=lan, browser=browser),
        cwd=ROOT,
        env=server_env() | {LIBRARY: library_state(lan=lan, library=library)},
    )
    signal.signal(signal.SIGTERM, _leave)
    try:
        return process.wait()
    except KeyboardInterrupt:
        tell("setup.stopped")
        return 0
    finally:
        _end(process)


def command(*, port: int, host: str, lan: bool, browser: bool) -> list[str]:
    """The command line of the server; what it leaves out is in ``.streamlit/config.toml``."""
    words = [str(venv_python()), "-m", "views.prompt_server", "run", "app.py", f"--server.port={port}"]
    if lan:
        words += [
            "--server.address=0.0.0.0",
            f"--browser.serverAddress={host}",
            *(f"--server.allowedHosts={name}" for name in (host, "localhost", HERE)),
        ]
    if not browser:
        words.append("--server.headless=true")
    return words


def library_state(*, lan: bool, library: bool) -> str:
    """What the pages are told of the library of users' files: on, off, or shared by a network without login."""
    return ("shared" if library else "off") if lan else "on"


def server_env() -> dict[str, str]:
    """The server's environment: whatever in it asked for an outside page would meet a closed door."""
    doors = {f"{scheme}_PROXY": _CLOSED for scheme in ("HTTP", "HTTPS", "ALL")}
    return (
        child_env() | doors | {name.lower(): door for name, door in doors.items()} | {"NO_PROXY": f"localhost,{HERE}"}
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


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the server, by force after five seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

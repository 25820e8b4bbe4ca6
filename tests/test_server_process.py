"""The server as a process: it ends with its starter, and leaves no port held."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serving import ROOT, free_port
from visitor import Session, ask

PAGE = Path(__file__).parent / "pages" / "counting_page.py"
STARTER = """
import subprocess, sys, time
server = subprocess.Popen([sys.executable, "-m", "server", *sys.argv[1:], "--ends-with-starter"], stdin=subprocess.PIPE)
print(server.pid, flush=True)
time.sleep(600)
"""


def answers(port: int) -> bool:
    try:
        return ask(f"http://127.0.0.1:{port}", "/_stcore/health").status == 200
    except OSError:
        return False


def wait_until(condition, *, seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def is_free(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return False
    except ConnectionRefusedError:
        return True


@pytest.mark.parametrize("with_a_session", [False, True])
def test_a_server_whose_starter_is_killed_gives_its_port_back(tmp_path, with_a_session):
    port = free_port()
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        starter = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(PAGE), f"--port={port}"],
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        server = int(starter.stdout.readline())
        try:
            assert wait_until(lambda: answers(port)), (tmp_path / "log").read_text(encoding="utf-8")
            session = Session(f"http://127.0.0.1:{port}") if with_a_session else None
            starter.kill()
            starter.wait()
            assert wait_until(lambda: is_free(port), seconds=6), "in order, not by force after a while"
            assert wait_until(lambda: not Path(f"/proc/{server}").exists(), seconds=15) or sys.platform != "linux"
            if session:
                session.close()
        finally:
            starter.kill()
            starter.stdout.close()
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def test_a_port_in_use_ends_the_start(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "server", str(PAGE), f"--port={port}"],
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert [str(port) in line for line in done.stderr.splitlines()] == [True, True]

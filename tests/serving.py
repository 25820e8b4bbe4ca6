"""Starting a Streamlit script as the product does, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(script: Path, *, env: dict[str, str] | None = None, log: Path):
    """The address of ``script`` while the block runs; what the server printed goes to ``log``."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "views.prompt_server",
        "run",
        str(script),
        f"--server.port={port}",
        "--server.headless=true",
    ]
    surroundings = os.environ | {"PYTHONUTF8": "1", "PROJ_NETWORK": "OFF", "PYTHONPATH": str(ROOT)} | (env or {})
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, f"http://127.0.0.1:{port}/_stcore/health", log=log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen, address: str, *, log: Path) -> None:
    """Return once the server answers; fail with its output if it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")

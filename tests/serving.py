"""Starting a Streamlit script as the product does, on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180  # several servers may start at once on two cores


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(script: Path, *options: str, env: dict[str, str] | None = None, log: Path):
    """The address of ``script`` while the block runs; what the server printed goes to ``log``.

    No start token is asked for unless ``env`` holds one; ``options`` go to the server.
    """
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "server",
        str(script),
        f"--port={port}",
        "--ends-with-starter",  # a test run that is killed leaves none behind
        *options,
    ]
    surroundings = os.environ | {"PYTHONUTF8": "1", "PROJ_NETWORK": "OFF", "PYTHONPATH": str(ROOT)} | (env or {})
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, port, log=log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen, port: int, *, log: Path) -> None:
    """Return once the server answers, be it with a refusal; fail with its output if it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status in (200, 403):
                return
        except (http.client.HTTPException, OSError):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


class Shared:
    """The program, served once for all workers by the process that started them, from when the first asks for it."""

    _END = b"end"

    def __init__(self, log: Callable[[], Path]) -> None:
        self._log, self._door = log, socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        with ExitStack() as running:
            url = ""
            while True:
                asked, _ = self._door.accept()
                with asked:
                    if asked.recv(16) == self._END:
                        return
                    try:
                        url = url or running.enter_context(served(ROOT / "app.py", log=self._log()))
                        asked.sendall(url.encode())
                    except AssertionError as fault:
                        asked.sendall(str(fault).encode())

    @staticmethod
    def ask(port: int) -> str:
        """The address, for a worker."""
        with socket.create_connection(("127.0.0.1", port)) as door:
            door.sendall(b"address")
            told = door.makefile("rb").read().decode()
        if not told.startswith("http:"):
            raise AssertionError(told)
        return told

    def end(self) -> None:
        """Stop the server."""
        with socket.create_connection(("127.0.0.1", self.port)) as door:
            door.sendall(self._END)
        self._thread.join()
        self._door.close()

"""The server process talks to this machine only: every connection and look-up of it is recorded."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from serving import ROOT, served

from setup_steps.server import server_env

RECORDER = Path(__file__).parent / "recorder"


def recording(calls: Path) -> dict[str, str]:
    path = os.pathsep.join([str(RECORDER), str(ROOT)])
    return server_env() | {"PYTHONPATH": path, "CALLS_FILE": str(calls)}


def test_the_recorder_hears_what_leaves_the_machine(tmp_path):
    calls = tmp_path / "calls.txt"
    script = (
        "import socket\n"
        "with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s: s.connect(('192.0.2.1', 9))\n"
        "try: socket.getaddrinfo('outside.invalid', 80)\nexcept OSError: pass\n"
        "socket.getaddrinfo('127.0.0.1', 80)\n"
    )
    subprocess.run([sys.executable, "-c", script], env=os.environ | recording(calls), check=True)
    assert calls.read_text(encoding="utf-8").split("\n")[:3] == [
        "listening", "socket.connect 192.0.2.1", "socket.getaddrinfo outside.invalid",
    ]  # fmt: skip


@pytest.mark.browser
def test_start_and_a_session_leave_no_trace_outside(tmp_path, page):
    calls = tmp_path / "calls.txt"
    with served(ROOT / "app.py", env=recording(calls), log=tmp_path / "server.log") as url:
        page.goto(url)
        page.frame_locator("iframe").first.locator(".leaflet-pane path").first.wait_for(state="attached")
        for name in ("compare", "agreement", "briefing", "print", "sources"):
            page.goto(f"{url}/{name}")
            page.get_by_test_id("stApp").and_(page.locator("[data-test-script-state=notRunning]")).wait_for()
    assert set(calls.read_text(encoding="utf-8").split()) == {"listening"}


def knock(url: str, *, origin: str, host: str) -> int:
    """The server's answer to a page of ``origin`` that asks for a session."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    headers = {
        "Host": f"{host}:{address.port}", "Origin": origin, "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    connection.request("GET", "/_stcore/stream", headers=headers)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_page_of_another_site_is_refused_without_asking_outside(tmp_path):
    calls = tmp_path / "calls.txt"
    with served(Path(__file__).parent / "pages" / "map_page.py", env=recording(calls), log=tmp_path / "log") as url:
        assert knock(url, origin=url, host="127.0.0.1") == 101
        assert knock(url, origin="http://outside.invalid", host="127.0.0.1") == 403
        assert knock(url, origin="http://outside.invalid", host="outside.invalid") == 403
    # To learn its own address the server points a datagram socket outwards and sends nothing; its
    # question to an outside page, which comes next, meets the closed door of server_env.
    assert set(calls.read_text(encoding="utf-8").splitlines()) <= {"listening", "socket.connect 8.8.8.8"}

"""The server process talks to this machine only: every connection and look-up of it is recorded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from seen import settled
from serving import ROOT, served
from tiers import some
from visitor import knock

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
        "listening",
        "socket.connect 192.0.2.1",
        "socket.getaddrinfo outside.invalid",
    ]


@pytest.mark.browser
def test_start_and_a_session_leave_no_trace_outside(tmp_path, page):
    calls = tmp_path / "calls.txt"
    with served(ROOT / "app.py", env=recording(calls), log=tmp_path / "server.log") as url:
        page.goto(url)
        page.locator(".leaflet-pane path").first.wait_for(state="attached")
        for name in some(("compare", "agreement", "briefing", "print", "sources")):
            page.goto(f"{url}/{name}")
            settled(page)
    assert set(calls.read_text(encoding="utf-8").split()) == {"listening"}


def test_a_page_of_another_site_is_refused_without_asking_outside(tmp_path):
    """Streamlit by itself would look for its own address outside, to compare it with the page's."""
    calls = tmp_path / "calls.txt"
    with served(Path(__file__).parent / "pages" / "map_page.py", env=recording(calls), log=tmp_path / "log") as url:
        assert knock(url, Origin=url) == 101
        assert knock(url, Origin="http://outside.invalid") == 403
        assert knock(url, Origin="http://outside.invalid", Host="outside.invalid") == 400
        assert knock(url, Host="outside.invalid") == 400
    assert set(calls.read_text(encoding="utf-8").split()) == {"listening"}

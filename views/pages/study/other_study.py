"""Opening another study beside this one: a second server of the same program on a port of its own.

One process shows one folder of data, because what is computed is kept for that folder. Another study is opened by
another process, which ends with this one. Where the program is open to the network, the command is told instead: a
server of its own must then be wished for by who starts it.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from words import Lang, say

_ROOT: Final = Path(__file__).resolve().parents[3]
_HERE: Final = "127.0.0.1"
_LIBRARY: Final = "LIEN_TINH_LIBRARY"  # "on" where run.py started the program for this machine alone
_PATIENCE_S: Final = 30.0
_LIMIT: Final = 4  # servers beside this one: each holds a network in memory


@dataclass
class _Other:
    """A server beside this one; its standard input stays open, and when this process is gone, it ends."""

    address: str
    process: subprocess.Popen[bytes]


@cache
def _others() -> dict[str, _Other]:
    return {}


def _for_this_machine() -> bool:
    """Whether only this machine sees the program: its starter says so, or without one the address it listens on."""
    state = os.environ.get(_LIBRARY)
    names = {str(st.get_option("server.address")), *(st.get_option("server.allowedHosts") or ())}
    return state == "on" or (state is None and names <= {_HERE, "localhost"})


def told(lang: Lang) -> str:
    """How a study is opened where no button does it; empty where one does."""
    return "" if _for_this_machine() else say("study_view.how_to_open", lang)


def opener(name: str, folder: Path, lang: Lang, *, where: str) -> None:
    """A button that opens a study beside this one, then its link; where that may not be, the command.

    Parameters
    ----------
    where
        Of several places on the page, which this is.
    """
    if not _for_this_machine():
        st.code(f"python run.py --study {name}", language=None, width="content")
        return
    running = {key: one for key, one in _others().items() if one.process.poll() is None}
    if name in running:
        st.link_button(say("study_view.go", lang), running[name].address, type="primary")
    elif st.button(say("study_view.open", lang), key=f"study-open-{where}-{name}", disabled=len(running) >= _LIMIT):
        with st.spinner(say("study_view.opening", lang)):
            one = _others()[name] = _started(folder)
            _wait(one)
        st.rerun()


def close(name: str) -> None:
    """End the server of a study, if one runs."""
    one = _others().pop(name, None)
    if one is not None and one.process.poll() is None:
        one.process.terminate()


def _started(folder: Path) -> _Other:
    token, port = secrets.token_urlsafe(24), _free_port()
    command = [sys.executable, "-m", "server", "app.py", f"--port={port}", "--warm", "--ends-with-starter"]
    env = os.environ | {"LIEN_TINH_DATA": str(folder), "LIEN_TINH_TOKEN": token}
    process = subprocess.Popen(command, cwd=_ROOT, env=env, stdin=subprocess.PIPE)  # noqa: S603 - the program itself
    return _Other(f"http://{_HERE}:{port}/?token={token}", process)


def _wait(one: _Other) -> None:
    """Until it answers, so that the link never leads to a page that is not there yet; no longer than ``_PATIENCE_S``."""
    port = urlsplit(one.address).port
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and one.process.poll() is None:
        with suppress(OSError), socket.create_connection((_HERE, port or 0), timeout=1):
            return
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((_HERE, 0))
        return int(asked.getsockname()[1])

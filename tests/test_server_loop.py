"""The loop of the server: woken once for many messages, and never left asleep with one waiting; garbage goes now and then."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
import tomllib
import weakref
from pathlib import Path

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from server import answers
from server.garbage import collect_now_and_then
from server.waking import new_loop

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = 20_000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a loop of its own kind")
def test_many_messages_wake_it_once_and_none_is_forgotten(monkeypatch):
    loop, woken, came = new_loop(), [], []
    write = asyncio.SelectorEventLoop._write_to_self
    monkeypatch.setattr(asyncio.SelectorEventLoop, "_write_to_self", lambda self: (woken.append(1), write(self))[1])
    done = asyncio.Event()

    def take(number: int) -> None:
        came.append(number)
        if len(came) == 2 * MESSAGES:
            done.set()

    def send(begin: int) -> None:
        for number in range(begin, begin + MESSAGES):
            loop.call_soon_threadsafe(take, number)
            if not number % 100:
                time.sleep(0.0005)  # for the loop to fall asleep now and then

    async def wait() -> None:
        for begin in (0, MESSAGES):
            threading.Thread(target=send, args=(begin,), daemon=True).start()
        await asyncio.wait_for(done.wait(), 30)

    def run() -> None:
        try:
            loop.run_until_complete(wait())
        finally:
            loop.close()

    server = threading.Thread(
        target=run, daemon=True
    )  # as it runs: where tests before drove a browser, this thread has a loop
    server.start()
    server.join(60)
    assert sorted(came) == list(range(2 * MESSAGES))
    assert len(woken) < MESSAGES, "most messages found it awake"


def test_circles_are_freed_though_no_run_of_a_page_collects_them():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["runner"]["postScriptGC"] is False
    held = type("Held", (), {})()
    held.itself, seen, stop = held, weakref.ref(held), threading.Event()
    gc.disable()
    try:
        del held
        assert seen() is not None
        threading.Thread(target=collect_now_and_then, args=(0.05,), kwargs={"stop": stop}, daemon=True).start()
        deadline_s = time.monotonic() + 10
        while seen() is not None and time.monotonic() < deadline_s:
            time.sleep(0.02)
        assert seen() is None
    finally:
        gc.enable()
        stop.set()


def test_a_browser_is_greeted_with_the_same_theme_made_once(monkeypatch):
    asked = []
    make = app_session._populate_theme_msg

    def counted(msg, section="theme"):
        asked.append(section)
        make(msg, section)

    monkeypatch.setattr(app_session, "_populate_theme_msg", counted)
    answers._THEME.clear()
    answers.greet_at_once()
    sections = ("theme", "theme.light", "theme.sidebar", "theme.dark")
    for _ in range(2):
        for section in sections:
            told, right = CustomThemeConfig(), CustomThemeConfig()
            make(right, section)
            app_session._populate_theme_msg(told, section)
            assert told == right, section
            parent = CustomThemeConfig()
            app_session._populate_theme_msg(parent.light, section)
            assert parent.HasField("light") is bool(right.ByteSize())
    assert asked == list(sections)
    answers.greet_at_once()  # twice changes nothing
    assert app_session._populate_theme_msg is not counted
    answers._THEME.clear()
    app_session._populate_theme_msg(CustomThemeConfig())
    assert asked[-1] == "theme"
    assert len(asked) == 5

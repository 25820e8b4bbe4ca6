"""A fault that nobody foresaw, before a page begins: said in both languages with what to do, never in Streamlit's English."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from serving import served

from words import Lang, say

pytestmark = pytest.mark.browser
SCRIPT = """
import streamlit as st

def fail():
    raise RuntimeError("secret detail")

st.button("press", on_click=fail)
"""


def health(url: str) -> tuple[int, list[str]]:
    """Status and what fails, as a monitor reads it."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            return answer.status, json.load(answer)["failing"]
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)["failing"]


def test_a_fault_outside_the_pages_is_said_in_both_languages_and_a_changed_program_to_the_monitor(page, tmp_path):
    script = tmp_path / "program" / "app.py"
    script.parent.mkdir()
    script.write_text(SCRIPT, encoding="utf-8")
    with served(script, log=tmp_path / "log") as url:
        page.goto(url)
        page.get_by_role("button", name="press").click()
        for lang in Lang:
            expect(page.get_by_text(say("app.run_failed", lang))).to_be_visible()
        assert "redacted" not in page.locator("body").inner_text()
        assert "secret detail" not in page.locator("body").inner_text()
        assert health(url) == (200, [])  # the files are those it began with
        script.write_text("import a_room_that_is_gone", encoding="utf-8")
        page.reload()
        for lang in Lang:
            expect(page.get_by_text(say("app.outgrown", lang))).to_be_visible()
        assert health(url) == (503, ["changed"])
    assert "secret detail" in (tmp_path / "log").read_text(encoding="utf-8")

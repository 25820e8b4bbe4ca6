"""A file made by a process beside the pages, in a browser: the process may be killed."""

from __future__ import annotations

import io
import json
import time
import zipfile
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import expect
from seen import go, settled
from serving import ROOT, served

from jobs import Lane
from jobs.pool import _NICE
from words import Lang, say

pytestmark = pytest.mark.browser
WAIT_S = 120
FILES = str(_NICE[Lane.FILES])  # the last word of their command line


def makers_of_files() -> list[psutil.Process]:
    """Processes that make files, of the servers of this test process."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # ended meanwhile
            if process.cmdline()[-2:] == ["jobs.worker", FILES]:
                found.append(process)
    return found


def press_make(page) -> None:
    page.get_by_role("button", name=say("meeting.make", Lang.VI), exact=True).click()


def test_a_file_comes_although_its_process_is_killed_and_no_process_outlives_the_server(page, tmp_path):
    with served(ROOT / "app.py", env={"LIEN_TINH_JOBS": "processes:1"}, log=tmp_path / "log") as url:
        go(page, f"{url}/briefing?lang=vi&file=geodata&geo=geojson&routes=ring-road-3")
        settled(page)
        assert makers_of_files() == []
        press_make(page)
        deadline = time.monotonic() + WAIT_S
        while not (first := makers_of_files()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        first[0].kill()
        button = page.locator(".st-key-take-file button")
        expect(button).to_be_visible(timeout=1000 * WAIT_S)
        with page.expect_download() as download:
            button.click()
        with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as packed:
            routes = json.loads(packed.read("routes.geojson"))
        assert {f["properties"]["project_id"] for f in routes["features"]} == {"ring-road-3"}
        (second,) = makers_of_files()
        assert second.pid != first[0].pid
    assert makers_of_files() == []

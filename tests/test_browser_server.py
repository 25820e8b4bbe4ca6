"""The server's checks as a browser meets them."""

from __future__ import annotations

import http.server
import threading
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect
from seen import says_no, settled, until
from serving import ROOT, served

from server.settings import TOKEN_VARIABLE
from words import Lang, say

pytestmark = pytest.mark.browser
TOKEN = "a-token_of-the-tests"


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """The program, started with a token."""
    with served(ROOT / "app.py", env={TOKEN_VARIABLE: TOKEN}, log=tmp_path_factory.mktemp("locked") / "log") as url:
        yield url


def test_the_address_opened_first_lets_in_and_every_address_after_it_works_without(locked, page):
    page.goto(f"{locked}/compare?lang=en&token={TOKEN}")
    expect(page.locator("h1.lt-name")).to_be_visible()
    says_no(page, "token")
    settled(page)
    copied = page.url
    page.reload()
    expect(page.locator("h1.lt-name")).to_be_visible()
    other = page.context.new_page()
    other.goto(copied)
    expect(other.locator("h1.lt-name")).to_be_visible()
    expect(other.get_by_text("Sources").first).to_be_visible()
    assert page.evaluate("document.cookie").find(TOKEN) == -1, "scripts cannot read it"
    other.close()
    page.goto(locked)
    page.locator(".leaflet-pane path").first.wait_for(state="attached")


def test_another_browser_is_told_where_the_address_stands(locked, page):
    page.goto(f"{locked}/compare?lang=en")
    expect(page.locator("p[lang=vi]")).to_contain_text("Hãy mở chương trình bằng địa chỉ")
    expect(page.locator("p[lang=en]")).to_contain_text("Open the program at the address")
    page.watch.failed.clear()


@pytest.fixture
def framed(tmp_path):
    """A function that serves a page of another origin, with an address in a frame."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(address: str) -> str:
        (tmp_path / "index.html").write_text(f'<iframe src="{address}"></iframe>', encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/index.html"

    yield serve
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("allowed", [False, True])
def test_a_page_around_ours_shows_it_only_if_it_was_named_at_the_start(tmp_path, page, framed, allowed):
    outer = framed("about:blank").removesuffix("/index.html")
    options = [f"--frame-ancestor={outer}"] if allowed else []
    with served(Path(__file__).parent / "pages" / "counting_page.py", *options, log=tmp_path / "log") as url:
        page.goto(framed(url))
        inside = page.frame_locator("iframe")
        if allowed:
            expect(inside.get_by_text("run 1")).to_be_visible()
        else:
            address = until(page, lambda: page.frames[-1].url, lambda url: url.startswith("chrome-error:"))
            assert address.startswith("chrome-error:")
            expect(inside.get_by_text("run 1")).to_have_count(0)
        page.goto("about:blank")
    page.watch.failed.clear()


@pytest.mark.parametrize("lang", list(Lang))
def test_a_file_that_the_server_refuses_is_told_at_the_field_in_the_pages_language(page, app_url, lang):
    page.route("**/_stcore/upload_file/**", lambda route: route.fulfill(status=413))
    page.goto(f"{app_url}/own?lang={lang.value}")
    settled(page)
    page.get_by_role("tab", name=say("own.part_upload", lang)).click()
    settled(page)
    page.locator('input[type="file"]').set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2"})
    field = page.get_by_test_id("stFileUploaderDropzone")
    expect(field.locator('[aria-invalid="true"]')).to_be_visible()
    shown = field.evaluate("element => getComputedStyle(element, '::after').content")
    assert shown.strip('"') == say("app.widget_refused", lang, most=20)
    page.watch.failed.clear()


@pytest.mark.parametrize("address", ["http://192.0.2.1/a", "http://outside.invalid/a", "https://outside.invalid/a"])
def test_the_browser_of_the_tests_reaches_nobody_outside_and_notes_who_tries(page, address):
    assert (
        page.evaluate("where => fetch(where, {mode: 'no-cors'}).then(() => 'answered', () => 'refused')", address)
        == "refused"
    )
    assert page.watch.outside == [address]
    page.watch.outside.clear()

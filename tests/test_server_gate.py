"""Whom the server answers: by host, origin, token and path, in HTTP and over the web socket."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from serving import ROOT, served
from streamlit.proto.BackMsg_pb2 import BackMsg
from visitor import Session, ask, knock

from server.settings import TOKEN_VARIABLE
from setup_steps import server as starter

PAGE = Path(__file__).parent / "pages" / "counting_page.py"
TOKEN = "a-token_of-the-tests"
PATHS = (
    "/",
    "/compare",
    "/_stcore/health",
    "/_stcore/host-config",
    "/static/nothing.js",
    "/media/nothing.png",
    "/component/nothing/index.html",
    "/_stcore/bidi-components/nothing/x.js",
    "/_stcore/upload_file/a/b",
    "//x",
    "/%2e%2e/",
)


@pytest.fixture(scope="module")
def open_url(tmp_path_factory):
    with served(PAGE, log=tmp_path_factory.mktemp("gate") / "open.log") as url:
        yield url


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """A server that wants the token."""
    with served(PAGE, env={TOKEN_VARIABLE: TOKEN}, log=tmp_path_factory.mktemp("gate") / "locked.log") as url:
        yield url


def port(url: str) -> str:
    return url.rpartition(":")[2]


@pytest.mark.parametrize("path", PATHS)
def test_another_host_name_is_refused_under_every_path(open_url, path):
    assert ask(open_url, path, Host="outside.invalid").status == 400
    assert ask(open_url, path, Host=f"outside.invalid:{port(open_url)}").status == 400
    assert ask(open_url, path, Host=f"localhost:{port(open_url)}").status != 400 or path in ("//x", "/%2e%2e/")


def test_another_host_name_gets_no_web_socket(open_url):
    assert knock(open_url, Host="outside.invalid") == 400
    assert knock(open_url, Host=f"localhost:{port(open_url)}") == 101


@pytest.mark.parametrize("origin", ["http://outside.invalid", "null", "http://127.0.0.1:1", "file://", "http://"])
def test_a_page_of_another_origin_is_refused(open_url, origin):
    assert knock(open_url, Origin=origin) == 403
    assert ask(open_url, "/_stcore/host-config", Origin=origin).status == 403
    assert ask(open_url, "/_stcore/upload_file/a/b", method="PUT", body=b"x", Origin=origin).status == 403


def test_a_page_of_the_servers_own_origin_is_answered(open_url):
    assert knock(open_url, Origin=open_url) == 101
    assert ask(open_url, "/_stcore/host-config", Origin=open_url).status == 200


def test_a_host_named_at_the_start_is_answered_and_no_other(tmp_path):
    with served(PAGE, "--host=127.0.0.1", "--host=may-chu.so-gtvt", log=tmp_path / "log") as url:
        assert ask(url, Host="may-chu.so-gtvt:80").status == 200
        assert ask(url, Host="localhost").status == 400


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_nothing_is_answered(locked, path):
    refused = ask(locked, path)
    assert refused.status == 403
    text = refused.body.decode("utf-8")
    assert "Hãy mở chương trình bằng địa chỉ" in text
    assert "Open the program at the address" in text
    for wrong in (f"lien-tinh-{port(locked)}={TOKEN}x", f"lien-tinh-1={TOKEN}", f"lien-tinh-{port(locked)}="):
        assert ask(locked, path, Cookie=wrong).status == 403
    assert ask(locked, f"{path}?token={TOKEN[:-1]}").status == 403


def test_without_the_token_there_is_no_web_socket(locked):
    assert knock(locked) == 403
    assert knock(locked, path=f"/_stcore/stream?token={TOKEN}") == 403, "it counts in the address of a page alone"
    assert knock(locked, Cookie=f"lien-tinh-{port(locked)}={TOKEN}") == 101


def test_the_address_with_the_token_gives_a_cookie_and_an_address_without_it(locked):
    first = ask(locked, f"/compare?lang=en&token={TOKEN}&own=%C4%90T753")
    assert first.status == 303
    assert first.headers["location"] == "/compare?lang=en&own=%C4%90T753"
    cookie, *marks = first.cookies[0].split("; ")
    assert cookie == f"lien-tinh-{port(locked)}={TOKEN}"
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(marks)
    assert ask(locked, first.headers["location"], Cookie=cookie).status == 200
    again = ask(locked, "/compare?token=of-the-start-before&lang=en", Cookie=cookie)
    assert (again.status, again.headers["location"]) == (303, "/compare?lang=en")


def test_the_token_never_leads_to_another_host(locked):
    for path in ("//outside.invalid/", "/\\outside.invalid/", "///outside.invalid"):
        location = ask(locked, f"{path}?token={TOKEN}").headers["location"]
        assert re.match(r"/[^/\\]", location), location


def test_the_starter_and_the_server_name_the_same_variable():
    assert starter.TOKEN == TOKEN_VARIABLE


@pytest.mark.parametrize("path", ["/", "/compare", "/_stcore/health", "/_stcore/host-config", "/nothing.js"])
def test_no_other_page_may_frame_ours(open_url, path):
    headers = ask(open_url, path).headers
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/", "/compare"])
def test_a_page_tells_the_browser_where_its_server_is(open_url, path):
    """Or Streamlit's front end looks below the page's own path first, and fails."""
    answer = ask(open_url, path, **{"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert answer.body.count(b"BACKEND_BASE_URL: new URL") == 1
    assert answer.body.index(b"BACKEND_BASE_URL") < answer.body.index(b'type="module"')
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert b"BACKEND_BASE_URL: new URL" not in ask(open_url, "/_stcore/health").body


def test_the_frames_of_our_own_pages_are_theirs(open_url):
    headers = ask(open_url, "/component/anything/index.html").headers
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_a_page_named_at_the_start_may_frame_ours(tmp_path):
    with served(PAGE, "--frame-ancestor=http://cong.so-gtvt", log=tmp_path / "log") as url:
        headers = ask(url).headers
    assert headers["content-security-policy"] == "frame-ancestors 'self' http://cong.so-gtvt"
    assert "x-frame-options" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/auth/login",
        "/auth/logout",
        "/oauth2callback",
        "/_stcore",
        "/_stcore/",
        "//_stcore/metrics",
    ],
)
def test_service_pages_are_shut(open_url, path):
    answer = ask(open_url, path)
    assert answer.status in (400, 404)
    assert len(answer.body) < 40


def test_a_body_goes_to_uploads_only(open_url):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ask(open_url, "/", method=method, body=b"x" * 10).status == 405
    assert ask(open_url, "/", method="GET", body=b"x" * 10).status == 405


def test_no_page_around_ours_may_steer_it(open_url):
    assert b'"allowedOrigins":[]' in ask(open_url, "/_stcore/host-config").body
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["allowedOrigins"] == []


def test_a_page_cannot_empty_what_all_sessions_share(open_url):
    session = Session(open_url)
    before = int(session.printed[-1].split()[1])
    for kind in ("clear_cache", "load_git_info", "debug_shutdown_runtime", "debug_disconnect_websocket"):
        message = BackMsg()
        setattr(message, kind, True)
        session.say(message)
    session.run()
    assert session.printed == [f"run {before + 1}"]
    session.close()

"""Who may come in by what the provider says, and the way back to where they wanted to go."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from opening import opened
from starlette.responses import RedirectResponse

from server import sign_in
from server.gate import Gate
from server.settings import Settings
from server.sign_in import WayBack
from views.pages.office import talk
from views.shelf import identity
from words import Lang, say

NOW = 1_764_300_000.0
GOOD = {"email": "Lan@So.Example ", "name": "Lan", "iat": NOW - 60, "email_verified": True}


@pytest.mark.parametrize(
    ("claims", "account"),
    [
        (GOOD, "lan@so.example"),
        ({k: v for k, v in GOOD.items() if k != "email_verified"}, "lan@so.example"),
        (GOOD | {"email_verified": False}, None),
        (GOOD | {"email_verified": "false"}, None),
        (GOOD | {"email": None}, None),
        (GOOD | {"email": ["a@b"]}, None),
        (GOOD | {"iat": NOW - 13 * 3600}, None),
        ({k: v for k, v in GOOD.items() if k != "iat"}, None),
    ],
)
def test_only_an_address_the_provider_vouches_for_comes_in_and_for_a_working_day(claims, account):
    found = identity._of(claims, now_s=NOW)
    assert (found and found.account) == account


def answered(path: str, headers: dict[str, str], *, login: bool = True) -> tuple[int, list[tuple[str, str]]]:
    """Status and headers of the sign-in's own pages behind the gate."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    gate = Gate(WayBack(RedirectResponse("/")), Settings(port=1, hosts=("so.example",), login=login))
    given = [(k.encode(), v.encode()) for k, v in ({"host": "so.example"} | headers).items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": given, "scheme": "https"}
    with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser driven before may have left one running here
        apart.submit(asyncio.run, gate(scope, receive, send)).result()
    return sent[0]["status"], [(k.decode(), v.decode()) for k, v in sent[0]["headers"]]


@pytest.mark.parametrize(
    ("wanted", "back"),
    [
        ("https://so.example/compare?routes=a~b&lang=vi", "/compare?routes=a~b&lang=vi"),
        ("https://so.example/?shared=Abc_-1", "/?shared=Abc_-1"),
        ("https://so.example/", "/"),
        ("https://so.example//evil.example/x", "/evil.example/x"),
        ("https://so.example/\\evil.example", "/evil.example"),
        ("https://so.example/oauth2callback?code=1", "/"),
        ("https://so.example/x?" + "a" * 4000, "/"),
    ],
)
def test_the_way_back_is_a_page_of_this_server(wanted, back):
    _, headers = answered("/auth/login", {"referer": wanted})
    cookie = next(value for name, value in headers if name == "set-cookie").partition(";")[0]
    status, headers = answered("/oauth2callback", {"cookie": cookie})
    assert (status, dict(headers)["location"]) == (307, back)


def test_the_pages_of_sign_in_are_shut_where_nobody_signs_in():
    for path in sign_in.PATHS:
        assert answered(path, {}, login=False)[0] == 404
        assert answered(path, {})[0] == 307
    assert answered("/auth/other", {})[0] == 404


def test_what_the_environment_tells_of_the_provider_no_child_sees(monkeypatch):
    assert sign_in.secrets() is None
    monkeypatch.setenv("LIEN_TINH_OIDC_SECRET", "geheim")
    assert sign_in.secrets()["auth"]["client_secret"] == "geheim"
    assert "LIEN_TINH_OIDC_SECRET" not in os.environ


def test_nobody_sees_a_page_or_the_store_before_they_sign_in(monkeypatch):
    from views.pages.office import sign_in as door  # noqa: PLC0415
    from views.shelf import kept  # noqa: PLC0415
    from words import InputError  # noqa: PLC0415

    monkeypatch.setattr(identity, "login_asked", lambda: True)
    monkeypatch.setattr(identity, "signed_in", lambda: None)
    monkeypatch.setattr(identity, "refused_account", lambda: False)
    monkeypatch.setenv("LIEN_TINH_DATABASE", "postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(InputError) as caught:
        kept.store()
    assert caught.value.key == "store.sign_in_first"
    at = opened("own", lang="vi")
    at.session_state["own_part"] = "keep"
    at.run()
    assert any(say("store.sign_in_first", Lang.VI) in error.value for error in at.error)
    assert callable(door.admitted)


def test_a_view_is_the_same_one_in_each_language():
    there = "compare?lang=vi&routes=ring-road-3~ring-road-4&q=c%E1%BA%A7u"
    assert talk._in(there, Lang.EN) == there.replace("lang=vi", "lang=en")
    assert talk._in(there, Lang.VI) == there

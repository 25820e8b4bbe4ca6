"""Two people of an office in two browsers: they sign in at a provider of their own and may what their roles allow."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from office_database import cluster
from playwright.sync_api import expect
from seen import settled
from serving import ROOT, free_port, served
from test_store import OWN

from store import Desk, Role, SharedStore, Who, members
from store.cli import main
from store.database import migrate
from words import Lang, say

LAN = Who("lan@so.example", "Lan Nguyễn")
PEOPLE = (
    {"sub": "lan", "email": "Lan@so.example", "name": LAN.name},
    {"sub": "hoa", "email": "hoa@so.example", "name": "Hoa"},
)


def word(key: str, **values: object) -> str:
    return say(f"store.{key}", Lang.VI, **values)


@contextmanager
def provider(log: Path):
    """An OpenID Connect provider that lets anybody be one of its people; its address."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    command += [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The program of an office: a database with an owner and a viewer, one work saved, everybody signs in."""
    logs = tmp_path_factory.mktemp("office")
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "cluster") as database, provider(logs / "provider.log") as accounts:
            url = database.fresh()
            migrate(url)
            main(["member", "--database", url, "--account", LAN.account, "--role", "owner"])
            members.set_role(Desk(url, LAN), "hoa@so.example", Role.VIEWER)
            SharedStore(Desk(url, LAN)).save("Phương án A", OWN, opened=None)
            env = {
                "LIEN_TINH_DATABASE": url,
                "LIEN_TINH_LIBRARY": "shared",
                "LIEN_TINH_OIDC_URL": f"{accounts}/.well-known/openid-configuration",
                "LIEN_TINH_OIDC_CLIENT": "lien-tinh",
                "LIEN_TINH_OIDC_SECRET": "a secret of the tests",
                "LIEN_TINH_OIDC_BACK": "http://127.0.0.1:{port}/oauth2callback",
                "LIEN_TINH_COOKIE_SECRET": "another secret of the tests, long enough",
            }
            with served(ROOT / "app.py", "--login", env=env, log=logs / "server.log") as address:
                yield address


def sign_in(page, address: str, person: str) -> None:
    """Open an address, sign in, and be where one wanted to go."""
    page.goto(address)
    page.get_by_role("button", name=word("sign_in"), exact=True).click()
    page.get_by_role("button", name=person, exact=True).click()
    expect(page.locator(".lt-name")).to_be_visible()
    settled(page)
    page.watch.outside.clear()  # the provider's own page wants a style sheet of somebody else


@pytest.mark.browser
@pytest.mark.long
def test_two_people_with_different_roles(new_page, office):
    lan, hoa = new_page(), new_page(viewport={"width": 1366, "height": 768})
    sign_in(lan, f"{office}/office?lang=vi", "lan")
    expect(lan).to_have_url(re.compile(r"/office\?"))  # where she wanted to go
    expect(lan.get_by_text(word("part_members"), exact=True)).to_be_visible()
    lan.get_by_role("button", name=word("share"), exact=True).click()
    made = lan.locator("code", has_text="shared=")
    expect(made).to_be_visible()
    link = made.inner_text().strip()
    settled(lan)
    lan.get_by_role("button", name=word("menu")).click()
    lan.get_by_label(word("your_comment")).fill("Xem lại <b>chi phí</b>")
    lan.get_by_role("button", name=word("comment"), exact=True).click()
    expect(lan.get_by_text("Xem lại <b>chi phí</b>", exact=True)).to_be_visible()

    sign_in(hoa, link, "hoa")
    name = json.loads(OWN.scenarios)["scenarios"][1]["name"]
    expect(hoa.get_by_text(word("link_opened", name=name, by=LAN.name))).to_be_visible()
    assert "shared=" not in hoa.url
    hoa.goto(f"{office}/office?lang=vi")
    expect(hoa.get_by_text(word("my_role", role=word("role_viewer")))).to_be_visible()
    settled(hoa)
    expect(hoa.get_by_text(word("part_members"), exact=True)).to_have_count(0)
    hoa.get_by_role("button", name=word("menu")).click()
    expect(hoa.get_by_text("Xem lại <b>chi phí</b>", exact=True)).to_be_visible()
    hoa.get_by_role("button", name=word("answer"), exact=True).click()
    hoa.get_by_label(word("your_answer_to", name=LAN.name)).fill("Đồng ý")
    hoa.get_by_role("button", name=word("comment"), exact=True).click()
    expect(hoa.locator(".lt-said")).to_have_text(["Xem lại <b>chi phí</b>", "Đồng ý"])
    settled(hoa)
    said, again = (hoa.locator(".lt-said").nth(n).bounding_box() for n in (0, 1))
    button = hoa.get_by_role("button", name=word("answer"), exact=True).last.bounding_box()
    assert again["x"] >= said["x"] + 16, "an answer stands in from what it answers"
    assert button["x"] >= again["x"] - 16, "and its buttons with it"
    expect(hoa.get_by_role("link", name=word("to_view"))).to_have_count(0)
    hoa.goto(f"{office}/office?lang=en")
    settled(hoa)
    hoa.get_by_role("button", name=say("store.menu", Lang.EN)).click()
    expect(hoa.locator(".lt-said")).to_have_count(2)
    expect(hoa.get_by_role("link", name=say("store.to_view", Lang.EN))).to_have_count(0)  # the same view
    hoa.goto(f"{office}/office?lang=vi")
    settled(hoa)
    hoa.get_by_role("button", name=word("menu")).click()
    hoa.get_by_role("button", name=word("sign_out"), exact=True).click()
    hoa.get_by_role("button", name="End session", exact=True).click()  # the provider asks, and leads back
    expect(hoa.get_by_role("button", name=word("sign_in"), exact=True)).to_be_visible()
    hoa.watch.outside.clear()  # as above

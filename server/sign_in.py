"""Signing in by OpenID Connect: what Streamlit must be told, and the way back to the page that was asked for.

Streamlit itself speaks with the provider (Authlib) and comes back to the root; who opened a link to a view or to a scenario shall
arrive there. The way back stands in a cookie of ten minutes, and is a path of this server whatever the cookie says.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGIN, LOGOUT, BACK = "/auth/login", "/auth/logout", "/oauth2callback"
PATHS: Final = frozenset({LOGIN, LOGOUT, BACK})
ASKED: Final = "LIEN_TINH_LOGIN"  # read by the pages and the interface
_VARIABLES: Final = {  # what Streamlit calls it: where it stands
    "server_metadata_url": "LIEN_TINH_OIDC_URL",
    "client_id": "LIEN_TINH_OIDC_CLIENT",
    "client_secret": "LIEN_TINH_OIDC_SECRET",
    "redirect_uri": "LIEN_TINH_OIDC_BACK",
    "cookie_secret": "LIEN_TINH_COOKIE_SECRET",
}
_COOKIE: Final = "lien-tinh-back"
_KEPT_S: Final = 600
_LONGEST: Final = 3_000  # letters: a longer address does not fit into a cookie


def secrets() -> dict[str, Any] | None:
    """What the environment tells of the provider; ``None`` where ``.streamlit/secrets.toml`` does. No child of this process sees it."""
    told = {name: os.environ.pop(variable, "") for name, variable in _VARIABLES.items()}
    given = {name: value for name, value in told.items() if value}  # what is missing Streamlit names
    return {"auth": given} if given else None


class WayBack:
    """Bring who has signed in to where they wanted to go; an ASGI application around another."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all but sign-in unchanged."""
        if scope["type"] != "http" or scope["path"] not in (LOGIN, BACK):
            await self._inner(scope, receive, send)
            return
        request = HTTPConnection(scope)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] == LOGIN:
                    headers.append(
                        "set-cookie", _cookie(quote(_path(request.headers.get("referer", "")), safe=""), _KEPT_S)
                    )
                elif "location" in headers and (wanted := _path(unquote(request.cookies.get(_COOKIE, "")))):
                    headers["location"] = wanted
                    headers.append("set-cookie", _cookie("", 0))
            await send(message)

        await self._inner(scope, receive, told)


def _path(address: str) -> str:
    """Path and question of an address, as one of this server; empty for the root, sign-in itself and what is none."""
    parts = urlsplit(address)
    path = "/" + parts.path.replace("\\", "/").lstrip("/")  # //host would lead to another one
    whole = f"{path}?{parts.query}" if parts.query else path
    fit = whole.isascii() and whole.isprintable() and len(whole) <= _LONGEST
    return whole if fit and whole != "/" and path not in PATHS else ""


def _cookie(value: str, kept_s: int) -> str:
    return f"{_COOKIE}={value}; Max-Age={kept_s}; Path={BACK}; HttpOnly; SameSite=Lax"

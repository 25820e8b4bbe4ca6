"""The gate: every request and every web socket passes it, whatever its path.

It refuses other host names (a foreign page that points its name at this machine), other origins,
browsers that never showed the start token, and the server's own service pages. What it lets
through leaves with headers that keep other pages from framing it.
"""

from __future__ import annotations

import base64
import contextlib
import re
import secrets
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.health import PATH as HEALTH
from server.settings import Settings
from server.sign_in import PATHS
from words import Lang, say

KEY: Final = "token"  # the parameter of the address that is opened first
_KEPT_S: Final = 30 * 24 * 3600  # a restart of the program makes the cookie worthless anyway
# Of the server's service pages the browser needs these; figures on memory, agents' doors and sign-in stay shut.
_SERVICES: Final = re.compile(r"/_stcore/(?:health|host-config|stream|upload_file/.+|bidi-components/.+)")
_SERVICE_ROOMS: Final = ("_stcore", "auth", "oauth2callback")
_UPLOAD: Final = re.compile(r"/_stcore/upload_file/[^/]+/[^/]+")
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_STYLE: Final = "font: 1.1rem/1.5 sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1d2a35"
_PARTS: Final = "/component/"  # frames inside our own pages: maps


class Gate:
    """Refuse what must not reach the program; an ASGI application around another.

    Parameters
    ----------
    inner
        What answers requests that may pass.
    """

    def __init__(self, inner: ASGIApp, settings: Settings) -> None:
        self._inner = inner
        self._settings = settings
        self._by_host = TrustedHostMiddleware(self._passed_host, list(settings.hosts), www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or web socket."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                _protect(MutableHeaders(scope=message), path=scope["path"], settings=self._settings)
            await send(message)

        await self._by_host(scope, receive, with_headers)

    async def _passed_host(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _wrong_origin(scope) or self._wrong_token(scope) or _wrong_path(scope, login=self._settings.login)
        await (answer or self._inner)(scope, receive, send)

    def _wrong_token(self, scope: Scope) -> Response | None:
        """The answer to who shows no token or a wrong one; to who shows it in the address, the cookie."""
        wanted, request = self._settings.token, HTTPConnection(scope)
        shown = request.query_params.get(KEY)
        if not wanted or scope["path"] == HEALTH:
            return None
        known = _same(request.cookies.get(self._settings.cookie, ""), wanted) or _same(_in_header(request), wanted)
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and shown is not None:
            if _same(shown, wanted):
                return self._welcome(scope)
            if known:  # an old address in a browser that knows the new token
                return RedirectResponse(_without_key(scope), status_code=303)
        return None if known else _refused()

    def _welcome(self, scope: Scope) -> Response:
        """The page asked for under an address that can be handed on: the cookie holds the token now."""
        answer = RedirectResponse(_without_key(scope), status_code=303, headers={"Cache-Control": "no-store"})
        answer.set_cookie(
            self._settings.cookie,
            self._settings.token,
            max_age=_KEPT_S,
            path="/",
            httponly=True,
            samesite="lax",
            secure=scope["scheme"] == "https",
        )
        return answer


def _same(shown: str, wanted: str) -> bool:
    return secrets.compare_digest(shown.encode(), wanted.encode())


def _in_header(request: HTTPConnection) -> str:
    """The token as another program shows it: ``Authorization: Bearer …``, or as the password of Basic."""
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        with contextlib.suppress(ValueError):  # not what it says it is
            return base64.b64decode(told, validate=True).decode("utf-8").partition(":")[2]
    return told if kind.lower() == "bearer" else ""


def _without_key(scope: Scope) -> str:
    """The address asked for, as a path of this host, without the token."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    rest = urlencode([pair for pair in pairs if pair[0] != KEY])
    path = "/" + scope["path"].replace("\\", "/").lstrip("/")  # //host would lead to another one
    return f"{path}?{rest}" if rest else path


def _refused() -> Response:
    """One sentence in both languages: where the right address stands."""
    sentences = "".join(f'<p lang="{lang}">{escape(say("server.no_token", lang))}</p>' for lang in Lang)
    title = escape(" · ".join(say("server.no_token_title", lang) for lang in Lang))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    page = f'<!doctype html><html lang="vi"><head>{head}</head><body style="{_STYLE}">{sentences}</body></html>'
    return HTMLResponse(page, status_code=403, headers={"Cache-Control": "no-store", "Connection": "close"})


def _wrong_origin(scope: Scope) -> Response | None:
    """The answer to a request that another site's page makes."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None or urlsplit(origin)[:2] in {(scheme, headers["host"]) for scheme in ("http", "https")}:
        return None
    return PlainTextResponse("Forbidden", status_code=403, headers={"Connection": "close"})


def _wrong_path(scope: Scope, *, login: bool) -> Response | None:
    """The answer under the addresses of service pages that stay shut, and to bodies nobody reads."""
    path = scope["path"]
    shut = path.lstrip("/").partition("/")[0] in _SERVICE_ROOMS and not _SERVICES.fullmatch(path)
    if shut and not (login and path in PATHS):
        return PlainTextResponse("Not Found", status_code=404)
    if scope["type"] == "websocket":
        return None
    headers = Headers(scope=scope)
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if not _UPLOAD.fullmatch(path) and (scope["method"] not in _READING or has_body):
        return PlainTextResponse("Method Not Allowed", status_code=405, headers={"Connection": "close"})
    return None


def _protect(headers: MutableHeaders, *, path: str, settings: Settings) -> None:
    """Put on an answer what keeps browsers from using it elsewhere."""
    ours = "'self'" if path.startswith(_PARTS) else "'none'"
    ancestors = " ".join(("'self'", *settings.frame_ancestors)) if settings.frame_ancestors else ours
    headers["Content-Security-Policy"] = f"frame-ancestors {ancestors}"
    if not settings.frame_ancestors:  # the older header knows no list
        headers["X-Frame-Options"] = "SAMEORIGIN" if path.startswith(_PARTS) else "DENY"
    headers["X-Content-Type-Options"] = "nosniff"
    # Other sites learn the host at most; the servers of online tiles refuse who names none.
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"

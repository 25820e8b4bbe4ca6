"""The page that starts every visit: it tells the browser where its server is.

Opened below the root (/compare), Streamlit's front end looks for a server under that path first: two requests that fail,
and a start that is later by as much. The page says where: its own folder.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TOLD: Final = b'<script>window.__streamlit = {BACKEND_BASE_URL: new URL("./", location.href).href}</script>'
_BEFORE: Final = b"<script"
_PARTS: Final = ("/component/", "/_stcore/", "/static/", "/media/")  # files, which are no pages


class Front:
    """Add the line to the page; an ASGI application around another."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all but pages unchanged."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_PARTS):
            await self._inner(scope, receive, send)
            return
        held: list[Message] = []

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body"):
                    await _send_page(held, send)

        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._inner({**scope, "headers": plain}, receive, told)


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")  # noqa: PLR2004


async def _send_page(held: list[Message], send: Send) -> None:
    """The page in one piece, with the line before its first script."""
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts).replace(_BEFORE, _TOLD + _BEFORE, 1)
    MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})

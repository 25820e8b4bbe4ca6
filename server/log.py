"""What the server did, one JSON record a line, in files that are turned over: for who runs it, and for a monitor.

Noted are starts and ends, refused and failed requests, what other programs ask for, open pages coming and going, and errors with
their story; never what a page shows, the part of an address behind the question mark, or the start token.
"""

from __future__ import annotations

import json
import logging
import re
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG: Final = logging.getLogger("lien_tinh.server")
_LOGGERS: Final = ("lien_tinh", "streamlit", "uvicorn.error")
_BYTES, _FILES = 5 * 2**20, 5
_HELD_S: Final = 60.0  # until a file that a reader held is asked for again
_SECRETS: Final = re.compile(
    r"((?:token|authorization|cookie)[\"']?\s*[=:]\s*[\"']?(?:bearer |basic )?)[^\s\"'&;,]+", re.IGNORECASE
)
_UPLOAD: Final = re.compile(r"(/_stcore/upload_file/).*")  # whose page and file it was is nobody's business
_REFUSED: Final = 400
_ROOMS: Final = ("/ogc", "/api")


class Lines(logging.Formatter):
    """A record as one line of JSON.

    Parameters
    ----------
    secret
        Never written, wherever it stands.
    """

    def __init__(self, secret: str = "") -> None:
        super().__init__()
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
        }
        told |= getattr(record, "facts", {})
        if record.exc_info:
            told["story"] = self.formatException(record.exc_info)
        return self._without_secrets(json.dumps(told, ensure_ascii=False, default=str))

    def _without_secrets(self, line: str) -> str:
        line = line.replace(self._secret, "…") if self._secret else line
        return _SECRETS.sub(r"\1…", line)


class _Quiet(RotatingFileHandler):
    """A full disk costs lines of the log and nothing else; a reader who holds a file (Windows) costs not even these."""

    _again_s = 0.0

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - as logging calls it
        """Whether the file is full, and was not held a moment ago."""
        return time.monotonic() >= self._again_s and bool(super().shouldRollover(record))

    def doRollover(self) -> None:  # noqa: N802 - as logging calls it
        """Turn the files over; where the one in use cannot be moved, go on in it before any older one is lost."""
        if self.stream is not None:
            self.stream.close()
            self.stream = None  # as the library does: opened again when needed
        file, aside = Path(self.baseFilename), Path(f"{self.baseFilename}.turn")
        try:
            file.replace(aside)
            aside.replace(file)
            super().doRollover()
        except OSError:
            self._again_s = time.monotonic() + _HELD_S
            self.stream = self.stream or self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - as logging calls it
        """Leave the line out."""


def keep_log(folder: Path, *, port: int, secret: str) -> None:
    """Write what is logged from now on into ``server-PORT.jsonl`` of a folder; where it cannot be written there is no log."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _Quiet(folder / f"server-{port}.jsonl", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(Lines(secret))
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(handler)
    LOG.setLevel(logging.INFO)
    logging.getLogger("lien_tinh.interface").setLevel(logging.INFO)


class Journal:
    """Note requests; an ASGI application around another."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self._pages = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or web socket, and note what is worth it."""
        if scope["type"] == "websocket":
            await self._page(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._inner(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        began_s = time.monotonic()
        self._pages += 1
        LOG.info("page opened", extra={"facts": {"client": _client(scope), "pages": self._pages}})
        try:
            await self._inner(scope, receive, send)
        finally:
            self._pages -= 1
            facts = {"client": _client(scope), "pages": self._pages, "seconds": round(time.monotonic() - began_s)}
            LOG.info("page closed", extra={"facts": facts})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began_s, status = time.monotonic(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._inner(scope, receive, noted)
        finally:
            if status >= _REFUSED or not status or scope["path"].startswith(_ROOMS):
                facts = {
                    "client": _client(scope),
                    "method": scope["method"],
                    "path": _UPLOAD.sub(r"\1…", scope["path"]),
                    "status": status,
                    "ms": round(1000 * (time.monotonic() - began_s)),
                }
                LOG.log(logging.WARNING if status >= _REFUSED else logging.INFO, "request", extra={"facts": facts})


def _client(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])

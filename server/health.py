"""Whether the server is well, for a monitor: ``/healthz`` answers 200 or 503, without a token and without anything worth hiding."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/healthz"
_LEAST_FREE: Final = 100 * 2**20  # bytes of disk


class Health:
    """Answer the monitor, pass on everything else.

    Parameters
    ----------
    folder
        Whose disk must have room.
    sessions
        Gives the number of open pages; raises while the program is not ready.
    outgrown
        Whether pages fail because the program's files were changed under it.
    """

    def __init__(
        self, inner: ASGIApp, *, folder: Path, sessions: Callable[[], int], outgrown: Callable[[], bool] = lambda: False
    ) -> None:
        self._inner = inner
        self._folder = folder
        self._sessions = sessions
        self._outgrown = outgrown
        self._began_s = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._inner(scope, receive, send)
            return
        failing, pages = [], 0
        try:
            pages = self._sessions()
        except Exception:  # noqa: BLE001 - whatever it is, the program cannot serve a page
            failing.append("pages")
        if shutil.disk_usage(self._folder).free < _LEAST_FREE:
            failing.append("disk")
        if self._outgrown():
            failing.append("changed")
        told = {
            "status": "failing" if failing else "ok",
            "failing": failing,
            "pages": pages,
            "uptime_s": round(time.monotonic() - self._began_s),
        }
        answer = JSONResponse(told, status_code=503 if failing else 200, headers={"Cache-Control": "no-store"})
        await answer(scope, receive, send)

"""Whether the server is well, for a monitor: ``/healthz`` answers 200 or 503, without a token and without anything worth hiding."""

from __future__ import annotations

import shutil
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/healthz"
_LEAST_FREE: Final = 100 * 2**20  # bytes of disk
_NOT_OURS: Final = frozenset({"var", "wheels", "node_modules", "tests", "docs", "data"})
_KINDS: Final = frozenset({".py", ".toml", ".js", ".css"})


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


class Faults:
    """What nobody foresaw in a run of a page: said in both languages, and told the monitor if the program was changed under it.

    The pages themselves catch what fails within them (``views.components.errors``). What is left are faults before a page
    begins: in what a click calls, and in the program's own files when they were replaced while it ran. Streamlit would say
    so in English and name no way out.

    Parameters
    ----------
    folder
        Of the program.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = _state(folder)
        self._outgrown = False

    @property
    def outgrown(self) -> bool:
        """Whether a run failed after the program's files had been changed under it: it must be started again."""
        return self._outgrown

    def __call__(self, fault: Exception) -> bool:  # noqa: ARG002 - Streamlit writes it to the log
        """Say in the page that its run failed; whether Streamlit need not."""
        import streamlit as st  # noqa: PLC0415 - reads its configuration when first asked

        self._outgrown = self._outgrown or _state(self._folder) != self._began
        key = "app.outgrown" if self._outgrown else "app.run_failed"
        st.error("\n\n".join(say(key, lang) for lang in Lang))
        return True


def _state(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Name, time and size of every file the program is made of, and the packages it stands on with their versions."""
    rooms = [each for each in folder.iterdir() if each.name not in _NOT_OURS and not each.name.startswith(".")]
    files = [
        file for room in rooms for file in ([room] if room.is_file() else room.rglob("*")) if file.suffix in _KINDS
    ]
    told = ((str(file), file.stat()) for file in files)
    packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    return frozenset((name, state.st_mtime_ns, state.st_size) for name, state in told) | {
        (p.name, 0, 0) for p in packages
    }

"""How much a session may upload: whole files in memory are the server's, not the page's, to spend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.settings import Quota

_PATH: Final = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")


class _File(Protocol):
    """A file held in memory."""

    @property
    def data(self) -> bytes:
        """Its content."""


class Store(Protocol):
    """What holds the files: sessions, in each the files by id."""

    @property
    def file_storage(self) -> Mapping[str, Mapping[str, _File]]:
        """The files."""

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Forget one."""


class Uploads:
    """Refuse a file that would exceed the quota, before a byte of it is read.

    A file that a page has shown and shows no longer makes room: the page can never ask for it again.

    Parameters
    ----------
    store
        Gives what holds the files; asked anew each time, as it is made after this.
    """

    def __init__(self, inner: ASGIApp, *, store: Callable[[], Store], quota: Quota) -> None:
        self._inner = inner
        self._store = store
        self._quota = quota
        self._coming_bytes: Counter[str] = Counter()
        self._coming_files: Counter[str] = Counter()
        self._given_up: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, unless it is a file too many."""
        found = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if found is None:
            await self._inner(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():  # a body of unknown length could not be counted beforehand
            await _refuse(411, "Length Required")(scope, receive, send)
            return
        session, size = found["session"], int(length)
        self._make_room(session)
        if not self._fits(session, size):
            await _refuse(413, "Content Too Large")(scope, receive, send)
            return
        self._coming_bytes[session] += size
        self._coming_files[session] += 1
        try:
            await self._inner(scope, receive, send)
        except ClientDisconnect:
            pass  # the page was closed, or the connection too slow: nobody waits for an answer
        finally:
            self._coming_bytes[session] -= size
            self._coming_files[session] -= 1
            self._coming_bytes, self._coming_files = +self._coming_bytes, +self._coming_files

    def shown(self, before: Collection[str], now: Collection[str]) -> None:
        """Note which files a page shows.

        Parameters
        ----------
        before, now
            Ids of the files that this page has ever shown, and of those it shows.
        """
        self._given_up = (self._given_up | set(before)) - set(now)

    def held(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that are files in memory."""
        storage = self._store().file_storage
        return {id_ for id_ in ids if any(id_ in files for files in storage.values())}

    def _make_room(self, session: str) -> None:
        store = self._store()
        for id_ in self._given_up & set(store.file_storage.get(session, {})):
            store.remove_file(session, id_)
        self._given_up = self.held(self._given_up)

    def _fits(self, session: str, size: int) -> bool:
        storage, quota = self._store().file_storage, self._quota
        sizes = {name: [len(file.data) for file in files.values()] for name, files in storage.items()}
        own = sizes.get(session, [])
        return (
            sum(own) + self._coming_bytes[session] + size <= quota.session_bytes
            and len(own) + self._coming_files[session] < quota.session_files
            and sum(map(sum, sizes.values())) + self._coming_bytes.total() + size <= quota.all_bytes
            and sum(map(len, sizes.values())) + self._coming_files.total() < quota.all_files
        )


def _refuse(status: int, reason: str) -> ASGIApp:
    """An answer that leaves the connection open: closed in the middle of a body, the browser would not read it."""
    return PlainTextResponse(reason, status_code=status)

"""What a page may tell the server over its web socket.

Streamlit obeys more than its pages need: any client could empty the caches that all sessions share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.uploads import Uploads

ALLOWED: Final = frozenset(
    {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}
)


class Messages:
    """Pass on what pages may say and drop the rest without a word.

    Parameters
    ----------
    shelf
        Is told which uploaded files a page shows.
    on_run
        Called for each run that a page asks for.
    """

    def __init__(self, inner: ASGIApp, *, shelf: Uploads, on_run: Callable[[], None] = lambda: None) -> None:
        self._inner = inner
        self._shelf = shelf
        self._on_run = on_run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one web socket, or whatever else it is, unchanged."""
        if scope["type"] != "websocket":
            await self._inner(scope, receive, send)
            return
        seen: set[str] = set()

        async def allowed() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or not message.get("bytes"):
                    return message
                said = _read(message["bytes"])
                if said is None:  # not a message at all: the server ends the session
                    return message
                if said.WhichOneof("type") in ALLOWED:
                    self._note(said, seen)
                    return message

        await self._inner(scope, allowed, send)

    def _note(self, said: BackMsg, seen: set[str]) -> None:
        """Tell the shelf what the page shows now; a request for a run says it."""
        if said.WhichOneof("type") != "rerun_script":
            return
        self._on_run()
        now = self._shelf.held(set(_files(said)))
        if now or seen:
            self._shelf.shown(seen, now)
            seen |= now


def _read(content: bytes) -> BackMsg | None:
    try:
        said = BackMsg()
        said.ParseFromString(content)
    except DecodeError:
        return None
    return said


def _files(said: BackMsg) -> Iterator[str]:
    """Ids of the uploaded files that the widgets of a page hold."""
    for widget in said.rerun_script.widget_states.widgets:
        if widget.WhichOneof("value") == "file_uploader_state_value":
            yield from (file.file_id for file in widget.file_uploader_state_value.uploaded_file_info)

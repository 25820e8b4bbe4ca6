"""Connections that wait for slow clients, but not for ever.

uvicorn waits without end for the head of a request, for its body and for a client that does not
read: a few hundred such connections and nobody else gets one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.settings import Patience


class PatientProtocol(H11Protocol):
    """One connection: uvicorn's, with a clock beside each thing it waits for."""

    patience: ClassVar[Patience] = Patience()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._moved = 0  # bytes of the body since the last look
        self._clock: asyncio.TimerHandle | None = None
        self._waits_for: object = None  # the state of the request that the clock belongs to
        self._write_clock: asyncio.TimerHandle | None = None
        self.silent_since: float | None = None  # the loop's time at which the wait for a head began

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._watch()
        if len(self.connections) > self.patience.connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take a piece; a head that stays incomplete keeps its clock."""
        self._moved += len(data)
        super().data_received(data)
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand over to the web socket, which asks its client for a sign of life by itself."""
        self._still()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Wait for the next head, or for what of it is already there."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._still()
        if self._write_clock is not None:
            self._write_clock.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch whether the client reads."""
        super().pause_writing()
        self._look_at_answer(None)

    def resume_writing(self) -> None:
        """It has read."""
        super().resume_writing()
        if self._write_clock is not None:
            self._write_clock.cancel()
            self._write_clock = None

    def _make_room(self) -> None:
        """End the connection that has been silent longest; those on their way out count no longer."""
        others = [c for c in self.connections if isinstance(c, PatientProtocol) and not c.transport.is_closing()]
        silent = [c for c in others if c.is_silent()]
        if silent and len(others) > self.patience.connections:
            min(silent, key=lambda c: c.silent_since or 0.0).end()

    def is_silent(self) -> bool:
        """Whether the client owes a head and is owed nothing."""
        return self.silent_since is not None and not self.transport.get_write_buffer_size()

    def end(self) -> None:
        """Close without a word: who is that slow does not wait for one."""
        self.transport.abort()

    def _watch(self) -> None:
        """Have a clock run for what the connection waits for; one that runs goes on."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        state = self.conn.their_state
        if state not in (h11.IDLE, h11.SEND_BODY):
            self._still()
        elif state is not self._waits_for:
            self._still()
            self._waits_for = state
            if state is h11.IDLE:
                self.silent_since = self.loop.time()
                self._after(self.patience.head_s, self._no_head)
            else:
                self._moved = 0
                self._after(self.patience.look_s, self._look_at_body)

    def _still(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        self._clock, self._waits_for, self.silent_since = None, None, None

    def _after(self, seconds: float, what: Callable[..., None], *arguments: int) -> None:
        self._clock = self.loop.call_later(seconds, what, *arguments)

    def _no_head(self, unsent_before: int = 0) -> None:
        """End, unless the client is still taking in the answer before: that one it gets whole."""
        unsent = self.transport.get_write_buffer_size()
        if unsent and unsent != unsent_before:
            self._after(self.patience.head_s, self._no_head, unsent)
        else:
            self.end()

    def _look_at_body(self) -> None:
        if self._moved < self.patience.least_bytes and not self.flow.read_paused:
            self.end()
            return
        self._moved = 0
        self._after(self.patience.look_s, self._look_at_body)

    def _look_at_answer(self, unsent_before: int | None) -> None:
        unsent = self.transport.get_write_buffer_size()
        if unsent_before is not None and unsent_before - unsent < self.patience.least_bytes:
            self.end()
            return
        self._write_clock = self.loop.call_later(self.patience.look_s, self._look_at_answer, unsent)

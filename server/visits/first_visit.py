"""A visit of the server to itself, right after its start: the first person finds the pages warm."""

from __future__ import annotations

import contextlib
import time
from typing import Final

from server.settings import Settings
from server.visits.visitor import visitor

# pages and parameters, in the order in which people go
VIEWS: Final = (
    ("", ""), ("compare", ""), ("connectivity", ""), ("", "edition=2025"), ("", "lang=en"),
)  # fmt: skip
_PAUSE_S: Final = 1.0  # between two pages: whoever is there already goes first


def first_visit(settings: Settings, address: str) -> None:
    """Visit the pages one after the other; whatever goes wrong, the first person waits as ever.

    Parameters
    ----------
    address
        Of this machine, on which the server listens.
    """
    from websockets.exceptions import WebSocketException  # noqa: PLC0415 - the server starts without

    with contextlib.suppress(OSError, TimeoutError, WebSocketException), visitor(settings, address) as own:
        for page, parameters in VIEWS:
            own.look(page, parameters)
            time.sleep(_PAUSE_S)

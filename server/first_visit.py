"""A visit of the server to itself, right after its start: the first person finds the pages warm.

It goes the way of every visitor, through the gate and a web socket, so that all a run needs is loaded and kept:
libraries, layers, the network, the strings of the map. It reads nothing of the answers but that a run has ended.
"""

from __future__ import annotations

import contextlib
import time
from typing import Final

from server.settings import Settings

# pages and parameters, in the order in which people go
VIEWS: Final = (
    ("", ""), ("compare", ""), ("connectivity", ""), ("", "edition=2025"), ("", "lang=en"),
)  # fmt: skip
_LONGEST_RUN_S: Final = 120.0
_LARGEST: Final = 64 * 2**20
_PAUSE_S: Final = 1.0  # between two pages: whoever is there already goes first


def visit(settings: Settings, address: str) -> None:
    """Visit the pages one after the other; whatever goes wrong, the first person waits as ever.

    Parameters
    ----------
    address
        Of this machine, on which the server listens.
    """
    from websockets.exceptions import WebSocketException  # noqa: PLC0415 - the server starts without

    with contextlib.suppress(OSError, TimeoutError, WebSocketException):
        _go_through(settings, address)


def _go_through(settings: Settings, address: str) -> None:
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415
    from websockets.sync.client import connect  # noqa: PLC0415
    from websockets.typing import Origin, Subprotocol  # noqa: PLC0415

    host = f"{'127.0.0.1' if address == '0.0.0.0' else address}:{settings.port}"  # noqa: S104 - what was asked for
    headers = {"Cookie": f"{settings.cookie}={settings.token}"} if settings.token else {}
    with connect(
        f"ws://{host}/_stcore/stream", origin=Origin(f"http://{host}"), subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers, max_size=_LARGEST, proxy=None,
    ) as socket:  # fmt: skip
        for page, parameters in VIEWS:
            request = BackMsg()
            request.rerun_script.query_string = parameters
            request.rerun_script.page_name = page
            socket.send(request.SerializeToString())
            while ForwardMsg.FromString(socket.recv(timeout=_LONGEST_RUN_S)).WhichOneof("type") != "script_finished":
                pass
            time.sleep(_PAUSE_S)

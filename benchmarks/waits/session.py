"""A session without a browser: speaks the server's protocol over its web socket."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_LARGEST = 64 * 2**20


class Session:
    """One open session of the page that the server shows first.

    Parameters
    ----------
    url
        Address of the server.
    """

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._socket = connect(
            f"ws://{address.netloc}/_stcore/stream", origin=url, subprotocols=["streamlit"], max_size=_LARGEST
        )
        self._fragment = ""

    def run(self, *, fragment: bool = False) -> float:
        """Ask for a run and read all that it sends: seconds.

        Parameters
        ----------
        fragment
            Only the part of the page that holds the map, as after a click on it.
        """
        request = BackMsg()
        request.rerun_script.query_string = ""
        if fragment:
            request.rerun_script.fragment_id = self._fragment
        began = time.perf_counter()
        self._socket.send(request.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self._socket.recv(timeout=120))
            kind = answer.WhichOneof("type")
            if kind == "delta" and answer.delta.fragment_id:
                self._fragment = answer.delta.fragment_id
            if kind == "script_finished":
                return time.perf_counter() - began

    def close(self) -> None:
        """End the session."""
        self._socket.close()

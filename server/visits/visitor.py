"""A visitor of the server's own: it goes the way of every visitor, through the gate and a web socket.

So all that a run needs is loaded and kept: libraries, layers, the network, the strings of the map, results. It reads nothing of the answers
but that a run has ended, what of the page is still worked on, and the buttons that end such work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from server.settings import Settings

if TYPE_CHECKING:
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.sync.client import ClientConnection

_LONGEST_RUN_S: Final = 120.0
_LARGEST: Final = 64 * 2**20
_CANCEL: Final = "work-cancel-"  # of the buttons that end work (``views.components.long_work``)


class Visitor:
    """An open page.

    Attributes
    ----------
    asked
        How many runs it has asked for.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._page = self._parameters = ""
        self._shown = (
            ""  # the page that is shown, as the server names it: a run that follows a fragment's is of that page
        )
        self._again: dict[str, float] = {}  # fragments that look again at work, and after how many seconds
        self._noted: dict[str, float] = {}  # those of the present run
        self._cancel: set[str] = set()  # ids of buttons
        self.asked = 0

    def look(self, page: str, parameters: str) -> None:
        """Go to a page and wait for the end of its run.

        Raises
        ------
        OSError, TimeoutError, WebSocketException
            If the server does not answer.
        """
        self._page, self._parameters, self._cancel = page, parameters, set()
        self._run(self._request())

    def stay(self, wanted: Callable[[], bool]) -> bool:
        """Wait until nothing on the page is worked on any more; errors as ``look``.

        Parameters
        ----------
        wanted
            Asked now and then; once it says no, the work is ended.

        Returns
        -------
        Whether all was done.
        """
        while self._again:
            fragment, after_s = next(iter(self._again.items()))
            time.sleep(after_s)
            if not wanted():
                self._end_work()
                return False
            request = self._request()
            request.rerun_script.fragment_id, request.rerun_script.is_auto_rerun = fragment, True
            request.rerun_script.page_script_hash = self._shown
            self._run(request)
        return True

    def _end_work(self) -> None:
        """Press every button that ends work."""
        request = self._request()
        request.rerun_script.page_script_hash = self._shown
        for button in self._cancel:
            request.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
        self._run(request)

    def _request(self) -> BackMsg:
        from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415

        request = BackMsg()
        request.rerun_script.page_name, request.rerun_script.query_string = self._page, self._parameters
        return request

    def _run(self, request: BackMsg) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415

        self.asked += 1
        self._socket.send(request.SerializeToString())
        while not self._ended(ForwardMsg.FromString(self._socket.recv(timeout=_LONGEST_RUN_S))):
            pass

    def _ended(self, said: ForwardMsg) -> bool:
        """Whether this was the last message of a run; one that begins another run at once is not."""
        kind = said.WhichOneof("type")
        if kind == "new_session":
            self._noted = {}
        elif kind == "navigation":
            self._shown = said.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._noted[said.auto_rerun.fragment_id] = max(said.auto_rerun.interval, 0.1)
        elif kind == "delta" and said.delta.new_element.WhichOneof("type") == "button":
            name = said.delta.new_element.button.id
            if _CANCEL in name:
                self._cancel.add(name)
        elif kind == "script_finished" and said.script_finished == said.FINISHED_SUCCESSFULLY:
            self._again = self._noted  # of the whole page: what did not ask again needs nothing more
        return kind == "script_finished" and said.script_finished != said.FINISHED_EARLY_FOR_RERUN


@contextmanager
def visitor(settings: Settings, address: str) -> Iterator[Visitor]:
    """A visitor for the block.

    Parameters
    ----------
    address
        Of this machine, on which the server listens.

    Raises
    ------
    OSError, TimeoutError, WebSocketException
        If the server does not let it in.
    """
    from websockets.sync.client import connect  # noqa: PLC0415 - the server starts without
    from websockets.typing import Origin, Subprotocol  # noqa: PLC0415

    host = f"{'127.0.0.1' if address == '0.0.0.0' else address}:{settings.port}"  # noqa: S104 - what was asked for
    headers = {"Cookie": f"{settings.cookie}={settings.token}"} if settings.token else {}
    with connect(
        f"ws://{host}/_stcore/stream", origin=Origin(f"http://{host}"), subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers, max_size=_LARGEST, proxy=None,
    ) as socket:  # fmt: skip
        yield Visitor(socket)

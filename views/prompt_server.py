"""Streamlit's own command line, with a server that does not hold back small messages.

A run of a page sends some sixty small messages. Streamlit makes its listening socket without naming
the protocol, so that asyncio does not know it for TCP and leaves Nagle's algorithm on: the second
message waits until the browser has acknowledged the first, up to 40 ms later, three times what the
run itself takes. Connections inherit the option from the listening socket.

``python -m views.prompt_server run app.py …`` is ``python -m streamlit run app.py …``.
"""

from __future__ import annotations

import contextlib
import socket
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import ModuleType

_MAKER: Final = "_bind_socket"


def hold_nothing_back(server: ModuleType) -> bool:
    """Have the sockets that ``server`` makes send at once; False if it makes none that we know of.

    Another version of Streamlit may make its socket elsewhere: pages are then a little later, and right.
    """
    make = getattr(server, _MAKER, None)
    if make is None:
        return False

    @wraps(make)
    def bind(*arguments: Any, **options: Any) -> socket.socket:
        listening: socket.socket = make(*arguments, **options)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening

    setattr(server, _MAKER, bind)
    return True


def main() -> None:
    """Run Streamlit's command line."""
    from streamlit.web import cli

    with contextlib.suppress(ImportError):  # a Streamlit that keeps its server elsewhere
        from streamlit.web.server.starlette import starlette_server

        hold_nothing_back(starlette_server)
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()

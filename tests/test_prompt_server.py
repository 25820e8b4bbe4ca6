"""The server sends small messages at once; with another Streamlit it still starts."""

from __future__ import annotations

import socket
import sys
from types import ModuleType

from streamlit.web import cli
from streamlit.web.server.starlette import starlette_server

from views.prompt_server import hold_nothing_back, main


def accepted(listening: socket.socket) -> socket.socket:
    """The server's end of a new connection."""
    listening.setblocking(True)
    with socket.create_connection(listening.getsockname()):
        return listening.accept()[0]


def sends_at_once(listening: socket.socket) -> bool:
    with listening, accepted(listening) as connection:
        return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_connections_of_the_server_send_at_once(monkeypatch):
    kept = starlette_server._bind_socket
    monkeypatch.setattr(starlette_server, "_bind_socket", kept)  # put back at the end
    assert hold_nothing_back(starlette_server)
    assert sends_at_once(starlette_server._bind_socket("127.0.0.1", 0, 5))


def test_without_it_they_do_not():
    assert not sends_at_once(starlette_server._bind_socket("127.0.0.1", 0, 5)), "no longer needed: take it away"


def test_a_streamlit_that_makes_its_socket_elsewhere_is_left_alone():
    assert not hold_nothing_back(ModuleType("another"))


def test_without_the_module_of_the_server_streamlit_starts_all_the_same(monkeypatch):
    started = []
    monkeypatch.setitem(sys.modules, "streamlit.web.server.starlette", None)
    monkeypatch.setattr(cli, "main", lambda **options: started.append(options))
    main()
    assert started == [{"prog_name": "streamlit"}]

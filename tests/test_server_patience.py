"""Slow clients lose their connection, and nobody else does."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import uvicorn
from visitor import ask

from server.__main__ import listening
from server.patience import PatientProtocol
from server.settings import Patience

BIG = b"x" * 30_000_000
SHORT = Patience(head_s=1.0, look_s=1.0, least_bytes=20_000, connections=40)


async def application(scope, receive, send):
    """Reads the body and answers with a large one under /big, with the same in pieces under /pieces."""
    if scope["type"] != "http":
        return
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
    body = b"answer" if scope["path"] == "/" else BIG
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    if scope["path"] == "/pieces":
        for at in range(0, len(body), 100_000):
            await send({"type": "http.response.body", "body": body[at : at + 100_000], "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "http.response.body", "body": body})


class Hasty(PatientProtocol):
    patience = SHORT


@pytest.fixture
def server():
    """One with little patience."""
    listener = listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application, http=Hasty, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


@pytest.fixture
def address(server):
    return server.servers[0].sockets[0].getsockname()


@contextmanager
def client(address):
    with socket.create_connection(address, timeout=20) as connection:
        yield connection


def ended_after(connection: socket.socket) -> float:
    """Seconds until the server closes."""
    began = time.monotonic()
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - began


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_a_head_that_does_not_come_ends_the_connection(address, said):
    with client(address) as connection:
        connection.sendall(said)
        assert 0.5 < ended_after(connection) < 8


def test_a_head_that_drips_does_not_wind_the_clock_up(address):
    with client(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        began, alive = time.monotonic(), True
        while alive and time.monotonic() - began < 10:
            time.sleep(0.1)
            try:
                connection.sendall(b"X-a: b\r\n")
            except ConnectionError:
                alive = False
        assert not alive
        assert time.monotonic() - began < 8


def test_a_second_head_that_does_not_come_whole_ends_it_too(address):
    with client(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /")
        assert ended_after(connection) < 8


def test_two_requests_at_once_whose_second_body_never_comes(address):
    with client(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nPUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        assert ended_after(connection) < 8


def test_a_body_that_drips_ends_the_connection(address):
    with client(address) as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n")
        began, alive = time.monotonic(), True
        while alive and time.monotonic() - began < 10:
            time.sleep(0.1)
            try:
                connection.sendall(b"x" * 100)
            except ConnectionError:
                alive = False
        assert not alive


def test_a_body_that_comes_at_a_bearable_pace_arrives(address):
    with client(address) as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(20):
            connection.sendall(b"x" * 50_000)
            time.sleep(0.1)
        assert b"200 OK" in connection.recv(65536)


@pytest.mark.parametrize("path", [b"/big", b"/pieces"])
def test_who_does_not_read_the_answer_loses_it(address, server, path):
    with client(address) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(0.3)
        assert server.server_state.connections
        deadline = time.monotonic() + 10
        while server.server_state.connections and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not server.server_state.connections


@pytest.mark.parametrize("path", [b"/big", b"/pieces"])
def test_who_reads_slowly_gets_it_whole(address, path):
    with client(address) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        received = 0
        while received < len(BIG):
            piece = connection.recv(1_000_000)
            assert piece
            received += len(piece)
            time.sleep(0.05)


def test_among_two_hundred_half_open_connections_a_whole_request_is_answered(address, server):
    held = [socket.create_connection(address, timeout=5) for _ in range(200)]
    try:
        for connection in held:
            try:
                connection.sendall(b"GET / HTTP/1.1\r\n")
            except ConnectionError:
                continue
        began = time.monotonic()
        assert ask(f"http://{address[0]}:{address[1]}").body == b"answer"
        assert time.monotonic() - began < 5
        assert len(server.server_state.connections) <= SHORT.connections
        assert all(ended_after(connection) < 8 for connection in held)
    finally:
        for connection in held:
            connection.close()


def test_connections_send_small_messages_at_once():
    """asyncio turns Nagle's algorithm off for sockets that name their protocol."""

    async def option() -> int:
        made = asyncio.get_running_loop().create_future()

        class Note(asyncio.Protocol):
            def connection_made(self, transport):
                made.set_result(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                transport.close()

        listener = listening("127.0.0.1", 0)
        server = await asyncio.get_running_loop().create_server(Note, sock=listener)
        _, writer = await asyncio.open_connection(*listener.getsockname())
        try:
            return await made
        finally:
            writer.close()
            server.close()

    with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser driven before may have left one running here
        assert apart.submit(asyncio.run, option()).result()


def test_a_port_in_use_is_not_shared():
    with listening("127.0.0.1", 0) as first, pytest.raises(OSError, match=r"in use|10048|10013"):
        listening("127.0.0.1", first.getsockname()[1])

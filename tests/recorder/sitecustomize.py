"""Loaded by Python before the server: notes every connection and look-up that leaves this machine.

Put on ``PYTHONPATH`` by the test of the server's privacy; the file to write is in ``CALLS_FILE``.
"""

import ipaddress
import os
import sys

_FILE = os.environ.get("CALLS_FILE", "")
_EVENTS = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


def _host(event: str, args: tuple) -> object:
    """The host an audit event is about: second argument of socket calls, first of look-ups."""
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        return address[0] if isinstance(address, tuple) else None  # a path: a socket of this machine
    return args[0][0] if isinstance(args[0], tuple) else args[0]


def _is_inside(host: object) -> bool:
    """Whether a host is this machine itself."""
    text = host.decode() if isinstance(host, bytes) else str(host)
    if host is None or text in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _hook(event: str, args: tuple) -> None:
    if event in _EVENTS and not _is_inside(host := _host(event, args)):
        with open(_FILE, "a", encoding="utf-8") as file:  # noqa: PTH123 - as little as possible is imported here
            file.write(f"{event} {host}\n")


if _FILE:
    sys.addaudithook(_hook)
    with open(_FILE, "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write("listening\n")

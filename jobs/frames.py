"""Messages between the program and a process of its own, over the pipes of its standard input and output.

A message is a tuple; eight bytes before it say how long it is.
"""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any, Final

_LENGTH: Final = struct.Struct(">Q")


def send(channel: IO[bytes], *message: Any) -> None:
    """Write a message.

    Raises
    ------
    OSError
        If nobody reads any more.
    """
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    channel.write(_LENGTH.pack(len(content)))
    channel.write(content)
    channel.flush()


def receive(channel: IO[bytes]) -> tuple[Any, ...]:
    """The next message.

    Raises
    ------
    EOFError
        If the other side has ended.
    """
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size))
    message: tuple[Any, ...] = pickle.loads(_exactly(channel, length))  # noqa: S301 - of this program's own process
    return message


def _exactly(channel: IO[bytes], length: int) -> bytes:
    content = channel.read(length)
    if len(content) < length:
        raise EOFError
    return content

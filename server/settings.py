"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TOKEN_VARIABLE: Final = "LIEN_TINH_TOKEN"  # noqa: S105 - the name of a variable; command lines are read by others


@dataclass(frozen=True)
class Settings:
    """How one server answers.

    Parameters
    ----------
    port
        Port it listens on.
    hosts
        Names it answers to; a request under another name is refused.
    token
        What a browser must have shown once; empty: nothing is asked.
    frame_ancestors
        Origins of pages that may show the program in a frame; none by default.
    login
        Whether people sign in.
    first_port
        Port of the first of several page processes, all of which know one cookie; 0: there is one process.
    """

    port: int
    hosts: tuple[str, ...]
    token: str = ""
    frame_ancestors: tuple[str, ...] = ()
    login: bool = False
    first_port: int = 0

    @property
    def cookie(self) -> str:
        """Name of the cookie that keeps the token: browsers send cookies to every port of a host."""
        return f"lien-tinh-{self.first_port or self.port}"


@dataclass(frozen=True)
class Quota:
    """How much of what users bring is held in memory at a time.

    Parameters
    ----------
    session_files, session_bytes
        Of one session, which is one open page.
    all_files, all_bytes
        Of all sessions together.
    """

    session_files: int = 20
    session_bytes: int = 100 * 2**20
    all_files: int = 400
    all_bytes: int = 1000 * 2**20


@dataclass(frozen=True)
class Patience:
    """How long the server waits for a client that is slow.

    Parameters
    ----------
    head_s
        Seconds until the head of a request is there, from its first byte or from the connection's start.
    look_s
        Seconds between two looks at a body that arrives or an answer that leaves.
    least_bytes
        What must have moved between two looks.
    connections
        Open connections; above that the one that has been silent longest is closed.
    """

    head_s: float = 10.0
    look_s: float = 20.0
    least_bytes: int = 100_000
    connections: int = 300

"""Who asks: in an office whose people sign in, the holder of an access key; else whoever came through the gate."""

from __future__ import annotations

import base64
import contextlib
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from store import Who

_DATABASE: Final = "LIEN_TINH_DATABASE"
_LIBRARY: Final = "LIEN_TINH_LIBRARY"
_LOGIN: Final = "LIEN_TINH_LOGIN"


def database() -> str:
    """Address of the shared database; empty where there is none."""
    return os.environ.get(_DATABASE, "")


def keys_asked() -> bool:
    """Whether a program must show a person's key."""
    return os.environ.get(_LOGIN) == "on"


def who_asks(authorization: str) -> Who | None:
    """Who asks, by the header of a request; ``None`` for nobody who may. Errors as ``store.keys.holder``."""
    from store import Role, Who, keys  # noqa: PLC0415 - the interface is there without a store

    if keys_asked():
        key = shown_key(authorization)
        return keys.holder(database(), key) if key else None
    return Who(role=Role.OWNER if os.environ.get(_LIBRARY) == "on" else Role.VIEWER)


def shown_key(authorization: str) -> str:
    """The key of a header: ``Bearer …``, or the password of Basic."""
    kind, _, told = authorization.partition(" ")
    if kind.lower() == "basic":
        with contextlib.suppress(ValueError):  # not what it says it is
            return base64.b64decode(told, validate=True).decode("utf-8").partition(":")[2]
    return told.strip() if kind.lower() == "bearer" else ""

"""Who has signed in, as the office's provider tells; what they may do, the database tells."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

if TYPE_CHECKING:
    from store import Who

_ASKED: Final = "LIEN_TINH_LOGIN"  # set by the server
_A_DAY_S: Final = 12 * 3600  # a sign-in lasts a working day: who left the office is out by the next
_NO: Final = {False, "false", "False"}


def login_asked() -> bool:
    """Whether people sign in."""
    return os.environ.get(_ASKED) == "on"


def signed_in() -> Who | None:
    """Who has signed in; ``None`` for nobody, a sign-in of yesterday, or one without an address that the provider vouches for."""
    if not login_asked() or not st.user.is_logged_in:
        return None
    return _of(st.user.to_dict(), now_s=time.time())


def refused_account() -> bool:
    """Whether somebody signed in and the provider told no address of theirs that can be used."""
    return bool(login_asked() and st.user.is_logged_in and not _account(st.user.to_dict()))


def _of(claims: dict[str, Any], *, now_s: float) -> Who | None:
    from store import Who

    account = _account(claims)
    issued_s = claims.get("iat")
    if not account or not isinstance(issued_s, (int, float)) or now_s - issued_s > _A_DAY_S:
        return None
    return Who(account, str(claims.get("name") or account)[:80])


def _account(claims: dict[str, Any]) -> str:
    """The address in small letters; empty where it is missing or the provider says that nobody checked it."""
    told = claims.get("email")
    if not isinstance(told, str) or claims.get("email_verified") in _NO:
        return ""
    return told.strip().lower()

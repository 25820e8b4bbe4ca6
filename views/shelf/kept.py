"""The store of this session: the office's database where the program was started with one, else files."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Final

import streamlit as st

from views.shelf import identity
from views.state import keeping
from words import InputError

if TYPE_CHECKING:
    from store import Desk, Store, Who

_DATABASE: Final = (
    "LIEN_TINH_DATABASE"  # set by the starter; may hold a password, so no command line of the server has it
)
_WORKSPACE: Final = "shelf_workspace"


def database() -> str:
    """Address of the shared database; empty where there is none."""
    return os.environ.get(_DATABASE, "")


def workspace() -> str:
    """Name of the workspace this session works in."""
    from store import FIRST

    return str(st.session_state.get(_WORKSPACE, FIRST))


def choose_workspace(name: str) -> None:
    """Work in another workspace from now on."""
    st.session_state[_WORKSPACE] = name


def desk() -> Desk:
    """Who is at work, where.

    Raises
    ------
    InputError
        If people sign in and this one has not.
    """
    from store import Desk

    return Desk(database(), _who(), workspace())


def _who() -> Who:
    from store import Role, Who

    if identity.login_asked():
        found = identity.signed_in()
        if found is None:
            raise InputError("store.sign_in_first")
        return found
    if keeping.library_read_only():
        return Who(role=Role.VIEWER)
    if keeping.library_open_to_all():
        return Who(role=Role.EDITOR)
    return Who(name=_person(), role=Role.OWNER)


def _person() -> str:
    """The name of the account of this machine; empty where the system tells none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def store() -> Store | None:
    """Where this session's works are kept; ``None`` where nothing is. Errors as ``desk``."""
    if database():
        from store import SharedStore

        return SharedStore(desk())
    if not keeping.library_allowed():
        return None
    from store import FileStore

    return FileStore(role=_who().role)

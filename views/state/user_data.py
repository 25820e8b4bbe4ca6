"""The user's own data of this browser session; no other session ever sees it.

It lives in the session's state, and so does the network made with it. Whatever is computed from it and
kept in a cache that sessions share carries ``stamp`` in its key: a random name of this session and the
digest of the data.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import MOST_PLACES, MOST_ROUTES, MOST_ZONES, UserData, UserPlace, UserRoute, UserZone, is_own
from views import cache
from views.state import session_view, undo
from words import InputError

if TYPE_CHECKING:
    from analysis.scenarios import World

MOST: Final = {"routes": MOST_ROUTES, "places": MOST_PLACES, "zones": MOST_ZONES}
BROUGHT: Final = "own_brought"  # digest of a file that was chosen and is not yet taken over
_SLOT: Final = "own_data"
_SESSION: Final = "own_session"
_WORLD: Final = "own_world"
_PREPARED: Final = "own_prepared"
_WORKER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="own world")
_CHANGED: Final = "own_changed"
_IN_LINK: Final = "own_in_link"
_PART: Final = "own_part"
_SAID: Final = "own_said"
_NONE: Final = UserData()


def current() -> UserData:
    """The user's data; empty at the start."""
    found: UserData = st.session_state.get(_SLOT) or _NONE
    return found


def put(own: UserData) -> None:
    """Replace the user's data; they count as not saved until ``settle``."""
    st.session_state[_SLOT] = own
    st.session_state[_CHANGED] = True
    if own.routes or own.places:
        _joining(own)


def change(own: UserData, *, done: str, name: str) -> None:
    """Replace the data so that the former ones and their ticks can be had again.

    Parameters
    ----------
    done
        ``added``, ``changed``, ``removed``, ``cleared`` or ``opened`` (a file in their place).
    name
        Of the thing or the file.
    """
    last, was_unsaved = current(), unsaved()
    ticked = [i for i in session_view.ticked_routes(session_view.current()) if is_own(i)]
    put(own)

    def back() -> None:
        there = frozenset() if done == "opened" else route_ids()
        put(last)
        st.session_state[_CHANGED] = was_unsaved
        _untick()
        _tick([i for i in ticked if i not in there])

    undo.remember("own", f"own.undo_{done}", facts=lambda: current().digest, back=back, name=name)


def unsaved() -> bool:
    """Whether something changed since the data were last saved or opened."""
    return bool(st.session_state.get(_CHANGED, False))


def settle() -> None:
    """The data are saved as they are."""
    st.session_state[_CHANGED] = False


def in_link() -> bool:
    """Whether drawn routes go into the address."""
    return bool(st.session_state.get(_IN_LINK, False))


def put_in_link(on: bool) -> None:  # noqa: FBT001 - what the box says
    """Have drawn routes go into the address, or not."""
    st.session_state[_IN_LINK] = on


def stamp(of: UserData | None = None) -> str:
    """What keeps this session's results apart from all others; empty while there are no own data.

    Parameters
    ----------
    of
        Other data than the current ones: those of a preview.
    """
    own = current() if of is None else of
    if not own:
        return ""
    return f"|{session_name()}:{own.digest}"


def session_name() -> str:
    """A random name of this session."""
    name: str = st.session_state.setdefault(_SESSION, secrets.token_hex(16))
    return name


def route_ids() -> frozenset[str]:
    """Ids of the user's routes."""
    return frozenset(route.id for route in current().routes)


def place_ids() -> frozenset[str]:
    """Ids of the user's places and zones."""
    return frozenset(item.id for item in places_and_zones())


def places_and_zones() -> tuple[UserPlace | UserZone, ...]:
    """The user's places, then the zones."""
    own = current()
    return (*own.places, *own.zones)


def joined() -> World:
    """The common world with the user's routes and places; made once for each state of both, seconds."""
    own = current()
    return _joining(own).result() if own.routes or own.places else cache.world()


def _joining(own: UserData) -> Future[World]:
    """The world with these data, begun in another thread: whoever asks for it later waits less, or not at all."""
    kept: tuple[Any, Future[World]] | None = st.session_state.get(_WORLD)
    name = (cache.world_stamp(), own.digest)
    if kept is None or kept[0] != name:
        if kept is not None:
            kept[1].cancel()  # unless it is being made already
        kept = (name, _WORKER.submit(copy_context().run, _with, own))
        st.session_state[_WORLD] = kept
    return kept[1]


def prepare(digest: str, make: Callable[[], object]) -> None:
    """Have another thread make what the next page will ask for, once for each state of what it depends on.

    Parameters
    ----------
    digest
        Names that state.
    make
        Keeps what it makes where the page looks for it; what goes wrong in it, the page will tell.
    """
    if st.session_state.get(_PREPARED) != digest:
        st.session_state[_PREPARED] = digest
        _WORKER.submit(copy_context().run, make)


def _with(own: UserData) -> World:
    from analysis.scenarios import with_user_data

    return with_user_data(cache.world(), own)


def add(
    routes: Sequence[UserRoute],
    places: Sequence[UserPlace],
    zones: Sequence[UserZone],
    *,
    instead_of: frozenset[str] = frozenset(),
    file: str = "",
) -> None:
    """Add things and tick the routes among them.

    Parameters
    ----------
    instead_of
        Ids of things that go; one step, and one step back.
    file
        Digest of the file that they come from, to notice it when it comes again.

    Raises
    ------
    InputError
        If they are more than a user may have; nothing is added then.
    """
    before = current()
    left = before.without(*instead_of)
    after = left.added(routes=routes, places=places, zones=zones)
    for kind, most in MOST.items():
        if len(getattr(after, kind)) > most:
            raise InputError(f"own.too_many_{kind}", count=len(getattr(after, kind)), most=most)
    if file:
        new = after.shapes.keys() - left.shapes.keys()
        after = after.with_file(file, day=f"{dt.datetime.now().astimezone():%Y-%m-%d}", items=sorted(new))
    change(after, done="added", name=_names(after, left))
    if instead_of:
        _untick()
    _tick([route.id for route in after.routes[len(left.routes) :]])


def room() -> dict[str, int]:
    """How many more lines, points and polygons a user may have."""
    own = current()
    return {
        "line": MOST_ROUTES - len(own.routes),
        "point": MOST_PLACES - len(own.places),
        "polygon": MOST_ZONES - len(own.zones),
    }


def take_over(own: UserData, *, name: str, whole: bool) -> None:
    """Put the data of a file of this name in place of the present ones and tick their routes.

    Parameters
    ----------
    whole
        Whether the file holds just these data; what was mended in them is saved nowhere yet.
    """
    change(own, done="opened", name=name)
    _untick()
    if whole:
        settle()
    _tick([route.id for route in own.routes])


def remove(item_id: str) -> None:
    """Take one thing away; ``undo`` brings it back."""
    own = current()
    left = own.without(item_id)
    change(left, done="removed", name=_names(own, left))
    _untick()


def clear() -> None:
    """Take everything away; ``undo`` brings it back."""
    change(UserData(), done="cleared", name="")
    _untick()


def _names(more: UserData, fewer: UserData) -> str:
    """Names of what one has and the other has not."""
    ids = {r.id for r in fewer.routes} | {p.id for p in fewer.places} | {z.id for z in fewer.zones}
    names = [r.fields.name for r in more.routes if r.id not in ids]
    names += [p.name for p in more.places if p.id not in ids]
    names += [z.name for z in more.zones if z.id not in ids]
    return names[0] if len(names) == 1 else f"{names[0]} (+{len(names) - 1})" if names else ""


def open_part(part: str) -> None:
    """Open a part of the page of own data."""
    st.session_state[_PART] = part
    session_view.touch()  # else a click right after a change would bring the address from before it back


def opened_part() -> str:
    """The part of the page of own data that is open."""
    return str(st.session_state.get(_PART, "draw"))


def tell(sentence: str, *doubts: str) -> None:
    """Have the next run of the page say what was done, and what of it was left out or changed."""
    st.session_state[_SAID] = (sentence, doubts)


def told() -> tuple[str, tuple[str, ...]] | None:
    """What is to be said on this run, once."""
    said: tuple[str, tuple[str, ...]] | None = st.session_state.pop(_SAID, None)
    return said


def _tick(ids: Sequence[str]) -> None:
    if ids:
        session_view.change_routes(tuple(dict.fromkeys([*session_view.ticked_routes(session_view.current()), *ids])))


def _untick() -> None:
    """Forget choices that name something which is gone."""
    view, known = session_view.current(), route_ids()
    if view.routes is not None:
        session_view.change(routes=tuple(i for i in view.routes if not is_own(i) or i in known))
    ends = {"origin": view.origin, "destination": view.destination}
    gone = {name for name, i in ends.items() if is_own(i) and i not in place_ids()}
    if gone:
        start = session_view.View()
        left = session_view.change(**{name: getattr(start, name) for name in gone})
        if left.origin == left.destination:
            session_view.change(**{name: getattr(start, name) for name in ends})
    if is_own(view.focus.partition(":")[2]):
        session_view.change(focus="")

"""Layers and results as the pages take them: read once, kept until the file changes.

The caches hold one shared object for all sessions: read it, never change it. Their key is the
file's state (``layers.watching``) instead of its digest.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from layers import catalogue
from layers.reading import data_folder, path_of
from layers.watching import file_state, layer_state
from views import own_data
from views.url import Known
from words.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from analysis import PairComparison, Scenario, World
    from briefing.shelf import Shelf
    from layers.projects import Project
    from layers.watching import FileState
    from views.state import View


T = TypeVar("T")


def stamp(*names: str) -> str:
    """What tells one state of some layers' files from another."""
    return "|".join(map(_text, map(layer_state, names)))


def stamp_of_all() -> str:
    """What tells one state of the whole data folder from another."""
    return stamp(*catalogue.CATALOGUE) + _stamp(data_folder() / "manifest.toml")


def layer(name: str) -> gpd.GeoDataFrame:
    """A layer of the catalogue; errors as in ``layers.read``."""
    return _layer(name, stamp(name))


def table(name: str) -> pd.DataFrame:
    """A table of the catalogue; errors as in ``layers.read_table``."""
    return _table(name, stamp(name))


def document(name: str) -> Mapping[str, Any]:
    """A TOML document of the catalogue; errors as in ``layers.read_document``."""
    return _document(name, stamp(name))


def manifest() -> Mapping[str, Mapping[str, Any]]:
    """The manifest's rows by layer name."""
    return _manifest(_stamp(data_folder() / "manifest.toml"))


def state_of_data() -> tuple[str, str]:
    """Date of the newest source of the routes' status (ISO) and digest of all layers together."""
    return _state_of_data(_stamp(data_folder() / "manifest.toml"))


def known_ids() -> Known:
    """Ids of routes and places that an address may name; ``None`` where the file cannot be read."""
    routes = places = None
    with contextlib.suppress(DataError):
        sections = layer("projects")
        routes = frozenset(sections["project_id"]) | frozenset(sections["section_id"]) | own_data.route_ids()
    with contextlib.suppress(DataError):
        places = frozenset(layer("places")["id"]) | frozenset(layer("gates")["id"]) | own_data.place_ids()
    return Known(routes=routes, places=places)


def _stamp(path: Path) -> str:
    return _text(file_state(path))


def _text(state: FileState) -> str:
    path, changed_ns, size = state
    return f"{path}:{size}:{changed_ns}"


@st.cache_resource(show_spinner=False, max_entries=2 * len(catalogue.CATALOGUE))
def _layer(name: str, stamp: str) -> gpd.GeoDataFrame:  # noqa: ARG001 - the stamp is the key
    from layers.reading import read

    return read(name)


@st.cache_resource(show_spinner=False, max_entries=20)
def _table(name: str, stamp: str) -> pd.DataFrame:  # noqa: ARG001
    from layers.reading import read_table

    return read_table(name)


@st.cache_resource(show_spinner=False, max_entries=20)
def _document(name: str, stamp: str) -> Mapping[str, Any]:  # noqa: ARG001
    from layers.reading import read_document

    return read_document(name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _manifest(stamp: str) -> Mapping[str, Mapping[str, Any]]:  # noqa: ARG001
    from layers.reading import manifest as read_manifest

    return read_manifest()


@st.cache_resource(show_spinner=False, max_entries=4)
def _state_of_data(stamp: str) -> tuple[str, str]:  # noqa: ARG001
    from layers.projects import DATA_DATE
    from layers.reading import data_digest

    return DATA_DATE.isoformat(), data_digest()


def projects() -> tuple[Project, ...]:
    """All projects with their sections, the user's own last; errors as in ``read_projects``."""
    return (*_projects(stamp("projects")), *own_data.current().projects)


def project(project_id: str) -> Project | None:
    """The project of this id, if there is one."""
    return next((p for p in projects() if p.id == project_id), None)


@st.cache_resource(show_spinner=False, max_entries=4)
def _projects(stamp: str) -> tuple[Project, ...]:  # noqa: ARG001
    from layers.projects import read_projects

    return read_projects(path_of("projects"))


def shelf() -> Shelf:
    """Where printed maps and exports take their data from: these caches, and the user's own data."""
    from briefing.shelf import Shelf, without_decoration

    return Shelf(layer=without_decoration(layer), projects=projects, manifest=manifest, own=own_data.current())


def altered() -> tuple[str, ...]:
    """Names of the layers that are missing or not what the manifest says they are."""
    return _altered(stamp_of_all())


@st.cache_resource(show_spinner=False, max_entries=4)
def _altered(stamp: str) -> tuple[str, ...]:  # noqa: ARG001
    from layers.integrity import altered_layers

    return altered_layers()


def routes(view: View) -> tuple[str, ...]:
    """Ids of the ticked projects; before any choice those that the agreement asked for."""
    return view.routes if view.routes is not None else agreement_routes()


def agreement_routes() -> tuple[str, ...]:
    """Ids of the projects that the agreement asked for and that can stand together; none where the file cannot be read."""
    from layers.projects import asked_for

    try:
        return asked_for(projects()).kept
    except DataError:
        return ()


def world() -> World:
    """Network, places and projects for routing, the user's own among them; seconds the first time."""
    return own_data.joined(_world(_common_stamp()))


def world_stamp() -> str:
    """What tells one state of everything that is routed on from another; one session's own data from all else."""
    return _common_stamp() + own_data.stamp()


def _common_stamp() -> str:
    return stamp(*catalogue.MEASURED) + _stamp(data_folder() / "manifest.toml")


def comparison(scenario: Scenario, origin: str, destination: str) -> PairComparison:
    """The comparison of a pair, kept under the digest of data, scenario and assumptions."""
    return _comparison(world().digest(scenario) + own_data.stamp(), origin, destination, scenario)


@st.cache_resource(show_spinner=False, max_entries=2)
def _world(stamp: str) -> World:  # noqa: ARG001
    from analysis import load_world

    return load_world(data_folder())


@st.cache_resource(show_spinner=False, max_entries=200)
def _comparison(digest: str, origin: str, destination: str, _scenario: Scenario) -> PairComparison:  # noqa: ARG001
    from analysis import compare_pair

    return compare_pair(world(), _scenario, origin, destination)


def kept(name: tuple[Any, ...], make: Callable[[], T]) -> T:
    """A result that lasts while the data stay as they are; ``name`` holds its digest and every choice in it."""
    found: T = _kept(world_stamp(), repr(name), make)
    return found


@st.cache_resource(show_spinner=False, max_entries=60)
def _kept(stamp: str, name: str, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()

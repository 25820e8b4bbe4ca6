"""Layers and results that all sessions share: read once, kept until the file changes.

The caches hold one shared object for all sessions: read it, never change it. Their key is the
file's state (``layers.integrity``) instead of its digest. What a session adds to them is in ``views.state.data``.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jobs
from layers import catalogue, data_folder, file_state, layer_state, path_of
from views.shared_results import shared
from words import Lang, field_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from analysis.scenarios import World
    from layers import FileState, Project


# results for all sessions: fifty people look at more than sixty things, and each takes up to seconds to make
_KEPT: Final = 400


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


def ids(name: str, *columns: str) -> frozenset[str]:
    """What stands in these columns of a layer, as a set; errors as in ``layers.read``."""
    return _ids(name, columns, stamp(name))


def province_names(lang: Lang) -> dict[str, str]:
    """Names of the provinces of 2022 by code."""
    frame = layer("provinces_2022")
    return dict(zip(frame["code"], frame[field_in(frame.columns, "name", lang)], strict=True))


def state_of_data() -> tuple[str, str]:
    """Date of the newest source of the routes' status (ISO) and digest of all layers together."""
    return _state_of_data(_stamp(data_folder() / "manifest.toml"))


def altered() -> tuple[str, ...]:
    """Names of the layers that are missing or not what the manifest says they are."""
    return _altered(stamp_of_all())


@shared(most=2 * len(catalogue.CATALOGUE))
def _layer(name: str, stamp: str) -> gpd.GeoDataFrame:  # noqa: ARG001 - the stamp is the key
    from layers import read

    return read(name)


@shared(most=20)
def _ids(name: str, columns: tuple[str, ...], stamp: str) -> frozenset[str]:  # noqa: ARG001
    frame = layer(name)
    return frozenset().union(*(frame[column] for column in columns))


@shared(most=20)
def _table(name: str, stamp: str) -> pd.DataFrame:  # noqa: ARG001
    from layers import read_table

    return read_table(name)


@shared(most=20)
def _document(name: str, stamp: str) -> Mapping[str, Any]:  # noqa: ARG001
    from layers import read_document

    return read_document(name)


@shared(most=4)
def _manifest(stamp: str) -> Mapping[str, Mapping[str, Any]]:  # noqa: ARG001
    from layers import manifest as read_manifest

    return read_manifest()


@shared(most=4)
def _state_of_data(stamp: str) -> tuple[str, str]:  # noqa: ARG001
    from layers import data_digest, study

    return study().data_date.isoformat(), data_digest()


@shared(most=4)
def _altered(stamp: str) -> tuple[str, ...]:  # noqa: ARG001
    from layers import altered_layers

    return altered_layers()


def projects() -> tuple[Project, ...]:
    """The projects of the data with their sections; errors as in ``read_projects``."""
    return _projects(stamp("projects"))


@shared(most=4)
def _projects(stamp: str) -> tuple[Project, ...]:  # noqa: ARG001
    from layers import read_projects

    return read_projects(path_of("projects"))


def world_stamp() -> str:
    """What tells one state of everything that is routed on from another, without any own data."""
    return stamp(*catalogue.MEASURED) + _stamp(data_folder() / "manifest.toml")


@jobs.lets_go
def forget() -> None:
    """Let go of what the networks keep of scenarios; they themselves stay."""
    for one in _world.values():
        one.forget()


def world() -> World:
    """Network, places and projects for routing, without any own data; seconds the first time."""
    return _world(world_stamp())


@shared(most=2)
def _world(stamp: str) -> World:  # noqa: ARG001
    from analysis.scenarios import load_world

    return load_world(data_folder())


@shared(most=_KEPT, passing=True)
def kept(stamp: str, name: str, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    """A result under its name, while the stamp stays as it is."""
    return _make()


def _stamp(path: Path) -> str:
    return _text(file_state(path))


@lru_cache(maxsize=500)
def _text(state: FileState) -> str:
    path, changed_ns, size = state
    return f"{path}:{size}:{changed_ns}"


@shared(most=100)
def freeze(page: str) -> None:  # noqa: ARG001 - the name under which this is remembered
    """Take what ``page`` has loaded out of later garbage collections; once a page, at the end of its first run.

    After each run Streamlit collects garbage over all that Python holds. With the map and the network loaded that
    takes longer than the run itself (100 of 140 ms, measured); frozen, next to nothing. What is dropped later is
    freed as ever, unless it refers to itself in a circle.
    """
    gc.collect()
    gc.freeze()

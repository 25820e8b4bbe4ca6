"""What goes to a process and comes back: values as bytes, worlds by name.

A world is tens of megabytes of arrays that every process reads from the prepared file itself. In a parcel it is a number, and
beside the content stands which world that is: the folder, the digest of its data, and what was added.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis.scenarios import World, extend, load_world
from layers import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.scenarios import Place
    from layers import Project

_COMMON_KEPT: Final = 2  # in a process
_PRIVATE_KEPT: Final = 2


class StrangeWorldError(Exception):
    """The world named is not the one on this disk: the job is done where it was asked for."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Which world.

    Parameters
    ----------
    data_digest
        Names all that is in it.
    of, projects, places, own_digest
        Another world and what was added to that; ``None``: it is the prepared file of the folder.
    """

    folder: str
    data_digest: str
    private: bool = False
    of: Reference | None = None
    projects: tuple[Project, ...] = ()
    places: tuple[Place, ...] = ()
    own_digest: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Tells one world from another."""
        return self.folder, self.data_digest

    @classmethod
    def to(cls, world: World) -> Reference | None:
        """The name of a world; ``None`` of one that no file holds."""
        folder, extension = str(world.data.folder), world.extension
        if extension is None:
            return cls(folder, world.data_digest) if world.data.files and not world.private else None
        base = extension.of()
        of = cls.to(base) if base is not None else None
        if of is None:
            return None
        return cls(
            folder, world.data_digest, world.private, of, extension.projects, extension.places, extension.own_digest
        )


@dataclass(frozen=True)
class Parcel:
    """Bytes, and the worlds they speak of by number."""

    content: bytes
    worlds: tuple[World, ...]

    @property
    def references(self) -> tuple[Reference | None, ...]:
        """The worlds by name."""
        return tuple(map(Reference.to, self.worlds))

    @property
    def private(self) -> bool:
        """Whether it holds things of one user."""
        return any(world.private for world in self.worlds)


def pack(value: object) -> Parcel:
    """A value as it is sent."""
    stream, worlds = io.BytesIO(), list[World]()
    _Packer(stream, worlds).dump(value)
    return Parcel(stream.getvalue(), tuple(worlds))


def unpack(content: bytes, worlds: Sequence[World]) -> Any:
    """The value again."""
    return Unpacker(io.BytesIO(content), worlds).load()


def worlds_of(references: Sequence[Reference | None], *, given: Sequence[World] = ()) -> list[World]:
    """The worlds named: those at hand, or from the prepared file.

    Raises
    ------
    StrangeWorldError
        If the folder holds other data now, or a world has no name.
    """
    here = {reference.key: world for world in given if (reference := Reference.to(world)) is not None}
    return [_world(reference, here) for reference in references]


def common_world() -> World:
    """The world of the usual folder as it is now, kept in this process: for jobs that are told no world."""
    data = Dataset.of()
    return _world(Reference(str(data.folder), data.digest), {})


def _world(reference: Reference | None, here: Mapping[tuple[str, str], World]) -> World:
    if reference is None:
        raise StrangeWorldError
    if reference.key in here:
        return here[reference.key]
    if reference.of is None:
        return _kept(reference.key, partial(_common, reference), _COMMONS, _COMMON_KEPT)
    base = _world(reference.of, here)
    make = partial(_extended, base, reference)
    if reference.private and not base.private:
        return _kept(reference.key, make, _PRIVATE, _PRIVATE_KEPT)
    return base.keep(("extended", reference.own_digest), make)


_COMMONS: Final = OrderedDict[tuple[str, str], World]()
_PRIVATE: Final = OrderedDict[tuple[str, str], World]()


def _kept(
    key: tuple[str, str], make: Callable[[], World], kept: OrderedDict[tuple[str, str], World], most: int
) -> World:
    """The world of a key, made if it is not there; those not asked for longest go."""
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


def _common(reference: Reference) -> World:
    folder = Path(reference.folder)
    world = load_world(folder if folder.is_dir() else None)  # another machine has its own
    if world.data_digest != reference.data_digest:
        raise StrangeWorldError
    return world


def _extended(base: World, reference: Reference) -> World:
    larger = extend(base, projects=reference.projects, places=reference.places, own_digest=reference.own_digest)
    return replace(larger, private=reference.private)


class _Packer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, worlds: list[World]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._worlds = worlds

    def persistent_id(self, value: object) -> int | None:
        """The number of a world; everything else goes by value."""
        if not isinstance(value, World):
            return None
        for number, world in enumerate(self._worlds):
            if world is value:
                return number
        self._worlds.append(value)
        return len(self._worlds) - 1


class Unpacker(pickle.Unpickler):
    """Reads a value; worlds are the ones given."""

    def __init__(self, stream: io.BytesIO, worlds: Sequence[World]) -> None:
        super().__init__(stream)
        self._worlds = worlds

    def persistent_load(self, number: int) -> World:
        """The world of a number."""
        return self._worlds[number]

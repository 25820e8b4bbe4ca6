"""The name of a job: the same for the same question, in this process, in another, tomorrow.

The bytes in which a question is sent will not do: sets come in another order in each process, equal texts are written once or twice, and
what an object has worked out for itself meanwhile is sent with it. So values are gone through by what they are. What is not known here
counts by its bytes: then one question may have two names, never two questions one.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from analysis.scenarios import World
from jobs.parcel import Reference, pack

if TYPE_CHECKING:
    from hashlib import _Hash

_PLAIN: Final = (bool, int, float, str, bytes, type(None))


def name_of(value: object) -> str:
    """The digest that names a value."""
    return _digest(value).hex()


def _digest(value: object) -> bytes:
    total = sha256()
    _add(total, value)
    return total.digest()


def _add(total: _Hash, value: Any) -> None:
    kind = type(value)
    if kind in _PLAIN:
        _say(total, kind.__name__, repr(value))
    elif isinstance(value, World):
        _say(total, "world", repr(reference and reference.key if (reference := Reference.to(value)) else id(value)))
    elif isinstance(value, Enum):
        _say(total, "enum", f"{_class(kind)}.{value.name}")
    elif kind in (tuple, list):
        _all(total, kind.__name__, value)
    elif kind in (set, frozenset):
        _say(total, kind.__name__, str(len(value)), *sorted(_digest(one).hex() for one in value))
    elif isinstance(value, Mapping) and kind is dict:
        _all(total, "dict", [part for pair in value.items() for part in pair])
    elif is_dataclass(value):
        _all(total, _class(kind), [getattr(value, one.name) for one in fields(value)])
    elif kind is np.ndarray and value.dtype != object:
        _say(total, "array", value.dtype.str, str(value.shape), sha256(np.ascontiguousarray(value).data).hexdigest())
    else:
        _pickled(total, value)


def _all(total: _Hash, kind: str, values: Any) -> None:
    _say(total, kind, str(len(values)))
    for one in values:
        _add(total, one)


def _pickled(total: _Hash, value: object) -> None:
    try:
        parcel = pack(value)
        _say(total, "pickle", sha256(parcel.content).hexdigest(), repr([r and r.key for r in parcel.references]))
    except (pickle.PicklingError, AttributeError, TypeError):
        _say(total, "object", str(id(value)))


def _class(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _say(total: _Hash, *words: str) -> None:
    for word in words:
        told = word.encode("utf-8", "surrogatepass")
        total.update(f"{len(told)}:".encode() + told)

"""Why a file is not taken over: what is wrong, where it stands, how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from words import InputError, Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Spot:
    """Where in a file; 0 and empty for unknown.

    Parameters
    ----------
    member
        Entry of an archive.
    layer
        Layer of the file.
    line, feature
        Counted from 1.
    """

    member: str = ""
    layer: str = ""
    line: int = 0
    feature: int = 0

    def text(self, lang: Lang) -> str:
        """The place in words, such as "line 12, feature 3"; empty if nothing is known."""
        known = {name: value for name, value in asdict(self).items() if value}
        return ", ".join(say(f"intake.at_{name}", lang, value=value) for name, value in known.items())


class RefusedError(InputError):
    """A file, or a part of it, that cannot be used."""

    def __init__(self, key: str, /, *, spot: Spot | None = None, **values: object) -> None:
        self.spot = spot or Spot()
        super().__init__(key, **values)

    def text(self, lang: Lang) -> str:
        """The sentence, after where it applies."""
        where, what = self.spot.text(lang), super().text(lang)
        return f"{where[:1].upper()}{where[1:]}: {what}" if where else what

    def within(self, *, member: str = "", layer: str = "") -> RefusedError:
        """The same of a file in an archive or a layer, unless it tells that itself."""
        spot = replace(self.spot, member=self.spot.member or member, layer=self.spot.layer or layer)
        return RefusedError(self.key, spot=spot, **self.values)

    def record(self) -> dict[str, Any]:
        """As plain values, to cross from one process to another."""
        return {"key": self.key, "values": {k: str(v) for k, v in self.values.items()}, "spot": asdict(self.spot)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> RefusedError:
        """From ``record``."""
        return cls(str(record["key"]), spot=Spot(**record["spot"]), **record["values"])

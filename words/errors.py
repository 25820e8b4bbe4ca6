"""The errors a user can mend, each with its sentence in both languages.

The interface catches this family and shows ``error.text(lang)``; anything else is a fault of the
program and goes to the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from words.spelling import alike, clean
from words.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 400  # letters of one value in a sentence
_REPEATED = 80  # letters of an unknown name


@dataclass(frozen=True)
class Word:
    """An entry of the catalogue that stands in a sentence, such as the name of a field."""

    key: str

    def text(self, lang: Lang) -> str:
        """The word in the language asked for."""
        return say(self.key, lang)

    def __str__(self) -> str:
        return self.text(Lang.EN)


@runtime_checkable
class Worded(Protocol):
    """What has words of its own in both languages."""

    def text(self, lang: Lang) -> str:
        """The words in one of them."""
        ...


def told_in(value: object, lang: Lang) -> object:
    """A value as it stands in a sentence of this language."""
    return value.text(lang) if isinstance(value, Worded) else value


class LinkError(ValueError):
    """Base of all errors whose cause lies in data or input.

    Parameters
    ----------
    key
        Entry of the catalogue that says what is wrong and how to mend it.
    values
        What fills the sentence's placeholders. A value that has words of its own (``Word``, another of
        these errors) is told in the language of the sentence.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = {name: _short(value) for name, value in values.items()}
        super().__init__(self.text(Lang.EN))

    def __reduce__(self) -> tuple[Any, ...]:
        """As it comes back from another process: the same error, whatever its kind is made of."""
        return _made_again, (type(self), self.args, self.__dict__)

    def text(self, lang: Lang) -> str:
        """The sentence in the language asked for."""
        told = {name: told_in(value, lang) for name, value in self.values.items()}
        return say(self.key, lang, **told)


def _made_again(kind: type[LinkError], given: tuple[object, ...], state: dict[str, object]) -> LinkError:
    error = kind.__new__(kind, *given)
    error.__dict__.update(state)
    return error


def _short(value: object) -> object:
    """A value as a sentence can hold it: what was typed may be as long as a book, or hold signs that break a line."""
    if isinstance(value, str):
        value = clean(value, lines=True)
    text = str(value)
    return value if isinstance(value, Worded) or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class DataError(LinkError):
    """A data file is missing, damaged or breaks its schema."""


class InputError(LinkError):
    """A value given by the user cannot be used."""


class UnknownError(InputError, DataError):
    """The data hold nothing of the name that was given.

    Parameters
    ----------
    key
        Entry of the sentence that names similar ones (``near``); with ``_far`` added the one without.
    given
        What was asked for.
    known
        Ids with their other names; the nearest are told, and none where nothing is near.
    """

    def __init__(self, key: str, given: str, known: Mapping[str, Sequence[str]]) -> None:
        self.near = alike(given, known)
        super().__init__(key if self.near else f"{key}_far", id=given[:_REPEATED], near=", ".join(self.near))


class NotConnectedError(LinkError):
    """No road leads from one place to another."""

"""The errors a user can mend, each with its sentence in both languages.

The interface catches this family and shows ``error.text(lang)``; anything else is a fault of the
program and goes to the log.
"""

from __future__ import annotations

from words import Lang, say


class LinkError(ValueError):
    """Base of all errors whose cause lies in data or input.

    Parameters
    ----------
    key
        Entry of the catalogue that says what is wrong and how to mend it.
    values
        What fills the sentence's placeholders.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.text(Lang.EN))

    def text(self, lang: Lang) -> str:
        """The sentence in the language asked for."""
        return say(self.key, lang, **self.values)


class DataError(LinkError):
    """A data file is missing, damaged or breaks its schema."""


class InputError(LinkError):
    """A value given by the user cannot be used."""


class NotConnectedError(LinkError):
    """No road leads from one place to another."""

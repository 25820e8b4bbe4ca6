"""Words: the catalogue of interface text, figures as each language writes and reads them, errors with their sentence.

Standard library only, and imported whole: the installer speaks through it before anything is installed.
"""

from words.errors import DataError, InputError, LinkError, NotConnectedError, UnknownError, Word, Worded, told_in
from words.figures import (
    MINUS,
    MISSING,
    adding_up,
    as_published,
    change,
    day,
    difference,
    minutes,
    number,
    percents,
    range_around,
    rounded,
    saved,
    shown,
    span,
    with_percent,
)
from words.numerals import ColumnNotation, Notation, column_notation, notation, read_number
from words.options import INSTALLED, Parser, called, language, option_fault, refuse_idle
from words.sentences import NOT_NOTABLE, PrintedFigure, change_text, finding_text, four_figures
from words.spelling import alike, clean, clean_fields, plain
from words.texts import STANDING, Lang, catalogue, field_in, say, stand, text_in

__all__ = [
    "INSTALLED",
    "MINUS",
    "MISSING",
    "NOT_NOTABLE",
    "STANDING",
    "ColumnNotation",
    "DataError",
    "InputError",
    "Lang",
    "LinkError",
    "NotConnectedError",
    "Notation",
    "Parser",
    "PrintedFigure",
    "UnknownError",
    "Word",
    "Worded",
    "adding_up",
    "alike",
    "as_published",
    "called",
    "catalogue",
    "change",
    "change_text",
    "clean",
    "clean_fields",
    "column_notation",
    "day",
    "difference",
    "field_in",
    "finding_text",
    "four_figures",
    "language",
    "minutes",
    "notation",
    "number",
    "option_fault",
    "percents",
    "plain",
    "range_around",
    "read_number",
    "refuse_idle",
    "rounded",
    "saved",
    "say",
    "shown",
    "span",
    "stand",
    "text_in",
    "told_in",
    "with_percent",
]

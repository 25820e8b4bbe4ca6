from . import autosave as autosave, library as library
from .fields import (
    FIELDS as FIELDS,
    Taken as Taken,
    Understood as Understood,
    by_field as by_field,
    column_notations as column_notations,
    take as take,
    understood as understood,
)
from .file import read_file as read_file, write_file as write_file
from .link import LONGEST as LONGEST, read_link as read_link, write_link as write_link
from .meaning import WORDS as WORDS, guess as guess
from .pieces import SHORT_M as SHORT_M, WITHIN_M as WITHIN_M, are_short as are_short, join as join

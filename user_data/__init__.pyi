from . import autosave as autosave, library as library
from .fields import FIELDS as FIELDS, Taken as Taken, column_notations as column_notations, guess as guess, take as take
from .file import read_file as read_file, write_file as write_file
from .link import LONGEST as LONGEST, read_link as read_link, write_link as write_link

from .appraisal import appraisal_book as appraisal_book, value_book as value_book
from .sheet import Cell as Cell, Figure as Figure, Head as Head, table_file as table_file
from .template import names_and_table as names_and_table

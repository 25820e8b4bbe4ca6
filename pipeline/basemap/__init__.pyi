from . import land as land, waters as waters

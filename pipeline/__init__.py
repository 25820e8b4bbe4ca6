"""How ``data/geo`` is made: ``python -m pipeline --sources DIR --facts DIR``, repeatable to the byte."""

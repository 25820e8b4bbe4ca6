"""How ``data/geo`` is made: ``python -m data.build --sources DIR --facts DIR``, repeatable to the byte."""

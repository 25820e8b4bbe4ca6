"""Spelling without diacritics: what people type in a hurry, and what every file system takes."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Small letters without diacritics: "Biên Hòa" → "bien hoa"."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())

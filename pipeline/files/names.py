"""Names as the layers carry them: the Latin form without diacritics, stable ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import pandas as pd


def ascii_name(name: str) -> str:
    """The name without Vietnamese diacritics: Biên Hòa → Bien Hoa."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("–", "-")


def lettered(name: str, known: Iterable[str]) -> str:
    """The name with the letters of a known name of several words that it holds without them: Thu Duc → Thủ Đức."""
    for right in known:
        bare = ascii_name(right)
        if " " in bare and bare != right:
            name = re.sub(rf"\b{re.escape(bare)}\b", right, name)
    return name


def slug(name: str) -> str:
    """The name as part of an id, lower-case letters, digits and hyphens: Bệnh viện Đa khoa → benh-vien-da-khoa."""
    return re.sub(r"[^a-z0-9]+", "-", ascii_name(name).lower()).strip("-")


def clean(name: Any) -> str | None:
    """The name in Unicode NFC without stray blanks; None if there is none."""
    if name is None or pd.isna(name):
        return None
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(name))).strip()
    return text or None

"""Hospitals of OpenStreetMap, cleaned by a rule that can be read here.

Kept: class and subclass ``hospital`` inside the study provinces whose name says hospital, medical
centre or military hospital. Dropped: no name; clinics, surgeries, pharmacies, first-aid posts and
health stations; single departments; repetitions within 500 m under the same name or within 300 m
under a name that shares at least half of its distinctive words. The result is incomplete.

What a hospital is for is read off its name (``speciality``): the words of a speciality make it one,
everything else is general. A few whose name does not tell are listed: general knowledge, unverified.
"""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd

from layers import GENERAL_HOSPITAL, VN2000_UTM48N
from pipeline.files import ascii_name, clean

SAME_NAME_M = 500.0
LIKE_NAME_M = 300.0
_WANTED = re.compile(r"benh vien|\bbv\b|hospital|trung tam y te|quan y")
_UNWANTED = re.compile(
    r"phong kham|du phong|y te phuong|y te xa|phong chan tri|tram y te|nha thuoc|thuoc nam|so cap cuu|nha khoa|thu y|- khoa |clinic"
)
_COMMON = frozenset(
    [
        "benh",
        "vien",
        "bv",
        "da",
        "khoa",
        "tinh",
        "huyen",
        "thi",
        "xa",
        "thanh",
        "pho",
        "quan",
        "tp",
        "hospital",
        "quoc",
        "te",
        "trung",
        "tam",
        "y",
        "the",
        "of",
    ]
)

_SPECIALITIES = (  # the first that fits, on the name without diacritics
    ("dental_ent", r"rang ham mat|tai mui hong|nha khoa"),
    ("eye", r"benh vien mat\b|\bmat (?:sai gon|tinh|tp|viet)"),
    ("cosmetic_skin", r"tham my|da lieu"),
    ("mental", r"tam than"),
    ("lung_infectious", r"\blao\b|\bphoi\b|nhiet doi"),
    ("cancer_blood_heart", r"ung buou|huyet hoc|benh vien tim\b"),
    ("women_children", r"phu san|san nhi|nhi dong"),
    ("traditional", r"y hoc co truyen|y duoc dan toc|y duoc co truyen"),
    ("bones_rehabilitation", r"chinh hinh|phuc hoi chuc nang"),
)
_KNOWN = {  # general knowledge, unverified: the name does not tell
    "benh vien tu du": "women_children",
    "benh vien hung vuong": "women_children",
    "benh vien my duc": "women_children",
    "benh vien quoc te hanh phuc": "women_children",
    "benh vien pham ngoc thach": "lung_infectious",
    "benh vien 1a ly thuong kiet": "bones_rehabilitation",
    "benh vien ngoc phu": "cosmetic_skin",
}


def speciality(name: str) -> str:
    """What a hospital is for, by its name: one of ``layers.catalogue.SPECIALITIES``."""
    plain = ascii_name(name).lower()
    return _KNOWN.get(plain) or next(
        (kind for kind, words in _SPECIALITIES if re.search(words, plain)), GENERAL_HOSPITAL
    )


def clean_hospitals(poi: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """The hospitals kept, and how many rows each rule dropped.

    ``poi`` has the columns ``cls``, ``sub``, ``name``; EPSG:4326.
    """
    rows = poi[poi["cls"] == "hospital"]
    dropped = {"other subclass": int((rows["sub"] != "hospital").sum())}
    rows = rows[rows["sub"] == "hospital"].assign(name=lambda f: f["name"].map(clean))
    dropped["no name"] = int(rows["name"].isna().sum())
    rows = rows[rows["name"].notna()]
    plain = rows["name"].map(lambda n: ascii_name(n).lower())
    wanted = plain.str.contains(_WANTED) & ~plain.str.contains(_UNWANTED)
    dropped["name is not a hospital's"] = int((~wanted).sum())
    rows = rows[wanted].assign(name=lambda f: f["name"].map(_tidy)).sort_values("name", kind="stable")
    repeated = _repeated(rows)
    dropped["repeated"] = int(repeated.sum())
    return rows[~repeated], pd.Series(dropped)


def _tidy(name: str) -> str:
    """One spelling for the word hospital: BV, Bệnh Viện, bệnh viên → Bệnh viện."""
    return re.sub(r"^(?:BV|bệnh viện|bệnh viên|benh vien)\b", "Bệnh viện", name, flags=re.IGNORECASE)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", ascii_name(name).lower())) - _COMMON


def _repeated(rows: gpd.GeoDataFrame) -> np.ndarray:
    """True for each row that repeats an earlier one nearby."""
    points = rows.geometry.to_crs(VN2000_UTM48N).reset_index(drop=True)
    words = [_words(name) for name in rows["name"]]
    repeated = np.zeros(len(rows), dtype=bool)
    first, second = points.sindex.query(points, predicate="dwithin", distance=SAME_NAME_M)
    # few pairs; each needs both names
    for a, b in sorted(zip(first, second, strict=True)):
        if a < b and not repeated[a]:
            near = points[a].distance(points[b]) <= LIKE_NAME_M
            shared = len(words[a] & words[b])
            repeated[b] |= words[a] == words[b] or (near and 2 * shared >= max(1, min(len(words[a]), len(words[b]))))
    return repeated

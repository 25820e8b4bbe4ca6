"""What headings and words of office files mean: classes and states of roads, numbers with their units.

Vietnamese as offices write it ("Quốc lộ 1A", "Đường tỉnh", "Cấp III", "Đang khai thác"), English, and OpenStreetMap
("trunk_link", "60 km/h"). Words are compared in plain letters; the first pattern that fits a whole cell counts. A grade
of TCVN 4054 is no class of a map: it is taken for the class that such roads mostly have, and whoever brings the
file sees that before anything is taken over.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from layers import ACCESSES, QUALITIES, ROAD_CLASSES, USER_STATUSES
from words import Lang, Notation, plain, read_number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORDS: Final = {
    "road_class": (ROAD_CLASSES, "layers.road_"),
    "status": (USER_STATUSES, "layers.status_"),
    "access": (ACCESSES, "own.access_"),
    "quality": (QUALITIES, "own.quality_"),
}
WHOLE: Final = frozenset({"speed_kmh", "year", "price_year", "lanes"})
COSTS: Final = frozenset({"cost_low_bn", "cost_high_bn"})
STOOD: Final = "existing"  # a word of the state: open since before the base network

_WHEN: Final = r"( (nam|thang|quy|t|q|in)?[ 0-9ivx]+)?"
_PATTERNS: Final = {
    "road_class": (
        ("motorway", r"(duong )?(bo )?cao toc\b.*|ct ?\d.*|motorways?( link)?|expressway.*|freeway.*"),
        ("trunk", r"(duong )?quoc lo\b.*|ql( ?\d.*)?|trunk( link| road)?|national (and trunk )?(road|highway).*"),
        ("trunk", r"(duong )?cap (ky thuat )?(i|ii|1|2)\b.*|grade (i|ii|1|2)\b.*"),
        ("primary", r"primary( link| road)?|(duong )?truc chinh|duong tinh va duong chinh cap i|main road"),
        ("primary", r"(duong )?cap (ky thuat )?(iii|3)\b.*|grade (iii|3)\b.*"),
        (
            "secondary",
            r"(duong )?tinh( lo)?\b.*|(dt|tl)( ?\d.*)?|secondary( link| road)?|provincial.*|duong chinh cap ii",
        ),
        ("secondary", r"(duong )?cap (ky thuat )?(iv|4)\b.*|grade (iv|4)\b.*"),
        ("tertiary", r"(duong )?(lien )?(huyen|xa|phuong)( lo)?\b.*|(dh|hl|dx)( ?\d.*)?|tertiary( link| road)?"),
        ("tertiary", r"(district|commune|rural)( road)?|(duong )?cap (ky thuat )?(v|vi|5|6)\b.*|grade (v|vi|5|6)\b.*"),
    ),
    "status": (
        ("planned", r".*\b(quy hoach|du kien)\b.*|(dang )?chuan bi\b.*|(da |duoc )*(phe duyet|chap thuan)\b.*"),
        ("planned", r"planned|approved|committed|in preparation|expected"),
        (STOOD, r"(da |dang )*(khai thac|su dung|van hanh|hoat dong)\b.*|(duong )?hien (huu|trang|co)|existing.*"),
        (STOOD, r"in (use|operation|service)|operational|operating"),
        ("open", rf"(da |duoc )*(thong xe|hoan thanh|dua vao (khai thac|su dung))( ky thuat| toan tuyen)?{_WHEN}"),
        ("open", rf"open(ed)?( to traffic)?{_WHEN}|complete(d)?{_WHEN}|built"),
        (
            "construction",
            r"(dang |da )*(thi cong|xay dung|trien khai|khoi cong)\b.*|(under |in )?construction|being built",
        ),
        (
            "proposed",
            r"(dang |duoc |da )*(de xuat|kien nghi|nghien cuu)\b.*|y tuong|propos(ed|al)\b.*|(under )?study|idea",
        ),
    ),
    "access": (
        (
            "interchange",
            r"(chi )?(tai )?(nut giao|hai dau)( lien thong)?|interchanges?|ends?( only)?|han che|co kiem soat",
        ),
        ("crossing", r"(moi |tai )*(nut )?giao cat|dong muc|crossings?|at grade|junctions?|tu do"),
    ),
    "quality": (
        ("surveyed", r"(da |do |theo )*(khao sat|do dac|gps)\b.*|survey(ed)?|measured"),
        ("mapped", r"(theo )?(ban do|so hoa|anh ve tinh)\b.*|map(ped)?|digiti[sz]ed"),
        ("schematic", r"(huong tuyen )?(minh hoa|so do|phac thao|so bo)|schematic|sketch"),
    ),
}
_MEANS: Final = {
    field: tuple((key, re.compile(pattern)) for key, pattern in patterns) for field, patterns in _PATTERNS.items()
}

# what stands behind a number, in plain letters, and by how much it is to be multiplied
_UNITS: Final = {
    "speed_kmh": {"km/h": 1.0, "kmh": 1.0, "km/gio": 1.0, "kph": 1.0},
    "lanes": {"lan": 1.0, "lan xe": 1.0, "lane": 1.0, "lanes": 1.0},
    "cost": {
        **dict.fromkeys(("ty", "ty dong", "ty vnd", "ty vnđ", "bn", "bn vnd", "billion", "billion vnd"), 1.0),
        **dict.fromkeys(("nghin ty", "nghin ty dong", "ngan ty", "ngan ty dong", "trillion", "trillion vnd"), 1e3),
        **dict.fromkeys(("trieu", "trieu dong", "tr", "trd", "million", "million vnd", "mn vnd"), 1e-3),
        **dict.fromkeys(("dong", "vnd"), 1e-9),
    },
}
_WRITTEN: Final = {1e3: "nghìn tỷ", 1e-3: "triệu đồng", 1e-9: "đồng"}  # as a cell names them
_NUMBER: Final = re.compile(r"\s*([-+\u2212]?[\d.,\s'’\u00a0\u2009\u202f]*\d)\s*(\D*)")
_YEAR: Final = re.compile(r"(?<!\d)(20[2-9]\d)(?!\d)")
_COST_UNIT: Final = re.compile(
    r"\b((?:nghin |ngan )?ty(?: dong| vnd)?|trieu(?: dong)?|million(?: vnd)?|(?:bn|billion|trillion)(?: vnd)?|dong|vnd)\b"
)
_FOREIGN: Final = re.compile(r"usd|eur|\$|€")


@lru_cache(maxsize=10_000)
def meaning(field: str, text: str) -> str | None:
    """The key that a cell of words stands for; ``None`` if it says nothing known. ``STOOD`` is a state of its own."""
    keys, prefix = WORDS[field]
    told = plain(text)
    known = {plain(say(f"{prefix}{key}", lang)): key for key in keys for lang in Lang} | {key: key for key in keys}
    if field == "status":
        known |= {plain(say("layers.status_existing", lang)): STOOD for lang in Lang}
    if told in known:
        return known[told]
    bare = re.sub(r"[^a-z0-9%]+", " ", told).strip()
    return next((key for key, pattern in _MEANS[field] if pattern.fullmatch(bare)), None)


def parted(field: str, text: str) -> tuple[str, float] | None:
    """The number that a cell begins with and the factor of its unit; ``None`` where it is something else."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    unit = " ".join(plain(found[2]).replace(".", " ").split())
    factors = _UNITS.get("cost" if field in COSTS else field, {})
    factor = 1.0 if not unit else factors.get(unit)
    return None if factor is None else (found[1], factor)


def figure(field: str, value: Any, notation: Notation) -> float:
    """A cell as the number of a field.

    Raises
    ------
    ValueError
        If it is none, or has a unit that the field does not know.
    """
    if not isinstance(value, str):
        return float(value)
    apart = parted(field, value)
    if apart is not None:
        return read_number(apart[0], notation) * apart[1]
    years = set(_YEAR.findall(value)) if field in ("year", "price_year") else set()
    if len(years) == 1:  # 12/2027, quý IV năm 2027, 2027-12-31
        return float(years.pop())
    return read_number(value, notation)


def with_unit(field: str, value: Any, heading: str) -> Any:
    """A cell with the unit that its heading names, where the cell has none of its own."""
    found = _COST_UNIT.search(plain(heading)) if field in COSTS else None
    factor = _UNITS["cost"].get(found[1], 1.0) if found else 1.0
    if factor == 1.0 or value in (None, ""):
        return value
    if isinstance(value, str):
        apart = _NUMBER.fullmatch(value)
        return f"{value.strip()} {_WRITTEN[factor]}" if apart is not None and not apart[2].strip() else value
    return float(value) * factor


# headings that people use, in plain letters and without their units
_HEADINGS: Final = {
    "name": "name ten ten_tuyen tuyen ten_du_an ten_duong ten_tuyen_duong ten_doan ten_doan_tuyen ten_cong_trinh tenduong"
    " tentuyen tenduan road_name route_name project_name route project street label title ten_dia_diem ten_vung"
    " ten_khu_vuc so_hieu so_hieu_duong ky_hieu ref",
    "road_class": "road_class class cap cap_duong loai_duong cap_hang cap_hang_duong cap_ky_thuat cap_ky_thuat_duong phan_cap"
    " phan_loai loai_tuyen cap_quan_ly hang_duong capduong loaiduong highway fclass road_type functional_class grade type loai",
    "speed_kmh": "speed_kmh speed toc_do toc_do_thiet_ke van_toc van_toc_thiet_ke toc_do_tk van_toc_tk vtk v_tk tocdo vantoc"
    " maxspeed speed_limit design_speed design_speed_kmh",
    "access": "access dau_noi ra_vao kieu_dau_noi",
    "status": "status trang_thai tinh_trang hien_trang tinh_trang_du_an trang_thai_du_an giai_doan state stage tien_do",
    "year": "year nam nam_thong_xe nam_hoan_thanh nam_khai_thac nam_dua_vao_khai_thac thong_xe hoan_thanh nam_ht nam_du_kien"
    " du_kien_hoan_thanh thoi_gian_hoan_thanh opening opening_year open_year year_opened completion completion_year",
    "cost_low_bn": "cost_low_bn cost_low chi_phi_thap chi_phi tong_muc_dau_tu tmdt tong_von tong_von_dau_tu von_dau_tu kinh_phi"
    " cost total_cost total_investment investment cost_bn",
    "cost_high_bn": "cost_high_bn cost_high chi_phi_cao chi_phi tong_muc_dau_tu tmdt tong_von tong_von_dau_tu von_dau_tu kinh_phi"
    " cost total_cost total_investment investment cost_bn",
    "price_year": "price_year nam_gia nam_tinh_gia mat_bang_gia",
    "lanes": "lanes so_lan so_lan_xe lan_xe so_lan_duong solan number_of_lanes no_of_lanes",
    "quality": "quality chat_luong chat_luong_huong_tuyen",
    "note": "note ghi_chu mo_ta dien_giai description desc cmt notes remark remarks comment comments",
}
_LEAST_CUT, _DBF_BYTES = 6, 10  # letters
_IN_BRACKETS: Final = re.compile(r"\(.*?\)|\[.*?\]")
_UNIT_AT_END: Final = re.compile(
    r"_(ty_dong|ty_vnd|ty|trieu_dong|trieu|bn_vnd|billion_vnd|million_vnd|bn|vnd|dong|km_h|kmh|lan|lan_xe|nam)$"
)


def guess(columns: Sequence[str], rows: Iterable[dict[str, Any]] = ()) -> dict[str, str]:
    """The column that each field most likely stands in; fields without one are missing.

    Parameters
    ----------
    rows
        Cells by column: a column of words that says nothing known is not taken, whatever its heading.
    """
    listed, by_heading = list(rows), dict[str, str]()
    for column in reversed(columns):
        if listed and all(row.get(column) in (None, "") for row in listed):
            continue  # formats have columns of their own, which most files leave empty
        by_heading.update(dict.fromkeys(_plain_headings(column), column))
    found = {}
    for field, headings in _HEADINGS.items():
        named = [by_heading[h] for h in headings.split() if h in by_heading] or _cut(headings.split(), by_heading)
        usable = [c for c in named if not (field in COSTS and _FOREIGN.search(c.casefold()))]
        if usable:
            found[field] = usable[0]
    return {field: column for field, column in found.items() if not listed or _says(field, column, listed)}


def _cut(headings: Sequence[str], columns: dict[str, str]) -> list[str]:
    """Columns whose heading is the beginning of a known one: a shapefile keeps ten bytes, "Tên đư" of "Tên đường"."""
    short = {name: column for name, column in columns.items() if _LEAST_CUT <= len(name) <= len(column) <= _DBF_BYTES}
    return [column for name, column in short.items() if any(heading.startswith(name) for heading in headings)]


def _plain_headings(column: str) -> list[str]:
    whole = re.sub(r"[^a-z0-9]+", "_", plain(column)).strip("_")
    bare = re.sub(r"[^a-z0-9]+", "_", plain(_IN_BRACKETS.sub(" ", column))).strip("_")
    return [_UNIT_AT_END.sub("", bare), bare, whole]


def _says(field: str, column: str, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether a column can be that of a field: of words at least one must be known, if it holds any."""
    if field not in WORDS:
        return True
    cells = {str(row[column]) for row in rows if row.get(column) not in (None, "")}
    return not cells or any(meaning(field, cell) is not None for cell in cells)

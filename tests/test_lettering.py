"""Vietnamese names written in the letterings of old offices, read back letter by letter."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import brought
import pytest

from intake import read_upload
from layers import read
from words import BYTE_LETTERS, Lang, Lettering, likely_letterings, named_lettering

# bytes as the fonts show them, typed by hand
KNOWN = [
    (Lettering.TCVN3, b"\xa7\xad\xeang H\xe5 Ch\xdd Minh", "Đường Hồ Chí Minh"),
    (Lettering.TCVN3, b"T\xa9y Ninh \xae\xd5n B\xd7nh Ph\xad\xedc", "Tây Ninh đến Bình Phước"),
    (Lettering.TCVN3, b"\xa7\xad\xeaNG Qu\xe8c l\xe9 13", "ĐƯỜNG Quốc lộ 13"),
    (Lettering.VNI, "Ñöôøng Hoà Chí Minh".encode("cp1252"), "Đường Hồ Chí Minh"),
    (Lettering.VNI, "Taây Ninh ñeán Bình Phöôùc".encode("cp1252"), "Tây Ninh đến Bình Phước"),
    (Lettering.VNI, "QUOÁC LOÄ 14, Myõ Phöôùc".encode("cp1252"), "QUỐC LỘ 14, Mỹ Phước"),
    (Lettering.CP1258, b"\xd0\xfd\xf5\xccng H\xf4\xcc Ch\xed Minh", "Đường Hồ Chí Minh"),
    (Lettering.CP1252, "Route café".encode("cp1252"), "Route café"),
    (Lettering.UTF8, "Đường Hồ Chí Minh".encode(), "Đường Hồ Chí Minh"),
    (Lettering.UTF8, "Đường Hồ Chí Minh – Bù Gia Mập".encode()[:-3], "Đường Hồ Chí Minh – Bù Gia M"),
]
TONES = "\u0300\u0309\u0303\u0301\u0323"


def names() -> list[str]:
    """Two hundred names with marks, of the product's own communes."""
    found = [unicodedata.normalize("NFC", str(name)) for name in read("communes_2025")["name"]]
    return [name for name in dict.fromkeys(found) if not name.isascii()][:200]


def in_cp1258(text: str) -> bytes:
    """Tones apart from their letters, as that code page holds them; a hat, bowl or horn belongs to its letter."""
    composed: list[str] = []
    for sign in unicodedata.normalize("NFD", text):
        if sign in TONES or not unicodedata.combining(sign):
            composed.append(sign)
        else:
            at = max(i for i, c in enumerate(composed) if c not in TONES)
            composed[at] = unicodedata.normalize("NFC", composed[at] + sign)
    return "".join(composed).encode("cp1258")


def in_tcvn3(text: str) -> bytes:
    """By the table of the system's own converter; capitals with a tone are those of a font of capitals."""
    done = subprocess.run(["iconv", "-t", "TCVN5712-1"], input=text.encode(), capture_output=True, check=True)
    return done.stdout


def in_vni(text: str) -> bytes:
    """Each letter looked up in two lists typed one under the other."""
    letters = "áàảãạâấầẩẫậăắằẳẵặéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
    written = (
        "aù aø aû aõ aï aâ aá aà aå aã aä aê aé aè aú aü aë eù eø eû eõ eï eâ eá eà eå eã eä í ì æ ó ò "
        "où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ ôï uù uø uû uõ uï ö öù öø öû öõ öï yù yø yû yõ î ñ"
    )
    table = dict(zip(letters, written.split(), strict=True))
    table |= {letter.upper(): pair.upper() for letter, pair in table.items()}
    return "".join(table.get(sign, sign) for sign in text).encode("cp1252")


WRITERS = {Lettering.CP1258: in_cp1258, Lettering.TCVN3: in_tcvn3, Lettering.VNI: in_vni, Lettering.UTF8: str.encode}


def writer(lettering: Lettering):
    if lettering is Lettering.TCVN3 and shutil.which("iconv") is None:
        pytest.skip("no converter of the system")
    return WRITERS[lettering]


@pytest.mark.parametrize(("lettering", "raw", "text"), KNOWN)
def test_known_bytes_are_found_and_read(lettering, raw, text):
    written = raw.decode(BYTE_LETTERS)
    assert likely_letterings([written])[0] is lettering
    assert lettering.read(written) == text


@pytest.mark.parametrize("lettering", list(WRITERS))
def test_two_hundred_names_come_back(lettering):
    wanted = names()
    written = [writer(lettering)(name).decode(BYTE_LETTERS) for name in wanted]
    assert len(wanted) == 200
    assert likely_letterings(written)[0] is lettering
    assert [lettering.read(name) for name in written] == wanted
    threes = [written[at : at + 3] for at in range(0, len(written) - 2, 3)]  # one short name may well be two things
    assert [three for three in threes if likely_letterings(three)[0] is not lettering] == []


@pytest.mark.parametrize("lettering", list(WRITERS))
def test_a_table_of_text_is_read_with_its_headings(lettering, monkeypatch):
    brought.read_here(monkeypatch)
    table = "Tên,Kinh độ,Vĩ độ\nĐường Hồ Chí Minh,106.4,11.35\n"
    offer = read_upload("a.csv", writer(lettering)(table))
    assert offer.columns == ("Tên",)
    assert offer.placed(offer.candidates[0])[0].values["Tên"] == "Đường Hồ Chí Minh"
    assert offer.lettering is (None if lettering is Lettering.UTF8 else lettering)


def test_a_lying_name_of_the_lettering_is_not_believed(monkeypatch, tmp_path):
    brought.read_here(monkeypatch)
    (tmp_path / "in").mkdir()
    brought.frame(brought.LINES).to_file(tmp_path / "in" / "x.shp", encoding="utf-8")
    (tmp_path / "in" / "x.cpg").write_text("1258", encoding="ascii")
    made = shutil.make_archive(str(tmp_path / "x"), "zip", tmp_path / "in")
    with open(made, "rb") as file:  # noqa: PTH123 - shutil gives a text
        offer = read_upload("x.zip", file.read())
    assert [f.values["ten"] for f in offer.placed(offer.candidates[0])] == list(brought.NAMES[:2])
    assert "bảng mã chữ là 1258; chữ được đọc theo UTF-8" in " ".join(note.text(Lang.VI) for note in offer.notes)
    assert offer.letterings[0] is Lettering.UTF8


@pytest.mark.parametrize(
    ("name", "lettering"),
    [("1258", Lettering.CP1258), ("ANSI 1252", Lettering.CP1252), ("utf8", Lettering.UTF8), ("", None), ("866", None)],
)
def test_what_a_file_names(name, lettering):
    assert named_lettering(name) is lettering

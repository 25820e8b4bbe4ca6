"""Road numbers: what mappers wrote in the area, and what it becomes."""

from __future__ import annotations

import pytest

from pipeline.roads.refs import normalise

NUMBERS = [
    # written, region, common form
    ("13", "70", "QL13"),
    ("QL 13", "74", "QL13"),
    ("QL13", "74", "QL13"),
    ("QL.13", "79", "QL13"),
    ("22B", "72", "QL22B"),
    ("QL.22B", "72", "QL22B"),
    ("14C", "67", "QL14C"),
    ("N2", "80", "QLN2"),
    ("QL.1A", "75", "QL1"),
    ("1A", "79", "QL1"),
    ("1K", "74", "QL1K"),
    ("QL.50 cũ", "80", "QL50 cũ"),
    ("741", "70", "ĐT741"),
    ("ĐT.741", "74", "ĐT741"),
    ("TL 748", "74", "ĐT748"),
    ("TL769", "75", "ĐT769"),
    ("DT851", "87", "ĐT851"),
    ("749a", "74", "ĐT749A"),
    ("ĐT.753B", "70", "ĐT753B"),
    ("954", "", "ĐT954"),
    ("8", "79", "TL8"),
    ("TL.8", "79", "TL8"),
    ("ĐT.15", "79", "TL15"),
    ("14", "79", "TL14"),
    ("14", "70", "QL14"),
    ("9", "80", "TL9"),
    ("9", "82", "9"),
    ("TL 25C", "75", "TL25C"),
    ("43", "74", "TL43"),
    ("ĐT.19", "75", "ĐT19"),
    ("ĐH.29D", "77", "ĐH29D"),
    ("HL 10", "80", "HL10"),
    ("CT.01", "79", "CT.01"),
    ("CT.1", "79", "CT.01"),
    ("QL.56;ĐT.992", "77", "QL56;ĐT992"),
    ("13; QL 13", "74", "QL13"),
    ("23A;869", "82", "23A;ĐT869"),
    ("7", "KH", "7"),
    ("76", "KH", "76"),
    ("317", "KH", "317"),
    ("Thi Nghe Bridge", "79", ""),
    ("CMT8", "77", ""),
    ("ĐQH số 7", "77", ""),
    ("3762", "67", ""),
    ("", "70", ""),
    (None, "70", ""),
]


@pytest.mark.parametrize(("written", "region", "common"), NUMBERS)
def test_numbers(written, region, common) -> None:
    assert normalise(written, region=region) == common


@pytest.mark.parametrize("common", sorted({row[2] for row in NUMBERS if row[1] not in {"KH", "82"} and row[2]}))
def test_the_common_form_stays_as_it_is(common) -> None:
    assert normalise(common, region="72") == common


@pytest.mark.parametrize(
    ("name", "main", "common"),
    [
        ("Quốc lộ 22", True, "QL22"),
        ("Đường Quớc Lộ 22", True, "QL22"),
        ("Quốc lộ 22", False, ""),  # the service road beside it
        ("ĐT.784", False, "ĐT784"),
        ("Đường Tỉnh 839", False, "ĐT839"),
        ("Hương lộ 2", False, "HL2"),
        ("Đường Song Hành Quốc lộ 22", True, ""),
        ("Đường 3 Tháng 2", True, ""),
        ("13", True, ""),
    ],
)
def test_a_name_that_is_a_number(name, main, common) -> None:
    assert normalise(None, region="72", name=name, main=main) == common


def test_a_written_number_wins_over_the_name() -> None:
    assert normalise("794", region="72", name="Quốc lộ 14C") == "ĐT794"

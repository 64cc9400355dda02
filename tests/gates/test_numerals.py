"""The second reader of numerals: what it reads, and what it refuses to read into a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.numerals import states

STATES = [
    ("92家", "", 92),
    ("２．５％", "", 2.5),
    ("1,234人", "", 1234),
    ("3.3万余", "", 33_000),
    ("百余万", "", 1_000_000),
    ("一万五千亿", "", 1.5e12),
    ("超万亿元", "", 1e12),
    ("1亿2000万", "", 120_000_000),
    ("90895.5亿元", "", 9_089_550_000_000),
    ("二十三", "", 23),
    ("二〇二五", "", 2025),
    ("三万五", "", 35_000),
    ("零点五", "", 0.5),
    ("近八成", "", 80),
    ("三成半", "", 35),
    ("三分之二", "", 200 / 3),
    ("百分之五十", "", 50),
    ("0.69/10万", "", 0.69),
    ("2-3个", "", 3),
    ("3-5万", "", 30_000),
    ("3", "、5万人", 30_000),
    ("三四十人", "", 30),
    ("三四十人", "", 40),
    ("翻一番", "", 100),
    ("5千克", "", 5),
    ("1.5个百分点", "", 1.5),
    ("一半", "", 50),
    ("两个半", "", 2.5),
    ("12\u200b3人", "", 123),
    ("1\n00张", "", 100),
]
DOES_NOT_STATE = [
    ("92家", "", 93),
    ("92家", "", 920),
    ("3.3万", "", 3.3),
    ("3.3万", "", 330_000),
    ("92家", "。成5万", 920_000),
    ("10%,成为", "", 100),
    ("三万五", "", 305_000),
    ("5千克", "", 6),
    ("医院", "", 1),
    ("", "", 0),
    ("14.3/10万", "", 1.43),
]


@pytest.mark.parametrize(("text", "after", "value"), STATES)
def test_a_stated_value_is_read(text: str, after: str, value: float) -> None:
    assert states(text, value, after)


@pytest.mark.parametrize(("text", "after", "value"), DOES_NOT_STATE)
def test_another_value_is_not_read_into_it(text: str, after: str, value: float) -> None:
    assert not states(text, value, after)


@pytest.mark.parametrize(
    ("text", "before", "value"),
    [
        ("101.5", "表1 总诊疗人次(亿人次)\n2024年 ", 10_150_000_000),
        ("12", "单位:万元、万人次\n北京\t", 120_000),
        ("6.7", "床位\t万张\t", 67_000),
        ("3120", "床位 张 ", 3120),
    ],
)
def test_a_column_lends_its_magnitude(text: str, before: str, value: float) -> None:
    assert states(text, value, before=before)


@pytest.mark.parametrize(
    ("text", "before", "value"),
    [
        ("12", "全市共有3万人参加,其中", 120_000),
        ("12人", "单位:万人\n", 120_000),
        ("12", "单位:人\n", 120_000),
        ("12", "单位:万人\n", 1_200_000_000),
    ],
)
def test_running_text_and_written_units_lend_none(text: str, before: str, value: float) -> None:
    assert not states(text, value, before=before)


FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.,"}


@given(st.integers(1, 10**12), st.sampled_from(["人", "余家", "张"]), st.booleans())
def test_any_whole_number_reads_back_and_no_neighbour_does(number: int, behind: str, wide: bool) -> None:
    for written in (str(number), f"{number:,}"):
        text = (written.translate(FULL_WIDTH) if wide else written) + behind
        assert states(text, number)
        assert not states(text, number + 1)
        assert not states(text, number * 10)


@given(st.integers(1, 10**6), st.integers(0, 3), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_any_decimal_with_a_magnitude_reads_back(digits: int, places: int, magnitude: tuple[str, int]) -> None:
    name, scale = magnitude
    text = f"{digits / 10**places:.{places}f}{name}余元"
    assert states(text, digits * scale / 10**places)
    assert not states(text, digits / 10**places)

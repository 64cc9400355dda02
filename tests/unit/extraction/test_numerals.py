"""Any number, written in any supported way, reads back exactly: value, range, unit and bound."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction.lexicon import load
from orchestration.extraction.numerals import Number, read_chinese, scan
from orchestration.extraction.text import fold, passage

from .writing import chinese, digits, full_width

LEXICON = load()
MAGNITUDES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip
UNITS = ("家", "个", "张", "人", "名", "人次", "剂次", "元", "平方米", "例", "所", "台")
SIGNS = "0123456789,.，．０９一二三十百千万亿零两余多几数约近超至-~%‰个家张人次年月日分之成倍点()（）、。 "

wholes = st.integers(min_value=0, max_value=999_999_999)
decimals = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("9999.99"), places=2)
units = st.sampled_from(UNITS)
quick = settings(max_examples=60, deadline=None)


def only(text: str) -> Number:
    """The one numeral of `text`."""
    numbers = scan(fold(text), LEXICON)
    assert len(numbers) == 1, (text, numbers)
    return numbers[0]


def states(
    text: str, value: Decimal | int, unit: str, qualifier: str = "exact", high: Decimal | int | None = None
) -> None:
    """`text` holds one number, and it is this one."""
    number = only(text)
    assert (number.value, number.value_high, number.unit, number.qualifier) == (value, high, unit, qualifier), text


@quick
@given(wholes, units)
def test_plain_digits(number: int, unit: str) -> None:
    states(f"共有{number}{unit}。", number, unit)


@quick
@given(st.integers(min_value=1000, max_value=10**12), units)
def test_thousands_separators(number: int, unit: str) -> None:
    states(f"共有{number:,}{unit}。", number, unit)


@quick
@given(decimals, st.sampled_from(("%", "‰", "岁", "元", "倍")))
def test_decimals(number: Decimal, unit: str) -> None:
    states(f"水平为{number}{unit}。", number, unit)


@quick
@given(decimals, st.sampled_from(sorted(MAGNITUDES)), units)
def test_magnitudes(number: Decimal, magnitude: str, unit: str) -> None:
    states(f"共有{number}{magnitude}{unit}。", number * MAGNITUDES[magnitude], unit)


@quick
@given(st.integers(1, 9999), st.sampled_from(("万", "亿", "百万", "千万")), st.sampled_from("余多"), units)
def test_hedge_after_the_magnitude(number: int, magnitude: str, hedge: str, unit: str) -> None:
    states(f"服务{number}{magnitude}{hedge}{unit}。", number * MAGNITUDES[magnitude], unit, "over")


@quick
@given(st.integers(1, 999).map(lambda n: 10 * n), st.sampled_from(("", "万", "亿")), st.sampled_from("余多"), units)
def test_hedge_before_the_magnitude(number: int, magnitude: str, hedge: str, unit: str) -> None:
    states(f"服务{number}{hedge}{magnitude}{unit}。", number * MAGNITUDES.get(magnitude, 1), unit, "over")


@quick
@given(st.integers(1, 99), st.integers(1, 9999), units)
def test_chained_magnitudes(hundred_millions: int, ten_thousands: int, unit: str) -> None:
    states(f"共{hundred_millions}亿{ten_thousands}万{unit}。", hundred_millions * 10**8 + ten_thousands * 10**4, unit)


@quick
@given(wholes, units)
def test_full_width_reads_as_half_width(number: int, unit: str) -> None:
    narrow = f"共有{number:,}{unit},占{number % 100}.5%。"
    assert scan(fold(full_width(narrow)), LEXICON) == scan(narrow, LEXICON)


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_spoken_numerals(number: int) -> None:
    assert read_chinese(chinese(number)) == number, chinese(number)


@quick
@given(st.integers(min_value=0, max_value=10**12))
def test_digits_read_out(number: int) -> None:
    assert read_chinese(digits(number)) == number


@quick
@given(st.integers(min_value=2, max_value=10**9), units)
def test_spoken_numerals_in_a_sentence(number: int, unit: str) -> None:
    states(f"共有{chinese(number)}{unit}。", number, unit)


@quick
@given(st.sampled_from(("百", "千", "万", "十万", "百万", "千万", "亿", "万亿")), st.sampled_from(("元", "人", "名")))
def test_a_bare_magnitude_is_a_number(magnitude: str, unit: str) -> None:
    states(f"总数超{magnitude}{unit}。", MAGNITUDES[magnitude], unit, "over")


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("惠及百余万人。", 10**6, "人", "over"),
        ("惠及一百多万人。", 10**6, "人", "over"),
        ("共三十余家。", 30, "家", "over"),
        ("培训两千多名。", 2000, "名", "over"),
        ("接诊十几例。", 10, "例", "over"),
        ("涉及数百家。", 100, "家", "about"),
        ("动员几千人。", 1000, "人", "about"),
        ("投入一万五千亿元。", 15 * 10**11, "元", "exact"),
        ("共两万零三十人。", 20_030, "人", "exact"),
        ("达3.3万余名。", 33_000, "名", "over"),
        ("共3万5千人。", 35_000, "人", "exact"),
        ("共２０２家。", 202, "家", "exact"),
    ],
)
def test_mixed_and_hedged_numerals(text: str, value: int, unit: str, qualifier: str) -> None:
    states(text, value, unit, qualifier)


@quick
@given(st.integers(1, 999))
def test_parts_of_a_whole(number: int) -> None:
    states(f"比例为百分之{number}。", number, "%")
    states(f"比例为千分之{number}。", number, "‰")
    states(f"比例为万分之{number}。", number, "‱")


@quick
@given(st.integers(1, 100))
def test_parts_of_a_whole_in_words(number: int) -> None:
    states(f"比例为百分之{chinese(number)}。", number, "%")
    states(f"比例为千分之{chinese(number)}。", number, "‰")
    states(f"比例为万分之{chinese(number)}。", number, "‱")


@quick
@given(decimals)
def test_per_hundred_thousand(number: Decimal) -> None:
    states(f"死亡率为{number}/10万。", number, "/10万")
    states(f"死亡率为10万分之{number}。", number, "/10万")
    states(f"死亡率为十万分之{number}。", number, "/10万")


def test_hundredths_with_a_spoken_point() -> None:
    states("比例为百分之五十点二五。", Decimal("50.25"), "%")


@quick
@given(st.integers(2, 9), st.data())
def test_fractions(parts: int, data: st.DataObject) -> None:
    top = data.draw(st.integers(1, parts))
    states(f"约占{chinese(parts)}分之{chinese(top)}。", Decimal(100 * top) / parts, "%", "about")


def test_tenths_as_fractions() -> None:
    states("约占十分之三。", 30, "%", "about")


@quick
@given(st.integers(1, 9), st.booleans())
def test_tenths(number: int, half: bool) -> None:
    states(f"比例达{chinese(number)}成{'半' if half else ''}。", 10 * number + 5 * half, "%")
    states(f"近{chinese(number)}成。", 10 * number, "%", "nearly")


@quick
@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(("-", "~", "—", "～", "–", "至", "到")), units)
def test_ranges(low: int, more: int, mark: str, unit: str) -> None:
    states(f"每区设置{low}{mark}{low + more}{unit}。", low, unit, high=low + more)


@quick
@given(st.integers(1, 80), st.integers(1, 20), st.sampled_from(("-", "至", "～")))
def test_ranges_of_percentages(low: int, more: int, mark: str) -> None:
    states(f"保持在{low}%{mark}{low + more}%。", low, "%", high=low + more)


def test_a_range_shares_the_magnitude_of_its_end() -> None:
    states("补助3-5万元。", 30_000, "元", high=50_000)


def test_both_ends_of_from_and_to_are_numbers_of_their_own() -> None:
    assert [n.value for n in scan("从31家到78家。", LEXICON)] == [31, 78]


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("为~", "exact"),
        *((word, "about") for word in ("约~", "大约~", "~左右")),
        *((word, "nearly") for word in ("近~", "接近~")),
        *((word, "over") for word in ("超~", "超过~", "逾~", "突破~", "大于~", "超过了~")),
        *((word, "at_least") for word in ("不低于~", "不少于~", "至少~", "~以上", "达到~以上", "至少设置~")),
        *((word, "under") for word in ("小于~", "低于~", "不足~", "不到~", "~以下")),
        *((word, "at_most") for word in ("不超过~", "~以内")),
    ],
)
def test_bounds(words: str, qualifier: str) -> None:
    states("覆盖面" + words.replace("~", "46%") + "。", 46, "%", qualifier)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=SIGNS, max_size=60))
def test_any_text_is_scanned_with_offsets_in_order(text: str) -> None:
    whole = passage(fold(text), 0, len(text))
    last = 0
    for number in scan(whole.text, LEXICON):
        assert 0 <= number.start <= number.digits_start < number.digits_end
        assert number.digits_end <= number.unit_end <= number.end <= len(whole.text)
        assert number.digits_start >= last
        last = number.digits_end


@pytest.mark.parametrize("run", ["9", "一", "万", "十", "千亿", "1,", "1.", "1万", "百分之", "1-"])
def test_long_runs_are_read_in_time(run: str) -> None:
    scan(run * 20_000, LEXICON)

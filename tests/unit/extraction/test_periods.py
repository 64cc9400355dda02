"""Every expression of time names its days, and its part: a frame, the base of a comparison, a due date, or an aside."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction.periods import Clock, Mention, Period, find, plan_period

PUBLISHED = Clock(date(2024, 3, 1), None)
years = st.integers(1990, 2050)
quick = settings(max_examples=50, deadline=None)


def named(text: str, clock: Clock = PUBLISHED, year: int | None = None) -> Mention:
    """The one period that `text` names."""
    mentions = find(text, clock, year)
    assert len(mentions) == 1, (text, mentions)
    return mentions[0]


def days(text: str, clock: Clock = PUBLISHED, year: int | None = None) -> tuple[str, str]:
    """First and last day of the one period that `text` names."""
    period = named(text, clock, year).period
    assert period is not None
    return period.start.isoformat(), period.end.isoformat()


@quick
@given(years)
def test_years(year: int) -> None:
    assert days(f"{year}年全市共有医院30家") == (f"{year}-01-01", f"{year}-12-31")
    assert days(f"截至{year}年底,共有医院30家") == (f"{year}-12-31", f"{year}-12-31")
    assert days(f"{year}年末共有医院30家") == (f"{year}-12-31", f"{year}-12-31")


@quick
@given(years, st.integers(1, 12))
def test_months(year: int, month: int) -> None:
    last = calendar.monthrange(year, month)[1]
    assert days(f"{year}年{month}月,接诊30例") == (f"{year}-{month:02}-01", f"{year}-{month:02}-{last}")
    assert days(f"{year}年{month}月份接诊30例") == (f"{year}-{month:02}-01", f"{year}-{month:02}-{last}")


@quick
@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)))
def test_days(day: date) -> None:
    assert days(f"{day.year}年{day.month}月{day.day}日,接诊30例") == (day.isoformat(), day.isoformat())
    ended = days(f"截至{day.year}年{day.month}月{day.day}日24时,接诊30例")
    assert ended == (day.isoformat(), day.isoformat())


@quick
@given(years, st.integers(1, 8))
def test_spans_of_years(year: int, more: int) -> None:
    for mark in ("-", "—", "至", "~"):
        assert days(f"{year}{mark}{year + more}年,累计培训30人") == (f"{year}-01-01", f"{year + more}-12-31")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022年上半年,门诊30人次", "2022-01-01", "2022-06-30"),
        ("2022年下半年,门诊30人次", "2022-07-01", "2022-12-31"),
        ("2022年第三季度,门诊30人次", "2022-07-01", "2022-09-30"),
        ("2022年二季度,门诊30人次", "2022-04-01", "2022-06-30"),
        ("2022年前三季度,门诊30人次", "2022-01-01", "2022-09-30"),
        ("2022年1-11月,门诊30人次", "2022-01-01", "2022-11-30"),
        ("2022年1至4月,门诊30人次", "2022-01-01", "2022-04-30"),
        ("2022年前7个月,门诊30人次", "2022-01-01", "2022-07-31"),
        ("2022年10月底,门诊30人次", "2022-10-31", "2022-10-31"),
        ("2022年3月7日至13日,门诊30人次", "2022-03-07", "2022-03-13"),
        ("2022年3月28日至4月3日,门诊30人次", "2022-03-28", "2022-04-03"),
        ("2022年12月26日-2023年1月1日,门诊30人次", "2022-12-26", "2023-01-01"),
        ("二零二二年,门诊30人次", "2022-01-01", "2022-12-31"),
        ("“十三五”期间,培训30人", "2016-01-01", "2020-12-31"),
        ("“十四五”末,床位达30张", "2025-01-01", "2025-12-31"),
        ("“十二五”时期,培训30人", "2011-01-01", "2015-12-31"),
        ("2024年第9周,报告30例", "2024-02-26", "2024-03-03"),
    ],
)
def test_parts_of_years_and_spans(text: str, start: str, end: str) -> None:
    assert days(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("去年全市门诊30人次", "2023-01-01", "2023-12-31"),
        ("上年门诊30人次", "2023-01-01", "2023-12-31"),
        ("前年门诊30人次", "2022-01-01", "2022-12-31"),
        ("今年门诊30人次", "2024-01-01", "2024-12-31"),
        ("今年以来门诊30人次", "2024-01-01", "2024-03-01"),
        ("明年新增30张", "2025-01-01", "2025-12-31"),
        ("去年6月门诊30人次", "2023-06-01", "2023-06-30"),
        ("去年底门诊30人次", "2023-12-31", "2023-12-31"),
        ("今年1月,门诊30人次", "2024-01-01", "2024-01-31"),
        ("截至目前,共30家", "2024-03-01", "2024-03-01"),
        ("过去一年,门诊30人次", "2023-01-01", "2023-12-31"),
        ("过去五年,门诊30人次", "2019-01-01", "2023-12-31"),
        ("昨日新增30例", "2024-02-29", "2024-02-29"),
        ("两年前,共30家", "2022-01-01", "2022-12-31"),
        ("2月26日新增30例", "2024-02-26", "2024-02-26"),
        ("12月26日新增30例", "2023-12-26", "2023-12-26"),
    ],
)
def test_relative_to_the_day_of_publication(text: str, start: str, end: str) -> None:
    assert days(text) == (start, end)


def test_without_a_day_of_publication_relative_words_name_no_days() -> None:
    assert named("去年全市门诊30人次", Clock(None, None)).period is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("6月份门诊30人次", "2019-06-01", "2019-06-30"),
        ("上半年门诊30人次", "2019-01-01", "2019-06-30"),
        ("全年门诊30人次", "2019-01-01", "2019-12-31"),
        ("当年门诊30人次", "2019-01-01", "2019-12-31"),
        ("8月15日新增30例", "2019-08-15", "2019-08-15"),
    ],
)
def test_parts_take_the_year_that_is_talked_about(text: str, start: str, end: str) -> None:
    assert days(text, year=2019) == (start, end)


def test_a_part_takes_the_year_named_before_it() -> None:
    first, second = find("2021年5月门诊30人次,6月门诊40人次", PUBLISHED, None)
    assert (first.period, second.period) == (
        Period(date(2021, 5, 1), date(2021, 5, 31)),
        Period(date(2021, 6, 1), date(2021, 6, 30)),
    )


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("2023年门诊30人次", "frame"),
        ("截至2023年底共30家", "frame"),
        ("较2022年增长30%", "base"),
        ("比2022年提高3个百分点", "base"),
        ("与2022年相比增长30%", "base"),
        ("比上年增长30%", "base"),
        ("到2025年,达到30%", "due"),
        ("到2027年底,床位30张", "due"),
        ("2026年前,建成30家", "due"),
        ("2026年底前建成30家", "due"),
        ("到2020年,达到30%", "frame"),
        ("到目前,共30家", "frame"),
        ("在2020年基础上提高30%", "base"),
        ("落实“十四五”规划", "aside"),
        ("《“十四五”时期发展规划》", "aside"),
    ],
)
def test_roles(text: str, role: str) -> None:
    assert {m.role for m in find(text, PUBLISHED, None)} <= {role}


@pytest.mark.parametrize(
    "text", ["共有2021张床位", "编号20231", "13月1日", "2022年第60周", "30岁", "90年以上", "一年一度"]
)
def test_numbers_that_are_no_dates(text: str) -> None:
    assert not [m for m in find(text, PUBLISHED, None) if m.period is not None and m.explicit and m.period.year != 2022]


def test_arrived_in_the_latest_year() -> None:
    undated = Clock(date(2024, 12, 31), None, exact=False)
    assert named("床位数增加到2024年的7.33张", undated).role == "frame"
    assert named("床位数增加到2026年的7.33张", undated).role == "due"
    assert named("到2024年达到7.33张", undated).role == "due"


def test_five_year_plans_count_from_the_first() -> None:
    assert plan_period("十一") == Period(date(2006, 1, 1), date(2010, 12, 31))
    assert plan_period("十五") == Period(date(2026, 1, 1), date(2030, 12, 31))


SIGNS = "0123456789年月日上下半季度初末底周至到-—~第前截较比与去今十四五“”一二三期间同以来内, "


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=SIGNS, max_size=50))
def test_any_text_yields_mentions_in_order_without_overlap(text: str) -> None:
    last = 0
    for mention in find(text, PUBLISHED, 2023):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.period is None or mention.period.start <= mention.period.end
        last = mention.end

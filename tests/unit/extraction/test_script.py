"""Script: pages in Traditional characters are read like those in Simplified ones, with the offsets of the page."""

from __future__ import annotations

from orchestration.extraction import Declared, extract
from orchestration.extraction.script import simplified

PAGE = "2023年，全市醫療衛生機構總數達1356個，比上年增加24個；報告發病率為12.5/10萬，門診診療人次達3.2億。"
SIMPLE = "2023年，全市医疗卫生机构总数达1356个，比上年增加24个；报告发病率为12.5/10万，门诊诊疗人次达3.2亿。"


def test_a_traditional_page_states_what_the_simplified_one_does() -> None:
    declared = Declared(title="武漢市衛生健康委發佈統計公報")
    told = extract(PAGE, declared).observations
    assert [o.value for o in told] == [1356, 24, 12.5, 320_000_000]
    assert told == extract(SIMPLE, Declared(title="武汉市卫生健康委发布统计公报")).observations
    assert [PAGE[o.char_start : o.char_end] for o in told] == ["1356個", "24個", "12.5/10萬", "3.2億"]
    assert {o.region for o in told} == {"武汉市"}


def test_a_simplified_page_stays_as_it_is() -> None:
    text = "乾县、著名专家於某某:全县共有医院12家,餘杭区援建1家。" * 20
    assert simplified(text) is text


def test_every_sign_keeps_its_place() -> None:
    text = PAGE * 40
    assert len(simplified(text)) == len(text)
    assert simplified(PAGE) == SIMPLE

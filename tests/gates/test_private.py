"""What counts as private, and that numbers which are none stay as they are."""

from __future__ import annotations

import pytest

from expectations.private import MASK, find_private, mask_private

PRIVATE = [
    ("请拨打13812345678咨询", "13812345678", "telephone number"),
    ("手机138-1234-5678", "138-1234-5678", "telephone number"),
    ("+86 13812345678。", "+86 13812345678", "telephone number"),
    ("１３８１２３４５６７８", "１３８１２３４５６７８", "telephone number"),
    ("1381\u200b2345678", "1381\u200b2345678", "telephone number"),
    ("(010)62345678", "(010)62345678", "telephone number"),
    ("0350-3081789山东青", "0350-3081789", "telephone number"),
    ("400-810-1234", "400-810-1234", "telephone number"),
    ("联系电话：6234 5678", "6234 5678", "telephone number"),
    ("信箱 zhang.san@example.com。", "zhang.san@example.com", "e-mail address"),
    ("ｚｓ＠ｅｘａｍｐｌｅ．ｃｎ", "ｚｓ＠ｅｘａｍｐｌｅ．ｃｎ", "e-mail address"),
    ("https://x.cn/?to=a@b.cn", "a@b.cn", "e-mail address"),
    ("身份证11010519491231002X", "11010519491231002X", "identity number"),
]
PUBLIC = [
    "2024年，全国总诊疗人次101.5亿，比上年增加6.0亿人次。",
    "地区生产总值13812345678元",
    "2025-02-13 发布",
    "拨打12320或114平台，12356心理热线",
    "https://www.beijing.gov.cn/202502/t20250213_13912345678.html",
    "b_013812345678",
    "0123456789abcdef013812345678aaaa",
    "其中北京262家、天津67家、河北156家，138 2345 6789",
    "京卫〔2024〕12号",
    "1978.12345678",
    "",
]


@pytest.mark.parametrize(("text", "value", "kind"), PRIVATE)
def test_private_values_are_found_where_they_stand(text: str, value: str, kind: str) -> None:
    (found,) = find_private(text)
    assert text[found.char_start : found.char_end] == value
    assert found.kind == kind


@pytest.mark.parametrize(("text", "value", "kind"), PRIVATE)
def test_masking_keeps_every_offset_and_nothing_of_the_value(text: str, value: str, kind: str) -> None:
    masked = mask_private(text)
    assert len(masked) == len(text)
    assert value not in masked
    assert masked.replace(MASK, "") == text.replace(value, "")
    assert not find_private(masked)


@pytest.mark.parametrize("text", PUBLIC)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_private(text) == []


def test_long_runs_of_one_character_cost_no_more_than_text() -> None:
    for run in ("1" * 200_000, "13" * 100_000, "a" * 200_000, "a." * 100_000 + "@", "0 " * 100_000, "电话" * 100_000):
        assert isinstance(find_private(run), list)

"""Numerals: every number of a passage, its value, bounds and unit; no judgement yet of what it measures.

Arabic, Chinese and mixed numerals with magnitudes (`3.3万余`, `百余万`, `一万五千亿`, `近八成`, `三分之二`,
`百分之五十`), ranges, and the words that bound them, before or after. Values are exact decimals until they leave
as floats.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from .lexicon import Lexicon
from .model import Qualifier
from .values import value

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_MAGNITUDE = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7,
    "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 100,
}  # fmt: skip
_DIGIT_SIGNS = frozenset(_DIGIT) - {"零"}
_MAGNITUDE_SIGNS = frozenset("百千万亿")
_HEDGE_SIGNS = frozenset("余多几来")
MAX_DIGITS = 18  # a longer run of digits is a code, whatever stands around it
_MOST_DIGITS = 2 * MAX_DIGITS  # that are read at all

_ARABIC = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?+"
_CHINESE = r"[零一二两三四五六七八九十百千万亿]++"
_MAG = r"万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![克米瓦])|百(?!分)"
_SOME = r"(?<![人户总例次件位家])数|几"  # 数百, but 人数三千万
# A numeral: digits with an optional magnitude, or a Chinese numeral; hedges may stand inside (20余万, 3万多).
_NUMERAL = re.compile(
    rf"(?P<per>(?:10|1|百|十|千|万)万?分之(?=[0-9]))?"  # 10万分之8.3
    rf"(?:(?P<arabic>{_ARABIC})(?P<in1>[余多几来])?(?: ?(?P<mag>{_MAG}))?"
    rf"(?P<chain>(?:{_ARABIC}(?:{_MAG}))*+)(?P<in2>[余多])?"
    rf"|(?P<part>百|千|万|{_CHINESE})分之(?P<num>{_CHINESE}(?:点{_CHINESE})?|{_ARABIC})"
    rf"|"
    rf"(?P<chinese>(?:{_SOME})?(?:{_CHINESE})(?:[余多几来](?=[万亿个家名人张所项例次位年岁天种台辆件场元多]))?(?:(?<=[余多几来])(?:{_MAG}))?[余多]?|"
    rf"(?:{_SOME})(?:{_MAG})))"
)
_SIGN = re.compile(r"[0-9零一二两三四五六七八九十百千万亿数几]")  # what a numeral begins with
_LINK = re.compile(rf"({_ARABIC})({_MAG})")  # 5000 of 1亿5000万
_A_HALF = re.compile(r"(?<!另)一半(?![天日月年个])")
_FRACTION_WORD = {"百": 100, "千": 1000, "万": 10000}
_RANGE_MARK = re.compile(r"\s?(?:[-~—]{1,2}|至|到|、)\s?")
_WIDEST_RANGE_MARK = 3  # signs, with a blank on one side
_BY_SO_MUCH = re.compile(r"(?:上涨|上升|提高|提升|增加|增长|延长|下降|降低|减少|缩短)了?(?:约|近|超过?)?$")
_OPENS_FROM = re.compile(r"[从由自][^,，;。]*$")
_ABOUT_COST = re.compile(r"约(?:需|计|合|投|耗|花)[^,。;、\d]{0,10}$")  # 约需财政资金1.1亿元
_ABOUT_SHARE = re.compile(r"(?:约占|大约占|占[^,。;、\d]{1,10}的?约)[^,。;、\d]{0,12}$")
_UNIT_BEFORE = re.compile(r"\((?:单位:)?(万|亿|千|百万)?([^()\d]{1,5})\)$")  # 编制床位(张)800
_NEGATIVE = re.compile(r"[率为、] ?-$")
_UP_TO = re.compile(r"(?<![以之线网会身])上$")
_MORE = frozenset("多余")
_SOME_MORE = re.compile(r"[多余](?=[,，;。、)的])")
_COMPARES = frozenset("于出")  # what 高于, 低于, 高出 end with
_PER_WHAT = re.compile(r"剂次|人年|人口|活产")  # what the denominator of a rate counts: 2.2/10万剂次
_BY_WHAT = re.compile(r"/(?:小时|[日天月年秒时分]|千克|公斤|百?亿元)(?![\u4e00-\u9fff]*[0-9])")
_BELOW_SLASH = re.compile(r"(?:1[0-9]|[2-9]0|100|[2-9])(?![0-9/.])")  # 占全国1/10以上, 1/3的患者
_IS_SHARE = re.compile(r"占[^,。;]{0,10}$|(?:[约近超达]|不足|超过|达到)$")
_BEFORE_UNIT_APART = frozenset("(日")
_UNIT_BEHIND = re.compile(r"\(([^()\d]{1,3})\)")  # 村卫生室226(家)
_STAYS = re.compile(r"住院(?:日|天数)[^,。;]*$")
_TENTHS = 10  # 成 are tenths
_GAP = "了到达至为有在共计"


@value
class Number:
    """A numeral with its unit and bounds, at its place in the passage (offsets into the passage's text)."""

    start: int  # of the evidence: numeral, or a comparator right before it
    end: int  # of the evidence: unit, or the hedge after it
    digits_start: int  # of the numeral itself
    digits_end: int  # before the unit
    unit_end: int
    value: Decimal
    value_high: Decimal | None
    unit: str
    unit_kind: str  # of lexicon/units.csv; "" without a unit
    qualifier: Qualifier
    written: str  # "arabic", "chinese" or "fraction"
    has_magnitude: bool


def read_chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral (一万五千亿, 二十三, 百万, 二零二四), or None where it is none."""
    if not text:
        return None
    if all(c in _DIGIT for c in text):
        return Decimal("".join(str(_DIGIT[c]) for c in text)) if len(text) <= MAX_DIGITS else None
    total, section, digit = 0, 0, None
    pending_zero = False
    for c in text:
        if c in _DIGIT:
            if digit is not None and not pending_zero:
                return None
            digit = _DIGIT[c]
            pending_zero = digit == 0
        elif c in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[c]
            digit = None
        elif c in _BIG:
            section += digit or 0
            if section == 0 and total == 0:
                section = 1
            if section == 0:
                total *= _BIG[c]
            elif total and total < _BIG[c]:
                total = (total + section) * _BIG[c]
            else:
                total += section * _BIG[c]
            section, digit = 0, None
        else:
            return None
    return Decimal(total + section + (digit or 0))


def scan(text: str, lexicon: Lexicon) -> list[Number]:
    """All numerals of `text`, left to right; ranges are one number with two ends."""
    found: list[Number] = []
    last: Number | None = None
    position = 0
    at_least = "至少" in text or "最少" in text
    while (sign := _SIGN.search(text, position)) is not None:
        match = _NUMERAL.match(text, sign.start())
        if match is None:
            position = sign.end()
            continue
        position = match.end()
        number = _read(text, match, lexicon, at_least)
        if number is None:
            continue
        near = last is not None and 0 < number.digits_start - last.end <= _WIDEST_RANGE_MARK
        if near and last is not None and (joined := _as_range(text, last, number)) is not None:
            found[-1] = last = joined
        else:
            found.append(number)
            last = number
        if number.unit_end > position:
            position = number.unit_end
    return found


def _read(text: str, match: re.Match[str], lexicon: Lexicon, at_least: bool) -> Number | None:
    """The number of a match; `at_least`: whether words that bound numbers further on stand in the text."""
    start, end = match.span()
    hedge: Qualifier | None = None
    unit, kind = "", ""
    magnitude = False
    following = text[end : end + 1]  # "" where the text ends with the numeral
    per, arabic, in1, mag, chain, in2, whole, top, chinese = match.groups()
    if arabic is not None:
        digits = arabic.replace(",", "")
        value = Decimal(digits) if len(digits) <= _MOST_DIGITS else Decimal(0)  # a code, whatever its value
        if mag:
            value *= _MAGNITUDE[mag]
            magnitude = True
        if chain:
            links = _LINK.findall(chain)
            value += sum(Decimal(number.replace(",", "")) * _MAGNITUDE[its] for number, its in links)
        if in1 or in2:
            hedge = "over"
        written = "arabic"
        if per:
            written = "fraction"
            unit, kind = _per(per)
        elif following == "/" and (below := _below_slash(text, start)) is not None:
            value, unit, kind, written, end = value * 100 / Decimal(below[0]), "%", "rate", "fraction", below.end()
            following = text[end : end + 1]
    elif whole is not None:
        if max(len(top), len(whole)) > _MOST_DIGITS:
            return None
        numerator = Decimal(top.replace(",", "")) if top[0].isascii() else _read_decimal(top)
        if numerator is None:
            return None
        written = "fraction"
        if whole in _FRACTION_WORD:
            value, unit = numerator, {"百": "%", "千": "‰", "万": "‱"}[whole]
        else:
            denominator = read_chinese(whole)
            if not denominator:
                return None
            value, unit = numerator * 100 / denominator, "%"
        kind = "rate"
    elif chinese == "一" and text.startswith("半", end) and _A_HALF.match(text, start):
        value, unit, kind, written, end = Decimal(50), "%", "rate", "fraction", end + 1
        following = text[end : end + 1]
    else:
        read = _read_word(chinese)
        if read is None or (chinese[-1] == "百" and text.startswith(("分比", "分点", "分之"), end)):
            return None  # 总数百分比
        value, magnitude, hedge = read
        written = "chinese"
    unit_end = end
    if not unit:
        if following in lexicon.unit_signs:
            unit, unit_end = lexicon.unit_at(text, end)
        if unit:
            kind = lexicon.unit_kind.get(unit, "")
            if unit[0] == "/" and (per_what := _PER_WHAT.match(text, unit_end)) is not None:
                unit_end = per_what.end()
            elif text.startswith("/", unit_end) and (by_what := _BY_WHAT.match(text, unit_end)) is not None:
                unit, unit_end = unit + by_what[0], by_what.end()  # 30万吨/日
        elif following in _BEFORE_UNIT_APART or text[start - 1 : start] == ")":
            unit, unit_end, kind, times = _unit_apart(text, start, end, value, lexicon)
            value *= times
        if unit == "成" and value >= _TENTHS:
            unit, unit_end, kind = "", end, ""  # 百亿成势
        elif unit == "成":
            value, unit, kind = value * 10, "%", "rate"
            if unit_end < len(text) and text[unit_end] == "半":
                value, unit_end = value + 5, unit_end + 1
            elif text[unit_end : unit_end + 1] in ("多", "余"):
                hedge, unit_end = "over", unit_end + 1
            elif text[unit_end : unit_end + 1] in _DIGIT and text[unit_end + 1 : unit_end + 2] in ",。;、)的左上 ":
                value, unit_end = value + _DIGIT[text[unit_end]], unit_end + 1  # 七成二
    previous = text[start - 1 : start]  # "" where the text begins with the numeral
    evidence_start = start
    if previous == "上" and written == "chinese" and _is_up_to(text, start, end):
        hedge, evidence_start = "over", start - 1  # 上千人
    elif previous == "-" and kind == "rate" and _NEGATIVE.search(text, max(0, start - 4), start):
        value, start = -value, start - 1  # 自然增长率-0.11‰
        evidence_start, previous = start, text[start - 1 : start]
    evidence_end = unit_end
    after: Qualifier | None = None
    if unit_end != end:
        following = text[unit_end : unit_end + 1]
    if following in _MORE and unit and hedge is None:
        if unit == "个" and len(longer := lexicon.units.prefix_of("个" + text[unit_end + 1 : unit_end + 6])) > 1:
            unit, unit_end, kind, hedge = longer, unit_end + len(longer), lexicon.unit_kind[longer], "over"
            evidence_end = unit_end  # 6个多百分点
        elif _SOME_MORE.match(text, unit_end):
            hedge, evidence_end = "over", unit_end + 1  # 54岁多
    elif following in lexicon.hedge_signs:
        after, after_end = lexicon.hedge_after(text, unit_end)
        if after is not None:
            hedge, evidence_end = after, after_end
    before = lexicon.hedge_of_all(text, start) if at_least else None
    before_start = start
    if before is None and (previous in lexicon.bound_ends or previous in _GAP):
        before, before_start = lexicon.hedge_before(text, start, _GAP)
    if before is not None and not _is_distance(text, start, kind):
        if not (before == "over" and after == "at_least"):
            hedge = before if after is None else (after if before == "about" else before)
        if start - before_start <= 4:
            evidence_start = before_start
    elif hedge is None and kind == "rate":
        earliest = max(0, start - 16)
        if text.find("占", earliest, start) >= 0 and _ABOUT_SHARE.search(text, earliest, start):
            hedge = "about"
    elif hedge is None and kind == "money" and _ABOUT_COST.search(text, max(0, start - 16), start):
        hedge = "about"
    return Number(
        evidence_start,
        evidence_end,
        start,
        end,
        unit_end,
        value,
        None,
        unit,
        kind,
        hedge or "exact",
        written,
        magnitude,
    )


def _below_slash(text: str, start: int) -> re.Match[str] | None:
    """What a share is written as a part of: 10 of `占全国1/10以上`; None where a slash has another meaning."""
    below = _BELOW_SLASH.match(text, start + 2)
    if below is None or not "1" <= text[start] <= "9":
        return None
    is_share = text.startswith("的", below.end()) or _IS_SHARE.search(text, max(0, start - 14), start)
    return below if is_share else None


def _is_distance(text: str, start: int, kind: str) -> bool:
    """Whether the word before the number says how far it is from something, and bounds nothing: 比全国高出0.9."""
    return (kind == "point" and text[start - 1] in _COMPARES) or text.endswith("高出", 0, start)


def _is_up_to(text: str, start: int, end: int) -> bool:
    """Whether the 上 before a bare magnitude bounds it: 上千人, but not 线上百家."""
    bare = _MAGNITUDE_SIGNS.union("余多").issuperset(text[start:end])
    return bare and _UP_TO.search(text, max(0, start - 2), start) is not None


def _unit_apart(text: str, start: int, end: int, value: Decimal, lexicon: Lexicon) -> tuple[str, int, str, int]:
    """The unit that a bracket before or behind the number gives, or the 日 of a length of stay: with its end, its kind
    and the magnitude that comes with it; '' where there is none.
    """
    if text[start - 1 : start] == ")" and (given := _UNIT_BEFORE.search(text, max(0, start - 14), start)):
        name, stop = lexicon.unit_at(given[2], 0)
        if name and stop == len(given[2]):
            return name, end, lexicon.unit_kind.get(name, ""), _MAGNITUDE.get(given[1] or "", 1)
    following = text[end : end + 1]
    if following == "(" and (given := _UNIT_BEHIND.match(text, end)):
        name, stop = lexicon.unit_at(given[1], 0)
        if name and stop == len(given[1]):
            return name, given.end(), lexicon.unit_kind.get(name, ""), 1
    if following == "日" and (value != int(value) or _STAYS.search(text, max(0, start - 16), start)):
        return "日", end + 1, "time", 1  # 平均住院日9.2日: no day of the month
    return "", end, "", 1


def given_unit(text: str, start: int) -> int | None:
    """The magnitude of a unit that a bracket before the number gives (万 of `(单位:万人次)`), or None without any."""
    given = _UNIT_BEFORE.search(text[max(0, start - 14) : start])
    return _MAGNITUDE.get(given[1] or "", 1) if given else None


def _per(words: str) -> tuple[str, str]:
    return {"10万分之": "/10万", "十万分之": "/10万", "百分之": "%", "千分之": "‰", "万分之": "‱"}.get(
        words, "/" + words[:-2]
    ), "rate"


def _read_decimal(text: str) -> Decimal | None:
    whole, _, part = text.partition("点")
    value = read_chinese(whole)
    if value is None or not part:
        return value
    if not all(c in _DIGIT for c in part):
        return None
    return value + Decimal("0." + "".join(str(_DIGIT[c]) for c in part))


@lru_cache(maxsize=1024)
def _read_word(word: str) -> tuple[Decimal, bool, Qualifier | None] | None:
    """A Chinese numeral's value, whether it has a magnitude, and the bound inside it; None where it is none."""
    if len(word) > MAX_DIGITS or (len(word) == 2 and _DIGIT_SIGNS.issuperset(word)):
        return None  # two digits in a row are two words: 唯一一个, 一二线
    body = word.rstrip("余多")
    value = _read_hedged_chinese(body)
    if value is None:
        return None
    hedge: Qualifier | None = None if word == body and _HEDGE_SIGNS.isdisjoint(body) else "over"
    return value, not _MAGNITUDE_SIGNS.isdisjoint(body), "about" if word[0] in "数几" else hedge


def _read_hedged_chinese(text: str) -> Decimal | None:
    """百余万, 数百, 几十, 十几, 一百多万: the lower bound that the word states."""
    for hedge in () if _HEDGE_SIGNS.isdisjoint(text) else "余多几来":
        head, found, magnitude = text.partition(hedge)
        if found and head:
            base = read_chinese(head)
            if base is None or magnitude not in {*_MAGNITUDE, ""}:
                return None
            return base * _MAGNITUDE.get(magnitude, 1)
    if text[0] in "数几":
        return read_chinese(text[1:])
    return read_chinese(text)


def _as_range(text: str, low: Number, high: Number) -> Number | None:
    """`2-3个`, `10%至20%`, `3—5万元`: one number with two ends, unless it is `从A到B` (two facts) or a list."""
    between = text[low.end : high.digits_start]
    if not _RANGE_MARK.fullmatch(between) or "、" in between:
        return None
    if low.unit and high.unit and low.unit != high.unit:
        return None
    if high.unit == "" and low.unit != "":
        return None
    if high.value <= low.value and not (high.has_magnitude and not low.has_magnitude):
        return None
    if low.qualifier not in ("exact", "about", "at_least"):
        return None
    if low.written != high.written or (high.unit_kind == "" and not high.has_magnitude):
        return None
    opener = text[max(0, low.start - 14) : low.start]
    if between in ("至", "到") and _OPENS_FROM.search(opener) and not opener.endswith(("到", "至")):
        return None  # 从3家到5家 are two; 从13小时缩短到5小时至6小时 ends in a range
    if low.unit and high.unit != "%" and 2 * high.value >= 3 * low.value and _BY_SO_MUCH.search(opener):
        return None  # 提高1.2岁至78.2岁: by so much, to so much
    value = low.value
    if high.has_magnitude and not low.has_magnitude and not low.unit:
        written = text[high.digits_start : high.digits_end]
        magnitude = next((m for m in _MAGNITUDE if written.endswith(m)), "")
        value *= _MAGNITUDE.get(magnitude, 1)
    if value >= high.value:
        return None
    return Number(
        low.start, high.end, low.digits_start, high.digits_end, high.unit_end, value, high.value, high.unit,
        high.unit_kind, high.qualifier if high.qualifier != "exact" else low.qualifier, low.written,
        low.has_magnitude or high.has_magnitude,
    )  # fmt: skip

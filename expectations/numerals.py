"""A second reader of numerals, written apart from the extractor, so that the two can contradict each other.

It does not understand sentences: it lists every number that a few characters can state and says whether a value is
among them. Magnitudes (万, 亿), hedges inside a number (百余万), shares (八成, 三分之二), adjoining digits (三四十)
and a magnitude shared by a range or list (3-5万) are read; nothing else is.
"""

from __future__ import annotations

import math
import re

_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Characters without a width, and the line breaks of a wrapped page.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u206f\ufeff\u202a-\u202e\u00ad\ufe0e\ufe0f\r\n]")
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DIGITS |= {"俩": 2, "仨": 3, "○": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_SMALL = {"十": 10.0, "百": 100.0, "千": 1000.0, "拾": 10.0, "佰": 100.0, "仟": 1000.0}
_LARGE = (("万亿", 1e12), ("兆", 1e12), ("亿", 1e8), ("万", 1e4))
_CHINESE = "".join(_DIGITS)
_HEDGES = re.compile("[余多来几数好]")
_ANY = f"0-9{_CHINESE}十百千拾佰仟万亿兆"
_RUN = re.compile(f"[{_ANY}.,余多来几点\\s]*[{_ANY}][余多来几]?[十百千万亿]*")
_UNIT = "一二两三四五六七八九"
_ADJOINING = re.compile(f"(?<![0-9{_UNIT}])([{_UNIT}])([{_UNIT}])(?=[十百千万亿]|$)")
_METRIC_PREFIX = re.compile("(?<=[0-9一二两三四五六七八九十百])千(?=[克米瓦卡帕伏赫焦字])|百(?=分)")
_JOINED = rf"[-、,至到~—–和与及或]\s*[近约超逾达]?过?\s*[0-9.,{_CHINESE}]+[余多]?([十百千]?(?:万亿|[万亿兆])|[十百千])"
_JOINED_INSIDE = re.compile(_JOINED)
_JOINED_BEHIND = re.compile(rf"[^0-9{_CHINESE}。；;！？\n]{{0,4}}?{_JOINED}")
_UNIT_APART = re.compile(
    "(?<![0-9\u4e00-\u9fff])(十万|百万|千万|万|亿|千|百)(?=[\u4e00-\u9fff]{1,4}(?:[^0-9\u4e00-\u9fff]|$))"
)
_FRACTION = re.compile(f"([0-9.{_CHINESE}十百千万]+)分之([0-9.{_CHINESE}十百千万点]+)")
_SLASH = re.compile(r"([0-9]+)/([0-9]{1,2})(?![0-9.]|\s*[十百千万亿])")
_TENTHS = re.compile(f"[0-9{_CHINESE}几]成(?![立为功果员都本绩长分型人就])(半?)")


def states(text: str, value: float, after: str = "", before: str = "") -> bool:
    """Whether `text` states `value`.

    `after`, the characters behind it, may lend the magnitude of a list or range; `before`, what stands above a bare
    number of a table, the magnitude of a column or caption.
    """
    scales = {1.0} | (_of_columns(before) if before and is_bare(text) else set())
    return any(
        math.isclose(reading * scale, value, rel_tol=1e-14, abs_tol=1e-14)
        for reading in readings(text, after)
        for scale in scales
    )


def is_bare(text: str) -> bool:
    """Whether `text` is Arabic digits and nothing else, as in the cell of a table."""
    return re.fullmatch(r"[0-9.,\s]+", _plain(text)) is not None


def _of_columns(before: str) -> set[float]:
    """Magnitudes of units that stand apart, as headers do: `(万人)`, `单位:亿元、万人次`, a cell `万张`."""
    return {_section(unit[1]) for unit in _UNIT_APART.finditer(_plain(before))}


def readings(text: str, after: str = "") -> set[float]:
    """Every number that `text` can state."""
    narrow = _plain(text)
    found: set[float] = set()
    runs = [run[0].strip() for run in _RUN.finditer(_METRIC_PREFIX.sub("#", narrow))]
    for run in runs:
        found |= _run_readings(run)
    lenders = [*_JOINED_INSIDE.finditer(narrow), _JOINED_BEHIND.match(_plain(after))]
    found |= {reading * _section(lender[1]) for lender in lenders if lender for reading in found}
    for over, part in _FRACTION.findall(narrow):
        for whole in _run_readings(over):
            for share in _run_readings(part):
                found |= {share, share / whole, 100 * share / whole} if whole else set()
    for part, over in _SLASH.findall(narrow):
        found |= {float(part) / float(over), 100 * float(part) / float(over)} if float(over) else set()
    if tenths := _TENTHS.search(narrow):
        found |= {reading * 10 for reading in found} | ({reading * 10 + 5 for reading in found} if tenths[1] else set())
    if "番" in narrow:
        found |= {result for reading in {1.0} | found if reading <= 10 for result in _doubled(reading)}
    if "半" in narrow:
        found |= {0.5, 50.0} | {reading + 0.5 for reading in found}
    return found


def _doubled(times: float) -> set[float]:
    """What doubling so many times makes of one: the multiple, the growth, the growth in per cent."""
    multiple = 2.0**times
    return {multiple, multiple - 1, 100 * (multiple - 1)}


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", text.translate(_NARROW))


def _run_readings(run: str) -> set[float]:
    run = run.replace(" ", "")
    adjoining = _ADJOINING.search(run)
    if adjoining:
        low = run[: adjoining.start(2)] + run[adjoining.end(2) :]
        high = run[: adjoining.start(1)] + run[adjoining.end(1) :]
        return _run_readings(low) | _run_readings(high) | _digit_by_digit(run)
    bare = _HEDGES.sub("", run)
    return {reading for reading in (_section(bare), _trailing(bare)) if not math.isnan(reading)} | _digit_by_digit(bare)


def _digit_by_digit(run: str) -> set[float]:
    if len(run) > 1 and all(char in _DIGITS for char in run):
        return {float("".join(str(_DIGITS[char]) for char in run))}
    return set()


def _section(run: str) -> float:
    """A number with its magnitudes: `一万五千亿`, `3.3万`, `百万`, `1亿2000万`; NaN where it is none."""
    if not run:
        return math.nan
    for name, scale in _LARGE:
        if name in run:
            left, right = run.rsplit(name, 1)
            head = _section(left) if left else 1.0
            return head * scale + (_section(right) if right else 0.0)
    total, current = 0.0, ""
    for char in run:
        if char in _SMALL:
            factor = _number(current) if current else 1.0
            if factor is None:
                return math.nan
            total, current = total + factor * _SMALL[char], ""
        else:
            current += char
    if not current:
        return total
    last = _number(current)
    return math.nan if last is None else total + last


def _trailing(run: str) -> float:
    """`三万五` as 35,000: a last digit behind a magnitude counts in the next smaller one."""
    match = re.fullmatch(f"(.*?)([百千万亿])([1-9{_CHINESE}])", run)
    if not match:
        return math.nan
    scale = _section(match[2])
    digit = _number(match[3])
    return math.nan if digit is None else _section(match[1] + match[2]) + digit * scale / 10


def _number(digits: str) -> float | None:
    """Plain digits, Arabic or Chinese, with a decimal point; None where they are none."""
    digits = re.sub("^[零〇]+(?=[^点])", "", digits)
    arabic = "".join(str(_DIGITS.get(char, "." if char == "点" else char)) for char in digits)
    arabic = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", arabic).strip(",.")
    return float(arabic) if re.fullmatch(r"\d{1,300}(\.\d{1,300})?", arabic) else None

"""Phrases: what can be made of phrases alone, whatever sentence they stand in: a metric's stem, what it says of which
institution, and a short phrase made full by a fuller one beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lexicon import Lexicon
from .numerals import Number

_CHANGES = ("增长", "增加", "下降", "减少", "提高", "上升", "降低")
_SAID_CHANGE = re.compile(
    rf"(?:同比|环比|[比较](?:上年|去年|上周|上月|上期|前一[日周])(?:同期)?)?(?:{'|'.join(_CHANGES)})$"
)
# 每千人口: the denominator that a list begins with.
PER_CAPITA = re.compile(
    r"(?:[^,]{0,4})(每(?:百|千|万|十万|百万|1?0万|1000|10000)名?(?:(?:常住|户籍|活产|服务)?人口?|儿童|老年人口?|老人|学生|婴儿|妇女))"
)
_LONGER = ("卫生院", "卫生室", "医院", "门诊部", "站")  # 中心卫生院 is one word
_HOW_MANY = re.compile(r"(?:人数|例数|人次数?)$")  # 管理率 is of 管理, and of 管理人数
LEVEL_LED = re.compile(r"(?:国家|省|市|县|区|乡|村|州|地市)级")


# --- one phrase taken apart ------------------------------------------------------------------------------------


def stem(metric: str) -> str:
    """A metric without the change that an earlier number said of it: 诊疗量 of 诊疗量同比增长."""
    said = metric.removesuffix("峰值")
    return (_SAID_CHANGE.sub("", said) if said.endswith(_CHANGES) else said) or metric


def diseases_of(disease_class: str) -> str:
    """The notifiable diseases of a class: 乙类传染病."""
    return disease_class + "传染病"


def suffixes(text: str) -> Iterator[str]:
    """The ends of a text, the longest first, the whole text left out."""
    return (text[at:] for at in range(1, len(text)))


def without_parts(metric: str, lexicon: Lexicon) -> str:
    """The whole's own name, without the part that it was already narrowed to: 患者 of 男性患者."""
    while (word := lexicon.parts.prefix_of(metric)) and len(word) < len(metric):
        metric = metric[len(word) :]
    return metric


def measured_in(metric: str, lexicon: Lexicon) -> str:
    """What a metric measures of an institution (入院人数 of 医疗卫生机构入院人数), else its head noun."""
    known = next((w for w in (metric, *suffixes(metric)) if w in lexicon.roles["institutional"]), "")
    return known or lexicon.head_suffix(metric)


def institution_in(metric: str, lexicon: Lexicon) -> str:
    """The kind of institution that a metric counts (乡镇卫生院), or whose beds, staff or visits it does (县级医院
    of 县级医院诊疗人次); or ''.
    """
    own = lexicon.head_suffix(metric)
    if len(own) >= 2 and lexicon.heads[own] == "institution":
        return metric
    counted = next((w for w in suffixes(metric) if w in lexicon.roles["institutional"]), "")
    rest = metric[: -len(counted)] if counted else ""
    own = lexicon.head_suffix(rest)
    return rest if len(own) >= 2 and lexicon.heads[own] == "institution" else ""


def self_sufficient(kind: str, number: Number) -> bool:
    """Whether a head noun of this kind is what a number in this unit counts, so that it needs no whole."""
    if number.unit_kind == "person" or number.unit == "例":
        return kind == "person"
    if number.unit in ("家", "个", "所", "处", "间", "座"):
        return kind in ("institution", "thing")
    if number.unit in ("张", "床"):
        return False
    return kind in ("measure", "thing")


# --- a short phrase and a fuller one ---------------------------------------------------------------------------


def transferred(part: str, whole: str, lexicon: Lexicon) -> str:
    """What is measured of the whole, said of its part: 公立医院 and 医院病床使用率 give 公立医院病床使用率; or ''."""
    whole = stem(whole)
    ends = [
        at for at in range(2, len(whole) - 1) if lexicon.heads.get(lexicon.head_suffix(whole[:at])) == "institution"
    ]
    ends = [at for at in ends if len(lexicon.head_suffix(whole[:at])) >= 2]
    end = next((at for at in ends if not any(whole.startswith(head, at) for head in _LONGER)), None)
    return part + whole[end:] if end is not None else ""


def sibling(phrase: str, told: str, lexicon: Lexicon, *, alike: bool = True) -> str:
    """A short phrase beside a fuller one: 管理率 after 老年人健康管理, where their units are `alike` 死亡率 after
    传染病发病率, 北方省份 after 南方省份阳性率; or ''.
    """
    told = stem(told)
    for known in (told, _HOW_MANY.sub("", told)):
        overlap = next((n for n in range(min(len(phrase), len(known)) - 1, 1, -1) if known.endswith(phrase[:n])), 0)
        if overlap and known[:-overlap] not in phrase:  # 人口出生率 after 出生人口 says all of it
            return known[:-overlap] + phrase
    head = lexicon.head_suffix(told)
    own = lexicon.head_suffix(phrase)
    if (
        alike
        and lexicon.heads.get(own) == "measure"
        and len(phrase) - len(own) <= 1
        and lexicon.heads.get(head) == "measure"
        and head != phrase
    ):
        modifier = told[: -len(head)].removesuffix("总")
        return modifier + phrase if len(modifier) >= 3 else ""
    if len(phrase) >= 3 and len(told) > len(phrase) + 2 and told[len(phrase) - 2 : len(phrase)] == phrase[-2:] and head:
        return phrase + told[len(phrase) :]
    return ""


def graded(phrase: str, told: str) -> str:
    """A grade beside another of its series: 三等奖 after 获省科技进步奖二等奖, which differ in one sign; or ''."""
    level = LEVEL_LED.match(told)
    if level and LEVEL_LED.fullmatch(phrase):
        return phrase + told[level.end() :]
    size = len(phrase)
    if not 3 <= size <= 6 or len(told) < size + 2 or told.endswith(phrase):
        return ""
    differs = [i for i, (a, b) in enumerate(zip(told[-size:], phrase, strict=True)) if a != b]
    return told[:-size] + phrase if len(differs) == 1 and differs[0] < size - 1 else ""


def common_suffix(a: str, b: str) -> int:
    """How many last signs two phrases share."""
    length = 0
    while length < min(len(a), len(b)) and a[-1 - length] == b[-1 - length]:
        length += 1
    return length

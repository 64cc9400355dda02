"""Lists: what the items of a list share: a bound, a unit, a verb behind the last one, the list of quantities
told before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from . import binding
from .binding import Right
from .clauses import Clause
from .lexicon import Lexicon
from .numerals import Number, given_unit
from .parents import whole as whole_of_parts
from .phrases import sibling
from .reading import Outcome, Reading, Thread
from .scene import Scene

_SOME_FROM_ABROAD = re.compile(r"\((?:其中|含)?(?:境外输入|本土)")
_ORIGIN_MODIFIER = re.compile(r"本土|境外输入性?|本地|输入性")
_PARTED = re.compile(r"[,;:。]")
_CONJUNCT = re.compile(r"[^,;:。、和及]{2,16}(?:、|和|及|以及)")
_COUNTED_HOW = re.compile(r"(?:累计|新增|现有|当日|尚在)?")
_GRADE = re.compile(r"[\u4e00-\u9fff]{1,3}[级类型](?=[\u4e00-\u9fff]{2})")
_GRADED_GAP = re.compile(r"[\u4e00-\u9fff]{1,3}[级类型](?:、|和|及|以及)")
_COUNTED_NOUN = re.compile(r"(?:^|[,、:()中括])([\u4e00-\u9fff()]{2,12})$")
_CLOSING = ("", ",", "、", "。", ";", ":", ")")
_FULL_STOP = re.compile(r"[。!?]")
_JOINED = frozenset(["和", "、", "及", "与"])
# A bracket that opens behind a time compared with: 较前一周(396).
_VALUE_BEFORE = re.compile(r"(?:[较比与同于](?:前|上)一?(?:年|月|周|日|季度|个月)|(?:去年|上年))(?:同期)?(?:水平)?\($")
EACH_ITS_OWN = 30  # signs before the first of counts that 分别 shares out: 三区分别为131、102、98例
_NEXT_NAME = re.compile(r"[、,][\u4e00-\u9fff]{2,8}")


class Lists:
    """What a number shares with the rest of its list."""

    def __init__(self, scene: Scene, thread: Thread) -> None:
        self.scene, self.thread = scene, thread
        self.text, self.lexicon = scene.text, scene.lexicon

    def share_tail(self, readings: list[Reading], right: Right) -> None:
        """`12项影像项目、30项化验结果互认`: the verb noun at the end of a list of counted nouns holds for the
        list.
        """
        tail = self.lexicon.roles["tail"].suffix_of(right.noun)
        if not tail or len(right.noun) - len(tail) < 2:
            return
        number = readings[0].number
        for reading in reversed(self.thread.readings):
            gap = self.text[reading.number.unit_end : number.start]
            if reading.sentence != self.thread.sentence or gap.count("、") != 1 or _PARTED.search(gap):
                return
            if not self.lexicon.roles["tail"].suffix_of(reading.metric):
                reading.metric = binding.clip(reading.metric + tail)
            number = reading.number

    def share_noun(self, readings: list[Reading], right: Right) -> None:
        """`2个国家级、9个省级重点学科`: the noun behind the last grade of a list is that of them all."""
        grade = _GRADE.match(right.noun)
        if grade is None:
            return
        number, noun = readings[0].number, right.noun[grade.end() :]
        for reading in reversed(self.thread.readings):
            gap = self.text[reading.number.unit_end : number.start]
            if reading.sentence != self.thread.sentence or not _GRADED_GAP.fullmatch(gap):
                return
            reading.metric = binding.clip(reading.metric + noun)
            number = reading.number

    def share_predicate(self, readings: list[Reading], right: Right) -> None:
        """`3例确诊病例和8例感染者在集中隔离中发现`: what the last of a list does, all of it does."""
        number = readings[0].number
        for reading in reversed(self.thread.readings):
            gap = self.text[reading.number.unit_end : number.start]
            if reading.sentence != self.thread.sentence or not _CONJUNCT.fullmatch(gap) or "的" in reading.metric:
                return
            predicate = binding.predicate_phrase(right.predicate, self.lexicon)
            if len(predicate) + len(reading.metric) > binding.MAX_METRIC:
                return
            reading.metric = f"{predicate}的{reading.metric}"
            number = reading.number

    def paired(self, phrase: str, count: int) -> list[str] | None:
        """`规范管理率分别为…` after `高血压、糖尿病患者规范管理…`: each number speaks of its own of the list before."""
        named: list[str] = []
        for told in self.last_told(count):
            if told is None:
                return None
            part = self.lexicon.parts.prefix_of(told.metric)
            fuller = sibling(phrase, told.metric, self.lexicon) or (part + phrase if part else "")
            if (
                not fuller
                and self.lexicon.head_kind(told.metric) == "person"
                and self.lexicon.head_kind(phrase) == "measure"
            ):
                fuller = told.metric + phrase
            if not fuller:
                return None
            named.append(binding.clip(fuller))
        return named if len(set(named)) == count else None

    def flow_of_parts(self, clause: Clause, number: Number) -> str | None:
        """The creating verb of the whole (新增; '' where that stands before the whole) that its parts share, in
        brackets or after 其中; None where the whole is no increment.
        """
        thread = self.thread
        whole = thread.last if clause.depth else whole_of_parts(thread, number) if thread.parts else None
        if (
            whole is None
            and self.thread.whole is not None
            and self.thread.whole[1] == self.thread.sentence
            and number.unit == "例"
        ):
            whole = self.thread.whole[0]
        if whole is None or whole.measure != "increment" or whole.number.unit_kind != number.unit_kind:
            return None
        return self.lexicon.roles["create"].prefix_of(whole.metric)

    def modified(self, phrase: str, number: Number, *, aside: bool) -> str:
        """In case reports, 本土 or 境外输入 said of the sentence's first count holds for those that do not say it."""
        if number.unit not in ("例", "人", "名", ""):
            return phrase
        said = _ORIGIN_MODIFIER.search(phrase)
        if said is not None and aside:
            return phrase
        if said is not None:
            self.thread.origin_modifier = (said[0], self.thread.sentence)
            self.thread.origin_of_part = self.thread.parts
            return phrase
        known = self.thread.origin_modifier
        if known is None or "密切接触" in phrase or (self.thread.origin_of_part and "由" not in phrase[:3]):
            return phrase  # one origin of several, 其中境外输入2例、本土9例, is not that of what follows
        if known[1] != self.thread.sentence and not self.text.lstrip().startswith(known[0]):
            return phrase
        if _SOME_FROM_ABROAD.match(self.text, number.unit_end):
            return phrase  # 解除医学观察17例(境外输入11例): not all of them
        lead = _COUNTED_HOW.match(phrase)
        cut = lead.end() if lead else 0
        return binding.clip(phrase[:cut] + known[0] + phrase[cut:])

    def last_told(self, count: int) -> list[Reading | None]:
        """The `count` facts that a list of changes speaks of: the list before it, else the last ones of the
        sentence.
        """
        if len(self.thread.group) == count:
            return list(self.thread.group)
        told: list[Reading | None] = []
        for reading in reversed(self.thread.readings):
            if reading.sentence != self.thread.sentence or len(told) == count:
                break
            if not reading.is_change:
                told.insert(0, reading)
        return told if len(told) == count else []


def _lend_on(text: str, outcomes: list[Outcome], lexicon: Lexicon) -> None:
    """Lend the unit of a count to the counted nouns behind it in its sentence that were written without any."""
    lender: Number | None = None
    told: Number | None = None  # the last one that states a fact
    lent: Outcome | None = None
    for before, here in pairwise(outcomes):
        bare = here.reason is None and not here.number.unit and text[here.number.digits_start - 1] == "("
        told = before.number if before.reason is None else told
        if bare and told is not None and told.unit_kind in ("count", "case", "person"):
            at = here.number.start
            if told is before.number or _VALUE_BEFORE.search(text, max(0, at - 12), at):
                here.number = replace(here.number, unit=told.unit, unit_kind=told.unit_kind)
        if before.reason is None and before is not lent and before.number.unit_kind in ("person", "count", "case"):
            lender = before.number
        if lender is None or here.reason != "unlabelled number":
            continue
        gap = text[lender.unit_end : here.number.digits_start]
        noun = _COUNTED_NOUN.search(gap)
        closes = text[here.number.digits_end : here.number.digits_end + 1] in _CLOSING
        if noun is None or not closes or _FULL_STOP.search(gap):
            lender = None
            continue
        kind = lexicon.head_kind(noun[1])
        written = given_unit(text, lender.digits_start)
        if written is not None and kind in ("institution", "person"):
            here.number = replace(
                here.number, unit=lender.unit, unit_kind=lender.unit_kind, value=here.number.value * written
            )
        elif (kind, lender.unit_kind) in (("person", "person"), ("institution", "count")):
            here.number = replace(here.number, unit=lender.unit, unit_kind=lender.unit_kind)
        else:
            continue
        here.reason, lent = None, here


def sharing_hedge(numbers: list[Number]) -> list[Number]:
    """A bound before the first number of a list, or after its last, holds for the list: 分别超98.5%和99%,
    80%和70%左右.
    """
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 1 and last.end > last.unit_end and all(n.qualifier == "exact" for n in numbers[:-1]):
        return [replace(n, qualifier=last.qualifier) for n in numbers]
    if first.qualifier == "exact" or first.start == first.digits_start:
        return numbers
    return [n if n.qualifier != "exact" else replace(n, qualifier=first.qualifier) for n in numbers]


def lend_units(text: str, outcomes: list[Outcome], lexicon: Lexicon) -> None:
    """In a list of counts, one that was written without its unit has its neighbour's:
    `珠海市83例、佛山市64、东莞市56例`, `职工1126人,其中卫生技术人员962`.
    """
    unitless = (o for o in outcomes if not o.number.unit and o.reason in (None, "unlabelled number"))
    if next(unitless, None) is None:
        return
    _lend_on(text, outcomes, lexicon)
    for after, here in pairwise(reversed(outcomes)):  # 1.48、2.87和3.14个百分点: from the last to the first
        counted = after.number.unit_kind in ("case", "person", "count") and (
            "分别" in text[max(0, here.number.start - EACH_ITS_OWN) : here.number.start]
        )
        shared = after.reason is None and (counted or after.number.unit_kind in ("rate", "point", "multiple"))
        bare = not here.number.unit and here.reason in (None, "unlabelled number")
        if bare and shared and text[here.number.end : after.number.start] in _JOINED:
            here.number = replace(here.number, unit=after.number.unit, unit_kind=after.number.unit_kind)
            here.reason = None
    for before, here in pairwise(outcomes):
        if here.reason != "unlabelled number" or before.reason is not None or not before.number.unit:
            continue
        gap = text[before.number.end : here.number.start]
        counted = here.number.value % 1 == 0 or before.number.value % 1 != 0 or before.number.has_magnitude
        if counted and _NEXT_NAME.fullmatch(gap) and text[here.number.end : here.number.end + 1] in "、,。":
            here.number = replace(here.number, unit=before.number.unit, unit_kind=before.number.unit_kind)
            here.reason = None

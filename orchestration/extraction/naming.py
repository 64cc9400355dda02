"""Naming: the phrase that says what a number measures, from its own words, those behind it and those around it.

What a phrase leaves out is looked for by `completion`; the quantity that a number without words inherits by `parents`.
"""

from __future__ import annotations

import re

from . import binding
from .binding import Change, Left, Right
from .clauses import Clause
from .numerals import Number
from .phrases import PER_CAPITA, institution_in, self_sufficient, stem, transferred, without_parts
from .reading import Thread
from .scene import Scene
from .spoken import Spoken

# Where the counted ones are, which is no part of their name: 在定点医院隔离治疗.
_WHEREABOUTS = re.compile(r"(?:集中|正)?(?:在|于).{0,14}(?:隔离|治疗|救治|观察)$")
# 湖北、湖南两省: places, and no part of the noun behind the number.
_SEVERAL_PLACES = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}、)+[\u4e00-\u9fff]{2,4}[两二三四五六七八九][地省市县区州](?:的)?$"
)
_RANKS = re.compile(
    r"[为是创](?:[^,。;]{0,14}以来)?[^,。;]{0,4}(?:最[高低多少大小]|新[高低])"
)  # how it compares, no name
_TOTAL = re.compile(r"(?:总量|总数|数量|合计|数)$")
# What a change is compared with.
_COMPARED_WITH = re.compile(
    r"(同比|环比|年均|(?:比|较)(?:上年|去年|前一周|上周|上月|前一日)|"
    r"(?:与|同|较|比)(?:前一周|上周|上一周|上月|去年同期|上年同期|前一日)(?:相比)?)"
)
_ASPECT = re.compile(r"[了达为]$")
_TELLING = 4  # signs of a name that says enough without its whole
_SHORT_NAME = 5  # signs of a name that another one may end with


class Naming:
    """The phrases of the numbers of one paragraph."""

    def __init__(self, scene: Scene, thread: Thread, spoken: Spoken) -> None:
        self.scene, self.thread, self.spoken = scene, thread, spoken
        self.text, self.lexicon = scene.text, scene.lexicon

    # --- from the words behind the number --------------------------------------------------------------------------

    def preposed(self, left: Left, right: Right, clause: Clause) -> str:
        """The phrase of a number that precedes what it counts: the noun, what it does, and what stands before
        the number.
        """
        if right.predicate:
            return self._doing(left, right)
        noun = binding.clip(right.noun, 22)
        prefix = _SEVERAL_PLACES.sub("", left.phrase)
        if left.change is not None and left.change.kind == "arrival" and self.lexicon.head_kind(noun) == "institution":
            return binding.clip(prefix, 26 - len(noun)) + noun
        phrase = self._led(left, prefix, noun)
        generic = self.lexicon.roles["generic"]
        vague = noun in generic or len(noun) <= 2 or noun[:2] in generic
        if not vague or len(phrase) > 8 or left.phrase.endswith("等"):
            return phrase
        subject = self.spoken.subject(clause)
        if not subject or len(subject) + len(phrase) > 22 or set(phrase) <= set(subject):
            return phrase
        return subject + phrase

    def _doing(self, left: Left, right: Right) -> str:
        """The counted noun behind what it does: 开展预约诊疗服务的医疗机构."""
        noun = right.noun
        if _RANKS.match(right.predicate):
            return binding.clip(left.phrase + noun)
        predicate = binding.predicate_phrase(right.predicate, self.lexicon)
        if _WHEREABOUTS.match(predicate) and len(noun) >= 4:
            return binding.clip(left.phrase + noun)
        room = binding.MAX_METRIC + 2 - len(noun) - 1
        if len(predicate) > room:
            predicate = _shorten(predicate, room)
        return f"{predicate}的{noun}" if predicate else noun

    def _led(self, left: Left, prefix: str, noun: str) -> str:
        """The counted noun behind the words before its number, as far as they have room: 建成远程会诊中心."""
        fits = len(prefix) + len(noun) <= 18
        phrase = (prefix if fits else self.lexicon.roles["create"].prefix_of(prefix)) + noun
        if left.phrase.endswith("等") and len(left.phrase) + len(noun) > 18:
            phrase = noun
        if len(phrase) < 6 and left.restored and not left.restored.endswith("等"):
            phrase = left.restored[-(18 - len(noun)) :] + noun
        return phrase

    def identified(self, what: str) -> str:
        """`其中785份为甲型`: the part that the number is said to be, of the head it is a part of."""
        what = what.removeprefix("其")
        told = self.thread.head or self.thread.last
        whole = self.thread.topic or (stem(told.metric) if told is not None else "")
        if self.lexicon.head_kind(what) in ("person", "institution") or not whole:
            return binding.clip(what)
        if self.thread.topic is not None and len(whole) + len(what) > binding.READABLE and len(what) >= _TELLING:
            return binding.clip(what)
        return binding.clip(whole, 14) + binding.clip(what, 12)

    # --- from its own words, and what was told ---------------------------------------------------------------------

    def changed(self, phrase: str, left_text: str, change: Change) -> str:
        """The phrase with the change that is said of it, and what that is compared with."""
        compared = _COMPARED_WITH.search(left_text)
        word = _ASPECT.sub("", change.word)
        if word in phrase:
            return phrase
        said = compared[1] if compared and compared[1] not in phrase and not word.startswith(compared[1]) else ""
        suffix = said + (word if not word.startswith("同比") or not compared else word[2:])
        return binding.clip(phrase, binding.MAX_METRIC - len(suffix)) + suffix

    def per_capita(self, phrase: str, clause: Clause, number: Number) -> str:
        """`每千常住人口拥有床位…、执业医师…`: the denominator at the head of a list holds for its items; one told in
        an earlier clause for those that are no whole numbers of people or things (`…,注册护士4.01人`).
        """
        if phrase.startswith("每"):
            return phrase
        match = PER_CAPITA.match(clause.text(self.text, clause.start, number.start).strip())
        if match is not None:
            return phrase if clause.numbers[0] == self.scene.index_of(number) else match[0] + phrase
        told = self.thread.readings[-1] if self.thread.readings else None
        if told is None or told.sentence != self.thread.sentence or number.has_magnitude:
            return phrase
        if {told.number.unit_kind, number.unit_kind} - {"person", "count"} or number.value % 1 == 0:
            return phrase
        earlier = PER_CAPITA.match(told.metric)
        return earlier[0] + phrase if earlier is not None else phrase

    def part_of_last(self, part: str, number: Number) -> str:
        """A kind of institution with what was last measured of another: `医院床位使用率升高1.2个百分点
        (其中公立医院下降4.7个百分点)`; '' where the number counts institutions, or nothing was told.
        """
        readings = self.thread.readings
        if not readings or readings[-1].sentence != self.thread.sentence or not self._is_institution(part):
            return ""
        if self_sufficient("institution", number):
            return ""
        return transferred(part, readings[-1].metric, self.lexicon)

    def measured_as_last(self, part: str, number: Number) -> str:
        """A kind of institution with the rate that was told of all: 报销比例 of
        `报销比例68.2%;三级、二级医疗机构分别为60.3%、70.5%`; or ''.
        """
        last = self.thread.readings[-1] if self.thread.readings else None
        if last is None or last.sentence != self.thread.sentence or not self._is_institution(part):
            return ""
        if number.unit_kind != "rate" or last.number.unit != number.unit or last.is_change:
            return ""
        return binding.clip(stem(last.metric) + part) if self.lexicon.head_kind(last.metric) == "measure" else ""

    def told_as(self, phrase: str, number: Number) -> str:
        """The full name of what changed, where the sentence told it: `乡镇卫生院33753个,床位150.5万张,…,床位增加
        4.9万张` gives 乡镇卫生院床位; or ''.
        """
        short = phrase.removesuffix("数")
        if not 2 <= len(short) <= _SHORT_NAME:
            return ""
        for told in reversed(self.thread.readings):
            if told.sentence != self.thread.sentence:
                break
            if (
                not told.is_change
                and told.number.unit == number.unit
                and told.metric.removesuffix("数").endswith(short)
            ):
                return told.metric
        return ""

    def share(self, part: str) -> str:
        """A kind of institution with what its share is a share of: 医院床位 of `床位总量945万张,医院占78.4%`; or ''."""
        head = self.thread.head
        if part in self.lexicon.parts:
            told = (r for r in reversed(self.thread.readings) if r.sentence == self.thread.sentence and not r.is_change)
            whole = next((r for r in told if r.number.unit_kind in ("person", "case", "count")), None)
            return part + without_parts(stem(whole.metric), self.lexicon) if whole is not None else ""
        if head is None or head.sentence != self.thread.sentence or head.number.unit_kind == "rate":
            return ""
        if not self._is_institution(part):
            return ""
        counted = _TOTAL.sub("", stem(head.metric))
        if institution_in(counted, self.lexicon) == counted:
            return ""
        return transferred(part, counted, self.lexicon) or part + (
            counted if len(counted) <= 6 else self.lexicon.head_suffix(counted)
        )

    def _is_institution(self, phrase: str) -> bool:
        """Whether the phrase ends in a kind of institution, told by more than a sign."""
        own = self.lexicon.head_suffix(phrase)
        return len(own) >= 2 and self.lexicon.heads[own] == "institution"

    # --- from whatever there is ------------------------------------------------------------------------------------

    def fallback(self, left: Left, right: Right, clause: Clause) -> str:
        """The best words at hand for a number that has none of its own and no quantity to inherit."""
        if left.restored:
            return binding.clip(left.restored)
        if right.predicate:
            return binding.clip(right.predicate, 18)
        subject = self.spoken.subject(clause)
        if subject:
            return subject
        if clause.depth and clause.outer is not None:
            outer = self.scene.clauses[clause.outer]
            words = outer.text(self.text, outer.start, clause.start)
            return binding.clip(
                binding.take_left(self.scene.bare(words, outer.start, clause.start), self.lexicon).phrase
            )
        if self.scene.subject:
            return self.scene.subject
        if headings := self.scene.section.headings:
            return binding.clip(headings[-1].lstrip("- "), 18)
        return ""


def _shorten(text: str, room: int) -> str:
    """The end of the text within the room, from a word on where it has one."""
    for mark in ("、", "的", "和", "及"):
        at = text.find(mark, len(text) - room - 1)
        if at >= 0 and len(text) - at - 1 >= 6:
            return text[at + 1 :]
    return text[-room:] if room > 0 else ""

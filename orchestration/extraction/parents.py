"""Parents: the quantity that a number without words of its own is a part, a change or another value of."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from . import binding
from .binding import Left
from .clauses import Clause
from .numerals import Number
from .phrases import stem
from .reading import Reading, Thread
from .scene import Scene

_GROWTH = re.compile(r"(?:增长率|增速|增幅)$")
_SHARE = re.compile(r"占比$")
LONGEST_LIST = 200  # numbers, no list that somebody wrote has more
FEW = 10  # to which two numbers may well add up by chance


class Parents:
    """What each number without words of its own inherits from."""

    def __init__(self, scene: Scene, thread: Thread) -> None:
        self.scene, self.thread = scene, thread
        self.text, self.lexicon = scene.text, scene.lexicon

    def of(self, left: Left, clause: Clause, number: Number) -> Reading | None:
        """The quantity that the number is a part, a change or another value of."""
        head, last = self.thread.head, self.thread.last
        previous = self.thread.readings[-1] if self.thread.readings else None
        here = previous if previous is not None and previous.sentence == self.thread.sentence else None
        if clause.depth and clause.outer is not None:
            return self._of_aside(clause, number, previous, here)
        stands_at = left.linked and not left.phrase and left.change is None
        if stands_at and here is not None and here.is_change:
            if "占" not in here.metric or number.unit_kind == "rate":
                return self._reached(number, here)
            counted = (r for r in self.thread.latest() if r.number.unit == number.unit and not r.is_change)
            return next(counted, here)  # 合计占全省的43.7%;徐州市最多,为4126例
        if left.change is not None or left.share_of:
            if previous is None or left.change is None:
                return self._divided(last)
            if (same := self._in_its_unit(number)) is not None:
                return same
            return self._changed(here, left, number) if here is not None else last or head
        if self.thread.topic is not None and not left.phrase:
            return self._topical(number)
        if self.thread.parts:
            return whole(self.thread, number) or head or last
        divided = self.thread.divided
        if divided is not None and divided.number.unit == number.unit and _may_hold(divided, number):
            return divided  # 其中确诊75例,无症状11例;38例在排查中发现
        if last is not None and number.unit_kind == "case" and last.number.unit != number.unit and not left.phrase:
            cases = [r for r in self.thread.latest() if not r.is_change and _may_hold(r, number)]
            return max(cases, key=lambda r: r.number.value, default=last)  # 病例1135例,…分布在11个区,白云区412例
        if last is None and number.unit_kind == "point":
            return here or head  # a distance from the growth just told: 增长4%,快于上年1.8个百分点
        if last is None:
            return self._led_by_parts(number, head)
        if last.number.unit != number.unit and not left.phrase:
            return _holding(self.thread, number) or last
        exceeds = last.number.unit == number.unit and last.number.value < number.value and not last.inherited
        if not exceeds:
            return last
        summed = self.sum_of_list(number)  # 病例42例,死亡1例,兰州市40例、天水市2例
        if summed is None and last.measure == "increment" and self._is_placed(number):
            return _holding(self.thread, number) or last  # 累计74家,当年新增8家;五华区15家、盘龙区21家
        return summed or last

    def _led_by_parts(self, number: Number, head: Reading | None) -> Reading | None:
        """The whole of a sentence that begins with its parts: what they add up to, else what was told last and is no
        less than its part: `63例在隔离治疗,死亡2例。兰州市40例、天水市23例。`.
        """
        if head is None or number.unit_kind not in ("case", "person", "count"):
            return head
        if head.number.unit != number.unit:
            return _holding(self.thread, number) or head
        if (summed := self.sum_of_list(number)) is not None or _may_hold(head, number):
            return summed or head
        return next((r for r in self.thread.latest() if _may_hold(r, number)), head)

    def _is_placed(self, number: Number) -> bool:
        """Whether a place stands right before the number."""
        place = bisect_left(self.scene.place_starts, number.start) - 1
        return place >= 0 and self.scene.places[place].end == number.start

    def sum_of_list(self, first: Number) -> Reading | None:
        """What was told that a list of places, in one unit and up to the end of its sentence, adds up to; or None."""
        scene = self.scene
        if not self._is_placed(first):
            return None
        at, stop = scene.index_of(first), bisect_left(scene.number_starts, self.thread.sentence[1])
        if stop - at > LONGEST_LIST:
            return None
        depth = scene.clause_of(at).depth
        listed = [scene.numbers[i] for i in range(at, stop) if scene.clause_of(i).depth == depth]
        total = sum(n.value for n in listed)
        by_chance = len(listed) < 2 or (len(listed) == 2 and total < FEW)
        if by_chance or any(n.unit != first.unit for n in listed):
            return None
        told = (r for r in self.thread.latest() if not r.is_change and r.number.unit == first.unit)
        return next((r for r in told if r.number.value == total), None)

    def _of_aside(
        self, clause: Clause, number: Number, previous: Reading | None, here: Reading | None
    ) -> Reading | None:
        """In brackets: the phrase right before, else what was told: 诊疗量 of `诊疗量81万人次(上年78万人次)`."""
        opens = self.text[clause.start : number.start].strip() == ""
        if opens and (glossed := self._glossed(clause, number, previous)):
            return glossed
        return self.thread.last or (
            replace(here, metric=stem(here.metric)) if here is not None else self._recent(number)
        )

    def _in_its_unit(self, number: Number) -> Reading | None:
        """The whole that a change in its unit is of, where what was told last is in another:
        `疫情21起,其中…,病例386例,较上周增加8起`.
        """
        head, last = self.thread.head, self.thread.last
        if number.unit_kind not in ("count", "case", "person") or head is None or last is None:
            return None
        other = last.number.unit != number.unit and head.number.unit == number.unit
        return head if other and head.sentence == self.thread.sentence else None

    def _divided(self, last: Reading | None) -> Reading | None:
        """What a share is of: what was told last, but for how fast it grew: `老年人口…,年均增长率3.3%,占…`."""
        if last is None or not _GROWTH.search(last.metric):
            return last
        counted = (r for r in self.thread.latest() if r.sentence == last.sentence and r.number.unit_kind != "rate")
        return next(counted, last)

    def _reached(self, number: Number, change: Reading) -> Reading:
        """The level that a change arrived at: `床位增加300张,达到7200张`."""
        of = _SHARE.sub("", stem(change.metric)) if number.unit_kind != "rate" else stem(change.metric)
        return replace(change, metric=of or change.metric, measure="level", direction=None)

    def _changed(self, here: Reading, left: Left, number: Number) -> Reading | None:
        """What a change is of, right after another change: that one's share or its own quantity, else the last told."""
        arrived = left.change is not None and left.change.kind == "arrival" and here.number.unit == number.unit
        if here.is_change and (_SHARE.search(here.metric) or (arrived and here.measure == "level")):
            return here
        if here.is_change and not here.inherited and here.measure != "level":
            return replace(here, metric=stem(here.metric))
        return self.thread.last

    def _glossed(self, clause: Clause, number: Number, previous: Reading | None) -> Reading | None:
        """The phrase right before a bracket that opens with its value: `次均门诊药费(130.3元)占37.5%`."""
        outer = self.scene.clauses[clause.outer or 0]
        told_until = previous.number.unit_end if previous is not None else 0
        start = max(outer.start, told_until)
        if clause.start - 1 - start < 2 or previous is None:
            return None
        words = outer.text(self.text, start, clause.start - 1)
        closes = (")", ",", ";") if number.unit_kind == "case" else (")",)  # 流感(712例,其中甲型561例)
        alone = number.unit_kind in ("case", "rate") and self.text[number.end : number.end + 1] in closes
        if alone and (disease := self.scene.disease_before(clause, start)):
            placed = bisect_left(self.scene.place_starts, clause.start - 1 - len(disease))
            if not any(p.start < clause.start for p in self.scene.places[placed : placed + 1]):
                return self._level_of(disease if number.unit_kind == "case" else disease + "占比", previous)
        said = binding.take_left(self.scene.bare(words, start, clause.start), self.lexicon)
        if said.change is not None or self.lexicon.head_kind(said.phrase) not in ("measure", "thing", "person"):
            return None
        return self._level_of(said.phrase, previous)

    def _level_of(self, metric: str, previous: Reading) -> Reading:
        return replace(previous, metric=metric, measure="level", direction=None, sentence=self.thread.sentence)

    def _recent(self, number: Number) -> Reading | None:
        """The last quantity of the paragraph in this unit with words of its own: 385例 of `较前一周(385例)上升7%`."""
        same = (r for r in self.thread.latest() if r.number.unit == number.unit and not r.inherited and not r.is_change)
        return next(same, None)

    def _topical(self, number: Number) -> Reading | None:
        """The last reading that spoke of the topic (`新增确诊病例中,` after `新增确诊病例20例`), or None."""
        topic = self.thread.topic or ""
        for reading in reversed(self.thread.readings):
            if (reading.measure == "increment") != bool(self.lexicon.roles["create"].prefix_of(topic)):
                continue
            if any(word in reading.metric and word not in topic for word in self.lexicon.outcomes):
                continue  # 累计治愈出院4例。确诊病例中,…: of all of them
            if (
                not reading.is_change
                and (reading.metric.endswith(topic) or reading.metric in topic)
                and reading.number.unit == number.unit
            ):
                return replace(reading, metric=topic if len(topic) > len(reading.metric) else reading.metric)
        return None


def whole(thread: Thread, number: Number) -> Reading | None:
    """The whole that a part in this unit is a part of: the head, or where that counts something else
    (`412例,分布在15个地市,其中佛山158例`) what the sentence told before in the part's unit, and where that is less
    (`托位3.45万个,每千人口4.6个。其中:江阴9860个`) what was told that may hold it.
    """
    head = thread.head
    if head is None:
        return None
    if head.number.unit == number.unit and head.number.value < number.value and number.unit_kind != "rate":
        return next((r for r in thread.latest() if _may_hold(r, number)), head)
    if head.number.unit_kind == number.unit_kind:
        return head
    if head.sentence != thread.sentence:
        return _holding(thread, number) or head
    told = (r for r in reversed(thread.readings) if r.sentence == thread.sentence)
    same = next((r for r in told if not r.is_change and not r.inherited and r.number.unit == number.unit), None)
    return same or head


def _holding(thread: Thread, number: Number) -> Reading | None:
    """The last count in the number's unit that may be its whole, what it stands beside being counted in another:
    `报告疫情46起,波及612名。呈贡区11起`.
    """
    if number.unit_kind not in ("case", "person", "count"):
        return None
    return next((r for r in thread.latest() if _may_hold(r, number)), None)


def _may_hold(told: Reading, part: Number) -> bool:
    """Whether what was told may be the whole of a part: no part is greater than its whole."""
    return not told.is_change and told.number.unit == part.unit and told.number.value >= part.value

"""Scene: one paragraph laid out before anything is bound: its numbers, clauses, sentences, periods, places and
inline headings.

What is found by position is found by bisection, so that a paragraph costs by its numbers and not by its numbers
times its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from . import clauses, periods, places
from .clauses import Clause, InlineHeading
from .lexicon import Lexicon
from .numerals import Number
from .periods import Mention
from .phrases import diseases_of
from .places import Place
from .reading import Carried

MOST_EARLIER = 60  # clauses that are looked back over; a subject is never left unsaid for as long
_KNOWN_YEAR = 2000  # any year will do where a period expression is only to be taken away
# What may follow a region that is no part of the phrase behind it.
_AFTER_REGION = re.compile(
    r"^(?:新增|累计|共|全市|将|则|已|有|各|现有|新建|建成|达|(?:增加|减少|增长|下降|核减|核增|订正|完成|接种|筛查|报告)$)"
)
_ITEM = r"\s*[(]?[一二三四五六七八九十\d]{1,3}[)、.]\s*"
_TITLE = r"([\u4e00-\u9fffA-Za-z]{2,12}?)"
_RUN_IN = re.compile(rf"(?:{_ITEM})?\s*{_TITLE}[:。]")
# The same behind its number, where only a blank parted it from what is reported.
_NUMBERED = re.compile(rf"{_ITEM}{_TITLE}(?=报告|本周|本月|环比|同比|累计|新增|今年|较上)")
# The class of diseases of which the paragraph tells: `二是乙类传染病中,除…外,其余共报告发病…`
_CLASS_LED = re.compile(rf"(?:{_ITEM}|[一二三四]是)?\s*([甲乙丙]{{1,3}}类)传染病(?:中|方面|共?报告)")
_OTHER_CLASS = re.compile(r"[。;]\s*(?:[一二三四]是)?[甲乙丙]{1,3}类")
# A name alone, or a list's last one: 手足口病 of `前三位为流感、手足口病(…)`.
_LAST_NAMED = re.compile(
    r"(?:^(?:其中|主要是|主要为|包括|和|及|与|以及)?|[、:为是)以])((?:(?![为是])[\u4e00-\u9fffA-Za-z]){2,13})(?:为主|居多)?$"
)
# What an item is entitled: 6.社区食堂。已开业28家
_ENTITLED = re.compile(rf"{_ITEM}([\u4e00-\u9fffA-Za-z“”]{{3,14}})[。:]")
_NAMED_ALONE = re.compile(rf"(?:{_ITEM})?\s*([\u4e00-\u9fffA-Za-z]{{2,12}})\s*")
_JOINED = re.compile(r"[、和及与]")
_BOUND_TO_REGION = re.compile(r"^(?:直|投资|属|级)")  # 省直, 市属, 省级


class Scene:
    """A paragraph's words and what stands where in them."""

    def __init__(
        self, text: str, numbers: Sequence[Number], mentions: Sequence[Mention], named: Sequence[Place],
        inline_headings: Sequence[InlineHeading], is_heading: bool, lexicon: Lexicon, carried: Carried,
    ) -> None:  # fmt: skip
        self.text, self.numbers, self.mentions, self.places = text, numbers, mentions, named
        self.inline_headings, self.is_heading, self.lexicon = inline_headings, is_heading, lexicon
        self.carried, self.section, self.context = carried, carried.section, carried.section.context
        self.asides = clauses.bracketed(text)
        self.clauses, self.owner = clauses.split(text, numbers, self.asides)
        self._semicolons = clauses.offsets(text, ";")
        stops = clauses.offsets(text, clauses.FULL_STOPS)
        parts = clauses.outside(self._semicolons, self.asides)
        self.stops = clauses.bounds(text, stops)  # the sentences up to their full stops
        self.sentences = clauses.bounds(text, sorted(stops + parts)) if parts else self.stops
        self.number_starts = [n.digits_start for n in numbers]
        self.mention_starts = [m.start for m in mentions]
        self.place_starts = [p.start for p in named]
        self.clause_starts = [c.start for c in self.clauses]
        self._stop_ends = [end for _start, end in self.stops]
        self._clause_ends = sorted([*clauses.offsets(text, ","), *self._semicolons, *stops])
        self.speaks_of_cooperation = lexicon.cooperation.search(text) is not None
        self._bare: dict[tuple[str, bool, bool], str] = {}
        self.subject = self._run_in() or self._headed()
        self.item = self._item()
        another = _OTHER_CLASS.search(text) if _CLASS_LED.match(text) else None
        self.subject_ends = another.start() if another is not None else len(text)
        # short names that only a list tells to be places (中山, 大同)
        regions = (text[p.start : p.end] for p in named if p.kind == "region")
        self._listed = {name for name in regions if name not in lexicon.place_forms}

    def _run_in(self) -> str:
        """The disease, or the class of diseases, that the paragraph begins with as a title of its own
        (`(一)手足口病。本周报告…`, `乙类:报告…`); or ''.
        """
        if led := _CLASS_LED.match(self.text):
            return diseases_of(led[1])
        lead = _RUN_IN.match(self.text) or _NUMBERED.match(self.text)
        title = lead[1] if lead is not None else ""
        if title.removesuffix("传染病") in self.lexicon.roles["disease_class"]:
            return diseases_of(title.removesuffix("传染病"))
        return title if self.lexicon.roles["disease"].suffix_of(title) else ""

    def _headed(self) -> str:
        """The disease, or the class of diseases, that the heading right above names, and nothing else: `(一)手足口病`;
        or ''.
        """
        headings = self.section.headings
        named = _NAMED_ALONE.fullmatch(headings[-1]) if headings and not self.is_heading else None
        title = named[1] if named is not None else ""
        if title.removesuffix("传染病") in self.lexicon.roles["disease_class"]:
            return diseases_of(title.removesuffix("传染病"))
        return title if self.lexicon.roles["disease"].suffix_of(title) else ""

    def _item(self) -> str:
        """What the item of a list is entitled, where that names a thing: `6.社区食堂。已开业28家`; or ''."""
        title = _ENTITLED.match(self.text)
        if title is None or self.lexicon.cues["opening"].any.match(title[1]):
            return ""
        named = self.lexicon.head_kind(title[1]) or self.lexicon.roles["tail"].suffix_of(title[1])
        return title[1] if named else ""

    def clause_of(self, index: int) -> Clause:
        """The clause of the number at `index`."""
        return self.clauses[self.owner[index]]

    def outermost(self, clause: int) -> int:
        """The clause itself, or the one that the brackets around it interrupt."""
        while (outer := self.clauses[clause].outer) is not None:
            clause = outer
        return clause

    def words(self, clause: Clause) -> str:
        """All of the clause's own words."""
        if len(clause.spans) == 1:
            return self.text[clause.start : clause.end]
        return clause.text(self.text, clause.start, clause.end)

    def disease_before(self, clause: Clause, start: int) -> str:
        """The disease that the words from `start` to the bracket that opens a clause end with; or ''."""
        words = self.clauses[clause.outer or 0].text(self.text, start, clause.start - 1)
        named = _LAST_NAMED.search(words)
        return named[1] if named is not None and self.lexicon.roles["disease"].suffix_of(named[1]) else ""

    def index_of(self, number: Number) -> int:
        """Which of the numbers it is."""
        return bisect_left(self.number_starts, number.digits_start)

    def earlier(self, clause: Clause, sentence: tuple[int, int]) -> list[Clause]:
        """The clauses of the sentence before this one, at its own depth; the nearest ones where there are very many."""
        first, stop = bisect_left(self.clause_starts, sentence[0]), bisect_left(self.clause_starts, clause.start)
        return [c for c in self.clauses[max(first, stop - MOST_EARLIER) : stop] if c.depth == clause.depth]

    def before(self, clause: Clause, sentence: tuple[int, int]) -> Clause | None:
        """The clause of the sentence right before this one, at its own depth."""
        first, stop = bisect_left(self.clause_starts, sentence[0]), bisect_left(self.clause_starts, clause.start)
        for index in range(stop - 1, max(first, stop - MOST_EARLIER) - 1, -1):
            if self.clauses[index].depth == clause.depth:
                within = not clause.depth or self.text.find(")", self.clauses[index].end, clause.start) < 0
                return self.clauses[index] if within else None  # and in no bracket before
        return None

    def sentence_at(self, at: int) -> tuple[int, int]:
        """The sentence, up to its full stop, that holds `at`."""
        return self.stops[bisect_right(self._stop_ends, at)]

    def part_start(self, at: int, sentence: tuple[int, int]) -> int:
        """Where the part of the sentence that holds `at` begins: behind the last semicolon."""
        before = bisect_left(self._semicolons, at)
        return max(sentence[0], self._semicolons[before - 1] + 1) if before else sentence[0]

    def clause_end(self, at: int, sentence: tuple[int, int]) -> int:
        """The mark that ends the clause that goes on at `at`."""
        behind = bisect_left(self._clause_ends, at)
        return self._clause_ends[behind] if behind < len(self._clause_ends) else sentence[1]

    def bare(self, text: str, start: int, end: int) -> str:
        """The words of a side, which stands in [start, end), without its period expressions and without the full
        official names of regions.
        """
        timed = bool(self.mentions) and _overlap(self.mentions, self.mention_starts, start, end)
        placed = bool(self.places) and _overlap(self.places, self.place_starts, start, end)
        placed = placed or "全" in text  # 全市 opens a side as a clause
        if not timed and not placed and not self._listed:
            return text
        known = self._bare.get((text, timed, placed))
        if known is None:
            at = -1 if timed or "全" in text or "该" in text else self.text.rfind(text, start, end)
            known = self._bare[text, timed, placed] = self._stripped(text, at, timed=timed, placed=placed)
        return known

    def _stripped(self, text: str, at: int, *, timed: bool, placed: bool) -> str:
        if self._listed and text.strip("、,;: ").removesuffix("报告") in self._listed:
            return ""
        for mention in reversed(periods.find(text, self.context.clock, _KNOWN_YEAR)) if timed else ():
            if mention.end - mention.start >= 2 and text[mention.start] != "于":  # 低于上周水平 goes as a whole
                rest = text[mention.end :]
                until = (
                    text[mention.start].isdigit()
                    and rest[:1] not in ("", "的")
                    and text.endswith("到", 0, mention.start)
                )
                text = text[: mention.start - until] + rest  # 免费体检到8月底完成231万人
        for group in reversed(_side_by_side(text, self._areas(text, at))) if placed else ():
            start, rest = group[0].start, text[group[-1].end :]
            if summed := places.SUMMED.match(rest) if len(group) > 1 else None:
                rest = rest[summed.end() :]
            named = any(self._is_full_name(text[p.start : p.end], start, rest) for p in group)
            if text.endswith("占", 0, start):
                continue  # 占全国的10%
            if rest[:1] == "内" and text[group[-1].end - 1] == "域":
                continue  # 市域内住院率
            if group[-1].kind == "self" or summed or named or self._stands_alone(rest):
                text = text[:start].removesuffix("在") + rest
        return text

    def _areas(self, text: str, at: int) -> list[Place]:
        """The places of a side that may be no part of its phrase: no institutions' sites, no parts of a whole. `at`:
        where the side stands in the paragraph word for word, or -1.
        """
        found = self._named_in(at, at + len(text)) if at >= 0 else places.find(text, self.context.home, self.lexicon)
        return [
            p for p in found
            if p.kind not in ("site", "compound")
            and not text.endswith("自", 0, p.start)
            and text[p.start : p.end] not in self.lexicon.parts
        ]  # fmt: skip

    def _named_in(self, start: int, end: int) -> list[Place]:
        """The places in [start, end), by their offsets from its start."""
        first, stop = bisect_left(self.place_starts, start), bisect_left(self.place_starts, end)
        return [
            Place(p.start - start, p.end - start, p.region_id, p.kind, p.collective)
            for p in self.places[first:stop]
            if p.end <= end
        ]

    def _stands_alone(self, rest: str) -> bool:
        """Whether what follows a region is no phrase that the region could be part of."""
        link = self.lexicon.roles["link"].suffix_of(rest)
        return not rest.strip("、,:的") or link == rest or bool(_AFTER_REGION.match(rest))

    def _is_full_name(self, word: str, start: int, rest: str) -> bool:
        """Whether a region leads a phrase of its own by its full name: 北京市 in 北京市医疗机构总数."""
        if word[-1] not in "省市区县州旗国" or start > 2 or _BOUND_TO_REGION.match(rest):
            return False
        return len(rest) >= 4 or (len(rest) >= 2 and bool(self.lexicon.head_kind(rest)))


def _overlap(found: Sequence[Mention] | Sequence[Place], starts: Sequence[int], start: int, end: int) -> bool:
    """Whether any of those found, of which none lies over another, stands in [start, end), or a part of it."""
    last = bisect_left(starts, end) - 1
    return last >= 0 and found[last].end > start


def _side_by_side(text: str, areas: Sequence[Place]) -> list[list[Place]]:
    """The areas in groups: those that only a 、 or 和 parts lead a phrase together."""
    groups: list[list[Place]] = []
    for place in areas:
        if groups and _JOINED.fullmatch(text, groups[-1][-1].end, place.start):
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups

"""Reading: one paragraph at a time, clause by clause, carrying what later clauses leave unsaid.

Each carried thing has a scope that ends: a list's head with its sentence, a period's frame with its paragraph (or when somebody else
starts to speak), a region with the next region, a stance with its paragraph, a heading's with its section.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import binding, periods, places, stance
from .binding import Change, Left, Right
from .exclusion import Exclusions
from .facts import Context
from .layout import Paragraph
from .lexicon import Lexicon
from .model import Basis, Direction, Measure, Status
from .numerals import Number, scan
from .periods import Mention, Period
from .places import Place
from .text import Passage

_SENTENCE = re.compile(r"[。!?;]")
_FULL_STOP = re.compile(r"[。!?]")
_JOINERS = "、和及与"
_ORIGIN_MODIFIER = re.compile(r"本土|境外输入性?|本地|输入性")
_CLAUSE_END = re.compile(r"[,;。!?]")
_PAST = re.compile(r"截至|截止|去年|上年|比20\d\d年|较20\d\d年|同比|以来|如今")
_LOCATED = re.compile(r"[,(](?:均|全部|都|也)?(?:在|位于)")
_GLOSS = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)")  # a bracket with words in it, not a symbol's own: A(H1N1)
_PER_CAPITA = re.compile(r"(?:[^,]{0,4})(每(?:百|千|万|十万|百万|1?0万|1000|10000)名?(?:常住|户籍|活产|服务)?人口?)")
_GENERIC = frozenset(["总数", "总量", "人数", "面积", "数量", "比例", "项目", "机构", "人员", "单位", "覆盖人口", "任务", "场景", "措施", "举措", "人口", "家庭", "服务", "病种", "人次", "比重", "数", "量", "额", "金额", "投资", "资金", "规模", "患者", "病例", "活动", "协议", "成员", "成员单位", "医院", "科室"])
_AGENT = re.compile(r"([\u4e00-\u9fff]{2,12}?(?:医院|总医院|保健院|院区|分院|疾控中心|急救中心|血液中心|卫生院)(?:[\u4e00-\u9fff]{1,5}院区)?)(?=开放|门|总|完成|年|累计|全年|共|收|开|整|疏|扩|实|现|设|拥|有|,|$|占|建|展|总)")
_ANY_INSTITUTION = re.compile(r"(?:[\u4e00-\u9fff]*(?:各|等|所有|全部|多家|两|三级|二级|一级|级|市属|省属|区属|县级|公立|民营|基层|综合|专科|乡镇|社区|中医|定点|市直|省直|合作|其中))")
_UNDERTAKING = re.compile(r"([^,]{2,24}(?:工程|计划|行动|项目|联盟|平台|医联体))(?:的)?(?:持续|深入|全面|正式|顺利|扎实)?(?:实施|推进|启动|成立|开展|运行|建成)$")
_SPEAKER = re.compile(r"(?:表示|介绍|告诉|认为|指出|透露|坦言|说道|称)[,:，：]?")
_RESET = re.compile(r"目前|截至|截止|近年来|累计已|如今|现在|今年|去年")
_FROM = re.compile(r"(?:从|由)(?:[^,;。、]{0,14})$")
_ITS_PART = re.compile(r"^(?:其中|当中)[,:，：]?")


@dataclass(slots=True)
class Reading:
    """One number with all that was bound to it; offsets into the passage's text."""

    number: Number
    metric: str
    measure: Measure
    direction: Direction | None
    status: Status
    status_basis: Basis
    period: Period | None
    period_basis: Basis
    region_id: str | None
    region_basis: Basis
    cooperation: bool
    sentence: tuple[int, int]
    is_change: bool = False
    inherited: bool = False
    origin: bool = False  # the first end of 从…到…


@dataclass(slots=True)
class Outcome:
    """A numeral and why it is no observation (None: it is one)."""

    number: Number
    reason: str | None


@dataclass(slots=True)
class Carried:
    """What one paragraph leaves to the next ones of its section."""

    section: tuple[str, ...] = ()
    section_status: Status | None = None
    head: Reading | None = None  # what a paragraph that ends in a colon leaves to be told in the next ones
    frame: Period | None = None  # what the last paragraph opened with, if that was a year
    year: int | None = None


@dataclass(slots=True)
class _Clause:
    spans: list[tuple[int, int]]
    start: int
    depth: int
    opener: str  # the boundary character before it
    outer: int | None = None  # the clause that a bracket interrupts
    numbers: list[int] = field(default_factory=list)

    def text(self, source: str, start: int, end: int) -> str:
        """The clause's own words between two offsets, without what brackets put between them."""
        return "".join(source[max(a, start) : min(b, end)] for a, b in self.spans if a < end and b > start)

    @property
    def end(self) -> int:
        return self.spans[-1][1]


class ParagraphReader:
    """Reads one paragraph of text (no table) into readings."""

    def __init__(self, paragraph: Paragraph, context: Context, lexicon: Lexicon, carried: Carried) -> None:
        self.context, self.lexicon, self.carried = context, lexicon, carried
        self.headings = paragraph.headings
        self.is_heading = paragraph.kind == "heading"
        raw = paragraph.passage
        spans = _inline_heading_spans(raw.text) if not self.is_heading else []
        self.passage: Passage = raw if self.is_heading else raw.without_blanks(keep={end for _start, end in spans})
        self.text = self.passage.text
        place = {offset: at for at, offset in enumerate(self.passage.offsets)} if spans else {}
        self.mentions: list[Mention] = []
        self._bare: dict[str, str] = {}
        self.inline_headings = [_inline_heading(place[raw.offsets[start]], raw.text[start:end]) for start, end in spans]

    def read(self) -> tuple[list[Reading], list[Outcome]]:
        """All readings of the paragraph, and the outcome of each of its numerals."""
        numbers = scan(self.text, self.lexicon)
        if not numbers:
            return [], []
        mentions = periods.find(self.text, self.context.clock, self._year_before())
        exclusions = Exclusions(self.text, mentions, genre=self.context.genre)
        self.mentions = mentions
        self.places = places.find(self.text, self.context.home, self.lexicon)
        covered = [p for p in self.places if p.kind == "self" and self.text[p.start].isdigit()]
        outcomes = [
            Outcome(n, "coverage" if any(p.start <= n.start < p.end for p in covered) else exclusions.reason(n)) for n in numbers
        ]
        _lend_units(self.text, outcomes)
        kept = [o.number for o in outcomes if o.reason is None]
        if not kept:
            return [], outcomes
        self._asides = _bracketed(self.text)
        readings: list[Reading] = []
        clauses, owner = _clauses(self.text, kept)
        self._readings = readings
        self._clauses, self._owner, self._kept = clauses, owner, kept
        self._clause_starts = [c.start for c in clauses]
        self._number_starts = [n.digits_start for n in kept]
        self._number_index = {id(n): i for i, n in enumerate(kept)}
        self._mention_starts = [m.start for m in mentions]
        self._serving = [p for p in self.places if not places.is_goal(self.text, p)]
        self._serving_starts = [p.start for p in self._serving]
        self._place_starts = [p.start for p in self.places]
        self._counted = frozenset(n.start for n in kept if self.text[n.end : n.end + 1] in ",;。、)")
        self._frame_of: dict[tuple[int, int], Period | None] = {}
        self._region_of: dict[tuple[tuple[int, int], int], str | None] = {}
        self._under_cooperation = any(self.lexicon.cooperation.search(h) for h in self.headings)
        bounds = _bounds(self.text, _SENTENCE, self._asides)
        self._stops = _bounds(self.text, _FULL_STOP)
        self._stances = self._stance_by_clause(clauses)
        self._origin_period: Period | None = None
        self._whole: tuple[Reading | None, tuple[int, int]] | None = None
        self._origin_modifier: tuple[str, tuple[int, int]] | None = None
        self._carried_head = self.carried.head
        index = 0
        for start, end in bounds:
            inside = []
            while index < len(kept) and kept[index].digits_start < end:
                inside.append(index)
                index += 1
            if inside:
                self._read_sentence(start, end, inside)
        return readings, outcomes

    def opening_frame(self) -> Period | None:
        """The year that the paragraph opens with (`去年,`), for the next paragraphs of its section."""
        opening = next((m for m in self.mentions if m.start <= 6 and m.role == "frame"), None)
        if opening is None or not _spans_a_year(opening) or self.text[opening.end : opening.end + 1] != ",":
            return None
        return opening.period

    # --- context that is carried -------------------------------------------------------------------------------------

    def _year_before(self) -> int | None:
        for heading in reversed(self.headings):
            for mention in periods.find(heading, self.context.clock, None):
                if mention.period is not None and mention.explicit and mention.role != "base":
                    return mention.period.year
        return self.carried.year

    def _stance_by_clause(self, clauses: Sequence[_Clause]) -> dict[int, tuple[Status, Basis]]:
        """Status by the start of each clause; scope cues hold until the next one."""
        genre = self.context.genre
        current: tuple[Status, Basis]
        heading = stance.of_heading(self.headings, self.lexicon)
        if heading is not None:
            current = (heading, "context")
        elif genre == "plan":
            current = ("target", "context")
        elif genre in ("communique", "cases"):
            current = ("actual", "context")
        elif stance.opens_like_a_plan(self.text) and (genre == "report" or not self._section_tells()):
            current = ("target", "inferred")
        else:
            current = ("actual", "inferred")
        base = current
        result: dict[int, tuple[Status, Basis]] = {}
        dues = [m.start for m in self.mentions if m.role == "due"]
        inline = {at: status for at, _title, status, _year in self.inline_headings if status is not None}
        future_from: int | None = None
        for clause in clauses:
            for at in sorted(inline):
                if at <= clause.start:
                    current = base = (inline[at], "context")  # type: ignore[assignment]
                    inline.pop(at)
            text = clause.text(self.text, clause.start, clause.end)
            scope = stance.cue_of(text, self.lexicon, "scope")
            if scope is not None:
                current = (scope, "context")
                future_from = None
            local = stance.cue_of(text, self.lexicon, "clause")
            first = bisect_left(dues, clause.start)
            due = dues[first] if first < len(dues) and dues[first] < clause.end else None
            if due is not None:
                local = "target"
            if local == "target" and (base[0] != "actual" or base[1] == "inferred" or heading is None):
                if due is not None and (self.context.genre == "plan" or heading == "actual"):
                    result[clause.start] = (local, "stated")
                    if heading != "actual":
                        future_from = clause.start
                    continue
                current = ("target", "context")
                result[clause.start] = ("target", "stated")
            elif local == "actual" and current[0] == "target" and re.search(r"截至|去年|上年|已(?!经济)|累计|近年来", text) and genre != "plan":
                result[clause.start] = ("actual", "stated")
                if base[0] == "actual":
                    current = base
            elif local is not None and local != current[0] and genre == "plan":
                result[clause.start] = (local, "stated") if local == "actual" and _PAST.search(text) else current
            elif local is not None:
                result[clause.start] = (local, "stated") if local == current[0] or base[1] == "inferred" else current
            else:
                result[clause.start] = current
        del future_from
        return result

    def _section_tells(self) -> bool:
        return self.carried.section == self.headings and self.carried.section_status == "actual"

    # --- one sentence ----------------------------------------------------------------------------------------------

    def _read_sentence(self, start: int, end: int, inside: list[int]) -> None:
        stop = next((s, e) for s, e in self._stops if s <= self._kept[inside[0]].digits_start < e)
        head: Reading | None = None
        last: Reading | None = None
        group: list[Reading] = []
        if start != stop[0] and self._readings:
            last = self._readings[-1]
            head = next((r for r in reversed(self._readings) if not r.inherited and not r.is_change and r.sentence[0] >= stop[0]), None)
        elif self._readings:
            head = next((r for r in reversed(self._readings) if not r.inherited and not r.is_change), None)
        elif self._carried_head is not None:
            head = last = self._carried_head
        self._sentence = stop
        self._topic: str | None = None
        self._parts = False
        self._governed: Change | None = None
        position = 0
        while position < len(inside):
            run = self._run(inside, position)
            first = self._kept[run[0]]
            clause = self._clauses[self._owner[run[0]]]
            self._notice(clause, start, first)
            left_text, right_text = self._sides(run, inside, position)
            left = binding.take_left(self._without_time_and_place(left_text), self.lexicon)
            right = binding.take_right(right_text, self.lexicon)
            made = self._bind(run, clause, left, right, left_text, head, last, group)
            if right.noun:
                self._share_tail(made, right)
            if right.predicate and right.noun:
                self._share_predicate(made, right)
            self._readings.extend(made)
            own = [r for r in made if not r.is_change]
            if own:
                outer = clause.depth == 0
                if outer or last is None:
                    last = own[-1]
                if not own[0].inherited and not self._parts and outer:
                    head = own[-1]
                if not own[0].inherited or len(own) > 1:
                    group = own
            position += len(run)

    def _notice(self, clause: _Clause, sentence_start: int, number: Number) -> None:
        """Take note of what the clauses since the last number said: parts, topics, the end of a list's government."""
        first, stop = bisect_left(self._clause_starts, sentence_start), bisect_right(self._clause_starts, number.digits_start)
        before = [c for c in self._clauses[first:stop] if c.depth <= clause.depth]
        previous_end = self._readings[-1].number.unit_end if self._readings else -1
        for candidate in before:
            if candidate.end <= previous_end:
                continue
            words = candidate.text(self.text, max(candidate.start, previous_end), min(candidate.end, number.digits_start))
            if candidate is not clause or candidate.start > previous_end:
                self._governed = None if candidate.start > previous_end and candidate.depth == 0 else self._governed
            if "其中" in words and self._readings:
                self._whole = (self._readings[-1] if self._readings[-1].measure == "increment" else None, self._sentence)
            if "其中" in words or words.strip() in ("含", "包括", "包含", "分别为", "分别是"):
                self._parts = True
            if candidate is not clause and words.rstrip().endswith(("中", "里")):
                topic = re.search(r"([^,。;:]{2,24})(?:当中|中|里)$", words.strip())
                if topic and not re.search(r"其$", topic[1]):
                    phrase = binding.take_left(self._without_time_and_place(topic[1]), self.lexicon).phrase
                    if phrase:
                        self._topic, self._parts = phrase, True

    def _run(self, inside: list[int], position: int) -> list[int]:
        """The numbers from `position` on that only 、 or 和 part: one list with one left side."""
        run = [inside[position]]
        for index in inside[position + 1 :]:
            previous, number = self._kept[run[-1]], self._kept[index]
            if self._owner[index] != self._owner[run[-1]]:
                break
            between = self._clauses[self._owner[index]].text(self.text, previous.end, number.start)
            if between and between.strip() in ("、", "和", "及", "与", "以及"):
                run.append(index)
            else:
                break
        return run

    def _sides(self, run: list[int], inside: list[int], position: int) -> tuple[str, str]:
        clause_id = self._owner[run[0]]
        clause = self._clauses[clause_id]
        same = clause.numbers
        at = bisect_left(same, run[0])
        number, final = self._kept[run[0]], self._kept[run[-1]]
        start = self._kept[same[at - 1]].end if at else clause.start
        left = _GLOSS.sub("", clause.text(self.text, start, number.start))
        if at:
            left = _own_part(left, leading=False)
        else:
            left = self._after_inline_heading(clause, left)
        after = at + len(run)
        if after < len(same):
            following = self._kept[same[after]]
            between = clause.text(self.text, final.end, following.start)
            right = _own_part(between, leading=True)
            if right == between and right and binding.take_right(between, self.lexicon).predicate == "" and self.lexicon.head_kind(between):
                pass
            elif right == between and right:
                tail_end = self._kept[same[after + 1]].start if after + 1 < len(same) else clause.end
                right = between + clause.text(self.text, following.end, tail_end)
        else:
            right = clause.text(self.text, final.end, clause.end)
        return left, _GLOSS.sub("", right)

    def _after_inline_heading(self, clause: _Clause, left: str) -> str:
        return left

    def _without_time_and_place(self, text: str) -> str:
        """The words of a side without its period expressions and without the full official names of regions."""
        known = self._bare.get(text)
        if known is None:
            known = self._bare[text] = self._stripped(text)
        return known

    def _stripped(self, text: str) -> str:
        for mention in reversed(periods.find(text, self.context.clock, 2000)):
            if mention.end - mention.start >= 2:
                text = text[: mention.start] + text[mention.end :]
        found = places.find(text, self.context.home, self.lexicon)
        for place in reversed(found):
            word = text[place.start : place.end]
            if place.kind in ("site", "compound") or text[: place.start].endswith("自") or word in self.lexicon.parts:
                continue
            rest = text[place.end :]
            bare = not rest.strip("、,:的") or self.lexicon.roles["link"].suffix_of(rest) == rest or re.match(r"^(?:新增|累计|共|全市|将|已|有|现有|新建|建成|达|(?:增加|减少|增长|下降)$)", rest)
            if place.kind == "self" or bare or (word[-1] in "省市区县州旗国" and place.start <= 2 and len(rest) >= 4 and not re.match(r"^(?:直|投资|属|级)", rest)):
                text = text[: place.start] + rest
        return text

    # --- binding ------------------------------------------------------------------------------------------------------

    def _share_tail(self, readings: list[Reading], right: Right) -> None:
        """`181项检验项目、300项检查结果互认`: the verb noun at the end of a list of counted nouns holds for the list."""
        tail = self.lexicon.roles["tail"].suffix_of(right.noun)
        if not tail or len(right.noun) - len(tail) < 2:
            return
        number = readings[0].number
        for reading in reversed(self._readings):
            gap = self.text[reading.number.unit_end : number.start]
            if reading.sentence != self._sentence or gap.count("、") != 1 or re.search(r"[,;:。]", gap):
                return
            if not reading.metric.endswith(tail):
                reading.metric = binding.clip(reading.metric + tail)
            number = reading.number

    def _share_predicate(self, readings: list[Reading], right: Right) -> None:
        """`55例确诊病例和1203例无症状感染者在隔离管控中发现`: what the last of a list does, all of it does."""
        number = readings[0].number
        for reading in reversed(self._readings):
            gap = self.text[reading.number.unit_end : number.start]
            if reading.sentence != self._sentence or not re.fullmatch(r"[^,;:。、和及]{2,16}(?:、|和|及|以及)", gap) or "的" in reading.metric:
                return
            predicate = binding.predicate_phrase(right.predicate, self.lexicon)
            if len(predicate) + len(reading.metric) > binding.MAX_METRIC:
                return
            reading.metric = f"{predicate}的{reading.metric}"
            number = reading.number

    def _bind(
        self, run: list[int], clause: _Clause, left: Left, right: Right, left_text: str,
        head: Reading | None, last: Reading | None, group: list[Reading],
    ) -> list[Reading]:  # fmt: skip
        numbers = _sharing_hedge([self._kept[i] for i in run])
        first = numbers[0]
        if left.phrase.endswith(("中", "当中")) and len(left.phrase) >= 3 and self.lexicon.head_kind(left.phrase.rstrip("当中")):
            self._topic, self._parts = left.phrase.rstrip("当中"), True
            left = replace(left, phrase="", restored="")
        if left.phrase in ("累计", "合计", "总计", "共计", "平均"):
            left = replace(left, phrase="")
        topical = right.noun.endswith(("中", "当中")) and not right.predicate
        if topical:
            right = replace(right, noun=right.noun.rstrip("当中"))
            self._topic, self._parts = right.noun, True
        stated_before = bool(left.phrase) and self.lexicon.head_kind(left.phrase) in ("person", "institution", "thing")
        if stated_before and not left.change and self.lexicon.roles["predicate"].prefix_of(right.noun) and len(right.noun) > 4:
            right = replace(right, noun="")
        preposed = bool(right.noun) and not (first.unit_kind == "rate" and (left.change or left.share_of) and not right.noun.startswith("的"))
        bases: list[Reading | None] = []
        phrases: list[str]
        inherited = False
        is_change = False
        change = left.change
        if change is not None and (change.kind == "create" or (change.kind == "change" and left.phrase.lstrip("平均累计").startswith(change.word))):
            at = left.phrase.find(change.word)
            self._governed = replace(change, word=left.phrase[: at + len(change.word)] if 0 <= at <= 2 else change.word)
        elif self._governed is not None and left.phrase and change is None and len(clause.numbers) > 1 and len(left.phrase) <= 12:
            left = replace(left, phrase=self._governed.word + left.phrase)
        if not preposed and right.predicate[:1] in ("为", "是") and not left.phrase and len(right.predicate) > 2:
            phrases = [self._identified(right.predicate[1:], first, head, last)] * len(numbers)
        elif not preposed and right.predicate[:1] in ("由", "经", "系", "被", "属") and not re.sub(r"其中|含|包括|另有|[,:、和]", "", left_text):
            phrases = [binding.clip(right.predicate, 20)] * len(numbers)
        elif preposed:
            phrases = [self._preposed(left, right, clause, last)] * len(numbers)
        elif left.phrase and left.share_of and left.share_of != "比" and not clause.depth:
            phrases = [binding.clip(f"{left.phrase}占{left.share_of}")] * len(numbers)
            is_change = True
        elif left.phrase and left.share_of == "比":
            whole = self._completed(left.phrase, left.restored, first, clause, head, last)
            phrases = [binding.clip(whole if whole.endswith(("占比", "比重")) else whole + "占比")] * len(numbers)
            is_change = True
        elif left.phrase[:2] in ("前者", "后者") and (pair := self._last_told(2, group)):
            told = pair[0 if left.phrase[0] == "前" else 1]
            stem = _stem(told.metric) if told is not None else left.phrase
            phrases = [self._changed(stem, left_text, change) if change is not None and change.kind == "change" else stem] * len(numbers)
            is_change = True
        elif left.phrase in ("占比", "日均", "月均", "人均", "年均") and len(numbers) > 1:
            phrases = [_stem(r.metric) + left.phrase if r else left.phrase for r in self._last_told(len(numbers), group)] or [left.phrase] * len(numbers)
        elif left.phrase and not left.share_of:
            phrase = self._per_capita(left.phrase, clause, first)
            if change is not None and change.kind == "change" and last is not None and re.match(r"按|以|与|扣除|剔除|若", phrase):
                phrase = binding.clip(_stem(last.metric), 14) + phrase
            parts = binding.distribute(phrase, len(numbers), self.lexicon) if len(numbers) > 1 else None
            if change is not None and change.kind == "change":
                if phrase.startswith(change.word) or len(phrase) <= 6:
                    phrase = self._with_agent(phrase, "", clause)
                is_change = not (left.phrase.startswith(change.word) or self._parts)
                parts = [self._changed(p, left_text, change) for p in (parts or [phrase])]
                phrases = parts if len(parts) == len(numbers) else parts * len(numbers)
            elif parts is not None:
                phrases = parts
            elif len(group) == len(numbers) > 1 and (paired := self._paired(phrase, group)):
                phrases = paired
            else:
                phrases = [self._completed(phrase, left.restored, first, clause, head, last)] * len(numbers)
        else:
            base = self._parent(left, clause, first, head, last)
            inherited = True
            bases = [base] * len(numbers)
            if len(numbers) > 1 and (left.change or self._is_comparison(left_text)):
                bases = self._last_told(len(numbers), group) or bases
            elif len(group) == len(numbers) > 1 and not left.phrase and self._topic is None and not left.share_of:
                bases = list(group)
            phrases = []
            for one in bases:
                stem = one.metric if one is not None else (self._topic or self._fallback(left, right, clause))
                if left.share_of:
                    stem = f"{_stem(stem)}占{left.share_of}"
                    is_change = True
                elif change is not None and change.kind == "change":
                    stem = self._changed(_stem(stem), left_text, change)
                    is_change = True
                phrases.append(stem)
        flow = self._flow_of_parts(clause, first, head, last) if not inherited and change is None else None
        if flow is not None:
            phrases = [p if p.startswith(flow) or self.lexicon.roles["create"].prefix_of(p) else binding.clip(flow + p) for p in phrases]
        if self.context.genre == "cases" and not inherited:
            phrases = [self._modified(p, first) for p in phrases]
        readings = []
        for index, number in enumerate(numbers):
            measure, direction = binding.measure_of(change, number.unit, number.unit_kind, self._governed)
            parent = bases[index] if inherited else None
            if inherited and parent is None and self._topic is not None:
                created = binding.take_left(self._topic, self.lexicon).change
                measure, direction = binding.measure_of(created, number.unit, number.unit_kind, None)
            if inherited and parent is not None and change is None and not left.share_of:
                measure, direction = parent.measure, parent.direction
                if parent.number.unit_kind != number.unit_kind or (left.linked and measure != "level" and not self._parts):
                    measure, direction = binding.measure_of(None, number.unit, number.unit_kind, self._governed)
            if left.share_of or (number.unit_kind == "rate" and re.search(r"(?:率|占比|比例|比重)$", phrases[index]) and (change is None or change.kind == "create")):
                measure, direction = "level", None
            if flow is not None and measure == "level" and number.unit_kind != "rate":
                measure, direction = "increment", "up"
            if preposed and (re.match(r"^(?:新增|增加)", right.predicate) or (self.lexicon.roles["create"].prefix_of(right.noun) and number.unit_kind != "rate")):
                measure, direction = "increment", "up"
            readings.append(self._complete(number, phrases[index], measure, direction, clause, parent, left_text, index, first))
            readings[-1].inherited = inherited
            readings[-1].is_change = is_change
            readings[-1].origin = bool(_FROM.search(left_text))
        return readings

    def _parent(self, left: Left, clause: _Clause, number: Number, head: Reading | None, last: Reading | None) -> Reading | None:
        if clause.depth and clause.outer is not None:
            return last
        previous = self._readings[-1] if self._readings else None
        if left.linked and not left.phrase and previous is not None and previous.is_change and previous.sentence == self._sentence and left.change is None:
            return replace(previous, metric=_stem(previous.metric), measure="level", direction=None)
        if left.change is not None or left.share_of:
            return last
        if self._topic is not None and not left.phrase:
            return self._topical(number)
        if self._parts:
            return head or last
        return last if last is not None else head

    def _topical(self, number: Number) -> Reading | None:
        """The last reading that spoke of the topic (`新增确诊病例中,` after `新增确诊病例20例`), or None."""
        topic = self._topic or ""
        for reading in reversed(self._readings):
            if (reading.measure == "increment") != bool(self.lexicon.roles["create"].prefix_of(topic)):
                continue
            if not reading.is_change and (topic in reading.metric or reading.metric in topic) and reading.number.unit == number.unit:
                return replace(reading, metric=topic if len(topic) > len(reading.metric) else reading.metric)
        return None

    def _preposed(self, left: Left, right: Right, clause: _Clause, last: Reading | None) -> str:
        noun = right.noun
        lexicon = self.lexicon
        if right.predicate:
            predicate = binding.predicate_phrase(right.predicate, lexicon)
            room = binding.MAX_METRIC + 2 - len(noun) - 1
            if len(predicate) > room:
                predicate = _shorten(predicate, room)
            return f"{predicate}的{noun}" if predicate else noun
        noun = binding.clip(noun, 22)
        prefix = left.phrase
        if left.change is not None and left.change.kind == "arrival" and lexicon.head_kind(noun) == "institution":
            return binding.clip(prefix, 26 - len(noun)) + noun
        if len(prefix) + len(noun) <= 18:
            phrase = prefix + noun
        else:
            created = lexicon.roles["create"].prefix_of(prefix)
            phrase = created + noun
        if left.phrase.endswith("等") and len(left.phrase) + len(noun) > 18:
            phrase = noun
        if len(phrase) < 6 and left.restored and not left.restored.endswith("等"):
            phrase = left.restored[-(18 - len(noun)) :] + noun
        if (noun in _GENERIC or len(noun) <= 2 or noun[:2] in _GENERIC) and len(phrase) <= 8 and (subject := self._subject(clause)):
            if len(subject) + len(phrase) <= 22 and not set(phrase) <= set(subject):
                phrase = subject + phrase
        return phrase

    def _completed(
        self, phrase: str, restored: str, number: Number, clause: _Clause, head: Reading | None, last: Reading | None
    ) -> str:
        """A phrase that needs its whole (`占比`, `病种`, `重症`) with that whole."""
        lexicon = self.lexicon
        kind = lexicon.head_kind(phrase)
        adjacent = last is not None and last.sentence == self._sentence and self._just_before(clause)
        if number.unit in ("张", "床") and kind == "institution" and head is not None and (measured := lexicon.head_suffix(head.metric)) and "床" in measured:
            return binding.clip(phrase + measured)
        if phrase in lexicon.roles["create"] and last is not None:
            return binding.clip(_stem(last.metric) + phrase)
        if phrase in lexicon.parts and (told_whole := self._whole_of(number, head)):
            return binding.clip(phrase + told_whole, 26)
        if phrase in lexicon.outcomes and last is not None:
            told = _stem(last.metric)
            if any(word in told for word in lexicon.outcomes) or not adjacent or not 6 <= len(told) <= 18:
                return phrase
            return told + phrase
        if _PER_CAPITA.fullmatch(phrase) and last is not None:
            return binding.clip(phrase + _stem(last.metric))
        if last is not None and len(phrase) <= 3 and (phrase in lexicon.roles["light"] or phrase in lexicon.roles["predicate"]) and last.number.unit == number.unit:
            return binding.clip(phrase + binding.take_left(_stem(last.metric), lexicon).phrase)
        if self._parts and head is not None and (shared := _common_suffix(phrase, head.metric)) >= 3 and len(head.metric) > shared and head.metric != phrase:
            return binding.clip(head.metric[: len(head.metric) - shared] + phrase)
        if phrase in ("日均", "月均", "人均", "年均") and last is not None:
            return phrase + binding.clip(binding.take_left(_stem(last.metric), lexicon).phrase, 10)
        if phrase in ("占比", "比例", "比重", "占", "覆盖率", "占比率", "总占比") and last is not None:
            return binding.clip(_stem(last.metric) + phrase)
        if self._topic and self._parts and not (kind == "measure"):
            return binding.clip(phrase if _self_sufficient(kind, number) else phrase + self._topic, 22)
        if clause.depth and last is not None and number.unit == "例" and kind in ("measure", "") and len(phrase) <= 4:
            return phrase + (lexicon.head_suffix(last.metric) or "病例")
        if clause.depth and last is not None and not _self_sufficient(kind, number):
            return binding.clip(phrase + last.metric, 22)
        if self._parts and head is not None and not _self_sufficient(kind, number) and head.number.unit_kind == number.unit_kind:
            suffix = head.metric
            if kind == "institution" and number.unit_kind != "rate" and (measured := lexicon.head_suffix(suffix)):
                return binding.clip(phrase + measured)
            if len(phrase) >= 4 and phrase[-2:] in suffix:
                return phrase
            return binding.clip(phrase + suffix, 22)
        if len(phrase) <= 5 and last is not None and adjacent and lexicon.head_kind(last.metric) in ("institution", "thing"):
            whole = _stem(last.metric)
            if kind in ("thing", "measure") and number.unit_kind in ("rate", "count") and len(whole) + len(phrase) <= 22 and phrase not in whole:
                return whole + phrase
        if last is not None and kind == "institution" and len(clause.numbers) > 1 and clause.numbers[0] != self._index(number):
            modifier = re.match(r"([^的]{4,14}的)[^的]+$", last.metric)
            if modifier and last.sentence == self._sentence and lexicon.head_kind(last.metric) == "institution" and len(modifier[1]) + len(phrase) <= 24:
                return modifier[1] + phrase
        if adjacent and last is not None and len(phrase) <= 5 and (sibling := _sibling(phrase, last.metric, lexicon)):
            return binding.clip(sibling)
        whole_phrase = self._with_agent(phrase, restored, clause)
        if whole_phrase != phrase:
            return whole_phrase
        if phrase in _GENERIC or len(phrase) <= 1:
            subject = self._subject(clause)
            if subject and len(subject) + len(phrase) <= 22 and phrase not in subject:
                return subject + phrase
        if len(phrase) <= 3 and number.unit_kind in ("person", "case") and phrase not in lexicon.people and adjacent and last is not None:
            whole = _stem(last.metric)
            if 6 <= len(whole) <= 18 and not set(phrase) <= set(whole):
                return whole + phrase
        if len(restored) > len(phrase) and (len(phrase) <= 3 or (len(phrase) == 4 and number.unit_kind in ("person", "case"))) and phrase not in lexicon.people:
            return restored[-10:]
        if len(phrase) <= 3 and number.unit_kind in ("person", "case") and phrase not in lexicon.people:
            if number.unit == "人次" and not phrase.endswith("人次"):
                return phrase + number.unit
        return binding.clip(phrase)

    def _whole_of(self, number: Number, head: Reading | None) -> str:
        """What a bare part (男性, 重症) is a part of: the head, or the last count in the same unit that is no part itself."""
        for reading in ([head] if head is not None else []) + self._readings[: -40 - 1 : -1]:
            whole = _without_parts(_stem(reading.metric), self.lexicon)
            if reading.number.unit_kind == number.unit_kind and whole not in self.lexicon.parts:
                return whole
        return ""

    def _with_agent(self, phrase: str, restored: str, clause: _Clause) -> str:
        """The phrase with the institution or undertaking that the sentence speaks of, where it has room."""
        agent = self._agent(clause)
        if not agent or len(agent) + len(phrase) > binding.MAX_METRIC or phrase.startswith(agent[:4]):
            return phrase
        return agent + (restored if len(phrase) <= 3 and len(phrase) < len(restored) <= 8 else phrase)

    def _index(self, number: Number) -> int:
        return self._number_index[id(number)]

    def _agent(self, clause: _Clause) -> str:
        """The one institution, or named undertaking, that the sentence's earlier clauses speak of, where this clause names none."""
        earlier = self._earlier(clause) if clause.depth == 0 else []
        own = clause.text(self.text, clause.start, clause.end).strip()
        if _AGENT.match(own):
            return ""
        for before in reversed(earlier):
            if self.text[before.start - 1 : before.start] == ";" and before is not earlier[0]:
                return ""
            words = self._without_time_and_place(before.text(self.text, before.start, before.end).strip())
            if (match := _UNDERTAKING.match(words)) is not None:
                return match[1][-16:]
            if (match := _AGENT.match(words)) is not None and not _ANY_INSTITUTION.match(match[1]):
                return match[1]
            if self.text[before.start - 1 : before.start] == ";":
                return ""
        return ""

    def _earlier(self, clause: _Clause) -> list[_Clause]:
        """The clauses of the sentence before this one, at its own depth."""
        first, stop = bisect_left(self._clause_starts, self._sentence[0]), bisect_left(self._clause_starts, clause.start)
        return [c for c in self._clauses[first:stop] if c.depth == clause.depth]

    def _just_before(self, clause: _Clause) -> bool:
        """Whether the clause right before this one (or this one itself) stated the last number."""
        earlier = self._earlier(clause)
        return bool(earlier and earlier[-1].numbers) or len(clause.numbers) > 1

    def _subject(self, clause: _Clause) -> str:
        """What the clause before speaks of, for a clause that leaves its subject out."""
        earlier = self._earlier(clause)
        if not earlier:
            return ""
        before = earlier[-1]
        if before.numbers:
            return ""
        words = before.text(self.text, before.start, before.end)
        words = re.sub(r"[《》]", "", self._without_time_and_place(self._after_inline_heading(before, words)))
        phrase = binding.take_left(words, self.lexicon).phrase
        return binding.clip(phrase, 14) if len(phrase) >= 2 else ""

    def _fallback(self, left: Left, right: Right, clause: _Clause) -> str:
        if left.restored:
            return binding.clip(left.restored)
        if right.predicate:
            return binding.clip(right.predicate, 18)
        subject = self._subject(clause)
        if subject:
            return subject
        if clause.depth and clause.outer is not None:
            outer = self._clauses[clause.outer]
            words = outer.text(self.text, outer.start, clause.start)
            return binding.clip(binding.take_left(self._without_time_and_place(words), self.lexicon).phrase)
        if self.headings:
            return binding.clip(self.headings[-1], 18)
        return ""

    def _changed(self, phrase: str, left_text: str, change: Change) -> str:
        compared = re.search(r"(同比|环比|比上年|较上年|比去年|较去年|较前一周|较上周|较上月|年均)", left_text)
        word = re.sub(r"[了达为]$", "", change.word)
        if word in phrase:
            return phrase
        suffix = (compared[1] if compared and compared[1] not in phrase else "") + (word if not word.startswith("同比") or not compared else word[2:])
        return binding.clip(phrase, binding.MAX_METRIC - len(suffix)) + suffix

    def _paired(self, phrase: str, group: list[Reading]) -> list[str] | None:
        """`规范管理率分别为…` after `高血压、糖尿病患者规范管理…`: each number speaks of its own of the list before."""
        named: list[str] = []
        for told in group:
            part = self.lexicon.parts.prefix_of(told.metric)
            fuller = _sibling(phrase, told.metric, self.lexicon) or (part + phrase if part else "")
            if not fuller:
                return None
            named.append(binding.clip(fuller))
        return named if len(set(named)) == len(named) else None

    def _flow_of_parts(self, clause: _Clause, number: Number, head: Reading | None, last: Reading | None) -> str | None:
        """The creating verb of the whole (新增) that its parts share, in brackets or after 其中; None where there is none."""
        whole = last if clause.depth else head if self._parts else None
        if whole is None and self._whole is not None and self._whole[1] == self._sentence and number.unit == "例":
            whole = self._whole[0]
        if whole is None or whole.measure != "increment" or whole.number.unit_kind != number.unit_kind:
            return None
        return self.lexicon.roles["create"].prefix_of(whole.metric) or None

    def _modified(self, phrase: str, number: Number) -> str:
        """In case reports, 本土 or 境外输入 said of the sentence's first count holds for those that do not say it."""
        if number.unit not in ("例", "人", "名", ""):
            return phrase
        said = _ORIGIN_MODIFIER.search(phrase)
        if said is not None:
            self._origin_modifier = (said[0], self._sentence)
            return phrase
        known = self._origin_modifier
        if known is None or known[1] != self._sentence or "密切接触" in phrase:
            return phrase
        lead = re.match(r"(?:累计|新增|现有|当日|尚在)?", phrase)
        cut = lead.end() if lead else 0
        return binding.clip(phrase[:cut] + known[0] + phrase[cut:])

    def _last_told(self, count: int, group: list[Reading]) -> list[Reading | None]:
        """The `count` facts that a list of changes speaks of: the list before it, else the last ones of the sentence."""
        if len(group) == count:
            return list(group)
        told = [r for r in self._readings if not r.is_change and r.sentence == self._sentence]
        return list(told[-count:]) if len(told) >= count else []

    def _identified(self, what: str, number: Number, head: Reading | None, last: Reading | None) -> str:
        """`其中785份为甲型`: the part that the number is said to be, of the head it is a part of."""
        whole = head or last
        if self.lexicon.head_kind(what) in ("person", "institution") or whole is None:
            return binding.clip(what)
        return binding.clip(_stem(whole.metric), 14) + binding.clip(what, 12)

    def _per_capita(self, phrase: str, clause: _Clause, number: Number) -> str:
        """`每千常住人口拥有床位…、执业医师…`: the denominator at the head of a list holds for its items."""
        match = _PER_CAPITA.match(clause.text(self.text, clause.start, number.start).strip())
        if match is None or phrase.startswith("每") or clause.numbers[0] == self._index(number):
            return phrase
        return match[0] + phrase

    def _is_comparison(self, left_text: str) -> bool:
        return bool(re.search(r"较|比|高于|低于", left_text)) or "分别" in left_text

    # --- when, where, whether ------------------------------------------------------------------------------------------

    def _complete(
        self, number: Number, metric: str, measure: Measure, direction: Direction | None, clause: _Clause,
        parent: Reading | None, left_text: str, index: int, first: Number,
    ) -> Reading:  # fmt: skip
        status, status_basis = self._status(number, clause, parent)
        if re.search(r"目标[值为:(]*$", self.text[max(0, number.start - 5) : number.start]):
            status, status_basis = "target", "stated"
        period, period_basis, status2 = self._period(first, clause, parent, status, left_text, index)
        now = self.context.clock.now()
        if status2 is not None:
            status, status_basis = status2, "stated"
        elif period is not None and now is not None and period.start.year > now:
            status, status_basis = "target", "stated"
        region_id, region_basis = self._region(number, clause, parent, left_text)
        sentence_text = self._statement(number)
        near = self.lexicon.cooperation.search(sentence_text)
        under = self._under_cooperation
        return Reading(
            number, binding.clip(metric, 28) if metric else "", measure, direction, status, status_basis, period,
            period_basis, region_id, region_basis, bool(near) or under or self.context.cooperative, self._sentence,
        )  # fmt: skip

    def _statement(self, number: Number) -> str:
        """What is said up to the end of the number's clause, since the sentence or the last semicolon began."""
        start = max(self._sentence[0], self.text.rfind(";", 0, number.digits_start) + 1)
        end = _CLAUSE_END.search(self.text, number.unit_end)
        return self.text[start : end.start() if end else self._sentence[1]]

    def _status(self, number: Number, clause: _Clause, parent: Reading | None) -> tuple[Status, Basis]:
        own = self._stances.get(clause.start)
        if clause.depth and clause.outer is not None:
            own = self._stances.get(self._clauses[clause.outer].start, own)
        if own is None:
            own = ("actual", "inferred")
        return own

    def _period(
        self, number: Number, clause: _Clause, parent: Reading | None, status: Status, left_text: str, index: int
    ) -> tuple[Period | None, Basis, Status | None]:
        at = number.digits_start
        first, stop = bisect_left(self._mention_starts, self._sentence[0]), bisect_left(self._mention_starts, at)
        near = [m for m in self.mentions[first:stop] if m.period is not None and m.end <= at]
        compared = self._compared_periods(near, number)
        if compared:
            return compared[min(index, len(compared) - 1)].period, "stated", "actual"
        adjacent = next((m for m in reversed(near) if m.role == "base" and re.fullmatch(r"的?|的?水平\(?|\(", self.text[m.end : number.start])), None)
        if adjacent is not None:
            return adjacent.period, "stated", "actual"
        frames = [m for m in near if m.role in ("frame", "due") and not self._is_origin(m, number)]
        chosen = frames[-1] if frames else None
        origin = bool(_FROM.search(left_text))
        if chosen is not None and origin and chosen.start >= clause.start:
            self._origin_period = chosen.period
            return chosen.period, "stated", "actual"
        if origin and self._origin_period is not None and parent is None:
            return self._origin_period, "context", "actual"
        if origin and chosen is not None and chosen.period is not None:
            return self._origin(chosen.period, left_text), "context", "actual"
        heading_year = self._inline_year(at)
        if chosen is not None:
            period = chosen.period
            if status == "target" and chosen.role == "frame" and period is not None and self.context.target and period.year < self.context.target.year and not self._is_future(period):
                return self.context.target, "inferred", None
            if chosen.role == "due" and status == "actual":
                return period, "stated", "target"
            return period, "stated" if chosen.start >= clause.start else "context", None
        if parent is not None and parent.sentence == self._sentence and not parent.origin:
            return parent.period, "context" if parent.period_basis != "inferred" else "inferred", None
        carried = self._carried_frame(at) or (self.carried.frame if not self.is_heading else None)
        if carried is not None and not (status == "target" and not self._is_future(carried)):
            if origin:
                return self._origin(carried, left_text), "context", "actual"
            return carried, "context", None
        if status == "target":
            if heading_year is not None:
                return periods.year_of(heading_year), "context", None
            return self.context.target, "inferred", None
        default = periods.year_of(heading_year) if heading_year is not None else self._heading_period() or self.context.actual
        if default is not None and origin:
            return self._origin(default, left_text), "inferred", "actual"
        return default, "context" if heading_year is not None else "inferred", None

    def _is_origin(self, mention: Mention, number: Number) -> bool:
        """Whether a period is only the first end of 从…到… and another number than this one has it."""
        if self.text[max(0, mention.start - 1) : mention.start] not in ("从", "由", "自") or re.match(r"[^,。;]{0,3}(?:以来|至今|起|开始)", self.text[mention.end : mention.end + 6]):
            return False
        return self.text[mention.end : number.start] not in ("", "的", "年的")

    def _compared_periods(self, near: list[Mention], number: Number) -> list[Mention]:
        """The periods that a bracketed list of comparison values pairs with: 低于2022年和2023年同期水平(7.4%和9.2%)."""
        if self.text[max(0, number.start - 1) : number.start] != "(":
            return []
        found: list[Mention] = []
        edge = number.start - 1
        for mention in reversed(near):
            if mention.role == "base" and re.fullmatch(r"(?:[和、及与]|的?(?:同期)?(?:平均)?水平|同期)*", self.text[mention.end : edge]):
                found.insert(0, mention)
                edge = mention.start
            else:
                break
        return found

    def _origin(self, period: Period, left_text: str) -> Period:
        """The period of the first end of 从…到… where it is not named: the start of a span, else the year before."""
        if re.search(r"初期|年初|此前", left_text):
            return period
        if period.start.year < period.end.year:
            return periods.year_of(period.start.year)
        return periods.year_of(period.year - 1)

    def _is_future(self, period: Period) -> bool:
        now = self.context.clock.now()
        return now is None or period.year >= now

    def _inline_year(self, at: int) -> int | None:
        year = None
        for start, _title, _status, heading_year in self.inline_headings:
            if start <= at and heading_year is not None:
                year = heading_year
        return year

    def _heading_period(self) -> Period | None:
        for heading in reversed(self.headings):
            for mention in periods.find(heading, self.context.clock, None):
                if mention.period is not None and mention.explicit and mention.role == "frame":
                    return mention.period
        return None

    def _carried_frame(self, at: int) -> Period | None:
        """The frame that an earlier sentence of the paragraph opened and nothing has closed since."""
        if self._sentence not in self._frame_of:
            self._frame_of[self._sentence] = self._frame_before()
        return self._frame_of[self._sentence]

    def _frame_before(self) -> Period | None:
        start = self._sentence[0]
        if start == 0:
            return None
        for stop_start, stop_end in reversed([s for s in self._stops if s[1] <= start]):
            if any(stop_end > h_at >= stop_start and year is not None for h_at, _t, _s, year in self.inline_headings):
                return None
            first, last = bisect_left(self._mention_starts, stop_start), bisect_left(self._mention_starts, stop_end)
            frames = [m for m in self.mentions[first:last] if m.period is not None and m.role == "frame"]
            told = any(r.sentence == (stop_start, stop_end) for r in self._readings)
            lead = [
                m for m in frames
                if self.text[m.start - 1 : m.start] not in ("从", "由", "自")
                and (m.start - stop_start <= 16 or self.text[m.start - 1 : m.start] in ",:;")
                and (told or (self.text[m.end : m.end + 1] == "," and _spans_a_year(m)))
            ]  # fmt: skip
            sentence = self.text[stop_end : self._sentence[1]]
            if _SPEAKER.search(sentence[:40]):
                return None
            if lead:
                return lead[-1].period
        return None

    def _region(self, number: Number, clause: _Clause, parent: Reading | None, left_text: str) -> tuple[str | None, Basis]:
        start = clause.start
        previous = next((r.number.end for r in reversed(self._readings) if r.number.end <= number.digits_start), start)
        item_start = max(start, previous)
        outermost = self._clauses[clause.outer].start if clause.depth and clause.outer is not None else start
        usable = self._usable(min(start, outermost, self._sentence[0]), number)
        own = [p for p in usable if p.start >= item_start and not p.collective]
        if own:
            return own[-1].region_id, "stated"
        in_clause = [p for p in usable if p.start >= start and not p.collective]
        first = bisect_left(self._place_starts, number.unit_end)
        behind = self.places[first : bisect_left(self._place_starts, min(clause.end, number.unit_end + 24))]
        ahead = [p for p in behind if p.kind == "compound"]
        ahead += [p for p in behind if p.start < number.unit_end + 6 and p.kind == "region" and not p.collective and not self._next_between(number, p)]
        located = self._located_after(number)
        if located is not None:
            return located, "stated"
        if ahead and not in_clause:
            return ahead[0].region_id, "stated"
        if clause.depth and clause.outer is not None:
            if parent is not None and parent.sentence == self._sentence:
                return parent.region_id, "context"
            outer = [p for p in usable if p.start >= self._clauses[clause.outer].start and not p.collective]
            if outer:
                return outer[-1].region_id, "context"
        if self._parts and parent is not None and not in_clause:
            return parent.region_id, "context"
        if in_clause:
            return in_clause[-1].region_id, "stated"
        part = max(self._sentence[0], self.text.rfind(";", 0, number.digits_start) + 1)
        in_sentence = [
            p for p in usable
            if p.start >= part and not p.collective and not self._counts(p) and (p.kind != "site" or p.start - self._sentence[0] <= 12)
        ]  # fmt: skip
        if in_sentence:
            return in_sentence[-1].region_id, "context"
        closed = sum(1 for _a, b in self._asides if b <= number.start)
        if (self._sentence, closed) not in self._region_of:
            self._region_of[self._sentence, closed] = self._carried_region(self._usable(0, number))
        carried = self._region_of[self._sentence, closed]
        if carried is not None:
            return carried, "context"
        return self.context.home, "inferred"

    def _usable(self, since: int, number: Number) -> list[Place]:
        """The places from `since` on that may be the area of the number: before it, no goals, in no aside that is closed."""
        first, stop = bisect_left(self._serving_starts, since), bisect_right(self._serving_starts, number.start)
        return [
            p for p in self._serving[first:stop]
            if p.end <= number.start + 1 and not any(a < p.start and b <= number.start for a, b in self._asides if p.start < b)
        ]  # fmt: skip

    def _located_after(self, number: Number) -> str | None:
        """The place that an aside right behind the number puts it in: `1例,在德保县`, `3例(均在上海)`."""
        match = _LOCATED.match(self.text, number.end)
        if match is None:
            return None
        return next((p.region_id for p in self.places if p.start == match.end() and not p.collective), None)

    def _counts(self, place: Place) -> bool:
        """Whether the place has a number of its own, as in a list of places: it is not the area of what follows."""
        return place.end in self._counted

    def _opens_sentence(self, place: Place, start: int) -> bool:
        """Whether a sentence begins with the place, but for the time and a source before it."""
        before = self.text[start : place.start].strip()
        for mention in self.mentions:
            if start <= mention.start and mention.end <= place.start:
                before = before.replace(self.text[mention.start : mention.end], "")
        return len(re.sub(r"^[^,]{0,16}(?:显示|统计|介绍|悉)?,|[,:;]|截至|其中|目前", "", before)) <= 1

    def _next_between(self, number: Number, place: Place) -> bool:
        return bisect_right(self._number_starts, number.digits_start) < bisect_left(self._number_starts, place.start)

    def _carried_region(self, usable: list[Place]) -> str | None:
        """The area that an earlier sentence of the paragraph opened with (or was about throughout)."""
        for stop_start, stop_end in reversed([s for s in self._stops if s[1] <= self._sentence[0]]):
            if any(stop_end >= at > stop_start for at, _t, _s, _y in self.inline_headings if at > 0):
                return None
            inside = [p for p in usable if stop_start <= p.start < stop_end and p.kind != "site" and not self._counts(p)]
            if not inside:
                continue
            lead = [p for p in inside if self._opens_sentence(p, stop_start) and not p.collective]
            if self.inline_headings:
                return None
            return lead[-1].region_id if lead and len({p.region_id for p in inside}) <= 2 else None
        return None


def _sibling(phrase: str, told: str, lexicon: Lexicon) -> str:
    """A short phrase beside a fuller one: 管理率 after 老年人健康管理, 死亡率 after 传染病发病率, 北方省份 after 南方省份阳性率; or ''."""
    told = _stem(told)
    overlap = next((n for n in range(min(len(phrase) - 1, len(told) - 1), 1, -1) if told.endswith(phrase[:n])), 0)
    if overlap:
        return told[:-overlap] + phrase
    head = lexicon.head_suffix(told)
    own = lexicon.head_suffix(phrase)
    if lexicon.heads.get(own) == "measure" and len(phrase) - len(own) <= 1 and lexicon.heads.get(head) == "measure" and head != phrase:
        stem = re.sub(r"总$", "", told[: -len(head)])
        return stem + phrase if len(stem) >= 3 else ""
    if len(phrase) >= 3 and len(told) > len(phrase) + 2 and told[len(phrase) - 2 : len(phrase)] == phrase[-2:] and head:
        return phrase + told[len(phrase) :]
    return ""


def _lend_units(text: str, outcomes: list[Outcome]) -> None:
    """In a list of counts, one that was written without its unit has its neighbour's: `珠海市83例、佛山市64、东莞市56例`."""
    for before, here in zip(outcomes, outcomes[1:], strict=False):
        if here.reason != "unlabelled number" or before.reason is not None or not before.number.unit:
            continue
        gap = text[before.number.end : here.number.start]
        if re.fullmatch(r"[、,][\u4e00-\u9fff]{2,8}", gap) and text[here.number.end : here.number.end + 1] in "、,。":
            here.number = replace(here.number, unit=before.number.unit, unit_kind=before.number.unit_kind)
            here.reason = None


def _bracketed(text: str) -> list[tuple[int, int]]:
    """The stretches in brackets."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in re.finditer(r"[()]", text):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            spans.append((opened.pop(), match.start()))
    return spans


def _spans_a_year(mention: Mention) -> bool:
    return mention.period is not None and (mention.period.end - mention.period.start).days >= 364


def _without_parts(metric: str, lexicon: Lexicon) -> str:
    """The whole's own name, without the part that it was already narrowed to."""
    while (word := lexicon.parts.prefix_of(metric)) and len(word) < len(metric):
        metric = metric[len(word) :]
    return metric


def _common_suffix(a: str, b: str) -> int:
    length = 0
    while length < min(len(a), len(b)) and a[-1 - length] == b[-1 - length]:
        length += 1
    return length


def _sharing_hedge(numbers: list[Number]) -> list[Number]:
    """A bound before the first number of a list holds for the list: 分别超98.5%和99%."""
    first = numbers[0]
    if first.qualifier == "exact" or first.start == first.digits_start:
        return numbers
    return [n if n.qualifier != "exact" else replace(n, qualifier=first.qualifier) for n in numbers]


def _stem(metric: str) -> str:
    """A metric without the change that an earlier number said of it."""
    return re.sub(r"(?:同比|环比|比上年|较上年)?(?:增长|增加|下降|减少|提高|上升|降低)$", "", metric) or metric


def _shorten(text: str, room: int) -> str:
    for mark in ("、", "的", "和", "及"):
        at = text.find(mark, len(text) - room - 1)
        if at >= 0 and len(text) - at - 1 >= 6:
            return text[at + 1 :]
    return text[-room:] if room > 0 else ""


def _self_sufficient(kind: str, number: Number) -> bool:
    if number.unit_kind == "person" or number.unit == "例":
        return kind == "person"
    if number.unit in ("家", "个", "所", "处", "间", "座"):
        return kind in ("institution", "thing")
    if number.unit in ("张", "床"):
        return False
    return kind in ("measure", "thing")


def _own_part(between: str, *, leading: bool) -> str:
    """Which of the words between two numbers belong to the one side: a 、 or 和 parts them."""
    stripped = between.strip()
    if leading:
        if stripped[:1] in _JOINERS and stripped[:1]:
            return ""
        if stripped[-1:] in _JOINERS and stripped:
            return stripped[:-1]
        at = stripped.rfind("、")
        return stripped[:at] if at > 0 else between
    if stripped[:1] and stripped[:1] in _JOINERS:
        return stripped[1:]
    if stripped[-1:] and stripped[-1:] in _JOINERS:
        return ""
    at = stripped.rfind("、")
    return stripped[at + 1 :] if at > 0 else between


def _bounds(text: str, pattern: re.Pattern[str], asides: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The stretches that end at the pattern's marks, semicolons in brackets left out."""
    bounds: list[tuple[int, int]] = []
    start = 0
    held = [False] * (len(text) + 1) if asides else []
    for begin, end in asides:
        held[begin:end] = [True] * (end - begin)
    for match in pattern.finditer(text):
        if asides and match.group() == ";" and held[match.start()]:
            continue
        bounds.append((start, match.end()))
        start = match.end()
    if start < len(text):
        bounds.append((start, len(text)))
    return bounds


def _clauses(text: str, numbers: Sequence[Number]) -> tuple[list[_Clause], list[int]]:
    """The clauses of a passage, brackets that hold numbers set apart; and for each number, its clause."""
    barriers = _number_brackets(text, numbers)
    clauses = [_Clause([(0, 0)], 0, 0, "")]
    stack: list[int] = []
    current = 0
    start = 0
    places = [n.digits_start for n in numbers]

    def close(at: int) -> None:
        if at > start:
            if clauses[current].spans[-1] == (clauses[current].spans[-1][0],) * 2:
                clauses[current].spans[-1] = (start, at)
            else:
                clauses[current].spans.append((start, at))

    for match in _CLAUSE_MARK.finditer(text):
        at, char = match.start(), match.group()
        if char not in "()":
            inside = bisect_right(places, at) - 1
            if inside >= 0 and at < numbers[inside].unit_end:
                continue
            close(at)
            clauses.append(_Clause([(at + 1, at + 1)], at + 1, len(stack), char, stack[-1] if stack else None))
            current, start = len(clauses) - 1, at + 1
        elif at in barriers and char == "(":
            close(at)
            stack.append(current)
            clauses.append(_Clause([(at + 1, at + 1)], at + 1, len(stack), char, current))
            current, start = len(clauses) - 1, at + 1
        elif at in barriers and char == ")" and stack:
            close(at)
            current, start = stack.pop(), at + 1
    close(len(text))
    spans = sorted((a, i) for i, clause in enumerate(clauses) for a, b in clause.spans if a < b)
    owner: list[int] = []
    for index, at in enumerate(places):
        clause_id = spans[bisect_right(spans, (at, len(clauses))) - 1][1]
        owner.append(clause_id)
        clauses[clause_id].numbers.append(index)
    return clauses, owner


_CLAUSE_MARK = re.compile(r"[,;:。!? #【】|()]")


def _number_brackets(text: str, numbers: Sequence[Number]) -> set[int]:
    """The offsets of the brackets that hold a number of their own."""
    marks: set[int] = set()
    opened: list[int] = []
    starts = [n.digits_start for n in numbers]
    for match in re.finditer(r"[()]", text):
        at = match.start()
        if match.group() == "(":
            opened.append(at)
        elif opened:
            begin = opened.pop()
            before = bisect_right(starts, begin)
            within = before > 0 and begin < numbers[before - 1].unit_end
            held = not within and (bisect_left(starts, at) > before or text.find(",", begin, at) >= 0)
            if held or at - begin > 14:
                marks |= {begin, at}
    return marks


_PIECE = re.compile(r"\s*([^\s,。;:!?、\d][^\s,。;:!?]{3,23}|(?:19|20)\d{2}年[^\s,。;:!?\d]{2,20})\s(?=\S)")


def _inline_heading_spans(text: str) -> list[tuple[int, int]]:
    """Headings that a flattened page left inside its running text, at the start of a sentence and set off by a blank."""
    spans: list[tuple[int, int]] = []
    for start, _end in _bounds(text, _FULL_STOP):
        at = start
        while (match := _PIECE.match(text, at)) is not None:
            spans.append(match.span(1))
            at = match.end(1)
    return spans


def _inline_heading(at: int, words: str) -> tuple[int, str, Status | None, int | None]:
    """Offset, words, status and year of an inline heading."""
    year = re.match(r"((?:19|20)\d{2})年", words)
    status: Status | None = None
    if re.search(r"重点工作|工作安排|工作计划|下一步|主要任务|工作目标|工作要点", words):
        status = "target"
    elif re.search(r"成效|回顾|总结|成绩|进展|完成情况", words):
        status = "actual"
    return at, words, status, int(year[1]) if year else None

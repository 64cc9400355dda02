"""Reading a paragraph: its numbers in their order, each bound by the passes to what it measures, how much,
when, where and whether.

Each carried thing has a scope that ends: a list's head with its sentence, a period's frame with its paragraph (or
when somebody else starts to speak), a region with the next region, a stance with its paragraph, a heading's with its
section.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from . import binding, clauses, parents, periods, places, stance
from .binding import NOTHING, Left, Right
from .clauses import Clause
from .completion import TOTALS
from .exclusion import Exclusions
from .layout import Paragraph
from .lexicon import Lexicon
from .lists import Lists, lend_units, sharing_hedge
from .model import Basis, Direction, Measure, Status
from .numerals import Number, scan
from .periods import Mention, Period, year_of
from .reading import Carried, Outcome, Reading, Thread
from .runs import SUMS, Run, Runs
from .scene import Scene
from .siting import Siting
from .text import Passage
from .timing import Timing, is_first_end, spans_a_year

LONGEST_LEAD = 24  # signs of a first sentence that is like a heading: (五)东西部协作持续深化。
SIDE = 240  # the words of a side that are looked at; no clause of a bulletin is as long
_ACHIEVES = re.compile(r"[\u4e00-\u9fff]{2}(?:实现|达成|开通)了?$")
_OTHER_AREAS = re.compile(
    r"(?!个?[省市县区州])(?:其余|其他|另外)?(?:[0-9]++|[两三四五六七八九十]++)?个?(?:省份?|市|县|区|州|地市)"
)
_AREA_SIGNS = frozenset("省份市县区州")  # what they end with
# Why a numeral states no fact, and begins no place (三亚, 31个省) either.
_NO_PLACE = frozenset(["clock", "code", "contact", "date", "duration", "indefinite", "list number", "ordinal", "ratio"])
_SIDE_BY_SIDE = re.compile(r"[、和及与]")
_BATCHES = ("批", "批次", "期", "轮", "类")  # 选派15批次1658名医疗队员: of those who are counted behind them
_NO_NAME = re.compile(r"(?:这[一个]|该)(?:数[字据]?|比例|比率|指标|占比)$")
_OF_THE_TIME_BEFORE = re.compile(
    r"(?:是|为|相当于|达到?)?[上前]一?个?[五三两十\d]?年?(?:年|时期|规划期|周期)"
)  # 是上个五年的1.7倍
_UNCOUNTED = re.compile(r"(?:和|与|(?<![惠涉普波累])及)\s*$")
_JOINS = frozenset(["、", "和", "及", "与", "以及"])
_OPENS_PARTS = frozenset(["含", "包括", "包含", "分别为", "分别是"])
_MAY_BE_NOTABLE = re.compile(r"[其分含括布成构中里]")  # a sign of whatever is taken note of
# What a clause must hold that is taken note of; it begins with the set of signs that `re` leaps to.
_NOTABLE = re.compile(
    r"[其分含括布成构中里](?:(?<=其)中|(?<=分)别|(?<=[含括])[^\u4e00-\u9fff]*$|(?<=[布成构分中里])\s*$)"
)
_GLOSS = re.compile(
    r"\((?:[^()]*[\u4e00-\u9fff][^()]*|[\d.,]+/[\d.,]+)\)"
)  # a bracket with words in it, not a symbol's own: A(H1N1)
_TIME_SPAN = re.compile(r"[天年月周日](?:时间)?(?:当中|中|里)$")  # 4天时间里
_TOPIC = re.compile(r"([^,。;:]{2,24})(?:当中|中|里)$")
# 卫生人员机构分布, 医院按等级分: what the values after the colon are parts of
_SPREADS = ("分布", "构成", "结构", "分")
_SPREAD = re.compile(
    r"([^,。;:]{2,20}?)的?(?:(?:机构|年龄|性别|地区|学历|职称|职业|城乡|病种|等级|技术职务|技术资格|专业)?(?:\([^()]{1,6}\))?(?:分布|构成|结构)|按[^,。;:]{2,10}分)$"
)
_NAMES_A_SHARE = re.compile(r"(?:率|占比|比例|比重)$")
_SPREAD_OUT = re.compile(r"分布|如下:")
_OTHER_CASES = re.compile(r"累计|现有|新增|在院|截至|治愈|出院")
_AREA = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[区县市旗镇乡]|街道|自治州)")
_ALL_DAY = re.compile(r"0时?[-—~至]24时")
_COUNT = re.compile(r":?\d+例")
_MORE_OF = re.compile(r"(?:净?增加|减少|新增|增长)$")  # 参保人数增加1753万
WIDEST_NOUN = 7  # signs before the noun of people that a number without a unit counts
_ONE_NOUN = re.compile(r"(?:(?![为向给用对由])[\u4e00-\u9fff])*")
_BESIDES = ("外", "以外", "之外")
_IN_ALL = ("总", "累计", "合计")
_QUOTES_AT_END = re.compile(r"“[^“”的]{2,8}$")  # a name whose closing mark was cut off with the number's
_QUOTED_AT_FRONT = re.compile(r"[^“”]{1,8}”")  # and one whose opening mark was: “两癌”筛查
_AMONG_PLACED = re.compile(r"([^,。;]{2,10}?)中(?=[\u4e00-\u9fff]{2,4}[市州盟县区旗])")
_VERBS = ("light", "involve")  # the roles of words that begin an item of their own
_ADDED = ("新增", "增加")
_TARGET_VALUE = re.compile(r"(?<![超于]..)(?<![超于]....)目标[值为:(]*$|任务[数量值]?\($")  # 占全年筛查任务(6.6万人)


class ParagraphReader:
    """Reads one passage of text (no table) into readings."""

    def __init__(self, paragraph: Paragraph, lexicon: Lexicon, carried: Carried) -> None:
        self.lexicon, self.carried, self.context = lexicon, carried, carried.section.context
        self._now = self.context.clock.now()
        self._is_heading = paragraph.kind == "heading"
        raw = paragraph.passage
        spans = [] if self._is_heading else clauses.inline_heading_spans(raw.text)
        self.passage: Passage = raw if self._is_heading else raw.without_blanks(keep={end for _start, end in spans})
        self.text = self.passage.text
        kept = self.passage.offsets
        self._inline_headings = [
            clauses.inline_heading(bisect_left(kept, raw.offsets[start]), raw.text[start:end]) for start, end in spans
        ]
        self._mentions: list[Mention] = []

    def read(self) -> tuple[list[Reading], list[Outcome]]:
        """All readings of the passage, and the outcome of each of its numerals."""
        outcomes, scene = self.laid_out()
        if scene is None:
            return [], outcomes
        self._scene, self._thread = scene, Thread()
        self._lists = Lists(scene, self._thread)
        self._runs = Runs(scene, self._thread, self._lists)
        self._timing, self._siting = Timing(scene, self._thread), Siting(scene, self._thread)
        self._stances = stance.by_clause(scene)
        self._names_aims = "目标" in self.text or "任务" in self.text
        throughout = self.context.cooperative or self.carried.section.cooperative
        self._speaks_of_cooperation = not throughout and scene.speaks_of_cooperation
        lead = clauses.FULL_STOP.search(self.text, 0, LONGEST_LEAD) if self._speaks_of_cooperation else None
        led = lead is not None and self.lexicon.cooperation.search(self.text[: lead.start()]) is not None
        self._cooperative_throughout = throughout or led
        self._cooperation_of: dict[tuple[int, int], bool] = {}
        self._spreads: dict[tuple[int, int], tuple[bool, bool]] = {}
        index = 0
        for start, end in scene.sentences:
            stop = bisect_left(scene.number_starts, end, index)
            if stop > index:
                self._read_sentence(start, list(range(index, stop)))
            index = stop
        return self._thread.readings, outcomes

    def laid_out(self) -> tuple[list[Outcome], Scene | None]:
        """The outcome of each numeral, and the scene that the facts among them stand in (None without any)."""
        numbers = scan(self.text, self.lexicon)
        if not numbers:
            return [], None
        self._mentions = periods.find(self.text, self.context.clock, self._year_before())
        exclusions = Exclusions(self.text, self._mentions, numbers)
        outcomes = [Outcome(n, exclusions.reason(n)) for n in numbers]
        if all(o.reason in _NO_PLACE or (o.reason and o.number.value == 1) for o in outcomes):
            return outcomes, None
        named = places.find(self.text, self.context.home, self.lexicon)
        starts = [number.start for number in numbers]
        for place in named:
            for at in range(bisect_left(starts, place.start), bisect_left(starts, place.end)):
                outcomes[at].reason = "coverage" if self.text[place.start].isdigit() else "name"
        lend_units(self.text, outcomes, self.lexicon)
        kept = [o.number for o in outcomes if o.reason is None]
        if not kept:
            return outcomes, None
        return outcomes, Scene(
            self.text, kept, self._mentions, named, self._inline_headings, self._is_heading, self.lexicon, self.carried,
        )  # fmt: skip

    def opening_frame(self) -> Period | None:
        """The year that the paragraph opens with (`去年,`), for the next paragraphs of its section."""
        opening = next((m for m in self._mentions if m.start <= 6 and m.role == "frame"), None)
        period = opening.period if opening is not None and spans_a_year(opening) else None
        if opening is None or period is None or self.text[opening.end : opening.end + 1] != ",":
            return None
        now = self._now
        return period if now is None or period.start.year >= now - 1 else None

    def _year_before(self) -> int | None:
        """The year that the headings are about, the innermost first."""
        explicit = (m for m in self.carried.section.mentions if m.explicit and m.role != "base")
        return next((m.period.year for m in explicit if m.period is not None), None)

    # --- one sentence ------------------------------------------------------------------------------------------

    def _read_sentence(self, start: int, inside: list[int]) -> None:
        """Read the numbers `inside` a sentence, or inside a part of it that a semicolon ends."""
        scene, thread = self._scene, self._thread
        self._enter(start, scene.sentence_at(scene.number_starts[inside[0]]))
        position = 0
        while position < len(inside):
            run = self._run(inside, position)
            clause = scene.clause_of(run[0])
            self._notice(clause, start, scene.numbers[run[0]])
            left_text, right_text = self._sides(run, clause)
            bare = scene.bare(left_text, clause.start, scene.numbers[run[0]].start)
            left = binding.take_left(bare, self.lexicon)
            right = binding.take_right(right_text, self.lexicon)
            right = binding.doing(right, right_text, scene.numbers[run[-1]], self.lexicon)
            if self._is_heading and right_text[:1] == " " and left.phrase:
                right = NOTHING  # 全国累计确诊病例超5万例 某地病例增多: a blank parts what a heading says
            made = self._bind(run, clause, left, right, left_text)
            if right.noun:
                self._lists.share_tail(made, right)
                self._lists.share_noun(made, right)
                if right.predicate:
                    self._lists.share_predicate(made, right)
            thread.readings.extend(made)
            thread.sentences.add(thread.sentence)
            if not made[0].is_change:
                self._pass_on(made, outer=clause.depth == 0)
            position += len(run)

    def _enter(self, start: int, sentence: tuple[int, int]) -> None:
        """Begin a sentence, or a part of it: what it inherits from before."""
        thread = self._thread
        goes_on = start != sentence[0]
        thread.divided = (thread.head if thread.parts else thread.divided) if goes_on else None
        thread.sentence, thread.head, thread.last, thread.group = sentence, None, None, []
        if start == sentence[0] or not self._flows(thread.topic or ""):
            thread.topic, thread.parts = None, False  # 这些新增病例中,本地5例;输入性2例: the topic of both
        thread.governed = None
        if thread.readings and start != sentence[0]:
            thread.last = thread.readings[-1]
            thread.head = thread.told if thread.told is not None and thread.told.sentence[0] >= sentence[0] else None
        elif thread.readings:
            thread.head = thread.told
        else:
            thread.head = thread.last = self._carried_on()

    def _flows(self, topic: str) -> bool:
        """Whether a topic is of what was added: 新增病例."""
        return any(self.lexicon.roles["create"].inside(topic, 0, min(4, len(topic))))

    def _carried_on(self) -> Reading | None:
        """What earlier paragraphs leave to the first number of this one: where it begins with a place and its count,
        what they counted in other places.
        """
        first = next(iter(self._scene.places), None)
        if first is None or first.start:
            return self.carried.head
        if self._is_heading:
            return self.carried.listed
        counted = _COUNT.match(self.text, first.end)
        return (self.carried.head or self.carried.placed) if counted else self.carried.head

    def _pass_on(self, own: list[Reading], *, outer: bool) -> None:
        """What the quantities just told leave to those that follow."""
        thread = self._thread
        if outer or thread.last is None:
            thread.last = own[-1]
        if not own[0].inherited:
            thread.told = own[-1]
            if outer and not thread.parts:
                thread.head = own[-1]
        if not own[0].inherited or len(own) > 1:
            thread.group = own

    def _notice(self, clause: Clause, sentence_start: int, number: Number) -> None:
        """Take note of what the clauses since the last number said: parts, topics, the end of a list's government."""
        scene, thread = self._scene, self._thread
        if thread.parts and clause.depth < thread.parts_depth:
            thread.parts, thread.parts_depth = False, 0
        told_until = thread.readings[-1].number.unit_end if thread.readings else -1
        since, to = max(sentence_start, told_until), number.digits_start
        notable = _MAY_BE_NOTABLE.search(scene.text, since, to) is not None
        if not notable and thread.governed is None:
            return
        index = scene.index_of(number)
        first = min(scene.outermost(scene.owner[index]), scene.outermost(scene.owner[index - 1]) if index else 0)
        first = max(first, bisect_left(scene.clause_starts, sentence_start))
        candidates = scene.clauses[first : bisect_right(scene.clause_starts, number.digits_start)]
        if thread.governed is not None and any(c.start > told_until and c.depth == 0 for c in candidates):
            thread.governed = None
        for candidate in candidates if notable else ():
            if candidate.depth > clause.depth or candidate.end <= told_until:
                continue
            start, end = max(candidate.start, told_until), min(candidate.end, number.digits_start)
            if len(candidate.spans) == 1 and not _NOTABLE.search(scene.text, start, end):
                continue
            words = candidate.text(scene.text, start, end).strip()
            if "其中" in words and thread.readings:
                whole = thread.readings[-1]
                if thread.topic is not None and not whole.is_change and whole.sentence == thread.sentence:
                    thread.topic, thread.head = None, whole
                elif self._is_next_whole(whole):
                    thread.head = whole  # …确诊病例9例,其中…;无症状感染者31例,其中…: parts of another whole
                thread.whole = (whole if whole.measure == "increment" else None, thread.sentence)
            if "其中" in words or words in _OPENS_PARTS:
                thread.parts, thread.parts_depth = True, candidate.depth
                thread.head = self._runs.parents.sum_of_list(number) or parents.whole(thread, number)
            elif thread.parts and words.startswith("分别为") and thread.readings:
                thread.head = thread.readings[-1]  # 其中3例为境外输入病例,分别为上海2例: the parts of a part
            if candidate is clause:
                continue
            spread = _SPREAD.search(words) if words.endswith(_SPREADS) and not words.startswith("按") else None
            if spread is not None:
                thread.topic, thread.parts = self._phrase_of(spread[1], candidate, number) or None, True
            topic = _TOPIC.search(words) if words.endswith(("中", "里")) and not _TIME_SPAN.search(words) else None
            if topic and not topic[1].endswith("其") and (phrase := self._phrase_of(topic[1], candidate, number)):
                thread.topic, thread.parts = phrase, True

    def _phrase_of(self, words: str, clause: Clause, number: Number) -> str:
        """What words of a clause before the number name."""
        return binding.take_left(self._scene.bare(words, clause.start, number.start), self.lexicon).phrase

    def _is_next_whole(self, told: Reading) -> bool:
        """Whether what was told last, after the parts of another whole, is a whole of its own."""
        if not self._thread.parts or told.inherited or told.is_change or told.sentence != self._thread.sentence:
            return False
        flow = self.lexicon.roles["create"].prefix_of(told.metric)
        return not told.metric.startswith("由", len(flow))  # 3例由无症状感染者转为确诊病例 are some of those before

    def _run(self, inside: list[int], position: int) -> list[int]:
        """The numbers from `position` on that only 、 or 和 part: one list with one left side."""
        scene = self._scene
        run = [inside[position]]
        for index in inside[position + 1 :]:
            if scene.owner[index] != scene.owner[run[-1]]:
                break
            between = scene.clause_of(index).text(scene.text, scene.numbers[run[-1]].end, scene.numbers[index].start)
            if between.strip() not in _JOINS:
                break
            run.append(index)
        return run

    def _sides(self, run: list[int], clause: Clause) -> tuple[str, str]:
        """The words of the clause that belong to the run: those before it, and those behind it."""
        scene, same = self._scene, clause.numbers
        at = bisect_left(same, run[0])
        first, final = scene.numbers[run[0]], scene.numbers[run[-1]]
        start = scene.numbers[same[at - 1]].end if at else clause.start
        left = _without_glosses(clause.text(scene.text, max(start, first.start - SIDE), first.start))
        if not at and left.rstrip().endswith(("和", "与", "及")) and _UNCOUNTED.search(left):
            left = ""  # the noun before 和 is not counted: 县医院和15个乡镇卫生院
        if at:
            own = clauses.own_part(left, leading=False)
            led = own == left and binding.leads_on(left, self.lexicon)
            left = binding.of_them(left, self.lexicon) if led else binding.without_areas(own)
        after = at + len(run)
        if after == len(same):
            right = clause.text(scene.text, final.end, min(clause.end, final.end + SIDE))
            if right in _BESIDES and left.startswith("除"):
                return left.removeprefix("除"), ""  # 除治愈出院2人外
            return left, _without_glosses(right)
        following = scene.numbers[same[after]]
        between = _without_glosses(clause.text(scene.text, final.end, following.start))
        right = clauses.own_part(between, leading=True)
        achieved = right == between and _ACHIEVES.search(between) is not None  # 600家医院实现50项检查互认
        same_things = final.unit in _BATCHES or following.unit_kind == "area"  # 465幢23.25万平方米住房
        adjoins = not between and same_things and not self.lexicon.head_kind(left)
        if right == between and "中" in right and (among := _AMONG_PLACED.match(right)) is not None:
            right = among[1]  # 新增4例确诊病例中五华区2例
        if adjoins or achieved or (right == between and right and not self._counts_its_own(between)):
            last = after + 1 == len(same)
            end = clause.end if last else scene.numbers[same[after + 1]].start
            behind = clause.text(scene.text, following.end, min(end, following.end + SIDE))
            right = between + (behind if last else clauses.own_part(behind, leading=True))
        return left, _without_glosses(right.removesuffix("的"))

    def _counts_its_own(self, between: str) -> bool:
        """Whether the words between two numbers are a noun that the first one counts, and no more."""
        if binding.leads_on(between, self.lexicon):
            return True
        noun = between.removesuffix("的")  # 6家医院的42名专家
        return binding.take_right(noun, self.lexicon).predicate == "" and bool(self.lexicon.head_kind(noun))

    # --- what a run of numbers measures ------------------------------------------------------------------------

    def _bind(self, run: list[int], clause: Clause, left: Left, right: Right, left_text: str) -> list[Reading]:
        numbers = list(self._scene.numbers[run[0] : run[-1] + 1])
        if len(numbers) > 1:
            numbers = sharing_hedge(numbers)
        first = numbers[0]
        left, right = self._taken_up(left, right, first)
        area = left.phrase if first.unit == "例" and _AREA.fullmatch(left.phrase) else ""
        if area:  # one that the gazetteer does not know: it tells whose cases they are
            left = replace(left, phrase="", restored="")
        speaks_of_change = bool(left.change or left.share_of)
        preposed = bool(right.noun) and not (
            first.unit_kind == "rate" and speaks_of_change and not right.noun.startswith("的")
        )
        left = self._governing(binding.higher_than_then(left, left_text), clause)
        named = self._runs.named(Run(numbers, clause, left, right, left_text, preposed))
        flow = None if named.inherited or left.change is not None else self._lists.flow_of_parts(clause, first)
        if flow is not None and self.lexicon.roles["stock"].prefix_of(left_text.lstrip(",;、 ")):
            flow = None  # 尚在医学观察: whatever was added
        if flow is not None and left.phrase in TOTALS:
            flow = None  # 新增15个(总数达62项)
        created = self.lexicon.roles["create"].prefix_of
        phrases = named.phrases
        if flow is not None:
            phrases = [p if flow in p or created(p) else binding.clip(flow + p) for p in phrases]
        if self.context.genre == "cases" and not named.inherited:
            phrases = [self._lists.modified(p, first, aside=clause.depth > 0) for p in phrases]
        if area:
            wholes = [p.removeprefix(self._thread.area) for p in phrases]  # 城关镇11例、河口镇6例
            phrases = [area + p if len(area) + len(p) <= binding.MAX_METRIC else p for p in wholes]
            self._thread.area = area
        opens, dated = is_first_end(left_text), bool(self._scene.mentions)
        readings = []
        for index, given in enumerate(numbers):
            bare = given.has_magnitude and not given.unit
            number = self._with_unit(given, phrases[index]) if bare else given
            parent = named.bases[index] if named.inherited else None
            measure, direction = self._measured(number, phrases[index], left, parent, inherited=named.inherited)
            if measure == "level" and number.unit_kind != "rate":
                listed = bool(left.phrase) and left.change is None and not left.linked
                if flow is not None or (listed and self._added_before(number) and created(phrases[index])):
                    measure, direction = "increment", "up"
            counted = number.unit_kind not in ("rate", "money")
            if preposed and (right.predicate.startswith(_ADDED) or (counted and created(right.noun))):
                measure, direction = "increment", "up"
            reading = self._complete(
                number, phrases[index], measure, direction, clause, parent, left_text, index, numbers
            )
            reading.inherited, reading.is_change = named.inherited, named.is_change
            reading.origin = opens or (dated and self._timing.is_of_base(number))
            readings.append(reading)
        return readings

    def _added_before(self, number: Number) -> bool:
        """Whether what was told last was added: 新增省级重点专科2个,市级重点专科5个."""
        last = self._thread.last
        return last is not None and last.measure == "increment" and last.number.unit_kind == number.unit_kind

    def _with_unit(self, number: Number, phrase: str) -> Number:
        """A number with a magnitude and no unit (户籍人口153.6万) in that of its phrase, or else of its whole."""
        thread, kind = self._thread, self.lexicon.head_kind(phrase)
        phrase = _MORE_OF.sub("", phrase)
        if phrase.endswith(("人次", "病例")):
            unit = "人次" if phrase.endswith("人次") else "例"
        elif kind == "person" or phrase.endswith(("人口", "人数")) or self._is_of_people(number):
            unit = "人"
        elif thread.parts and thread.head is not None and thread.head.sentence == thread.sentence:
            unit = thread.head.number.unit
        elif self._counts_people_on(number):
            unit = thread.readings[-1].number.unit  # 居民医保80万人。职工医保里在职30万
        else:
            return number
        return replace(number, unit=unit, unit_kind=self.lexicon.unit_kind.get(unit, ""))

    def _is_of_people(self, number: Number) -> bool:
        """Whether the first noun behind a number is one of people: 13亿城乡居民参保, 1.2万留守儿童."""
        end = number.unit_end
        words = next(self.lexicon.people.inside(self.text, end, min(end + WIDEST_NOUN, len(self.text))), None)
        return words is not None and len(words[1]) > 1 and _ONE_NOUN.fullmatch(self.text, end, words[0]) is not None

    def _counts_people_on(self, number: Number) -> bool:
        """Whether a number goes on with a count of people, and nothing follows it that it could count."""
        last = self._thread.readings[-1] if self._thread.readings else None
        ends = self.text[number.end : number.end + 1] in ("", *",;。、)")
        return last is not None and last.number.unit_kind == "person" and ends

    def _taken_up(self, left: Left, right: Right, first: Number) -> tuple[Left, Right]:
        """The sides without what they only name as a topic (`患者中8例…`) or say of the noun before
        (`医院12家设有…`).
        """
        thread, lexicon = self._thread, self.lexicon
        if left.phrase.endswith("中") and self._names_those(topic := left.phrase.rstrip("当中")):
            thread.topic, thread.parts = topic, True
            left = replace(left, phrase="", restored="")
        elif left.phrase and (self._names_nothing(left.phrase) or (not right.noun and self._only_done(left.phrase))):
            left = replace(left, phrase="", restored="")
        if right.noun.endswith("中") and not right.predicate:
            right = replace(right, noun=right.noun.rstrip("当中"))
            thread.topic, thread.parts = right.noun, True
        does = len(right.noun) > 4 and lexicon.roles["predicate"].prefix_of(right.noun)
        if does and not left.change and lexicon.head_kind(left.phrase) in ("person", "institution", "thing"):
            right = replace(right, noun="", predicate=right.noun if first.unit_kind == "rate" else right.predicate)
        return left, right

    def _names_those(self, topic: str) -> bool:
        """Whether a topic names those whose parts are told: 受援医院 of 受援医院中."""
        return topic.endswith(binding.AREAS) or (len(topic) > 1 and bool(self.lexicon.head_kind(topic)))

    def _only_done(self, phrase: str) -> bool:
        """Whether a phrase only says that something was done: 已完成."""
        return phrase[0] in "已共" and phrase[1:] in self.lexicon.roles["light"]

    def _names_nothing(self, phrase: str) -> bool:
        """Whether the words before a number are no name of what it measures: places, a sum, 这一比例, 其余8个县."""
        if (
            phrase in SUMS
            or phrase in self.lexicon.roles["adverb"]
            or (phrase[-1] in _AREA_SIGNS and _OTHER_AREAS.fullmatch(phrase))
        ):
            return True
        if ("这" in phrase or "该" in phrase) and _NO_NAME.search(phrase):
            return True
        if ("上" in phrase or "前" in phrase) and _OF_THE_TIME_BEFORE.fullmatch(phrase):
            return True
        if _SIDE_BY_SIDE.search(phrase) is None:
            return False
        pieces = _SIDE_BY_SIDE.split(phrase.removesuffix("也"))
        return len(pieces) > 1 and all(piece in self.lexicon.place_forms for piece in pieces)

    def _governing(self, left: Left, clause: Clause) -> Left:
        """Note a change word that governs the items to come; a short item that has none takes the one in force."""
        thread, change = self._thread, left.change
        leads = change is not None and left.phrase.lstrip("平均累计").startswith(change.word)
        if change is not None and (change.kind == "create" or (change.kind == "change" and leads)):
            at = left.phrase.find(change.word)
            word = left.phrase[: at + len(change.word)] if 0 <= at <= 2 else change.word
            thread.governed = replace(change, word=word)
        elif thread.governed is not None and left.phrase.startswith(_IN_ALL):
            thread.governed = None  # 新增里程43公里、总里程达879公里
        elif thread.governed is not None and any(self.lexicon.roles[r].prefix_of(left.restored) for r in _VERBS):
            thread.governed = None  # 新增床位300张、提供服务2120人: an item with a verb of its own
        elif thread.governed is not None and change is None and len(clause.numbers) > 1 and 0 < len(left.phrase) <= 12:
            return replace(left, phrase=thread.governed.word + left.phrase)
        return left

    def _measured(
        self, number: Number, phrase: str, left: Left, parent: Reading | None, *, inherited: bool
    ) -> tuple[Measure, Direction | None]:
        """Level, increment or change rate, by the change word or by what is inherited."""
        thread, change = self._thread, left.change
        unit, kind = number.unit, number.unit_kind
        if self.context.genre == "cases" and unit == "例" and left.phrase.endswith("发现"):
            return "increment", "up"
        if change is not None and change.kind == "create" and kind == "money" and not phrase.startswith(change.word):
            return ("increment", "up") if phrase.endswith(change.word) else ("level", None)  # 养老金人均每月新增110元
        if kind == "rate" and (sign := self._signed_aside(number)) is not None:
            return "change_rate", sign
        names_a_share = kind == "rate" and (change is None or change.kind == "create") and _NAMES_A_SHARE.search(phrase)
        if left.share_of or names_a_share:
            return "level", None
        if change is None and kind == "case" and (self._goes_on_with_new_cases() or self._of_one_day(left)):
            return "increment", "up"
        if inherited and parent is None and thread.topic is not None:
            return binding.measure_of(binding.take_left(thread.topic, self.lexicon).change, unit, kind, None)
        if parent is not None and change is None:
            level = binding.measure_of(None, unit, kind, thread.governed)
            if left.linked and kind in ("case", "person") and self.lexicon.roles["create"].prefix_of(phrase):
                return "increment", "up"  # 新增病例连续下降,9日为2618例
            if phrase.startswith("累计") and not parent.metric.startswith("累计"):
                return level
            stands_at = left.linked and parent.measure != "level" and not thread.parts
            return level if parent.number.unit_kind != kind or stands_at else (parent.measure, parent.direction)
        governed = thread.governed
        if governed is not None and (
            left.phrase in TOTALS or self.lexicon.roles["stock"].prefix_of(left.restored or phrase)
        ):
            governed = None  # whatever was added before
        return binding.measure_of(change, unit, kind, governed)

    def _signed_aside(self, number: Number) -> Direction | None:
        """Which way a rate in brackets says that what was told changed by its sign: `减少1533例(-17.13%)`."""
        before = self._thread.readings[-1] if self._thread.readings else None
        at = number.digits_start
        if before is None or before.measure != "increment" or self.text[at - 2 : at - 1] != "(":
            return None
        return {"-": "down", "+": "up", "↓": "down", "↑": "up"}.get(self.text[at - 1])  # type: ignore[return-value]

    def _of_one_day(self, left: Left) -> bool:
        """Whether cases were reported in the hours of a day: `9月29日0—24时,报告2例`."""
        if not left.restored.startswith("报告") or self.context.genre != "cases":
            return False
        return bool(_ALL_DAY.search(self.text, *self._thread.sentence))

    def _goes_on_with_new_cases(self) -> bool:
        """Whether the sentence says where the new cases are that were told of before: 本地病例分布如下:盘龙区21例."""
        before = self._thread.readings[-1] if self._thread.readings else self.carried.placed
        if before is None or before.measure != "increment" or before.number.unit_kind != "case":
            return False
        sentence = self._thread.sentence
        if sentence not in self._spreads:
            others = _OTHER_CASES.search(self.text, *sentence)
            self._spreads[sentence] = others is None, bool(_SPREAD_OUT.search(self.text, *sentence))
        of_these, spread = self._spreads[sentence]
        return of_these and (spread or self._thread.topic is not None)

    # --- when, where, whether ----------------------------------------------------------------------------------

    def _complete(
        self, number: Number, metric: str, measure: Measure, direction: Direction | None, clause: Clause,
        parent: Reading | None, left_text: str, index: int, run: Sequence[Number],
    ) -> Reading:  # fmt: skip
        status, status_basis = self._status(number, clause)
        period, period_basis, implied = self._timing.period(
            run[0], clause, parent, (status, status_basis), left_text, index, len(run)
        )
        now = self._now
        if implied is not None:
            status, status_basis = implied, "stated"
        elif period is not None and now is not None and period.start.year > now:
            status, status_basis = "target", "stated"
        elif (
            period is not None
            and period_basis != "inferred"
            and (status, status_basis) != ("actual", "stated")
            and self.context.clock.has_only_begun(period.year)
            and period == year_of(period.year)
        ):
            status, status_basis = "target", "context"  # in January: 2019年,城镇新增就业20万人
        if status == "actual" and period is not None and now is not None and period.year > now:
            period = Period(period.start, date(now, 12, 31))  # nothing is done in years to come
        region_id, region_basis = self._siting.region(number, clause, parent, run)
        if len(metric) > binding.READABLE or not metric.isalnum():
            metric = metric.lstrip("、和及")
            if _QUOTES_AT_END.search(metric):
                metric += "”"
            if _QUOTED_AT_FRONT.match(metric):
                metric = "“" + metric
            metric = binding.condensed(binding.clip(metric, 28), self.lexicon)
        return Reading(
            number, metric, measure, direction, status, status_basis, period, period_basis, region_id, region_basis,
            self._cooperative(number), self._thread.sentence,
        )  # fmt: skip

    def _status(self, number: Number, clause: Clause) -> tuple[Status, Basis]:
        """The status that stands at the clause; an aside's is that of the clause it interrupts."""
        if self._names_aims:
            before = self.text[max(0, number.start - 10) : number.start]
            if ("目标" in before or "任务" in before) and _TARGET_VALUE.search(before):
                return "target", "stated"
        own = self._stances.get(clause.start)
        if clause.depth and clause.outer is not None:
            own = self._stances.get(self._scene.clauses[clause.outer].start, own)
        return own or ("actual", "inferred")

    def _cooperative(self, number: Number) -> bool:
        """Whether the bulletin, a heading, or what is said up to the end of the number's clause is about work
        across regions.
        """
        if self._cooperative_throughout:
            return True
        if not self._speaks_of_cooperation:
            return False
        sentence = self._thread.sentence
        scene = self._scene
        said = scene.part_start(number.digits_start, sentence), scene.clause_end(number.unit_end, sentence)
        if said not in self._cooperation_of:
            self._cooperation_of[said] = bool(self.lexicon.cooperation.search(self.text[said[0] : said[1]]))
        return self._cooperation_of[said]


def _without_glosses(words: str) -> str:
    """The words of a side without the brackets that only say more of them."""
    return _GLOSS.sub("", words) if "(" in words else words

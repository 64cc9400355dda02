"""Timing: the days that a number is about: a frame before it, the base of a comparison, an end of 从…到…, or what
earlier sentences, headings and the bulletin leave standing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from . import periods
from .clauses import Clause
from .model import Basis, Status
from .numerals import Number
from .periods import Mention, Period
from .reading import Reading, Thread
from .scene import Scene

_SPEAKER = re.compile(r"表示|介绍|告诉|认为|指出|透露|坦言|说道|称")
SPEAKER_STANDS = 40  # signs from where a sentence begins, in which it says who speaks
_FROM = re.compile(r"(?:从(?![事业医而严轻未属])|由(?!于))(?:[^,;。、]{0,14})$")
_RIGHT_BEFORE = re.compile(r"的?|的?水平\(?|\(")  # between a base of comparison and its number
_SINCE = re.compile(r"[^,。;]{0,16}(?:以来|至今)|[^,。;]{0,3}(?:起|开始)")
_SINCE_THEN = re.compile(r"[^,。;]{1,16}(?:以来|至今)(?=[,。;])")
_WITH = frozenset("与和同跟")
_COMPARED = 40  # signs of what is compared with
_ARE_COMPARED = re.compile(r"[^。;]{0,24}?(?:相比|比较)")
_BASE_ENDS = re.compile(r"[;。]|相比|比较|持平|上升|下降|增长|增加|减少")
_BETWEEN_COMPARED = re.compile(r"(?:[和、及与]|的?(?:同期)?(?:平均)?水平|同期)*")
_OWN_VALUE = re.compile(r"[^,。;、较比]{0,14}(?:为|是)")
# what is expected of it by then, and not of something else: 预计2026年底投用, but 预计今年将减负300亿元
_IS_READY = re.compile(
    r"[^,。;]{0,8}(?:投|建成|完成|完工|竣工|启用|开诊|交付|开业|运营|运行|落成|开工|实现|验收|到位|推出|启动|达)"
)
_EXPECTED = re.compile(r"(?:预计|计划|拟|将|力争|有望|确保)[于在到至]?$")
_AIMED = re.compile(r"目标[值为:(]*$")
_MOVED = re.compile(r"[由从]|(?<![达得])[到至]")
_ARRIVED_AT = re.compile(r"[\u4e00-\u9fff][到至]$")
_ANOTHER_HAS = re.compile(r"[,;。、到至0-9]")  # between the first end of 从…到… and a number that does not have it
_NO_MORE = re.compile(r"[:为是达]*")  # between a year and its value in brackets: 80%以上(2023年:76.8%)
_SUMMED_YEARS = re.compile(r"[两二三四五2-5]年(?:来|间)?(?:共计|合计|累计|总计|共)")  # 去年…,2022年…,两年共计…
_AT_FIRST = re.compile(r"初期|[年月周期]初|此前")


class Timing:
    """The period of each number of one paragraph."""

    def __init__(self, scene: Scene, thread: Thread) -> None:
        self.scene, self.thread = scene, thread
        self.text, self.lexicon = scene.text, scene.lexicon
        self._now = scene.context.clock.now()
        self._dated = [h for h in scene.inline_headings if h.year is not None]
        self._dated_at = [h.at for h in self._dated]
        self._spoken_from = self._openings_of_speech()
        self._origin_period: Period | None = None
        self._frame_of: dict[tuple[int, int], Period | None] = {}

    def period(
        self, number: Number, clause: Clause, parent: Reading | None, standing: tuple[Status, Basis], left_text: str,
        index: int, count: int,
    ) -> tuple[Period | None, Basis, Status | None]:  # fmt: skip
        """The days, how they are known, and the status where the expression itself decides it (one due by a
        day, one in the past).
        """
        at, status = number.digits_start, standing[0]
        near = self._near(at) if self.scene.mentions else []
        bases = [m for m in near if m.role == "base"] if near else []
        if bases:
            compared = self._compared_periods(near, number)
            if compared:
                return compared[min(index, len(compared) - 1)].period, "stated", "actual"
            adjacent = next((m for m in reversed(bases) if self._tells_of(m, number)), None)
            if adjacent is not None:
                return adjacent.period, "stated", "actual"
        if standing == ("actual", "inferred") and (ahead := self._due_ahead(number)) is not None:
            return ahead, "context", "target"
        chosen = self._frame(near, number, left_text) if near else None
        origin = is_first_end(left_text)
        if origin and bases and chosen is not None and bases[-1].start > chosen.start:
            return bases[-1].period, "stated", "actual"  # 2005年与2000年相比,死亡率由19.8‰下降至8‰
        if origin and (since := self._since(near)) is not None:
            return since, "context", "actual"
        if chosen is not None and origin and chosen.start >= clause.start and self._of_first_end(chosen, number):
            self._origin_period = chosen.period
            return chosen.period, "stated", "actual"
        if origin and self._origin_period is not None and parent is None:
            return self._origin_period, "context", "actual"
        if origin and chosen is not None and chosen.period is not None:
            return self._origin(chosen.period, left_text), "context", "actual"
        if chosen is not None and "年" in left_text and _SUMMED_YEARS.search(left_text):
            summed = [m.period for m in near if m.role == "frame" and m.period is not None]
            return max(summed, key=lambda period: period.end, default=chosen.period), "context", None
        heading_year = self._inline_year(at)
        if chosen is not None:
            period = chosen.period
            each = count > 1 and ("分别" in left_text or "依次" in left_text)
            if each and period is not None and period.year - period.start.year + 1 == count:
                return periods.year_of(period.start.year + index), "stated", None  # 2011-2015年…分别为…
            if (
                status == "target"
                and chosen.role == "frame"
                and period is not None
                and self.scene.context.target
                and period.year < self.scene.context.target.year
                and not self._is_future(period)
            ):
                opens = chosen.start - self.thread.sentence[0] <= 3 and period.year < (self._now or 0)
                aimed_at = _AIMED.search(self.text, max(0, number.start - 6), number.start)
                if standing[1] == "stated" and aimed_at:
                    return period, "stated", None
                if chosen.start >= clause.start or opens or _NO_MORE.fullmatch(self.text, chosen.end, number.start):
                    return period, "stated", "actual"
                return self.scene.context.target, "inferred", None
            if chosen.role == "due" and status == "actual":
                return period, "stated", "target"
            return period, "stated" if chosen.start >= clause.start else "context", None
        if parent is not None and parent.sentence == self.thread.sentence and not parent.origin:
            return parent.period, "context" if parent.period_basis != "inferred" else "inferred", None
        carried = self._carried_frame(at) or (self.scene.carried.frame if not self.scene.is_heading else None)
        out_of_date = carried is not None and (
            not self._is_future(carried) if status == "target" else self._only_promised(carried)
        )
        if carried is not None and not out_of_date:
            if origin:
                return self._origin(carried, left_text), "context", "actual"
            return carried, "context", None
        told, aim = self.scene.context.actual, self.scene.context.target
        if status == "target" and origin and told is not None and aim is not None:
            today = told if told.year < aim.year else self._origin(told, left_text)
            return today, "inferred", "actual"  # 力争标准从每月202元提高到209元: where it stands today
        if status == "target":
            if (ahead := self._due_ahead(number)) is not None:
                return ahead, "context", None
            if heading_year is not None:
                return periods.year_of(heading_year), "context", None
            if (due := self._heading_due()) is not None:
                return due, "context", None
            if self._works_of_the_year():
                return aim, "context", None
            aimed = self._heading_period()
            if aimed is not None and periods.is_long(aimed) and self._is_future(aimed):
                return aimed, "context", None
            return self.scene.context.target, "inferred", None
        default = (
            periods.year_of(heading_year)
            if heading_year is not None
            else self._heading_period() or self.scene.context.actual
        )
        if default is not None and origin:
            return self._origin(default, left_text), "inferred", "actual"
        return default, "context" if heading_year is not None else "inferred", None

    def _near(self, at: int) -> list[Mention]:
        """The days that the sentence names before `at`."""
        starts = self.scene.mention_starts
        earlier = self.scene.mentions[bisect_left(starts, self.thread.sentence[0]) : bisect_left(starts, at)]
        return [m for m in earlier if m.period is not None and m.end <= at]

    def _frame(self, near: list[Mention], number: Number, left_text: str) -> Mention | None:
        """The last of the days named before a number that it may be of."""
        level = not _MOVED.search(left_text)
        frames = (
            m
            for m in reversed(near)
            if m.role in ("frame", "due")
            and not self._is_origin(m, number)
            and not self._is_multiplied(m, number)
            and not (level and self._arrived_before(m, number))
            and not _SINCE_THEN.match(self.text, m.end, m.end + 20)
        )
        return next(frames, None)

    def _of_first_end(self, mention: Mention, number: Number) -> bool:
        """Whether a period is that of the first end of 从…到… alone (由2020年的410个), and not of both, before them
        (今年标准由240元提高到280元).
        """
        return max(self.text.rfind(sign, mention.end, number.start) for sign in "从由") < 0

    def _due_ahead(self, number: Number) -> Period | None:
        """The day that the rest of the sentence sets for what is planned: `新增床位400张,预计2026年底投用`."""
        if number.unit_kind == "rate":
            return None  # 形象进度72%,预计明年投用: how far it is
        first = bisect_left(self.scene.mention_starts, number.unit_end)
        stop = bisect_left(self.scene.mention_starts, self.thread.sentence[1])
        for mention in self.scene.mentions[first:stop]:
            if mention.period is None or mention.role not in ("frame", "due") or not self._is_future(mention.period):
                return None
            expected = _EXPECTED.search(self.text[number.unit_end : mention.start])
            return mention.period if expected and _IS_READY.match(self.text, mention.end) else None
        return None

    def is_of_base(self, number: Number) -> bool:
        """Whether the number is a base of comparison's own value (比2022年的9.26): what follows is of another time."""
        stop = bisect_left(self.scene.mention_starts, number.start)
        before = self.scene.mentions[stop - 1] if stop else None
        return before is not None and before.role == "base" and self._tells_of(before, number)

    def _tells_of(self, base: Mention, number: Number) -> bool:
        """Whether a base of comparison is what the number is about: 较2015年的7.16, 去年同期报告病例数为1421例."""
        between = self.text[base.end : number.start]
        if number.unit_kind in ("point", "multiple"):
            return False  # how far from the base, not the base's own value
        if _RIGHT_BEFORE.fullmatch(between):
            return True
        if self.text[base.start] in _WITH and len(between) <= _COMPARED and _ARE_COMPARED.match(self.text, number.end):
            return _BASE_ENDS.search(between) is None  # 与2003年同期9种912例,发病率172.11/10万相比
        return bool(_OWN_VALUE.fullmatch(between)) and self.text[base.start : base.start + 1] not in "较比与同跟"

    def _is_multiplied(self, mention: Mention, number: Number) -> bool:
        """Whether the period is only what a multiple is a multiple of: 是2019年的3.4倍."""
        return number.unit == "倍" and self.scene.text[mention.end : number.start] in ("", "的")

    def _is_origin(self, mention: Mention, number: Number) -> bool:
        """Whether a period is only the first end of 从…到… and another number than this one has it."""
        if mention.period is not None and periods.is_long(mention.period):
            return False  # 从2015—2019年,…从1.38人增长到2.61人
        if self.text[max(0, mention.start - 1) : mention.start] not in ("从", "由", "自") or _SINCE.match(
            self.text, mention.end, mention.end + 6
        ):
            return False
        return _ANOTHER_HAS.search(self.text, mention.end, number.start) is not None

    def _arrived_before(self, mention: Mention, number: Number) -> bool:
        """Whether a period is only when another number was arrived at, before a semicolon: 增加到去年的47万人次;…."""
        if not _ARRIVED_AT.search(self.text, max(0, mention.start - 2), mention.start):
            return False
        part = self.scene.part_start(number.digits_start, self.thread.sentence)
        return part > mention.end and "的" in self.text[mention.end - 1 : mention.end + 1]

    def _compared_periods(self, near: list[Mention], number: Number) -> list[Mention]:
        """The periods that a bracketed list of comparison values pairs with: 低于2022年和2023年同期水平(7.4%和9.2%)."""
        if self.text[max(0, number.start - 1) : number.start] != "(":
            return []
        found: list[Mention] = []
        edge = number.start - 1
        for mention in reversed(near):
            if mention.role == "base" and _BETWEEN_COMPARED.fullmatch(self.text[mention.end : edge]):
                found.insert(0, mention)
                edge = mention.start
            else:
                break
        return found

    def _origin(self, period: Period, left_text: str) -> Period:
        """The period of the first end of 从…到… where it is not named: the start of a span, else the year before."""
        if _AT_FIRST.search(left_text):
            return period
        if period.start.year < period.end.year:
            return periods.year_of(period.start.year)
        return periods.year_of(period.year - 1)

    def _since(self, near: list[Mention]) -> Period | None:
        """The year since when something went from one value to another: 1978年改革开放以来,医院由41家增加到395家."""
        frames = (m for m in reversed(near) if m.role == "frame" and self.text[m.start : m.end] != "至今")
        last = next(frames, None)
        return last.period if last is not None and _SINCE_THEN.match(self.text, last.end, last.end + 20) else None

    def _is_future(self, period: Period) -> bool:
        now = self._now
        return now is None or period.year >= now

    def _inline_year(self, at: int) -> int | None:
        """The year of the last inline heading before `at` that names one."""
        before = bisect_right(self._dated_at, at)
        return self._dated[before - 1].year if before else None

    def _heading_period(self) -> Period | None:
        """The year that a heading names, the innermost first."""
        explicit = (m for m in self.scene.section.mentions if m.explicit and m.role == "frame")
        return next((m.period for m in explicit if m.period is not None), None)

    def _heading_due(self) -> Period | None:
        """The day that a heading sets: `到2030年将实现:`."""
        return next((m.period for m in self.scene.section.mentions if m.role == "due" and m.period is not None), None)

    def _works_of_the_year(self) -> bool:
        """Whether the headings name the year that plans are due besides the years of a longer one:
        “十五五”时期目标任务和2026年工作安排.
        """
        aim = self.scene.context.target
        return aim is not None and any(m.period == aim for m in self.scene.section.mentions)

    def _carried_frame(self, at: int) -> Period | None:
        """The frame that an earlier sentence of the paragraph opened and nothing has closed since."""
        if self.thread.sentence not in self._frame_of:
            self._frame_of[self.thread.sentence] = self._frame_before()
        return self._frame_of[self.thread.sentence]

    def _only_promised(self, period: Period) -> bool:
        """Whether all that was told of these days is meant to be: what is done is of others."""
        promised = False
        for reading in self.thread.latest():
            if reading.period == period:
                if reading.status == "actual":
                    return False
                promised = True
        return promised

    def _frame_before(self) -> Period | None:
        start = self.thread.sentence[0]
        since = 0
        if dated := bisect_left(self._dated_at, start):
            since = self.scene.sentence_at(self._dated_at[dated - 1])[1]
        if spoken := bisect_right(self._spoken_from, start):
            since = max(since, self._spoken_from[spoken - 1])
        first, stop = (bisect_left(self.scene.mention_starts, at) for at in (since, start))
        last = next((m for m in reversed(self.scene.mentions[first:stop]) if self._leads(m)), None)
        if last is None:
            return None
        starts = self.scene.mention_starts
        opened, ended = (
            bisect_left(starts, self.scene.sentence_at(last.start)[0], first),
            bisect_right(starts, last.start),
        )
        leading = (m for m in self.scene.mentions[opened:ended] if self._leads(m))
        # 目前有机构512家,去年互认230万项次。: what is told next is of today
        return max((m.period for m in leading if m.period is not None), key=lambda period: period.end, default=None)

    def _leads(self, frame: Mention) -> bool:
        """Whether a period opens its sentence, or a clause of it, so that it holds for the sentences behind as well."""
        if frame.period is None or frame.role != "frame" or _SINCE_THEN.match(self.text, frame.end, frame.end + 20):
            return False
        sentence = self.scene.sentence_at(frame.start)
        before = self.text[frame.start - 1 : frame.start]
        if before in ("从", "由", "自") or (frame.start - sentence[0] > 16 and before not in (",", ":", ";")):
            return False
        return sentence in self.thread.sentences or (
            self.text[frame.end : frame.end + 1] == "," and spans_a_year(frame)
        )

    def _openings_of_speech(self) -> list[int]:
        """Where sentences begin, but for the first one, in which somebody starts to speak."""
        spoken = ((self.scene.sentence_at(m.start())[0], m.end()) for m in _SPEAKER.finditer(self.text))
        return [start for start, end in spoken if start and end - start <= SPEAKER_STANDS]


def is_first_end(words: str) -> bool:
    """Whether the words before a number make it the first end of 从…到…."""
    return ("从" in words or "由" in words) and _FROM.search(words) is not None


def spans_a_year(mention: Mention) -> bool:
    """Whether the expression names a whole year or more."""
    return mention.period is not None and (mention.period.end - mention.period.start).days >= 364

"""Stance: whether a clause reports what is done or says what is meant to be, by cues whose scope ends.

A cue holds for its clause; a stronger one for the rest of its paragraph; a heading's for its section. Where
nothing is said, the shape of the paragraph's first clause and the genre decide: `养老服务不断改善` (subject first)
tells, `改善养老服务` (verb first) plans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .clauses import Clause
from .lexicon import Lexicon
from .model import Basis, Status
from .periods import Clock, Mention
from .scene import Scene

_PROMISES = re.compile(r"力争|有望|(?:今年|明年|来年|(?:19|20)\d{2}年|下一步|建成后|届时)[^。;]{0,14}(?:将|计划|拟)")
_ESTIMATES = re.compile(r"预计|有望|预测|估计")  # nothing is planned by them, and what follows them is told
_AIMED_AT = re.compile(r"原定|任务数?[是为]\d")  # what is told beside it is how far that came
_OF_A_YEAR = re.compile(r"(?:19|20)\d{2}年[^。;]{0,14}[将要]")  # a promise that ends with its sentence
_GOES_ON = re.compile(r"\s*(?:[—•·]+|[(]?[一二三四五六七八九十\d]{1,2}[)、.](?!\d)|[一二三四五六七八九十]是)")
_STOPS = frozenset("。!?")
_SENTENCE_MARK = re.compile(r"[。;!?]")
_FIRST_MARK = re.compile(r"[,。;:]")
_ONLY_COMPARES = re.compile(r"[较比](?:上年|去年|(?:19|20)\d{2}年|“?十[一二三四]五”?)")
_COMPARED = re.compile(r"(?:同比|环比|[较比与](?:上年|去年|\d{4}年))(?:同期)?(?:相比)?")
_PAST = re.compile(r"截至|截止|去年|上年|同比|以来|如今|[比较](20\d\d)年")
RECENT = 2  # years before its publication that a plan compares what it aims at with
_LOOKS_BACK = re.compile(r"截至|去年|上年|已(?!经济)|累计|近年来|收到(?!后)|征集到")
_LOOKS_BACK_AMID_PLANS = re.compile(
    r"截至|去年|上年|已(?!经济)|近年来|收到(?!后)|征集到"
)  # 累计达到550种 may be planned as well


Standing = tuple[Status, Basis]  # the status in force, and how it is known


def by_clause(scene: Scene) -> dict[int, Standing]:
    """Status by the start of each clause; scope cues hold until the next one."""
    genre, lexicon = scene.context.genre, scene.lexicon
    heading = scene.section.status or scene.carried.announced
    base = current = _at_first(scene, heading)
    looks_back = _LOOKS_BACK_AMID_PLANS if heading == "target" else _LOOKS_BACK
    promise: Standing | None = None  # in force to the end of a sentence among results
    result: dict[int, Standing] = {}
    dues = [m.start for m in scene.mentions if m.role == "due"]
    inline = [h for h in reversed(scene.inline_headings) if h.status is not None]
    cues = [match.start() for match in lexicon.cued.finditer(scene.text)]
    if not dues and not inline and "目标" not in scene.text and not cues:
        return {clause.start: base for clause in scene.clauses}  # nothing in it changes how it begins
    tells = base == ("actual", "inferred")
    over = [m.start for m in scene.mentions if _is_over(m, scene.context.clock)] if tells else []
    eventful = _holding(scene, [*dues, *cues])
    last = -1  # where the clause before begins
    for clause in scene.clauses:
        previous, last = last, clause.start
        while inline and inline[-1].at <= clause.start:
            announced = inline.pop().status
            if announced is not None:
                current = base = (announced, "context")
                over = []
        if clause.opener in _STOPS:
            promise = None
            if over and _any_within(over, clause):
                current = base  # 将建设成为…。2016年,门急诊量470万人次: a year that is over ends what was promised
        if clause.start not in eventful:
            result[clause.start] = promise or current
            continue
        due = bool(dues) and _any_within(dues, clause)
        text = scene.words(clause)
        before = result[previous][0] if previous in result else base[0]
        if heading == "target":
            text = _COMPARED.sub("", text)  # 今年赤字率拟按4%安排、比上年提高1个百分点
        scope = lexicon.cues["scope"].last_in(text)
        estimated = _ESTIMATES.search(text) is not None
        passing = scope == "target" and (estimated or (heading == "actual" and _OF_A_YEAR.search(text)))
        if scope == "actual" and current[0] == "target" and _ONLY_COMPARES.match(text):
            scope = None  # 占比达65%,较去年提高2个百分点
        if scope == "actual" and heading == "target" and "取得" in text and not _LOOKS_BACK_AMID_PLANS.search(text):
            scope = None  # 主要目标:高质量发展取得显著成效
        if scope is not None and not passing:
            current = (scope, "context")
        local = "target" if due else lexicon.cues["clause"].last_in(text)
        if local == "actual" and _PROMISES.search(text):
            local = lexicon.cues["clause"].last_in(_COMPARED.sub("", text)) or "target"  # 力争新发病例较上年下降5%
        if local is None:
            result[clause.start] = promise or current
        elif (
            heading == "actual"
            and local == "target"
            and not due
            and _PROMISES.search(scene.text, max(0, clause.start - 12), clause.end)
        ):
            result[clause.start] = promise = ("target", "stated")
        elif local == "target" and (base[0] != "actual" or base[1] == "inferred" or heading is None):
            result[clause.start] = ("target", "stated")
            alone = estimated or _AIMED_AT.search(text) is not None
            if not (due and (genre == "plan" or heading == "actual")) and not alone:
                current = ("target", "context")
        elif local == "actual" and before == "target" and clause.opener == "," and _ONLY_COMPARES.match(text):
            result[clause.start] = promise or current  # 力争达到90%,较上年提高2个百分点
        elif local == "actual" and current[0] == "target" and genre != "plan" and looks_back.search(text):
            result[clause.start] = ("actual", "stated")
            if base[0] == "actual":
                current = base
        elif local != current[0] and genre == "plan":
            past = local == "actual" and _speaks_of_the_past(text, scene.context.clock)
            result[clause.start] = ("actual", "stated") if past else current
        else:
            result[clause.start] = (local, "stated") if local == current[0] or base[1] == "inferred" else current
    return result


def _holding(scene: Scene, offsets: Sequence[int]) -> set[int]:
    """Where the clauses begin that hold any of these offsets, also in brackets."""
    found: set[int] = set()
    for at in offsets:
        index: int | None = bisect_right(scene.clause_starts, at) - 1
        while index is not None and index >= 0:
            found.add(scene.clause_starts[index])
            index = scene.clauses[index].outer
    return found


def _any_within(starts: Sequence[int], clause: Clause) -> bool:
    """Whether any of these offsets lies in the clause."""
    first = bisect_left(starts, clause.start)
    return first < len(starts) and starts[first] < clause.end


def _speaks_of_the_past(text: str, clock: Clock) -> bool:
    """Whether a plan's clause tells what was done: not where it only compares with the years right before the plan."""
    now = clock.now()
    return any(match[1] is None or now is None or int(match[1]) < now - RECENT for match in _PAST.finditer(text))


def _is_over(mention: Mention, clock: Clock) -> bool:
    """Whether a year that is named was over when the bulletin was published."""
    now = clock.now()
    if mention.role != "frame" or not mention.explicit or mention.period is None or now is None:
        return False
    return mention.period.year < now + (not clock.exact)


def _at_first(scene: Scene, heading: Status | None) -> Standing:
    """The status of a paragraph before any cue: its heading's, its genre's, or that of how it begins."""
    genre, lexicon = scene.context.genre, scene.lexicon
    if heading is not None:
        return heading, "context"
    if genre == "plan":
        return "target", "context"
    if genre in ("communique", "cases"):
        return "actual", "context"
    told = scene.carried.section_status or scene.carried.article_status
    if told == "target" and genre == "report" and not tells_results(scene.text, lexicon):
        return "target", "inferred"  # behind the year's aims: what is to be done for them
    tells = scene.context.tells or (told == "actual" and genre != "report")
    if not tells and opens_like_a_plan(scene.text, lexicon):
        return "target", "inferred"
    return "actual", "inferred"


def announced(text: str, lexicon: Lexicon) -> Status | None:
    """What a paragraph that ends in a colon announces of the items behind it: `2017年将努力办好十件实事:`."""
    words = _SENTENCE_MARK.split(text)[-1]
    return next(filter(None, (lexicon.cues[scope].last_in(words) for scope in ("heading", "scope", "clause"))), None)


def is_item(text: str) -> bool:
    """Whether a paragraph begins as an item of a list does."""
    return _GOES_ON.match(text) is not None


def opens_like_a_plan(paragraph: str, lexicon: Lexicon) -> bool:
    """Whether a paragraph begins with a bare verb and its object, and nothing in it is told as done."""
    first = _FIRST_MARK.split(paragraph.strip(), maxsplit=1)[0]
    return bool(lexicon.cues["opening"].any.match(first)) and not tells_results(paragraph, lexicon)


def tells_results(paragraph: str, lexicon: Lexicon) -> bool:
    """Whether a paragraph carries the marks of things done: aspect particles, growth figures, ranks."""
    return len(lexicon.cues["told"].any.findall(paragraph)) >= 2

"""Clauses: where a paragraph parts into sentences and clauses, which brackets are asides, which pieces are headings.

Only marks of punctuation decide here, never words (but for what an inline heading announces). Offsets are into the
passage's text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .model import Status
from .numerals import Number
from .values import value

FULL_STOPS = "。!?"
FULL_STOP = re.compile(f"[{FULL_STOPS}]")
_JOINERS = frozenset("、和及与")
_ANY_MARK = re.compile(r"[。!?;,、]")
_LEADING_YEAR = re.compile(r"((?:19|20)\d{2})年")
_ANNOUNCES_PLANS = re.compile(r"重点工作|工作安排|工作计划|下一步|主要任务|工作目标|工作要点")
_ANNOUNCES_RESULTS = re.compile(r"成效|回顾|总结|成绩|进展|完成情况")
_CLAUSE_MARKS = ",;。!? #【】|:…"
# A piece set off by a blank: four signs or more, or a year and what it was. A blank before any other number than a
# year is only how some pages set numbers off.
_EXAMPLES = re.compile(r"、[^、]{1,12}等(?=[^级、]{2})")
_PIECE = re.compile(
    r"\s*([^\s,。;:!?、\d][^\s,。;:!?]{3,23}|(?:19|20)\d{2} ?年[^\s,。;:!?\d]{2,20})(?<![\d%由从到至在于较比自])"
    r"\s(?=\D|(?:19|20)\d{2}[^\s\d])(?=\S)"
)


@dataclass(slots=True)
class Clause:
    """A stretch between two marks; a bracket that holds a number of its own, or words enough, is a clause
    inside another.
    """

    spans: list[tuple[int, int]]
    start: int
    end: int  # where its last stretch ends
    depth: int
    opener: str  # the boundary character before it
    outer: int | None = None  # the clause that a bracket interrupts
    numbers: list[int] = field(default_factory=list)

    def text(self, source: str, start: int, end: int) -> str:
        """The clause's own words between two offsets, without what brackets put between them."""
        if len(self.spans) == 1:
            a, b = self.spans[0]
            return source[a if a > start else start : b if b < end else end]
        return "".join([source[max(a, start) : min(b, end)] for a, b in self.spans if a < end and b > start])


def offsets(text: str, signs: str) -> list[int]:
    """Where any of these signs stands, in order."""
    found: list[int] = []
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            found.append(at)
            at = text.find(sign, at + 1)
    found.sort()
    return found


def split(text: str, numbers: Sequence[Number], asides: Sequence[tuple[int, int]]) -> tuple[list[Clause], list[int]]:
    """The clauses of a passage up to that of its last number, brackets that hold numbers set apart; and for each
    number, its clause.
    """
    barriers = _number_brackets(text, numbers, asides)
    clause = Clause([], 0, 0, 0, "")
    clauses, owner = [clause], list[int]()
    stack: list[int] = []
    current = start = 0
    beyond = len(text) + 1
    places = [*(n.digits_start for n in numbers), beyond]
    place = places[0]  # of the first number that no clause has yet
    for at in [*sorted([*offsets(text, _CLAUSE_MARKS), *barriers]), len(text)]:
        sign = text[at : at + 1]  # "" at the end of the text
        if sign == ")" and not stack:
            continue
        if place < at < numbers[bisect_right(places, at) - 1].unit_end and at not in barriers:
            continue
        if sign == ":" and text.endswith("(单位", 0, at):
            continue
        if start < at:
            clause.spans.append((start, at))
            clause.end = at
            while place < at:
                clause.numbers.append(len(owner))
                owner.append(current)
                place = places[len(owner)]
        start = at + 1
        if sign == ")":
            current = stack.pop()
            clause = clauses[current]
            continue
        if sign == "(":
            stack.append(current)
        elif not sign or (place == beyond and not stack):
            break
        clause = Clause([], start, start, len(stack), sign, stack[-1] if stack else None)
        current = len(clauses)
        clauses.append(clause)
    return clauses, owner


def _number_brackets(text: str, numbers: Sequence[Number], asides: Sequence[tuple[int, int]]) -> set[int]:
    """The offsets of the brackets that hold a number of their own."""
    marks: set[int] = set()
    starts = [n.digits_start for n in numbers]
    for begin, at in asides:
        before = bisect_right(starts, begin)
        within = before > 0 and begin < numbers[before - 1].unit_end
        held = not within and (bisect_left(starts, at) > before or text.find(",", begin, at) >= 0)
        if held or at - begin > 14:
            marks |= {begin, at}
    return marks


@value
class InlineHeading:
    """A heading inside running text: where it stands, the status and the year that it announces."""

    at: int
    status: Status | None
    year: int | None


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that lie in no other, in their order."""
    kept: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, end))
    return kept


def outside(marks: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Those of the marks that stand in none of the spans."""
    if not marks or not spans:
        return list(marks)
    outermost = _outermost(spans)
    before = [bisect_right(outermost, (at, at)) for at in marks]
    return [at for at, index in zip(marks, before, strict=True) if not index or at >= outermost[index - 1][1]]


def bounds(text: str, marks: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of the text that end with the marks at these offsets."""
    ends = [at + 1 for at in marks]
    if len(text) > (ends[-1] if ends else 0):
        ends.append(len(text))
    return list(pairwise([0, *ends]))


def stretches(text: str, longest: int) -> list[tuple[int, int]]:
    """The text in stretches of about `longest` characters that end at the strongest marks there are, or later
    where there is none.
    """
    found: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > longest:
        end = max(text.rfind(mark, start, start + longest) for mark in "。!?") + 1
        for mark in ";,、":
            end = end or text.rfind(mark, start, start + longest) + 1
        if not end:
            later = _ANY_MARK.search(text, start + longest)
            end = later.end() if later else len(text)
        found.append((start, end))
        start = end
    if start < len(text):
        found.append((start, len(text)))
    return found


def bracketed(text: str) -> list[tuple[int, int]]:
    """The stretches in brackets."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for at in offsets(text, "()"):
        if text[at] == "(":
            opened.append(at)
        elif opened:
            spans.append((opened.pop(), at))
    return spans


def own_part(between: str, *, leading: bool) -> str:
    """Which of the words between two numbers belong to the one side: a 、 or 和 parts them."""
    stripped = between.strip()
    if leading:
        if stripped[:1] in _JOINERS and stripped[:1]:
            return ""
        if stripped[-1:] in _JOINERS and stripped:
            return stripped[:-1]
        at = _last_join(stripped)
        return stripped[:at] if at > 0 else between
    if stripped[:1] and stripped[:1] in _JOINERS:
        return stripped[1:]
    if stripped[-1:] and stripped[-1:] in _JOINERS:
        return ""
    at = _last_join(stripped)
    return stripped[at + 1 :] if at > 0 else between


def _last_join(words: str) -> int:
    """Where the last 、 stands that parts two items, and no examples of one: 建成胸痛、卒中等中心; or -1."""
    at = words.rfind("、")
    return -1 if at > 0 and _EXAMPLES.match(words, at) else at


def inline_heading_spans(text: str) -> list[tuple[int, int]]:
    """Headings that a flattened page left inside its running text, at the start of a sentence and set off by a
    blank.
    """
    spans: list[tuple[int, int]] = []
    if len(text.split(maxsplit=1)) < 2:
        return spans
    for start, _end in bounds(text, offsets(text, FULL_STOPS)):
        at = start
        while (match := _PIECE.match(text, at)) is not None and match[1].count("(") <= match[1].count(")"):
            spans.append(match.span(1))
            at = match.end(1)
    return spans


def inline_heading(at: int, words: str) -> InlineHeading:
    """What the words of an inline heading at `at` announce."""
    year = _LEADING_YEAR.match(words)
    status: Status | None = None
    if _ANNOUNCES_PLANS.search(words):
        status = "target"
    elif _ANNOUNCES_RESULTS.search(words):
        status = "actual"
    return InlineHeading(at, status, int(year[1]) if year else None)

"""Restatement: a bulletin that says the same fact twice states it once, at its first place.

The same fact: equal value, unit, measure, status, region and subject, and no two different years both stated. A
headline takes what it
leaves unsaid from the paragraph that states it in full.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from .model import Observation
from .values import value

MOST_COMPARED = 30  # facts of one value on either end of the text that a further one is compared with
_POSTS = ("名", "位", "台")
_CLASSES = re.compile(r"[甲乙丙]+类")  # of diseases, or of drugs
_UNIT_GROUPS = ("家个所处", "名人位", "项个种", "次起", "张床")


@value
class Said:
    """An observation in the order of the text, and whether a heading says it."""

    observation: Observation
    in_heading: bool
    year_stated: bool
    in_table: bool = False
    sentence: int = -1  # where the sentence begins: no sentence says one fact twice


def resolve(said: Sequence[Said]) -> tuple[list[Observation], list[int]]:
    """The distinct observations in the order of their first place, and for each of `said` the index of its
    observation.
    """
    distinct: list[Said] = []
    by_value: dict[tuple[float, float | None], list[int]] = defaultdict(list)
    target: list[int] = [-1] * len(said)
    short: dict[str, str] = {}
    for index in sorted(range(len(said)), key=lambda i: said[i].in_heading):
        one = said[index]
        key = (one.observation.value, one.observation.value_high)
        known = by_value[key]
        match = next((i for i in _worth_comparing(known) if _same_fact(distinct[i], one)), None) if known else None
        if match is None:
            known.append(len(distinct))
            target[index] = len(distinct)
            distinct.append(one)
        else:
            target[index] = match
            _note_short_name(distinct[match].observation, one.observation, short)
            distinct[match] = _merged(distinct[match], one)
    order = sorted(range(len(distinct)), key=lambda i: distinct[i].observation.char_start)
    place = {old: new for new, old in enumerate(order)}
    named = [_named(distinct[i].observation, short) if short else distinct[i].observation for i in order]
    return named, [place[t] for t in target]


def _worth_comparing(known: list[int]) -> list[int]:
    """Where a value is told very often (`1例`), the first and the last facts with it: a repetition is near, or
    of the summary.
    """
    return known if len(known) <= 2 * MOST_COMPARED else known[:MOST_COMPARED] + known[-MOST_COMPARED:]


def _merged(full: Said, again: Said) -> Said:
    """One fact of two statements: the first place, the fields of the fuller statement."""
    a, b = full.observation, again.observation
    first = a if a.char_start <= b.char_start else b
    if first is a:
        return full
    fields = {name: getattr(a, name) for name in Observation.__dataclass_fields__}
    for name in ("char_start", "char_end", "evidence_start", "evidence_end", "section"):
        fields[name] = getattr(first, name)
    return Said(
        Observation(**fields), full.in_heading and again.in_heading, full.year_stated or again.year_stated,
        full.in_table and again.in_table, full.sentence,
    )  # fmt: skip


def _note_short_name(a: Observation, b: Observation, short: dict[str, str]) -> None:
    """Where a bulletin calls one thing by a long and by a short name, the short one serves for all that is
    called by the long one.
    """
    long, brief = (a.metric, b.metric) if len(a.metric) >= len(b.metric) else (b.metric, a.metric)
    named = 4 <= len(brief) <= 0.6 * len(long) and not brief.endswith("报告")
    if len(long) > 12 and named and long[:2] == brief[:2] and _telling(a.value):
        short.setdefault(long, brief)


def _named(observation: Observation, short: dict[str, str]) -> Observation:
    brief = short.get(observation.metric)
    return observation if brief is None else replace(observation, metric=brief)


def _same_fact(known: Said, other: Said) -> bool:
    return _alike(known, other) and not _classed_apart(known, other)


def _classed_apart(known: Said, other: Said) -> bool:
    """Whether they are of other classes of diseases: all deaths of a month may be of one class."""
    first, second = _CLASSES.findall(known.observation.metric), _CLASSES.findall(other.observation.metric)
    return first != second and (bool(first and second) or known.in_table == other.in_table)


def _alike(known: Said, other: Said) -> bool:
    a, b = known.observation, other.observation
    unsure = known.in_table != other.in_table and ("" in (a.unit, b.unit) or {a.unit, b.unit} == {"例", "人"})
    if not (_same_unit(a.unit, b.unit) or unsure):
        return False
    if known.sentence == other.sentence and not other.in_heading:
        return False
    if known.in_table != other.in_table and a.year == b.year and a.region_id == b.region_id and _telling(a.value):
        return similarity(a.metric, b.metric) > 0 or (_telling(a.value, 4) and bool(set(a.metric) & set(b.metric)))
    if known.in_table != other.in_table and a.region_id == b.region_id and a.year == b.year and a.unit == b.unit:
        return a.metric in b.metric or b.metric in a.metric
    if known.in_heading != other.in_heading or other.in_heading:
        if a.region_id != b.region_id and "inferred" not in (a.region_basis, b.region_basis):
            return False
        alike = similarity(a.metric, b.metric)
        return alike >= (0.15 if _telling(a.value) else 0.3) or a.metric in b.metric or b.metric in a.metric
    if a.measure != b.measure or a.status != b.status:
        return False
    if a.section != b.section and a.unit in _POSTS and not _telling(a.value, 2):
        return False  # each ward has one head doctor
    if a.region_id != b.region_id:
        return False
    if a.year != b.year and known.year_stated and other.year_stated:
        return False
    alike = similarity(a.metric, b.metric)
    if a.metric[:2] == b.metric[:2] and _telling(a.value) and (alike >= 0.15 or _telling(a.value, 4)):
        return True
    return alike >= (0.6 if _telling(a.value) else 0.75) or (
        min(len(a.metric), len(b.metric)) >= 4 and (a.metric in b.metric or b.metric in a.metric)
    )


def _telling(value: float, digits: int = 3) -> bool:
    """Whether a value has so many digits that two facts hardly share it by chance."""
    written = f"{value:.10g}".replace(".", "").lstrip("0")
    return len(written) >= digits and not written.endswith("00")


def _same_unit(a: str, b: str) -> bool:
    return a == b or any(a in group and b in group for group in _UNIT_GROUPS if a and b)


def similarity(a: str, b: str) -> float:
    """Dice coefficient of two phrases' character bigrams."""
    first, second = _bigrams(a), _bigrams(b)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=4096)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset({text[i : i + 2] for i in range(len(text) - 1)} or {text})

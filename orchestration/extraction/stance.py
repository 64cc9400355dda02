"""Stance: whether a clause reports what is done or says what is meant to be, by cues whose scope ends.

A cue holds for its clause; a stronger one for the rest of its paragraph; a heading's for its section. Where nothing is said, the shape
of the paragraph's first clause and the genre decide: `民生保障持续加强` (subject first) tells, `完善多层次社会保障` (verb first) plans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import Lexicon
from .model import Basis, Status

_PLAN_VERBS = re.compile(
    r"^(?:[一二三四五六七八九十]是)?(?:持续|深入|扎实|积极|不断|进一步|大力|全面|加快|着力|切实|继续|统筹|稳步|有序|以[^,]{2,10}为[^,]{2,6})*"
    r"(?:加强|推进|推动|完善|强化|优化|健全|提升|提高|畅通|落实|落细|实施|开展|建立|建设|构建|打造|深化|促进|做好|抓好|加快|发展|培育|支持|鼓励|引导|巩固|扩大|增加|保障|改善|补齐|"
    r"坚持|加大|推行|推广|规范|探索|创建|筑牢|织密|守牢|抓实|改革|稳定|聚焦|围绕|新建|新增|办好|发挥)"
)
_TOLD = re.compile(
    r"(?:持续|进一步|不断|稳步|显著|明显|全面|深入|扎实|纵深|取得|再上|更加|实现|有力|有效|成效|迈出|加快|深化|提升|增强|推进|加强|改善|完善|见效|扩大|优化)"
)
_DONE_PROSE = re.compile(r"已(?!经济)|了(?!解)|增长\d|下降\d|同比|累计|创历史|居全|位居|基本(?:完成|实现|完工)|顺利|成功|连续|取得|落地见效|更加|亮相|获")


@dataclass(slots=True)
class Stance:
    """The status in force, and how it is known; updated clause by clause."""

    status: Status
    basis: Basis


def of_heading(headings: tuple[str, ...], lexicon: Lexicon) -> Status | None:
    """What the headings above a paragraph say, the innermost that says anything first."""
    for heading in reversed(headings):
        found = _cue(heading, lexicon, ("heading",))
        if found is not None:
            return found
    return None


def cue_of(clause: str, lexicon: Lexicon, scope: str) -> Status | None:
    """The status that a cue of this scope gives the clause, or None."""
    return _cue(clause, lexicon, (scope,))


def _cue(text: str, lexicon: Lexicon, scopes: tuple[str, ...]) -> Status | None:
    best: tuple[int, Status] | None = None
    for pattern, status, scope in lexicon.cue_patterns:
        if scope not in scopes:
            continue
        for match in pattern.finditer(text):
            if best is None or match.start() >= best[0]:
                best = (match.start(), status)
    return best[1] if best else None


def opens_like_a_plan(paragraph: str) -> bool:
    """Whether a paragraph begins with a bare verb and its object, and nothing in it is told as done."""
    first = re.split(r"[,。;:]", paragraph.strip(), maxsplit=1)[0]
    return bool(_PLAN_VERBS.match(first)) and not tells_results(paragraph)


def opens_like_a_result(paragraph: str) -> bool:
    """Whether the topic sentence has its subject first and says how that fared."""
    first = re.split(r"[,。;:]", paragraph.strip(), maxsplit=1)[0]
    first = re.sub(r"^[一二三四五六七八九十]+是", "", first)
    return len(first) >= 6 and not _PLAN_VERBS.match(first) and bool(_TOLD.search(first[3:]))


def tells_results(paragraph: str) -> bool:
    """Whether a paragraph carries the marks of things done: aspect particles, growth figures, ranks."""
    return len(_DONE_PROSE.findall(paragraph)) >= 2

"""Section: what the headings above a paragraph say of all that stands under them: a region, periods, whether it is
done or meant to be, and whether it is about work across regions. Read once a section.
"""

from __future__ import annotations

import re
from dataclasses import replace

from . import periods, places
from .facts import Context
from .lexicon import Lexicon
from .model import Status
from .periods import Clock, Mention, year_of
from .values import value

_REPORT_OF = re.compile(r"(?:19|20)\d{2}年[^,。]{0,10}工作报告")  # a report's year is not the one it tells of
_REGION_LED = re.compile(r"([\u4e00-\u9fff]{2,8})(?::|$)")
_WORK_OF = re.compile(r"((?:19|20)\d{2})年(?:的)?(?:(?:主要|重点)?工作|[^,。年]{0,6}民生实事(?:项目)?(?:\(节选\))?)$")


# A title that announces both what was done and what is planned says of no paragraph which it tells.
_BOTH = re.compile(
    r"(?:总结|回顾|完成情况|执行情况|工作情况|开展情况)[^,。]{0,16}(?:计划|打算|思路|安排|要点|谋划|部署|草案)|"
    r"(?:计划|打算|思路|安排|要点|谋划|部署)[^,。]{0,16}(?:总结|回顾|完成情况)"
)
# A line under the title that only says when it was published, and by whom: no period of what stands below it.
_PUBLISHED = re.compile(
    r"[^\u4e00-\u9fff\d]*(?:发布于?|时间|日期)?[:\s]*(?:[\u4e00-\u9fff]{2,20}(?:局|委|院|队|厅|办|部|社|网|报|中心|政府|会)\s*)?"
    r"[(\[]?(?:19|20)\d{2}\s?[-年./]\s?\d{1,2}\s?[-月./]\s?\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[)\]]?"
    r"(?:\s*[\u4e00-\u9fff]{2,20}(?:局|委|院|队|厅|办|部|社|网|报|中心|政府|会))?\s*"
)


@value
class Section:
    """The headings above a paragraph, outermost first, and what they say; the innermost that says anything counts."""

    headings: tuple[str, ...]
    context: Context  # the bulletin's, with the region that the section is about
    status: Status | None
    mentions: tuple[Mention, ...]  # the periods that the headings name, the innermost first
    cooperative: bool


@value
class _Heading:
    """What one heading says."""

    home: str | None  # the region that it is about
    status: Status | None
    mentions: tuple[Mention, ...]
    cooperative: bool


class Sections:
    """The sections of an article, in its context; each heading is read once, however many stand under it."""

    def __init__(self, context: Context, lexicon: Lexicon) -> None:
        self.context, self.lexicon = context, lexicon
        self._read: dict[str, _Heading] = {}

    def under(self, headings: tuple[str, ...]) -> Section:
        """What the headings say."""
        said = [self._heading(heading) for heading in reversed(headings)]
        home = next((heading.home for heading in said if heading.home is not None), None)
        return Section(
            headings,
            self.context if home is None else replace(self.context, home=home),
            next((heading.status for heading in said if heading.status is not None), None),
            tuple(mention for heading in said for mention in heading.mentions),
            any(heading.cooperative for heading in said),
        )

    def _heading(self, heading: str) -> _Heading:
        if (known := self._read.get(heading)) is not None:
            return known
        clock = self.context.clock
        dated = not _REPORT_OF.search(heading) and not _PUBLISHED.fullmatch(heading)
        mentions = tuple(periods.find(heading, clock, None)) if dated else ()
        ahead = any(_lies_ahead(mention, clock) for mention in mentions)
        read = self._read[heading] = _Heading(
            _region_of(heading, self.context.home, self.lexicon),
            status_of(heading, self.lexicon, clock.now()) or ("target" if ahead else None),
            mentions,
            self.lexicon.cooperation.search(heading) is not None,
        )
        return read


def _region_of(heading: str, home: str | None, lexicon: Lexicon) -> str | None:
    """The region that a heading of a bulletin about `home` is about: `(二)河南:大省约束下的样本`."""
    match = _REGION_LED.match(heading)
    ids = lexicon.names.get(match[1], ()) if match else ()
    return ids[0] if len(ids) == 1 else _another(heading, home, lexicon)


def _another(heading: str, home: str | None, lexicon: Lexicon) -> str | None:
    """The province that a heading begins with (`云南省新增确诊病例为零`), where the bulletin is another one's."""
    if home is None or not lexicon.provinces.prefix_of(heading):
        return None
    first = next(iter(places.find(heading, home, lexicon)), None)
    if first is None or first.start or first.kind != "region" or first.collective:
        return None
    level = lexicon.regions[first.region_id].level
    own = first.region_id in lexicon.ancestors(home) or home in lexicon.ancestors(first.region_id)
    return first.region_id if level == "province" and not own else None


def _lies_ahead(mention: Mention, clock: Clock) -> bool:
    """Whether a heading names years that had hardly begun when the bulletin was published, so that it tells nothing
    of them: “十五五”时期, in January of their first year.
    """
    period = mention.period
    if period is None or not mention.explicit or mention.role not in ("frame", "due"):
        return False
    whole = period == year_of(period.start.year, period.end.year)
    return whole and clock.has_only_begun(period.start.year)


def status_of(heading: str, lexicon: Lexicon, now: int | None) -> Status | None:
    """Whether a heading announces results or plans; `now` is the year of publication: `2022年主要工作` is a plan
    in 2022.
    """
    if _BOTH.search(heading):
        return None
    if (found := lexicon.cues["heading"].last_in(heading)) is not None:
        return found
    work = _WORK_OF.search(heading)
    if work is None or now is None:
        return None
    return "actual" if int(work[1]) < now else "target"

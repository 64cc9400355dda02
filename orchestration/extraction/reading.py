"""Reading: what the passes over a paragraph take and give: a number with all that is bound to it, and what is
carried on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .binding import Change
from .model import Basis, Direction, Measure, Status
from .numerals import Number
from .periods import Period
from .section import Section

ELSEWHERE = (-1, -1)  # the sentence of what is carried on: none of the passage that it is carried to
LOOKED_BACK = 40  # readings that are looked through for what a phrase leaves out


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

    def elsewhere(self) -> Reading:
        """The same for another passage, in no sentence of it."""
        return Reading(
            self.number, self.metric, self.measure, self.direction, self.status, self.status_basis, self.period,
            self.period_basis, self.region_id, self.region_basis, self.cooperation, ELSEWHERE, self.is_change,
            self.inherited, self.origin,
        )  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """A numeral and why it is no observation (None: it is one)."""

    number: Number
    reason: str | None


@dataclass(slots=True)
class Carried:
    """What one paragraph leaves to the next ones of its section."""

    section: Section
    section_status: Status | None = None  # how its last paragraph told
    article_status: Status | None = None  # how the last paragraph of the sections before told
    announced: Status | None = None  # of the items behind a colon: 将努力办好十件实事:
    listed: Reading | None = None  # what the last heading counted: 高风险地区(2个), above 辽宁(1个)
    placed: Reading | None = None  # what the last paragraph counted: the next may go on with other places
    head: Reading | None = None  # what a paragraph that ends in a colon leaves to be told in the next ones
    frame: Period | None = None  # what the last paragraph opened with, if that was a year


@dataclass(slots=True)
class Thread:
    """What has been said so far: the paragraph's readings, and what the sentence being read leaves its later
    clauses to inherit.
    """

    head: Reading | None = None  # the last whole that was told; parts and changes are of it
    readings: list[Reading] = field(default_factory=list)
    sentence: tuple[int, int] = (0, 0)
    told: Reading | None = None  # the paragraph's last quantity with words of its own that is no change
    sentences: set[tuple[int, int]] = field(default_factory=set)  # those that told something
    last: Reading | None = None  # the last quantity that was told
    group: list[Reading] = field(default_factory=list)  # the last list of quantities
    area: str = ""  # the last one that the gazetteer does not know, which its number's phrase begins with
    topic: str | None = None  # `X中,`: what the following numbers are parts of
    parts: bool = False  # whether parts of the head are being told
    divided: Reading | None = None  # the whole whose parts were told up to a semicolon
    parts_depth: int = 0  # in how many brackets they are told: they end where these close
    governed: Change | None = None  # the change word that governs the list
    whole: tuple[Reading | None, tuple[int, int]] | None = (
        None  # before 其中: the increment that was told, and its sentence
    )
    origin_modifier: tuple[str, tuple[int, int]] | None = None  # 本土, 境外输入, and the sentence that says it
    origin_of_part: bool = False  # whether that was said of a part: 其中本土9例

    def latest(self) -> list[Reading]:
        """The last readings, the latest first: as many as are looked through for what a phrase leaves out."""
        return self.readings[: -LOOKED_BACK - 1 : -1]

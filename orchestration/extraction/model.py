"""What the extractor takes and gives: the types that the rest of the project may rely on.

Only data lives here. Offsets are Python string offsets into the bulletin's stored text; end offsets are exclusive.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from .values import value

Qualifier = Literal["exact", "about", "nearly", "over", "at_least", "under", "at_most"]
Measure = Literal["level", "increment", "change_rate"]
Direction = Literal["up", "down"]
Status = Literal["actual", "target"]
# How a field came to be known: said in the clause itself, carried from the words around it, or decided by default.
Basis = Literal["stated", "context", "inferred"]
# How the bulletin's own facts (title, publisher, date) came to be known.
FactBasis = Literal["declared", "stated", "inferred", "unknown"]


@value
class Declared:
    """What came with the bulletin, besides its text; every field may be unknown."""

    title: str | None = None
    publisher: str | None = None
    published_on: date | None = None


@value
class Facts:
    """What is known of the bulletin as a whole, declared or read in its text."""

    title: str | None
    title_basis: FactBasis
    publisher: str | None
    publisher_basis: FactBasis
    published_on: date | None  # 1 January of the year where only a year could be inferred
    published_on_basis: FactBasis


@value
class Block:
    """A stretch of the text, kept as body or set aside with its reason. Blocks cover the text without gap or
    overlap.
    """

    char_start: int
    char_end: int
    # "body", or why it was set aside: "advertisement", "furniture", "repetition", "strangers_post", "contact" ...
    kind: str


@value
class Observation:
    """One number that the bulletin states, with what is needed to read it alone (shared contract: see README)."""

    char_start: int
    char_end: int
    value: float
    value_high: float | None
    unit: str
    qualifier: Qualifier
    measure: Measure
    direction: Direction | None
    status: Status
    status_basis: Basis
    year: int | None
    period_start: date | None
    period_end: date | None
    period_basis: Basis
    region: str | None
    region_id: str | None
    region_basis: Basis
    metric: str
    cooperation: bool
    section: str | None  # the heading that the number stands under
    evidence_start: int  # the sentence around the number, at most 400 characters of it
    evidence_end: int


@value
class Numeral:
    """A numeral of the bulletin, and what became of it. Every numeral of the body has exactly one."""

    char_start: int
    char_end: int
    outcome: (
        str  # "observation", "restated" (an observation said again), "unexplained", or the named reason why it is none
    )
    observation: int | None  # index into Extraction.observations for "observation" and "restated"


@value
class Extraction:
    """All that one bulletin yields."""

    facts: Facts
    blocks: tuple[Block, ...]
    observations: tuple[Observation, ...]
    numerals: tuple[Numeral, ...]

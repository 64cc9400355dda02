"""From text to observations: the passes in their order, and nothing else."""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from . import clauses, stance
from . import facts as facts_pass
from .facts import Context
from .layout import Layout, Paragraph, read_layout
from .lexicon import Lexicon, load
from .model import Block, Declared, Extraction, Facts, Numeral, Observation
from .numerals import Number
from .reader import ParagraphReader
from .reading import Carried, Outcome, Reading
from .restatement import Said, resolve
from .script import simplified
from .section import Sections
from .tables import read_table
from .text import Passage

EXTRACTOR_VERSION = "1.9.0"
EVIDENCE_LIMIT = 400
EVIDENCE_WIDTH = 24
MOST_TOLD = 200  # facts before a table that may say what it is about
_OPENS_ANOTHER = "#【】"  # where somebody else's words, or a title, begin within a sentence
LONGEST_PASSAGE = 10_000  # characters that are read in one go; no paragraph that somebody wrote is as long


def read_facts(text: str, declared: Declared) -> Facts:
    """What is known of the bulletin as a whole; the cheap half of `extract`."""
    lexicon, text = load(), simplified(text)
    return facts_pass.read_facts_of(text, read_layout(text, lexicon).closed_up(), declared, lexicon)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the collector of cyclic garbage. Reading makes no cycle, so it would find nothing; and it would go
    through all that a long bulletin has told again and again while that grows.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_uncollected()
def extract(text: str, declared: Declared | None = None) -> Extraction:
    """All that `text` states, with evidence: `text[o.char_start:o.char_end]` states the number of observation `o`."""
    lexicon = load()
    declared = declared or Declared()
    text = simplified(text)
    layout = read_layout(text, lexicon)
    plain = layout.closed_up()
    known = facts_pass.read_facts_of(text, plain, declared, lexicon)
    said: list[Said] = []
    numerals: list[tuple[int, int, str | None, int | None]] = []
    carried: Carried | None = None
    for number, (article, closed) in enumerate(zip(layout.articles(), plain.articles(), strict=True)):
        own = facts_pass.read_facts_of(text, closed, Declared(), lexicon) if number else known
        context = facts_pass.read_context(closed, own, lexicon)
        carried = _read(article, context, lexicon, carried, said, numerals)
    observations, targets = resolve(said)
    explained = _explained(numerals, said, observations, targets)
    return Extraction(known, _covering(layout, text), tuple(observations), tuple(explained))


def _read(
    article: Layout, context: Context, lexicon: Lexicon, carried: Carried | None,
    said: list[Said], numerals: list[tuple[int, int, str | None, int | None]],
) -> Carried:  # fmt: skip
    """Add what an article says, paragraph by paragraph, and its numerals; what it leaves to the next one."""
    sections = Sections(context, lexicon)
    if carried is None:
        carried = Carried(sections.under(()))
    else:
        carried.section = sections.under(carried.section.headings)
    for paragraph in article.paragraphs:
        if paragraph.kind == "table":
            told = [one.observation for one in said[-MOST_TOLD:]]
            for row, readings, outcomes in read_table(paragraph.rows, paragraph.caption, context, lexicon, told):
                _collect(row, readings, outcomes, paragraph, lexicon, said, numerals)
            continue
        if paragraph.headings != carried.section.headings:
            before = carried.section_status or carried.article_status
            section = sections.under(paragraph.headings)
            carried = Carried(section, article_status=before, announced=carried.announced, listed=carried.listed)
        for part in parts_of(paragraph):
            if not stance.is_item(part.passage.text):
                carried.announced = None
            reader = ParagraphReader(part, lexicon, carried)
            readings, outcomes = reader.read()
            if part.passage.text.rstrip().endswith(":"):
                carried.announced = stance.announced(part.passage.text, lexicon)
            _collect(reader.passage, readings, outcomes, part, lexicon, said, numerals)
            if readings and part.kind == "heading":
                carried.listed = readings[-1].elsewhere()
            elif readings and part.kind != "heading":
                _carry(carried, reader, readings)
    return carried


def parts_of(paragraph: Paragraph) -> Iterator[Paragraph]:
    """The paragraph, or where a page was flattened into one endless line, stretches of it that end at a mark."""
    text = paragraph.passage.text
    if len(text) <= LONGEST_PASSAGE:
        yield paragraph
        return
    for start, end in clauses.stretches(text, LONGEST_PASSAGE):
        yield replace(paragraph, passage=paragraph.passage.part(start, end))


def _carry(carried: Carried, reader: ParagraphReader, readings: list[Reading]) -> None:
    """What a paragraph leaves to the next ones of its section: how it tells, its year, and after a colon its head."""
    carried.section_status = readings[-1].status
    carried.frame = reader.opening_frame() or carried.frame
    counted = next((r for r in reversed(readings) if not r.is_change), None)
    carried.placed = counted.elsewhere() if counted is not None else None
    text = reader.passage.text.rstrip()
    if text.endswith(":"):
        head = next((r for r in reversed(readings) if not r.is_change and not r.inherited), None)
        carried.head = head.elsewhere() if head is not None else None
    elif not text.endswith(";"):
        carried.head = None


def _collect(
    passage: Passage, readings: list[Reading], outcomes: list[Outcome], paragraph: Paragraph, lexicon: Lexicon,
    said: list[Said], numerals: list[tuple[int, int, str | None, int | None]],
) -> None:  # fmt: skip
    """Add a passage's readings to what the bulletin said, and its numerals to those accounted for."""
    by_place: dict[int, int] = {}
    others = clauses.offsets(passage.text, _OPENS_ANOTHER) if readings else []
    for reading in readings:
        start, end = _evidence(reading.number, passage)
        if not reading.metric or end - start > EVIDENCE_WIDTH:
            continue
        by_place[reading.number.digits_start] = len(said)
        opened = bisect_left(others, reading.number.start)
        begins = max(reading.sentence[0], others[opened - 1] if opened else 0)
        said.append(_said(reading, (start, end), begins, passage, paragraph, lexicon))
    offsets = passage.offsets
    numerals += [
        (offsets[n.digits_start], offsets[n.unit_end - 1] + 1, outcome.reason, by_place.get(n.digits_start))
        for outcome in outcomes
        for n in (outcome.number,)
    ]


def _said(
    reading: Reading, evidence: tuple[int, int], begins: int, passage: Passage, paragraph: Paragraph, lexicon: Lexicon
) -> Said:
    """What a reading says; `begins`: where in the passage the words begin that it was said with."""
    number = reading.number
    start, end = evidence
    sentence_start, sentence_end = _around(passage, reading.sentence, number)
    period = reading.period
    region = lexicon.regions.get(reading.region_id or "")
    observation = Observation(
        char_start=start,
        char_end=end,
        value=float(number.value),
        value_high=None if number.value_high is None else float(number.value_high),
        unit=number.unit,
        qualifier=number.qualifier,
        measure=reading.measure,
        direction=reading.direction,
        status=reading.status,
        status_basis=reading.status_basis,
        year=period.year if period else None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        period_basis=reading.period_basis,
        region=region.name if region else None,
        region_id=region.region_id if region else None,
        region_basis=reading.region_basis,
        metric=_with_cases(reading, passage.text, lexicon),
        cooperation=reading.cooperation,
        section=paragraph.headings[-1] if paragraph.headings else None,
        evidence_start=sentence_start,
        evidence_end=sentence_end,
    )
    return Said(
        observation, paragraph.kind == "heading", reading.period_basis == "stated", paragraph.kind == "table",
        passage.offsets[begins],
    )  # fmt: skip


def _with_cases(reading: Reading, text: str, lexicon: Lexicon) -> str:
    """The metric of a reading with what cases of a disease are called, where it names the disease alone:
    `居前三位的是肺结核(1021例)`.
    """
    metric, number = reading.metric, reading.number
    if number.unit != "例" or metric.endswith("传染病") or not lexicon.roles["disease"].suffix_of(metric):
        return metric
    return metric + ("发病" if "发病" in text else "病例")


def _evidence(number: Number, passage: Passage) -> tuple[int, int]:
    """The stored characters that state the number; wider than allowed only where the page broke the numeral itself."""
    offsets = passage.offsets
    start, end = offsets[number.start], offsets[number.end - 1] + 1
    if end - start <= EVIDENCE_WIDTH:
        return start, end
    start, end = passage.stored(number.digits_start, number.unit_end)
    if end - start <= EVIDENCE_WIDTH:
        return start, end
    return passage.stored(number.digits_start, number.digits_end)


def _around(passage: Passage, sentence: tuple[int, int], number: Number) -> tuple[int, int]:
    """The sentence's stored characters, cut to the limit around the number."""
    begin, finish = sentence
    text, offsets = passage.text, passage.offsets
    while begin < finish - 1 and text[begin] in " 　":
        begin += 1
    start, end = offsets[begin], offsets[finish - 1] + 1
    if end - start <= EVIDENCE_LIMIT:
        return start, end
    low, high = passage.stored(number.start, number.end)
    middle = (low + high) // 2
    start = max(start, min(middle - EVIDENCE_LIMIT // 2, end - EVIDENCE_LIMIT))
    return start, min(end, start + EVIDENCE_LIMIT)


def _explained(
    numerals: list[tuple[int, int, str | None, int | None]],
    said: list[Said],
    observations: list[Observation],
    targets: list[int],
) -> list[Numeral]:
    rows: list[Numeral] = []
    for start, end, reason, index in numerals:
        if index is None:
            rows.append(Numeral(start, end, reason or "unexplained", None))
            continue
        target = targets[index]
        own = observations[target].char_start == said[index].observation.char_start
        rows.append(Numeral(start, end, "observation" if own else "restated", target))
    return rows


def _covering(layout: Layout, text: str) -> tuple[Block, ...]:
    if not layout.blocks and text:
        return (Block(0, len(text), "body"),)
    return layout.blocks

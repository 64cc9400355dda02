"""Explaining: what each pass sees in a text, in words that a person can check; for looking, never for deciding."""

from __future__ import annotations

from collections.abc import Iterable

from . import facts as facts_pass
from . import stance
from .extractor import extract, parts_of
from .facts import Context
from .layout import Paragraph, read_layout
from .lexicon import Lexicon, load
from .model import Declared, Facts
from .periods import Period
from .reader import ParagraphReader
from .reading import Carried, Outcome, Reading
from .section import Sections

_SHOWN = 60  # characters of a block


def explain(text: str, declared: Declared | None = None) -> list[tuple[str, str]]:
    """Each pass by its name, in the order they run, and what it makes of the text (a line for each thing it sees)."""
    lexicon = load()
    declared = declared or Declared()
    layout = read_layout(text, lexicon)
    known = facts_pass.read_facts_of(text, layout.closed_up(), declared, lexicon)
    context = facts_pass.read_context(layout.closed_up(), known, lexicon)
    extraction = extract(text, declared)
    blocks = [f"{b.kind}: {text[b.char_start : b.char_end].strip()[:_SHOWN]}" for b in extraction.blocks]
    seen = [("blocks", _lines(blocks)), ("facts", _facts(known, context, lexicon))]
    for paragraph in layout.paragraphs:
        if paragraph.kind != "table":
            for part in parts_of(paragraph):
                seen += _passes(part, context, lexicon)
    outcomes = [f"{text[n.char_start : n.char_end]}: {n.outcome}" for n in extraction.numerals]
    seen.append(("numerals", _lines(outcomes)))
    return seen


def _passes(paragraph: Paragraph, context: Context, lexicon: Lexicon) -> list[tuple[str, str]]:
    """What the passes over one paragraph see; it is read with its headings, but without the paragraphs before it."""
    reader = ParagraphReader(paragraph, lexicon, Carried(Sections(context, lexicon).under(paragraph.headings)))
    outcomes, scene = reader.laid_out()
    if not outcomes:
        return []
    text = reader.text
    seen = [("numbers", _lines(_number(outcome, text) for outcome in outcomes))]
    if scene is None:
        return seen
    stances = stance.by_clause(scene)
    named = lexicon.regions
    readings, _outcomes = reader.read()
    seen += [
        ("periods", _lines(f"{text[m.start : m.end]}: {_days(m.period)}, {m.role}" for m in scene.mentions)),
        ("places", _lines(f"{text[p.start : p.end]}: {named[p.region_id].name}, {p.kind}" for p in scene.places)),
        ("stance", _lines(f"{scene.words(c)}: {' '.join(stances[c.start])}" for c in scene.clauses if c.numbers)),
        ("binding", _lines(_reading(reading, text, lexicon) for reading in readings)),
    ]
    return seen


def _facts(known: Facts, context: Context, lexicon: Lexicon) -> str:
    home = lexicon.regions[context.home].name if context.home else "no region"
    return _lines(
        (
            f"title: {known.title} ({known.title_basis})",
            f"publisher: {known.publisher} ({known.publisher_basis})",
            f"published on: {known.published_on} ({known.published_on_basis})",
            f"genre: {context.genre}; about {home}",
            f"results of {_days(context.actual)}, plans for {_days(context.target)}",
        )
    )


def _number(outcome: Outcome, text: str) -> str:
    number = outcome.number
    high = "" if number.value_high is None else f" to {number.value_high:f}"
    value = f"{number.value:f}{high} {number.unit or 'without a unit'}, {number.qualifier}"
    return f"{text[number.start : number.end]}: {value}" + (f"; set aside: {outcome.reason}" if outcome.reason else "")


def _reading(reading: Reading, text: str, lexicon: Lexicon) -> str:
    region = lexicon.regions[reading.region_id].name if reading.region_id else "no region"
    change = f"{reading.measure} {reading.direction or ''}".strip()
    return (
        f"{text[reading.number.start : reading.number.end]}: {reading.metric or 'nothing'}"
        f"{' (inherited)' if reading.inherited else ''}; {change}; {reading.status} ({reading.status_basis}); "
        f"{_days(reading.period)} ({reading.period_basis}); {region} ({reading.region_basis})"
        f"{'; work across regions' if reading.cooperation else ''}"
    )


def _days(period: Period | None) -> str:
    return "no period" if period is None else f"{period.start} to {period.end}"


def _lines(things: Iterable[str]) -> str:
    return "\n".join(things) or "nothing"

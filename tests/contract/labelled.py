"""The labelled bulletins and how the extractor does on them, with and without what only they could have taught it.

The labels of the seeds are kept in `tests/gold`; other labelled bulletins lie beside the checkout, or are not there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from orchestration.extraction import Declared, extract, lexicon

from . import score

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "contract"
GOLD = ROOT / "tests" / "gold"
FIGURES = GOLD / "figures.json"
PREDICTED = ("char_start", "char_end", "value", "value_high", "unit", "cooperation", *score.FIELDS)
# Tables that a reader of bulletins fills word by word; the gazetteer came whole from elsewhere, and so did the units of
# time, length, area, mass and money.
LEGAL_UNITS = ("time", "length", "area", "mass", "money")
LEARNT = {"terms": "word", "heads": "word", "units": "unit", "hedges": "word"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A bulletin, what was declared about it, and what two careful readers took from it."""

    name: str
    text: str
    declared: Declared
    labels: tuple[Mapping[str, Any], ...]


def bulletins() -> list[Labelled]:
    """Every labelled bulletin that is at hand."""
    folders = [(GOLD, ROOT / "seeds"), (SHARED / "gold", SHARED / "bulletins"), (SHARED / "gold", ROOT / "seeds")]
    found: dict[str, Labelled] = {}
    for gold, texts in folders:
        for path in sorted(gold.glob("*.jsonl")):
            source = texts / f"{path.stem}.txt"
            if source.exists() and path.stem not in found:
                found[path.stem] = _labelled(path, source)
    return [found[name] for name in sorted(found)]


def _labelled(gold: Path, source: Path) -> Labelled:
    sidecar = source.with_suffix(".yaml")
    facts = yaml.safe_load(sidecar.read_text(encoding="utf-8")) if sidecar.exists() else {}
    day = facts.get("published_on")
    declared = Declared(
        facts.get("title"), facts.get("publisher"), date.fromisoformat(day) if isinstance(day, str) else day
    )
    labels = tuple(json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip())
    return Labelled(gold.stem, source.read_bytes().decode("utf-8"), declared, labels)


def scored(bulletin: Labelled) -> dict[str, Any]:
    """The scorer's findings on what the extractor reads in the bulletin."""
    rows = [
        {name: getattr(observation, name) for name in PREDICTED}
        for observation in extract(bulletin.text, bulletin.declared).observations
    ]
    found: dict[str, Any] = score.score_bulletin(list(bulletin.labels), rows)
    return found


def figures(result: Mapping[str, Any]) -> dict[str, float]:
    """F1 of what was found, and of what was right in every field."""
    return {
        name: round(score.prf(result[name], result["published"], result["facts"])[2], 4)
        for name in ("found", "complete")
    }


@contextmanager
def without_what_only(held_out: Collection[Labelled], others: Collection[Labelled]) -> Iterator[int]:
    """The extractor without the words that, of all bulletins, only the held-out ones bear out; yields how many."""
    here = "".join(b.text for b in held_out)
    elsewhere = "".join(b.text for b in others)
    everything = lexicon.table
    dropped = {
        (name, row[column])
        for name, column in LEARNT.items()
        for row in everything(name)
        if len(row[column]) > 1 and row[column] in here and row[column] not in elsewhere
        if name != "units" or row["kind"] not in LEGAL_UNITS
    }

    def table(name: str) -> list[dict[str, str]]:
        column = LEARNT.get(name, "")
        return [row for row in everything(name) if (name, row.get(column, "")) not in dropped]

    lexicon.load.cache_clear()
    try:
        with mock.patch.object(lexicon, "table", table):
            lexicon.load()
        yield len(dropped)
    finally:
        lexicon.load.cache_clear()

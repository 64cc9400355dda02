"""One test a construction: a sentence of our own, and all that a careful reader takes from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from .writing import ROOT, evidence, read

TITLE = "昆明市卫生健康委员会发布消息"
FIELDS = ("value_high", "unit", "qualifier", "measure", "direction", "status", "year", "region", "cooperation")


def cases() -> list[Any]:
    """The entries of the file, each under its name."""
    entries = yaml.safe_load((Path(__file__).parent / "constructions.yaml").read_text(encoding="utf-8"))
    return [
        pytest.param(
            entry,
            id=name,
            marks=[pytest.mark.xfail(strict=True, reason=entry["fails"])] if "fails" in entry else [],
        )
        for name, entry in entries.items()
    ]


@pytest.mark.parametrize("entry", cases())
def test_construction(entry: dict[str, Any]) -> None:
    text = entry["text"]
    published = str(entry.get("published", "2024-03-01"))
    result = read(text, None if published == "undated" else published, entry.get("title", TITLE))
    told = [(o.value, evidence(text, o), o.metric) for o in result.observations]
    wanted = entry["states"]
    assert [t[0] for t in told] == pytest.approx([w["value"] for w in wanted], rel=1e-4), told
    for want, got in zip(wanted, result.observations, strict=True):
        where = evidence(text, got)
        if "says" in want:
            assert want["says"] in where
        for field in FIELDS:
            if field in want:
                assert (field, getattr(got, field)) == (field, want[field]), (where, got.metric)
        for field in ("period_start", "period_end"):
            if field in want:
                assert (field, getattr(got, field)) == (field, want[field]), where
        for word in want["metric"].split():
            assert word in got.metric, (where, got.metric)
        assert "lacks" not in want or want["lacks"] not in got.metric, (where, got.metric)
        assert len(got.metric) <= 40
        assert not set(got.metric) & set("，,；;。！!？?"), got.metric
    outcomes = {text[n.char_start : n.char_end]: n.outcome for n in result.numerals}
    for numeral, reason in entry.get("reasons", {}).items():
        found = {outcome for words, outcome in outcomes.items() if words.startswith(str(numeral))}
        assert reason in found, (numeral, outcomes)


def test_every_construction_is_written_down() -> None:
    entries = yaml.safe_load((Path(__file__).parent / "constructions.yaml").read_text(encoding="utf-8"))
    document = (ROOT / "docs" / "extraction.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", document))
    assert set(entries) <= named, set(entries) - named
    assert not {name for name in named if "-" in name} - set(entries)
    failing = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)` \(fails\)", document))
    assert failing == {name for name, entry in entries.items() if "fails" in entry}

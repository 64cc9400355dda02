"""Why a numeral is no observation: 200 of the seeds' numerals, each read in its sentence by hand.

Where two names say it equally well, both stand there, parted by a bar.
"""

from __future__ import annotations

import csv
from functools import cache

from orchestration.extraction import Extraction, extract

from .writing import ROOT, SEEDS, declared

CHECKED = ROOT / "tests" / "gold" / "reasons.csv"


@cache
def readings() -> dict[str, tuple[str, Extraction]]:
    """Each seed's text, and what was read in it."""
    texts = {path: path.read_bytes().decode("utf-8") for path in SEEDS}
    return {path.stem: (text, extract(text, declared(path))) for path, text in texts.items()}


def rows() -> list[dict[str, str]]:
    """The numerals that were checked."""
    with CHECKED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outcome(file: str, offset: int) -> str:
    """What became of the numeral at an offset."""
    _text, result = readings()[file]
    return next((n.outcome for n in result.numerals if n.char_start <= offset < n.char_end), "not seen")


def test_the_sample_is_of_the_seeds() -> None:
    checked = rows()
    assert len(checked) == 200
    for row in checked:
        text, _result = readings()[row["file"]]
        assert text.startswith(row["numeral"], int(row["offset"]))


def test_reasons_are_right() -> None:
    wrong = [
        (row["file"], row["offset"], row["numeral"], row["reason"], got)
        for row in rows()
        if (got := outcome(row["file"], int(row["offset"]))) not in row["reason"].split("|")
    ]
    assert len(wrong) <= 2, wrong


def test_hardly_a_numeral_of_the_seeds_is_unexplained() -> None:
    outcomes = [n.outcome for _text, result in readings().values() for n in result.numerals]
    assert outcomes.count("unexplained") <= 0.01 * len(outcomes)

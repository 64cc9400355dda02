"""Why a numeral is no observation: 200 of the seeds' numerals, each read in its sentence by hand.

Where two names say it equally well, both stand there, parted by a bar.
"""

from __future__ import annotations

import csv
from functools import cache
from itertools import product

import pytest

from orchestration.extraction import Extraction, exclusion, extract
from orchestration.extraction.lexicon import load
from orchestration.extraction.numerals import scan

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


# What stands beside numerals, and tells of some that they are no observation.
BEFORE = (
    "",
    ",",
    "(",
    "第",
    "每",
    "见表",
    "附件 ",
    "共印",
    "位居前",
    "G",
    "CZ",
    "+",
    "1:",
    "为",
    "近",
    "-",
    "号码",
    "实施",
    "门诊",
)
BEHIND = (
    "", "个", "人", "次", "次航班", "张", "张及以上的医院", "批", "批次", "例及以上", "米以内", "%",
    "‰人口抽样调查", "岁以上", "号文件", "型", "人才培养工程", ":2", "至3日", "天", "万/10万", "x5", "家。", "名)",
)  # fmt: skip


def test_what_is_plain_is_excluded_by_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{before}125{behind}" for before, behind in product(BEFORE, BEHIND)]
    texts += [text for text, _result in readings().values()]
    assert any(exclusion.Exclusions(text, [], []).reason(n) for text in texts for n in scan(text, load()))
    asked_early = [[exclusion.Exclusions(text, [], []).reason(n) for n in scan(text, load())] for text in texts]
    monkeypatch.setattr(exclusion, "_is_plain", lambda *_: False)
    assert [[exclusion.Exclusions(text, [], []).reason(n) for n in scan(text, load())] for text in texts] == asked_early

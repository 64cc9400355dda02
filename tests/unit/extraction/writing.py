"""How the tests write things down: Chinese numerals, full-width text, and observations as plain tuples to compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from orchestration.extraction import Declared, Extraction, Observation, extract

ROOT = Path(__file__).resolve().parents[3]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))

_DIGITS = "零一二三四五六七八九"
_SECTIONS = ("", "万", "亿", "万亿")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def chinese(number: int) -> str:
    """`number` as it is spoken: 10 十, 105 一百零五, 15000 一万五千, 10**12 一万亿."""
    if number == 0:
        return "零"
    sections = []
    rest = number
    while rest:
        rest, section = divmod(rest, 10_000)
        sections.append(section)
    words = ""
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section == 0:
            continue
        if words and (section < 1000 or sections[index + 1] % 10 == 0):
            words += "零"
        words += _section(section)
        words += _SECTIONS[index] if index < 3 or not sections[2] else "万"
    return words.removeprefix("一") if words.startswith("一十") else words


def _section(number: int) -> str:
    words = ""
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            if words and number // (power * 10) % 10 == 0:
                words += "零"
            words += _DIGITS[digit] + name
    return words


def digits(number: int | str) -> str:
    """Each digit read out: 2024 二零二四."""
    return "".join(_DIGITS[int(c)] for c in str(number))


def full_width(text: str) -> str:
    """Every ASCII sign in its full-width form."""
    return text.translate(_FULL_WIDTH)


def read(text: str, published: str | None = "2024-03-01", title: str | None = None) -> Extraction:
    """What the extractor makes of `text` as a bulletin of its own."""
    return extract(text, Declared(title, None, date.fromisoformat(published) if published else None))


def evidence(text: str, observation: Observation) -> str:
    """The characters that state the number."""
    return text[observation.char_start : observation.char_end]


def fields(observation: Observation, *names: str) -> tuple[object, ...]:
    """The named fields of an observation, in that order."""
    return tuple(getattr(observation, name) for name in names)


def declared(path: Path) -> Declared:
    """What the sidecar of a bulletin declares."""
    sidecar = path.with_suffix(".yaml")
    facts = yaml.safe_load(sidecar.read_text(encoding="utf-8")) if sidecar.exists() else {}
    day = facts.get("published_on")
    return Declared(
        facts.get("title"), facts.get("publisher"), date.fromisoformat(day) if isinstance(day, str) else day
    )

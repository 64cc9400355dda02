"""The texts that are measured: the seeds, long bulletins made of them, and lines made to hurt."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000


def seeds() -> dict[str, str]:
    """The bulletins of `seeds/`, by name."""
    return {path.stem: path.read_bytes().decode("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))}


def _paragraphs(salt: int) -> Iterator[str]:
    """Paragraphs of the seeds without end, other digits in each, so that none repeats another."""
    rng = random.Random(salt)
    lines = [line.strip() for text in seeds().values() for line in text.splitlines()]
    prose = [line for line in lines if line.endswith("。") and len(line) >= 60]
    if not prose:
        raise ValueError("seeds/ holds no prose to make long bulletins of")
    while True:
        for line in prose:
            yield re.sub(r"(?<=[1-9])[0-9]", lambda _: str(rng.randrange(10)), line)


def parts(count: int, size: int) -> list[str]:
    """`count` stretches of ordinary bulletin text, each of about `size` bytes of UTF-8, none like another."""
    made: list[str] = []
    source = _paragraphs(1)
    for _ in range(count):
        lines: list[str] = []
        held = 0
        while held < size:
            line = next(source)
            lines.append(line)
            held += len(line.encode()) + 2
        made.append("\n\n".join(lines))
    return made


def hostile() -> dict[str, str]:
    """Lines of a megabyte that a careless pattern, or a loop in a loop, would never come back from."""
    wide = MEGABYTE // 3
    return {
        "one digit repeated": "7" * MEGABYTE,
        "digits": "".join(str(n * 7919 % 10) for n in range(MEGABYTE)),
        "one Chinese sign repeated": "卫" * wide,
        "a Chinese magnitude repeated": "万" * wide,
        "blanks": "共有5家医院" + " " * MEGABYTE + "。",
        "commas": "共有5家医院" + "," * MEGABYTE + "。",
        "brackets": "共有5家医院" + "（" * wide + "。",
        "quotes": "共有5家医院" + "“" * wide + "。",
        "a number, then a line without a stop": "共有5家医院" + "卫" * wide + "。",
        "a number, then stops": "共有5家医院" + "。" * wide,
        "line breaks": "共有5家医院" + "\n" * MEGABYTE,
        "one word repeated": "其中" * (wide // 2) + "5家。",
        "one date repeated": "2023年" * (MEGABYTE // 7),
    }


def crowded(numerals: int) -> str:
    """One sentence with as many numerals as asked for."""
    return "全市新增床位" + "、".join(f"医院{n % 997}张" for n in range(numerals)) + "。"


def repeated(numerals: int) -> dict[str, str]:
    """Clauses that look back over the sentence, said again and again, with about as many numerals as asked for."""
    clauses = {
        "shares in brackets": ("(占3%)、", 1),
        "areas in brackets": ("青岛市17例(崂山区2例,即墨区、平度市各1例),", 3),
        "areas in passing": ("启动昆明市试点,绿电交易增长5%,", 1),
        "changes": ("增长2.1%、", 1),
        "parts": ("其中男5人、", 1),
    }
    return {
        name: f"全市门诊量、住院量分别{clause * (numerals // each)}。" for name, (clause, each) in clauses.items()
    }

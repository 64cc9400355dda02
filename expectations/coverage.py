"""Whether blocks cover a bulletin's text, and rows its numerals: found from the text, without the extractor.

Nothing here needs Great Expectations.
"""

from __future__ import annotations

import re

_ARABIC = re.compile("[0-9０-９]+")


def uncovered(length: int, blocks: list[tuple[int, int]]) -> int | None:
    """The first offset that no block covers, or that two do; None where blocks cover the text exactly once."""
    at = 0
    for start, end in sorted(blocks):
        if start != at or end < start:
            return min(start, at)
        at = end
    return None if at == length else at


def unaccounted(text: str, body: list[tuple[int, int]], numerals: list[tuple[int, int]]) -> list[int]:
    """Offsets of the Arabic numerals of the body that no row of `numerals` touches; found without the extractor."""
    claimed = sorted(numerals)
    missing: list[int] = []
    index = 0
    for start, end in sorted(body):
        for digits in _ARABIC.finditer(text, start, end):
            while index < len(claimed) and claimed[index][1] <= digits.start():
                index += 1
            if index == len(claimed) or claimed[index][0] >= digits.end():
                missing.append(digits.start())
    return missing

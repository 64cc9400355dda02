"""Characters: one paragraph of the stored text as the grammar reads it, and the way back to the stored offsets.

The grammar never sees width variants, zero-width characters or the line breaks of a wrapped paragraph; whatever
it finds
is mapped back to the stored text, character by character, so that evidence is always exact.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import chain

from .values import value

# One character to one character: full-width forms and variant signs to what the grammar is written in.
_FOLD = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLD |= {
    "\u3000": " ",
    "\u00a0": " ",
    "\t": "|",  # a tab parts cells, as a bar does
    "\u2009": " ",
    "﹪": "%",
    "﹐": ",",
    "﹔": ";",
    "∶": ":",
    "﹕": ":",
    "〜": "~",
    "∼": "~",
    "–": "-",
    "－": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "―": "—",
    "｡": "。",
    "､": "、",
    "〇": "零",
    "○": "零",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
}
_FOLDABLE = re.compile(f"[{''.join(map(re.escape, _FOLD))}]")
# Characters that carry no text: zero-width, bidirectional controls, soft hyphen, byte-order mark, variation selectors.
INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad\ufeff\ufe0e\ufe0f"
)
# These patterns begin with the sign, or the set of signs, that `re` leaps to; what stands before it is looked at next.
# A footnote's mark stuck to a word or a numeral: 总诊疗人次[43]96亿人次.
_DROPPED = re.compile(rf"[{INVISIBLE}\r\n\[](?:(?<!\[)|(?<=[\u4e00-\u9fff]\[)\d{{1,2}}\](?!号))")
# A blank inside running Chinese text is an artefact of the page, never a word boundary.
_SOFT_BLANK = re.compile(
    r" (?:(?<![A-Za-z0-9] ) *| *(?![A-Za-z0-9])|(?<=[A-Za-z] ) *(?=[0-9])|(?<=[0-9] ) *(?=[A-Za-z]))"
)
# Blanks between the thousands of a number: 11 352份.
_GROUPED = re.compile(r"(?<![0-9.,])(?<![0-9] )[0-9]{1,3}(?: [0-9]{3})++(?=(?:\.[0-9]+)?[\u4e00-\u9fff%‰])")
# Blanks inside a year or a decimal: 201 7年, 10.1 7亿元, 102 .81%.
_BROKEN = re.compile(
    r"(?<![0-9.,])(?:(?:19|20)[0-9] [0-9](?=年)|[0-9]++\.[0-9]++ [0-9]{1,2}(?=[万亿%‰])|[0-9]++ \.[0-9]++(?=[万亿%‰]))"
)
_PARTED = re.compile(r"[0-9] \.?[0-9]")  # what both of them hold, found at once
_BESIDE_NUMBER = re.compile(r" +(?:(?<=[0-9] )(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff] )(?=[0-9]))")


def _inside_numbers(text: str) -> list[tuple[int, int]]:
    """The blanks inside the numbers of a text."""
    if _PARTED.search(text) is None:
        return []
    numbers = chain(_GROUPED.finditer(text), _BROKEN.finditer(text))
    return [(at, at + 1) for number in numbers for at in range(*number.span()) if text[at] == " "]


def fold(text: str) -> str:
    """`text` with every width variant folded; same length, same offsets."""
    for sign in set(_FOLDABLE.findall(text)):
        text = text.replace(sign, _FOLD[sign])
    return text


def squeezed(folded: str) -> str:
    """Folded text without any white space or invisible character: for comparing wordings, not for offsets."""
    return "".join((_DROPPED.sub("", folded) if _may_drop(folded) else folded).split())


def _may_drop(text: str) -> bool:
    """Whether there may be something to drop; of all that is, only these three signs are printable."""
    return not text.isprintable() or "[" in text or "\ufe0e" in text or "\ufe0f" in text


@value
class Passage:
    """A folded stretch of text and, for each of its characters, the offset in the stored text."""

    text: str
    offsets: Sequence[int]

    def stored(self, start: int, end: int) -> tuple[int, int]:
        """The stored offsets of the non-empty stretch [start, end)."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def without_blanks(self, keep: Collection[int] = ()) -> Passage:
        """The same passage without the blanks that a page put into running text, but for those that start at `keep`."""
        if " " not in self.text:
            return self
        cut = [m.span() for m in _SOFT_BLANK.finditer(self.text) if m.start() not in keep]
        cut += _inside_numbers(self.text)
        cut.sort()
        return self._without(cut) if cut else self

    def with_numbers_joined(self) -> Passage:
        """The same passage without the blanks that a page put around its numbers."""
        if " " not in self.text:
            return self
        cut = [m.span() for m in _BESIDE_NUMBER.finditer(self.text)] + _inside_numbers(self.text)
        cut.sort()
        return self._without(cut) if cut else self

    def _without(self, spans: Sequence[tuple[int, int]]) -> Passage:
        parts: list[str] = []
        offsets: list[int] = []
        last = 0
        for start, end in [*spans, (len(self.text), len(self.text))]:
            parts.append(self.text[last:start])
            offsets.extend(self.offsets[last:start])
            last = end
        return Passage("".join(parts), offsets)

    def part(self, start: int, end: int) -> Passage:
        """The stretch [start, end) as a passage of its own."""
        return Passage(self.text[start:end], self.offsets[start:end])


def passage(folded: str, start: int, end: int) -> Passage:
    """The folded text [start, end) as the grammar reads it: without line breaks and invisible characters."""
    text = folded[start:end]
    whole = Passage(text, range(start, end))
    dropped = [m.span() for m in _DROPPED.finditer(text)] if _may_drop(text) else []
    return whole._without(dropped) if dropped else whole

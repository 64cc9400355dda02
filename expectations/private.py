"""What may never be published: telephone numbers, e-mail addresses and identity numbers of people.

`find_private` names kind and offsets and never the value; `mask_private` blots the value out and keeps every offset.
Nothing here needs Great Expectations, so that whoever writes text that will be published can blot it out cheaply.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MASK = "＊"

# Full-width ASCII reads as ASCII; the translation keeps lengths, so offsets hold.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = "\u200b-\u200f\u2060-\u206f\ufeff\u202a-\u202e\u00ad\ufe0e\ufe0f"
_GAP = f"[{_INVISIBLE}]*"
_HYPHEN = f"{_GAP}[-\u2010-\u2015\u2212]{_GAP}"
_DIGIT = f"[0-9]{_GAP}"
_ALONE = r"(?<![0-9A-Za-z_./+])"
_ENDS = r"(?![0-9A-Za-z_]|\.[0-9])"
# A number with a unit behind it is a quantity however many digits it has.
_NO_UNIT = r"(?!\s*[余多]?\s*(?:[元人万亿%‰台张个份剂次家名例件头]|平方|公里|立方))"
_LABEL = (
    r"(?:电话|热线|手机|联系方式|联系人|咨询|致电|拨打|来电|座机|传真|客服|微信|[Tt][Ee][Ll]|[Pp]hone|[Mm]obile|QQ)"
    r"[^0-9\n]{0,12}?"
)
_URL = re.compile(r"https?://[!-~]+")

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "e-mail address",
        re.compile(
            rf"[A-Za-z0-9._%+-]{{1,64}}{_GAP}@{_GAP}[A-Za-z0-9-]{{1,63}}(?:{_GAP}\.{_GAP}[A-Za-z0-9-]{{1,63}})+"
        ),
    ),
    (
        "identity number",
        re.compile(
            rf"{_ALONE}[1-9]{_GAP}(?:{_DIGIT}){{5}}(?:1{_GAP}9|2{_GAP}0){_GAP}(?:{_DIGIT}){{2}}"
            rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:0{_GAP}[1-9]|[12]{_GAP}[0-9]|3{_GAP}[01]){_GAP}"
            rf"(?:{_DIGIT}){{3}}[0-9Xx]{_ENDS}"
        ),
    ),
    (
        "telephone number",
        re.compile(
            rf"{_ALONE}(?:\+?86[-\s]?)?1{_GAP}[3-9]{_GAP}[0-9]{_GAP}(?:{_HYPHEN})?(?:{_DIGIT}){{4}}(?:{_HYPHEN})?"
            rf"(?:{_DIGIT}){{3}}[0-9]{_ENDS}{_NO_UNIT}"
        ),
    ),
    (
        "telephone number",
        re.compile(
            rf"{_ALONE}[(]?0{_GAP}[1-9]{_GAP}(?:{_DIGIT}){{1,2}}[)]?(?:{_HYPHEN}|\s)?"
            rf"[2-9]{_GAP}(?:{_DIGIT}){{5,6}}[0-9]{_ENDS}"
        ),
    ),
    (
        "telephone number",
        re.compile(
            rf"{_ALONE}[48]{_GAP}0{_GAP}0{_GAP}(?:{_HYPHEN}|\s)?"
            rf"(?:{_DIGIT}){{3,4}}(?:{_HYPHEN}|\s)(?:{_DIGIT}){{2,3}}[0-9]{_ENDS}"
        ),
    ),
    ("telephone number", re.compile(rf"{_LABEL}(?P<number>[0-9(+](?:[-\s()]?{_GAP}[0-9]){{6,14}}){_ENDS}{_NO_UNIT}")),
)
# Without six digits or an @ no pattern fits, and nearly all texts are done with.
_CANDIDATE = re.compile(r"@|(?:[0-9][^0-9]*){6}")


class Private(NamedTuple):
    """Where something private stands, and of which kind; not what it says."""

    kind: str
    char_start: int
    char_end: int


def find_private(text: str) -> list[Private]:
    """Every private value in `text`, in order; overlapping ones once."""
    narrow = text.translate(_NARROW)
    if not _CANDIDATE.search(narrow):
        return []
    # The digits of an address on the web are no telephone number; an e-mail address in it is one.
    without_urls = _URL.sub(lambda url: re.sub(r"[0-9]", "#", url[0]), narrow)
    found: list[Private] = []
    for kind, pattern in _PATTERNS:
        if "@" in pattern.pattern and "@" not in narrow:
            continue
        for match in pattern.finditer(narrow if "@" in pattern.pattern else without_urls):
            group = "number" if "number" in pattern.groupindex else 0
            start, end = match.span(group)
            if all(end <= other.char_start or start >= other.char_end for other in found):
                found.append(Private(kind, start, end))
    return sorted(found, key=lambda private: private.char_start)


def mask_private(text: str) -> str:
    """`text` with everything private blotted out; offsets stay as they are."""
    for private in find_private(text):
        text = text[: private.char_start] + MASK * (private.char_end - private.char_start) + text[private.char_end :]
    return text

"""What changes only the look of a page changes no observation: widths, line breaks, furniture, a repeated article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.extraction import extract

from .writing import SEEDS, declared, full_width

TOLD = ("value", "value_high", "unit", "qualifier", "measure", "direction", "status", "year", "region", "metric")
PUNCTUATION = dict(zip(",;:!?()%", "，；：！？（）％", strict=True))
FURNITURE = ("阅读量:30215", "责任编辑：王小明", "扫一扫在手机打开当前页", "来源：卫生健康委员会", "0312-5601234")


def told(text: str, path: Path) -> list[tuple[object, ...]]:
    """Every observation of the text, without its place."""
    return [tuple(getattr(o, name) for name in TOLD) for o in extract(text, declared(path)).observations]


def stored(path: Path) -> str:
    """The seed's text as it came."""
    return path.read_bytes().decode("utf-8")


def wide_digits(text: str) -> str:
    """Every digit full-width."""
    return re.sub(r"[0-9]", lambda m: full_width(m[0]), text)


def narrow_digits(text: str) -> str:
    """Every digit half-width."""
    return re.sub(r"[０-９]", lambda m: chr(ord(m[0]) - 0xFEE0), text)


def wide_punctuation(text: str) -> str:
    """Every mark full-width."""
    return re.sub(r"[,;:!?()%]", lambda m: PUNCTUATION[m[0]], text)


def narrow_punctuation(text: str) -> str:
    """Every mark half-width, but for the full stop, which has no other form."""
    narrow = {wide: mark for mark, wide in PUNCTUATION.items()}
    return re.sub(r"[，；：！？（）％]", lambda m: narrow[m[0]], text)


def windows_line_ends(text: str) -> str:
    """Carriage returns before the line feeds."""
    return re.sub(r"\r?\n", "\r\n", text)


def spread(text: str) -> str:
    """A blank line between any two lines."""
    return re.sub(r"\r?\n", "\n\n", text)


def zero_width(text: str) -> str:
    """Zero-width spaces in the middle of clauses, as some pages carry them."""
    return re.sub(r"([的了])(?=[\u4e00-\u9fff])", "\\1\u200b", text)


def numbers_apart(text: str) -> str:
    """Blanks on both sides of the numbers in running text, as some editors put them."""
    apart = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9%])(?=[\u4e00-\u9fff])")
    return "\n".join(apart.sub(" ", line) if "。" in line else line for line in text.split("\n"))


def furnished(text: str) -> str:
    """Furniture after every line that ends a paragraph."""
    pieces: list[str] = []
    for index, line in enumerate(text.splitlines()):
        pieces.append(line)
        if line.rstrip().endswith("。") and len(line) > 60:
            pieces.extend(("", FURNITURE[index % len(FURNITURE)], ""))
    return "\n".join(pieces)


def wrapped(width: int) -> Callable[[str], str]:
    """Paragraphs of prose broken into lines of `width` characters, blank lines between them."""

    def wrap(text: str) -> str:
        return "\n\n".join("\n".join(_broken(line, width)) for line in text.splitlines())

    wrap.__name__ = f"wrapped_at_{width}"
    return wrap


def _broken(line: str, width: int) -> Iterator[str]:
    if "。" not in line or len(line) <= width * 2:
        yield line
        return
    start = 0
    while len(line) - start > width:
        end = start + width
        while (
            re.match(r"[0-9A-Za-z.%‰/]", line[end]) and re.match(r"[0-9A-Za-z.,/]", line[end - 1]) and end > start + 1
        ):
            end -= 1
        if line[end] in "，。；、！？：）”》,;:!?)":
            end += 1
        yield line[start:end]
        start = end
    if start < len(line):
        yield line[start:]


SAME = [
    wide_digits,
    narrow_digits,
    wide_punctuation,
    narrow_punctuation,
    full_width,
    windows_line_ends,
    spread,
    zero_width,
    numbers_apart,
    furnished,
    wrapped(24),
    wrapped(40),
    wrapped(64),
]


@pytest.fixture(scope="module", params=SEEDS, ids=lambda path: path.stem[:3])
def seed(request: pytest.FixtureRequest) -> tuple[Path, str, list[tuple[object, ...]]]:
    """A seed: its path, its text, and what it tells as it came."""
    text = stored(request.param)
    return request.param, text, told(text, request.param)


@pytest.mark.parametrize("change", SAME, ids=lambda change: getattr(change, "__name__", None))
def test_the_look_of_the_page_tells_nothing(
    seed: tuple[Path, str, list[tuple[object, ...]]], change: Callable[[str], str]
) -> None:
    path, text, before = seed
    after = told(change(text), path)
    assert not set(before) ^ set(after)
    assert after == before


def test_an_article_said_again_tells_nothing_new(seed: tuple[Path, str, list[tuple[object, ...]]]) -> None:
    path, text, before = seed
    assert told(f"{text}\n\n{text}", path) == before

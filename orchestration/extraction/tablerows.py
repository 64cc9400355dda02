"""Rows: whether a line of text is a row of a flattened table, and its cells; nothing of what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BARS = re.compile(r"\s*\|\s*")
_WIDE = re.compile(r"\s{2,}")
CAPTION = re.compile(r"^(?:附?[表图]\s*[\d一二三四五六七八九十]*|专栏\s*\d*|附[件录]\d*)(?:[:：\s“]|[^\s|]{4,})")
_WORD = re.compile(r"\S+")
_YEAR = re.compile(r"(?:19|20)\d{2}(?:年[\u4e00-\u9fff]{0,6}|(?:底|末)?(?:目标|规划|实际|现状|预期)?值?)")
_ATTRIBUTE = re.compile(r"^(?:约束性?|预期性?|指导性?)$")  # the last cell of a plan's indicator
_LATIN = re.compile(r"[A-Za-z][\u4e00-\u9fff]|[\u4e00-\u9fff][A-Za-z]")
_SIGN = re.compile(r"[\u4e00-\u9fff]")
_NARROW = re.compile(r"\s+")
_VALUE = re.compile(
    r"^(?:(?:稳定在|保持在|控制在|不低于|不高于|不超过|不少于|达到)?[<>≤≥≈=~约近超]{0,2}[+\-]?\d[\d,]*(?:\.\d+)?\s*(?:%|‰|/10万|[万亿]?[\u4e00-\u9fff/]{0,4})?(?:左右|以上|"
    r"以下|以内)?(?:\(\d[\d,.]*%?\))?)$"
)
# 比2015年降低20%: by how much it is to change
CHANGE = re.compile(
    r"(?:[较比](?:(?:19|20)\d{2}年|上年|去年|基期)?(?:底|末)?)?(?:累计|年均)?(?P<word>降低|下降|减少|提高|上升|增加|增长)(?=[<>≤≥]?\d[\d.,]*"
    r"(?:%|个?百分点|‰)(?:左右|以上|以下|以内)?$)"
)
_OF_AN_AGE = re.compile(r"\d+周?岁(?:及|或)?以[上下]")  # a group's label, no value
LABEL_COLUMN = re.compile(
    r"^(?:指标|指标名称|主要指标|项目|名称|病名|病种|疾病|地区|城市|区域|机构类别|机构名称|医疗机构|医疗卫生机构|机构|类别|分类|省份|县区|"
    r"区县|内容|年份|年度|时间)$"
)
NO_CELL = re.compile(r"[,:]$|[。!?;|]")
LONGEST_CELL, _LONGEST_CORNER = 24, 8  # signs
_MOST_GROUPS = 4  # names of several columns each, above their years
_FEWEST_VALUES = 3  # one cell of so many, but for the label: posts under an article have fewer
_NARROWEST, _WIDEST = 2, 12  # cells of a row
_HEADS_YEARS = re.compile(r"(?:19|20)\d{2}年?$")
_HEADS_VALUES = re.compile(r"(?:19|20)\d{2}年?|现状|目标|基期|基线")
_UNIT_COLUMNS = ("单位", "计量单位")
_PART_OF_ROW = re.compile(r"其中|#")  # a row without a number of its own
_FEWEST_NUMBERED = 3  # numbered rows that make a table, its header left out
_FILLS = re.compile(
    r"^(?:—+|-+|…+|\.\.\.|/|\*|无|(?:19|20)\d{2})$"
)  # what stands in place of a value, or is like a year
# A row whose cells lost what stood between them: 社区服务站7,149, 养老机构床位万张11.3
_GLUED = re.compile(
    r"\s*(?:\d{1,2}[.、])?[\u4e00-\u9fff(][\u4e00-\u9fff()、/·]{0,30}[\u4e00-\u9fff)](?=\d[\d,]*(?:\.\d+)?\s*$)"
)
EMPTY = re.compile(r"^(?:—+|-+|…+|\.\.\.|/|\*|无|n/?a)$", re.IGNORECASE)


@dataclass(slots=True)
class Cell:
    """A cell at [start, end) of its row's text."""

    start: int
    end: int
    text: str


def cells_of(text: str) -> list[Cell]:
    """The cells of a line: parted by bars, tabs or wide blanks where it has them, else by single blanks."""
    bars, wide = "|" in text, bool(re.search(r"\S\s{2,}\S", text.strip()))
    pattern = _BARS if bars else _WIDE if wide else _NARROW
    cells: list[Cell] = []
    start = 0
    for match in pattern.finditer(text):
        cells.append(Cell(start, match.start(), text[start : match.start()].strip()))
        start = match.end()
    cells.append(Cell(start, len(text), text[start:].strip()))
    if not bars:
        return _rejoined([piece for c in cells if c.text for piece in (_parted(c) if wide else [c])])
    while cells and not cells[-1].text:
        cells.pop()
    if text.strip().startswith("|") and cells and not cells[0].text:
        cells.pop(0)
    return cells


def _parted(cell: Cell) -> list[Cell]:
    """A cell that holds nothing but several values or years: single (full-width) blanks parted them."""
    words = list(_WORD.finditer(cell.text))
    if len(words) == 2 and cell.start == 0 and is_value(words[1][0]) and not is_value(words[0][0]):
        return [Cell(cell.start + w.start(), cell.start + w.end(), w[0]) for w in words]
    if len(words) < 2 or not all(is_value(w[0]) or _YEAR.fullmatch(w[0]) for w in words):
        return [cell]
    return [Cell(cell.start + w.start(), cell.start + w.end(), w[0]) for w in words]


def _rejoined(cells: list[Cell]) -> list[Cell]:
    """Cells that are one word spread out (总  计, 医  院), or parted around Latin letters (占 GDP 比重), as one."""
    joined: list[Cell] = []
    valued = any(is_value(cell.text) for cell in cells)
    for cell in cells:
        last = joined[-1] if joined else None
        if last and (_is_spread(last, cell) or (valued and _is_around_latin(last, cell))):
            joined[-1] = Cell(last.start, cell.end, last.text + cell.text)
        else:
            joined.append(cell)
    return joined


@dataclass(frozen=True, slots=True)
class Stack:
    """A table whose cells stand below each other, one a line: the lines of each row, the header first, and the lines
    before which a cell is left out.
    """

    rows: tuple[tuple[int, int], ...]
    gaps: frozenset[int] = frozenset()

    @property
    def start(self) -> int:
        """Its first line."""
        return self.rows[0][0]

    @property
    def stop(self) -> int:
        """The line behind its last one."""
        return self.rows[-1][1]


def stacks(lines: Sequence[str]) -> list[Stack]:
    """The tables among lines that hold one cell each, as pages leave them whose markup was taken away."""
    short = [0 < len(line) <= LONGEST_CELL and not NO_CELL.search(line) for line in lines]
    values = [cell and is_value(line) for line, cell in zip(lines, short, strict=True)]
    found: list[Stack] = []
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and short[stop]:
            stop += 1
        while at + 3 * _NARROWEST <= stop:
            table = _numbered_at(at, stop, lines, values) or _stack_at(at, stop, lines, values)
            if table is not None:
                found.append(_under_groups(table, lines, found[-1].stop if found else 0))
            at = table.stop if table is not None else at + 1
        at = max(at, stop) + 1
    return found


def _stack_at(start: int, end: int, lines: Sequence[str], values: Sequence[bool]) -> Stack | None:
    """The table whose header begins at the line: the width at which most lines fit into rows of one shape."""
    best: Stack | None = None
    if len(lines[start]) > _LONGEST_CORNER or values[start]:
        return None
    narrowest = _NARROWEST if LABEL_COLUMN.match(lines[start]) else _NARROWEST + 1  # pairs of lines are often no table
    for width in range(narrowest, min(_WIDEST, (end - start) // 3) + 1):
        for header in (width, width - 1):
            first = start + header
            if any(values[start:first]) or (header < width and not _HEADS_YEARS.match(lines[start])):
                continue
            shape = values[first : first + width]
            if shape[0] or _FEWEST_VALUES * sum(shape) < width - 1:
                continue
            stop = first
            while stop + width <= end and all(
                values[at] == cell or (cell and _FILLS.match(lines[at]))
                for at, cell in zip(range(stop, stop + width), shape, strict=True)
            ):
                stop += width
            if stop - first >= 2 * width and (best is None or stop > best.stop):
                best = Stack(((start, first), *((at, at + width) for at in range(first, stop, width))))
    return best


def _under_groups(table: Stack, lines: Sequence[str], since: int) -> Stack:
    """The table with the first of two header rows, where what stood in its corner is the last name of several columns:
    机构, 床位数, 2022年, 2023年.
    """
    (start, first), *rows = table.rows
    label = next((at for at in range(start, max(since, start - _MOST_GROUPS) - 1, -1) if _labels(lines[at])), start)
    groups = start - label
    if not groups or (first - start - 1) % groups:
        return table
    return Stack(((label, start + 1), (start + 1, first), *rows), table.gaps)


def _labels(line: str) -> bool:
    """Whether a line names the column of labels."""
    return LABEL_COLUMN.match(line) is not None


def _numbered_at(start: int, end: int, lines: Sequence[str], values: Sequence[bool]) -> Stack | None:
    """The table of numbered rows whose header begins at the line, as pages leave a plan's indicators: rows without the
    cells that were empty, a unit or the area that several rows are of.
    """
    serial = next((at for at in range(start, min(start + 2, end)) if lines[at] == "序号"), None)
    if serial is None:
        return None
    one = next((at for at in range(serial + 3, min(serial + _WIDEST, end)) if lines[at] == "1"), None)
    if one is None:
        return None
    header = range(start, one - (serial - start))
    valued = [at for at in header if _HEADS_VALUES.search(lines[at])]
    if not valued:
        return None
    measured = any(lines[at] in _UNIT_COLUMNS for at in header)
    behind = len(valued) + header.stop - 1 - valued[-1]  # the values of a row, and what follows them
    rows, gaps = [(header.start, header.stop)], set[int]()
    at, counted = header.stop, 0  # how many of the rows have been numbered
    while at < end:
        area = at + 1 < end and lines[at + 1] == str(counted + 1)
        numbered = area or lines[at] == str(counted + 1)
        if not numbered and not _PART_OF_ROW.match(lines[at]):
            break
        label = at + area + numbered
        left_out = measured and label + 1 < end and (values[label + 1] or _FILLS.match(lines[label + 1]) is not None)
        first = label + 1 + (measured and not left_out)
        stop = first + behind
        told = range(first, min(first + len(valued), end))
        if stop > end or not any(values[at] or _FILLS.match(lines[at]) for at in told):
            break
        if left_out:
            gaps.add(first)
        rows.append((at, stop))
        at, counted = stop, counted + numbered
    return Stack(tuple(rows), frozenset(gaps)) if len(rows) > _FEWEST_NUMBERED else None


def _is_spread(last: Cell, cell: Cell) -> bool:
    return bool(_SIGN.fullmatch(last.text.lstrip("#*")) and _SIGN.fullmatch(cell.text))


def _is_around_latin(last: Cell, cell: Cell) -> bool:
    beside = last.end + 1 == cell.start and _LATIN.search(last.text[-1:] + cell.text[:1])
    return bool(beside) and not is_value(cell.text) and not is_value(last.text)


def looks_like_row(text: str) -> bool:
    """Whether a line may be a row of a table: short cells, numbers among them, no sentence."""
    if CAPTION.match(text) and not re.search(r"\d\s+\d", text):
        return False
    if len(text) > 240 or re.search(r"[。!?;]", text):
        return False
    cells = cells_of(text)
    if len(cells) < 2 or any(len(c.text) > 40 for c in cells):
        return False
    values = sum(1 for c in cells if is_value(c.text))
    wide = bool(re.search(r"\||\S\s{2,}\S", text.strip()))
    if wide:
        return len(cells) >= 3 or values >= 1
    if _ATTRIBUTE.match(cells[-1].text) and values:
        filled = values + sum(1 for c in cells if EMPTY.match(c.text))
        return len(cells) >= 4 and filled >= len(cells) - 3
    return len(cells) >= 3 and values >= 2 and values >= len(cells) - 2


def glued_label(text: str) -> str:
    """The label of a line that may be a row of a label and a value with nothing between them; or ''."""
    match = _GLUED.match(text) if text.rstrip()[-1:].isdigit() else None
    return match[0] if match is not None else ""


def looks_like_header(text: str) -> bool:
    """Whether a line may be the header above such rows: several short cells without a sentence."""
    cells = cells_of(text)
    if CAPTION.match(text):
        return False
    return len(cells) >= 2 and all(len(c.text) <= 24 for c in cells) and not re.search(r"[。!?;]", text)


def is_value(text: str) -> bool:
    """Whether a cell holds a value (a year names a column instead)."""
    if CHANGE.match(text) is not None:
        return True
    return bool(_VALUE.match(text.replace(" ", ""))) and not _YEAR.fullmatch(text) and not _OF_AN_AGE.match(text)

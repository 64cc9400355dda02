"""Page to body: which stretches of the stored text are the bulletin, and how they hang together.

Blocks cover the text without gap; what is not body keeps its reason (page furniture, advertisements, other people's
posts, contacts, repeated copies). Body blocks become paragraphs, with the headings that they stand under and, for
tables flattened to text, their cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from operator import or_

from .lexicon import Lexicon
from .model import Block
from .tablerows import LONGEST_CELL, NO_CELL, glued_label, is_value, looks_like_header, looks_like_row, stacks
from .text import Passage, fold, passage, squeezed
from .values import value

_BULLETS = "•●· "
_LABELS_OF_A_PAGE = frozenset(["source_line", "byline", "furniture"])
_COUNTS = re.compile(r"\d(?:[万亿]?[人例家个所张元次%]|人次)")
_SENTENCE_END = "。！？!?；;…"
_CLOSERS = "”’）)】》」"
_LIST_MARK = re.compile(
    r"^\s*(?:#+\s*|[一二三四五六七八九十]{1,3}[、.．]\s*|[(（][一二三四五六七八九十\d]{1,3}[)）]\s*|"
    r"第[一二三四五六七八九十\d]+[章节部分篇]+\s*|"
    r"\d{1,2}(?:\.\d{1,2}){0,3}[.、．)）]?\s+|\d{1,2}[、.．](?!\d)\s*|0?\d{1,2}$)"
)
_EVENT_DATES = re.compile(r"^\s*\d{4}[-./]\d{1,2}[-./]\d{1,2}\s*[-~至]+\s*(?:\d{4}[-./])?\d{1,2}[-./]\d{1,2}")
_MARKS = (
    (re.compile(r"^\s*(#{1,6})\s"), 0),
    (re.compile(r"^\s*(?:第[一二三四五六七八九十\d]+[章节部分篇]+|[一二三四五六七八九十]{1,3}[、.])"), 1),
    (re.compile(r"^\s*[(][一二三四五六七八九十]{1,3}[)]"), 2),
    (re.compile(r"^\s*\d{1,2}(?:[.、)]|\s|$)"), 3),
)
_PLAIN = 9  # the level of a heading without a mark
_LEADS_A_LIST = 2.5  # of one that ends in a colon: above the numbered items, under what is marked
# A heading with its mark and a full stop: (一)“十五”时期卫生事业发展状况。
_MARKED_HEADING = re.compile(r"\s*(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|\d{1,2}[.、](?!\d))[^,。;:\d]{4,30}。")
_MARK_SIGNS = frozenset("#第一二三四五六七八九十(0123456789 ")  # what these begin with
_HASHES = re.compile(r"#{1,6}\s")
_MAX_HEADING = 42
# A line of a list of places and nothing else: 泉州市11例、福州市1例
_COUNTED_PLACES = re.compile(
    r"(?![\u4e00-\u9fff]*(?:新增|累计|确诊|病例|感染))[\u4e00-\u9fff]{2,8}[:：]?\d+例(?:[、,(（ ]|$)"
)
_UNIT_LINE = re.compile(r"^[(]?(?:计量)?单位[:：]")  # stands between a table and its title
_LONGEST_TITLE = 60
_DATED = re.compile(r"(?:19|20)\d{2}[-年./]\d{1,2}[-月./]\d{1,2}")
# A line that begins with a day and is no sentence: 2024年1月16日在市人民代表大会上
_DATE_LINE = re.compile(r"[(\[—-]*(?:19|20)\d{2}\s?[-年./]\s?\d{1,2}\s?[-月./]\s?\d{1,2}日?[^,。;]{0,40}$")
_FEWEST_CELLS = 6  # lines that a table of a cell a line has at least
_FEWEST_FIGURES = 2  # among them
_FIGURE = re.compile(r"[0-9]")
_FEWEST_GLUED = 3  # rows that a table has whose cells are parted by nothing
_TALLEST_CELL = 3  # lines that a cell between bars is wrapped into at most
_ONLY_A_UNIT = re.compile(r"\([^()\d]{1,6}\)")
_BROAD = 48  # columns of a line that a page wrapped
_FEWEST_BROAD = 3  # lines as broad as that, where a page wrapped them
_ENDS_LINE = _SENTENCE_END + _CLOSERS + ":："
_IMPRINT = 5  # lines at either end of a page that may say whose it is
_WIDEST_PAGE = 120  # signs; where a line is longer, nobody wrapped lines at a width


@value
class Paragraph:
    """One paragraph of the body (wrapped lines joined), the headings above it (outermost first) and what it is."""

    passage: Passage
    headings: tuple[str, ...]
    kind: str  # "text", "heading" or "table"
    rows: tuple[Passage, ...] = ()  # of a table, its lines
    caption: str = ""  # the line above a table


# A page's title, and who published it when, before the text of the page in one line with them.
LONGEST_HEAD = 120
_HEAD_LABEL = re.compile(r"\s(?:发布时间|发布日期|日期|来源)\s?[:：]")
_FLATTENED_HEAD = re.compile(
    r"\s*(\S[^。]{5,80}?)(?=\s+(?:发布时间|发布日期|日期|来源)\s?[:：])"
    r"([^。]{4,160}(?:分享到?|字体|字号|打印|浏览次数|阅读次数|点击数)[^。\u4e00-\u9fff]{0,6}[^。]{0,8}?[:：】\]]\s*(?:\d+\s*次?)?)(?=\s*\S.{60})"
)


# The same without the page's controls: the labels, each with a word behind it, the day of publication among them.
_LABELLED_HEAD = re.compile(
    r"\s*(\S[^。]{5,80}?)(?=\s+(?:发布时间|发布日期|日期|来源|作者)\s?[:：])"
    r"((?:\s+(?:发布时间|发布日期|日期|时间|来源|信息来源|作者|编辑)\s?[:：]\s?[^\s:：。]{1,24}(?:\s\d{1,2}:\d{2}(?::\d{2})?)?){2,5})(?=\s+\S.{60})"
)


@dataclass(slots=True)
class _Line:
    """A line that is not blank."""

    start: int
    end: int  # without the line break
    text: str  # folded
    bare: str  # without the blanks around it
    apart: bool  # whether a blank line stands before it


@value
class Layout:
    """The blocks of the whole text, and the paragraphs of its body."""

    blocks: tuple[Block, ...]
    paragraphs: tuple[Paragraph, ...]
    begun: tuple[int, ...] = ()  # the paragraphs that are titles, where a page holds several articles
    imprint: str = ""  # the first and the last lines that are the site's own: whose page it is

    def closed_up(self) -> Layout:
        """The same without the blanks inside its prose, and without those around the numbers of its headings."""
        plain = (
            p.passage.without_blanks() if p.kind == "text" else p.passage.with_numbers_joined() for p in self.paragraphs
        )
        paragraphs = tuple(
            p if p.kind == "table" or passage is p.passage else replace(p, passage=passage)
            for p, passage in zip(self.paragraphs, plain, strict=True)
        )
        return replace(self, paragraphs=paragraphs)

    def articles(self) -> Iterator[Layout]:
        """The page's articles, each with its own title and dateline; most pages are one."""
        if not self.begun:
            yield self
            return
        edges = [0, *self.begun[1:], len(self.paragraphs)]
        starts = [block.char_start for block in self.blocks]
        for first, stop in pairwise(edges):
            paragraphs = self.paragraphs[first:stop]
            start = paragraphs[0].passage.offsets[0] if first else 0
            end = self.paragraphs[stop].passage.offsets[0] if stop < len(self.paragraphs) else self.blocks[-1].char_end
            yield Layout(self.blocks[bisect_left(starts, start) : bisect_left(starts, end)], paragraphs)


def read_layout(stored: str, lexicon: Lexicon) -> Layout:
    """Tell body from everything else, and group the body into paragraphs under their headings."""
    folded = fold(stored)
    lines = list(_lines(folded))
    if (unstacked := _unstacked(folded, lines)) != folded:
        folded, lines = unstacked, list(_lines(unstacked))
    kinds = _classify(lines, lexicon)
    titles = _titles(lines, kinds)
    paragraphs = tuple(_paragraphs(folded, _runs(lines, kinds), titles))
    begun = tuple(n for n, p in enumerate(paragraphs) if p.kind == "heading" and p.passage.offsets[0] in titles)
    own = [line.bare for line, kind in zip(lines, kinds, strict=True) if kind in ("furniture", "source_line", "byline")]
    imprint = "\n".join([*own[:_IMPRINT], *own[_IMPRINT:][-_IMPRINT:]])
    return Layout(tuple(_blocks(lines, kinds, len(stored))), paragraphs, begun, imprint)


def _unstacked(folded: str, lines: Sequence[_Line]) -> str:
    """The text with a bar for the line break between the cells of a row, where a table has a line for each cell."""
    pieces: list[str] = []
    done = 0
    for stretch in _short_lines(lines):
        cells = list(_cells(stretch))
        for table in stacks(["".join(line.bare for line in cell) for cell in cells]):
            begins = {first for first, _stop in table.rows}
            last: _Line | None = None
            for at in range(table.start, table.stop):
                between = "\n" if at in begins else "||" if at in table.gaps else "|"
                for line in cells[at]:
                    if last is not None:
                        pieces += folded[done : last.end], between.rjust(line.start - last.end)[: line.start - last.end]
                        done = line.start
                    last, between = line, " "
    return "".join([*pieces, folded[done:]]) if pieces else folded


def _short_lines(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """The short lines that stand together, where they are enough for a table and values are among them."""
    stretch: list[_Line] = []
    figures = 0
    for line in chain(lines, (None,)):
        cell = line.bare.strip("| ") if line is not None else ""
        if line is not None and len(cell) <= LONGEST_CELL:
            stretch.append(line)
            figures += _FIGURE.search(cell) is not None and is_value(cell)
            continue
        if len(stretch) >= _FEWEST_CELLS and figures >= _FEWEST_FIGURES:
            yield stretch
        stretch, figures = [], 0


def _cells(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines as the cells of a table might stand in them: without bars around them, a unit in brackets (`(张)`)
    with what it is the unit of, lines between two that are only a bar as the one cell that they are.
    """
    cell: list[_Line] = []
    bars = [at for at, line in enumerate(lines) if not line.bare.strip("| ")]
    for at, line in enumerate(lines):
        bare = line.bare.strip("| ")
        if not bare:
            continue
        start = line.start + line.text.index(bare)
        own = _Line(start, start + len(bare), bare, bare, line.apart)
        behind = bisect_left(bars, at) if bars else 0
        barred = 0 < behind < len(bars) and bars[behind] - bars[behind - 1] <= _TALLEST_CELL + 1
        goes_on = barred and at - bars[behind - 1] > 1 and lines[at - 1].bare[-1] != "|"
        if cell and (goes_on or (bare[0] == "(" and _ONLY_A_UNIT.fullmatch(bare))):
            cell.append(own)
            continue
        if cell:
            yield cell
        cell = [own]
    if cell:
        yield cell


def _titles(lines: list[_Line], kinds: list[str]) -> frozenset[int]:
    """Where the titles of a page's articles stand: lines above a dateline, if there are several."""
    found = [
        above.start
        for above, below, kind, its_kind in zip(lines, lines[1:], kinds, kinds[1:], strict=False)
        if kind == "body"
        and its_kind in ("source_line", "byline")
        and _DATED.search(below.bare)
        and len(above.bare) <= _LONGEST_TITLE
        and above.bare[-1] not in ";:,、"
    ]
    return frozenset(found if len(found) > 1 else ())


def _head_of(text: str) -> list[int]:
    """Where the title and the labels of a page in one line with its text end; nothing where it has none."""
    if text.find(":", 0, LONGEST_HEAD) < 0 or not _HEAD_LABEL.search(text, 0, LONGEST_HEAD):
        return []
    head = _FLATTENED_HEAD.match(text) or _LABELLED_HEAD.match(text)
    return [0, head.end(1), head.end(2), len(text)] if head is not None else []


def _lines(folded: str) -> Iterator[_Line]:
    start = 0
    apart = False
    for whole in folded.splitlines(keepends=True):
        bare = whole.strip()
        if bare:
            text = whole.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
            edges = _head_of(text) if len(text) > LONGEST_HEAD else []
            if not edges:
                yield _Line(start, start + len(text), text, bare, apart)
            for begin, end in pairwise(edges):
                part = text[begin:end]
                yield _Line(start + begin, start + end, part, part.strip(), apart or begin > 0)
        apart = not bare
        start += len(whole)


def _blocks(lines: list[_Line], kinds: list[str], length: int) -> Iterator[Block]:
    """The text's stretches of one kind; blank lines go with what stands before them."""
    start, kind = 0, "body"
    for line, here in zip(lines, kinds, strict=True):
        if here != kind:
            if line.start > start:
                yield Block(start, line.start, kind)
            start, kind = line.start, here
    if length > start:
        yield Block(start, length, kind)


def _runs(lines: list[_Line], kinds: list[str]) -> Iterator[list[_Line]]:
    """The body's lines that stand together: nothing between them, not even a blank line."""
    run: list[_Line] = []
    for line, kind in zip(lines, kinds, strict=True):
        if run and (line.apart or kind != "body"):
            yield run
            run = []
        if kind == "body":
            run.append(line)
    if run:
        yield run


def _classify(lines: list[_Line], lexicon: Lexicon) -> list[str]:
    """Each line's kind: body or the reason why not."""
    kinds = ["body"] * len(lines)
    tail: str | None = None
    seen: dict[str, int] = {}
    long_after = _body_ahead(lines)
    listed = False
    for index, line in enumerate(lines):
        bare = line.bare
        if tail is not None:
            kinds[index] = tail
            continue
        unmarked = bare.lstrip(_BULLETS)
        found = lexicon.furniture.kind_of(unmarked) if len(bare) <= 400 else None
        if unmarked == bare:
            listed = bare[-1] in ":："  # what bullets follow here are the article's own
        elif found is None and not listed and not long_after[index]:
            found = "strangers_post", "line"  # a teaser of another text
        if found is not None and not (found[0] in _LABELS_OF_A_PAGE and _tells(bare)):
            kind, scope = found
            if scope == "tail" and not long_after[index]:
                tail = kind
            kinds[index] = kind
            continue
        key = squeezed(bare)
        if len(key) >= 20 and key in seen:
            kinds[index] = "repetition"
        else:
            seen.setdefault(key, index)
    _mark_events(lines, kinds)
    _mark_short_repetitions(lines, kinds, seen)
    return kinds


def _tells(bare: str) -> bool:
    """Whether a line is far longer than labels are, and counts things: the article stands in one line with its head."""
    return len(bare) > LONGEST_HEAD and sum(1 for _ in islice(_COUNTS.finditer(bare), _FEWEST_FIGURES)) > 1


def _body_ahead(lines: list[_Line]) -> list[bool]:
    """For each line, whether a long paragraph of new prose still follows: then no tail has begun."""
    ahead = [False] * len(lines)
    first_seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        first_seen.setdefault(line.bare, index)
    found = False
    for index in range(len(lines) - 1, -1, -1):
        ahead[index] = found
        bare = lines[index].bare
        is_prose = len(bare) >= 60 and bare[-1] in _SENTENCE_END + _CLOSERS and bare.count("。") >= 2
        if is_prose and bare[0] not in _BULLETS and first_seen[bare] == index:
            found = True
    return ahead


def _mark_events(lines: list[_Line], kinds: list[str]) -> None:
    """A short title directly above a bare range of dates is the listing of an event."""
    for before, here in pairwise(range(len(lines))):
        if len(lines[here].bare) <= 40 and _EVENT_DATES.match(lines[here].bare):
            kinds[here] = "advertisement"
            if (
                kinds[before] == "body"
                and len(lines[before].bare) <= 60
                and lines[before].bare[-1] not in _SENTENCE_END
            ):
                kinds[before] = "advertisement"


def _mark_short_repetitions(lines: list[_Line], kinds: list[str], seen: dict[str, int]) -> None:
    """A short line said before is part of a repeated copy when it touches one."""
    every = range(len(lines))
    for order in (every, every[::-1]):
        for before, here in pairwise(order):
            if (
                kinds[here] == "body"
                and kinds[before] == "repetition"
                and seen.get(squeezed(lines[here].bare), here) < here
            ):
                kinds[here] = "repetition"


def _paragraphs(folded: str, runs: Iterator[list[_Line]], titles: frozenset[int]) -> Iterator[Paragraph]:
    """Lines that one paragraph was wrapped into stand together; every other line alone."""
    headings: list[tuple[float, str]] = []
    over: tuple[str, ...] = ()  # the same without their levels
    above = ""
    together = list(runs)
    valued = (line.bare for run in together for line in run if line.bare[-1].isdigit())
    glued = len(set(filter(None, map(glued_label, valued)))) >= _FEWEST_GLUED  # 病例1, 病例2 are no rows
    for group in chain.from_iterable(_with_tables(run, glued=glued) for run in together):
        ends = (group[0].bare, group[-1].bare) if glued or len(group) > 1 else ()
        if ends and all((len(group) > 1 and _is_row(bare)) or (glued and glued_label(bare)) for bare in ends):
            rows = tuple(_row(passage(folded, line.start, line.end)) for line in group)
            yield Paragraph(passage(folded, group[0].start, group[-1].end), over, "table", rows, above)
            continue
        before, last = group[-2].bare if len(group) > 1 else above, group[-1].bare
        above = f"{before} {last}" if _UNIT_LINE.match(last) else last
        whole = passage(folded, group[0].start, group[-1].end)
        text = whole.text.strip()
        begins = group[-1].start in titles
        if begins and len(group) > 1:
            yield Paragraph(passage(folded, group[0].start, group[-2].end), over, "text")
            whole = passage(folded, group[-1].start, group[-1].end)
            text = whole.text.strip()
        if begins or (len(group) == 1 and is_heading(text)):
            level: float = -1 if begins else _level(text)
            if level == _PLAIN and text[-1:] == ":":
                level = _LEADS_A_LIST
            ends_list = level == _PLAIN and any(h[0] == _LEADS_A_LIST for h in headings) and not _FIGURE.search(text)
            while headings and (headings[-1][0] >= level or ends_list):
                ends_list = ends_list and headings[-1][0] != _LEADS_A_LIST
                headings.pop()
            title = _LIST_MARK.sub("", text).strip(" *#。")
            over = tuple(h for _, h in headings)
            yield Paragraph(whole, over, "heading")
            if title:
                if level == _PLAIN and headings and headings[-1][0] == 3 and not headings[-1][1]:
                    headings.pop()
                headings.append((level, title))
            over = tuple(h for _, h in headings)
        else:
            yield Paragraph(whole, over, "text")


def _with_tables(run: list[_Line], *, glued: bool) -> Iterator[list[_Line]]:
    """A run of lines, its tables (rows with values, and the headers above them) set apart."""
    if len(run) == 1:
        yield run
        return
    rows = [_is_row(line.bare) for line in run]
    valued = [row and looks_like_row(line.bare) for row, line in zip(rows, run, strict=True)]
    if glued:
        labelled = [glued_label(line.bare) != "" for line in run]
        rows, valued = list(map(or_, rows, labelled)), list(map(or_, valued, labelled))
    start = 0
    index = 0
    while index < len(run):
        end = index
        while end < len(run) and (rows[end] or (end > index and _begins_label(run, end, valued))):
            end += 1
        if end - index >= 2 and any(valued[index:end]):
            if index > start:
                yield from _unwrap(run[start:index])
            yield run[index:end]
            start = index = end
        else:
            index = max(end, index + 1)
    if start < len(run):
        yield from _unwrap(run[start:])


def _row(line: Passage) -> Passage:
    """A row of a table, with a bar between label and value where nothing stands between them."""
    label = "" if looks_like_row(line.text) else glued_label(line.text)
    at = len(label)
    return Passage(f"{label}|{line.text[at:]}", [*line.offsets[: at + 1], *line.offsets[at:]]) if label else line


def _begins_label(run: list[_Line], at: int, valued: list[bool]) -> bool:
    """Whether a line between two rows holds no more than a label, or how one begins: 公立医院, 非中医类机构中医类."""
    bare = run[at].bare
    between = at + 1 < len(run) and valued[at - 1] and valued[at + 1]
    return between and len(bare) <= LONGEST_CELL and not _LIST_MARK.match(bare) and not NO_CELL.search(bare)


def _is_row(text: str) -> bool:
    return looks_like_row(text) or looks_like_header(text)


# What a page never breaks: a run of digits and Latin letters, else one character.
_TOKEN = re.compile(r"[0-9A-Za-z.,%‰/:+-]+|.")


def _unwrap(run: list[_Line]) -> Iterator[list[_Line]]:
    """A line goes on in the next one where the next one's first token would not have fitted behind it."""
    signs = [len(line.text.rstrip()) for line in run]
    widest = max(signs)
    if widest > _WIDEST_PAGE or all(line.bare[-1] in "。!?" for line in run[:-1]):  # no sentence was broken off
        yield from ([line] for line in run)
        return
    columns = [_columns(line.text.rstrip()) for line in run]
    broadest = max(columns)
    broad = max(_BROAD, 0.85 * broadest)
    wrapped = sum(width >= broad for width in columns) >= _FEWEST_BROAD
    group: list[_Line] = []
    for index, line in enumerate(run):
        group.append(line)
        following = run[index + 1].bare if index + 1 < len(run) else ""
        token = _TOKEN.match(following)
        apart = _LIST_MARK.match(following) or _DATE_LINE.match(following)
        if token is not None and signs[index] >= 12 and not apart:
            by_signs = signs[index] + len(token[0]) + 1 >= widest
            if by_signs or columns[index] + _columns(token[0]) + 2 >= broadest:
                continue
            if wrapped and columns[index] >= broad and line.bare[-1] not in _ENDS_LINE:
                continue  # nothing ends there, and the line is about as broad as the others
        yield group
        group = []


def _columns(text: str) -> int:
    """Columns that a line takes up on a page: one for each ASCII character, two for all others."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def is_heading(text: str) -> bool:
    """Whether a line that stands alone is a heading rather than a sentence."""
    if text[:1] == "#" and _HASHES.match(text):
        return True
    if not text or len(text) > _MAX_HEADING or (text[-1] in "。!?;,、…" and not _MARKED_HEADING.fullmatch(text)):
        return False
    if text[-1] == "。":
        return True
    if "例" in text and _COUNTED_PLACES.match(text):
        return False
    return "。" not in text and text.count(",") <= 2


def _level(text: str) -> int:
    for pattern, level in _MARKS if text[:1] in _MARK_SIGNS else ():
        mark = pattern.match(text)
        if mark:
            return len(mark.group(1)) - 1 if level == 0 else level
    return _PLAIN

"""Tables flattened to text: rows of cells whose unit, year, place and measure stand in the header, the caption
or the row's label.

A table is a run of lines that part into cells (tabs, bars, wide blanks, or single blanks between short words and
numbers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from . import periods, places
from .facts import Context
from .lexicon import Lexicon
from .model import Direction, Measure, Observation, Status
from .numerals import Number, scan
from .periods import Period
from .phrases import transferred
from .reading import Outcome, Reading
from .tablerows import CHANGE, EMPTY, LABEL_COLUMN, Cell, cells_of, is_value
from .text import Passage

_UNIT_IN_HEADER = re.compile(r"\(([^()]{1,12})\)\s*$")
_GLUED_UNIT = re.compile(r"(?<=[\u4e00-\u9fff])((?:[万亿]|元/)[\u4e00-\u9fff/·]{1,4})$")  # 养老机构床位万张
_CAPTION_UNIT = re.compile(r"单位\s*[:：]\s*([^()\s]{1,16})")
_MAGNITUDES = {"万": 10**4, "亿": 10**8, "千": 10**3, "百万": 10**6}
_SKIPPED = re.compile(r"^(?:序号|编号|属性|性质|类型|备注|说明|领域|类别|分类|责任单位|指标属性|指标性质)$")
_UNIT_COLUMN = re.compile(r"^(?:计量)?单位$")
_LIKE_A_YEAR = re.compile(r"(?:19|20)\d{2}")
_TOTAL = re.compile(r"(?:总|合|共|小)计")
_YEAR_LABEL = re.compile(r"((?:19|20)\d{2})年?(?:底|末)?")
# What stands around the subject in a table's title: its number, its years, the country, 情况.
_AROUND_SUBJECT = re.compile(
    r"^(?:附?[表图]\s*\d*[-.]?\d*)?\s*(?:(?:19|20)\d{2}年?\s*[-—~至]\s*(?:19|20)\d{2}年?)?(?:历年|近年来?)?(?:全国|全省|全市)?|(?:情况|变化|统计){0,3}表?(?=\s|$)|单位.*$"
)
_UNNAMED = re.compile(r"(?:分[区县市]?|各[区县市州]{1,3}|地区|分布|分地区)[的]?(?:情况|分布|构成)?表?$")
_FOOTNOTE = re.compile(r"[*#]+|(?<=[数率])\d$")  # the mark of one: 死亡数**, 死亡数1
_MARKS_A_PART = re.compile(r"^[#*]+|^(?:其中|[^:：\d]{0,8}[中内])[:：]|^其中|[#*]")
_OF_ALL = re.compile(r"^(?:全[国省市区县州]|总)")
_SHARED = 4  # signs that a label begins and the line above ends with
_REST_OF_LABEL = 4  # signs of a label's second line
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_ENDS_IN_UNIT = re.compile(r"(?:(人次|[例人户%])|发病|死亡|病例|确诊(?!率)|感染者|无症状)数?$")
_RATE_COLUMN = re.compile(r"增长|增速|增幅|增减|同比|环比|比上年")
_DIFFERENCE_COLUMN = re.compile(r"(?:比上年)?(?:增减|增加|净增|变化)[数量额值]")


@dataclass(slots=True)
class _Column:
    period: Period | None = None
    target: bool = False
    unit: str = ""
    measure: str = ""
    region_id: str | None = None
    region_word: str = ""
    is_rate: bool = False
    is_difference: bool = False
    of: str = ""  # what a column of rates, or of differences, says the change of: the measure left of it
    skipped: bool = False
    is_unit: bool = False
    labels: list[str] = field(default_factory=list)

    def holds(self, text: str) -> bool:
        """Whether a cell is a value here: a number like a year (1987例) is one under a header."""
        described = self.period or self.measure or self.unit or self.is_rate or self.region_id
        return is_value(text) or bool(described and _LIKE_A_YEAR.fullmatch(text))


@dataclass(slots=True)
class _Above:
    """What the rows above leave to a row."""

    label: str = ""  # the last one that names something by itself: what 政府办 is a part of
    unit: str = ""  # the last one that a label told
    begun: str = ""  # a label that goes on in the row
    parted: bool = False  # whether it was a part of the label, which rows that are set in go on with


def read_table(
    rows: Sequence[Passage], caption: str, context: Context, lexicon: Lexicon, told: Sequence[Observation] = ()
) -> list[tuple[Passage, list[Reading], list[Outcome]]]:
    """The readings of each row, in order; numerals that are no values get their reason. `told` is what the text before
    states: a table of areas that names no measure (`分区情况`) has that of the total that its column comes to.
    """
    split = [cells_of(row.text) for row in rows]
    data = [_is_data(cells) for cells in split]
    first = data.index(True) if True in data else len(rows)
    width = max((len(cells) for cells, is_row in zip(split, data, strict=True) if is_row), default=0)
    columns = _columns(split[:first], width, caption, context, lexicon)
    if told and _UNNAMED.search(_CAPTION_UNIT.sub("", caption).strip(" ()")):
        for index, column in enumerate(columns):
            if not column.measure and not column.is_rate:
                total = _total(index, [cells for cells, is_row in zip(split, data, strict=True) if is_row], width)
                column.measure = next((o.metric for o in reversed(told) if o.value == total), "")
    result: list[tuple[Passage, list[Reading], list[Outcome]]] = []
    above = _Above()
    for row, cells, is_row in zip(rows, split, data, strict=True):
        if not is_row:
            above.begun = cells[0].text if len(cells) == 1 else ""
            result.append((row, [], [Outcome(n, "table header") for n in scan(row.text, lexicon)]))
            continue
        result.append(_read_row(row, cells, columns, width, caption, above, context, lexicon))
        above.begun = ""
    return result


def _total(index: int, rows: list[list[Cell]], width: int) -> float:
    """What a column of plain numbers adds up to, but for a row of totals."""
    cells = (row[index + len(row) - width].text for row in rows if len(row) > index and not _TOTAL.match(row[0].text))
    return sum(float(cell) for cell in cells if _PLAIN.fullmatch(cell))


def _is_data(cells: list[Cell]) -> bool:
    values = [c for c in cells if is_value(c.text)]
    return bool(values) and any(c.text and not is_value(c.text) and not EMPTY.match(c.text) for c in cells)


def _columns(headers: list[list[Cell]], width: int, caption: str, context: Context, lexicon: Lexicon) -> list[_Column]:
    columns = [_Column() for _ in range(width)]
    for cells in headers:
        texts = [c.text for c in cells]
        if not texts or width == 0:
            continue
        aligned = _aligned(texts, width)
        for index, (column, text) in enumerate(zip(columns, aligned, strict=True)):
            if text and not (index == 0 and LABEL_COLUMN.match(text)):
                _describe(column, text, context, lexicon)
    measured = ""
    for column in columns:
        column.of = measured if column.is_rate or column.is_difference else ""
        measured = column.measure or measured
    return columns


def _aligned(texts: list[str], width: int) -> list[str]:
    """A header row spread over `width` columns: empty cells repeat what spans them, a short row leaves the
    label column out.
    """
    if len(texts) == width:
        out = list(texts)
    elif len(texts) < width and "" in texts[1:] and (not texts[0] or LABEL_COLUMN.match(texts[0])):
        out = [*texts, *[""] * (width - len(texts))]
    elif len(texts) == width - 1 and texts[0] and not LABEL_COLUMN.match(texts[0]):
        out = ["", *texts]
    elif (
        len(texts) < width
        and texts
        and (width - 1) % max(1, len(texts) - 1) == 0
        and len(texts) > 1
        and LABEL_COLUMN.match(texts[0])
    ):
        span = (width - 1) // (len(texts) - 1)
        out = [texts[0], *[t for t in texts[1:] for _ in range(span)]]
    elif len(texts) < width and (width - 1) % len(texts) == 0:
        span = (width - 1) // len(texts)
        out = ["", *[t for t in texts for _ in range(span)]]
    else:
        out = [*texts[:width], *[""] * (width - len(texts))]
    for index in range(1, width):
        if not out[index] and out[index - 1] and index > 1:
            out[index] = out[index - 1]
    return out


def _describe(column: _Column, text: str, context: Context, lexicon: Lexicon) -> None:
    bare = _FOOTNOTE.sub("", re.sub(r"\s", "", text))
    if not bare.strip(":-—"):
        return  # the rule under a header
    if _SKIPPED.match(bare):
        column.skipped = True
        return
    if _UNIT_COLUMN.match(bare):
        column.is_unit = True
        return
    if LABEL_COLUMN.match(bare) and bare != "城市":
        return
    unit = _UNIT_IN_HEADER.search(bare)
    if unit:
        if _is_unit(unit[1], lexicon):
            column.unit = unit[1]
        bare = bare[: unit.start()]
    mentions = [m for m in periods.find(bare, context.clock, None) if m.period is not None and m.role != "base"]
    if not mentions and re.fullmatch(r"(?:19|20)\d{2}", bare):
        column.period = periods.year_of(int(bare))
        bare = ""
    if mentions:
        column.period = mentions[-1].period
        for m in reversed(mentions):
            bare = bare[: m.start] + bare[m.end :]
    if "目标" in bare or "规划" in bare:
        column.target = True
        bare = re.sub(r"目标值?|规划值?", "", bare)
    if _DIFFERENCE_COLUMN.fullmatch(bare):
        column.is_difference = True
        return
    if _RATE_COLUMN.search(text):
        column.is_rate = True
        column.unit = column.unit or "%"
        return
    found = places.find(bare, context.home, lexicon)
    if found and found[0].start == 0 and found[0].end == len(bare):
        column.region_id = found[0].region_id
        column.region_word = bare
        return
    bare = re.sub(r"^(?:(?:实际|现状|基期|基线|基准|完成)[值数]?|基数)$", "", bare)
    if bare and bare not in (
        "合计",
        "总计",
        "全国",
        "指标值",
        "数值",
        "绝对数",
        "绝对量",
        "实绩",
        "总量",
        "数量",
        "总数",
        "年末数",
        "期末数",
    ):
        column.measure = bare if not column.measure or column.measure == bare else column.measure + bare
        column.labels.append(bare)


def _is_unit(written: str, lexicon: Lexicon) -> bool:
    unit, _scale = _unit_and_scale(written)
    return unit == "日" or unit in lexicon.unit_kind or lexicon.units.prefix_of(unit) == unit


def _read_row(
    row: Passage,
    cells: list[Cell],
    columns: list[_Column],
    width: int,
    caption: str,
    above: _Above,
    context: Context,
    lexicon: Lexicon,
) -> tuple[Passage, list[Reading], list[Outcome]]:
    offset = width - len(cells) if len(cells) < width else 0
    under = [columns[i + offset] if i + offset < len(columns) else _Column() for i in range(len(cells))]
    beside = {i for i, column in enumerate(under) if column.skipped or column.is_unit}
    valued = [is_value(c.text) or (i > 0 and under[i].holds(c.text)) for i, c in enumerate(cells)]
    first = next((i for i in range(1, len(cells)) if valued[i] and i not in beside), len(cells))
    labels = [c.text for i, c in enumerate(cells[:first]) if _is_label(c.text) and i not in beside]
    label = re.sub(r"\s", "", labels[-1]) if labels else ""
    if above.begun and len(label) <= (1 if lexicon.head_kind(label) else _REST_OF_LABEL):
        label = above.begun + label
    label, marks = _MARKS_A_PART.subn("", label)
    unit_cell = next((c.text for c, column in zip(cells, under, strict=True) if column.is_unit), "")
    label_unit = _UNIT_IN_HEADER.search(label)
    glued_unit = _GLUED_UNIT.search(label) if not unit_cell else None
    if label_unit and not unit_cell and lexicon.units.prefix_of(label_unit[1].lstrip("万亿千百")):
        unit_cell = above.unit = label_unit[1]
        label = label[: label_unit.start()]
    elif glued_unit and _is_unit(glued_unit[1].partition("/")[0], lexicon):
        unit_cell, label = glued_unit[1], label[: glued_unit.start()]
    elif not unit_cell and not _ENDS_IN_UNIT.search(label) and not any(column.measure for column in under):
        unit_cell = above.unit
    label = _under(caption, _in_full(label, above, lexicon, marked=bool(marks), set_in=row.text.startswith(" ")))
    told = _YEAR_LABEL.fullmatch(label)
    row_year = periods.year_of(int(told[1])) if told else None
    if told:
        label = ""
    found = places.find(label, context.home, lexicon)
    row_region = found[0].region_id if found and found[0].start == 0 and found[0].end == len(label) else None
    readings: list[Reading] = []
    outcomes: list[Outcome] = []
    for index, cell in enumerate(cells):
        numbers = [_moved(n, cell.start) for n in scan(row.text[cell.start : cell.end], lexicon)]
        column = under[index]
        if not numbers:
            continue
        if not valued[index] or column.skipped or column.is_unit or (index == 0 and not labels):
            outcomes.extend(Outcome(n, "table label" if not column.skipped else "list number") for n in numbers)
            continue
        change = CHANGE.match(cell.text)
        if change is not None:
            compared = [n for n in numbers if n.start < cell.start + change.end()]
            outcomes.extend(Outcome(n, "date") for n in compared)
            numbers = numbers[len(compared) :]
        for position, number in enumerate(numbers):
            bracketed = position > 0 and row.text[number.start - 1 : number.start] == "("
            if row_year is not None:
                column = replace(column, period=row_year)
            if row.text[number.start - 1 : number.start] == "-" and number.start - 1 == cell.start:
                number = replace(number, start=number.start - 1)
            named = label if row_year is None else _subject(caption, column.measure, lexicon)
            reading = _reading(
                number, column, named, unit_cell, caption, row_region, bracketed, (0, len(row.text)), context, lexicon
            )
            if change is not None:
                reading.measure = "change_rate" if number.unit == "%" else "increment"
                reading.direction = "up" if change["word"] in lexicon.roles["up"] else "down"
                reading.metric += change["word"]
            outcomes.append(Outcome(reading.number, None))
            readings.append(reading)
    return row, readings, outcomes


def _in_full(label: str, above: _Above, lexicon: Lexicon, *, marked: bool, set_in: bool) -> str:
    """The label of a row with what it is a part of: `#医院` under 床位数, 乡村 set in under `其中:城镇` of 常住人口."""
    kind = lexicon.head_kind(label)
    above.parted = marked or (above.parted and set_in)
    if marked and kind == "institution" and lexicon.head_kind(above.label) == "measure":
        counts = lexicon.head_kind(above.label.removesuffix("数")) == "institution"
        return label if counts else transferred(label, above.label, lexicon) or label + above.label
    if kind and kind != "part":
        above.label = label
    elif above.label and (above.parted or kind == "part"):
        return label + _OF_ALL.sub("", above.label)
    return label


def _under(caption: str, label: str) -> str:
    """The label of a row with what the line above has before how it begins: 最低生活保障人数 under 城市最低生活保障."""
    longest = min(len(caption) - 1, len(label))
    shared = next((n for n in range(longest, _SHARED - 1, -1) if caption.endswith(label[:n])), 0)
    more = caption[: len(caption) - shared] if shared else ""
    return more + label if more.isalpha() and len(more) <= _REST_OF_LABEL else label


def _subject(caption: str, measure: str, lexicon: Lexicon) -> str:
    """What a table of years measures, by its title; a column that names only a part has all of it, one that names
    what else is counted the title's noun.
    """
    title = _CAPTION_UNIT.sub("", caption).strip(" ()（）:：")
    title = _AROUND_SUBJECT.sub("", title).strip()
    if not measure:
        return title
    if measure in lexicon.parts:
        return measure + title
    return measure if lexicon.head_kind(measure) == "measure" else measure + lexicon.head_suffix(title)


def _is_label(text: str) -> bool:
    return bool(text) and not is_value(text) and not EMPTY.match(text)


def _moved(number: Number, by: int) -> Number:
    return replace(
        number, start=number.start + by, end=number.end + by, digits_start=number.digits_start + by,
        digits_end=number.digits_end + by, unit_end=number.unit_end + by,
    )  # fmt: skip


def _reading(
    number: Number, column: _Column, label: str, unit_cell: str, caption: str, row_region: str | None, bracketed: bool,
    sentence: tuple[int, int], context: Context, lexicon: Lexicon,
) -> Reading:  # fmt: skip
    unit, scale = number.unit, Decimal(1)
    if not unit:
        written = (
            column.unit
            if column.is_rate
            else (unit_cell or column.unit or _caption_unit(caption, label + column.measure, lexicon))
        )
        if bracketed and "%" in (unit_cell + label):
            written = "%"
        elif (
            "%" in written
            and not bracketed
            and not column.is_rate
            and "(" not in label
            and (column.measure or label).endswith("数")
        ):
            written = ""
        unit, scale = _unit_and_scale(written or _unit_of_name(column.measure or label, lexicon))
    number = replace(
        number, unit=unit, unit_kind=lexicon.unit_kind.get(unit, ""), value=number.value * scale,
        value_high=None if number.value_high is None else number.value_high * scale,
    )  # fmt: skip
    measure: Measure = "level"
    direction: Direction | None = None
    metric = label
    if column.measure and column.measure not in label:
        both = column.measure + label if column.measure in lexicon.parts else label + column.measure
        metric = column.measure if row_region is not None else both
    elif row_region is not None:
        metric = column.measure or re.sub(r"^表\s*\d*", "", caption)
    elif not column.measure and metric and not lexicon.head_kind(metric):
        shared = lexicon.head_suffix(_UNIT_IN_HEADER.sub("", caption))
        metric += "" if shared in metric else shared
    if _TOTAL.match(metric):
        metric = _TOTAL.sub("", metric) or _subject(caption, "", lexicon)
    if column.is_difference:
        measure, direction = "increment", "down" if number.start < number.digits_start else "up"
        metric = (column.of if row_region is not None and column.of else label + column.measure) + "增减"
    elif column.is_rate:
        measure, direction = "change_rate", "down" if number.start < number.digits_start else "up"
        of = column.of if column.of not in label else ""
        metric = (column.of if row_region is not None and column.of else label + of) + "增长"
    elif number.unit_kind not in ("rate", "point") and lexicon.roles["create"].prefix_of(column.measure or label):
        measure, direction = "increment", "up"
    if bracketed and unit == "%":
        metric = label + ("" if label.endswith("率") else "占比")
    if column.region_word and column.region_word not in metric:
        metric = column.region_word + metric
    period = column.period or _caption_period(caption, context) or context.actual
    status: Status = "actual"
    now = context.clock.now()
    if (
        column.target
        or (column.period is not None and now is not None and column.period.year > now)
        or (
            column.period is not None
            and context.genre == "plan"
            and context.target is not None
            and column.period.year >= context.target.year
        )
    ):
        status = "target"
    region = row_region or column.region_id or context.home
    cooperative = bool(lexicon.cooperation.search(caption + label)) or context.cooperative
    return Reading(
        number, metric[:28], measure, direction, status, "context", period, "stated" if column.period else "context",
        region, "stated" if row_region or column.region_id else "inferred", cooperative, sentence,
    )  # fmt: skip


_PEOPLE_UNITS = ("人", "人次", "名")
_OTHER_UNITS = ("个", "家", "所", "处")
# What a column measures, by its name, and the units that it is counted in, of the several that a caption gives.
_COUNTED_IN = (
    (r"基金|收入|支出|结余|费|投入|资金|金额|投资|产值", ("元",)),
    (r"床", ("张", "床")),
    (r"人次|诊疗量|门诊量", ("人次",)),
    (r"率$|比重|占比", ("%", "‰", "/10万")),
    (r"人数|人员|参保|人口", _PEOPLE_UNITS),
)


def _caption_unit(caption: str, label: str, lexicon: Lexicon) -> str:
    match = _CAPTION_UNIT.search(caption)
    if match is None:
        ends = _UNIT_IN_HEADER.search(caption.strip())
        return ends[1] if ends is not None and ends[1] in lexicon.unit_kind else ""
    units = [u for u in re.split(r"[、,/;](?!10)", match[1]) if u]
    if len(units) == 1:
        return units[0]
    counted = next((of for named, of in _COUNTED_IN if re.search(named, label)), None)
    if counted is None:
        counted = _PEOPLE_UNITS if lexicon.head_kind(label) == "person" else None
    for unit in units:
        if unit.endswith(counted or _OTHER_UNITS):
            return unit
    others = [unit for unit in units if not unit.endswith(_PEOPLE_UNITS)]
    return units[0] if counted is not None or not others else others[0]


def _unit_of_name(name: str, lexicon: Lexicon) -> str:
    """The unit that a measure's own name tells: 人次 of 门诊人次, 例 of 发病数, % of ILI%, 人 of 执业医师."""
    match = _ENDS_IN_UNIT.search(name)
    if match is not None:
        return match[1] or "例"
    return "人" if lexicon.head_kind(name) == "person" else ""


def _unit_and_scale(written: str) -> tuple[str, Decimal]:
    text = written.strip()
    if text in ("1/10万", "/10万", "十万分之一"):
        return "/10万", Decimal(1)
    for magnitude, scale in sorted(_MAGNITUDES.items(), key=lambda item: -len(item[0])):
        if text.startswith(magnitude) and len(text) > len(magnitude):
            return text[len(magnitude) :], Decimal(scale)
    return text, Decimal(1)


def _caption_period(caption: str, context: Context) -> Period | None:
    found = [m.period for m in periods.find(caption, context.clock, None) if m.period is not None and m.explicit]
    return found[-1] if found else None

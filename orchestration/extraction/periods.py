"""Time: the period expressions of a passage, and the days that they name given what the bulletin already said.

An expression is absolute (2023年上半年), relative to the day of publication (去年, 截至目前) or to the year that is
being talked about (全年, 6月份, 当年). Each mention says whether it frames what follows, is the base of a comparison
(较2015年), or the day by which something is due (到2025年).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from .values import value

Role = Literal["frame", "base", "due", "aside"]


@value
class Period:
    """Days, both included. `year` is the year of `end`."""

    start: date
    end: date

    @property
    def year(self) -> int:
        return self.end.year


@value
class Mention:
    """A period expression at [start, end) of the passage's text."""

    start: int
    end: int
    period: Period | None  # None where it only names a part of a year that is not known
    role: Role
    explicit: bool  # the year itself is written


@value
class Clock:
    """What relative expressions are relative to."""

    published_on: date | None
    report_year: int | None  # the year that the bulletin reports on, where it says so
    exact: bool = True  # False where only the year of publication is known

    def now(self) -> int | None:
        return self.published_on.year if self.published_on else None

    def told_until(self) -> int | None:
        """The last year of what has been going on: when too little of this year is over, the one reported on."""
        now = self.now()
        begun = now is not None and self.report_year == now - 1 and self.has_only_begun(now)
        return self.report_year if begun else now

    def has_only_begun(self, year: int) -> bool:
        """Whether the bulletin was published when too little of a year was over to tell anything of all of it."""
        day = self.published_on
        if day is None or day.year != year:
            return False
        if self.report_year == year - 1:  # a report of the year before is made in the first months, whatever their day
            return day.month <= REPORTED_BY
        return self.exact and day.month <= BARELY_BEGUN


BORN = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?出?生(?=[,。;()于])")  # 女,1972年出生
REPORTED_BY = 3  # the month by which the year before is reported on
BARELY_BEGUN = 2  # months of a year in which nothing can be told of all of it but what is meant for it
_CN_MONTHS = {c: i + 1 for i, c in enumerate("一二三四五六七八九十")} | {"十一": 11, "十二": 12}
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_YEAR_CN = r"(?P<year_cn>[一二][零九][零一二三四五六七八九]{2})"
_REL = (
    r"(?P<rel>(?:[一两二三四五六七八九十]|(?<![0-9])[1-9])年前|今年以来|今年|本年度|本年|去年|上一?年度?|前年|明年|下一?年|来年|当年|同年|全年|年内|目前|"
    r"截[至止]目前|迄今|至今|如今|(?<![表体出实呈发展])现在(?![院册岗治职校])|眼下|"
    r"过去[一的]年|过去[五5]年[间来]?|(?:[这近]|(?<![0-9十]))[五5]年[间来]|这[五5]年|近[三3两几]年来?|近年来?|今后[五5]年|"
    r"未来[五5]年|(?<![0-9十近去])[五5]年内|今冬明春|本周|上周|上一周|[此之]?前一周|本月|上个?月[初底末]?|当日|当天|昨日|昨天|今日|今天)"
)
_PLAN = (
    r"[“\"]?(?P<plan>十[一二三四五六]?)五[”\"]?"
    r"(?P<plan_part>规划期?末?|末|时期|期间|以来|期末|期?初|收官之年|开局之年|开局|规划期内)?"
)
_PART = (
    r"(?P<part>年底|年末|底|末|初|年初|上半年|下半年|第?[一二三四1-4]季度|前[三二两3]季度|[前头](?:\d{1,2}|十[一二]?|[二三四五六七八九两])个月|"
    r"(?P<m1>\d{1,2})(?:月)?(?:份)?[-~—至到](?P<m2>\d{1,2})月(?:份)?(?![0-9]*日)|"
    r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份|底|末|初|"
    r"(?P<day>\d{1,2})[日号](?:(?P<clock>\d{1,2}时(?:\d{1,2}分)?)?[-~—至到](?P<clock2>\d{1,2}时(?:\d{1,2}分)?(?![日月]))|"
    r"\d{1,2}时(?:\d{1,2}分)?)?"
    r"(?:[-~—至到](?:(?P<year2>(?:19|"
    r"20)\d{2})年)?(?:(?P<month2>\d{1,2})月)?(?P<day2>\d{1,2})[日号](?:\d{1,2}时(?:\d{1,2}分)?)?)?)?)"
)
# The first two signs of every expression (底, 末 and 初 may stand alone): looked for first, because nearly every sign
# of a text begins none, and `re` leaps to the set of signs that a pattern begins with.
_BEGINS = re.compile(
    r"[到较比与于从自由和跟对相截至同一二两三四五六七八九十今本去上前头明下来当全年目迄如现眼这过近未昨“\"底末初第0-9]"
    r"(?:(?<=[底末初])|(?<=[0-9])(?=[0-9]{0,3}[年月季~—至到-])|(?<![0-9])(?=[0-9零一二两三四五六七八九十几“\"年月季份周日天半"
    r"初末底冬今去前头后上下来当全本明目至止截迄内现在此之眼这过近未昨如同第比~—到-]))"
)
_EXPRESSION = re.compile(
    rf"(?P<lead>截至到?|截止到?|截至|到|至|较|比|与|同|于|从|自|由|和|跟|对比|相比)?"
    rf"(?:(?P<span>{_YEAR.replace('year', 'y1')}(?:年)?[-~—至到](?P<y2>(?:19|20)\d{{2}})年(?:期间|间)?)"
    rf"|(?:(?:{_YEAR}|{_YEAR_CN})(?P<nian>年度?)|{_REL}|{_PLAN})的?(?:{_PART})?"
    rf"|{_PART.replace('?P<', '?P<x_')})"
    rf"(?P<tail>的?同期水?平?|同比|相比|以来|起|后|前|以前|之前|内|时|期间|(?<=去年)一整?年(?![期级制多来以]))?"
)
_GROUPS = ("lead", "span", "year", "year_cn", "rel", "plan", "part", "x_part", "tail")
# A span like 2021-2025 without 年 is only a period in a plan's title; a bare number is never one.
_ISO = re.compile(r"(?P<y>(?:19|20)\d{2})[-./](?P<m>0?[1-9]|1[0-2])[-./](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)")
# Every expression holds one of these: a text without any names no time.
_TIMELY = re.compile(r"[年月日天周季今目现眼底末初五]")
_DATED = re.compile(r"[0-9][-./][0-9]")
_WEEKS = re.compile(r"第(\d{1,2})(?:周?[-—~至到]第?(\d{1,2}))?周")
_OF_YEAR = re.compile(r"((?:19|20)\d{2})年$")


_LAST_FEW = (
    "上周",
    "上一周",
    "前一周",
    "此前一周",
    "之前一周",
    *(month + edge for month in ("上月", "上个月") for edge in ("", "初", "底", "末")),
)  # of the same year, as far as its weeks are told
SHORT_ASIDE = 12  # signs of a value of another year in brackets: 80%以上(2023年:77.2%)
RECENT_DAYS = 45  # how long before its publication a bulletin tells of days without their year
_FROM = frozenset("从由自")  # 由2020年的5.27‰下降到3.98‰: no year that is talked about
_EDGE_OF_YEAR = re.compile(r"(?:底|末|初|年底|年末|年初)$")
_SET_UP_THEN = re.compile(
    r"(?:设立|成立|建立|创建|组建|始建|启用|印发|出台|发布|公布)的(?![0-9])"
)  # 2005年设立的哨点医院
_FOUNDED = re.compile(r"(?:始建|创建|创办|创立|组建|建院|诞生)$")  # 始建于1908年: no year of what stands now
_ARRIVES = re.compile(r"(?:增[加长]?|提[高升]|上升|扩大|下降|降低?|减少|缩短|回落)$")
_BEYOND = re.compile(r"(?:高于|低于|多于|少于|优于|快于|慢于|好于|大于|小于)$")
_DRAWS_UP = re.compile(r"(?:《|编制|制定|研究|谋划|实施|印发|出台|落实|完成)$")
_A_PLAN = re.compile(r"[^,。;》]{0,18}(?:规划|纲要|计划|方案)")
_OF_THE_PLAN = re.compile(r"中期|目标|任务|纲要|项目|编制|布局|指标")  # 纳入“十四五”规划中期调整
_A_GOAL = re.compile(r"[^,。;、\d]{0,6}(?:目标|要求)")
_REACHED = re.compile(r"(?:达到?|实现|完成)了?$")  # 已提前达到2030年目标要求: nothing is told of 2030
_BY_NOW = re.compile(r"目前|现在|如今|眼下|截|迄今|至今|今[天日]|昨")
_SAME_TIME = re.compile(r"的?同期")
_GROUNDS = re.compile(r"的?(?:水平)?基础上")
_COMPARED = re.compile(r"(?:末|底)?(?:持平|同期|相当|[^,。;\d]{0,12}?(?:相比|比较|相较|对比))")
_MULTIPLE_OF = re.compile(r"的?(?:近|约|超过?)?\d[\d.]*(?:多|余)?倍")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_QUARTERS = re.compile(r"前([三二两3])季度")
_FIRST_MONTHS = re.compile(r"[前头](\d{1,2}|\D{1,2})个月")


@lru_cache(maxsize=1024)
def year_of(start: int, end: int | None = None) -> Period:
    """The whole of a year, or of the years from `start` to `end`."""
    return Period(date(start, 1, 1), date(end or start, 12, 31))


def is_long(period: Period) -> bool:
    """Whether the days reach over more than one year, as a plan's do."""
    return period.start.year < period.end.year


def plan_period(word: str) -> Period | None:
    """The five years of a plan by its Chinese ordinal: 十四 for the fourteenth, 2021 to 2025."""
    order = {"十": 10, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16}.get(word)
    if order is None:
        return None
    end = 1955 + 5 * order
    return year_of(end - 4, end)


def find(text: str, clock: Clock, current_year: int | None) -> list[Mention]:
    """All period mentions of `text`; parts of a year take the last year named before them, else `current_year`."""
    mentions: list[Mention] = []
    dated = _DATED.search(text) is not None
    if not dated and not _TIMELY.search(text):
        return mentions
    year, told = current_year, False
    position = 0
    while (begin := _BEGINS.search(text, position)) is not None:
        match = _EXPRESSION.match(text, begin.start())
        if match is None:
            position = begin.end()
            continue
        position = match.end()
        mention = _resolve(text, match, clock, year, told=told)
        if mention is None:
            continue
        mentions.append(mention)
        period = mention.period
        if period is None or not mention.explicit or mention.role in ("base", "aside") or is_long(period):
            continue
        left_behind = text[mention.end - 1] == "的" and text[mention.start - 1 : mention.start] in _FROM
        aside = text[mention.start - 1 : mention.start] == "(" and ")" in text[mention.end : mention.end + SHORT_ASIDE]
        begins = (
            match["tail"] == "起" and text[mention.start - 1 : mention.start] in _FROM
        )  # from then on, and not then
        if not left_behind and not aside and not begins:
            year, told = period.year, True
    in_order = len(mentions)
    for match in _ISO.finditer(text) if dated else ():
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        mentions.append(Mention(match.start(), match.end(), Period(day, day), "aside", True))
    for match in _WEEKS.finditer(text) if "周" in text else ():
        first, last = int(match[1]), int(match[2] or match[1])
        own = _OF_YEAR.search(text, max(0, match.start() - 5), match.start())
        base = int(own[1]) if own else year
        if base and 1 <= first <= last <= 53:
            try:
                days = date.fromisocalendar(base, first, 1), date.fromisocalendar(base, last, 7)
            except ValueError:
                continue
            start = own.start() if own else match.start()
            mentions.append(Mention(start, match.end(), Period(*days), "frame", own is not None))
    if len(mentions) == in_order:
        return mentions
    mentions.sort(key=lambda m: (m.start, -m.end))
    return [m for i, m in enumerate(mentions) if i == 0 or m.start >= mentions[i - 1].end]


def _resolve(text: str, match: re.Match[str], clock: Clock, year: int | None, *, told: bool) -> Mention | None:
    """The mention of a match, or None; `told`: the year that is talked about stands in the text itself."""
    lead, span, written, spelt, rel, plan, part_of, part_alone, tail = match.group(*_GROUPS)
    lead, tail = lead or "", tail or ""
    begin, end = match.span()
    explicit = False
    now = clock.now()
    base_year: int | None = None
    period: Period | None = None
    if span:
        first, last = int(match["y1"]), int(match["y2"])
        if last < first:
            return None
        period, explicit = year_of(first, last), True
    elif written or spelt:
        base_year = int(written or "".join(str("零一二三四五六七八九".index(c)) for c in spelt))
        explicit = True
        period = year_of(base_year)
    elif plan:
        period = plan_period(plan)
        if period is None or (not match["plan_part"] and "“" not in match.group() and '"' not in match.group()):
            return None
        if match["plan_part"] in ("收官之年", "末", "期末", "规划末", "规划期末"):
            period = year_of(period.end.year)
        elif (match["plan_part"] or "").startswith("开局") or text.startswith(("”开好局", "开好局", "”良好开局"), end):
            period = year_of(period.start.year)
        explicit = True
        told_until = clock.told_until()
        if match["plan_part"] == "以来" and told_until and told_until <= period.end.year:
            period = Period(period.start, date(told_until, 12, 31))
    elif rel:
        period, base_year = _relative(rel, clock, year)
        explicit = rel not in ("当年", "同年", "全年", "年内", "当日", "当天")
    if rel == "去年" and year is not None and now is not None and year < now and _SAME_TIME.match(tail):
        period, base_year = year_of(year - 1), year - 1  # the year before the one that is told of
    prefix = "" if (rel or written or spelt or plan or span) else "x_"
    part = part_alone if prefix else part_of
    if prefix:
        if not part or (not lead and _EDGE_OF_YEAR.match(part)):
            return None
        base_year = year or clock.report_year or now
        if match["x_day"] and base_year is not None:
            base_year = _year_of_day(base_year, match, clock, told=told)
    if part:
        if base_year is None and period is not None:
            base_year = period.end.year
        period = _part(part, base_year, match, prefix) if base_year is not None else None
        if period is None and base_year is not None:
            return None
    if tail in ("以来", "起") and period is not None and now and period.start.year <= now:
        since = not rel or rel.endswith(("去年", "前年"))
        until = max(clock.told_until() or now, period.start.year)
        period = Period(period.start, date(until, 12, 31)) if since else period
    role: Role = "frame"
    if lead in ("较", "比", "与", "同", "于", "和", "跟", "对比", "相比") or tail.startswith(
        ("的同", "同期", "相比", "同比")
    ):
        role = "base" if lead in ("较", "比", "跟", "对比", "相比") or tail or _compared(text, end) else "frame"
    elif lead in ("到", "至") and period is not None:
        arrived = (
            not clock.exact
            and now is not None
            and period.end.year <= now
            and (period.start == period.end or _ARRIVES.search(text, max(0, begin - 3), begin))
        )
        arrived = arrived or (rel == "今年" and text[end - 1] == "的" and _ARRIVES.search(text, begin - 3, begin))
        ahead = not _is_past(period, clock) and not arrived
        role = "due" if explicit and ahead and not (rel and _BY_NOW.match(rel)) else "frame"
    if rel and rel.startswith("上") and rel not in _LAST_FEW and not lead.startswith("截"):
        role = "base"
    ahead = period is not None and clock.published_on is not None and period.end > clock.published_on
    if tail in ("前", "以前", "之前", "内") and (explicit or (prefix and clock.exact and ahead)):
        role = "due" if period is not None and now is not None and not _is_past(period, clock) else role
    if (text[begin - 1 : begin] == "(" and text[end : end + 1] in "-~—年") or text.startswith("版", end):
        role = "aside"  # 与2000年版目录相比
    if role == "frame" and _MULTIPLE_OF.match(text, end):
        role = "aside"  # 是2018年的1.8倍
    if role != "due" and _GROUNDS.match(text, end):
        role = "base"  # 在2020年基础上提高1岁
    founded = lead == "于" and _FOUNDED.search(text, max(0, begin - 2), begin)
    if role == "frame" and (founded or _SET_UP_THEN.match(text, end) or BORN.match(text, end)):
        role = "aside"
    if (plan and _names_a_plan(text, begin, end)) or (
        _A_GOAL.match(text, end) and _REACHED.search(text, max(0, begin - 4), begin)
    ):
        role = "aside"
    if role == "frame" and lead == "于" and _BEYOND.search(text, max(0, begin - 1), begin + 1):
        role = "base"
    start = begin + (len(lead) if role in ("frame", "due") and not lead.startswith("截") else 0)
    return Mention(start, end, period, role, explicit)


def _year_of_day(year: int, match: re.Match[str], clock: Clock, *, told: bool) -> int:
    """The year of a day that is told without one: no later than the publication unless something is due by then,
    and the year of publication where that puts it into the last weeks.
    """
    if clock.published_on is None or not clock.exact or match["lead"] in ("到", "至") or match["tail"]:
        return year
    day = _part(match["x_part"], clock.published_on.year, match, "x_")
    if day is None:
        return year
    if year == clock.published_on.year and (day.start - clock.published_on).days > RECENT_DAYS:
        return year - 1
    if not told and year == clock.published_on.year - 1 and 0 <= (clock.published_on - day.end).days <= RECENT_DAYS:
        return year + 1
    return year


def _is_past(period: Period, clock: Clock) -> bool:
    """Whether the days were over when the bulletin was published."""
    if clock.published_on is None:
        return False
    return period.end < clock.published_on if clock.exact else period.year < clock.published_on.year


def _names_a_plan(text: str, start: int, end: int) -> bool:
    """Whether the five years only name a plan, or what is planned for them: 编制“十四五”时期健康北京建设规划."""
    if _DRAWS_UP.search(text[max(0, start - 3) : start]) or _A_PLAN.match(text[end : end + 24]):
        return True
    return text.endswith("规划", start, end) and _OF_THE_PLAN.match(text, end) is not None


def _compared(text: str, end: int) -> bool:
    """Whether a comparison follows: 与上年比较, 与2019年相比, 同2020年持平."""
    return bool(_COMPARED.match(text, end, end + 16))


def _relative(word: str, clock: Clock, year: int | None) -> tuple[Period | None, int | None]:
    now = clock.now()
    if word in ("当年", "同年", "全年", "年内"):
        known = year if year is not None else clock.report_year
        if known is None and clock.published_on is not None:
            known = clock.published_on.year - (1 if word == "全年" and clock.published_on.month <= 4 else 0)
        return (year_of(known) if known else None), known
    if now is None:
        return None, None
    published = clock.published_on
    assert published is not None
    if word.startswith(("上月", "上个月")) and clock.exact:
        ended = published.replace(day=1) - timedelta(days=1)
        return Period(ended.replace(day=1), ended), None
    if word.startswith("去年") or word.startswith("上"):
        if word in _LAST_FEW:
            told = year or clock.report_year
            return (year_of(told) if told and told < now else Period(published, published)), None
        if word.startswith("上") and (year or clock.report_year):
            told = (
                year or clock.report_year or now
            )  # 上年 goes by the year that is reported on, 去年 by the day of publication
            return year_of(told - 1), told - 1
        return year_of(now - 1), now - 1
    if word.endswith("年前"):
        years = "一二三四五六七八九十".find(word[0].replace("两", "二")) + 1 or int(word[0])
        return year_of(now - years), now - years
    if word == "前年":
        return year_of(now - 2), now - 2
    if word in ("明年", "来年") or word.startswith("下"):
        return year_of(now + 1), now + 1
    if word in ("今年", "本年", "本年度"):
        return year_of(now), now
    if word == "今年以来":
        return Period(date(now, 1, 1), published), now
    if word.startswith("过去") and "五" not in word and "5" not in word:
        last = clock.report_year or (now - 1 if published.month <= 4 else now)
        return year_of(last), last
    ahead = word.startswith(("今后", "未来")) or word.endswith("年内")
    if ("五年" in word or "5年" in word) and not ahead:
        last_told = year if year is not None and now - 1 <= year <= now else None
        last = clock.report_year or last_told or (now - 1 if published.month <= 4 else now)
        return year_of(last - 4, last), None
    if ahead:
        return year_of(now, now + 4), None
    if word in ("昨日", "昨天"):
        day = date.fromordinal(published.toordinal() - (1 if clock.exact else 0))
        return Period(day, day), None
    if word.startswith("近") and (told := clock.told_until()) is not None and told < now:
        return year_of(told), None  # in January: 近3年, up to the year that is reported on
    return Period(published, published), now


def _part(part: str, year: int, match: re.Match[str], prefix: str) -> Period | None:
    def group(name: str) -> str | None:
        value: str | None = match[prefix + name]
        return value

    if part in ("底", "末", "年底", "年末"):
        return Period(date(year, 12, 31), date(year, 12, 31))
    if part in ("初", "年初"):
        return Period(date(year, 1, 1), date(year, 1, 1))
    if part == "上半年":
        return Period(date(year, 1, 1), date(year, 6, 30))
    if part == "下半年":
        return Period(date(year, 7, 1), date(year, 12, 31))
    quarter = _QUARTER.fullmatch(part)
    if quarter:
        n = "一二三四".find(quarter[1]) + 1 or int(quarter[1])
        return _months(year, 3 * n - 2, 3 * n)
    first = _QUARTERS.fullmatch(part)
    if first:
        return _months(year, 1, 9 if first[1] in "三3" else 6)
    months = _FIRST_MONTHS.fullmatch(part)
    if months:
        return _months(year, 1, _month(months[1]))
    if group("m1"):
        return _months(year, int(group("m1") or 0), int(group("m2") or 0))
    raw = group("month")
    if raw is None:
        return None
    month = _month(raw)
    if not group("day"):
        if part.endswith(("底", "末")):
            whole = _months(year, month, month)
            return Period(whole.end, whole.end) if whole else None
        return _months(year, month, month)
    try:
        start = date(year, month, int(group("day") or 0))
        end = start
        if group("day2"):
            end = date(int(group("year2") or year), int(group("month2") or month), int(group("day2") or 0))
    except ValueError:
        return None
    return Period(start, end) if end >= start else Period(start, start)


def _month(written: str) -> int:
    """The number of months or the month that is written, in figures or in Chinese; 0 where it is none."""
    return int(written) if written.isdigit() else _CN_MONTHS.get(written.replace("两", "二"), 0)


def _months(year: int, first: int, last: int) -> Period | None:
    if not (1 <= first <= last <= 12):
        return None
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))

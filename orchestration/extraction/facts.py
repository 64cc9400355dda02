"""The bulletin as a whole: title, publisher, date, what it reports on and where, declared or read in its text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from .home import LEAD, home_of
from .layout import Layout
from .lexicon import Lexicon
from .model import Declared, FactBasis, Facts
from .periods import BORN, Clock, Period, plan_period, year_of
from .script import simplified
from .text import fold, passage
from .values import value

_DATELINE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s?[-年./]\s?(?P<m>1[0-2]|0?[1-9])\s?[-月./]\s?(?P<d>3[01]|[12]\d|"
    r"0?[1-9])(?![\d月])(?!日?(?:零|\d{1,2})时)日?(?=\s|$|\d{2}:\d{2}|[^\d至\-~—])"
)
_SOURCE = re.compile(
    r"(?:(?:来源|稿源|信息来源|发布单位)\s*[:：]|(?:发布机构|发文机关|发文机构)\s*[:：\s])\s*"
    r"((?!责任编辑|发布|浏览|点击|时间|日期|编辑|作者|记者|查看|本[站网]|互联网|网络)"  # no label of the next field
    r"[^\s:：,，;；]{2,30})"
)
_REPORTS = re.compile(r"(?:报|闻|社|台|网|委|会)(?:记者|讯|消息|电)")  # where a paper may end: quicker found
_PAPER = re.compile(
    r"([\u4e00-\u9fff]{2,6}(?:日报|晚报|青年报|新京报|晨报|时报|早报|商报|新闻网|新闻|新华社|通讯社|电视台|"
    r"卫健委|卫生健康委员会|卫生健康委)|央视网|央视新闻|新华网|人民网|中新[网社])(?:客户端)?(?:记者|讯|消息|电)"
)
_YEAR = re.compile(r"((?:19|20)(?<!\d\d\d)\d{2})年")  # no digit before the year
_YEAR_TOLD = re.compile(r"(?<![自从\d])((?:19|20)\d{2})年")  # and not only since when: 自1992年报告首例
_EARLY_DATELINE = re.compile(r"(?<![\d年])[1-3]月\d{1,2}日[讯电]")  # of a story that tells of the year before
_SPAN_OF_A_PLAN = re.compile(  # of one to come, and not of how it went
    r"(?:规划|纲要|计划|方案|行动)\(((?:19|20)\d{2})年?[-—~至]{1,2}(?:19|20)\d{2}年?\)(?![^。\n]{0,18}(?:评估|监测|总结|情况|通报))"
)
_TO_A_DAY = re.compile(r"年\d{1,2}月\d{1,2}日")
_BEGUN = re.compile(
    r"(?:起|开始|启动|[^,。;]{0,12}以来)(?!.*(?:19|20)\d{2}年)", re.DOTALL
)  # and no later year is named
_BEFORE_BASE = frozenset("较比与同")
_OF_A_BASE = re.compile(
    r"(?:年?底|末)?(?:的)?(?:同期|同比|相比)|(?:年?底|末)?(?:略|有)?(?:上升|下降|增加|减少|增长|降低|提高|翻|[^,。;]{0,4}幅度)"
)
_EXPECTED_BY = re.compile(r"(?:预计|计划|力争|争取|有望|拟|将)[于在]?$")
_CREDIT = re.compile(r"\((?:来源|据):?([\u4e00-\u9fff]{2,10}(?:报|社|网|台))")  # (来源:宜宾日报 记者 …)
_THIS_YEAR = re.compile(r"今年|本年|目前|截至")
_PLAN_OF_A_YEAR = re.compile(r"((?:19|20)\d{2})年(?:度)?[^。]{0,16}(?:要点|计划|安排|任务|部署)")
_PLAN = re.compile(r"[“\"](十[一二三四五六]?)五[”\"]")
_REPORT_TO = re.compile(r"作((?:19|20)\d{2})年[^,。]{0,16}政府工作报告")  # to a congress: it tells of the year before
_REVIEWED = re.compile(
    r"(?<![自从])((?:19|20)\d{2})年度?[^,，。;；]{0,24}?(?:公报|成效|概况|总结|情况|回顾|报告|快报|年报|监测|决算|数据)"
)
_UP_TO_NOW = re.compile(r"(?:截至|截止到|上升到|从[^,。]{0,30}到)$")
_LOOKED_BACK = re.compile(r"期间|时期|以来|[^。]{0,12}(?:答卷|收官|成就)")  # behind a plan: its years are told of
_AHEAD = re.compile(r"(?:的)?(?:目标|预期)|将|力争|拟|预计|目标|重点工作|工作要点|计划")
LONGEST_TITLE = 60
_LOOKS_BACK = re.compile(r"总结|回顾|成效|成就|综述|巡礼|回眸|亮点|工作情况|开展情况|完成情况")
_PLANS = re.compile(r"计划|要点|打算|安排|部署|思路|谋划|方案")
MANY = 3  # times that a story names the year before, if it is about that
_YEAR_BEFORE = re.compile(r"去年|上年|全年|年度|[一五]年来|过去")
_TITLED = re.compile(r"《[^》]*》")  # another document than this one
_ISSUED = re.compile(r"印发\s*《([^》]*)》\s*的\s*通知")  # what follows is the document itself
_ONLY_A_DATE = re.compile(r"\s*(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*")
# A report to a people's congress has the year in its title in which it is delivered, early in that year.
_DELIVERED = re.compile(
    r"[^\d,。;]{0,8}((?:19|20)\d{2})年[^,。;]{0,20}政府工作报告(?!.{0,12}(?:总结|回顾))|"
    r"[^\d,。;]{0,20}政府工作报告\s?[(]((?:19|20)\d{2})年?"
)
_OF_A_DOCUMENT = re.compile(r"[〔\[]((?:19|20)\d{2})[〕\]]\s*\d{1,4}\s*号")
# where and by whom a story was written: 新华社北京3月13日电(记者 …)
_WRITTEN_WHERE = re.compile(
    r"^(?:[^。,]{0,16}?(?:\d{1,2}月\d{1,2}日(?:电|讯|消息)\s*(?:\([^()]{0,24}\))?|[报网社台体](?:讯|消息)\s*\([^()]{0,24}\))|"
    r"\([^。,()]{2,16}(?:报|网|社|台)(?:讯|消息|电)\))\s*"
)
_SITE = re.compile(
    r"^[^,。:\d]{2,12}(?:新闻网?|日报|晚报|在线|频道|门户网站|网站|网|客户端)$"
)  # whose page it is, and no title
_LISTED = re.compile(r"[(]?[一二三四五六七八九十]+[)、.]")  # the heading of a section
_YEAR_TO_COME = re.compile(r"(?:19|20)\d{2}年(?![\d前初])")  # in January, no month that is over: 2019年民生“红包”
_TELLS_OF_A_YEAR = re.compile(r"(?:19|20)\d{2}年度?[^,。]{0,30}(?:情况|统计|数据|主要指标|监测|成果|大事|亮点)")


_SENTENCE_MARK = re.compile(r"[。!?]")
SHORTEST_SENTENCE = 8  # signs; less tells nothing
MOSTLY = 0.45  # of the sentences of a bulletin that is about work across regions


@value
class Context:
    """What the sentences of a bulletin take for granted."""

    facts: Facts
    genre: str  # of lexicon/genres.csv, or "news"
    clock: Clock
    actual: Period | None  # the period of results that name none
    target: Period | None  # the due year of plans that name none
    home: str | None  # region id
    cooperative: bool  # the bulletin as a whole is about work across regions
    tells: bool  # its title says that it looks back, so that a bare verb (新增2个) is something done


def read_facts_of(stored: str, layout: Layout, declared: Declared, lexicon: Lexicon) -> Facts:
    """Title, publisher and date: as declared, else as the page (`Layout.closed_up`) states them, else as its words let
    infer.
    """
    title, title_basis = _title(layout, declared)
    publisher, publisher_basis = _publisher(stored, layout, declared)
    published_on, date_basis = _date(stored, layout, declared)
    return Facts(title, title_basis, publisher, publisher_basis, published_on, date_basis)


def read_context(layout: Layout, facts: Facts, lexicon: Lexicon) -> Context:
    """The genre, the years and the region that hold where a sentence of the page (`Layout.closed_up`) names none."""
    head = " ".join(p.passage.text for p in layout.paragraphs[:3])[:600]
    title = fold(simplified(facts.title or ""))
    title = passage(title, 0, len(title)).with_numbers_joined().text
    issued = _ISSUED.search(head[:160])
    genre = _genre(title, lexicon) or _genre(issued[1] if issued else _TITLED.sub("", head[:160]), lexicon) or "news"
    if (
        genre == "plan"
        and _genre(title, lexicon) is None
        and not issued
        and not _short_lines_name_a_plan(layout, lexicon)
    ):
        genre = "news"
    published = facts.published_on
    dated = facts.published_on_basis in ("declared", "stated")
    to_congress = _REPORT_TO.search(head)
    report_year = int(to_congress[1]) - 1 if to_congress is not None else _report_year(title, genre)
    body = "\n".join(p.passage.text for p in layout.paragraphs)
    if report_year is None and genre in ("communique", "cases"):
        named = (year for year in _YEAR.finditer(head) if not BORN.match(head, year.end()))
        first = next(named, None) if published is None or genre == "cases" else None
        opening = " ".join(p.passage.text for p in layout.paragraphs[:8])[:600]
        report_year = _reported(head) or _reported(opening) or (int(first[1]) if first else None)
    if (
        report_year is None
        and genre == "news"
        and (match := re.search(r"《((?:19|20)\d{2})年[^》]{0,40}(?:公报|概况|年鉴|快报)》", head))
    ):
        report_year = int(match[1])
    if report_year is None and genre == "news" and dated and published is not None:
        opening = next((p.passage.text for p in layout.paragraphs if p.kind == "text"), "")
        report_year = published.year - 1 if _tells_of_last_year(title, opening, body, published) else None
    if report_year is None and genre == "report":
        report_year = _reported(head) or (published.year if published is not None and not dated else None)
        if dated and published is not None:
            early = published.month <= (4 if _genre(title, lexicon) == "report" else 2)
            looks_back = _YEAR_BEFORE.search(body) or f"{published.year - 1}年" in body
            report_year = published.year - 1 if early and looks_back else None
    if dated and published is not None and report_year == published.year and _YEAR_TO_COME.search(title):
        clock = Clock(published, None)
        report_year -= clock.has_only_begun(report_year) and genre in ("news", "report")
    if genre == "report" and published is not None and report_year is not None and published.year > report_year + 1:
        published, dated = date(report_year + 1, 12, 31), False  # put on a page years after it was delivered
    clock = Clock(published, report_year, dated)
    now = published.year if published else None
    actual = report_year if report_year is not None else now
    target = _target_year(title, genre, body, now, report_year if dated or genre != "report" else None)
    return Context(
        facts,
        genre,
        clock,
        year_of(actual) if actual else None,
        year_of(target) if target else None,
        home_of(title, facts, layout, lexicon),
        bool(lexicon.cooperation.search(title)) or _mostly_cooperation(layout, lexicon),
        _LOOKS_BACK.search(title) is not None and not _PLANS.search(title),
    )


def _tells_of_last_year(title: str, opening: str, body: str, published: date) -> bool:
    """Whether a story tells of the year before its publication: its first paragraph opens with it, or early in a year
    its title says so, or its words do again and again.
    """
    last = re.search(rf"去年|{published.year - 1}年", title)
    if last is not None and published.month <= 4 and f"{published.year}年" not in title:
        return True
    if opening.startswith(f"{published.year - 1}年") and not _THIS_YEAR.search(body):
        return True  # a page of figures that opens with their year: 2022年全市参加无偿献血30万人次
    before = re.compile(rf"{published.year - 1}年|去年|过去一年")
    return published.month <= 2 and bool(before.search(body[:LEAD])) and len(before.findall(body)) >= MANY


def _short_lines_name_a_plan(layout: Layout, lexicon: Lexicon) -> bool:
    """Whether a line like a title names a plan: running text often only speaks of one."""
    lines = (p.passage.text for p in layout.paragraphs[:3])
    return any(len(line) <= LONGEST_TITLE and _genre(_TITLED.sub("", line), lexicon) == "plan" for line in lines)


def _title(layout: Layout, declared: Declared) -> tuple[str | None, FactBasis]:
    if declared.title:
        return declared.title, "declared"
    for paragraph in layout.paragraphs:
        text = paragraph.passage.text.strip(" #*")
        if paragraph.kind == "heading" and len(text) >= 6 and not _LISTED.match(text) and not _SITE.search(text):
            return text, "stated"
        if paragraph.kind == "text":
            bracket = re.match(r"[^。]{0,40}?【([^】]{6,60})】", text)
            if bracket:
                return bracket[1], "stated"
            break
    for paragraph in layout.paragraphs:
        if len(paragraph.passage.text.strip()) >= 6:
            lead = _WRITTEN_WHERE.sub("", paragraph.passage.text.strip(" #*"))
            return _SENTENCE_MARK.split(lead, maxsplit=1)[0][:60], "inferred"
    return None, "unknown"


def _publisher(stored: str, layout: Layout, declared: Declared) -> tuple[str | None, FactBasis]:
    if declared.publisher:
        return declared.publisher, "declared"
    set_aside = fold(
        "\n".join(stored[b.char_start : b.char_end] for b in layout.blocks if b.kind in ("source_line", "byline"))
    )
    sources = _SOURCE.findall(set_aside)
    if sources:
        return sources[-1].strip("。.,、"), "stated"
    for paragraph in [*layout.paragraphs[:3], *layout.paragraphs[-2:]]:
        if paper := _paper(paragraph.passage.text):
            return paper, "inferred"
    if paper := _paper(set_aside):
        return paper, "inferred"
    for paragraph in layout.paragraphs[-4:]:
        if credit := _CREDIT.search(paragraph.passage.text):
            return credit[1], "stated"
    return None, "unknown"


def _paper(text: str) -> str | None:
    """The first paper, channel or authority that is said to report."""
    match = _PAPER.search(text) if _REPORTS.search(text) else None
    return match[1] if match else None


def _date(stored: str, layout: Layout, declared: Declared) -> tuple[date | None, FactBasis]:
    if declared.published_on:
        return declared.published_on, "declared"
    body = [p.passage.text for p in layout.paragraphs]
    lines = [
        line
        for b in layout.blocks
        if b.kind in ("source_line", "byline", "furniture")
        for line in fold(stored[b.char_start : b.char_end]).splitlines()
        if _DATELINE.search(line)
    ]
    lines.sort(key=lambda line: "发布" not in line and "发表" not in line)  # and not when the document was drawn up
    for line in [*lines[:4], *(text[:40] for text in body[:4] if len(text) < 60 or _DATELINE.match(text[:16]))]:
        match = _DATELINE.search(line)
        if match and (day := _day(match)):
            return day, "stated"
    for text in [*body[:12], *body[-6:]]:
        if _ONLY_A_DATE.fullmatch(text) and (match := _DATELINE.search(text)) and (day := _day(match)):
            return day, "stated"
    if numbered := _OF_A_DOCUMENT.search("\n".join(body[:6])):
        return date(int(numbered[1]), 12, 31), "inferred"
    titles = [fold(declared.title or ""), *body[:2]]
    if delivered := next(filter(None, map(_DELIVERED.match, titles)), None):
        return date(int(delivered[1] or delivered[2]), 1, 1), "inferred"
    return _inferred("\n".join(body))


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _inferred(text: str) -> tuple[date | None, FactBasis]:
    """The latest year that the article's own words fix as past; a year beside 去年 makes it the next one."""
    past, based = Counter[int](), Counter[int]()
    for match in _YEAR.finditer(text):
        year = int(match[1])
        before = text[match.start() - 1 : match.start()]
        if (before in ("-", "~", "—") and text[match.start() - 2] != "年") or _AHEAD.match(text, match.end()):
            continue
        if _EXPECTED_BY.search(text, max(0, match.start() - 4), match.start()) or _BEGUN.match(text, match.end()):
            continue
        if BORN.match(text, match.end()):
            continue
        dated = _TO_A_DAY.match(text, match.start() + 4) is not None
        if (
            before in ("到", "至")
            and not dated
            and not _UP_TO_NOW.search(text, max(0, match.start() - 3), match.start())
        ):
            continue
        past[year] += 1
        based[year] += _OF_A_BASE.match(text, match.end()) is not None and before in _BEFORE_BASE
    if planned := _SPAN_OF_A_PLAN.search(text[:LEAD]):
        begins = int(planned[1])
        past = Counter({year: times for year, times in past.items() if year <= begins}) or Counter({begins: 1})
    latest = max(past, default=None)
    if latest is None or past[latest] == based[latest]:
        plans = [(p, m.end()) for m in _PLAN.finditer(text) if (p := plan_period(m[1]))]
        plan, end = max(plans, key=lambda found: found[0].end, default=(None, 0))
        if plan is not None and (latest is None or plan.start.year > latest):
            return date(plan.end.year if _LOOKED_BACK.match(text, end) else plan.start.year, 1, 1), "inferred"
        if latest is None:
            return None, "unknown"
        return date(latest + 1, 12, 31), "inferred"  # only what is told is compared with it: 与2017年同比上升19%
    ended = re.search(rf"截[至止]到?{latest}年(?:年?底|年?末|12月31日)", text)
    if ended and re.search(r"今年(?!.{0,6}(?:底|末))", text):
        return date(latest + 1, 1, 1), "inferred"
    closing = re.search(rf"{latest}年(?:年?底|末|12月31日|全年|度|[^,。;]{{0,24}}(?:公报|年报|年鉴))", text)
    early = _EARLY_DATELINE.search(text[:LEAD]) and not re.search(rf"{latest}年[1-3]月", text)
    if early and re.search(rf"去年|今年|{latest + 1}年", text):
        return date(latest + 1, 1, 1), "inferred"
    spoken = re.search(r"去年年?底|去年|今年(?:以来|1|2|3|4|5|6|7|8|9|前|上半年)", text)
    if spoken and closing and not re.search(rf"{latest}年(?:[1-9]|1[0-2])月", text):
        return date(latest + 1, 1, 1), "inferred"
    return date(latest, 12, 31), "inferred"  # what it tells of that year is over


def _genre(text: str, lexicon: Lexicon) -> str | None:
    return next((genre for pattern, genre in lexicon.genres if pattern.search(text)), None)


def _report_year(title: str, genre: str) -> int | None:
    if genre == "plan" and (planned := _PLAN_OF_A_YEAR.search(title)) is not None:
        return int(planned[1])
    match = _YEAR_TOLD.search(title) or re.search(r"(?<![自从\d])((?:19|20)\d{2})(?=年?度|[\u4e00-\u9fff])", title)
    if match is None:
        return None
    year = int(match[1])
    if re.search(r"政府工作报告|工作会议|工作要点|工作部署|工作计划", title) and not re.search(
        r"总结|成效|回顾", title
    ):
        return year - 1
    if genre in ("report", "communique", "cases") or re.search(r"成效|总结|公报|概况|回顾", title):
        return year
    return year if genre == "news" and _TELLS_OF_A_YEAR.search(title) else None


def _reported(head: str) -> int | None:
    match = _REVIEWED.search(head)
    return int(match[1]) if match else None


def _target_year(title: str, genre: str, body: str, now: int | None, report_year: int | None) -> int | None:
    if genre == "plan":
        due = Counter(int(y) for y in re.findall(r"到((?:19|20)\d{2})年", body))
        if (named := _end_of_plan(title)) is not None:
            return named
        if span := re.search(r"((?:19|20)\d{2})年?\s?[-—~至]{1,2}\s?((?:19|20)\d{2})", title):
            return int(span[2])
        if of_year := _PLAN_OF_A_YEAR.search(title):
            return int(of_year[1])
        spoken_of = _end_of_plan(body[:3000])
        if spoken_of is not None and (not due or spoken_of in due):
            return spoken_of  # the five years that the plan is of, and not only those before it
        if due:
            return max(due, key=lambda year: (due[year], -year))
    ahead = re.search(r"((?:19|20)\d{2})年(?:重点工作|重点任务|工作重点|工作安排|工作计划|工作要点|主要任务)", body)
    if ahead:
        return int(ahead[1])
    if genre == "report" and report_year is not None:
        return report_year + 1
    return now


def _end_of_plan(text: str) -> int | None:
    """The last year of the five-year plan that a text names first."""
    named = _PLAN.search(text)
    period = plan_period(named[1]) if named else None
    return period.end.year if period is not None else None


def _mostly_cooperation(layout: Layout, lexicon: Lexicon) -> bool:
    body = "。".join(p.passage.text for p in layout.paragraphs)
    sentences = [s for s in _SENTENCE_MARK.split(body) if len(s) >= SHORTEST_SENTENCE]
    of_others = len(sentences) - MOSTLY * len(sentences)  # as many as may speak of something else
    for sentence in sentences:
        if of_others < 0:
            return False
        of_others -= lexicon.cooperation.search(sentence) is None
    return bool(sentences) and of_others >= 0

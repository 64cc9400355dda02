"""The bulletin as a whole: title, publisher, date, what it reports on and where, declared or read in its text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import islice
from typing import NamedTuple

from . import places
from .layout import Layout
from .lexicon import Lexicon
from .model import Declared, FactBasis, Facts
from .periods import Clock, Period, plan_period, year_of
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
    r"央视网|卫健委|卫生健康委员会|卫生健康委))(?:记者|讯|消息|电)"
)
_YEAR = re.compile(r"((?:19|20)(?<!\d\d\d)\d{2})年")  # no digit before the year
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
    r"((?:19|20)\d{2})年度?[^,，。;；]{0,24}?(?:公报|成效|概况|总结|情况|回顾|报告|快报|年报|监测|决算|数据)"
)
_UP_TO_NOW = re.compile(r"(?:截至|截止到|上升到|从[^,。]{0,30}到)$")
_LOOKED_BACK = re.compile(r"(?:期间|时期)")  # behind a plan: its years are told of
_AHEAD = re.compile(r"(?:的)?(?:目标|预期)|将|力争|拟|预计|目标|重点工作|工作要点|计划")
_QUOTED_COUNTRY = re.compile(r"“中国[^”]*”")  # a name that is quoted: “中国标准”
_HOME = ("prefecture", "province", "county", "country")
_NATIONAL_AUTHORITY = re.compile(
    r"(?:国家|全国|国务院|中国疾)[^省市]{0,14}(?:委|局|中心|部|院|办)|^卫生(?:健康)?(?:委|部)$"
)
# 中国标准 and 中国医师节 name more than the country; 全国首例 and 全国前列 are said of somewhere in it.
_ALL_PROVINCES = re.compile(
    r"31个?省|全国(?!人口普查|经济普查|农业普查|首|第一|前|唯一|领先|先进|重点|优秀|文明|百强|劳模|人大|政协|统一)|我国|"
    r"(?<![“\"《])中国(?!标准|方案|式|梦|红十字|好人|好医|医师节|医学|医院|医科|科学|工程|人民|共产|移动|电信)"
)
LONGEST_TITLE = 60
_LOOKS_BACK = re.compile(r"总结|回顾|成效|成就|综述|巡礼|回眸|亮点|工作情况|开展情况|完成情况")
_PLANS = re.compile(r"计划|要点|打算|安排|部署|思路|谋划|方案")
MANY = 3  # times that a story names the year before, if it is about that
LEAD = 300  # characters in which a story says what it is about
_NEWSPAPER = re.compile(r"日报|晚报|晨报|早报|商报|时报|新闻|网|电视|融媒|发布")
_YEAR_BEFORE = re.compile(r"去年|上年|全年|年度|[一五]年来|过去")
_OF_A_COUNTY = re.compile(r"[全本我该]县|县[里委]|县卫健委|县卫生健康委|县人民医院")
_TITLED = re.compile(r"《[^》]*》")  # another document than this one
_OF_ALL_PROVINCES = re.compile(r"31个省.{0,16}兵团")
_ISSUED = re.compile(r"印发\s*《([^》]*)》\s*的\s*通知")  # what follows is the document itself
_ONLY_A_DATE = re.compile(r"\s*(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s*")
_OF_A_DOCUMENT = re.compile(r"[〔\[]((?:19|20)\d{2})[〕\]]\s*\d{1,4}\s*号")
# where and by whom a story was written: 新华社北京3月13日电(记者 …)
_WRITTEN_WHERE = re.compile(
    r"^(?:[^。,]{0,16}?(?:\d{1,2}月\d{1,2}日(?:电|讯|消息)\s*(?:\([^()]{0,24}\))?|[报网社台体](?:讯|消息)\s*\([^()]{0,24}\))|"
    r"\([^。,()]{2,16}(?:报|网|社|台)(?:讯|消息|电)\))\s*"
)
_LOCAL_PAPER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}?)(?:融媒体?(?:中心)?|日报|晚报|新闻网|网|电视台|广播)(?:讯|消息|记者|\(|$)"
)
_SITE = re.compile(
    r"^[^,。:\d]{2,12}(?:新闻网?|日报|晚报|在线|频道|门户网站|网站|网|客户端)$"
)  # whose page it is, and no title
_LISTED = re.compile(r"[(]?[一二三四五六七八九十]+[)、.]")  # the heading of a section
_OF_THE_NATION = re.compile(
    r"国家(?:卫生健康委|卫健委|卫生(?:和)?计(?:划)?生(?:育)?委|卫计委|医保局|医疗保障局|疾控局|疾病预防控制局|统计局|中医药管理局)"
    r"(?!委管|直管|直属|主管|批准|认定|授予|命名|重点)|国务院新闻办|中国(?:疾病预防控制|疾控)中心|国家流感中心"
)
_TELLS_OF_A_YEAR = re.compile(r"(?:19|20)\d{2}年度?[^,。]{0,30}(?:情况|统计|数据|主要指标|监测|成果|大事|亮点)")
_NATIONAL_TALK = re.compile(
    r"我国|全国(?!人口普查|经济普查|农业普查|首|第一|前|唯一|领先|先进|重点|优秀|文明|百强)|国家流感中心|中国(?:疾病预防控制|疾控)中心"
)
_OF_EVERYWHERE = re.compile(r"我国|全国|各地|各级财政|中央财政")
_OWN_AREA = re.compile(r"[本我][市省区县州]")  # the words of one who speaks for a single area
_OWN_AREAS = re.compile(r"[本我][市省区县州]|全[市县]")
_OF_A_PROVINCE = re.compile(r"[全我本]省|省[委政级]")
_OF_A_CITY = re.compile(r"[全我本]市|市[委政]|[全我本]县|县[委政]")
OFTEN = 3  # times that a page says 全市 which speaks for a city
_NATIONAL = re.compile(
    r"国家(?!(?:卫生健康委|卫健委)?委管|级|重点|区域|临床)|全国(?!人口普查|经济普查|农业普查)|国务院|中国|央视|新华社|人民日报|中央|健康报|"
    r"世界卫生组织"
)


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
    title = passage(fold(facts.title or ""), 0, len(facts.title or "")).with_numbers_joined().text
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
        first = _YEAR.search(head) if published is None or genre == "cases" else None
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
    clock = Clock(published, report_year, facts.published_on_basis in ("declared", "stated"))
    now = published.year if published else None
    actual = report_year if report_year is not None else now
    target = _target_year(title, genre, body, now, report_year if dated or genre != "report" else None)
    return Context(
        facts,
        genre,
        clock,
        year_of(actual) if actual else None,
        year_of(target) if target else None,
        _home(title, facts, layout, lexicon),
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
            return re.split(r"[。!?]", lead)[0][:60], "inferred"
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
    match = _YEAR.search(title) or re.search(r"(?<!\d)((?:19|20)\d{2})(?=年?度|[\u4e00-\u9fff])", title)
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


def _home(title: str, facts: Facts, layout: Layout, lexicon: Lexicon) -> str | None:
    """The region that the bulletin speaks for: its title's, its publisher's, else the one it names first and most."""
    title, publisher = _QUOTED_COUNTRY.sub("", title), fold(facts.publisher or "")
    if _NATIONAL_AUTHORITY.search(publisher) or (facts.title_basis != "inferred" and _ALL_PROVINCES.search(title)):
        return "100000"
    for text in (title, publisher):
        grouped = _grouping(title, lexicon) if text is title else None
        if grouped and not any(_OWN_AREA.search(p.passage.text) for p in layout.paragraphs):
            return grouped
        national = text is publisher or facts.title_basis != "inferred" or not _ones_own(layout)
        named = [n for n in _named_at(text, lexicon) if lexicon.regions[n.region_id].level in _HOME]
        if not national:
            named = [n for n in named if n.region_id != "100000"]  # a lead that speaks of the nation's conference
        if named:
            home = _smallest(named, text, lexicon)
            county = _county_told_of(layout, lexicon) if text is publisher and _NEWSPAPER.search(publisher) else None
            return county if county is not None and home in lexicon.ancestors(county) else home
        if national and _NATIONAL.search(text):
            return "100000" if "100000" in lexicon.regions else None
    if (county := _county_told_of(layout, lexicon)) is not None:
        return county
    if (
        place := _of_a_paper(publisher or "\n".join(p.passage.text[:40] for p in layout.paragraphs[:3]), lexicon)
    ) is not None:
        return place
    body = "\n".join(p.passage.text for p in layout.paragraphs)[:6000]
    own = _OWN_AREAS.search(body) or _of_a_province(body)
    if own and (named := [n for n in _named_at(layout.imprint, lexicon) if n.region_id.isdigit()]):
        return _as_wide_as(_smallest(named, layout.imprint, lexicon), body, lexicon)  # 我市 of 汕头经济特区报
    lead = " ".join(p.passage.text for p in layout.paragraphs[:4])[:LEAD]
    if (_OF_THE_NATION.search(lead) or _OF_ALL_PROVINCES.search(lead)) and not any(
        _OWN_AREA.search(p.passage.text) for p in layout.paragraphs
    ):
        return _alone_told_of(layout, lexicon) or "100000"
    counts = Counter[str]()
    read = [p.region_id for p in places.find(body, None, lexicon) if p.kind in ("region", "site")]
    for index, region_id in enumerate(read or _named(body, lexicon)):
        for ancestor in lexicon.ancestors(region_id):
            if lexicon.regions[ancestor].level in ("province", "prefecture", "country"):
                counts[ancestor] += 3 if index == 0 else 1
    own = _OWN_AREA.search(body) is not None
    if re.search(r"我国|全国", body[:400]) and not counts and not own:
        return "100000"
    domestic = {i: n for i, n in counts.items() if i != "100000" and i.isdigit()}
    if not domestic:
        return "100000" if not own and (counts or _OF_EVERYWHERE.search(body)) else None
    best = max(domestic.values())
    if len(_NATIONAL_TALK.findall(body)) > best and not _OWN_AREA.search(body):
        return "100000"
    strong = [i for i, n in domestic.items() if n >= 0.6 * best]
    inner = min(strong, key=lambda i: (-len(lexicon.ancestors(i)), i))
    return _as_wide_as(inner, body, lexicon)


def _of_a_paper(text: str, lexicon: Lexicon) -> str | None:
    """The area that a paper or channel is called by in short: 汨罗市 of 汨罗融媒体讯."""
    for named in _LOCAL_PAPER.finditer(text):
        ids = {i for kind in "市县区旗" for i in lexicon.names.get(named[1] + kind, ())}
        if len(ids) == 1:
            return ids.pop()
    return None


def _of_a_province(body: str) -> bool:
    """Whether a page speaks of its whole province again and again, and of no city or county of its own."""
    return len(_OF_A_PROVINCE.findall(body)) >= OFTEN and not _OF_A_CITY.search(body)


def _as_wide_as(region_id: str, body: str, lexicon: Lexicon) -> str:
    """The province of a place that a page names, where it speaks of the whole province, else the place itself."""
    wider = (i for i in lexicon.ancestors(region_id) if lexicon.regions[i].level == "province")
    return next(wider, region_id) if _of_a_province(body) else region_id


def _alone_told_of(layout: Layout, lexicon: Lexicon) -> str | None:
    """The one area of which a national authority's page tells, and of the nation nothing."""
    body = "\n".join(p.passage.text for p in layout.paragraphs)[:6000]
    named = [i for i in _named(body, lexicon) if i != "100000"]
    return named[0] if len(named) >= OFTEN and len(set(named)) == 1 and not _NATIONAL_TALK.search(body) else None


def _ones_own(layout: Layout) -> bool:
    """Whether the page speaks for a single area again and again: 全市, 我市."""
    found = (1 for p in layout.paragraphs for _ in _OWN_AREAS.finditer(p.passage.text))
    return sum(islice(found, OFTEN)) == OFTEN


def _county_told_of(layout: Layout, lexicon: Lexicon) -> str | None:
    """The county that a local story is about: it says 全县 or 该县 (全市, of a county that is a city), and names one
    county in its lead and more than all others.
    """
    body = "\n".join(p.passage.text for p in layout.paragraphs)[:6000]
    if not _OF_A_COUNTY.search(body) and not _OWN_AREAS.search(body):
        return None
    named = _named(body, lexicon)
    ranked = Counter(i for i in named if lexicon.regions[i].level == "county").most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    county = ranked[0][0]
    is_city = lexicon.regions[county].name.endswith("市") and lexicon.regions[county].parent_id not in named
    if not is_city and not _OF_A_COUNTY.search(body):
        return None
    return county if county in _named(body[:LEAD], lexicon) else None


def _grouping(title: str, lexicon: Lexicon) -> str | None:
    """The group of provinces (长三角) that a title names before any of them."""
    first = next(iter(_named(title, lexicon)), None)
    if first is None or lexicon.regions[first].level != "grouping" or lexicon.regions[first].parent_id != "100000":
        return None
    return first


class _NamedAt(NamedTuple):
    """A region and where a text names it."""

    region_id: str
    start: int
    end: int


def _named(text: str, lexicon: Lexicon) -> list[str]:
    """Unambiguous regions that `text` names, in order."""
    return [named.region_id for named in _named_at(text, lexicon)]


def _named_at(text: str, lexicon: Lexicon) -> list[_NamedAt]:
    found: list[_NamedAt] = []
    for index, start, end in lexicon.places.find_matches_as_indexes(text):
        word = lexicon.place_words[index]
        other = places.FEATURE.match(text, end) or places.in_a_word(text, start, end, word, lexicon)
        ids = () if other else lexicon.names.get(word, ())
        if len(ids) == 1:
            found.append(_NamedAt(ids[0], start, end))
        elif ids:
            known = {named.region_id for named in found}
            nested = [i for i in ids if set(lexicon.ancestors(i)[1:]) & known]
            if len(nested) == 1:
                found.append(_NamedAt(nested[0], start, end))
    return found


def _smallest(named: list[_NamedAt], text: str, lexicon: Lexicon) -> str:
    """The innermost of the first region and those written right behind it that lie in it: (湖北省)荆州市."""
    chosen = named[0]
    for candidate in named[1:]:
        apart = len(text[chosen.end : candidate.start].strip(" |:·—-")) > 1
        if apart or chosen.region_id not in lexicon.ancestors(candidate.region_id):
            break
        chosen = candidate
    return chosen.region_id


def _mostly_cooperation(layout: Layout, lexicon: Lexicon) -> bool:
    body = "。".join(p.passage.text for p in layout.paragraphs)
    sentences = [s for s in re.split(r"[。!?]", body) if len(s) >= 8]
    enough = 0.45 * len(sentences)
    if not sentences or len(lexicon.cooperation.findall(body)) < enough:
        return False
    return sum(1 for s in sentences if lexicon.cooperation.search(s)) >= enough

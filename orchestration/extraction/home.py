"""Home: the region that a bulletin speaks for, which its 全市 and 我省 mean and where what it counts without a place
is: its title's, its publisher's, else the one that its words tell.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from . import places
from .layout import Layout
from .lexicon import Lexicon
from .model import Facts
from .script import simplified
from .text import fold

_QUOTED_COUNTRY = re.compile(r"“中国[^”]*”")  # a name that is quoted: “中国标准”
_HOME = ("prefecture", "province", "county", "country")
_NATIONAL_AUTHORITY = re.compile(
    r"(?:国家|全国|国务院|中国疾)[^省市]{0,14}(?:委|局|中心|部|院|办)|^卫生(?:健康)?(?:委|部)$"
)
# 中国标准 and 中国医师节 name more than the country; 全国首例 and 全国前列 are said of somewhere in it.
_ALL_PROVINCES = re.compile(
    r"31个?省|全国(?!人口普查|经济普查|农业普查|首|第一|前|唯一|领先|先进|重点|优秀|文明|百强|劳模|人大|政协|两会|统一)|我国|"
    r"(?<![“\"《])中国(?!标准|方案|式|梦|红十字|好人|好医|医师节|医学|医院|医科|科学|工程|人民|共产|移动|电信)"
)
_NEWSPAPER = re.compile(r"日报|晚报|晨报|早报|商报|时报|新闻|网|电视|融媒|发布")
_OF_A_COUNTY = re.compile(r"[全本我该]县|县[里委]|县卫健委|县卫生健康委|县人民医院")
_OF_ALL_PROVINCES = re.compile(r"31个省.{0,16}兵团")
_LOCAL_PAPER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}?)(?:融媒体?(?:中心)?|日报|晚报|新闻网|网|电视台|广播)(?:讯|消息|记者|\(|$)"
)
_OF_THE_NATION = re.compile(
    r"国家(?:卫生健康委|卫健委|卫生(?:和)?计(?:划)?生(?:育)?委|卫计委|医保局|医疗保障局|疾控局|疾病预防控制局|统计局|中医药管理局)"
    r"(?!委管|直管|直属|主管|批准|认定|授予|命名|重点)|国务院新闻办|中国(?:疾病预防控制|疾控)中心|国家流感中心"
)
_NATIONAL_TALK = re.compile(
    r"我国|全国(?!人口普查|经济普查|农业普查|首|第一|前|唯一|领先|先进|重点|优秀|文明|百强)|国家流感中心|中国(?:疾病预防控制|疾控)中心"
)
_OF_EVERYWHERE = re.compile(r"我国|全国|各地|各级财政|中央财政")
_OWN_AREA = re.compile(r"[本我][市省区县州]")  # the words of one who speaks for a single area
_OWN_AREAS = re.compile(r"[本我][市省区县州]|(?<![健安完齐])全(?:市(?![场值])|县)")  # not in 健全市场
_OF_A_PROVINCE = re.compile(r"[全我本]省|省[委政级]")
_OF_A_CITY = re.compile(r"(?<![健安完齐])[全我本]市(?![场值])|市[委政]|[全我本]县|县[委政]")
_SPOKEN_OF = re.compile(r"我国|全国")
LEAD = 300  # characters in which a story says what it is about
MOST_READ = 6000  # characters of a page that are read for its places
OFTEN = 3  # times that a page says 全市 which speaks for a city
_NATIONAL = re.compile(
    r"国家(?!(?:卫生健康委|卫健委)?委管|级|重点|区域|临床)|全国(?!人口普查|经济普查|农业普查|两会)|国务院|中国|央视|新华社|人民日报|中央|健康报|"
    r"世界卫生组织"
)


def home_of(title: str, facts: Facts, layout: Layout, lexicon: Lexicon) -> str | None:
    """The id of the region that the bulletin speaks for, or None where nothing tells."""
    title, publisher = _QUOTED_COUNTRY.sub("", title), fold(simplified(facts.publisher or ""))
    texts = [p.passage.text for p in layout.paragraphs]
    every, opening = "\n".join(texts), " ".join(texts[:4])[:LEAD]
    body = every[:MOST_READ]
    headed = facts.title_basis != "inferred"  # else the title is the lead's own words
    if (
        _NATIONAL_AUTHORITY.search(publisher)
        or (headed and _ALL_PROVINCES.search(title))
        or _OF_ALL_PROVINCES.search(title)
    ):
        return "100000"
    if (grouped := _grouping(title, lexicon)) and not _OWN_AREA.search(every):
        return grouped
    if home := _of_title(title, every, headed, lexicon):
        return home
    if home := _of_publisher(publisher, body, lexicon):
        return home
    if home := _county_told_of(body, lexicon):
        return home
    if home := _of_a_paper(publisher or "\n".join(text[:40] for text in texts[:3]), lexicon):
        return home
    own = _OWN_AREAS.search(body) or _of_a_province(body)
    if own and (named := [n for n in _named_at(layout.imprint, lexicon) if n.region_id.isdigit()]):
        return _as_wide_as(_smallest(named, layout.imprint, lexicon), body, lexicon)  # 我市 of 汕头经济特区报
    if (_OF_THE_NATION.search(opening) or _OF_ALL_PROVINCES.search(opening)) and not _OWN_AREA.search(every):
        return _alone_told_of(body, lexicon) or "100000"
    return _named_most(body, lexicon)


def _of_title(title: str, every: str, headed: bool, lexicon: Lexicon) -> str | None:
    """The first region that a title names, or the nation that it speaks of; a title that is the lead's own words, of a
    page that says 全市 again and again, speaks of no nation.
    """
    national = headed or sum(1 for _ in islice(_OWN_AREAS.finditer(every), OFTEN)) < OFTEN
    every_named = _named_at(title, lexicon)
    if every_named and _within_a_province(every_named[0].region_id, lexicon):
        return every_named[0].region_id
    named = [n for n in every_named if lexicon.regions[n.region_id].level in _HOME]
    if not national:
        named = [n for n in named if n.region_id != "100000"]
    if len(named) > 1 and not _OWN_AREAS.search(every):
        told = [n for n in named if title[n.start : n.end] in every[len(title) :]]
        named = (
            told if told and named[0] not in told else named
        )  # 深圳某公司关注四川雅安: a place that is never spoken of
    if named:
        return _smallest(named, title, lexicon)
    return "100000" if national and _NATIONAL.search(title) else None


def _of_publisher(publisher: str, body: str, lexicon: Lexicon) -> str | None:
    """The region of an authority or a paper; of a paper's, the county or the whole province that its story tells of."""
    named = [n for n in _named_at(publisher, lexicon) if lexicon.regions[n.region_id].level in _HOME]
    if not named:
        return "100000" if _NATIONAL.search(publisher) else None
    home = _smallest(named, publisher, lexicon)
    if not _NEWSPAPER.search(publisher):
        return home
    county = _county_told_of(body, lexicon)
    return county if county is not None and home in lexicon.ancestors(county) else _as_wide_as(home, body, lexicon)


def _named_most(body: str, lexicon: Lexicon) -> str | None:
    """The innermost of the regions that a page names most, the first three times over; the nation where it speaks of
    it more often.
    """
    counts = Counter[str]()
    read = [p.region_id for p in places.find(body, None, lexicon) if p.kind in ("region", "site")]
    for index, region_id in enumerate(read or _named(body, lexicon)):
        for ancestor in lexicon.ancestors(region_id):
            if lexicon.regions[ancestor].level in ("province", "prefecture", "country"):
                counts[ancestor] += 3 if index == 0 else 1
    own = _OWN_AREA.search(body) is not None
    if _SPOKEN_OF.search(body[: LEAD + 100]) and not counts and not own:
        return "100000"
    domestic = {i: n for i, n in counts.items() if i != "100000" and i.isdigit()}
    if not domestic:
        return "100000" if not own and (counts or _OF_EVERYWHERE.search(body)) else None
    best = max(domestic.values())
    if len(_NATIONAL_TALK.findall(body)) > best and not own:
        return "100000"
    strong = [i for i, n in domestic.items() if n >= 0.6 * best]
    inner = min(strong, key=lambda i: (-len(lexicon.ancestors(i)), i))
    return _as_wide_as(inner, body, lexicon)


def _within_a_province(region_id: str, lexicon: Lexicon) -> bool:
    """Whether a region is no division, but an area in one province, as 雄安新区 and 新疆兵团 are."""
    region = lexicon.regions[region_id]
    return region.level == "grouping" and region.parent_id not in ("", "100000")


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


def _alone_told_of(body: str, lexicon: Lexicon) -> str | None:
    """The one area of which a national authority's page tells, and of the nation nothing."""
    named = [i for i in _named(body, lexicon) if i != "100000"]
    return named[0] if len(named) >= OFTEN and len(set(named)) == 1 and not _NATIONAL_TALK.search(body) else None


def _county_told_of(body: str, lexicon: Lexicon) -> str | None:
    """The county that a local story is about: it says 全县 or 该县 (全市, of a county that is a city), and names one
    county in its lead and more than all others.
    """
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

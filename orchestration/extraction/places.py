"""Places: which regions a passage names, and which of them a number's clause is about.

A region inside an institution's name is no region (its site is); several regions in a row, or a region with 等, are not
one area; 全市, 本省 and their kin lead back to the bulletin's own region.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from operator import attrgetter
from typing import Literal

from .lexicon import Lexicon
from .values import value

_START = attrgetter("start")
_INSTITUTION = re.compile(
    r"(?!的|共|现|有|新|累计|将|已|各|所有|全|分别|均|先后|还|也|正在|完成|开展|选派|派出|组织|培训|改造)(?:市立|省立|市属|市级|地区)?[\u4e00-\u9fff]{0,12}?"
    r"(?:医院|卫生院|大学|医学院|学院|卫健委|卫生健康委|卫生局|"
    r"疾控中心|疾病预防控制中心|日报|晚报|青年报|商报|时报|电视台|"
    r"医科大|协和|集团|公司|研究院|研究所|研究中心|冬奥会?|马拉松|奥运)"
)
_LOCAL_INSTITUTION = re.compile(
    r"医院|(?:第[一二三四五六七八九十]+|市|县|区)*(?:人民|中医|中西医结合|中心|妇幼|总|妇女儿童|儿童|精神卫生|"
    r"传染病)(?:医院|医医院|保健院|中心)"
)
_SITE = re.compile(r"(?:院区|分院|园区|新院区|校区|分中心|医院(?=通州|顺义))")
_ACTOR = re.compile(r"(?:投资|援建|捐|出资|帮扶|支援)")
_COLLECTIVE = re.compile(r"(?:、[^,。;、\d]{1,12}){1,8}等|等(?![级候于待])")
_SELF = re.compile(
    r"31个?省(?:级行政区|份)?(?:区市)?(?:\([^()]{2,12}\))?(?:和新疆生产建设兵团)?|"
    r"各省(?:区市|\(区、市\)|、自治区、直辖市)?[和及]新疆生产建设兵团|全(?:[市省区县国球州旗院]|世界)|"
    r"本[市省区县]|我[市省区县国院]|该[市省县院]|自治区|首都|市[域内]|省内(?!异地|跨)|境内|国内(?!生产总值|输入)|辖区|"
    + "|".join(rf"{count}省(?:[一两二三四]?市)?(?!级)" for count in "两三四五六七八九")
    # one by one: `re` leaps to the signs that alternatives begin with, but to none where one of them is a set
)
# 全国 and its kin name an area where they open a clause, not inside 居全国首位 or 服务全国统一大市场.
_OPENS = re.compile(
    r"(?:^|[,。;:!?(、”》 ]|\d年|年底|年末|末|底|月|日|时|以来|目前|今年|去年|其中|同期|由|使|为|向|在|后|于|"
    r"前|覆盖|占|期间|时期|累计|了|显示|是)$"
)
_LEVEL_OF = {"市": "prefecture", "省": "province", "县": "county", "区": "county", "州": "prefecture", "旗": "county"}

_NOT_A_PLACE = re.compile(r"(?:人士|同胞|居民|地区|台)")
# 南阳山 is not 南阳, nor 昌平线 昌平
FEATURE = re.compile(
    r"山(?!区)|河(?![流道长南北])|湖(?![区泊南北])|路(?!线)|街(?!道)|桥|沟|坪|线(?=[东西南北中一二]|开通|、)"
)
_OF_ORIGIN = re.compile(r"籍(?!贯)")
_ONE_AMONG = re.compile(r"等\d")  # 张北县医院等12家
_HISTORY = re.compile(r"(?:居住|旅居|旅行|生活|接触|暴露|务工|停留)[^,。;]{0,5}史")
_OWN_PEOPLE = re.compile(r"(?:[省市县区]|本地|当地)[^,。;]{0,6}(?:参保|患者|居民|群众)[^,。;]{0,6}在$")
_TOWNSHIP_SITE = re.compile(
    r"[\u4e00-\u9fff]{2,4}?[镇乡](?:中心)?(?:卫生院|敬老院)|[\u4e00-\u9fff]{2,5}?街道社区卫生服务中心"
)
SUMMED = re.compile(r"(?:[0-9]|[两三四五六七八九十])+个?(?:省|市|县|区|州|地)(?!级)")  # 深圳、东莞4市
# 五华、盘龙、官渡三区: what kind they are of is said once, for all
_KIND_OF_ALL = re.compile(r"[两三四五六七八九2-9]个?([市县区州旗])(?!级)")
_OVER_ANOTHER = re.compile(r"、[\u4e00-\u9fff]{2}、")  # a name that may be another thing's: 金昌、白银、庆阳
_SEVERAL = re.compile(r"(?:[2-9]|[两三四五六七八九])个(?=[\u4e00-\u9fff]{2})")  # 甲、乙、丙3个城市医疗集团
_COUNTED = re.compile(r"[0-9][^,。;、]{0,8}、$")
_OWN_COUNT = re.compile(r"(?:市|省|区|县)?(?:\d|各|全|等|\S{0,4}家)")
_ACROSS = frozenset(["710000", "810000", "820000"])
_OF_THOSE = re.compile(r"(?:地区|特区)?(?:居民|同胞|青年|学生|人士|人才|企业|游客|职业|专业人|医师)")
_CHINA_AS_AREA = re.compile(r"(?:的|共|各|人|居民|大陆|境内|内地)")
_COUNTED = re.compile(r"(?:报告|新增)?\d")
_LISTED = re.compile(rf"(?<=[、,;(:])([\u4e00-\u9fff]{{2,3}}?)(?={_COUNTED.pattern})")
_PEOPLE_OF = re.compile(r"(?:专家|患者|参保人|医生|医师|病人|游客|旅客)")
# 萍乡市患者外转率 is a rate of 萍乡, and 监利市参保人到湖南就医 are those of 监利
_PEOPLE_MEASURED = re.compile(r"(?:患者|参保人|病人)(?:[^,。;、的]{0,8}[率费]|[到赴])")
# 江苏援疆医疗队: those who come to help, from there
_TEAM_OF = re.compile(
    r"(?:省|市)?(?:援[\u4e00-\u9fff]{1,2}|支援|帮扶|组团式?|柔性)[\u4e00-\u9fff]{0,6}?(?:队|团队|专家|组|人才|医生|医师|指挥部)"
)
_AID_TO = re.compile(r"援[\u4e00-\u9fff]{2,6}$")
_AT_WORK = re.compile(r"[^,。;、]{0,4}(?:义诊|巡诊|坐诊|巡回医疗),")  # 赴桑珠孜区义诊, and what was done there
# What was done where help went: 支援新疆8所受援医院, 援黄冈医疗队累计收治患者
_HELPED = re.compile(r"\d+[家所个]|[\u4e00-\u9fff]{0,4}(?:医疗|护理)队[^,。;\d]{0,6}(?:收治|救治|诊治|治愈|接诊|管理)")
_JOINS = frozenset("、和及与")
_EVERYWHERE = frozenset(["全球", "全世界", "全国"])
EVERYBODYS = frozenset(["100000", "world"])  # what every region lies in: it tells none from another
_RANKED = re.compile(
    r"(?:科技进步|科学技术|自然科学|科技厅|重点研发|(?:省级|区级|自治区)?临床重点专科|名中医|(?:区域|省内|技术)?空白|第[一二三\d]|首位|前列|领先|平均|先进|率先|唯一|最)"
)
_FOREMOST = re.compile(r"最[多少高低大小][,(;:。]")  # 呈贡区最多,10起
_DIRECTIONS_JOINED = re.compile(r"[、和及][东中西]部")
_DIRECTIONS = re.compile(
    r"((?:(?<![\u4e00-\u9fff])[东中西]|(?<=[、和及])[东中西])(?:[、和及][东中西])*)(?=[、和及][东中西]部)"
)
_LOCAL_HOSPITAL = re.compile(
    r"([市县])(?<![属级各某本全外他家].)(?=(?:第[一二三四五六七八九]+)?(?:人民|中医|中心|妇幼保健|儿童|传染病)医?院)"
)
_HONOUR = re.compile(
    r"[^,。;、\d]{0,10}(?:重点专科|重点学科|重点实验室|重点人才|创新团队|名中医|科技进步|科技奖|引进奖|成果奖|[一二三]等奖|高层次|双创|培养对象|劳动模范|文明单位)"
)
_DATELINE = re.compile(r"\d{1,2}月\d{1,2}日(?:电|讯|报道|消息)")  # 新华社北京3月13日电: where it was written
# 全国民族团结进步模范集体: an honour, and no area
_TITLE_OF = re.compile(
    r"[^,。;、\d]{0,12}(?:模范|先进(?:集体|个人|单位)|文明(?:单位|城市|村镇)|卫生(?:城市|县城)|重点实验室|劳模|百强|标兵)"
)
_TAKES_CARE = re.compile(r"(?:托管|帮扶|支援|援建|接管|共建)$")
_RANKS = re.compile(r"前[0-9一二三四五六七八九十列茅]|百强|首[位家批个例]|第[0-9一二三]")  # 国内前100强
_TOWARDS = re.compile(r"(?:赴|来|往|去|居|[高低优快慢多少大小好]于|领先|走在|援|驰援|来自|惠及|从|引进|聘请|邀请)$")
Kind = Literal["region", "site", "self", "compound"]

_ENDS_NAME = re.compile(r"[、,。;:()和与及]|[两三四五六七八九]?[县市区省]|\d")
_MODEL = re.compile(r"[A-Za-z][A-Za-z0-9—-]*$")


@value
class Place:
    """A place named at [start, end) of the passage's text."""

    start: int
    end: int
    region_id: str
    kind: Kind
    collective: bool  # one of several, or followed by 等: not the area of a number by itself


def find(text: str, home: str | None, lexicon: Lexicon, known: Iterable[str] = ()) -> list[Place]:
    """The places that `text` names, left to right. `known`: regions of the context that settle ambiguous names."""
    places: list[Place] = []
    context = [*known, *([home] if home else [])]
    for index, start, end in lexicon.places.find_matches_as_indexes(text):
        place = _place(text, start, end, lexicon.place_words[index], home, context, lexicon)
        if place is not None:
            places.append(place)
            context.insert(0, place.region_id)
    places = _with_those_of_one_kind(text, places, lexicon)
    places += _own(text, places, home, lexicon)
    if "部" in text:
        places += _directions(text, lexicon)
    if home is not None and "医院" in text:
        places += _local_hospitals(text, places, home, lexicon)
    if not places:
        return places
    places.sort(key=_START)
    if told := _told_in_short(text, places, lexicon):
        places = sorted([*places, *told], key=_START)
    if len(places) > 1:
        places += _in_lists(text, places, context, home, lexicon)
        places.sort(key=_START)
        places = _joined(text, _nested(places, lexicon))
    return places


def _with_those_of_one_kind(text: str, places: list[Place], lexicon: Lexicon) -> list[Place]:
    """The places with the regions whose kind is said once, behind the last of them: 五华、盘龙、官渡三区."""
    for match in _KIND_OF_ALL.finditer(text):
        listed = _of_one_kind(text, match.start(), match[1], lexicon)
        if listed:
            begin = listed[-1].start
            places = [p for p in places if p.end <= begin or p.start >= match.start()] + listed
    return places


def _of_one_kind(text: str, end: int, kind: str, lexicon: Lexicon) -> list[Place]:
    """The regions in a row up to `end`, each of whose names `kind` makes whole and all of which lie in one area; the
    last first.
    """
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    while True:
        sizes = (s for s in (3, 2) if s <= end and lexicon.names.get(text[end - s : end] + kind))
        size = next(sizes, None)
        if size is None:
            break
        spans.append((end - size, end, lexicon.names[text[end - size : end] + kind]))
        end -= size + 1
        if end < 2 or text[end] not in _JOINS:
            break
    if len(spans) < 2:
        return []
    above = [{a for i in ids for a in lexicon.ancestors(i)[1:]} for _, _, ids in spans]
    common = set.intersection(*above) - EVERYBODYS
    if not common:
        return []
    nearest = max(common, key=lambda a: len(lexicon.ancestors(a)))
    told = [[i for i in ids if nearest in lexicon.ancestors(i)] for _, _, ids in spans]
    if any(len(ids) != 1 for ids in told):
        return []
    return [Place(s, e, ids[0], "region", True) for (s, e, _), ids in zip(spans, told, strict=True)]


def _own(text: str, places: list[Place], home: str | None, lexicon: Lexicon) -> list[Place]:
    """The bulletin's own areas (全市, 该县, 三省); `places` loses those that a count of all provinces spans."""
    starts, ends = [p.start for p in places], [p.end for p in places]
    found: list[Place] = []
    spanned: set[int] = set()
    for match in _SELF.finditer(text):
        counted = match.group()[0].isdigit() or match.group().endswith("兵团")
        cared_for = match.group() == "该院" and _TAKES_CARE.search(text, 0, match.start()) is not None
        if not counted and not cared_for and not _OPENS.search(text, max(0, match.start() - 2), match.start()):
            continue
        if _RANKS.match(text, match.end()) or (match.group() == "全国" and _TITLE_OF.match(text, match.end())):
            continue
        before, until = bisect_right(ends, match.start()), bisect_left(starts, match.end())
        named_before = (places[index] for index in range(before - 1, -1, -1))
        nearest: Iterator[Place] = chain(reversed(found), named_before)
        if match.group() == "该院":  # not whose experts work in it: 落户合肥的医院有上海专家常驻,该院…
            nearest = (p for p in nearest if _PEOPLE_OF.match(text, p.end) is None)
        if cared_for:
            next(nearest, None)  # 北京儿童医院托管该院: not the one that helps it
        region_id = _self_region("全国" if counted else match.group(), home, lexicon, nearest)
        if counted:
            spanned.update(range(before, until))
        if region_id is not None and (counted or before == until):
            found.append(Place(match.start(), match.end(), region_id, "self", False))
    if spanned:
        places[:] = [place for index, place in enumerate(places) if index not in spanned]
    return found


def _directions(text: str, lexicon: Lexicon) -> list[Place]:
    """The parts of the country that share their last signs: 东、中 of 东、中、西部地区."""
    found: list[Place] = []
    for match in _DIRECTIONS.finditer(text) if _DIRECTIONS_JOINED.search(text) else ():
        for at in range(match.start(), match.end(1), 2):
            ids = lexicon.names.get(text[at] + "部地区", ())
            found += [Place(at, at + 1, ids[0], "region", False)] if len(ids) == 1 else []
    return found


def _local_hospitals(text: str, places: list[Place], home: str, lexicon: Lexicon) -> list[Place]:
    """The bulletin's own hospitals by their kind alone: 市 of 市人民医院, where the bulletin is a city's."""
    if not lexicon.regions[home].name.endswith(("市", "县")):
        return []
    named = [match for match in _LOCAL_HOSPITAL.finditer(text) if lexicon.regions[home].name.endswith(match[1])]
    taken = {at for place in places for at in range(place.start, place.end + 1)} if named else set()
    return [Place(m.start(), m.start() + 1, home, "site", False) for m in named if m.start() not in taken]


def _told_in_short(text: str, places: list[Place], lexicon: Lexicon) -> list[Place]:
    """Regions by short names that only what they lie in tells (湖北通城、崇阳), there and wherever they stand again."""
    told: dict[str, tuple[int, str]] = {}  # by name: from where on it is known, and of which region
    for place in places:
        if place.kind != "region" or lexicon.regions[place.region_id].level not in ("province", "prefecture"):
            continue
        at = place.end
        while (found := _in_short(text, at, place.region_id, lexicon)) is not None:
            name, region_id = found
            told.setdefault(name, (place.end, region_id))
            at += len(name)
            if text[at : at + 1] not in _JOINS:
                break
            at += 1
    if not told:
        return []
    taken = {at for place in places for at in range(place.start, place.end)}
    return [
        Place(match.start(), match.end(), told[match.group()][1], "region", False)
        for match in re.finditer("|".join(sorted(told, key=len, reverse=True)), text)
        if match.start() >= told[match.group()][0] and taken.isdisjoint(range(*match.span()))
    ]


def _in_short(text: str, at: int, outer: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The short name at `at` of a region that lies in `outer`, and that region."""
    for size in (3, 2):
        name = text[at : at + size]
        if not _ENDS_NAME.match(text, at + size):
            continue
        forms = [form for kind in "县市区州旗" if not in_a_word(text, at, at + size, form := name + kind, lexicon)]
        ids = {i for form in forms for i in lexicon.names.get(form, ()) if outer in lexicon.ancestors(i)}
        if len(ids) == 1:
            return name, ids.pop()
    return None


def _in_lists(text: str, places: list[Place], context: list[str], home: str | None, lexicon: Lexicon) -> list[Place]:
    """The regions whose short names are common words (中山, 大同), told among the counted regions of a list."""
    counted = {p.end for p in places if _COUNTED.match(text, p.end)}
    found: list[Place] = []
    if len(counted) < 2:
        return found
    for match in _LISTED.finditer(text):
        start, end = match.span(1)
        if end in counted or any(p.start < end and start < p.end for p in places):
            continue
        ids = [i for kind in ("", *"市县区州") for i in lexicon.names.get(match[1] + kind, ())]
        before = [p.region_id for p in reversed(places) if p.end <= start]
        ids += [i for near in before[:1] for i in lexicon.names.get(lexicon.regions[near].name + match[1], ())]
        region_id = _settle(ids, home, before, lexicon) if ids else None
        if region_id is not None:
            found.append(Place(start, end, region_id, "region", False))
    return found


def _place(
    text: str, start: int, end: int, word: str, home: str | None, context: list[str], lexicon: Lexicon
) -> Place | None:
    after = text[end : end + 16]
    if text[start - 1 : start].isascii() and _MODEL.search(text[max(0, start - 12) : start]):
        return None  # CD2000北京麦邦心电监护仪 is made there
    if _guarded(text, start, end, word, context, lexicon):
        return None
    if word in lexicon.sites:
        site = lexicon.sites[word]
        named = (
            any(name in word for name in (lexicon.regions[site].name, *lexicon.regions[site].short_names))
            if site in lexicon.regions
            else False
        )
        abroad = home is not None and home not in lexicon.ancestors(site) and not named
        return None if abroad else Place(start, end, site, "site", False)
    if word in lexicon.compounds and word not in lexicon.names:
        if _NOT_A_PLACE.match(after):
            return None
        ids = [i for i in lexicon.compounds[word] if i in lexicon.regions]
        within = [i for i in ids if home is not None and i in lexicon.ancestors(home)]
        if not ids or len(ids) > 2 or (home is not None and not within and home != "100000"):
            return None  # several areas, none of them the bulletin's own
        if within and home not in within and len(lexicon.ancestors(home or "")) > len(lexicon.ancestors(within[0])):
            return None  # 津甘协作, of a county there
        return Place(start, end, ids[-1], "compound", False)
    ids = list(lexicon.names.get(word, ()))
    if not ids:
        return None
    region_id = _settle(ids, home, context, lexicon)
    if region_id is None:
        return None
    level = lexicon.regions[region_id].level
    if _SITE.match(after) or (after.startswith("医院") and text.endswith("医院", 0, start)):
        return Place(start, end, region_id, "site", False)  # …大学附属儿科医院安徽医院 stands there
    if level in ("county", "prefecture") and (local := _LOCAL_INSTITUTION.match(after)) is not None:
        return Place(start, end, region_id, "site", _ONE_AMONG.match(after, local.end()) is not None)
    if FEATURE.match(after) and all(word != lexicon.regions[i].name for i in ids):
        return None
    if text.endswith("其中", 0, start) and _OF_ORIGIN.match(after):
        return None
    if level == "county" and _TOWNSHIP_SITE.match(after):
        return Place(start, end, region_id, "site", False)
    summed = text[start - 1 : start] in ("、", "和") and SUMMED.match(after)
    if not summed and _INSTITUTION.match(after) and not _OWN_COUNT.match(after):
        return None
    if _DATELINE.match(after) or (
        home != region_id and home in lexicon.regions and _grants(region_id, home, after, lexicon)
    ):
        return None
    if region_id in _ACROSS and home is not None and home not in _ACROSS and _OF_THOSE.match(after):
        return None  # 采认台湾地区职业资格, of a province that does so
    if region_id == "100000" and not _CHINA_AS_AREA.match(after):
        return None
    if _ACTOR.match(after):
        return None
    if start > 0 and text[start - 1] in "“《" and level != "grouping":
        return None
    several = text[start - 1 : start] == "、" and _SEVERAL.match(after) and not _COUNTED.search(text[:start])
    collective = bool(_COLLECTIVE.match(after) or summed or several)
    return Place(start, end, region_id, "region", collective)


def _grants(region_id: str, home: str | None, after: str, lexicon: Lexicon) -> bool:
    """Whether a region that home lies in only lends its name to an honour: 江苏省临床重点专科 of a hospital in 无锡."""
    wider = home is not None and home != region_id and region_id in lexicon.ancestors(home)
    return wider and _HONOUR.match(after) is not None


def in_a_word(text: str, start: int, end: int, word: str, lexicon: Lexicon) -> bool:
    """Whether the characters of a region's name are part of another word here: 医保定点."""
    for form in (word, "*" + word[-1:]):
        guard = lexicon.guards.get(form)
        if guard is None:
            continue
        not_after, not_before, _ = guard
        if not_after and text.endswith(not_after, max(0, start - 8), start):
            return True
        if not_before and text.startswith(not_before, end):
            return True
    return False


def _guarded(text: str, start: int, end: int, word: str, context: list[str], lexicon: Lexicon) -> bool:
    """Whether the characters are no place here: part of another word, or a common word whose region nothing
    else names.
    """
    if in_a_word(text, start, end, word, lexicon):
        return True
    guard = lexicon.guards.get(word)
    if guard is None or not guard[2]:
        return False
    known = {a for c in context for a in lexicon.ancestors(c)} - EVERYBODYS
    return not any(set(lexicon.ancestors(i)[1:]) & known for i in lexicon.names.get(word, ()))


def _settle(ids: list[str], home: str | None, context: list[str], lexicon: Lexicon) -> str | None:
    if len(ids) == 1:
        return ids[0]
    for known in context:
        above = set(lexicon.ancestors(known))
        for candidate in ids:
            chain = lexicon.ancestors(candidate)
            if known in chain[1:] or candidate == known:
                return candidate
        near = [i for i in ids if set(lexicon.ancestors(i)[1:2]) & above]
        if len(near) == 1:
            return near[0]
        wide = [i for i in ids if set(lexicon.ancestors(i)[1:]) & above - EVERYBODYS]
        if len(wide) == 1:
            return wide[0]
    ranked = sorted(ids, key=lambda i: (_rank(lexicon.regions[i].level), i))
    return ranked[0] if _rank(lexicon.regions[ranked[0]].level) < _rank(lexicon.regions[ranked[1]].level) else None


def _rank(level: str) -> int:
    return {"country": 0, "grouping": 1, "province": 2, "prefecture": 3, "county": 4}.get(level, 5)


def _self_region(word: str, home: str | None, lexicon: Lexicon, nearest: Iterator[Place]) -> str | None:
    """What 全国, 全市, 本县 … mean: the bulletin's own region or what it lies in, else the last one of that level
    that was named.
    """
    if word in ("全国", "我国", "国内"):
        return "100000" if "100000" in lexicon.regions else None
    if word in ("全球", "全世界"):
        return next(iter(lexicon.names.get("全球", ())), None)
    if word == "该院":
        named = list(nearest)
        return next((p.region_id for p in named if p.kind in ("site", "self")), named[0].region_id if named else None)
    if word[0] in "两三四五六七八九":  # the provinces that work together
        return home if home is not None and lexicon.regions[home].level == "grouping" else None
    if word[0] == "该":
        told = (p.region_id for p in nearest if lexicon.regions[p.region_id].name.endswith(word[-1]))
        if (region_id := next(told, None)) is not None:
            return region_id
    if home is None:
        return None
    wanted = _LEVEL_OF.get(word[-1]) if word not in ("境内", "辖区", "首都", "自治区", "全院", "我院") else None
    if word == "自治区":
        wanted = "province"
    if wanted is None:
        return home
    for region_id in lexicon.ancestors(home):
        region = lexicon.regions[region_id]
        if (
            region.level == wanted
            or (word[-1] == "市" and region.name.endswith("市"))
            or region.name.endswith(word[-1])
        ):
            return region_id
    if word.endswith("区") and lexicon.regions[home].name.endswith("自治区"):
        return home
    levels = {wanted, "grouping"} if word[-1] == "区" else {wanted}
    return next((p.region_id for p in nearest if lexicon.regions[p.region_id].level in levels), home)


def _nested(places: list[Place], lexicon: Lexicon) -> list[Place]:
    """`甘肃省兰州市` is one place, the inner one."""
    merged: list[Place] = []
    for place in places:
        last = merged[-1] if merged else None
        if last and last.end == place.start and last.region_id in lexicon.ancestors(place.region_id)[1:]:
            merged[-1] = Place(last.start, place.end, place.region_id, place.kind, place.collective)
        else:
            merged.append(place)
    return merged


def _joined(text: str, places: list[Place]) -> list[Place]:
    """`甲、乙和丙` are collective."""
    between = (text[a.end : b.start] for a, b in pairwise(places))
    joins = [words in _JOINS or _OVER_ANOTHER.fullmatch(words) is not None for words in between]
    return [
        Place(p.start, p.end, p.region_id, p.kind, True) if p.kind == "region" and (before or after) else p
        for p, before, after in zip(places, [False, *joins], [*joins, False], strict=True)
    ]


def is_goal(text: str, place: Place, lexicon: Lexicon) -> bool:
    """Whether the place is only where something goes to, comes from or is compared with: not what a number covers."""
    before = text[max(0, place.start - 2) : place.start]
    if place.kind == "site":
        return before.endswith(("与", "来自"))
    if place.kind == "compound":
        return False
    if before.endswith(("占", "贡献", "献了")) and text[place.start : place.end] in _EVERYWHERE:
        return True
    if before.endswith("在") and lexicon.roles["standing"].prefix_of(text, place.end):
        return True
    if before.endswith("向") and (place.kind == "region" or text[place.start : place.end] in _EVERYWHERE):
        return True
    after = text[place.end : place.end + 4]
    if "史" in text[place.end : place.end + 10] and _HISTORY.match(text, place.end):
        return True  # 33例有广东居住史
    if after.startswith(("输入", "籍")) and not after.startswith("籍贯"):
        return True  # 武汉输入病例, 泰国籍2例
    if before.endswith(("到", "至")) and lexicon.roles["guest"].prefix_of(after):
        return True
    if (
        before.endswith("在")
        and lexicon.roles["guest"].prefix_of(after)
        and _OWN_PEOPLE.search(text, max(0, place.start - 24), place.start)
    ):
        return True  # 我省参保人员在上海门诊直接结算
    if after.startswith("平均") and text[place.start - 1 : place.start] in ("", ",", ";", "。"):
        return False  # 全市平均120.5/10万 tells of 全市
    if _TEAM_OF.match(text, place.end):
        return True
    if text.startswith("医疗队", place.end) and _AID_TO.search(text, max(0, place.start - 8), place.start):
        return True  # 援黄冈湖南医疗队: whose they are
    if (_RANKED.match(after) and not _FOREMOST.match(after)) or (
        not (place.kind == "self" and after.startswith("参保"))
        and _PEOPLE_OF.match(after)
        and not _PEOPLE_MEASURED.match(text, place.end)
    ):
        return True
    helped = before.endswith(("援", "扶", "助")) and _HELPED.match(text, place.end) is not None
    return bool(_TOWARDS.search(before)) and not helped and not _AT_WORK.match(text, place.end)

"""Binding: what a number measures, from the words around it in its clause and the heads it inherits.

A number either follows what it measures (`床位总数达3.2万余张`), precedes it (`建成6个远程会诊中心`,
`245家医院开展周末手术`), or leaves it to an earlier head (`其中南京21家`, `同比增长8.5%`, `占比超过四成`). The
functions here take text and give phrases; what is carried from clause to clause lives in `reading.Thread`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from .lexicon import Lexicon, Words
from .model import Direction, Measure
from .numerals import Number
from .values import value

MAX_METRIC = 24
INSTITUTIONS = ("家", "所", "个")  # the units that they are counted in
BEDS = ("张", "床")  # likewise
READABLE = 18  # signs that a phrase may have before it is looked through for what can be left out
_JOIN = re.compile(r"[、]|(?<![一-龥]共)(?:以及|和|(?<![普涉波惠])及|(?<!参)与|或)")
_OPENERS = "，,、。;:；：（([【《“\"”') 　-—·*#|/"
_FRONT = _OPENERS + "的"
_MAY_BE_DONE = ("create", "up", "down", "light")  # the roles of verbs that 可 may stand before
_FRONT_SIGNS = frozenset(_FRONT + "可一二两三四五六七八九十0123456789")  # and what an item or a day begins with
_COMPARES = re.compile(r"[较比于与同]")  # what every comparison holds
_TRAIL_COMPARE = re.compile(
    r"(?:(?:较|(?<![占养别护分])比(?!$)|高于|低于|多于|少于|快于|慢于|好于|优于|大于|小于|相比于?)(?:上年度?|去年|前一?年|全国|全省|全市|往年|"
    r"上一?周|前一周|上月|前一?日|同期|平均|水平|末|底|峰值|高峰|同期水平|相比|比较|[^,、]{0,10}(?:年|期|水平|平均))*|"
    r"[与同](?:上年度?|去年|前一?年|全国|全省|全市|往年|上一?周|前一周|上月|前一?日|同期|平均|末|底|峰值|高峰|相比|比较|"
    r"[^,、]{0,10}(?:年|期|平均))*(?:水平)?)(?:同期)?(?:相比|比较)?$"
)
_DISTANCE = re.compile(r"比[^,、例重]{2,14}[高低多少快慢]$")  # 比全市平均水平低(1.9个百分点)
# 建档率71.2%,超出市定任务(65%)6.2个百分点
_HIGHER = frozenset("高低多少")
_STILL = re.compile(r"(?:但|却)?(?:仍|还|也|又)?$")
_HIGHER_THAN_THEN = re.compile(
    r"(?:较|比)(?:上年|去年|前年|上月|上周|同期|(?:19|20)\d{2}年|“?十[一二三四]五”?)(?:同期|年?底|年?末|末)?[高低多少]$"
)
# 同比多支出, 比上年少报告: what was done, by how much more or less than then
_DONE_MORE_OR_LESS = re.compile(
    r"(?:[同环]比|[比较](?:[上去前]年|上[周月季]|(?:19|20)\d{2}年)(?:同期|同月|同季)?)([多少])"
    r"(?![发数于量元种样点次])(?=[\u4e00-\u9fff]{2})"
)
_BEYOND_AIM = re.compile(
    r"(?:超额?出?|超过|高[于出]|低于|差)[^,、]{0,8}(?:目标|任务)(?:任务|要求|值|数)?(?:\([^()]*\)?)?$"
)
_YOY = re.compile(
    r"(?:同期对比|同期相比|按?(?:同|可比)口径|同比|环比|比上年|较上年|比去年|较去年|年均|每年|累计|平均|分别|实际|名义|合计|上下?)+$"
)


_COPULAS = ("达", "达到", "为", "是", "有", "至", "到")
_SHARE_VERB = re.compile(r"(?<![侵抢强霸独])占(?:到|达)?了?$")
_SHARE_OF = re.compile(
    r"(?:占(?!比)(?:到|达|了)?)([^占,、]{2,16}?)的?(?:比重|比例|总数|总量|份额)?(?:为|达|的|近|超|约|由|从)*$"
)
_COMPARISON_ONLY = re.compile(
    r"^(?:较|比|与|同|高于|低于)[^,]{0,12}(?:初|期|时|水平|平均|底|末|前|年|月|周|日)(?:相比|比较)?$|"
    r"^[\d一二三四五六七八九十两几]+年(?:间|来|内|以来)?$"
)
_OPENS_COMPARISON = frozenset("较比与同高低一二三四五六七八九十两几0123456789")
_AREA_LED = re.compile(r"([\u4e00-\u9fff]{1,6}?[省市县区州旗乡镇村])(?![级域内直属里民立办外])")
_ON_GROUNDS = re.compile(r"在(?:的)?(?:水平)?基础上(?:再|继续|进一步)*")
_LED_BY = re.compile(r"以[^,。;]{2,24}?为(?:龙头|牵头|核心|主体|依托|基础|重点|抓手|载体|引领|支撑|纽带)(?:的)?")
_AT_PRICES = re.compile(r"按[^,。;、\d]{0,4}价格?(?:计算)?,?")
_BY_MEANS = re.compile(r"通过[^,。;、]{2,16}?(?:系统|平台|网络|热线)(?=报告|接|受理|开展|完成|预约|上报|监测到)")
# Who acts together, and names nothing of what is done: 卫生计生部门(共救治伤员), 各援疆单位(已为兵团选派专家)
_TOGETHER = re.compile(
    r"[^的有对由从与和]{0,14}?(?:部门|(?<!信息|管理|监测|直报|报告|服务|预约|急救|应急|疾控)系统|(?<!住院|用人)单位|各地)"
)
_TOGETHER_DID = re.compile(r"(?:共计?|已|累计|先后|陆续|总共)+(?:为[^,。、的]{2,10}?(?=选派|提供|派出|培训))?")
_EVERYWHERE = ("全国", "全省", "全市", "全县", "全区")
_REACHED_ALL = re.compile(r"((?:扩大|推广|覆盖|扩展|延伸|扩面|增加|达)到)全[国省市县区]$")
_FROM_EACH = re.compile(r"[由从](?:每人(?:每[天日周月年])?|每[天日周月年]|[人户]均)$")  # 由每天(2000管)提升至…
_AMONG_HAS = re.compile(r"^在?[\u4e00-\u9fff]{2,10}中有(?=[\u4e00-\u9fff]{2})")  # 在医院中有公立医院(582个)
_BEFORE_THEN = re.compile(
    r"[由从][\u4e00-\u9fff]{1,8}?(?:[前初时后]|初期)(?:的?[日月年]均)?$"
)  # 由帮扶前(的28%), 由受理后(的28天)
_STOCKED = re.compile(r"^([\u4e00-\u9fff]{2,8})(?:现有|现共有|现拥有)(?=[\u4e00-\u9fff]{2})")
# 发病数居前三位的县区为…, 发病率最高的是…: a ranking of the areas, and no part of what they are ranked by.
_RANKED = re.compile(
    r"(?<=[率数量额次])(?:(?:位居|居|位列|列|排名?|排在)[全市省国]{0,2}前[一二三四五六七八九十\d]+位?|[最较][高低多少]|靠前)"
    r"的?(?:[^,、]{0,5}[县区市州省镇][)]?)?[是为]?$"
)
_PEAKS = ("峰值", "最高峰", "高峰")
_PEAK = re.compile(r"于?(?:达到?|创下?|出现)?(?:了|至)?(?:每日|单日|当日)?(?:的)?(?:峰值|最高峰|高峰)$")
_AVERAGED = frozenset(["平均", "累计", "人均", "合计"])
_NOMINAL = re.compile(r"(?:率|幅|点|速|量|额|工程|行动|计划|能力|水平|质量|服务|项目|的)")
_BEFORE_SHORT_CHANGE = re.compile(r"(?:同比|环比|比上年|较上年|比去年|又|再|净|各|则|分别)$")
_ITEM_OR_DAY = re.compile(
    r"^(?:[两三四五六七八九十][省市县区地州](?=[\u4e00-\u9fff]{2})|[一二三四五六七八九十]{1,3}(?:是|\)|、(?![一二三四五六七八九十甲乙丙]))|\d{1,2}[.、)](?!\d)|(?:最?近|[这那前后])?[一两二三四五六几\d]{1,2}个?(?:周(?!岁)|天|月)(?:内|来|间)?(?:分别|共计?|累计|(?=[\u4e00-\u9fff]{2}))|\d{1,2}日(?:当[天日])?(?:\d{1,2}[-—]\d{1,2}时)?)"
)
_ITEM_SIGNS = frozenset("一二两三四五六七八九十几最近这那前后0123456789")  # what it begins with
_RELATIVE = re.compile(r"[^的]的[^的]{2,}$")
_GOES_SIGNS = frozenset("到赴前")
_GOES_TO_LEARN = re.compile(
    r"(?:到|赴|前往)[^,。;、]{2,8}?(?:(?:、[^,。;、]{2,6}?)+(?:等地?)?|等地?)(?=进修|学习|培训|深造)"
)
_KNOWN_IN = re.compile(r"在[^,。;、的]{2,8}?((?:具有|有|享有|处于)[^,。;、的]{2,10}的)(?=[\u4e00-\u9fff]{2})")
_BY_THE_STATE = "国家组织"
_UNDER_CARE = ("隔离治疗", "医学观察", "隔离观察", "住院治疗", "接受治疗", "康复治疗", "救治")
_EACH_OF = frozenset("人户日月年次平床村县")  # before 均: 人均, 次均
_AFTER_UNIT_SIGNS = frozenset("的左以余")
_AFTER_UNIT = re.compile(r"^(?:的|左右|以上|以内|以下|余)+")
_COUNTED_CONJUNCT = re.compile(r"(?:、|以及|和|及|与)(?=[一二两三四五六七八九十]+[家个所名支项])")
# where somebody goes to do it: 骨干到北京、上海等地进修
_WHITHER = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:到|赴|前往)[^,。;]{2,16}?(?:(?=进修|学习|培训|深造|交流|帮扶|支援|坐诊)|(?:工作|任职|挂职|执业|服务)$)"
)
_MARKS = re.compile(r"[,，;；。!！?？\s]")


@value
class Change:
    """A change word that governs a number."""

    word: str
    direction: Direction
    kind: Literal["change", "create", "arrival"]


@value
class Left:
    """What stands before a number, taken apart."""

    phrase: str  # the noun phrase, or '' where there is none of its own
    change: Change | None
    share_of: str  # 占X: the whole that a share is a share of
    linked: bool  # a copula stands before the number (达, 为, 达到): it is where the quantity stands
    restored: str  # the phrase with the light verbs that were taken off its front


def take_left(text: str, lexicon: Lexicon) -> Left:
    """Take apart the words between the last boundary and the number."""
    roles = lexicon.roles
    rest = text.strip(_OPENERS).removeprefix("则")
    if rest[1:2] == "是" and (item := _ITEM_OR_DAY.match(rest)) is not None:
        rest = rest[item.end() :]  # 二是为70万名老人体检
    if "为" in rest:
        rest = _LED_BY.sub("", rest)
    if "价格" in rest:
        rest = _AT_PRICES.sub("", rest)
    if "通过" in rest:
        rest = _BY_MEANS.sub("", rest)
    if "部门" in rest or "系统" in rest or "单位" in rest or "各地" in rest:
        rest = _without_those_who_act(rest, lexicon)
    if "基础上" in rest:
        rest = _ON_GROUNDS.sub("", rest)
    if rest.endswith(("后", "后的")):
        rest = _arrived(rest, lexicon)
    change: Change | None = None
    share_of = ""
    linked = False
    if rest.endswith(_EVERYWHERE):
        reached = _REACHED_ALL.search(rest)
        rest = rest[: reached.end(1)] if reached is not None else rest  # 已扩大到全国(86%的县)
    while rest:
        before = rest
        rest = rest.rstrip(_OPENERS)
        if rest[-1:] not in lexicon.left_ends and rest[-1:] not in _TRAILING_ENDS and "占" not in rest:
            break  # nothing that is taken off ends so
        hedge = lexicon.hedges_before.suffix_of(rest)
        if hedge and rest[-len(hedge) - 1 : -len(hedge)] not in lexicon.hedge_not_after.get(hedge, frozenset()):
            rest = rest[: -len(hedge)]
            continue
        moved = change is None and rest[-1:] in lexicon.moved_ends
        for role, direction in (("arrival_up", "up"), ("arrival_down", "down")) if moved else ():
            if word := roles[role].suffix_of(rest):
                change = Change(word, direction, "arrival")  # type: ignore[arg-type]
                rest = rest[: -len(word)]
                break
        else:
            if moved and (change := _changed_at_end(rest, lexicon)) is not None:
                rest = rest[: -len(change.word)]
                continue
            if "占" in rest and change is None and not share_of:
                if _SHARE_VERB.search(rest):
                    share_of = "比"
                    rest = rest[: rest.rindex("占")]
                    continue
                match = _SHARE_OF.search(rest)
                if match and not rest.endswith("占比"):
                    share_of = match[1]
                    rest = rest[: match.start()]
                    continue
            word = roles["link"].suffix_of(rest) or _trailing_adverb(rest)
            if word:
                linked = linked or word.endswith(_COPULAS)
                rest = rest[: -len(word)]
        if rest == before:
            break
    if "力争" in rest:
        rest = rest.removesuffix("力争").rpartition("力争")[2]  # 医院将力争门诊量突破…
    if change is not None and change.kind == "change":
        rest = _YOY.sub("", rest)
    if _COMPARES.search(rest):
        rest = _TRAIL_COMPARE.sub("", _DISTANCE.sub("", rest))
    if "目标" in rest or "任务" in rest:
        rest = _BEYOND_AIM.sub("", rest)
    if change is not None and change.kind == "change":
        rest = _YOY.sub("", rest)
    if rest.endswith(("前", "初", "时", "后", "初期", "日均", "月均", "年均")):
        rest = _BEFORE_THEN.sub("", rest)
    if "每" in rest or "均" in rest or "中有" in rest:
        rest = _AMONG_HAS.sub("", _FROM_EACH.sub("", rest))
    if "现" in rest and (stocked := _STOCKED.match(rest)) is not None:
        rest = stocked[1] + rest[stocked.end() :]
    if rest[:1] in _OPENS_COMPARISON:
        rest = _COMPARISON_ONLY.sub("", rest)
    if rest.endswith(_PEAKS):
        rest = _PEAK.sub("峰值", rest)
    if "前" in rest or "最" in rest or "较" in rest:
        rest = _RANKED.sub("", rest)
    if "(" in rest and rest.count("(") > rest.count(")"):
        rest += ")"
    restored = _strip_front(rest, lexicon, light=False)
    phrase = _strip_front(restored, lexicon, light=True)
    if change is None:
        begin = 2 if phrase[:2] in _AVERAGED else 0
        for role, direction in (("up", "up"), ("down", "down")) if phrase[begin : begin + 1] in lexicon.moving else ():
            word = roles[role].prefix_of(phrase, begin)
            if len(word) >= 2 and len(phrase) - len(word) >= 2 and not _nominal(phrase, word):
                change = Change(word, direction, "change")  # type: ignore[arg-type]
    if change is None:
        created = roles["create"].prefix_of(phrase) or _created_inside(phrase, lexicon)
        if created:
            change = Change(created, "up", "create")
    return Left(phrase, change, share_of, linked, restored)


def higher_than_then(left: Left, words: str) -> Left:
    """The same with its change, where the words before a number say how it stands to an earlier time:
    `但仍比2019年低2.3%`, `同比多支出21亿元`.
    """
    if left.change is not None:
        return left
    if ("多" in words or "少" in words) and (done := _DONE_MORE_OR_LESS.search(words)) is not None:
        return replace(left, change=Change(done[1], "up" if done[1] == "多" else "down", "change"))
    if left.phrase[-1:] not in _HIGHER or not _HIGHER_THAN_THEN.search(words.rstrip()):
        return left
    change = Change(left.phrase[-1], "up" if left.phrase[-1] in "高多" else "down", "change")
    phrase = _STILL.sub("", left.phrase[:-1])
    return replace(left, phrase=phrase, restored=phrase, change=change)


def _without_those_who_act(text: str, lexicon: Lexicon) -> str:
    """The words without who they say did it together, where they go on with what was done."""
    acting = _TOGETHER.match(text)
    if acting is None:
        return text
    did = _TOGETHER_DID.match(text, acting.end())
    begins = did.end() if did is not None else acting.end()
    names_work = len(text) - begins >= 4 and (did is not None or lexicon.roles["undertake"].prefix_of(text, begins))
    return text[begins:] if names_work else text


def _arrived(text: str, lexicon: Lexicon) -> str:
    """The words without the occasion at which a quantity arrived where it stands: 提高到改造后(的81.4%)."""
    then = text.removesuffix("的")
    for end in range(len(then) - 2, max(0, len(then) - 8), -1):
        if any(lexicon.roles[role].before(then, end) for role in ("arrival_up", "arrival_down")):
            return then[:end]
    return text


def _changed_at_end(text: str, lexicon: Lexicon) -> Change | None:
    """The change word that the text ends with: 增长 of 同比增长, but not 增长率 of 自然增长率."""
    up, down = lexicon.roles["up"].suffix_of(text), lexicon.roles["down"].suffix_of(text)
    if not up and not down:
        return None
    natural = up.startswith("增长率") and text[: -len(up)].endswith(("自然", "机械"))
    if natural or _noun_before(text, max(len(up), len(down))):
        return None
    return Change(up, "up", "change") if len(up) >= len(down) else Change(down, "down", "change")


def _nominal(phrase: str, word: str) -> bool:
    """Whether a change word at the front is part of a noun (增长率, 提升工程) or of a relative clause (下降的指标)."""
    return bool(_NOMINAL.match(phrase[phrase.index(word) + len(word) :]))


def _created_inside(phrase: str, lexicon: Lexicon) -> str:
    """A creating verb further inside the phrase, before the noun it creates: 城南片区新增车位."""
    inside = [match.group() for match in lexicon.created.finditer(phrase, 1)]
    return inside[-1] if inside else ""


def _noun_before(text: str, length: int) -> bool:
    """One-character change words (增, 多, 升, 降) are change words only at a boundary or after 同比 and the like."""
    if length != 1:
        return False
    return len(text) > 1 and not _BEFORE_SHORT_CHANGE.search(text[:-1])


_TRAILING = Words(
    [
        "分别",
        "均",
        "各",
        "已",
        "已经",
        "共",
        "都",
        "率先",
        "始终",
        "一直",
        "连续",
        "仍",
        "仍然",
        "初步",
        "的",
        "了",
        "又",
        "再",
        "仅",
        "只",
        "每年",
        "每月",
        "还",
        "就",
        "实际",
        "预计",
        "将",
    ]
)


_TRAILING_ENDS = frozenset(word[-1] for word in _TRAILING)


def _trailing_adverb(text: str) -> str:
    word = _TRAILING.suffix_of(text)
    return "" if word == "均" and text[-2:-1] in "日月年人次户平床" else word


def _strip_front(text: str, lexicon: Lexicon, *, light: bool) -> str:
    """Take adverbs, conjunctions and list marks (and light verbs) off the front."""
    while text and (text[0] in lexicon.front_signs or text[0] in _FRONT_SIGNS):
        before = text
        text = text.lstrip(_FRONT)
        if text[:1] in _ITEM_SIGNS and (mark := _ITEM_OR_DAY.match(text)) is not None:
            text = text[mark.end() :]
        if text[:1] == "可" and any(len(lexicon.roles[role].prefix_of(text, 1)) > 1 for role in _MAY_BE_DONE):
            text = text[1:]  # 可增加床位
            continue
        word = lexicon.roles["adverb"].prefix_of(text)
        if word and _may_strip(text, word, lexicon):
            text = text[len(word) :]
            continue
        if light and not ("的" in text and _RELATIVE.search(text)):
            if lexicon.roles["create"].prefix_of(text):
                return text
            word = lexicon.roles["light"].prefix_of(text)
            if word and _may_strip(text, word, lexicon):
                text = text[len(word) :]
                continue
        if text == before:
            return text
    return text


def _may_strip(text: str, word: str, lexicon: Lexicon) -> bool:
    """Whether a light word may be taken off: not where it begins a longer word (对口, 中医, 该院区)."""
    rest = text[len(word) :]
    if (word + rest[:1]) in lexicon.roles["whole_word"]:
        return False
    if len(word) >= 2:
        return len(rest) != 1
    if len(rest) == 2:
        if rest in lexicon.roles["light"]:
            return True  # 并建设
        return word in lexicon.roles["light"] and rest in lexicon.heads and text not in lexicon.heads  # 有托位
    return len(rest) >= 3


@value
class Right:
    """What follows a number, taken apart: the noun phrase it counts, and what that does."""

    noun: str
    predicate: str
    does: bool = False  # those counted are left unnamed, and only what they do is said


NOTHING = Right("", "")
_TAKES_OBJECT = frozenset("有评批选到为入得")  # the last sign of verbs that stand before no noun as its modifier


def doing(right: Right, text: str, number: Number, lexicon: Lexicon) -> Right:
    """People or institutions whose count only says what they do (`664万人享受城市最低生活保障`), and people with
    something of theirs behind them, which is not counted (`37名患者的需要`).
    """
    if number.unit_kind == "case" and text.startswith("均有"):
        return Right("", text.rstrip(_OPENERS)[1:], True)  # 3例均有旅居史
    if number.unit_kind != "person" and number.unit not in INSTITUTIONS:
        return right
    owner, of, owned = right.noun.partition("的")
    if of and lexicon.head_kind(owner) == "person" and not lexicon.head_kind(owned):
        return replace(right, noun=owner)
    text = text.lstrip(_OPENERS)
    word = lexicon.roles["predicate"].prefix_of(text)
    has_object = word[-1:] in _TAKES_OBJECT and "的" not in text
    if len(word) < 2 or (lexicon.head_kind(text) in _COUNTABLE and not has_object):
        return right
    return Right("", text, True)


_BELONGS_LEFT = re.compile(
    r"(?:分别|同比|环比|增长|增加|上升|提高|提升|下降|减少|降低|增至|升至|降至|占|达|为历年|是|比|较|大幅|显著|明显|有所|上涨|累计|合计|总计|"
    r"回落|扩大|缩短|增|降|升(?!级)|相比|相较|快速|迅速|稳步|逐步|略有?|稍有|"
    r"(?:持续|不断|逐年|连年|进一步)(?=[增升降减扩缩]|[提上攀下][升高涨调降跌])|激增|猛增|跃升|飙升|攀升|锐减|骤降|调整[为到至])"
)


# Counted areas that have counts of their own: `11个市累计报告确诊病例81例`.
_AREAS_DO = re.compile(
    r"(省份?|地级?市|市州|市|县|区|县市区|县区|区县|乡镇|国家和地区|国家)(?=(?:累计|共计?|均|都|已)*(?:报告|确诊|有|出现|发生|开展|实现|启动|完成|建成|新建|组建|设|建立|划分|成立|纳入|达到|参与|推行|实行|试点|印发|出台|制定|建设|实施|推进))"
)
_GONE = re.compile(r"([\u4e00-\u9fff]{2,12}?)(?:到|赴|前往|深入)[\u4e00-\u9fff]{2,12}$")
_IS_PRIVATE = re.compile(r"为民[营办](?!实事)")  # and no 为民 by itself
_LEADS_PREDICATE = frozenset(
    [
        "在",
        "为",
        "分布在",
        "分布于",
        "散见于",
        "分散在",
        "集中在",
        "集中于",
        "用于",
        "来自",
        "位于",
        "被",
        "由",
        "已",
        "均",
        "可",
        "全部",
        "正式",
        "从",
        "与",
        "用",
    ]
)


def take_right(text: str, lexicon: Lexicon) -> Right:
    """Take apart the words between the number and the next boundary."""
    closes = text.find("”")
    if closes >= 0 and "“" not in text[:closes]:
        text = text[:closes]  # a quotation ends there, and with it what is counted
    if text[:1] == "、":
        return NOTHING  # 床位7.75张、提前完成目标: the next item of a list
    text = text.strip(_OPENERS)
    if text.startswith(("均为", "均是", "均系")):
        text = text[1:]
    if text[:1] in _AFTER_UNIT_SIGNS and (after := _AFTER_UNIT.match(text)) is not None:
        text = text[after.end() :]
    if text[:1] in _GOES_SIGNS and (goes := _GOES_TO_LEARN.match(text)) is not None:
        text = text[goes.end() :]  # 选派18人次到武汉、长沙等地进修
    if is_under_care(text):
        return Right("", text)
    if text.startswith("在") and (known := _KNOWN_IN.match(text)) is not None:
        own = take_right(text[known.end() :], lexicon)
        return Right(known[1] + own.noun, own.predicate) if own.noun else own  # 在全省具有影响力的医疗机构
    if text in ("平均水平", "水平", "平均值", "至", "到", "安排"):
        return NOTHING
    if not text or _BELONGS_LEFT.match(text) or _arrives(text, lexicon):
        return NOTHING
    if areas := _AREAS_DO.match(text):
        return Right(areas[1], text[areas.end(1) :])
    limit = min(len(text) - 1, 30)
    for at, word in lexicon.roles["predicate"].inside(text, 0, limit):
        if len(word) == 1 and text[at : at + 2] in lexicon.roles["whole_word"] and not _IS_PRIVATE.match(text, at):
            continue
        if word[0] == "均" and text[at - 1 : at] in _EACH_OF:
            continue  # 人均预期寿命
        if text.startswith(_BY_THE_STATE, max(0, at - 2)):
            continue  # 12批国家组织药品集采
        end = at + len(word)
        if text.startswith(AREAS, end) and (len(word) == 1 or not text.startswith(_NO_AREA, end)):
            continue  # 重点帮扶县
        head = text[:at]
        if at == 0:
            undergone = word == "被" and "的" in text and _ends_in_head(_OF_THEM.sub("", text), lexicon)
            if word in _LEADS_PREDICATE and not undergone:  # 30家被解除协议的医院
                return Right("", text)
            continue
        if at >= 2 and _ends_in_head(head, lexicon) and len(text) - at >= 3:
            meant = word in lexicon.roles["intend"]  # what is to become of the counted ones does not name them
            gone = _GONE.match(head)  # 专家到县级医院开展帮扶
            head = gone[1] if gone is not None and _ends_in_head(gone[1], lexicon) else head
            return Right(head.rstrip("的"), "" if meant else text[at:])
    return Right(_front(leads_on(text, lexicon) or text, lexicon), "")


def is_under_care(words: str) -> bool:
    """Whether the words behind a number say where the counted are cared for: 63例在定点医院进行隔离治疗."""
    return words[:1] == "在" and words.endswith(_UNDER_CARE)


def _arrives(text: str, lexicon: Lexicon) -> bool:
    """Whether the words behind a number say where the quantity arrived from it: 扩面到 of 从98个扩面到158个."""
    if text[0] not in lexicon.arriving:
        return False
    return bool(lexicon.roles["arrival_up"].prefix_of(text) or lexicon.roles["arrival_down"].prefix_of(text))


def without_areas(left: str) -> str:
    """The words before a number without the counted areas that they begin with: 累计报告… of `11个市累计报告…`."""
    areas = _AREAS_DO.match(left)
    return left[areas.end(1) :] if areas else left


_GRADE = re.compile(r"(?:[一二三四甲乙丙]|未定|省|市|县|乡镇?|村)[级类](?:及以[上下])?")
_COUNTABLE = frozenset(["institution", "person", "thing"])
_OF_WORK = 2  # signs of a noun of work that ends a phrase: 筛查, 扶持
AREAS = tuple("省市州县区旗乡镇村")
_NO_AREA = ("乡村", "市场", "市民", "村民", "村级", "乡镇", "县级", "市级", "省级", "县域", "市域", "区域")
_OF_THEM = re.compile(r"当?中$|里$")


def leads_on(between: str, lexicon: Lexicon) -> str:
    """What the first of two numbers counts, where no more than a link leads from it to the second: 乡镇 of
    `2.98万个乡镇共设3.4万个卫生院`, 医院 of `12家医院中已有9家开展服务`; or ''.
    """
    if between.endswith("的") and between[:-1].endswith(AREAS) and len(between) <= 4:
        return between[:-1]  # 940个县的1496家县级医院
    word = lexicon.roles["link"].suffix_of(between)
    link = word.removeprefix("中")
    before = between[: len(between) - len(link)]
    noun = _OF_THEM.sub("", before)
    if noun != before and link and noun.endswith(AREAS):
        return noun
    fits = len(link) >= 2 or noun != before
    return noun if fits and len(noun) >= 2 and lexicon.head_kind(noun) in _COUNTABLE else ""


def of_them(between: str, lexicon: Lexicon) -> str:
    """What the second of two numbers counts some of, as its left side: 医院中 of `12家医院中已有9家`; or ''."""
    noun = leads_on(between, lexicon)
    return noun + "中" if noun and between[len(noun) : len(noun) + 1] in ("中", "当", "里") else ""


def _front(noun: str, lexicon: Lexicon) -> str:
    """The counted noun itself, without a second conjunct with a count of its own or a quotation behind it."""
    noun = _WHITHER.sub("", _COUNTED_CONJUNCT.split(noun)[0].split("——")[0])
    quoted = noun.find("“")
    if quoted >= 4 and not noun.endswith("”"):
        return noun[:quoted]
    if lexicon.head_suffix(noun) or lexicon.roles["tail"].suffix_of(noun):
        return noun
    if noun.startswith("愿"):
        return noun  # 九成愿意在协议期满续约
    if len(lexicon.roles["link"].suffix_of(noun)) >= 2 and (counted := _AREA_LED.match(noun)) is not None:
        return counted[1]  # 58个脱贫县县域内就诊率已达91.3%
    ends = (at for at in range(len(noun) - 2, 2, -1) if lexicon.head_words.before(noun, at))
    end = next(ends, len(noun))
    return noun[:end] if len(noun) - end > _OF_WORK else noun  # 重点人群筛查 is what was done


def _ends_in_head(text: str, lexicon: Lexicon) -> bool:
    return lexicon.head_kind(text) in _COUNTABLE


_MODAL = ("已经", "全部", "正式", "相继", "陆续", "先后", "率先", "已", "均", "可", "都", "也", "能够", "可以", "能")


def predicate_phrase(predicate: str, lexicon: Lexicon) -> str:
    """A predicate as a modifier: without 已全部, 可, 均 in front."""
    text = predicate.strip(_OPENERS)
    while text.startswith(_MODAL):
        word = next(w for w in _MODAL if text.startswith(w))
        if len(text) - len(word) < 3:
            break
        text = text[len(word) :]
    return text


def clip(text: str, limit: int = MAX_METRIC) -> str:
    """The phrase within the limit, cut at its front where a 的 or 、 lets it begin anew."""
    text = text if text.isalnum() else _MARKS.sub("", text)
    if len(text) <= limit:
        return text
    tail = text[-limit:]
    for mark in ("的", "、", "”", "和", "及"):
        at = tail.find(mark, 0, limit // 2)
        if at >= 0 and len(tail) - at - 1 >= 8:
            return tail[at + 1 :]
    return tail


def headed(part: str, whole: str, limit: int = MAX_METRIC) -> str:
    """A part before its whole within the limit; where they have no room, the whole is cut and never its part."""
    if part[:2] in _FLOWS and whole.startswith(part[:2]):
        whole = whole[2:]  # 新增中国籍 of 新增境外输入病例
    return part + clip(whole, max(limit - len(part), 2)) if whole and whole not in part else clip(part, limit)


_FLOWS = frozenset(["新增", "累计", "现有"])
_FLOW = re.compile(r"(?:报告)?(新增|累计|现有|当日新增|境外输入|本土|男性|女性)?(?:共|累计|新增)?(?:报告|收到|通报)?")
_BRINGS_ABOUT = ("建成", "设立", "组建", "成立", "打造", "创建")
_CAUSES = ("感染", "引起", "引发", "所致", "相关")
_AMONG = re.compile(r".{2,}等(?=[^一-龥]*[一-龥]{3,})")


def condensed(metric: str, lexicon: Lexicon) -> str:
    """A long phrase without what can be left out: examples before 等, where something is done, what it is that is
    reported (`累计报告某病毒感染的肺炎确诊病例`: 累计确诊病例 needs no more than 肺炎 to be told from others).
    """
    if len(metric) <= READABLE:
        return metric
    among = _AMONG.match(metric)
    if among and lexicon.head_kind(metric) and len(metric) - among.end() >= 3:
        metric = metric[among.end() :]
    if len(metric) > READABLE:
        brought = (at for at in range(len(metric) - 4, 3, -1) if metric.startswith(_BRINGS_ABOUT, at))
        done = next((at for at in brought if len(lexicon.roles["light"].prefix_of(metric, at)) == 2), None)
        if done is not None and lexicon.head_kind(metric):
            return metric[done:]
    head, found, noun = metric.rpartition("的")
    owned = lexicon.head_kind(head) == "institution" and lexicon.head_kind(noun) not in ("institution", "person")
    if len(metric) > READABLE and found and owned and len(noun) >= 6 and not lexicon.roles["predicate"].prefix_of(head):
        return noun
    if found and head.endswith(_CAUSES) and lexicon.head_kind(noun) == "person" and len(noun) >= 4:
        part = lexicon.parts.prefix_of(head)
        flow = _FLOW.match(head, len(part))
        kept = part + (flow[1] or "" if flow else "")
        return noun if noun.startswith(kept) else kept + noun
    return metric


_SHARES = ("占比", "比重")
_DIRECTION = re.compile(r"(?:^|(?<=、))([东中西])(?=[、和及])")  # 东、中 of 东、中、西部地区


def distribute(phrase: str, count: int, lexicon: Lexicon) -> list[str] | None:
    """`门诊及住院患者数` as two phrases for two numbers; None where the phrase does not have `count` parts."""
    parts = [p for p in _JOIN.split(_DIRECTION.sub(r"\1部", phrase)) if p]
    if len(parts) > count:
        parts = _regroup(phrase, count)
    if len(parts) != count or count < 2:
        return None
    last = parts[-1]
    share = next((word for word in _SHARES if last.endswith(word) and _measurable(last[: -len(word)], lexicon)), "")
    if share and _measurable(parts[0], lexicon):  # 民营医院门诊量和住院量占比
        parts = [part.removesuffix(share) + share for part in parts]
        last = parts[-1]
    if not any(_measurable(part, lexicon) and len(part) > 2 for part in parts[:-1]):
        suffix = _shared_suffix(parts[0], last, lexicon)
        kinds = {lexicon.head_kind(parts[0]), lexicon.heads.get(suffix)}
        if suffix and kinds not in ({"institution"}, {"person"}):  # 医院、卫生院
            parts = [part if part.endswith(suffix) else part + suffix for part in parts]
    first_head = lexicon.head_suffix(parts[0])
    if first_head and _measurable(parts[0], lexicon):
        prefix = parts[0][: -len(first_head)]
        if "的" in prefix[:-1] and "的" not in last:  # 提供中医服务的社区卫生服务中心、卫生服务站占比
            owned = prefix[: prefix.rindex("的") + 1]
            return [parts[0], *[p if p.startswith(owned[:2]) else owned + p for p in parts[1:]]]
        if len(last) < len(parts[0]) and len(prefix) >= 2:
            own = max(len(p) for p in parts[1:])
            if len(parts[0]) - len(last) < len(prefix) - 2 or parts[0][-2:] == last[-2:]:
                prefix = parts[0][: max(0, len(parts[0]) - own)]
            ill = lexicon.roles["disease"].suffix_of(last.removesuffix(first_head))  # 煤工尘肺和矽肺占比
            if len(prefix) >= 2 and not ill:
                parts = [parts[0], *[p if p.startswith(prefix[:2]) else prefix + p for p in parts[1:]]]
    return parts


def _regroup(phrase: str, count: int) -> list[str]:
    """Too many parts: split at the strongest joins only (和 before 、)."""
    for pattern in (r"以及|和|及|与", r"、"):
        parts = [p for p in re.split(pattern, phrase) if p]
        if len(parts) == count:
            return parts
    return []


def _measurable(part: str, lexicon: Lexicon) -> bool:
    return lexicon.head_kind(part) == "measure"


def _shared_suffix(first: str, last: str, lexicon: Lexicon) -> str:
    """What the last part has and the first lacks: after 的, after an equally long modifier, or the measuring head."""
    if _GRADE.fullmatch(first) and (grade := _GRADE.match(last)) and len(last) - grade.end() >= 2:
        return last[grade.end() :]
    if "的" in last:
        return last[last.index("的") :]
    if first[:2] == last[:2] and len(last) - len(first) >= 3 and not lexicon.head_kind(first):
        return last[len(first) :]  # 基本养老、基本医疗保险参保率
    if first in lexicon.parts and (part := lexicon.parts.prefix_of(last)):
        return last[len(part) :]
    if len(last) > len(first) and last[len(first) - 1] == first[-1]:
        return last[len(first) :]
    if lexicon.roles["per_one"].prefix_of(last, len(first)):
        return last[len(first) :]
    if lexicon.head_kind(first) == "institution":  # 乡镇卫生院、村卫生室达标率
        kinds = (at for at in range(len(last) - 1, 1, -1) if lexicon.head_kind(last[:at]) == "institution")
        if (end := next(kinds, 0)) and len(last) - end >= 2:
            return last[end:]
    for cut in (len(first), len(first) - 1, len(first) + 1):
        if (
            1 <= cut < len(last)
            and lexicon.head_words.prefix_of(last, cut)
            and len(lexicon.head_words.prefix_of(last, cut)) >= 2
        ):
            return last[cut:]
    people = next((at for at in range(2, len(last) - 2) if len(lexicon.people.prefix_of(last, at)) >= 2), None)
    return last[people:] if people is not None else lexicon.head_suffix(last)


def measure_of(
    change: Change | None, unit: str, unit_kind: str, governed: Change | None
) -> tuple[Measure, Direction | None]:
    """Level, increment or change rate, from the change word at the number or the one that governs its list."""
    acting = change or governed
    if unit_kind == "point":
        return "increment", acting.direction if acting else None
    if acting is None or acting.kind == "arrival":
        return "level", None
    if unit_kind in ("rate", "multiple"):
        if acting.kind == "create":
            return "level", None
        if unit != "%" and unit_kind == "rate" and acting.word.endswith(("率", "率为")):
            return "level", None
        return "change_rate" if unit == "%" or unit_kind == "multiple" else "increment", acting.direction
    if unit_kind == "time" and acting.kind == "create":
        return "level", None
    return "increment", acting.direction

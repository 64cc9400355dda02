"""Numerals that state no fact: each gets the name of what it is instead (a date, a name, an ordinal, a group's
age …).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from .numerals import MAX_DIGITS, Number
from .periods import Mention

_GROUP_AFTER = re.compile(
    r"^(?:及|或)?(?:以上|以下|以内|及以下|以前|之前)?(?:的)?(?:人群|人口|常住|老年|老人|儿童|婴幼儿|婴|幼儿|"
    r"青少年|妇女|女性|男性|居民|患者|孕|适龄|学生|成人|户籍|参保|服务半径|半径|圈|医疗圈|服务圈|生活圈|"
    r"健康圈|半小时)"
)
_LIST_BEFORE = re.compile(r"(?:^|[。;；:：\s!?])$")
_QUOTED = re.compile(r"[“《【\"][^“”《》【】\"]{0,40}[”》】\"]")
_PHONE = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-— ]?\d{7,8}|0\d{2,3}[-—]\d{5,6}|\d{3,4}[-—]\d{3,4}[-—]\d{3,4}|"
    r"400[-—]?\d{3}[-—]?\d{4})(?!\d)"
)
_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_FEWEST_DIGITS = 7  # of a telephone number without a dash in it
_LATIN = re.compile(r"[A-Za-z]")
_UNIT_LABEL = re.compile(r"单位[:：]?(?:[^,;。]{0,8}[、/])?$")
_ORDINAL = re.compile(r"第\s*(?:\d+[、,和及]\s*)*$")  # also the last of 第1、3、7天
_PER = re.compile(r"每(?:个|名|位|年|人|月|隔|满|辆|台|万|千|百)?(?:约)?$")
_DENOMINATORS = frozenset(["百", "千", "一千", "万", "一万", "十万", "亿"])
_BOUNDS_BEFORE = frozenset("上近超过数约达逾有")
_PER_CAPITA_OF = re.compile(
    r"(?:拥有)?(?:的)?(?:床位|病床|医[生师]|执业|注册|护士|卫生|全科|公[共卫]|养老|托位|专利|献血|中医|药师)"
)
_POPULATION = re.compile(r"(?:常住|名|活产|户籍)?人口")
_COLONS = frozenset(":：")
_TO_AS_MUCH = re.compile(r"^[:：]\d")  # 1:1.18
_MINUTES = re.compile(r"^[:：]\d\d(?!\.?\d)")
_HOUR_BEFORE = re.compile(r"\d[:：]$")
_GREAT = re.compile(r"大(?![型小量多批于])")
_LENGTHS = ("米", "公里", "千米")
_AN_HOUR = re.compile(r"\d时$")
_SO_MANY = re.compile(r"[\d一二两三四五六七八九十]个$")
_COUNTED_THERE = re.compile(r"\d[个家项支所]$")
_MEASURES = frozenset(["money", "mass", "area", "length"])  # kinds of units that a grade of works is told in
_WITHIN_REACH = re.compile(r"(?:以内|范围内?|内|半径|以?外|远)")
_RANKED_BEFORE = re.compile(r"[列居排](?:第?[一二三四五六七八九十][、和])*第?$")
_FROM = re.compile(r"[从由自](?:[^,。;\d]{0,2}\d{0,4}[年月周日季][^,。;\d]{0,4}的)?$")
_INDEX_LIMITED = re.compile(r"指数[^,。;\d]{0,6}(?:[降落]至?到?|控制在|保持在|维持在|稳定在|低于|小于|<)$")
_MOVES_TO = re.compile(r"[\u4e00-\u9fff]{0,4}(?:升|降|增|提高|提升|下降|上升|减少|增加|回落|变)(?:至|到|为)")
_A_RIDE = re.compile(r"(?:航班|列车|高铁|动车|公交)")
_NAMED_SO_MANY = re.compile(
    r"(?:[^,。;、]{0,4}行动|保险|社会保险|核心制度|基本公共卫生|补贴|原则|规定(?:精神|及其))(?![\u4e00-\u9fff]{2}项目)"
)
_NAMED_WORK = re.compile(r"[^,。;、]{2,14}(?:工程|行动|计划)")
_CARRIES_OUT = re.compile(r"(?:实施|开展|启动|推进|深化)(?:了|好)?(?:“[^”]{2,10}”、)?$")
_DAYS = frozenset("日月号")
_ACRONYM = re.compile(r"(?<![A-Z])[A-Z]{2,6}$")
_TO = frozenset("—-~至到")
_TO_AN_HOUR = re.compile(r"[—~至到-]{1,2}\d{1,2}(?:时(?!间)|点|:\d\d)")
_TIMES_OR_PLUS = frozenset("+×xX")
_PLUS_DIGIT = re.compile(r"^[+×]\d")
_DOCUMENT_BEFORE = re.compile(r"〔\d+〕$|\[\d+\]$|[〔\[]$")
_CLOSES_YEAR = frozenset("〕][〔")
_LABELS = ("表", "图", "附件", "注", "专栏")
_ITEM_MARKS = frozenset(".、)）．")
_ITEM_AFTER = re.compile(r"^[.、)）．](?!\d)")
_CLOSED, _OPENED = frozenset(")）"), frozenset("(（")
_DASHES = frozenset("-—")
_DASH_AFTER = re.compile(r"^[-—]?\d")
_PROGRAMME_AFTER = re.compile(r"^[\u4e00-\u9fff]{2,8}?(?:工程|计划|行动|模式|战略)")
_BED_CLASS = re.compile(
    r"^(?:床位)?(?:及|或)?(?:以上|以下)(?:的)?(?:床位)?(?:的)?(?:医院|医疗)|^(?:床位)?(?:的)?(?:医院|卫生院|医疗机构)\d"
)
_SENT = re.compile(r"(?:执行|落实|派出|选派|派遣|派驻|累计|先后|共|共计|接收|安排|组织|接待|完成|开展|举办|实施)了?$")
_COUNTED_TOO = re.compile(r"[、,]?\d")
_YEARS_OF = re.compile(r"(?:年限|工龄|学制)[^,。;]*$")
_COMPARED_BEFORE = re.compile(r"(?:较|比|与|同)(?:前一|上|去|同|年[初末]|\d{1,2}月)[^,。;()]{0,8}\($")
_COPULA_SIGNS = frozenset("为=是")
_INDEX_BASE = re.compile(r"[(][^()\d,]{1,6}[为=是]100[)]")
_SAMPLED = re.compile(r"(?:的)?(?:人口)?(?:变动)?(?:情况)?抽样")
_PEOPLE_BEFORE = re.compile(r"(?:人数|人次|人口|户数|总数)(?:达到?|有|为|是|已)*$")
_BOUND_ALONE = re.compile(r"(?:及|含)?(?:以上|以下)\)")
_OF_BOTH = re.compile(r"(?:分别|均|合计)")
_COURSE = re.compile(r"(?:班|讲座|论坛|课程|沙龙|培训|检测|筛查|采样|督查|检查|巡查|医疗队|工作队|专家组)$")
_FOREMOST = re.compile(r"(?:居|列|排|位)?前$")
_MEETING_AFTER = re.compile(
    r"^(?:[、和及与][一二三四五六七八九十\d]+次)*(?:会议|全会|全体会议|代表大会|常务会|执委会|常委会|理事会|委员会|主席团|例会)"
)
_BOUNDS = frozenset("及以")
_CLASS_BEHIND = re.compile(r"^及?以[上下]的(?:有|达|占|共|为|约|\d)")
_AGE_BOUND = re.compile(r"^(?:\(含\))?(?:及|或)?(?:以上|以下|以内|至|-|—|~)")
_NEXT_AGES = re.compile(r"[、和及]\d{1,3}(?:周?岁)?(?:[-—~至到]|周?岁?及?以[上下])")
_AGE_STATED = re.compile(r"(?:寿命|提高到|达到|达|提高至|年龄)[^,]{0,6}$")
_SOMEBODY_BEFORE = re.compile(r"(?:[男女]性?[,、](?:年龄)?|(?:今年|现年|年仅|年近|年过|时年))$")
_OF_SOMEBODY = re.compile(
    r"^的|^(?:那年|那一年|时,|了[,。]|村民|老人|男|女|患者|市民|居民|高龄|小|退休|教师|工人|农民|女士|先生)"
)
_SPAN_STATED = re.compile(
    r"(?:为|达到?|至|到了?|于|缩短|压缩|延长|降低|减少|增加|下降|约|过|超|低|不足|由|从|时间|时长|日|间隔|内|"
    r"住院日|月数|在|[由从][^,。;、\d]{1,6}的)$"
)
_BOUND_AFTER = re.compile(r"^(?:以内|以下|左右)")
_CHANGED_BEFORE = re.compile(
    r"(?:缩小|扩大|提高|降低|上升|下降|增加|减少)了?$"
)  # by how much a number without a unit did
_RATIO_BEFORE = re.compile(r"(?:性别|抚养|负担|医护|床护|护床|医患|师生|退休|供养)比(?:为|达|是)?$")
_COUNT_BEFORE = re.compile(
    r"(?:数|倍差|值|率|总数|人次|总量|指数|因子|得分|评分|比例|比重|为|达|达到|至|到|分|指标值|余|、)$"
)
_CASES_BEFORE = re.compile(r"(?:死亡|发病|确诊|治愈|出院)$")
_WORD_AFTER = re.compile(r"^[\u4e00-\u9fff]")
_VERB_BEFORE = re.compile(r"(?:为|达|有|超|近)$")
_BODY_AFTER = re.compile(r"^(?:省|市|县|区|村|国|院|校|医|药|医疗|医院|机构|平台|岗|病)")
_AREAS_AFTER = re.compile(r"^(?:省|市|县|区|村|国)(?!道)(?:份|市|县|区)?")
_COUNTED_PEOPLE = re.compile(r"^(?:家庭|学子|市民|群众|居民|职工|农民|老区)")
_ONE_WORD = re.compile(r"^(?:步|方面|带|切|定|旦|致|律|道|起来|体|线|流|级|类|共|同|直|般|些|下|系列|揽子|整|贯)")
_POINTING = re.compile(r"(?:这|那|哪|各|本|该|上述|前|后|同|另|任|十|首|末)$")
_HAS_BEFORE = re.compile(r"(?:拥有|设有|下设|内设|现有|共有|建有|设立|开设|下辖)$")
_IN_GENERAL = re.compile(r"方面|层次|阶段|维度|特点|特色|优势|环节|板块|步骤|问题|原则|目标|环境|基本|重要|显著|突出")
_MAGNITUDES = frozenset("百千万亿")
_CLASS_OF_WORKS = re.compile(r"(?:及?以上|级)(?:的)?[\u4e00-\u9fff]")
_ENDS_ITEM = frozenset(",;。、")
_COUNTED_BEFORE = re.compile(
    r"(?:项目|中心|医院|基地|机构|专科|学科|团队|平台|站点?|工程|品牌|病房|科室|村|县|校|要建|新建|建成|投用|开业|竣工|开工|完工)$"
)
_LINES = re.compile(r"(?:底线|红线|主线|防线|战线|生命线)")
_STRESSED = re.compile(r"^(?:一体|重点|关键)")
_TIME_UNITS = frozenset(
    ["年", "个月", "周", "天", "日", "小时", "个小时", "秒", "个工作日", "工作日", "课时", "个学时", "学时", "分钟"]
)
_STRICT_CHINESE = frozenset(
    ["家", "名", "例", "所", "辆", "台", "人次", "座", "元", "张", "位", "项", "次", "支", "处", "条", "岁", "%"]
)


def _within(spans: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """The one of the spans (in order, none over another) that holds `at`, or None."""
    index = bisect_right(spans, (at, MAX_OFFSET)) - 1
    return spans[index] if index >= 0 and at < spans[index][1] else None


MAX_OFFSET = 1 << 62
_LONGEST_NUMERAL = MAX_DIGITS + 4  # signs of what is no code
# Signs right beside an Arabic numeral with a unit, and units, by which it may be no observation.
_TELL_BEFORE = frozenset("表图件注栏印前时") | _COLONS | _TIMES_OR_PLUS | _COPULA_SIGNS | _CLOSES_YEAR | _DASHES
_TELL_BEHIND = frozenset("号") | _COLONS | _TO | _TIMES_OR_PLUS
_PARTING = frozenset(["", ",", ";"])  # of the signs of ASCII, those that part a numeral from what stands before it
_TELLING_TAILS = frozenset("级制") | _BOUNDS  # and behind the unit
_TELLING_UNITS = frozenset(["次", "张", "床", "周", "期", "版", "届", "批", "轮", *_LENGTHS])


def _is_plain(number: Number, previous: str, following: str, tail: str) -> bool:
    """Whether nothing beside an Arabic numeral can tell that it is no observation: most are not asked any further."""
    return (
        number.unit_end > number.digits_end
        and number.unit_kind != "time"
        and number.unit not in _TELLING_UNITS
        and previous not in _TELL_BEFORE
        and following not in _TELL_BEHIND
        and (previous in _PARTING or not previous.isascii())
        and tail[:1] not in _TELLING_TAILS
        and "抽样" not in tail
    )


def _may_be_contact(text: str, number: Number) -> bool:
    """Whether a numeral may be part of a telephone number, or of a longer one that is somebody's."""
    digits = number.digits_end - number.digits_start
    return digits >= _FEWEST_DIGITS or (digits > 2 and text[number.digits_end : number.digits_end + 1] in _DASHES)


class Exclusions:
    """Why numerals of one passage are no observations; built once a passage."""

    def __init__(self, text: str, mentions: Sequence[Mention], numbers: Sequence[Number]) -> None:
        self._text = text
        self._dates = [m.start for m in mentions]
        self._date_ends = [m.end for m in mentions]
        quotes = "”" in text or "》" in text or "】" in text or '"' in text
        self._quoted = [m.span() for m in _QUOTED.finditer(text)] if quotes else []
        patterns = (_PHONE, _ID) if any(_may_be_contact(text, number) for number in numbers) else ()
        self._contacts = [m.span() for pattern in patterns for m in pattern.finditer(text)]

    def reason(self, number: Number) -> str | None:
        """The named reason why `number` is no observation, or None."""
        text, start, end = self._text, number.digits_start, number.digits_end
        if self._contacts and any(s <= start < e for s, e in self._contacts):
            return "contact"
        dates = bisect_right(self._dates, start)
        if dates and start < self._date_ends[dates - 1]:
            return "date"
        if end - start > _LONGEST_NUMERAL and number.written == "arabic":
            return "code"
        before = text[start - 12 if start > 12 else 0 : start]
        tail = text[number.unit_end : number.unit_end + 14]
        if "单位" in before and number.written == "chinese" and _UNIT_LABEL.search(before):
            return "unit label"
        if "第" in before and _ORDINAL.search(before):
            return "ordinal"
        per = "每" in before and not before.endswith("每年") and _PER.search(before)
        if per and number.unit_kind not in ("rate", "money"):
            return "denominator"
        if number.unit == "" and tail.startswith("人口") and number.value in (100, 1000, 10000, 100000):
            return "denominator"
        if number.written == "chinese" and text[start:end] in _DENOMINATORS:
            if text.find("人口", end, end + 6) >= 0 and _POPULATION.match(text, end, end + 6):
                return "denominator"
            if number.unit == "元" and number.qualifier == "exact" and before[-1:] not in _BOUNDS_BEFORE:
                return "denominator"  # 万元GDP能耗
            if number.unit == "人" and before[-1:] not in _BOUNDS_BEFORE and _PER_CAPITA_OF.match(tail):
                return "denominator"  # 千人床位数
        span = _within(self._quoted, start) if self._quoted else None
        if span is not None and (text[span[0]] == "《" or span[1] - span[0] <= 14 or not number.unit):
            return "name"
        if number.written == "arabic":
            return self._arabic(number, before, text[end : end + 12], tail)
        if number.written == "fraction":
            return "ordinal" if before.endswith("前") else None  # 前千分之一
        return self._chinese(number, before, tail)

    def _arabic(self, number: Number, before: str, after: str, tail: str) -> str | None:
        text, start, end = self._text, number.digits_start, number.digits_end
        previous, following = before[-1:], after[:1]  # "" at either end of the text
        if _is_plain(number, previous, following, tail):
            return None
        if following in _COLONS and not number.unit and _TO_AS_MUCH.match(after):
            return "clock" if _MINUTES.match(after) else "ratio"
        if previous in _COLONS and _HOUR_BEFORE.search(before):
            return "clock" if number.value == int(number.value) and end - start == 2 else "ratio"
        if following == "时" and not number.unit and not after.startswith("时间"):
            return "clock"
        if following == "点" and not number.unit and number.value <= 24:
            return "clock"
        if following in _TO and _TO_AN_HOUR.match(after):
            return "clock"
        if number.unit == "":
            if text.strip() == text[start:end] and number.value < 100:
                return "list number"
            if following in _DAYS:
                return "date"
        if previous.isascii() and previous:
            counted = number.unit_kind in {"count", "person", "case"} and _ACRONYM.search(before)
            joined = previous.isalpha() or previous in "_/+"
            if joined and not counted and number.unit_kind != "rate" and not (previous == "/" and number.unit):
                return "name"
        if not number.unit and _LATIN.match(following):
            return "name"
        if number.unit == "分" and previous == "时" and _AN_HOUR.search(before):
            return "clock"
        if number.unit == "次" and _A_RIDE.match(tail):
            return "name"  # CZ3749次航班
        if previous in _TIMES_OR_PLUS or (following in _TIMES_OR_PLUS and _PLUS_DIGIT.match(after)):
            return "name"
        if previous in _COPULA_SIGNS and _INDEX_BASE.search(text, max(0, start - 8), end + 1):
            return "ratio"  # 性别比105.2(女性为100)
        if number.unit in _LENGTHS and _WITHIN_REACH.match(tail):
            return "group definition"  # 与轨道50米内换乘
        if number.unit_kind == "money" and _COUNTED_THERE.search(before) and _CLASS_OF_WORKS.match(tail):
            return "group definition"  # 70个30亿元以上项目
        if tail[:1] == "级" and not tail.startswith("级别") and number.unit_kind in _MEASURES:
            return "group definition"  # 30万千瓦级机组
        if number.unit == "人" and tail[:1] == "制":
            return "name"  # 3人制篮球
        if number.unit in _LENGTHS and before.endswith("海拔"):
            return "group definition"  # 海拔1500米以上的学校
        if number.unit_kind == "rate" and _SAMPLED.match(tail):
            return "name"  # 5‰人口变动抽样调查
        if previous == "/" and number.has_magnitude:
            return "denominator"  # 4.5名/10万人口
        if number.unit == "份" and before.endswith("共印"):
            return "document number"
        if number.unit == "次" and _MEETING_AFTER.match(tail):
            return "ordinal"
        if following == "型" and not number.unit:
            return "name"  # 2型糖尿病
        if following == "号" and not after.startswith("号源"):
            return "document number"
        if previous in _CLOSES_YEAR and _DOCUMENT_BEFORE.search(before):
            return "document number"
        if before.rstrip().endswith(_LABELS):
            return "label"
        if (
            number.unit == ""
            and following in _ITEM_MARKS
            and _LIST_BEFORE.search(previous)
            and _ITEM_AFTER.match(after)
        ):
            return "list number"
        if (
            number.unit == ""
            and following in _CLOSED
            and previous in _OPENED
            and not _COMPARED_BEFORE.search(before)
            and number.value < 30
            and number.value == int(number.value)
        ):
            return "list number"
        if previous in _DASHES and _DASH_AFTER.match(after):
            return "code"
        if number.unit_end == end and _PROGRAMME_AFTER.match(after):
            return "name"
        if number.unit_kind == "time":
            reason = self._time(number, before, tail)
            if reason:
                return reason
        if number.unit in {"米", "公里", "千米"} and _GROUP_AFTER.match(tail):
            return "group definition"
        if before.endswith("(") and _BOUND_ALONE.match(text[number.unit_end : number.unit_end + 5]):
            return "group definition"
        if tail[:1] in _BOUNDS and _CLASS_BEHIND.match(tail):
            return "group definition"  # 床位100张以上的有2600家
        if number.unit == "例" and text.startswith("及以", number.unit_end):
            return "group definition"  # 病例数10例及以上 is what counts as an outbreak
        if number.unit in {"张", "床"} and _BED_CLASS.match(tail):
            return "group definition"
        if number.unit in {"周", "期", "版", "届", "批", "轮"}:
            if number.unit == "批" and _COUNTED_TOO.match(text, number.unit_end):
                return None  # 集采药品5批198种
            held = number.unit in {"批", "期", "轮"} and _COURSE.search(before)
            sent = number.unit in {"批", "期", "轮"} and _SENT.search(before)
            return None if held or sent else "ordinal"
        if (number.unit in {"位", "名", "强", "个"} or number.unit_kind == "rate") and _FOREMOST.search(before):
            return "ordinal"
        if number.unit == "":
            return self._bare(number, before, after)
        return None

    def _time(self, number: Number, before: str, tail: str) -> str | None:
        text = self._text
        if number.unit in {"岁", "周岁"}:
            if number.value_high is not None and (tail[:1] not in ",。;)、" or _NEXT_AGES.match(tail)):
                return "group definition"  # 0-17岁、18-34岁
            if _AGE_BOUND.match(tail) and not _AGE_STATED.search(before):
                return "group definition"
            if _GROUP_AFTER.match(tail) and tail:
                return "group definition"
            if _OF_SOMEBODY.match(tail) or _SOMEBODY_BEFORE.search(before):
                return "age of a person"
            return None
        stated = _SPAN_STATED.search(text[max(0, number.start - 10) : number.digits_start])
        if (
            number.value != int(number.value)
            or number.has_magnitude
            or _YEARS_OF.search(text[max(0, number.start - 24) : number.start])
        ):
            return None
        if (
            number.unit in {"年", "周"}
            or not stated
            or (
                tail[:1]
                and tail[:1] not in ",。;()、,内以左至到;!的,下上缩提延减降压增升"
                and not _BOUND_AFTER.match(tail)
            )
        ):
            return "duration"
        return None

    def _bare(self, number: Number, before: str, after: str) -> str | None:
        """A numeral without a unit is a fact only where its place says so: after a head, or with a magnitude at
        the end.
        """
        digits = number.digits_end - number.digits_start
        if number.value == int(number.value) and 1900 <= number.value <= 2100 and digits == 4:
            return "date"
        closes = not after or after[0] in ",。;()、:!?和及与 "
        if number.has_magnitude or _COMPARED_BEFORE.search(before):
            return None
        if closes and (_COUNT_BEFORE.search(before.rstrip(" :：")) or _RATIO_BEFORE.search(before)):
            return None
        if closes and digits >= 3 and _CASES_BEFORE.search(before):
            return None  # 报告死亡27595,
        if closes and number.value != int(number.value) and _CHANGED_BEFORE.search(before):
            return None
        if number.value != int(number.value) and _FROM.search(before) and _MOVES_TO.match(after):
            return None  # 拥堵指数从5.4下降至5.1
        if after.startswith(("以下", "以内")) and _INDEX_LIMITED.search(before):
            return None  # 布雷图指数降到5以下
        if (
            _WORD_AFTER.match(after)
            and digits >= 3
            and number.value == int(number.value)
            and not _VERB_BEFORE.search(before)
        ):
            return "name"
        if _BODY_AFTER.match(after) and digits <= 3:
            return None if _AREAS_AFTER.match(after) and digits >= 2 else "name"
        return "unlabelled number"

    def _chinese(self, number: Number, before: str, tail: str) -> str | None:
        word = self._text[number.digits_start : number.digits_end]
        labels = (before.endswith("(") and tail.startswith(")")) or tail[:1].isdigit()
        if labels and _MAGNITUDES.issuperset(word):
            return "unit label"  # 床位(万张), 床位万张11.8
        if number.unit == "次" and _MEETING_AFTER.match(tail):
            return "ordinal"  # 人大三次会议
        if number.unit == "次" and tail.startswith("产业"):
            return "name"  # 三次产业
        if number.unit and tail.startswith(("计划", "工程")):
            return "name"  # 千人计划
        if before.endswith("/"):
            return "denominator"  # 0.6人/百亿元
        if _MAGNITUDES.issuperset(word) and _SO_MANY.search(before):
            return "group definition"  # 12个百亿元项目, 跨越3个千亿元台阶
        if (
            word == "亿万"
            or before.endswith("成千上")
            or tail.startswith(("万户", "灯火"))
            or (word == "万" and before.endswith("千家"))
        ):
            return "rhetorical count"  # 亿万老年人, 千家万户
        if number.unit == "项" and _NAMED_SO_MANY.match(tail):
            return "name"  # 十项行动, 四项保险
        if number.unit and _MAGNITUDES.issuperset(word) and _NAMED_WORK.match(tail) and _CARRIES_OUT.search(before):
            return "name"  # 实施万名老年人复明工程
        if number.unit == "元" and _MAGNITUDES.issuperset(word) and _CLASS_OF_WORKS.match(tail):
            return "group definition"  # 亿元以上项目
        if word == "两" and _OF_BOTH.match(tail):
            return "rhetorical count"
        if number.unit_kind in {"rate", "multiple", "point"}:
            return None
        if number.unit == "" and tail.startswith("是") and (not before or before[-1] in "。;:!?, "):
            return "list number"
        if number.unit == "" and number.value > 1 and _GREAT.match(tail):
            return "rhetorical count"
        if number.unit == "":
            great = number.has_magnitude and number.value >= 1000
            counted = _COUNTED_PEOPLE.match(tail) or _PEOPLE_BEFORE.search(before)
            return None if great and counted else "word"
        if _ONE_WORD.match(self._text[number.digits_end : number.digits_end + 2]) and word == "一":
            return "word"
        if number.unit == "位" and tail.startswith("一体"):
            return "name"
        if number.unit in _TIME_UNITS:
            return "duration"
        if number.unit in {"岁", "周岁"}:
            return "group definition"
        if number.has_magnitude and number.value >= 100:
            return None
        if number.unit in {"期", "轮"} and len(word) == 1:
            return "indefinite" if word == "一" else "ordinal"
        if word == "一" and (number.unit != "例" or before.endswith("无")):  # 无一例外
            return "indefinite"
        if number.unit == "位" and _RANKED_BEFORE.search(before):
            return "ordinal"  # 分列二、三位
        if _POINTING.search(before):
            return "indefinite"
        if number.unit == "个" and tail.startswith("方面"):
            return "rhetorical count"  # 十一个方面工作
        if number.value >= 11 and number.unit_kind in {"count", "person", "case"}:
            return None
        if number.unit == "条" and _LINES.match(tail):
            return "rhetorical count"  # 两条底线
        if number.unit in _STRICT_CHINESE and not _STRESSED.match(tail):
            return None
        if number.unit == "个" and _HAS_BEFORE.search(before) and not _IN_GENERAL.match(tail):
            return None  # 医院拥有四个院区
        if tail[:1] in _ENDS_ITEM and _COUNTED_BEFORE.search(before):
            return None  # 谋划项目两个
        return "rhetorical count"

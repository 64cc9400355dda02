"""Spoken of: what the sentence named before a number and a phrase leaves out: the subject, the institution or
undertaking that acts, the kind of institution that is counted, the fund, the ranking, the whole of a bare part.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from . import binding
from .clauses import Clause
from .numerals import Number
from .phrases import PER_CAPITA, institution_in, stem, without_parts
from .reading import Reading, Thread
from .scene import Scene

# Whole quantities of a fund, a metric's last word: 职工医保基金收入.
FUND_FLOW = re.compile(r"(?:总?收入|总?支出|当期结[余存]|累计结[余存]|结[余存]|(?:当期)?收不抵支|当期缺口|收支缺口)$")

# The institution that a clause begins with, before what it does or has: 市人民医院开放….
_AGENT = re.compile(
    r"((?:(?![与和及])[\u4e00-\u9fff]){2,12}?(?:医院|总医院|保健院|院区|分院|疾控中心|急救中心|血液中心|"
    r"卫生院)(?:[\u4e00-\u9fff]{1,5}院区)?)(?![\u4e00-\u9fff]{0,4}[大]?楼)(?=开放|门|总|与|完成|年|累计|全年|共|收|开|整|疏|扩|实|现|设|拥|有|"
    r",|$|占|建|展|总)"
)
# Words in front of 医院 that make it many of a kind and no agent: 三级医院, 各医院.
_ANY_INSTITUTION = re.compile(
    r"(?:[\u4e00-\u9fff]*(?:各|等|所有|全部|多家|两|三级|二级|一级|级|市属|省属|区属|县级|公立|民营|基层|"
    r"综合|专科|乡镇|社区|中医|定点|市直|省直|合作|其中))"
)
# a clause about one of its own: 县中医医院中医药服务量占比
_OWN_INSTITUTION = re.compile(
    r"(?:[省市县区州]|[\u4e00-\u9fff]{2,6}[省市县区州镇乡])[\u4e00-\u9fff]{0,6}?(?:医院|卫生院|保健院|疾控中心)"
)
_UNDER_WAY = ("实施", "推进", "启动", "成立", "开展", "运行", "建成")
# What becomes of a building, which does nothing yet: 市中心医院建成投用.
_COMES_INTO_USE = re.compile(
    r"(?:顺利|正式|全面|如期)?(?:建成|投入|投用|启用|揭牌|开工|封顶|落成|竣工|挂牌|完工|迁建|扩建)"
)
# The undertaking that a clause says is under way: 光明行动深入实施.
_UNDERTAKING = re.compile(
    r"([^,]{2,24}(?:工程|计划|行动|项目|联盟|平台|医联体))(?:的)?(?:持续|深入|全面|正式|顺利|扎实)?(?:"
    rf"{'|'.join(_UNDER_WAY)})$"
)
_INSTITUTION = re.compile(r"[院心]")  # a sign of every institution
_MAY_ACT = re.compile(rf"院|(?:疾控|急救|血液)中心|(?:{'|'.join(_UNDER_WAY)})(?![\u4e00-\u9fff])")

# What a subject is taken without: marks of a title, a topic's particle, how it goes on, who says it.
_PARTICLE = re.compile(r"(?:方面|呢|嘛|吧|来看)$")
_GOES_ON = re.compile(
    r"仍?呈现?(?:出|了)?[^,。;]{0,4}(?:上升|下降|增长|增多|减少)的?(?:态势|趋势)$|[在呈继均]?(?:续|总体)?(?:持续|稳步|不断|逐年|明显|大幅|进一步|有所|稳中有)+(?:下降|上升|增长|增加|增多|减少|提高|提升|改善|好转|升|降)(?:的?(?:态势|趋势))?$|(?:从无到有|从少到多|由少到多|[从由]弱[到变]强|[从由]小[到变]大|不断壮大|蓬勃发展|快速发展|发展(?:很快|较快|迅速|提速))$|(?:总体|基本)?[与较同比和][^,。;]{2,8}?(?:基本|大致)?(?:持平|相当)$"
)
_GOING_ON = tuple("势降升长加多少高善转有强大展快速平当")  # what these end with
_RANKED_THERE = re.compile(r"(?:位居|位列|排名|排在|居|列)(?:全[市省县国区])?前[一二三四五六七八九十\d]+位?$")
_ALL_ARE = re.compile(
    r"([^,。;:]{2,14}?)(?:应[\u4e00-\u9fff]尽[\u4e00-\u9fff]|全部[\u4e00-\u9fff]{2,8}|实现[\u4e00-\u9fff]{0,4}全覆盖)$"
)
_QUOTES = re.compile(r"^(?:推行|推出|开展|实施|打造|启动|建立|设立|创建|举办)“([^“”]{2,14})”$|[《》]")  # 推行“周末手术”
_MOSTLY_OF = re.compile(r"\s*(死亡|发病|重症|出院)?[^,。;]{0,6}?以([^,。;以]{2,10})为主$")
_FOREMOST = re.compile(r"最[高低多少大小快慢长短]$")
_AS_FOLLOWS = re.compile(r"(?:的)?(?:地区|具体)?(?:分布)?(?:情况)?(?:具体)?如下$")
_TOPS = re.compile(r"(?:的)?(?:[增涨降升]幅|增速|提升|增长|下降)(?:最为?)?(?:最[大快高多]|明显|显著|居首位?)$")
_EXTREME = re.compile(r"([^,。;:、()]{2,16}?)(?:为|是)?(?:最[高低多少]|居首位?|次之)$")  # 农村最低
_BEYOND_ANOTHER = re.compile(r"[高低多少优大小][于]([\u4e00-\u9fff]{2,8})$")  # 男性检出率(44.7%)高于女性(18.9%)
_EXTREMES = tuple("高低多少首位之")  # what these end with
_SAYS = ("显示", "表明", "指出", "介绍", "悉")
_SINCE = ("以来", "至今")
# how it is looked at: 从地区看, 按区域分布
_VIEWED = re.compile(r"[从就按][^,]{1,10}(?:看|而言|来说)|按[^,]{1,6}(?:统计|分布|划分|分)(?:情况)?")

_VIEW = re.compile(r"(?:从|就|按)([^,。;从就按]{2,10}?)(?:来?看|排序|排名|(?:从|由)高[到至]低),")
_HOURS = re.compile(r"(?:[^,]{0,6}[日天])?\d{1,2}时?[-—~至]\d{1,2}时")  # 3月13日0-24时

# A ranking whose share follows: 居前5位的病种依次为…,占…; …合计占…; 以肺炎居多,占…; 其次为外伤,占….
_MARK = re.compile(r"[,。;:]")
_RANKED = re.compile(r"(?:依次|分别)(?=[为是])|(?:病种|疾病|前[三四五六十3456]位)(?=的?[为是])")
LONGEST_RANKING, SHORTEST_RANKING = 24, 4  # signs
_AREAS_RANKED = re.compile(
    r"([^,。;:]{2,16}?)(?:最[高低多少长短大小快慢]|居前[一二三四五六七八九十\d]+位|排名?前[一二三四五六七八九十\d]+位?)的?"
    r"(?:地区|地方|城市|省份?|地市|市州|县区|区县|市|州|县|区|国家)(?:依次|分别)?[为是:]"
)
NAME = 30  # signs in which the name of a listed quantity stands before its number
REACH = 400  # signs of a sentence in which a ranking stands before what it ranks
_NO_DISEASE = ("发病", "患病", "疾病", "看病", "因病")
# How a disease is spoken of, without what is measured: 猩红热进入高发期
_IS_ABOUT = re.compile(r"(?:疫情|活动|流行|发病|形势|仍|已|呈|进入|处于|继续|连续|持续|出现|防控)")
_TOGETHER = re.compile(r"(?:合计|共)占")
_MOSTLY = re.compile(r"([^,。;:以]{2,14})(?:为主|居多|最多|居首位?|居第一位?),占$")
_NEXT = re.compile(r"(?:其次|再次|第二位|第三位)[为是]([^,。;:]{2,14}),占$")

# how what was done is told beside what was meant: 年初原定, 实际改造
_AS_PLANNED = re.compile(r"^(?:(?:年初|实际|原定|计划|已经?|共计?|累计|先后|正?待|正在|尚未|[日月年]均|全部)+)")
_DONE = ("predicate", "light", "act", "create")  # the roles of words that only say that something was done
_SHORT = 6  # signs of a phrase that may leave out what the item is about
_ADDS = re.compile(r"\s*(?:均|都|全部|主要|其中|多数)")  # how a clause begins that only says more of what was told
_CONJUNCTIONS = frozenset("和及与")


class Spoken:
    """What the sentence being read spoke of before."""

    def __init__(self, scene: Scene, thread: Thread) -> None:
        self.scene, self.thread = scene, thread
        self.text, self.lexicon = scene.text, scene.lexicon
        self._agents: dict[int, str] = {}  # by where their clause begins
        self._first_to_act: dict[tuple[int, int], int] = {}  # where each sentence first names one

    # --- what was named --------------------------------------------------------------------------------------------

    def subject(self, clause: Clause, names: int = 1) -> str:
        """What the clause before speaks of, for a clause that leaves its subject out; `names`: how many it may list."""
        before = self.scene.before(clause, self.thread.sentence)
        if before is None or before.numbers:
            return ""
        words = _PARTICLE.sub("", before.text(self.text, before.start, before.end))
        if (
            self.text[before.end : before.end + 1] == ":"
            and len(words.strip()) <= 4
            and not self.lexicon.head_kind(words)
        ):
            return ""  # who speaks
        if _VIEWED.fullmatch(words.strip()) or _HOURS.fullmatch(words.strip()):
            return ""
        if words.endswith("为主") and (mostly := _MOSTLY_OF.match(words)) is not None:
            return mostly[2] + (mostly[1] or "")  # 死亡病例以艾滋病为主,共118人
        words = _AS_FOLLOWS.sub("", words) if words.endswith("如下") else words
        words = _GOES_ON.sub("", words) if words.endswith(_GOING_ON) else words
        words = _RANKED_THERE.sub("", words) if "前" in words else words
        if "最" in words and _FOREMOST.sub("", words).strip() in self.lexicon.place_forms:
            return ""
        words = words.rpartition("无新增")[2]  # 全市无新增病例,累计119例
        words = self.scene.bare(words, before.start, before.end)
        if (quoted := _QUOTES.search(words)) is not None:
            words = quoted[1] if quoted[1] else words.replace("《", "").replace("》", "")
        left = binding.take_left(words, self.lexicon)
        if len(left.phrase) < 2 or left.phrase.endswith(_SAYS + _SINCE) or left.phrase in self.lexicon.place_forms:
            return ""
        disease = "" if self.lexicon.head_kind(left.phrase) else self.disease_led(left.phrase)
        if disease and _IS_ABOUT.match(left.phrase, len(disease)):
            return disease
        if len(left.share_of) > 1:
            return binding.clip(f"{left.phrase}占{left.share_of}")  # 基层门诊量占门诊总量的比例,由…
        return binding.clip(left.phrase, 14) if names == 1 else left.phrase

    def people(self, clause: Clause) -> str:
        """The people of whom the clause before says that all are: `其中脱贫人口应签尽签,签约率100%`; or ''."""
        before = self.scene.before(clause, self.thread.sentence)
        if before is None or before.numbers:
            return ""
        named = _ALL_ARE.match(self.scene.words(before).strip())
        if named is None:
            return ""
        who = binding.take_left(named[1], self.lexicon).phrase
        return who if self.lexicon.head_kind(who) == "person" else ""

    def topped(self, clause: Clause) -> str:
        """The measure that the clause before says to have changed most: `健康素养水平增幅最大,提升了3.88个百分点`."""
        before = self.scene.before(clause, self.thread.sentence)
        if before is None or before.numbers:
            return ""
        words = self.scene.words(before).strip()
        named = _TOPS.sub("", words)
        if named == words:
            return ""
        phrase = binding.take_left(self.scene.bare(named, before.start, before.end), self.lexicon).phrase
        return binding.clip(phrase, 14) if self.lexicon.head_kind(phrase) == "measure" else ""

    def extreme(self, clause: Clause) -> str:
        """Of whom the words right before say that they have the most, or the least: 25~34岁年龄组 of
        `25~34岁年龄组最高(36.8%),65~69岁年龄组最低,仅为15.2%`; or ''.
        """
        told = [reading.number.unit_end for reading in self.thread.readings[-1:]]
        if clause.depth and clause.outer is not None:
            outer = self.scene.clauses[clause.outer]
            words = outer.text(self.text, max(outer.start, *told, 0), clause.start - 1)
        elif (before := self.scene.before(clause, self.thread.sentence)) is not None and not before.numbers:
            words = self.scene.words(before)
        else:
            return ""
        words = words.strip()
        if (other := _BEYOND_ANOTHER.search(words)) is not None and other[1] in self.lexicon.parts:
            return other[1]
        named = _EXTREME.search(words) if words.endswith(_EXTREMES) else None
        who = binding.take_left(named[1], self.lexicon).phrase if named is not None else ""
        return "" if who in self.lexicon.place_forms else who  # of an area, its figure follows: 呈贡区最多,10起

    def viewed(self, number: Number) -> str:
        """The measure by which the sentence looks at areas: `从入住率看,呈贡区最高,达到81.2%`; or ''."""
        start = max(self.thread.sentence[0], number.start - REACH)
        if number.unit_kind != "rate":
            return ""
        view = _VIEW.search(self.text, start, number.start)
        return view[1] if view is not None and self.lexicon.head_kind(view[1]) == "measure" else ""

    def under_title(self, phrase: str) -> str:
        """A short phrase that names no disease, under the disease that its paragraph begins with as a title."""
        subject = self.scene.subject
        of_another = subject[:2] in phrase or self.disease_led(phrase.partition("占")[0])  # 病例数占法定传染病
        if of_another or len(phrase) + len(subject) > binding.MAX_METRIC:
            return phrase
        return subject + phrase

    def disease_led(self, phrase: str) -> str:
        """The words that a phrase begins with and that end in the name of a disease; or ''."""
        diseases = self.lexicon.roles["disease"]
        for end in range(2, len(phrase) + 1):
            named = phrase[:end]
            cases = phrase.startswith("病例", end - 1)  # no disease 报告病
            if diseases.suffix_of(named) and not named.endswith(_NO_DISEASE) and not cases:
                return named
        return ""

    def entitled(self, phrase: str) -> str:
        """A short phrase that names nothing (已开业), with what the item that it stands in is entitled."""
        item = self.scene.item
        done = _AS_PLANNED.sub("", phrase)
        only_done = not done or done in item or any(done in self.lexicon.roles[role] for role in _DONE)
        fits = len(phrase) <= _SHORT and len(item) + len(phrase) <= binding.MAX_METRIC
        return item + phrase if only_done and fits and phrase not in item else phrase

    def with_agent(self, phrase: str, restored: str, clause: Clause) -> str:
        """The phrase with the institution or undertaking that the sentence speaks of, where it has room."""
        agent = "" if self._names_area(clause) else self._agent(clause)
        if not agent or len(agent) + len(phrase) > binding.MAX_METRIC or phrase.startswith(agent[:4]):
            return phrase
        return agent + (restored if len(phrase) <= 3 and len(phrase) < len(restored) <= 8 else phrase)

    def _agent(self, clause: Clause) -> str:
        """The one institution, or named undertaking, that the sentence's earlier clauses speak of, where this
        clause names none.
        """
        if clause.depth or not self._may_tell_of_agents(clause):
            return ""
        earlier = self.scene.earlier(clause, self.thread.sentence)
        own = clause.text(self.text, clause.start, clause.end).strip()
        if _INSTITUTION.search(own) and (_AGENT.match(own) or _OWN_INSTITUTION.match(own)):
            return ""
        for before in reversed(earlier):
            behind_semicolon = self.text[before.start - 1 : before.start] == ";"
            if behind_semicolon and before is not earlier[0]:
                return ""
            if (agent := self._acting(before)) or behind_semicolon:
                return agent
        return ""

    def _may_tell_of_agents(self, clause: Clause) -> bool:
        """Whether an institution, or what is under way, is named in the sentence before a clause."""
        start, end = sentence = self.thread.sentence
        if sentence not in self._first_to_act:
            first = _MAY_ACT.search(self.text, start, end)
            self._first_to_act[sentence] = first.start() if first is not None else len(self.text)
        return self._first_to_act[sentence] < clause.start

    def _acting(self, clause: Clause) -> str:
        """The institution that a clause begins with, or the undertaking that it says is under way; or ''."""
        if clause.start not in self._agents:
            words = clause.text(self.text, clause.start, clause.end).strip()
            may_act = _MAY_ACT.search(words) is not None
            words = self.scene.bare(words, clause.start, clause.end).removeprefix("在") if may_act else ""
            agent = ""
            if words.endswith(_UNDER_WAY) and (match := _UNDERTAKING.match(words)) is not None:
                agent = match[1][-16:]
            elif _INSTITUTION.search(words) and (match := _AGENT.match(words)) is not None:
                begun = _COMES_INTO_USE.match(words, match.end())
                agent = "" if begun or _ANY_INSTITUTION.match(match[1]) else match[1]
            self._agents[clause.start] = agent
        return self._agents[clause.start]

    def glossed(self, clause: Clause) -> str:
        """The disease that an aside stands right behind, of those not told of yet; or ''."""
        if not clause.depth or clause.outer is None:
            return ""
        told = [reading.number.unit_end for reading in self.thread.readings[-1:]]
        return self.scene.disease_before(clause, max(self.scene.clauses[clause.outer].start, *told, 0))

    def trending(self, clause: Clause) -> str:
        """What the words in front of a bracket say to go on rising or falling: `老年病例逐年增多(从83例增加到117例)`;
        or ''.
        """
        if not clause.depth or clause.outer is None:
            return ""
        outer = self.scene.clauses[clause.outer]
        told = [reading.number.unit_end for reading in self.thread.readings[-1:]]
        start = max(outer.start, *told, 0)
        words = outer.text(self.text, start, clause.start - 1).strip()
        goes_on = _GOES_ON.search(words) if words.endswith(_GOING_ON) else None
        if goes_on is None or goes_on.start() < 2:
            return ""
        return binding.take_left(self.scene.bare(words[: goes_on.start()], start, clause.start), self.lexicon).phrase

    def institution(self, clause: Clause) -> str:
        """The kind of institution that the sentence told of, whose beds, staff or visits a bare phrase counts;
        none where the clause names an area of its own.
        """
        if self._names_area(clause):
            return ""
        before = self.scene.before(clause, self.thread.sentence)
        if before is not None and not before.numbers and len(institution_in(self.scene.words(before), self.lexicon)):
            return ""
        divided = [self.thread.divided] if self.thread.divided is not None else []
        for reading in divided + self.thread.latest():
            if reading.sentence != self.thread.sentence:
                break
            if institution := institution_in(PER_CAPITA.sub("", stem(reading.metric)), self.lexicon):
                kind = institution.lstrip("各级类所有全部")
                return "" if len(institution) > 14 or kind in self.lexicon.roles["overall"] else institution
        return ""

    def fund(self) -> str:
        """The fund whose income or spending the sentence told of: 职工医保基金 of 职工医保基金收入."""
        for reading in self.thread.latest():
            if reading.sentence != self.thread.sentence:
                break
            told = stem(reading.metric)
            if (flow := FUND_FLOW.search(told)) and 2 <= flow.start() <= 16:
                return told[: flow.start()]
        return ""

    def whole_of(self, number: Number, clause: Clause) -> str:
        """What a bare part (男性, 重症) is a part of: what its brackets interrupt, the head, or the last count in the
        same unit that is no part itself.
        """
        head, last = self.thread.head, self.thread.last
        if clause.depth and last is not None and last.number.unit == number.unit and not last.is_change:
            return without_parts(stem(last.metric), self.lexicon)  # 确诊病例5900例(境外输入3534例)
        for reading in ([head] if head is not None else []) + self.thread.latest():
            whole = without_parts(stem(reading.metric), self.lexicon)
            if reading.number.unit_kind == number.unit_kind and whole not in self.lexicon.parts:
                return whole if self.thread.parts else self._divided(whole)
        return ""

    def _divided(self, kind: str) -> str:
        """What the sentence counted before it counted its kinds: 医院 for 二级医院 in
        `医院212个,三级医院24个、二级医院37个;公立55个`.
        """
        for reading in self.thread.latest():
            if reading.sentence != self.thread.sentence:
                break
            if len(reading.metric) >= 2 and kind.endswith(reading.metric):
                kind = reading.metric
        return kind

    def ranking(self, number: Number) -> str:
        """The ranking that was told since the last number, whose share follows: `居前5位的病种依次为…,占…`; or ''."""
        told = [r.number.unit_end for r in self.thread.readings[-1:]]
        start = max(self.thread.sentence[0], *told) if told else self.thread.sentence[0]
        ranked = self._ranked(start, number.start)
        together = _TOGETHER.search(self.text[max(start, number.start - 24) : number.start]) is not None
        if not ranked and (together or (told and self.text.startswith(")", start))):
            ranked = self._ranked(self._reach(number), number.start)  # …依次为流感(120例)、水痘(98例),占
        if not ranked and (together or self.text.startswith(",占", start)):
            listed = self._told_in_list()
            if len(listed) > 1 and not together:  # 居前三位的是:肺结核108例、…,占92.6%
                ranked = self._ranked(self._reach(number), listed[0].number.start)
            elif len(listed) > 1:
                return "合计"  # 分别为512例、233例、176例,合计占94.6%
        if not ranked:
            named = _MOSTLY.search(self.text, start, number.start) or _NEXT.search(self.text, start, number.start)
            ranked = named[1] if named is not None else ""
        return ranked if ranked.endswith("位") else binding.take_left(ranked, self.lexicon).phrase

    def _ranked(self, start: int, end: int) -> str:
        """What is first said to be ranked between two offsets; or ''."""
        for ranked in _RANKED.finditer(self.text, start, end):
            ends = ranked.start() if ranked[0] in ("依次", "分别") else ranked.end()
            words = _MARK.split(self.text[max(start, ends - LONGEST_RANKING) : ends])[-1]
            if len(words) >= SHORTEST_RANKING:
                return words
        return ""

    def _told_in_list(self) -> list[Reading]:
        """The last quantities of the sentence, as far as only a 、 and a name part them."""
        told: list[Reading] = []
        for reading in self.thread.latest():
            if reading.sentence != self.thread.sentence:
                break
            told.insert(0, reading)
            if self.text[self._before_name(reading.number)] != "、":
                break
        return told

    def _before_name(self, number: Number) -> int:
        """Where the mark stands that the words before a number begin behind."""
        since = max(0, number.start - NAME)
        return max(since, *(self.text.rfind(mark, since, number.start) for mark in "、,;。:"))

    def _reach(self, number: Number) -> int:
        """From where on a ranking may stand that the number is of: in its part of the sentence, and not too far."""
        return max(self.scene.part_start(number.start, self.thread.sentence), number.start - REACH)

    def ranked_by(self, number: Number) -> str:
        """What the sentence ranks areas by, before it names them: `就诊率最高的县是A县,其次是B县,分别为…`; or ''."""
        start = max(self.thread.sentence[0], number.start - REACH)
        if self.text.find("最", start, number.start) < 0 and self.text.find("前", start, number.start) < 0:
            return ""
        ranked = _AREAS_RANKED.search(self.text, start, number.start)
        return binding.take_left(ranked[1], self.lexicon).restored if ranked is not None else ""

    # --- where it stands -------------------------------------------------------------------------------------------

    def just_before(self, clause: Clause) -> bool:
        """Whether the clause right before this one (or this one itself) stated the last number."""
        if len(clause.numbers) > 1:
            return True
        before = self.scene.before(clause, self.thread.sentence)
        return before is not None and bool(before.numbers)

    def only_adds(self, clause: Clause) -> bool:
        """Whether the clause before only says more of what was told: `报告疫情2起,均发生在托幼机构,病例数…`."""
        before = self.scene.before(clause, self.thread.sentence)
        return before is not None and not before.numbers and bool(_ADDS.match(self.scene.words(before)))

    def listed(self, number: Number) -> bool:
        """Whether the number follows the one before in a list, with a short phrase between them."""
        between = self._since_number_before(number)
        return between[:1] == "、" and len(between) <= 8

    def joined(self, number: Number) -> bool:
        """Whether no more than a conjunction and a short phrase lead from the number before to this one."""
        between = self._since_number_before(number)
        return between[:1] in _CONJUNCTIONS and len(between) <= 6

    def _since_number_before(self, number: Number) -> str:
        """The words between the number before and this one."""
        index = self.scene.index_of(number)
        return self.text[self.scene.numbers[index - 1].end : number.start] if index else ""

    def _names_area(self, clause: Clause) -> bool:
        """Whether the clause begins with an area of its own (全省): it leaves what was spoken of before."""
        first = bisect_left(self.scene.place_starts, clause.start)
        return any(
            p.kind in ("self", "region") and p.start - clause.start <= 2 for p in self.scene.places[first : first + 1]
        )

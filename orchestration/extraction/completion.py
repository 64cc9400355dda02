"""Completion: a phrase that leaves something out (`占比`, `重症`, `三级医院` of beds) made whole.

`Completion.completed` tries one rule after another, in the order of the list at the end of the module; each is a method
of its own, in the same order, that gives the whole phrase or None where it has nothing to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from . import binding
from .clauses import Clause
from .numerals import Number
from .phrases import (
    LEVEL_LED,
    PER_CAPITA,
    common_suffix,
    diseases_of,
    graded,
    measured_in,
    self_sufficient,
    sibling,
    stem,
    transferred,
)
from .reading import Reading, Thread
from .scene import Scene
from .spoken import FUND_FLOW, Spoken
from .values import value

_CASES_OF = re.compile(r"(?:共|累计|新增|报告|确诊)*(.{2,10}?)(?:确诊|疑似)?(?:病例|感染者|患者)")  # of which disease
_FROM_WHERE = re.compile(r"(境外输入性?|本土|本地|输入性?)病例")
_KIND_OF_CASE = re.compile(r"(?:疑似|确诊|死亡|重症|危重症|治愈出院)病例")
_ONSET = re.compile(r"共?(?:报告)?发病(?:数|人数|例数)?$")  # what an outcome's whole goes without: 麻疹死亡
_SERVICE = re.compile(r"(?:完成|全年|累计|共)*(?:门急诊|门诊|急诊|诊疗)?总?$")  # likewise: 医院出院 of 医院诊疗人次
_OF_WHICH = re.compile(r",?(?:分别|其中|均)?(?:为|是|包括)")
_INSURANCE = re.compile(r"(?:参加)?([^参]{2,12}?(?:保险|医保))")
# how much of a plan was done: 完成年度目标任务的117%
_OF_PLAN = re.compile(r"(?:超额)?(?:完成|为|占)?(?:全年|年度|年初|省定|市定)?(?:目标|任务|计划|预算)(?:任务|目标|数)?")
_RANKED_BY = re.compile(r"([\u4e00-\u9fff]{2}率)[^,。;:]{0,6}前[一二三四五六七八九十\d]+位")  # 检出率前五位依次为
TOTALS = frozenset(["总数", "总量", "总计", "累计"])  # of all of them, not only of those that were added
_IN_HOSPITAL = frozenset(
    ["住院", "在院", "住院治疗", "在院治疗", "隔离治疗"]
)  # where cases are by now, whatever became of others
_PER_EACH = re.compile(r"(?:平均)?每(?:个|家|所|名|位|支)?(?:行政)?(?:村|乡镇|社区|县|机构|家庭|中心|站|团队)")
_INSURED = re.compile(r"(?:保险|医保)((?:参保|缴费|享受)[^的]{0,6})$")
_LONG = 12  # signs of a whole that a part names by its head noun alone
_AREA_LED = (
    "乡镇",
    "行政村",
    "社区",
    "县域",
    "市域",
    "省域",
    "区域",
    "基层",
    "城乡",
    "农村",
    "城市",
)  # of whom a rate is besides
_EVENT_GRADE = re.compile(r"(特别重大|重大|较大|一般|未分级)(?:级别?)?(?:突发)?(?:事件|疫情)?")
_EVENT_OF = re.compile(r"(?:突发公共卫生|突发|聚集性|暴发)?(?:事件|疫情)$")
_FOR_SO_MANY = ("千人", "每千", "万人", "每万", "百万人", "人均", "户均")  # 千人托位数 is of nobody in particular
_DIED_OF_CLASS = re.compile(r"[甲乙丙、和]*类传染病(死亡|发病)")
_EXTREMES = frozenset(["最高", "最低", "最多", "最少", "最大", "最小", "最长", "最短"])
_WHOSE_OUTCOME = re.compile(r"(死亡|重症|危重|出院)(?:病例|患者|者)(?:分别|均)?[为是](?=[\u4e00-\u9fff]{2})")
_ASIDE = re.compile(r"\([^()]*\)$")
_MODIFIER = re.compile(r"([^的]{4,14}的)[^的]+$")


SHORT = 5  # signs of a phrase that may leave out what it is of


@value
class Item:
    """A phrase to complete, and what it may be completed by."""

    phrase: str
    restored: str  # the phrase with the light verbs that were taken off its front
    kind: str  # of its head noun
    number: Number
    clause: Clause
    head: Reading | None  # the whole whose parts may be told
    last: Reading | None  # the last quantity that was told
    beside: Reading | None  # the same, where the clause right before, or this one, told it


class Completion:
    """The rules by which the phrases of one paragraph are completed."""

    def __init__(self, scene: Scene, thread: Thread, spoken: Spoken) -> None:
        self.scene, self.thread, self.spoken = scene, thread, spoken
        self.lexicon = scene.lexicon

    def completed(self, phrase: str, restored: str, number: Number, clause: Clause) -> str:
        """The phrase with what it leaves out, by the first rule that knows; else the phrase as it is."""
        head, last = self.thread.head, self.thread.last
        adjacent = last is not None and last.sentence == self.thread.sentence and self.spoken.just_before(clause)
        kind = self.lexicon.head_kind(phrase)
        item = Item(phrase, restored, kind, number, clause, head, last, last if adjacent else None)
        size = len(phrase)
        given = (
            phrase in self.lexicon.terms or size == 1, size <= SHORT, head is not None, self.thread.parts,
            last is not None, adjacent, clause.depth > 0, number.unit in binding.BEDS, number.unit_kind,
        )  # fmt: skip
        for rule in _rules(given):
            if (done := rule(self, item)) is not None:
                return done
        return binding.clip(phrase)

    # --- words that are the name of a quantity, and not of whose ---------------------------------------------------

    def _beds_of(self, item: Item) -> str | None:
        """A kind of institution counted in beds: `医院床位5.6万张,乡镇卫生院0.9万张` gives 乡镇卫生院床位."""
        if item.number.unit not in binding.BEDS or item.kind != "institution" or item.head is None:
            return None
        measured = self.lexicon.head_suffix(item.head.metric)
        return binding.clip(item.phrase + measured) if "床" in measured else None

    def _of_institution(self, item: Item) -> str | None:
        """What institutions have or do: `县级医院…,入院人数…` gives 县级医院入院人数."""
        if item.phrase not in self.lexicon.roles["institutional"]:
            return None
        beside, facilities = item.beside, self.lexicon.roles["facility"]
        if beside is not None and facilities.suffix_of(beside.metric) and ";" not in self._between(beside, item):
            return binding.clip(stem(beside.metric) + item.phrase)
        institution = self.spoken.institution(item.clause)
        return binding.clip(institution + item.phrase) if institution else None

    def _between(self, told: Reading, item: Item) -> str:
        """The words between a number that was told and the item's."""
        return self.scene.text[told.number.unit_end : item.number.start]

    def _insured(self, item: Item) -> str | None:
        """Those insured, of the insurance that is told: `参加基本养老保险720万人,其中参保职工529万人`."""
        if not item.phrase.startswith("参保") or item.head is None or item.head.sentence != self.thread.sentence:
            return None
        insurance = _INSURANCE.search(item.head.metric)
        return binding.clip(insurance[1] + item.phrase) if insurance else None

    def _of_fund(self, item: Item) -> str | None:
        """What a fund takes in, spends or keeps: `职工医保基金收入…,支出…` gives 职工医保基金支出."""
        fund = self.spoken.fund() if FUND_FLOW.fullmatch(item.phrase) else ""
        return binding.clip(fund + item.phrase) if fund else None

    def _created(self, item: Item) -> str | None:
        """A creating verb alone: `床位7.2万张,新增300张` gives 床位新增, also a sentence on."""
        if item.phrase not in self.lexicon.roles["create"]:
            return None
        before = item.head.sentence if item.head is not None and item.last is None else None
        alike = (r for r in self.thread.readings if r.sentence == before and r.number.unit == item.number.unit)
        if (told := item.last or next(alike, None)) is None:
            return None
        return binding.clip(stem(told.metric).removeprefix("累计") + item.phrase)

    def _bare_part(self, item: Item) -> str | None:
        """A word that names a part: `患者35人,其中重症2人` gives 重症患者."""
        if item.phrase not in self.lexicon.parts or (item.kind == "person" and not self.thread.parts):
            return None  # 高级职称人员623人,博士105人 stand beside each other
        whole = self.spoken.whole_of(item.number, item.clause)
        if item.kind == "person" and self.lexicon.head_kind(whole) == "person":
            return None  # 职工6000人,其中博士500人: who they are is said
        beside = self.lexicon.parts.suffix_of(whole)
        if beside and whole[: -len(beside)] in self.lexicon.roles["stock"]:
            return whole[: -len(beside)] + item.phrase  # 现有危重3例、重症6例
        return binding.headed(item.phrase, whole, 26) if whole else None

    def _part_reports(self, item: Item) -> str | None:
        """What a part reported, or has: `报告暴发疫情45起,南方省份报告38起` gives 南方省份暴发疫情."""
        part = self.lexicon.parts.prefix_of(item.phrase)
        if not part or item.phrase[len(part) :] not in self.lexicon.roles["light"]:
            return None
        whole = self.spoken.whole_of(item.number, item.clause)
        return binding.headed(part, whole, 26) if whole else None

    def _rate_of_disease(self, item: Item) -> str | None:
        """A rate after cases of a disease: `报告麻疹病例…,发病率…` gives 麻疹发病率."""
        if item.phrase not in self.lexicon.roles["disease_rate"] or item.last is None:
            return None
        told = stem(item.last.metric)
        if cases := _CASES_OF.fullmatch(told):
            return binding.clip(cases[1] + item.phrase)
        disease = told.removesuffix(self.lexicon.outcomes.suffix_of(told))  # 出血热93例,死亡4人,病死率4.3%
        of_it = disease != told and item.beside is not None and self.lexicon.roles["disease"].suffix_of(disease)
        return binding.clip(disease + item.phrase) if of_it else None

    def _origin_of_cases(self, item: Item) -> str | None:
        """Where cases came from, among those of a kind: `新增确诊病例9例,其中本土病例2例` gives 本土确诊病例."""
        if item.head is None or not self.thread.parts or not (origin := _FROM_WHERE.fullmatch(item.phrase)):
            return None
        whole = item.head.metric.removeprefix(self.lexicon.roles["create"].prefix_of(item.head.metric))
        return origin[1] + whole if _KIND_OF_CASE.fullmatch(whole) else None

    def _in_hospital(self, item: Item) -> str | None:
        """Where cases are by now: `治愈出院57例,目前住院75例` gives 住院病例."""
        return item.phrase + "病例" if item.number.unit == "例" and item.phrase in _IN_HOSPITAL else None

    def _onset_of_class(self, item: Item) -> str | None:
        """The cases of the diseases counted: `报告乙类传染病20种,发病4317例` gives 乙类传染病发病."""
        if item.beside is None or (item.number.unit, item.beside.number.unit) != ("例", "种"):
            return None
        told = stem(item.beside.metric)
        if not _ONSET.fullmatch(item.phrase) or _ONSET.search(told):
            return None  # 其余17种共报告发病4317例: what the kinds are of is not said beside them
        return binding.clip(told + item.phrase)

    def _outcome(self, item: Item) -> str | None:
        """What became of those who were told: `报告麻疹发病12例,死亡1例` gives 报告麻疹死亡."""
        phrase, lexicon = item.phrase, self.lexicon
        if phrase not in lexicon.outcomes or item.last is None:
            return None
        whole = item.last
        if whole.metric.endswith("住院病例"):  # 累计3127例,目前住院28例,死亡1例: of all of them
            others = (r for r in self.thread.latest() if r.number.unit == "例" and not r.metric.endswith("住院病例"))
            whole = next((r for r in others if r.sentence == self.thread.sentence), whole)
        told = _ONSET.sub("", stem(whole.metric))
        told = told.removesuffix(lexicon.outcomes.suffix_of(told))  # 伤员治愈出院…,现住院…
        if item.last.number.unit_kind == "rate" and not item.last.is_change:
            told = told.removesuffix(lexicon.head_suffix(told))
            return told + phrase if lexicon.roles["disease"].suffix_of(told) else None  # 麻疹 of 麻疹发病率
        if item.number.unit == "人次" and self.thread.parts:
            return None  # 待遇享受1.1亿人次,其中门诊0.9亿人次、住院0.2亿人次
        if item.number.unit == "人次" and lexicon.heads.get(own := lexicon.head_suffix(told)) == "measure":
            who = _SERVICE.sub("", told[: -len(own)])
            return binding.clip(who + phrase) if lexicon.head_kind(who) in ("institution", "person") else phrase
        if any(word in told for word in lexicon.outcomes) or item.beside is None or not 3 <= len(told) <= 18:
            totals = any(r is not None and "累计" in r.metric for r in (item.last, item.head, self.thread.told))
            return f"累计{phrase}病例" if item.number.unit == "例" and len(phrase) <= 4 and totals else phrase
        if len(told) + len(phrase) > binding.READABLE and "累计" in told and item.number.unit == "例":
            return f"累计{phrase}病例"
        return told + phrase

    def _class_of_diseases(self, item: Item) -> str | None:
        """A class of notifiable diseases: `乙类12种1136例` gives 乙类传染病."""
        if item.number.unit not in ("例", "种") or item.phrase not in self.lexicon.roles["disease_class"]:
            return None
        return diseases_of(item.phrase)

    def _outcome_of_listed(self, item: Item) -> str | None:
        """A disease in a list of who died of what: `死亡9例,分别为艾滋病6例、肺结核2例` gives 艾滋病死亡."""
        if not self.lexicon.roles["disease"].suffix_of(item.phrase) or item.number.unit not in ("例", "人"):
            return None
        before = self.thread.readings[-1] if self.thread.readings else None
        if before is None or before.sentence != self.thread.sentence or before.number.unit != item.number.unit:
            return None
        told = stem(before.metric)
        if (named := _WHOSE_OUTCOME.match(told)) is not None:
            told = told[named.end() :] + named[1]  # 死亡病例为艾滋病6例、狂犬病2例
        outcome = self.lexicon.outcomes.suffix_of(told)
        opens = _OF_WHICH.match(self.scene.text, before.number.unit_end)
        goes_on = self._between(before, item)[:1] in ("、", "和", "及", ",") and self.lexicon.roles[
            "disease"
        ].suffix_of(told.removesuffix(outcome))
        return item.phrase + outcome if outcome and (opens or goes_on) else None

    def _per_capita(self, item: Item) -> str | None:
        """A denominator alone: `床位7.2万张,每千人口6.9张` gives 每千人口床位."""
        if item.last is None or not PER_CAPITA.fullmatch(item.phrase):
            return None
        return binding.clip(item.phrase + stem(item.last.metric))

    def _verb_only(self, item: Item) -> str | None:
        """What was done, of what was told in the same unit: `参加医保80万人,享受62万人` gives 享受医保."""
        if item.last is None or len(item.phrase) > 3 or item.last.number.unit != item.number.unit:
            return None
        done = item.phrase.removeprefix("已")
        if done not in self.lexicon.roles["light"] and done not in self.lexicon.roles["predicate"]:
            return None
        return binding.clip(item.phrase + binding.take_left(stem(item.last.metric), self.lexicon).phrase)

    def _kind_of_whole(self, item: Item) -> str | None:
        """A part by the last signs of its kind: `社区卫生服务中心(站)96家,中心21家、站75家`."""
        head = item.head
        if head is None or not self.thread.parts or len(item.phrase) > 2 or item.kind != "institution":
            return None
        own = self.lexicon.head_suffix(head.metric)
        if self.lexicon.heads.get(own) != "institution" or not (len(item.phrase) == 1 or own.endswith(item.phrase)):
            return None
        kinds = (at for at in range(2, len(own) - 1) if self.lexicon.heads.get(own[at:]) == "institution")
        last = own[next(kinds, 0) :]
        return binding.clip(head.metric[: len(head.metric) - len(last)] + item.phrase)

    def _of_all_those(self, item: Item) -> str | None:
        """A rate of people of whom all were just said to be: `脱贫人口应签尽签,签约率100%` gives 脱贫人口签约率."""
        if item.number.unit_kind != "rate" or item.kind != "measure" or len(item.phrase) > SHORT:
            return None
        who = self.spoken.people(item.clause)
        return who + item.phrase if who else None

    def _shared_ending(self, item: Item) -> str | None:
        """A part that ends as its whole does: `专科医院床位…,其中儿童医院床位…` gives 专科儿童医院床位."""
        head = item.head
        if head is None or not self.thread.parts or head.metric.startswith(item.phrase[:2]):
            return None  # 享受高龄补贴的老年人 begins as 享受补贴的老年人 does: it lacks nothing
        if self.lexicon.roles["stock"].prefix_of(item.phrase):
            return None
        leads = len(head.metric) - common_suffix(item.phrase, head.metric)
        if len(head.metric) - leads < 3 or leads < 2 or head.sentence != self.thread.sentence:
            return None
        if head.metric[:leads].isascii():
            return None  # 65周岁及以上人口 is no 60 of it
        return binding.clip(head.metric[:leads] + item.phrase)

    def _average(self, item: Item) -> str | None:
        """An average of what was told: `门诊费用…,人均278元` gives 人均门诊费用."""
        if item.phrase not in self.lexicon.roles["per_one"] or item.last is None:
            return None
        return item.phrase + binding.clip(binding.take_left(stem(item.last.metric), self.lexicon).phrase, 10)

    def _share(self, item: Item) -> str | None:
        """A share of what was told: `本科以上学历护士…,占比48%` gives 本科以上学历护士占比."""
        if item.phrase not in self.lexicon.roles["share"] or item.last is None:
            return None
        return binding.clip(stem(item.last.metric) + item.phrase)

    def _share_of_disease(self, item: Item) -> str | None:
        """A share in the brackets behind a disease: `居前三位的为流感(占比46.1%)、…` gives 流感占比."""
        disease = self.spoken.glossed(item.clause) if item.phrase in self.lexicon.roles["share"] else ""
        return disease + item.phrase if disease else None

    def _rate_of_done(self, item: Item) -> str | None:
        """How well went what was just counted: `抽检食品3200批次,合格率98.6%` gives 抽检食品合格率."""
        if item.beside is None or item.phrase not in self.lexicon.roles["rate_of_done"]:
            return None
        if item.beside.number.unit_kind not in ("count", "case", "person"):
            return None
        done = _ASIDE.sub("", binding.take_left(stem(item.beside.metric), self.lexicon).phrase)
        if outcome := self.lexicon.outcomes.suffix_of(done):
            done = done[: -len(outcome)]  # 抽检食品3200批次,合格3155批次,合格率98.6%
        done = done.removeprefix(item.phrase.removesuffix("率"))
        if len(done) < 2:
            return None
        return binding.clip(sibling(item.phrase, done, self.lexicon) or done + item.phrase)

    # --- parts of a topic, of what the brackets interrupt, of a whole ----------------------------------------------

    def _of_topic(self, item: Item) -> str | None:
        """A part of the topic: `确诊病例中,境外输入12例` gives 境外输入确诊病例."""
        if not self.thread.topic or not self.thread.parts or item.kind == "measure":
            return None
        stands_alone = self_sufficient(item.kind, item.number) and item.phrase not in self.lexicon.parts
        if item.kind == "institution" and not stands_alone and (measured := self._measured_of_institutions(item)):
            return binding.clip(item.phrase + measured)  # 医院中,公立医院346万人次
        return binding.headed(item.phrase, "" if stands_alone else self.thread.topic, 22)

    def _cases_aside(self, item: Item) -> str | None:
        """Cases by kind in brackets: `新增病例15例(本土3例)` gives 本土病例."""
        if not item.clause.depth or item.last is None or item.number.unit != "例":
            return None
        if item.kind not in ("measure", "") or len(item.phrase) > 4:
            return None
        told, diseases = self.thread.readings[-1], self.lexicon.roles["disease"]
        within = self.thread.parts and ")" not in self._between(told, item)
        if within and diseases.suffix_of(item.phrase):
            return item.phrase  # 病毒性肝炎(712例,其中乙肝561例)
        if within and diseases.suffix_of(told.metric):
            return item.phrase + told.metric  # 病毒性肝炎(712例,其中乙型561例)
        return item.phrase + (self.lexicon.head_suffix(item.last.metric) or "病例")

    def _rate_aside(self, item: Item) -> str | None:
        """A rate in the brackets right behind a count: `脱贫人口1.38万人(签约率100%)` gives 脱贫人口签约率."""
        if not item.clause.depth or item.last is None or item.kind != "measure" or item.number.unit_kind != "rate":
            return None
        if (
            len(item.phrase) > 4
            or item.last.number.end != item.clause.start - 1
            or item.last.number.unit_kind == "rate"
        ):
            return None
        whole = stem(item.last.metric)
        return whole + item.phrase if 2 <= len(whole) <= 14 and item.phrase not in whole else None

    def _extreme(self, item: Item) -> str | None:
        """The highest or lowest of what was told: `日均出车106次,最高123次` gives 日均出车最高."""
        if item.last is None or item.phrase not in _EXTREMES or item.last.number.unit != item.number.unit:
            return None
        told = stem(item.last.metric)
        return binding.clip((told[:-2] if told[-2:] in _EXTREMES else told) + item.phrase)

    def _total_aside(self, item: Item) -> str | None:
        """How many there are now, behind those that were added: `新增互认项目15个(总数达62项)` gives 互认项目总数."""
        if item.phrase not in TOTALS or item.last is None:
            return None
        whole = stem(item.last.metric)
        return binding.clip(whole.removeprefix(self.lexicon.roles["create"].prefix_of(whole)) + item.phrase)

    def _aside(self, item: Item) -> str | None:
        """A part in brackets: `公立医院64家(三级17家)` gives 三级公立医院."""
        if not item.clause.depth or item.last is None or self_sufficient(item.kind, item.number):
            return None
        if item.phrase.endswith(item.last.metric):
            return item.phrase
        died = _DIED_OF_CLASS.fullmatch(item.last.metric)
        if died is not None and self.lexicon.roles["disease"].suffix_of(item.phrase):
            return item.phrase + died[1]  # 乙类传染病死亡6人(艾滋病5人)
        whole = transferred(item.phrase, item.last.metric, self.lexicon) if item.kind == "institution" else ""
        return binding.clip(whole, 22) if whole else binding.headed(item.phrase, item.last.metric, 22)

    def _of_head(self, item: Item) -> str | None:
        """A part behind 其中: `诊疗量1812万人次,其中医院1200万人次` gives 医院诊疗量."""
        phrase, number, head = item.phrase, item.number, item.head
        if head is None or not self.thread.parts or self_sufficient(item.kind, number):
            return None
        if number.unit in binding.BEDS and phrase.endswith(("病床", "床位")):
            return binding.clip(phrase)
        if head.number.unit_kind != number.unit_kind:
            return None
        whole = head.metric
        created = self.lexicon.roles["create"].prefix_of(whole)
        if created and phrase.endswith(created) and len(phrase) - len(created) >= 2:
            return binding.clip(phrase + whole[len(created) :])  # 公办园新增 of 新增托位
        if item.kind == "institution" and number.unit_kind != "rate" and (measured := measured_in(whole, self.lexicon)):
            return binding.clip(phrase + measured)
        if whole.endswith("传染病") and self.lexicon.roles["disease"].suffix_of(phrase):
            return binding.clip(phrase)  # 报告乙类传染病1106例,其中肝炎389例
        if phrase.endswith(("医保", "保险")) and (paid := _INSURED.search(whole)) is not None:
            return binding.clip(phrase + paid[1])
        if len(phrase) >= 4 and phrase[-2:] in whole:
            return binding.clip(transferred(phrase, whole, self.lexicon) or phrase)
        if number.unit_kind == "person" and len(whole) > _LONG and self.lexicon.head_kind(whole) == "person":
            whole = self.lexicon.head_suffix(whole)  # 到县医院就诊的学生136名,其中住院观察42名
        return binding.headed(phrase, whole, 22)

    # --- an item beside the one before -----------------------------------------------------------------------------

    def _of_counted(self, item: Item) -> str | None:
        """What those just counted have: `社区康复中心23个,床位460张` gives 社区康复中心床位."""
        phrase, number, beside = item.phrase, item.number, item.beside
        if beside is None or len(phrase) > 5 or item.kind not in ("thing", "measure"):
            return None
        if self.lexicon.head_kind(beside.metric) not in ("institution", "thing"):
            return None
        if beside.number.unit == number.unit and item.kind != "measure":
            return None
        if phrase[:2] == beside.metric[:2] and len(phrase) > 3:
            return None  # 互认机构512家,互认项目161项
        if self.lexicon.roles["create"].prefix_of(phrase) or phrase.startswith(_FOR_SO_MANY):
            return None  # 新增托位 beside 新建社区医院 is another work
        of_another = self.lexicon.people.prefix_of(phrase) or phrase.startswith(_AREA_LED)
        if ";" in self._between(beside, item) or (item.kind == "measure" and of_another):
            return None  # 改造卫生院32所,婴儿死亡率…
        if self.lexicon.roles["carry_out"].prefix_of(item.restored):
            return None  # 开展新技术 beside 改造科室 is another as well
        whole = stem(beside.metric)
        if item.phrase in TOTALS:
            whole = whole.removeprefix(self.lexicon.roles["create"].prefix_of(whole))
        if whole.lstrip("各级类所有全部") in self.lexicon.roles["overall"] and len(phrase) > 2:
            return None  # 实有床位 of all institutions need not say so
        if item.kind == "thing" and self.spoken.listed(number):  # 集采药品521种、医用耗材25类
            modifier = whole[: len(whole) - len(self.lexicon.head_suffix(whole))]
            return modifier + phrase if len(modifier) >= 2 else None
        if number.unit_kind not in ("rate", "count") or len(whole) + len(phrase) > 22 or phrase in whole:
            return None
        return whole + (phrase[2:] if whole.endswith(phrase[:2]) else phrase)  # 照护员培训180名,培训合格率95%

    def _same_modifier(self, item: Item) -> str | None:
        """Institutions in a list behind one modifier: `设有发热门诊的医院12家、卫生院30家`."""
        last = item.last
        if last is None or item.kind != "institution" or len(item.clause.numbers) <= 1:
            return None
        if item.clause.numbers[0] == self.scene.index_of(item.number) or last.sentence != self.thread.sentence:
            return None
        modifier = _MODIFIER.match(last.metric)
        if modifier is None or self.lexicon.head_kind(last.metric) != "institution":
            return None
        if item.phrase in modifier[1]:
            return None  # 其余12个县累计建成服务站186个: what the counted areas do names it
        return modifier[1] + item.phrase if len(modifier[1]) + len(item.phrase) <= 24 else None

    def _next_institution(self, item: Item) -> str | None:
        """What was measured of one kind of institution, said of the next: `其中医院398万人次;其他机构4万人次`."""
        if item.kind != "institution" or item.last is None or self_sufficient(item.kind, item.number):
            return None
        if item.phrase.endswith(("入院", "出院", "住院")):
            return None
        measured = self._measured_of_institutions(item) if item.last.sentence == self.thread.sentence else ""
        return binding.clip(item.phrase + measured) if measured and measured not in item.phrase else None

    def _measured_of_institutions(self, item: Item) -> str:
        """What the last quantity in the item's unit measured of institutions (诊疗人次); or ''."""
        told = next((r for r in self.thread.latest() if r.number.unit == item.number.unit and not r.is_change), None)
        measured = measured_in(stem(told.metric), self.lexicon) if told is not None else ""
        return measured if measured in self.lexicon.roles["institutional"] else ""

    def _joined_measure(self, item: Item) -> str | None:
        """A measure joined to one as long: `儿童肺炎发病率3%和死亡率1%` gives 儿童肺炎死亡率."""
        if item.beside is None or len(item.phrase) > 3 or item.kind != "measure":
            return None
        if not self.spoken.joined(item.number):
            return None
        told = stem(item.beside.metric)
        own = self.lexicon.head_suffix(told)
        if self.lexicon.heads.get(own) != "measure" or len(own) != len(item.phrase) or len(told) <= len(own) + 2:
            return None
        return binding.clip(told[: -len(own)] + item.phrase)

    def _next_kind(self, item: Item) -> str | None:
        """What was measured of one kind, said of the next: `平均住院日市级8天、县级7天` gives 平均住院日乡镇."""
        phrase, number, last = item.phrase, item.number, item.last
        if last is None or number.unit_kind not in ("rate", "time"):
            return None
        if last.number.unit != number.unit or self.lexicon.head_kind(phrase) == "measure":
            return None
        if len(phrase) > (8 if item.kind == "institution" else 4) or not self.spoken.listed(number):
            return None
        told = stem(last.metric)
        if self.lexicon.head_kind(told) == "measure":
            return None
        ends = (at for at in range(len(told) - 2, 2, -1) if self.lexicon.head_kind(told[:at]) == "measure")
        measured = told[: next(ends, 0)]
        return binding.clip(measured + phrase) if measured else None

    def _measured_of(self, item: Item) -> str | None:
        """A kind of institution behind the measure that is told: `病床使用率方面,公立医院74.6%`."""
        if item.kind != "institution" or item.number.unit_kind not in ("rate", "time") or len(item.phrase) > 10:
            return None
        measured = self.spoken.subject(item.clause)
        fits = self.lexicon.head_kind(measured) == "measure" and len(item.phrase) + len(measured) <= 22
        return item.phrase + measured if fits and measured not in item.phrase else None

    def _grade(self, item: Item) -> str | None:
        """A grade beside another: `获省科技进步奖二等奖3项、三等奖5项` gives 获省科技进步奖三等奖."""
        if item.beside is None:
            noun = self.spoken.subject(item.clause) if LEVEL_LED.fullmatch(item.phrase) else ""
            return binding.clip(item.phrase + noun.removeprefix("一批")) if noun else None
        if item.phrase[:2] in _IN_HOSPITAL:
            return None  # 累计治愈出院病例20例,住院病例219例
        fuller = graded(item.phrase, stem(item.beside.metric))
        return binding.clip(fuller) if fuller else None

    def _graded_event(self, item: Item) -> str | None:
        """Events of a grade: `突发公共卫生事件11起,一般事件3起、未分级8起` gives 未分级突发公共卫生事件."""
        graded_as = _EVENT_GRADE.fullmatch(item.phrase) if item.number.unit == "起" else None
        if graded_as is None:
            return None
        told = (r for r in self.thread.latest() if r.sentence == self.thread.sentence and r.number.unit == "起")
        whole = next((r.metric for r in told if r.metric.endswith(("事件", "疫情")) and not r.is_change), "")
        event = _EVENT_OF.search(whole)
        return graded_as[1] + event[0] if event is not None else None

    def _sibling(self, item: Item) -> str | None:
        """A short phrase beside a fuller one: `老年人健康管理…,管理率72%` gives 老年人健康管理率."""
        if item.beside is None or len(item.phrase) > 5 or item.phrase[:2] in _IN_HOSPITAL:
            return None
        alike = item.beside.number.unit_kind == item.number.unit_kind
        fuller = sibling(item.phrase, item.beside.metric, self.lexicon, alike=alike)
        return binding.clip(fuller) if fuller else None

    # --- words that need somebody, or something, that the sentence spoke of ----------------------------------------

    def _ranked_rate(self, item: Item) -> str | None:
        """A rate of one of those ranked by it: `检出率前五位依次为:肥胖41.3%、脂肪肝32.8%` gives 肥胖检出率."""
        if item.number.unit_kind != "rate" or item.kind == "measure" or item.phrase.endswith(("率", "占比")):
            return None
        ranked = _RANKED_BY.search(self.scene.text, self.thread.sentence[0], item.number.start)
        return binding.headed(item.phrase, ranked[1]) if ranked is not None else None

    def _acted(self, item: Item) -> str | None:
        """What the institution or undertaking did: `光明行动深入实施,完成手术1860例` gives 光明行动完成手术."""
        whole = self.spoken.with_agent(item.phrase, item.restored, item.clause)
        return whole if whole != item.phrase else None

    def _involved(self, item: Item) -> str | None:
        """Whom an event involved: `报告食物中毒3起,涉及患者42人` gives 食物中毒涉及患者."""
        if item.beside is None or item.restored == item.phrase:
            return None
        if not self.lexicon.roles["involve"].prefix_of(item.restored):
            return None
        events = item.head if item.head is not None and self._several_parts(item.beside) else item.beside
        return binding.clip(stem(events.metric) + item.restored)

    def _several_parts(self, told: Reading) -> bool:
        """Whether what was told last is one of several parts, so that what follows is of their whole."""
        before = self.thread.readings[-2] if len(self.thread.readings) > 1 else None
        if before is None or not self.thread.parts or before is self.thread.head:
            return False
        return before.sentence == told.sentence and before.number.unit == told.number.unit

    def _generic_listed(self, item: Item) -> str | None:
        """A generic noun in a list: `中医药重点学科12个、项目30个` gives 中医药重点项目."""
        if item.phrase not in self.lexicon.roles["generic"] or not self.thread.readings:
            return None
        if not self.spoken.listed(item.number):
            return None
        beside = stem(self.thread.readings[-1].metric)
        modifier = beside[: len(beside) - len(self.lexicon.head_suffix(beside))]
        return binding.clip(modifier + item.phrase) if len(modifier) >= 3 else None

    def _generic(self, item: Item) -> str | None:
        """A word that needs a subject: `聚集性疫情2起,均发生在学校,病例数14例` gives 聚集性疫情病例数."""
        phrase, roles = item.phrase, self.lexicon.roles
        if phrase not in roles["generic"] and phrase not in roles["light"] and len(phrase) > 1:
            return None
        if item.last is not None and self.spoken.only_adds(item.clause):
            return binding.clip(stem(item.last.metric) + phrase)
        subject = self.spoken.subject(item.clause)
        if not subject or len(subject) + len(phrase) > 22 or phrase in subject:
            return None
        if item.number.unit_kind == "money" and self.lexicon.cues["opening"].any.match(subject):
            return None  # 聚焦群众需求,投入资金…
        return subject + phrase

    def _of_told(self, item: Item) -> str | None:
        """What was just told comes to (`供应药材86吨,货值2300万元` gives 供应药材货值), or what of its plan that is."""
        planned = item.number.unit == "%" and _OF_PLAN.fullmatch(item.phrase)
        if not planned and item.phrase not in self.lexicon.roles["comes_to"]:
            return None
        if not self.spoken.just_before(item.clause):
            return None
        before = self.thread.readings[-1] if self.thread.readings else None
        if before is None or before.sentence != self.thread.sentence:
            return None
        told = stem(before.metric)
        if not planned and self.lexicon.head_kind(told) == "measure" and not before.is_change:
            return None
        return told + item.phrase if len(told) + len(item.phrase) <= 22 and item.phrase not in told else None

    def _rate_of_people(self, item: Item) -> str | None:
        """Whom a rate is of besides: `签约服务覆盖率达40%,重点人群达75%` gives 重点人群签约服务覆盖率."""
        if item.beside is None or item.number.unit_kind != "rate" or item.beside.number.unit_kind != "rate":
            return None
        told = stem(item.beside.metric)
        if self.lexicon.roles["disease"].suffix_of(item.phrase) and (at := told.find("患者")) > 0:
            return item.phrase + told[at:]  # 高血压患者规范管理率74.1%,糖尿病73.8%
        if item.kind != "person" or self.lexicon.head_kind(told) != "measure" or len(item.phrase) + len(told) > 22:
            return None
        return item.phrase + told

    def _same_people(self, item: Item) -> str | None:
        """A short word for what else those just told did: `门诊慢特病患者12万人次,购药8万人次` gives …患者购药."""
        if item.beside is None or len(item.phrase) > 3 or item.number.unit_kind not in ("person", "case"):
            return None
        if self.thread.parts and (item.phrase in self.lexicon.outcomes or item.phrase in _IN_HOSPITAL):
            return None  # 其中门诊慢特病3562万人次,住院742万人次
        if item.beside.number.unit_kind not in ("person", "case", "count"):
            return None
        whole = stem(item.beside.metric)
        counted = item.kind == "person" or (item.kind == "measure" and len(item.phrase) > 2 and item.phrase[-1] == "数")
        named = counted or self.lexicon.roles["disease"].suffix_of(item.phrase)
        if named or not 6 <= len(whole) <= 18 or set(item.phrase) <= set(whole):
            return None
        if ";" in self._between(item.beside, item) or self.spoken.listed(item.number):
            return None
        return whole + item.phrase

    def _per_each(self, item: Item) -> str | None:
        """So many for each: `有乡村医生4.2万名,平均每个行政村3名` gives 平均每个行政村乡村医生."""
        if item.last is None or item.last.sentence != self.thread.sentence or not _PER_EACH.fullmatch(item.phrase):
            return None
        told = stem(item.last.metric)
        return item.phrase + told if item.last.number.unit_kind == item.number.unit_kind and len(told) <= 12 else None

    # --- short words on their own ----------------------------------------------------------------------------------

    def _restored(self, item: Item) -> str | None:
        """A short word with the light verb that was taken off it: `开展手术120例` gives 开展手术."""
        size = len(item.phrase)
        short = size <= 3 or (size == 4 and item.number.unit_kind in ("person", "case"))
        named = item.phrase in self.lexicon.people and item.phrase not in self.lexicon.roles["generic"]
        if not short or len(item.restored) <= size:
            return None
        if named and not self.lexicon.roles["sends"].suffix_of(item.restored[:-size]):
            return None
        return item.restored[-10:]

    def _beds(self, item: Item) -> str | None:
        """A short word counted in beds: `核定床位800张,实际使用720张` gives 实际使用床位."""
        if item.number.unit not in binding.BEDS or self.lexicon.head_kind(item.phrase) or len(item.phrase) > 8:
            return None
        if item.phrase.endswith("床"):
            return None
        return item.phrase + "床位"

    def _people(self, item: Item) -> str | None:
        """A short verb counted in people: `全年出生1386人` gives 出生人数."""
        if item.number.unit not in ("人", "名") or len(item.phrase) > 3 or item.kind:
            return None
        return item.phrase + "人数" if item.phrase in self.lexicon.roles["vital"] else None

    def _visits(self, item: Item) -> str | None:
        """A short word counted in visits: `体检12万人次` gives 体检人次."""
        if item.number.unit != "人次" or len(item.phrase) > 3 or item.phrase in self.lexicon.people:
            return None
        return None if item.phrase.endswith(("人次", "量", "数")) else item.phrase + item.number.unit


Rule = Callable[[Completion, Item], str | None]
# The order in which the rules are tried, each with what it cannot do without: a phrase that is a word of its own in the
# lexicon, or a short one, a whole, parts being told, a quantity told before, one right beside, brackets, a unit of
# beds, of cases, of rates. Most phrases pass them all.
_ORDER: tuple[tuple[str, Rule], ...] = (
    # words that are the name of a quantity, and not of whose
    ("beds", Completion._beds_of),
    ("word", Completion._of_institution),
    ("head", Completion._insured),
    ("money", Completion._of_fund),
    ("word", Completion._created),
    ("word", Completion._bare_part),
    ("last", Completion._part_reports),
    ("word", Completion._rate_of_disease),
    ("parts", Completion._origin_of_cases),
    ("case", Completion._in_hospital),
    ("beside case", Completion._onset_of_class),
    ("last word", Completion._outcome),
    ("word", Completion._class_of_diseases),
    ("last", Completion._outcome_of_listed),
    ("last", Completion._per_capita),
    ("last short", Completion._verb_only),
    ("parts", Completion._kind_of_whole),
    ("last rate", Completion._of_all_those),
    ("parts", Completion._shared_ending),
    ("word", Completion._average),
    ("word", Completion._share_of_disease),
    ("word", Completion._share),
    ("word", Completion._rate_of_done),
    # parts of a topic, of what the brackets interrupt, of a whole
    ("parts", Completion._of_topic),
    ("aside", Completion._cases_aside),
    ("aside", Completion._rate_aside),
    ("last short", Completion._extreme),
    ("aside", Completion._total_aside),
    ("aside", Completion._aside),
    ("parts", Completion._of_head),
    # an item beside the one before
    ("beside", Completion._of_counted),
    ("last", Completion._same_modifier),
    ("last", Completion._next_institution),
    ("beside short", Completion._joined_measure),
    ("last", Completion._next_kind),
    ("", Completion._measured_of),
    ("", Completion._grade),
    ("last short", Completion._graded_event),
    ("beside short", Completion._sibling),
    # words that need somebody, or something, that the sentence spoke of
    ("rate", Completion._ranked_rate),
    ("", Completion._acted),
    ("beside", Completion._involved),
    ("word", Completion._generic_listed),
    ("word", Completion._generic),
    ("", Completion._of_told),
    ("beside rate", Completion._rate_of_people),
    ("beside", Completion._same_people),
    ("last", Completion._per_each),
    # short words on their own
    ("short", Completion._restored),
    ("beds", Completion._beds),
    ("word short", Completion._people),
    ("case short", Completion._visits),
)
_NEEDS = ("word", "short", "head", "parts", "last", "beside", "aside", "beds")


@cache
def _rules(given: tuple[bool | str, ...]) -> tuple[Rule, ...]:
    """The rules, in their order, that have what they need; `given` says of each of `_NEEDS` whether it is there, and
    last the kind of the unit.
    """
    *there, kind = given
    met = {kind, *(need for need, is_there in zip(_NEEDS, there, strict=True) if is_there)}
    return tuple(rule for needs, rule in _ORDER if met.issuperset(needs.split()))

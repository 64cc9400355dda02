"""Naming: the phrase that says what a number measures, where its own words leave something out.

A phrase that needs its whole (`占比`, `病种`, `重症`) gets it, a short one beside a fuller one its sibling's stem,
one without a subject the institution or undertaking that the sentence speaks of, and a number without words the
quantity that it is a part or a change of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from . import binding
from .binding import Change, Left, Right
from .clauses import Clause
from .lexicon import Lexicon
from .numerals import Number
from .reading import Reading, Thread
from .scene import Scene

LOOKED_BACK = 40  # readings that are looked through for what a phrase leaves out
_PER_CAPITA = re.compile(r"(?:[^,]{0,4})(每(?:百|千|万|十万|百万|1?0万|1000|10000)名?(?:常住|户籍|活产|服务)?人口?)")
_AGENT = re.compile(
    r"([\u4e00-\u9fff]{2,12}?(?:医院|总医院|保健院|院区|分院|疾控中心|急救中心|血液中心|"
    r"卫生院)(?:[\u4e00-\u9fff]{1,5}院区)?)(?=开放|门|总|完成|年|累计|全年|共|收|开|整|疏|扩|实|现|设|拥|有|"
    r",|$|占|建|展|总)"
)
_ANY_INSTITUTION = re.compile(
    r"(?:[\u4e00-\u9fff]*(?:各|等|所有|全部|多家|两|三级|二级|一级|级|市属|省属|区属|县级|公立|民营|基层|"
    r"综合|专科|乡镇|社区|中医|定点|市直|省直|合作|其中))"
)
_UNDERTAKING = re.compile(
    r"([^,]{2,24}(?:工程|计划|行动|项目|联盟|平台|医联体))(?:的)?(?:持续|深入|全面|正式|顺利|扎实)?(?:实施|"
    r"推进|启动|成立|开展|运行|建成)$"
)
_MAY_ACT = re.compile(r"[院心程划动目盟台体]")  # a sign of every institution and undertaking
_TITLE_MARK = re.compile(r"[《》]")
_MODIFIER = re.compile(r"([^的]{4,14}的)[^的]+$")
_COMPARED_WITH = re.compile(
    r"(同比|环比|年均|(?:比|较)(?:上年|去年|前一周|上周|上月|前一日)|"
    r"(?:与|同|较|比)(?:前一周|上周|上一周|上月|去年同期|上年同期|前一日)(?:相比)?)"
)
_SHARE = re.compile(r"占比$")
_CONJUNCTIONS = frozenset("和及与")
_ONSET = re.compile(r"共?(?:报告)?发病(?:数|人数|例数)?$")
_RANKED = re.compile(r"([^,。;:]{4,24}?)(?:依次|分别)(?:为|是)")
_SAYS = ("显示", "表明", "指出", "介绍", "悉")
_WHEREABOUTS = re.compile(
    r"(?:集中|正)?(?:在|于).{0,14}(?:隔离|治疗|救治|观察)$"
)  # where the counted ones are: no part of their name
_SEVERAL_PLACES = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}、)+[\u4e00-\u9fff]{2,4}[两二三四五六七八九][地省市县区州](?:的)?$"
)
_RATES_OF_DISEASE = frozenset(["发病率", "死亡率", "病死率", "治愈率", "重症率", "报告发病率"])
_CASES_OF = re.compile(r"(?:共|累计|新增|报告|确诊)*(.{2,10}?)(?:确诊|疑似)?(?:病例|感染者|患者)")
_ITEM = re.compile(
    r"(?:^|[、:为])([\u4e00-\u9fffA-Za-z]{1,12}(?:病|炎|感冒|痢疾|结核|麻疹|百日咳|梅毒|淋病|热|腮腺炎|感染))$"
)
_TOGETHER = re.compile(r"(?:合计|共)占")
_MOSTLY = re.compile(r"([^,。;:以]{2,14})(?:为主|居多|最多|居首位?|居第一位?),占$")
_PARTICLE = re.compile(r"(?:方面|呢|嘛|吧|来看)$")
_INVOLVES = ("涉及", "波及", "累及")
_ADDS = re.compile(r"\s*(?:均|都|全部|主要|其中|多数)")
_GOES_ON = re.compile(r"(?:持续|稳步|不断|逐年|明显|稳中有)+(?:下降|上升|增长|增加|减少|提高|改善|升|降)$")
_LONGER = ("卫生院", "卫生室", "医院", "门诊部", "站")  # 中心卫生院 is one word
_FROM_WHERE = re.compile(r"(境外输入性?|本土|本地|输入性?)病例")
_KIND_OF_CASE = re.compile(r"(?:疑似|确诊|死亡|重症|危重症|治愈出院)病例")
_GRADE_LED = re.compile(r"(?:国家|省|市|县|区|乡|村|州|地市)级")
_SERVICE = re.compile(r"(?:完成|全年|累计)*(?:门急诊|门诊|急诊|诊疗)?总?$")
_TOTAL = re.compile(r"(?:总量|总数|数量|合计|数)$")
_FUND_FLOW = re.compile(r"(?:总?收入|总?支出|当期结[余存]|累计结[余存]|结[余存])$")
_ASPECT = re.compile(r"[了达为]$")
_SAID_CHANGE = re.compile(r"(?:同比|环比|比上年|较上年)?(?:增长|增加|下降|减少|提高|上升|降低)$")


class Naming:
    """The metric of each number of one paragraph."""

    def __init__(self, scene: Scene, thread: Thread) -> None:
        self.scene, self.thread = scene, thread
        self.text, self.lexicon = scene.text, scene.lexicon

    def parent(self, left: Left, clause: Clause, number: Number) -> Reading | None:
        """The quantity that a number without words of its own is a part, a change or another value of."""
        head, last = self.thread.head, self.thread.last
        previous = self.thread.readings[-1] if self.thread.readings else None
        if clause.depth and clause.outer is not None:
            opens = self.text[clause.start : number.start].strip() == ""
            if opens and (glossed := self._glossed(clause, number, previous)):
                return glossed
            told = previous if previous is not None and previous.sentence == self.thread.sentence else None
            return last or (replace(told, metric=stem(told.metric)) if told is not None else self._recent(number))
        if (
            left.linked
            and not left.phrase
            and previous is not None
            and previous.is_change
            and previous.sentence == self.thread.sentence
            and left.change is None
        ):
            of = _SHARE.sub("", stem(previous.metric)) if number.unit_kind != "rate" else stem(previous.metric)
            return replace(previous, metric=of or previous.metric, measure="level", direction=None)
        if left.change is not None or left.share_of:
            if previous is None or left.change is None:
                return last
            if previous.sentence != self.thread.sentence:
                return last or head
            if previous.is_change and _SHARE.search(previous.metric):
                return previous
            if previous.is_change and not previous.inherited and previous.measure != "level":
                return replace(previous, metric=stem(previous.metric))
            return last
        if self.thread.topic is not None and not left.phrase:
            return self._topical(number)
        if self.thread.parts:
            return self.whole(number) or head or last
        return last if last is not None else head

    def ranked(self, number: Number) -> str:
        """The ranking that was told since the last number, whose share follows: `居前5位的病种依次为…,占…`; or ''."""
        told = [r.number.unit_end for r in self.thread.readings[-1:]]
        start = max(self.thread.sentence[0], *told) if told else self.thread.sentence[0]
        ranking = _RANKED.search(self.text, start, number.start)
        if ranking is None and _TOGETHER.search(self.text[max(start, number.start - 24) : number.start]):
            ranking = _RANKED.search(self.text, self.thread.sentence[0], number.start)
        if ranking is None:
            ranking = _MOSTLY.search(self.text, start, number.start)
        return binding.take_left(ranking[1], self.lexicon).phrase if ranking else ""

    def _glossed(self, clause: Clause, number: Number, previous: Reading | None) -> Reading | None:
        """The phrase right before a bracket that opens with its value: `次均门诊药费(130.3元)占37.5%`."""
        outer = self.scene.clauses[clause.outer or 0]
        told_until = previous.number.unit_end if previous is not None else 0
        start = max(outer.start, told_until)
        if clause.start - 1 - start < 2 or previous is None:
            return None
        words = outer.text(self.text, start, clause.start - 1)
        if (
            number.unit_kind == "case"
            and self.text[number.end : number.end + 1] == ")"
            and (item := _ITEM.search(words))
        ):
            placed = bisect_left(self.scene.place_starts, clause.start - 1 - len(item[1]))
            if not any(p.start < clause.start for p in self.scene.places[placed : placed + 1]):
                return replace(previous, metric=item[1], measure="level", direction=None, sentence=self.thread.sentence)
        said = binding.take_left(self.scene.bare(words), self.lexicon)
        if said.change is not None or self.lexicon.head_kind(said.phrase) not in ("measure", "thing", "person"):
            return None
        return replace(previous, metric=said.phrase, measure="level", direction=None, sentence=self.thread.sentence)

    def _recent(self, number: Number) -> Reading | None:
        """The last quantity of the paragraph in this unit with words of its own: 385例 of `较前一周(385例)上升7%`."""
        told = self.thread.readings[: -LOOKED_BACK - 1 : -1]
        same = (r for r in told if r.number.unit == number.unit and not r.inherited and not r.is_change)
        return next(same, None)

    def whole(self, number: Number) -> Reading | None:
        """The whole that a part in this unit is a part of: the head, or where that counts something else
        (`412例,分布在15个地市,其中佛山158例`) what the sentence told before in the part's unit.
        """
        head = self.thread.head
        if head is None or head.number.unit_kind == number.unit_kind or head.sentence != self.thread.sentence:
            return head
        told = (r for r in reversed(self.thread.readings) if r.sentence == self.thread.sentence)
        same = next((r for r in told if not r.is_change and not r.inherited and r.number.unit == number.unit), None)
        return same or head

    def _topical(self, number: Number) -> Reading | None:
        """The last reading that spoke of the topic (`新增确诊病例中,` after `新增确诊病例20例`), or None."""
        topic = self.thread.topic or ""
        for reading in reversed(self.thread.readings):
            if (reading.measure == "increment") != bool(self.lexicon.roles["create"].prefix_of(topic)):
                continue
            if (
                not reading.is_change
                and (topic in reading.metric or reading.metric in topic)
                and reading.number.unit == number.unit
            ):
                return replace(reading, metric=topic if len(topic) > len(reading.metric) else reading.metric)
        return None

    def preposed(self, left: Left, right: Right, clause: Clause) -> str:
        """The phrase of a number that precedes what it counts: the noun, what it does, and what stands before
        the number.
        """
        noun = right.noun
        lexicon = self.lexicon
        if right.predicate:
            predicate = binding.predicate_phrase(right.predicate, lexicon)
            if _WHEREABOUTS.match(predicate) and len(noun) >= 4:
                return binding.clip(left.phrase + noun)
            room = binding.MAX_METRIC + 2 - len(noun) - 1
            if len(predicate) > room:
                predicate = _shorten(predicate, room)
            return f"{predicate}的{noun}" if predicate else noun
        noun = binding.clip(noun, 22)
        prefix = _SEVERAL_PLACES.sub("", left.phrase)
        if left.change is not None and left.change.kind == "arrival" and lexicon.head_kind(noun) == "institution":
            return binding.clip(prefix, 26 - len(noun)) + noun
        if len(prefix) + len(noun) <= 18:
            phrase = prefix + noun
        else:
            created = lexicon.roles["create"].prefix_of(prefix)
            phrase = created + noun
        if left.phrase.endswith("等") and len(left.phrase) + len(noun) > 18:
            phrase = noun
        if len(phrase) < 6 and left.restored and not left.restored.endswith("等"):
            phrase = left.restored[-(18 - len(noun)) :] + noun
        if (
            (noun in lexicon.roles["generic"] or len(noun) <= 2 or noun[:2] in lexicon.roles["generic"])
            and len(phrase) <= 8
            and not left.phrase.endswith("等")
            and (subject := self.subject(clause))
            and len(subject) + len(phrase) <= 22
            and not set(phrase) <= set(subject)
        ):
            phrase = subject + phrase
        return phrase

    def completed(self, phrase: str, restored: str, number: Number, clause: Clause) -> str:
        """A phrase that needs its whole (`占比`, `病种`, `重症`) with that whole."""
        lexicon, head, last = self.lexicon, self.thread.head, self.thread.last
        kind = lexicon.head_kind(phrase)
        adjacent = last is not None and last.sentence == self.thread.sentence and self._just_before(clause)
        if (
            number.unit in ("张", "床")
            and kind == "institution"
            and head is not None
            and (measured := lexicon.head_suffix(head.metric))
            and "床" in measured
        ):
            return binding.clip(phrase + measured)
        if phrase in lexicon.roles["institutional"] and (institution := self._institution(number, clause)):
            return binding.clip(institution + phrase)
        if _FUND_FLOW.fullmatch(phrase) and (fund := self._fund()):
            return binding.clip(fund + phrase)
        if phrase in lexicon.roles["create"] and last is not None:
            return binding.clip(stem(last.metric) + phrase)
        if phrase in lexicon.parts and (told_whole := self._whole_of(number)):
            return binding.clip(phrase + told_whole, 26)
        if phrase in _RATES_OF_DISEASE and last is not None and (of := _CASES_OF.fullmatch(stem(last.metric))):
            return binding.clip(of[1] + phrase)
        if head is not None and self.thread.parts and (origin := _FROM_WHERE.fullmatch(phrase)):
            whole = head.metric.removeprefix(lexicon.roles["create"].prefix_of(head.metric))
            if _KIND_OF_CASE.fullmatch(whole):
                return origin[1] + whole
        if phrase in lexicon.outcomes and last is not None:
            told = stem(last.metric)
            told = _ONSET.sub("", told)
            if number.unit == "人次" and lexicon.heads.get(own := lexicon.head_suffix(told)) == "measure":
                who = _SERVICE.sub("", told[: -len(own)])
                return binding.clip(who + phrase) if lexicon.head_kind(who) in ("institution", "person") else phrase
            if any(word in told for word in lexicon.outcomes) or not adjacent or not 3 <= len(told) <= 18:
                totals = any(r is not None and "累计" in r.metric for r in (last, head, self.thread.told))
                return f"累计{phrase}病例" if number.unit == "例" and len(phrase) <= 4 and totals else phrase
            return told + phrase
        if _PER_CAPITA.fullmatch(phrase) and last is not None:
            return binding.clip(phrase + stem(last.metric))
        if (
            last is not None
            and len(phrase) <= 3
            and (phrase in lexicon.roles["light"] or phrase in lexicon.roles["predicate"])
            and last.number.unit == number.unit
        ):
            return binding.clip(phrase + binding.take_left(stem(last.metric), lexicon).phrase)
        if (
            self.thread.parts
            and head is not None
            and (shared := _common_suffix(phrase, head.metric)) >= 3
            and len(head.metric) - shared >= 2
            and not head.metric.startswith(phrase[:2])
            and head.sentence == self.thread.sentence
        ):
            return binding.clip(head.metric[: len(head.metric) - shared] + phrase)
        if phrase in ("日均", "月均", "人均", "年均") and last is not None:
            return phrase + binding.clip(binding.take_left(stem(last.metric), lexicon).phrase, 10)
        if phrase in ("占比", "比例", "比重", "占", "覆盖率", "占比率", "总占比") and last is not None:
            return binding.clip(stem(last.metric) + phrase)
        if self.thread.topic and self.thread.parts and kind != "measure":
            return binding.clip(phrase if _self_sufficient(kind, number) else phrase + self.thread.topic, 22)
        if clause.depth and last is not None and number.unit == "例" and kind in ("measure", "") and len(phrase) <= 4:
            return phrase + (lexicon.head_suffix(last.metric) or "病例")
        if clause.depth and last is not None and not _self_sufficient(kind, number):
            if phrase.endswith(last.metric):
                return phrase
            whole = transferred(phrase, last.metric, lexicon) if kind == "institution" else ""
            return binding.clip(whole or phrase + last.metric, 22)
        if (
            self.thread.parts
            and head is not None
            and not _self_sufficient(kind, number)
            and head.number.unit_kind == number.unit_kind
        ):
            suffix = head.metric
            if kind == "institution" and number.unit_kind != "rate" and (measured := measured_in(suffix, lexicon)):
                return binding.clip(phrase + measured)
            if len(phrase) >= 4 and phrase[-2:] in suffix:
                return binding.clip(transferred(phrase, suffix, lexicon) or phrase)
            return binding.clip(phrase + suffix, 22)
        if (
            len(phrase) <= 5
            and last is not None
            and adjacent
            and lexicon.head_kind(last.metric) in ("institution", "thing")
            and (last.number.unit != number.unit or kind == "measure")
        ):
            whole = stem(last.metric)
            if (
                kind in ("thing", "measure")
                and number.unit_kind in ("rate", "count")
                and len(whole) + len(phrase) <= 22
                and phrase not in whole
            ):
                return whole + phrase
        if (
            last is not None
            and kind == "institution"
            and len(clause.numbers) > 1
            and clause.numbers[0] != self.scene.index_of(number)
        ):
            modifier = _MODIFIER.match(last.metric)
            if (
                modifier
                and last.sentence == self.thread.sentence
                and lexicon.head_kind(last.metric) == "institution"
                and len(modifier[1]) + len(phrase) <= 24
            ):
                return modifier[1] + phrase
        if adjacent and last is not None and len(phrase) <= 3 and kind == "measure" and self._joined(number):
            told = stem(last.metric)
            own = lexicon.head_suffix(told)
            if lexicon.heads.get(own) == "measure" and len(own) == len(phrase) and len(told) > len(own) + 2:
                return binding.clip(told[: -len(own)] + phrase)
        if (
            last is not None
            and number.unit_kind in ("rate", "time")
            and (other := self._other_item(phrase, last, number))
        ):
            return binding.clip(other)
        if adjacent and last is not None and (fuller := graded(phrase, stem(last.metric))):
            return binding.clip(fuller)
        if adjacent and last is not None and len(phrase) <= 5:
            alike = last.number.unit_kind == number.unit_kind
            if fuller := sibling(phrase, last.metric, lexicon, alike=alike):
                return binding.clip(fuller)
        whole_phrase = self.with_agent(phrase, restored, clause)
        if whole_phrase != phrase:
            return whole_phrase
        if last is not None and adjacent and restored != phrase and restored.startswith(_INVOLVES):
            return binding.clip(stem(last.metric) + restored)
        if phrase in lexicon.roles["generic"] and self._listed(number) and self.thread.readings:
            beside = stem(self.thread.readings[-1].metric)
            own = lexicon.head_suffix(beside)
            if len(beside) - len(own) >= 3:
                return binding.clip(beside[: len(beside) - len(own)] + phrase)
        if phrase in lexicon.roles["generic"] or phrase in lexicon.roles["light"] or len(phrase) <= 1:
            if last is not None and self._only_adds(clause):
                return binding.clip(stem(last.metric) + phrase)
            subject = self.subject(clause)
            if subject and len(subject) + len(phrase) <= 22 and phrase not in subject:
                return subject + phrase
        if (
            len(phrase) <= 3
            and number.unit_kind in ("person", "case")
            and phrase not in lexicon.people
            and adjacent
            and last is not None
        ):
            whole = stem(last.metric)
            if 6 <= len(whole) <= 18 and not set(phrase) <= set(whole):
                return whole + phrase
        if (
            len(restored) > len(phrase)
            and (len(phrase) <= 3 or (len(phrase) == 4 and number.unit_kind in ("person", "case")))
            and phrase not in lexicon.people
        ):
            return restored[-10:]
        if number.unit in ("张", "床") and not lexicon.head_kind(phrase) and len(phrase) <= 8:
            return phrase + "床位"
        if number.unit == "人次" and len(phrase) <= 3 and phrase not in lexicon.people and not phrase.endswith("人次"):
            return phrase + number.unit
        return binding.clip(phrase)

    def part_of_last(self, part: str, number: Number) -> str:
        """A kind of institution with what was last measured of another: `医院病床使用率下降3.6个百分点
        (其中公立医院下降4.7个百分点)`; '' where the number counts institutions, or nothing was told.
        """
        own, readings = self.lexicon.head_suffix(part), self.thread.readings
        if not readings or readings[-1].sentence != self.thread.sentence or len(own) < 2:
            return ""
        if self.lexicon.heads[own] != "institution" or _self_sufficient("institution", number):
            return ""
        return transferred(part, readings[-1].metric, self.lexicon)

    def share(self, part: str) -> str:
        """A kind of institution with what its share is a share of: 医院床位 of `床位总量945万张,医院占78.4%`; or ''."""
        head = self.thread.head
        own = self.lexicon.head_suffix(part)
        if part in self.lexicon.parts:
            told = (r for r in reversed(self.thread.readings) if r.sentence == self.thread.sentence and not r.is_change)
            whole = next((r for r in told if r.number.unit_kind in ("person", "case", "count")), None)
            return part + _without_parts(stem(whole.metric), self.lexicon) if whole is not None else ""
        if head is None or head.sentence != self.thread.sentence or head.number.unit_kind == "rate":
            return ""
        if len(own) < 2 or self.lexicon.heads[own] != "institution":
            return ""
        counted = _TOTAL.sub("", stem(head.metric))
        if institution_in(counted, self.lexicon) == counted:
            return ""
        return transferred(part, counted, self.lexicon) or part + (
            counted if len(counted) <= 6 else self.lexicon.head_suffix(counted)
        )

    def _institution(self, number: Number, clause: Clause) -> str:
        """The kind of institution that the sentence told of, whose beds, staff or visits a bare phrase counts;
        none where the clause names an area of its own.
        """
        if self._names_area(clause):
            return ""
        before = next(iter(self.scene.earlier(clause, self.thread.sentence)[::-1]), None)
        if before is not None and not before.numbers and len(institution_in(self.scene.words(before), self.lexicon)):
            return ""
        for reading in self.thread.readings[: -LOOKED_BACK - 1 : -1]:
            if reading.sentence != self.thread.sentence:
                break
            if institution := institution_in(stem(reading.metric), self.lexicon):
                kind = institution.lstrip("各级类所有全部")
                return "" if len(institution) > 14 or kind in self.lexicon.roles["overall"] else institution
        return ""

    def _names_area(self, clause: Clause) -> bool:
        """Whether the clause begins with an area of its own (全省): it leaves what was spoken of before."""
        first = bisect_left(self.scene.place_starts, clause.start)
        return any(
            p.kind in ("self", "region") and p.start - clause.start <= 2 for p in self.scene.places[first : first + 1]
        )

    def _fund(self) -> str:
        """The fund whose income or spending the sentence told of: 职工医保基金 of 职工医保基金收入."""
        for reading in self.thread.readings[: -LOOKED_BACK - 1 : -1]:
            if reading.sentence != self.thread.sentence:
                break
            told = stem(reading.metric)
            if (flow := _FUND_FLOW.search(told)) and 2 <= flow.start() <= 16:
                return told[: flow.start()]
        return ""

    def _whole_of(self, number: Number) -> str:
        """What a bare part (男性, 重症) is a part of: the head, or the last count in the same unit that is no
        part itself.
        """
        head = self.thread.head
        for reading in ([head] if head is not None else []) + self.thread.readings[: -LOOKED_BACK - 1 : -1]:
            whole = _without_parts(stem(reading.metric), self.lexicon)
            if reading.number.unit_kind == number.unit_kind and whole not in self.lexicon.parts:
                return whole
        return ""

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
        earlier = self.scene.earlier(clause, self.thread.sentence) if clause.depth == 0 else []
        own = clause.text(self.text, clause.start, clause.end).strip()
        if _MAY_ACT.search(own) and _AGENT.match(own):
            return ""
        for before in reversed(earlier):
            if self.text[before.start - 1 : before.start] == ";" and before is not earlier[0]:
                return ""
            words = before.text(self.text, before.start, before.end).strip()
            words = self.scene.bare(words) if _MAY_ACT.search(words) else ""
            if (match := _UNDERTAKING.match(words)) is not None:
                return match[1][-16:]
            if (match := _AGENT.match(words)) is not None and not _ANY_INSTITUTION.match(match[1]):
                return match[1]
            if self.text[before.start - 1 : before.start] == ";":
                return ""
        return ""

    def _other_item(self, phrase: str, last: Reading, number: Number) -> str:
        """What was measured of one kind of institution right before, said of the next one:
        `平均住院日县级7.4天、乡镇6.1天`; or ''.
        """
        told, size = stem(last.metric), len(phrase)
        if size > 4 or last.number.unit != number.unit or len(told) < size + 3 or not self._listed(number):
            return ""
        measured = told[:-size]
        if self.lexicon.head_kind(measured) != "measure" or self.lexicon.head_kind(told) == "measure":
            return ""
        return measured + phrase

    def _listed(self, number: Number) -> bool:
        """Whether the number follows the one before in a list, with a short phrase between them."""
        index = self.scene.index_of(number)
        between = self.text[self.scene.numbers[index - 1].end : number.start] if index else ""
        return between[:1] == "、" and len(between) <= 8

    def _joined(self, number: Number) -> bool:
        """Whether no more than a conjunction and a short phrase lead from the number before to this one."""
        index = self.scene.index_of(number)
        between = self.text[self.scene.numbers[index - 1].end : number.start] if index else ""
        return between[:1] in _CONJUNCTIONS and len(between) <= 6

    def _just_before(self, clause: Clause) -> bool:
        """Whether the clause right before this one (or this one itself) stated the last number."""
        earlier = self.scene.earlier(clause, self.thread.sentence)
        return bool(earlier and earlier[-1].numbers) or len(clause.numbers) > 1

    def _only_adds(self, clause: Clause) -> bool:
        """Whether the clause before only says more of what was told: `报告疫情2起,均发生在托幼机构,病例数…`."""
        earlier = self.scene.earlier(clause, self.thread.sentence)
        return bool(earlier) and not earlier[-1].numbers and bool(_ADDS.match(self.scene.words(earlier[-1])))

    def subject(self, clause: Clause) -> str:
        """What the clause before speaks of, for a clause that leaves its subject out."""
        earlier = self.scene.earlier(clause, self.thread.sentence)
        if not earlier:
            return ""
        before = earlier[-1]
        if before.numbers:
            return ""
        words = _PARTICLE.sub("", before.text(self.text, before.start, before.end))
        if (
            self.text[before.end : before.end + 1] == ":"
            and len(words.strip()) <= 4
            and not self.lexicon.head_kind(words)
        ):
            return ""  # who speaks
        words = _GOES_ON.sub("", words)
        words = _TITLE_MARK.sub("", self.scene.bare(words))
        phrase = binding.take_left(words, self.lexicon).phrase
        return binding.clip(phrase, 14) if len(phrase) >= 2 and not phrase.endswith(_SAYS) else ""

    def fallback(self, left: Left, right: Right, clause: Clause) -> str:
        """The best words at hand for a number that has none of its own and no quantity to inherit."""
        if left.restored:
            return binding.clip(left.restored)
        if right.predicate:
            return binding.clip(right.predicate, 18)
        subject = self.subject(clause)
        if subject:
            return subject
        if clause.depth and clause.outer is not None:
            outer = self.scene.clauses[clause.outer]
            words = outer.text(self.text, outer.start, clause.start)
            return binding.clip(binding.take_left(self.scene.bare(words), self.lexicon).phrase)
        if self.scene.headings:
            return binding.clip(self.scene.headings[-1], 18)
        return ""

    def changed(self, phrase: str, left_text: str, change: Change) -> str:
        """The phrase with the change that is said of it, and what that is compared with."""
        compared = _COMPARED_WITH.search(left_text)
        word = _ASPECT.sub("", change.word)
        if word in phrase:
            return phrase
        said = compared[1] if compared and compared[1] not in phrase and not word.startswith(compared[1]) else ""
        suffix = said + (word if not word.startswith("同比") or not compared else word[2:])
        return binding.clip(phrase, binding.MAX_METRIC - len(suffix)) + suffix

    def identified(self, what: str) -> str:
        """`其中785份为甲型`: the part that the number is said to be, of the head it is a part of."""
        whole = self.thread.head or self.thread.last
        if self.lexicon.head_kind(what) in ("person", "institution") or whole is None:
            return binding.clip(what)
        return binding.clip(stem(whole.metric), 14) + binding.clip(what, 12)

    def per_capita(self, phrase: str, clause: Clause, number: Number) -> str:
        """`每千常住人口拥有床位…、执业医师…`: the denominator at the head of a list holds for its items."""
        match = _PER_CAPITA.match(clause.text(self.text, clause.start, number.start).strip())
        if match is None or phrase.startswith("每") or clause.numbers[0] == self.scene.index_of(number):
            return phrase
        return match[0] + phrase


def measured_in(metric: str, lexicon: Lexicon) -> str:
    """What a metric measures of an institution (入院人数 of 医疗卫生机构入院人数), else its head noun."""
    known = next((w for w in (metric, *suffixes(metric)) if w in lexicon.roles["institutional"]), "")
    return known or lexicon.head_suffix(metric)


def institution_in(metric: str, lexicon: Lexicon) -> str:
    """The kind of institution that a metric counts (乡镇卫生院), or whose beds, staff or visits it does (县级医院
    of 县级医院诊疗人次); or ''.
    """
    own = lexicon.head_suffix(metric)
    if len(own) >= 2 and lexicon.heads[own] == "institution":
        return metric
    counted = next((w for w in suffixes(metric) if w in lexicon.roles["institutional"]), "")
    rest = metric[: -len(counted)] if counted else ""
    own = lexicon.head_suffix(rest)
    return rest if len(own) >= 2 and lexicon.heads[own] == "institution" else ""


def transferred(part: str, whole: str, lexicon: Lexicon) -> str:
    """What is measured of the whole, said of its part: 公立医院 and 医院病床使用率 give 公立医院病床使用率; or ''."""
    whole = stem(whole)
    ends = [
        at for at in range(2, len(whole) - 1) if lexicon.heads.get(lexicon.head_suffix(whole[:at])) == "institution"
    ]
    ends = [at for at in ends if len(lexicon.head_suffix(whole[:at])) >= 2]
    end = next((at for at in ends if not any(whole.startswith(head, at) for head in _LONGER)), None)
    return part + whole[end:] if end is not None else ""


def suffixes(text: str) -> Iterator[str]:
    """The ends of a text, the longest first, the whole text left out."""
    return (text[at:] for at in range(1, len(text)))


def sibling(phrase: str, told: str, lexicon: Lexicon, *, alike: bool = True) -> str:
    """A short phrase beside a fuller one: 管理率 after 老年人健康管理, where their units are `alike` 死亡率 after
    传染病发病率, 北方省份 after 南方省份阳性率; or ''.
    """
    told = stem(told)
    overlap = next((n for n in range(min(len(phrase) - 1, len(told) - 1), 1, -1) if told.endswith(phrase[:n])), 0)
    if overlap:
        return told[:-overlap] + phrase
    head = lexicon.head_suffix(told)
    own = lexicon.head_suffix(phrase)
    if (
        alike
        and lexicon.heads.get(own) == "measure"
        and len(phrase) - len(own) <= 1
        and lexicon.heads.get(head) == "measure"
        and head != phrase
    ):
        modifier = told[: -len(head)].removesuffix("总")
        return modifier + phrase if len(modifier) >= 3 else ""
    if len(phrase) >= 3 and len(told) > len(phrase) + 2 and told[len(phrase) - 2 : len(phrase)] == phrase[-2:] and head:
        return phrase + told[len(phrase) :]
    return ""


def graded(phrase: str, told: str) -> str:
    """A grade beside another of its series: 三等奖 after 获省科技进步奖二等奖, which differ in one sign; or ''."""
    grades = _GRADE_LED.match(told)
    if grades and _GRADE_LED.fullmatch(phrase):
        return phrase + told[grades.end() :]
    size = len(phrase)
    if not 3 <= size <= 6 or len(told) < size + 2 or told.endswith(phrase):
        return ""
    differs = [i for i, (a, b) in enumerate(zip(told[-size:], phrase, strict=True)) if a != b]
    return told[:-size] + phrase if len(differs) == 1 and differs[0] < size - 1 else ""


def _without_parts(metric: str, lexicon: Lexicon) -> str:
    """The whole's own name, without the part that it was already narrowed to."""
    while (word := lexicon.parts.prefix_of(metric)) and len(word) < len(metric):
        metric = metric[len(word) :]
    return metric


def _common_suffix(a: str, b: str) -> int:
    """How many last signs two phrases share."""
    length = 0
    while length < min(len(a), len(b)) and a[-1 - length] == b[-1 - length]:
        length += 1
    return length


def stem(metric: str) -> str:
    """A metric without the change that an earlier number said of it."""
    return _SAID_CHANGE.sub("", metric.removesuffix("峰值")) or metric


def _shorten(text: str, room: int) -> str:
    """The end of the text within the room, from a word on where it has one."""
    for mark in ("、", "的", "和", "及"):
        at = text.find(mark, len(text) - room - 1)
        if at >= 0 and len(text) - at - 1 >= 6:
            return text[at + 1 :]
    return text[-room:] if room > 0 else ""


def _self_sufficient(kind: str, number: Number) -> bool:
    """Whether a head noun of this kind is what a number in this unit counts, so that it needs no whole."""
    if number.unit_kind == "person" or number.unit == "例":
        return kind == "person"
    if number.unit in ("家", "个", "所", "处", "间", "座"):
        return kind in ("institution", "thing")
    if number.unit in ("张", "床"):
        return False
    return kind in ("measure", "thing")

"""Siting: the area that a number covers: the smallest that its clause names, else what its whole, its sentence or an
earlier sentence is about, else the bulletin's own region.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from . import places
from .clauses import Clause
from .model import Basis
from .numerals import Number
from .places import Place
from .reading import Reading, Thread
from .scene import Scene

_SIDE_BY_SIDE = re.compile(r"[、和及与]")
_SUMMED_WITH = re.compile(
    r"(?:[、和及与][\u4e00-\u9fff]{2,4})?[、和及与]"
)  # also over a name that is no region's alone
_FROM_ELSEWHERE = re.compile(r"(?:外地|外省|外市|市外|省外)(?!患者|病人|参保|游客)")
_SHARED_OUT = re.compile(r"[^、和与及]*分别")  # to each its own, and to nobody named in the clause
_AVERAGE = re.compile(r"的?(?:平均)?(?:水平)?(?:的|为|是)?\(?")
_SENDS = re.compile(r"[^,。;、\d]{0,6}(?:选派|派出|派遣|派驻|再派|对口支援|对口帮扶|援建)")
_HELPS = re.compile(r"(?:帮扶|支援|援建|托管|进驻|派驻)$")
_WITHIN_CLAUSE = re.compile(r"[\u4e00-\u9fff]{3,}[在于]$")
_ITEM_ENDS = re.compile(r"[、,;]")
_LOCATED = re.compile(r"[^,。;()、\d]{0,14}[,(](?:均|全部|都|也)?(?:在|位于|为|由|系)")
_OPENS_CLAUSE = re.compile(r"[,;。][\u4e00-\u9fff]{0,2}$")
_ONE_OF_SEVERAL = re.compile(r"[省市县]?(?:博物|纪念|美术|图书|科技|体育|文化)[馆院]、[\u4e00-\u9fff]")
_DOES_TO = re.compile(r"(?:启动|批准|同意|提高|印发|出台|建成|总结|推广|宣传)[\u4e00-\u9fff]{0,6}")
_TOPIC_BEFORE = re.compile(
    r"(?:[在于对向为由从到至赴]|支持|帮扶|帮助|助力|支援|援助|托管|走进|来到|接入|落户|其中|目前|以来)$"
)
_LISTED = re.compile(r"[\u4e00-\u9fff]{0,6}[、和与及]")
_REPORTS = re.compile(r"[^,。;]{0,4}(?:报告|通报)")
# what may stand before a sentence's subject
_LED_IN = frozenset(",:;截至其中目前")  # where both of the last signs are none of these, both are left over
_LEAD_IN = re.compile(r"^[^,]{0,16}(?:显示|统计|介绍|悉)?,|[,:;]|截至|其中|目前")


_EVENTS = ("起", "件", "宗")
_IN_ALL = re.compile(r"累计|共|合计|全[省市县区]")
_THE_REST = re.compile(r"[,;。、和在于](?:其余|其他|余下|剩余|剩下|另外)的?$")
# what several areas have together: 三地合计占65.6%
_ALL_OF_THEM = re.compile(
    r"[,;。](?:这|上述|以上)?[两三四五六七八九十\d]个?[地县区市州省](?:合计|共|累计)?占(?:比|全.)?$"
)
_ENDS_OF_ALL = frozenset("余他下的外占比省市县区国")  # what these end with
REST = 12  # signs in which that is said
_CAME_FROM = ("输入", "籍", "入境", "返", "来")  # 2例为新加坡输入
_BY = ("由", "被")
_TWO, _WITH = 2, ("与", "和", "同", "跟", "携手", "联合")
_OPENED = re.compile(
    r"(?:医院|院区)?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:正式|顺利|已)?(?:开诊|开业|投用|启用|运营|揭牌|挂牌|建成)"
)
_DIVISIONS = frozenset("省市区县州盟旗镇乡")  # what the full names of areas end with
_UNKNOWN_AREA = re.compile(r"[,、;(](?:其他|其余)?[\u4e00-\u9fff]{1,8}[区县市旗镇乡]$")
NEAR = 24  # signs behind a number in which the place may stand that it is of
MOST_PLACES = 12  # the nearest places of a sentence, and its first ones, that may be what it is about
LONGEST_AREA = 12  # signs of the name of an area
_ZONES = ("新区", "开发区", "高新区", "经开区", "示范区", "园区", "合作区")  # single areas, though no counties


class Siting:
    """The region of each number of one paragraph."""

    def __init__(self, scene: Scene, thread: Thread) -> None:
        self.scene, self.thread = scene, thread
        self.text, self.lexicon = scene.text, scene.lexicon
        self._serving = [p for p in scene.places if not places.is_goal(scene.text, p, scene.lexicon)]
        self._serving_starts = [p.start for p in self._serving]
        self._aside_ends = [end for _start, end in scene.asides]  # in their order
        self._closed_at = [self._aside_end(p) for p in self._serving]
        self._first_closed = min(self._closed_at, default=0)
        self._headings_at = [h.at for h in scene.inline_headings]
        self._counted = frozenset(n.start for n in scene.numbers if scene.text[n.end : n.end + 1] in ",;。、)(")
        home = scene.lexicon.regions.get(scene.context.home or "")
        # a province's report on its work: a city is an example in it, and not what it goes on to tell of
        self._reports_on_all = scene.context.genre == "report" and home is not None and home.level == "province"
        self._cooperative = scene.context.cooperative or scene.section.cooperative
        self._from_elsewhere = _FROM_ELSEWHERE.search(scene.text) is not None
        self._cooperation_in: dict[tuple[int, int], bool] = {}  # by sentence
        self._region_of: dict[tuple[tuple[int, int], int], str | None] = {}

    def region(
        self, number: Number, clause: Clause, parent: Reading | None, run: Sequence[Number]
    ) -> tuple[str | None, Basis]:
        """The region of a number of a run (the numbers that stand side by side), and how it is known."""
        if parent is None and not self.scene.places and not self._from_elsewhere:
            return self.scene.context.home, "inferred"
        if (paired := self._paired(number, clause, run)) is not None:
            return paired, "stated"
        if (compared := self._of_comparison(number, run)) is not None:
            return compared.region_id, "stated"
        outer = self.scene.clauses[clause.outer].start if clause.depth and clause.outer is not None else clause.start
        usable = self._usable(min(clause.start, outer, self.thread.sentence[0]), number)
        named = [p for p in usable if not p.collective]
        if clause.depth and usable and (usable[-1].collective or self._is_elsewhere(usable[-1], number)):
            opened = self._aside_start(number)  # 青岛市17例(崂山区2例,即墨区、平度市各1例): not 崂山区 again
            around = self.lexicon.ancestors(usable[-1].region_id)[1:]
            named = [p for p in named if p.start < opened or p.region_id in around]
        if (rest := self._of_the_rest(number)) is not None:
            return rest, "context"
        behind = bisect_left(self.scene.place_starts, number.unit_end)
        followed = behind < len(self.scene.places) and self.scene.place_starts[behind] < number.end + NEAR
        if not usable and not followed and not self._from_elsewhere:  # no place is named that it could be of
            whole = self._by_whole(clause, parent, usable) or self._by_earlier_sentence(number)
            return whole or (self.scene.context.home, "inferred")
        return (
            self._by_item(number, clause, named, followed=followed)
            or self._by_whole(clause, parent, named)
            or self._by_clause(clause, named)
            or self._by_group(clause, usable)
            or self._by_sentence(number, named)
            or self._by_earlier_sentence(number)
            or (self.scene.context.home, "inferred")
        )

    def _of_the_rest(self, number: Number) -> str | None:
        """The area whose parts the last numbers were of, for what is left of it: `五华区10起,…;其余11起`; or None."""
        if self.text[number.start - 1 : number.start] not in _ENDS_OF_ALL:
            return None
        readings = self.thread.latest()
        words = self.text[max(0, number.start - REST) : number.start]
        if not readings or not (_THE_REST.search(words) or ("占" in words and _ALL_OF_THEM.search(words))):
            return None
        around = self.lexicon.ancestors(readings[0].region_id)[1:] if readings[0].region_id else ()
        home = self.scene.context.home
        return next((r.region_id for r in readings if r.region_id in around), home if home in around else None)

    def _by_item(
        self, number: Number, clause: Clause, named: list[Place], *, followed: bool
    ) -> tuple[str | None, Basis] | None:
        """What the number's own words name, or those right behind it: `昆明市12例`, `1例,在德保县`."""
        readings = self.thread.readings
        told = readings[-1] if readings else None
        if told is not None and told.number.end > number.digits_start:
            told = next((r for r in reversed(readings) if r.number.end <= number.digits_start), None)
        start = max(clause.start, told.number.end) if told is not None else clause.start
        if self._from_elsewhere and _FROM_ELSEWHERE.search(self.text, start, number.start):
            return self.scene.context.home, "context"
        if own := _since(start, named):
            return _last_single(own).region_id, "stated"
        if not followed:
            return None
        if (located := self._located_after(number)) is not None:
            return located, "stated"
        behind = self._behind(number, clause)
        if behind is not None and not _since(clause.start, named):
            return behind.region_id, "stated"
        return None

    def _by_whole(self, clause: Clause, parent: Reading | None, named: list[Place]) -> tuple[str | None, Basis] | None:
        """The area of what the brackets interrupt, or of the whole whose part is told and placed nowhere else."""
        if clause.depth and clause.outer is not None:
            before = self.scene.clauses[clause.outer].start
            if parent is not None and parent.sentence == self.thread.sentence:
                if own := [p for p in _since(max(before, parent.number.end), named) if p.end <= clause.start]:
                    return own[-1].region_id, "stated"
                return parent.region_id, "context"
            if outer := _since(before, named):
                return outer[-1].region_id, "context"
        if self.thread.parts and parent is not None and not _since(clause.start, named):
            return parent.region_id, "context"
        return None

    def _by_clause(self, clause: Clause, named: list[Place]) -> tuple[str | None, Basis] | None:
        """The last area that the clause names before the number."""
        in_clause = _since(clause.start, named)
        return (_last_single(in_clause).region_id, "stated") if in_clause else None

    def _by_group(self, clause: Clause, usable: list[Place]) -> tuple[str | None, Basis] | None:
        """The smallest area that holds the regions which the clause sums up: 昆明 for `五华、盘龙2区共有12家`."""
        group: list[Place] = []
        if len(usable) < 2:
            return None
        for place in reversed(_since(clause.start, usable)):
            if place.kind != "region" or (group and not _SUMMED_WITH.fullmatch(self.text, place.end, group[-1].start)):
                break
            group.append(place)
        if len(group) < 2 or not places.SUMMED.match(self.text, group[0].end):
            return None
        chains = [self.lexicon.ancestors(place.region_id)[1:] for place in group]
        shared = next((area for area in chains[0] if all(area in chain for chain in chains)), None)
        return (shared, "context") if shared not in (None, *places.EVERYBODYS) else None

    def _by_sentence(self, number: Number, named: list[Place]) -> tuple[str | None, Basis] | None:
        """The last area that the number's part of the sentence is about, else the one that the sentence opens with."""
        opens = self.thread.sentence[0]
        part = self.scene.part_start(number.digits_start, self.thread.sentence)
        here = _since(part, named)[-MOST_PLACES:]
        for place in reversed(here):
            if self._counts(place) and len(here) == 1 and self._of_its_event(place, number):
                return place.region_id, "context"
            if self._counts(place) or self._only_where(place) or self._sends(place):
                continue
            if self._one_of_several(place) or self._object_of(place, number) or self._is_aside(place):
                continue
            if self._part_of_home(place):
                continue  # 在粤东粤西粤北地区升级卫生院47家,建设县医院189家: all of them are the province's
            if place.kind == "site" and self.text[place.start - 1 : place.start] in _BY:
                continue  # 保定市儿童医院由北京儿童医院托管
            if place.kind != "site" or place.start - opens <= 12 or self._aided(place) or self._is_subject(place):
                return place.region_id, "context"
        if (own := self._of_two(opens, number)) is not None:
            return own, "context"
        for place in reversed(_since(opens, named)[:MOST_PLACES]):
            if (place.kind == "site" and place.start > opens) or self._counts(place) or self._sends(place):
                continue
            if self._one_of_several(place) or self._is_aside(place):
                continue
            if self._opens_sentence(place, opens):
                return place.region_id, "context"
        return None

    def _of_two(self, opens: int, number: Number) -> str | None:
        """Which of two areas that a sentence opens with is in the bulletin's own: 滁州 in one of 安徽 for
        `滁州市与南京市打通转诊通道,今年已上转患者1460人次`; or None.
        """
        first, stop = (bisect_left(self._serving_starts, at) for at in (opens, number.start))
        two = self._serving[first : first + _TWO]
        if stop - first != _TWO or two[0].start > opens + 1 or self.text[two[0].end : two[1].start] not in _WITH:
            return None
        home = self.scene.context.home
        within = [p.region_id for p in two if home is not None and home in self.lexicon.ancestors(p.region_id)[1:]]
        return within[0] if len(within) == 1 and home not in places.EVERYBODYS else None

    def _by_earlier_sentence(self, number: Number) -> tuple[str | None, Basis] | None:
        """The area that an earlier sentence of the paragraph was about."""
        known = self.thread.sentence, bisect_right(self._aside_ends, number.start)
        if known not in self._region_of:
            self._region_of[known] = self._carried_region(self._usable(0, number))
        carried = self._region_of[known]
        return (carried, "context") if carried is not None else None

    def _behind(self, number: Number, clause: Clause) -> Place | None:
        """The area that the words right behind the number name: a compound of the clause, else a region of the item."""
        first = bisect_left(self.scene.place_starts, number.unit_end)
        behind = self.scene.places[
            first : bisect_left(self.scene.place_starts, min(clause.end, number.unit_end + NEAR))
        ]
        if not behind:
            return None
        compound = next((p for p in behind if p.kind == "compound"), None)
        return compound or next((p for p in behind if self._of_this_item(p, number)), None)

    def _of_this_item(self, place: Place, number: Number) -> bool:
        """Whether a region stands right behind the number, with no end of its item between them."""
        return (
            place.start < number.unit_end + 6
            and place.kind == "region"
            and not place.collective
            and not self._counts(place)
            and not places.is_goal(self.text, place, self.lexicon)
            and not self.text.startswith(_CAME_FROM, place.end)
            and not self._next_between(number, place)
            and not _ITEM_ENDS.search(self.text, number.unit_end, place.start)
        )

    def _of_comparison(self, number: Number, run: Sequence[Number]) -> Place | None:
        """The other area whose level the number is: 低于全国14.9%的水平."""
        near = bisect_left(self.scene.place_starts, number.start) - 1
        if near < 0 or not self._compared_with(self.scene.places[near], number):
            return None
        return None if any(n.unit_kind == "point" for n in run) else self.scene.places[near]

    def _paired(self, number: Number, clause: Clause, run: Sequence[Number]) -> str | None:
        """The one of as many regions side by side as there are numbers: 云南、贵州两省病例分别为12例和9例."""
        if len(run) < 2:
            return None
        named = self._side_by_side(clause.start, run)
        if not named and _SHARED_OUT.match(self.text, clause.start, run[0].start):
            named = self._side_by_side(self.thread.sentence[0], run)
        if not named:
            return None
        return named[[n.digits_start for n in run].index(number.digits_start)].region_id

    def _side_by_side(self, since: int, run: Sequence[Number]) -> list[Place]:
        """The last regions between `since` and the run, where they stand side by side, as many as its numbers."""
        first, stop = (bisect_left(self.scene.place_starts, at) for at in (since, run[0].start))
        named = list(self.scene.places[max(first, stop - len(run) - 1) : stop])
        last = named[-len(run) :]
        if len(last) < len(run) or any(p.kind != "region" for p in last):
            return []
        joined = [bool(_SIDE_BY_SIDE.fullmatch(self.text, a.end, b.start)) for a, b in pairwise(named)]
        before = joined[-len(run) : -len(run) + 1]  # whether more of them stand before those
        return last if all(joined[len(joined) - len(run) + 1 :]) and before != [True] else []

    def _usable(self, since: int, number: Number) -> list[Place]:
        """The places from `since` on that may be the area of the number: before it, no goals, in no aside that
        is closed.
        """
        first, stop = bisect_left(self._serving_starts, since), bisect_right(self._serving_starts, number.start)
        if first < stop and self._serving[stop - 1].end > number.start + 1:
            stop -= 1
        if number.start < self._first_closed:
            return self._serving[first:stop]
        return [self._serving[i] for i in range(first, stop) if number.start < self._closed_at[i]]

    def _aside_end(self, place: Place) -> int:
        """Where the innermost aside that holds the place ends; past the text where none does."""
        for start, end in self.scene.asides[bisect_right(self._aside_ends, place.start) :]:
            if start < place.start:
                return end
        return len(self.text) + 1

    def _is_elsewhere(self, place: Place, number: Number) -> bool:
        """Whether a number is of another area than the last one named: one that no gazetteer knows (高新区2例)."""
        area = _UNKNOWN_AREA.search(self.text, max(place.end, number.start - LONGEST_AREA), number.start)
        return area is not None and area.end() == number.start

    def _aside_start(self, number: Number) -> int:
        """Where the innermost aside that holds the number begins; where the number does, if none holds it."""
        behind = self.scene.asides[bisect_right(self._aside_ends, number.start) :]
        return next((start for start, _end in behind if start < number.start), number.start)

    def _located_after(self, number: Number) -> str | None:
        """The place that an aside right behind the number puts it in: `1例,在德保县`, `3例(均在上海)`."""
        if not self.scene.places or self.scene.place_starts[-1] < number.end:
            return None
        match = _LOCATED.match(self.text, number.end)
        if match is None:
            return None
        at = bisect_left(self.scene.place_starts, match.end())
        place = next(iter(self.scene.places[at : at + 1]), None)
        if place is None or place.start != match.end() or place.collective:
            return None
        stated = match[0][-1] in "在于" or _REPORTS.match(self.text, place.end)
        return place.region_id if stated else None

    def _only_where(self, place: Place) -> bool:
        """Whether a clause only says of something else that it is at the place: 三级医院集中在太原."""
        before = self.text[max(0, place.start - 6) : place.start]
        return before[-1:] in "在于" and _WITHIN_CLAUSE.search(before) is not None

    def _compared_with(self, place: Place, number: Number) -> bool:
        """Whether the number is what another area has: 低于全国14.9%的水平, 高于全省平均水平(8.24张)."""
        if self.text[place.start - 1 : place.start] not in ("于", "比") or place.end > number.start:
            return False
        if self.text.endswith("水平", place.end, number.start):
            return False  # 低于全国平均水平0.85人: how far from it
        return bool(_AVERAGE.fullmatch(self.text, place.end, number.start))

    def _sends(self, place: Place) -> bool:
        """Whether another area sends help here, so that what is told next is not of it: 上海先后选派176名骨干,…."""
        home = self.scene.context.home
        if home is None or self.thread.parts or self.lexicon.regions[home].level == "grouping":
            return False
        return home not in self.lexicon.ancestors(place.region_id) and bool(_SENDS.match(self.text, place.end))

    def _in_passing(self, place: Place) -> bool:
        """Whether the country is only spoken of by a bulletin of a smaller area: what is told next is of that area."""
        return place.kind == "self" and place.region_id in places.EVERYBODYS and self.scene.context.home != "100000"

    def _part_of_home(self, place: Place) -> bool:
        """Whether the place is only several parts of the bulletin's own area (粤东西北): what follows is of all."""
        home, regions = self.scene.context.home, self.lexicon.regions
        return (
            home is not None
            and place.region_id != home
            and regions[place.region_id].level == "grouping"
            and not regions[place.region_id].name.endswith(_ZONES)
            and home in self.lexicon.ancestors(place.region_id)[1:]
            and regions[home].level == "province"
        )

    def _aided(self, place: Place) -> bool:
        """Whether help goes to the place, so that what is told next is about it: 组团帮扶会泽县人民医院,新开设…."""
        return bool(_HELPS.search(self.text, max(0, place.start - 6), place.start))

    def _is_subject(self, place: Place) -> bool:
        """Whether an institution's site begins a clause, which what follows goes on to tell of: ,某市医院开放床位…."""
        if self.text[place.start - 1 : place.start] == "的" and _OPENED.match(self.text, place.end):
            return True  # 支持雄安新区建设的雄安宣武医院2023年10月开诊
        if not _OPENS_CLAUSE.search(self.text, max(0, place.start - 4), place.start):
            return False
        ends = range(place.start + 4, min(place.start + 15, len(self.text) + 1))
        named = (at for at in ends if self.lexicon.head_kind(self.text[place.start : at]) == "institution")
        end = next(named, None)
        return end is not None and not _LISTED.match(self.text, end)

    def _object_of(self, place: Place, number: Number) -> bool:
        """Whether a clause that is over did something with the place: 启动某市试点,绿电交易增长5%."""
        clause = self.scene.clause_end(place.end, self.thread.sentence)
        if clause > number.start:
            return False
        starts = self.scene.clause_starts
        begin = starts[bisect_right(starts, place.start) - 1]
        return bool(_DOES_TO.fullmatch(self.text, begin, place.start))

    def _is_aside(self, place: Place) -> bool:
        """Whether a place is only spoken of by a bulletin of another area, or by the name of something in its own
        (兰州机场旅客1700万人次): what is told next is of the bulletin's area.
        """
        home = self.scene.context.home
        if self._in_passing(place):
            return not self._is_topic(place)  # 位居全国前列,生产总值增长5%
        if place.kind != "region" or home is None:
            return False
        level = self.lexicon.regions[home].level
        if level not in ("province", "prefecture", "county"):
            return False
        own = home in self.lexicon.ancestors(place.region_id) and not self._reports_on_all
        mentioned = self._names_a_thing(place) or (not own and not self._is_topic(place))
        return mentioned and not self._works_together(place)

    def _works_together(self, place: Place) -> bool:
        """Whether the sentence with the place, or the one that is read, speaks of work across regions."""
        if self._cooperative or not self.scene.speaks_of_cooperation:
            return self._cooperative
        for sentence in (self.thread.sentence, self.scene.sentence_at(place.start)):
            if sentence not in self._cooperation_in:
                self._cooperation_in[sentence] = self.lexicon.cooperation.search(self.text, *sentence) is not None
            if self._cooperation_in[sentence]:
                return True
        return False

    def _is_topic(self, place: Place) -> bool:
        """Whether a clause begins or ends with a place, or is about what is done there or for it."""
        starts = self.scene.clause_starts
        before = self.text[starts[bisect_right(starts, place.start) - 1] : place.start].strip()
        if len(before) <= 2 or self.text[place.end : place.end + 1] == ",":
            return True
        return any(m.end == place.start for m in self.scene.mentions) or _TOPIC_BEFORE.search(before) is not None

    def _names_a_thing(self, place: Place) -> bool:
        """Whether a region's short name stands before the noun that it is part of: 腾冲科学家论坛."""
        end = place.end
        if self.text[end - 1] in _DIVISIONS or not "\u4e00" <= self.text[end : end + 1] <= "\u9fff":
            return False
        return not self.lexicon.after_subject.prefix_of(self.text, end)

    def _one_of_several(self, place: Place) -> bool:
        """Whether a place is only where the first of several institutions is: 某市博物馆、另一地纪念馆开放,新建…5个."""
        return _ONE_OF_SEVERAL.match(self.text, place.end) is not None

    def _counts(self, place: Place) -> bool:
        """Whether the place has a number of its own, as in a list of places: it is not the area of what follows."""
        return place.end in self._counted

    def _of_its_event(self, place: Place, number: Number) -> bool:
        """Whether the number tells what an event that was counted at the place came to:
        `五华区1起,为水痘疫情,病例37例`.
        """
        event = self.scene.numbers[bisect_left(self.scene.number_starts, place.end)]
        if event.unit not in _EVENTS or number.unit == event.unit:
            return False
        return _IN_ALL.search(self.text, event.end, number.start) is None

    def _opens_sentence(self, place: Place, start: int) -> bool:
        """Whether a sentence begins with the place, but for the time and a source before it."""
        before = self.text[start : place.start].strip()
        if len(before) <= 1:
            return True
        first, stop = (bisect_left(self.scene.mention_starts, at) for at in (start, place.start))
        for mention in self.scene.mentions[first:stop]:
            if mention.end <= place.start:
                before = before.replace(self.text[mention.start : mention.end], "")
        if len(before) > 1 and _LED_IN.isdisjoint(before[-2:]):
            return False
        return len(_LEAD_IN.sub("", before)) <= 1

    def _next_between(self, number: Number, place: Place) -> bool:
        """Whether another number stands between the number and the place behind it."""
        return bisect_right(self.scene.number_starts, number.digits_start) < bisect_left(
            self.scene.number_starts, place.start
        )

    def _carried_region(self, usable: list[Place]) -> str | None:
        """The area that an earlier sentence of the paragraph opened with (or was about throughout)."""
        starts = [p.start for p in usable]
        stop = bisect_left(starts, self.thread.sentence[0])
        headings = bisect_right(self._headings_at, self.thread.sentence[0])
        headed = self._headings_at[headings - 1] if headings else 0
        while stop:
            stop_start, stop_end = self.scene.sentence_at(starts[stop - 1])
            if stop_start < headed:
                return None
            first = bisect_left(starts, stop_start)
            inside = [p for p in usable[first:stop] if (p.kind != "site" or self._aided(p)) and not self._counts(p)]
            inside = [p for p in inside if not self._sends(p) and not self._in_passing(p)]
            inside = [p for p in inside if not self._part_of_home(p) and not self._is_aside(p)]
            stop = first
            if not inside:
                continue
            if self.text[stop_start:stop_end].lstrip().startswith("其中"):
                continue
            if self._only_mentioned(stop_start, stop_end):
                return None
            if helped := [p for p in inside if self._aided(p)]:
                return None if self._only_mentioned(helped[-1].end, stop_end) else helped[-1].region_id
            lead = [p for p in inside if self._opens_sentence(p, stop_start) and not p.collective]
            if lead and self._reports_on_all and stop_start > 0 and not self._works_together(lead[0]):
                return None
            if self.scene.inline_headings:
                return None
            if lead and lead[0].start - stop_start <= 1:
                return lead[0].region_id if len({p.region_id for p in inside}) <= 2 else None
            return lead[-1].region_id if lead and len({p.region_id for p in inside}) <= 2 else None
        return None

    def _only_mentioned(self, start: int, end: int) -> bool:
        """Whether a sentence, or the rest of it, counts nothing, amid what is told of the bulletin's own area:
        某市获批试点。
        """
        numbers = self.scene.number_starts
        if bisect_left(numbers, start) < bisect_left(numbers, end):
            return False
        home = self.scene.context.home
        return any(r.number.start < start and r.region_id == home for r in self.thread.readings)


def _since(start: int, named: list[Place]) -> list[Place]:
    """Those, in their order, that stand at `start` or behind it."""
    if not named or named[-1].start < start:
        return []
    return [p for p in named if p.start >= start]


def _last_single(named: list[Place]) -> Place:
    """The last place that is no compound (京蒙), else the last one."""
    return next((p for p in reversed(named) if p.kind != "compound"), named[-1])

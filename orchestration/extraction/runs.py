"""Runs: the phrases of numbers that stand side by side (`门诊和住院费用分别为278.4元、9125.6元`), by the construction
that their run stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from . import binding
from .binding import Change, Left, Right
from .clauses import Clause
from .completion import Completion
from .lists import Lists
from .naming import Naming
from .numerals import Number
from .parents import Parents
from .phrases import PER_CAPITA, institution_in, stem, without_parts
from .reading import Reading, Thread
from .scene import Scene
from .spoken import Spoken
from .values import value

SUMS = frozenset(["累计", "合计", "总计", "共计", "计", "平均"])  # words before a number that name no quantity
_ONLY_A_LIST = re.compile(r"其中|含|包括|另有|[,:、和]")  # what leads to a number and names nothing
_BOTH = re.compile(r"(?:前|后)?[两三四]项|(?:前|后)?[两二三四]者")
MOST_BOUGHT = 14  # signs of what money went into, before all but the first of it is left out
_SAYS_WHAT = 3  # signs of a predicate that says what its subject does
_SIDE_BY_SIDE = re.compile(r"[、和及]")
_EVERYWHERE = ("全国", "全省", "全市", "全县", "全区", "全球")
MOST_SHARED_OUT = 12  # changes that one 分别 shares out; no sentence that somebody wrote has more
_ON_TERMS = re.compile(r"按|以|与|扣除|剔除|若")  # a change that is said under a condition: 按可比价格计算
_COMPARES = re.compile(r"较|比|高于|低于|分别")


@value
class Run:
    """Numbers that stand side by side, and the words on both sides of them."""

    numbers: list[Number]
    clause: Clause
    left: Left
    right: Right
    left_text: str
    preposed: bool  # whether they precede what they count

    @property
    def change(self) -> Change | None:
        """The change word, where it says how something changed and not what was made or where it arrived."""
        return self.left.change if self.left.change is not None and self.left.change.kind == "change" else None


@value
class Named:
    """The phrases of a run of numbers, and where they come from."""

    phrases: list[str]
    bases: Sequence[Reading | None] = ()  # the quantity that each has its phrase from
    inherited: bool = False
    is_change: bool = False


class Runs:
    """The constructions that name the runs of one paragraph."""

    def __init__(self, scene: Scene, thread: Thread, lists: Lists) -> None:
        self.scene, self.thread, self.lists, self.lexicon = scene, thread, lists, scene.lexicon
        self.spoken, self.parents = Spoken(scene, thread), Parents(scene, thread)
        self.naming, self.completion = Naming(scene, thread, self.spoken), Completion(scene, thread, self.spoken)

    def named(self, run: Run) -> Named:
        """The phrases of a run, by the first construction that it stands in; else those of what it speaks of."""
        left, right = run.left, run.right
        behind = right.noun != "" or right.predicate != ""
        for construction in _constructions((behind, left.share_of != "", left.phrase != "")):
            if (named := construction(self, run)) is not None:
                break
        else:
            named = self._anothers_words(run)
        if self.scene.subject and run.clause.start < self.scene.subject_ends:
            named = replace(named, phrases=[self.spoken.under_title(phrase) for phrase in named.phrases])
        if self.scene.item and run.change is None and not any(named.bases):
            named = replace(named, phrases=[self.spoken.entitled(phrase) for phrase in named.phrases])
        return named

    def _precedes(self, run: Run) -> Named | None:
        """`建成12个远程会诊中心`: the number precedes what it counts."""
        if not run.preposed:
            return None
        right = run.right
        if run.numbers[0].unit_kind == "money" and len(right.noun) > MOST_BOUGHT:
            right = replace(right, noun=_SIDE_BY_SIDE.split(right.noun)[0])  # 筹资建成疾控中心、妇幼保健院和中医院
        return Named([self.naming.preposed(run.left, right, run.clause)] * len(run.numbers))

    def _identifies(self, run: Run) -> Named | None:
        """`其中785份为甲型`: what the counted ones are."""
        predicate = run.right.predicate
        if predicate[:1] not in ("为", "是") or run.left.phrase or len(predicate) <= 2:
            return None
        if run.numbers[0].unit_kind == "money" and run.left.restored:
            return None  # 投入1.2亿元为基层配备设备
        return Named([self.naming.identified(predicate[1:])] * len(run.numbers))

    def _some_do(self, run: Run) -> Named | None:
        """`二级以上医院98%能够提供儿科服务`: what so many of those named do."""
        left, predicate = run.left, run.right.predicate
        if run.numbers[0].unit_kind != "rate" or left.linked or left.change is not None or left.share_of:
            return None
        if len(predicate) < _SAYS_WHAT or self.lexicon.head_kind(left.phrase) not in ("institution", "person"):
            return None
        return Named([binding.clip(left.phrase, 14) + binding.clip(predicate, 14)] * len(run.numbers))

    def _does(self, run: Run) -> Named | None:
        """`664万人享受城市最低生活保障`: what people, or institutions, do that are not named."""
        if len(run.left.phrase) > 3 or not run.right.does:
            return None
        does = binding.predicate_phrase(run.right.predicate, self.lexicon)
        if run.numbers[-1].unit in binding.INSTITUTIONS:
            return self._institutions_do(run, does)
        lead = (self.spoken.subject(run.clause) if len(does) <= 3 else "") or run.left.restored[-4:]
        return Named([binding.clip(lead + does, 20)] * len(run.numbers))

    def _institutions_do(self, run: Run, does: str) -> Named | None:
        """`受援医院中17家通过评审,6家达到三级水平`: 达到三级水平的受援医院."""
        if run.left.phrase:
            return None
        told = [r for r in (self.thread.head, self.thread.last) if r is not None and r.sentence == self.thread.sentence]
        kinds = (institution_in(stem(reading.metric).rpartition("的")[2], self.lexicon) for reading in told)
        who = self.thread.topic or next(filter(None, kinds), "")
        fits = who and len(does) + 1 + len(who) <= binding.MAX_METRIC
        return Named([f"{does}的{who}" if fits else binding.clip(does)] * len(run.numbers))

    def _undergoes(self, run: Run) -> Named | None:
        """`其中12例由定点医院收治`: what is done with the counted ones."""
        predicate = run.right.predicate
        done = predicate[:1] in ("由", "经", "系", "被", "属") or binding.is_under_care(predicate)
        if not done or (run.left.phrase and _ONLY_A_LIST.sub("", run.left_text)):
            return None
        return Named([binding.clip(predicate, 20)] * len(run.numbers))

    def _some_of_them(self, run: Run) -> Named | None:
        """`三级医院58所,且41%集中在兰州市`: a share of those just counted, by what they do."""
        told = self.thread.readings[-1] if self.thread.readings else None
        if run.numbers[0].unit_kind != "rate" or run.left.phrase or told is None or not run.right.predicate:
            return None
        counted = told.number.unit_kind in ("count", "person", "case") and not told.is_change
        if told.sentence != self.thread.sentence or not counted or len(run.right.predicate) < _SAYS_WHAT:
            return None
        return Named([binding.clip(stem(told.metric), 14) + binding.clip(run.right.predicate, 14)] * len(run.numbers))

    def _right_behind(self, run: Run) -> Named | None:
        """`乙类传染病13种3106例`: a second number of the same, with no word between."""
        before = self.thread.readings[-1] if self.thread.readings else None
        if before is None or before.number.unit_end != run.numbers[0].start or before.is_change:
            return None
        return Named([before.metric] * len(run.numbers))

    def _share_of_whole(self, run: Run) -> Named | None:
        """`基层诊疗量占全市总诊疗量的52.7%`: a share of a whole that is named."""
        phrase, whole, count = run.left.phrase, run.left.share_of, len(run.numbers)
        if not phrase or whole in ("", "比") or run.clause.depth:
            return None
        parts = binding.distribute(phrase, count, self.lexicon) or [phrase] * count
        whole += "比重" if whole in _EVERYWHERE else ""
        if count == 1 and _BOTH.fullmatch(phrase) and "合计" in run.left_text:
            parts = [phrase + "合计"]  # 三者合计占丙类的96.9%
        return Named([binding.clip(f"{part}占{whole}") for part in parts])

    def _share(self, run: Run) -> Named | None:
        """`其中女性占71.5%`: a share of what was told."""
        phrase, head = run.left.phrase, self.thread.head
        if not phrase or run.left.share_of != "比":
            return None
        of_rate = self.thread.parts and head is not None and head.number.unit_kind == "rate"
        whole = self.naming.share(phrase) or phrase
        if whole == phrase and not of_rate:
            whole = self.completion.completed(phrase, run.left.restored, run.numbers[0], run.clause)
        whole = whole if whole.endswith(("占比", "比重")) else whole + "占比"
        return Named([binding.clip(whole)] * len(run.numbers), is_change=True)

    def _one_of_two(self, run: Run) -> Named | None:
        """`诊疗量…,出院量…,前者增长5%`: one of the two quantities just told."""
        phrase = run.left.phrase
        if phrase[:2] not in ("前者", "后者") or not (pair := self.lists.last_told(2)):
            return None
        told = pair[0 if phrase[0] == "前" else 1]
        phrase = stem(told.metric) if told is not None else phrase
        if run.change is not None:
            phrase = self.naming.changed(phrase, run.left_text, run.change)
        return Named([phrase] * len(run.numbers), is_change=True)

    def _both(self, run: Run) -> Named | None:
        """`诊疗量…,出院量…,两者分别增长5%和3%`: the quantities just told, each with its change."""
        phrase, change = run.left.phrase, run.change
        if change is None or not _BOTH.fullmatch(phrase) or not (both := self.lists.last_told(len(run.numbers))):
            return None
        phrases = [self.naming.changed(stem(r.metric), run.left_text, change) if r else phrase for r in both]
        return Named(phrases, is_change=True)

    def _averages(self, run: Run) -> Named | None:
        """`门诊…人次、住院…人次,日均分别为…`: the averages, or the shares, of the quantities just told."""
        phrase, count = run.left.phrase, len(run.numbers)
        if count == 1:
            return None
        if PER_CAPITA.fullmatch(phrase):  # 医师7836人,护士8912人,折合每千人口3.32人和3.78人
            told = self.lists.last_told(count)
            return (
                Named([phrase.removeprefix("折合") + stem(r.metric) for r in told if r is not None]) if told else None
            )
        if phrase != "占比" and phrase not in self.lexicon.roles["per_one"]:
            return None
        phrases = [stem(r.metric) + phrase if r else phrase for r in self.lists.last_told(count)]
        return Named(phrases or [phrase] * count)

    def _growth(self, run: Run) -> Named | None:
        """`门诊人次增长6.2%,增速加快1.4个百分点`: how the growth of what was just told changed."""
        phrase, count = run.left.phrase, len(run.numbers)
        if run.change is None or run.numbers[-1].unit_kind != "point":
            return None
        growth = self.lexicon.roles["growth"].prefix_of(phrase)
        told = [r for r in self.thread.readings[-count:] if r.sentence == self.thread.sentence]
        if not growth or len(told) < count:
            return None
        wholes = [stem(r.metric).removesuffix(growth) for r in told]
        phrases = [self.naming.changed(binding.clip(w + phrase), run.left_text, run.change) for w in wholes]
        return Named(phrases, is_change=True)

    def _own_words(self, run: Run) -> Named | None:
        """Words of its own: distributed over its numbers, with their change, or completed by their whole."""
        left, change, count, first = run.left, run.change, len(run.numbers), run.numbers[0]
        if not left.phrase or left.share_of:
            return None
        phrase = self.naming.per_capita(left.phrase, run.clause, first)
        if change is not None:
            return self._own_change(run, phrase, change)
        parts = binding.distribute(phrase, count, self.lexicon) if count > 1 else None
        if parts is not None:
            if all(part in self.lexicon.parts for part in parts):
                parts = [self.completion.completed(part, part, first, run.clause) for part in parts]
            return Named([self.naming.measured_as_last(part, first) or part for part in parts])
        if count > 1 and (paired := self.lists.paired(phrase, count)):
            return Named(paired)
        return Named([self.completion.completed(phrase, left.restored, first, run.clause)] * count)

    def _own_change(self, run: Run, phrase: str, change: Change) -> Named:
        """`门诊和住院人次分别增长9.4%、2.8%`: words of its own that are said to have changed."""
        last, count = self._of_each(run) or self.thread.last, len(run.numbers)
        if last is not None and _ON_TERMS.match(run.left_text.strip()):
            phrase = binding.clip(stem(last.metric), 14) + phrase
        parts = binding.distribute(phrase, count, self.lexicon) if count > 1 else None
        first = run.numbers[0]
        phrase = self.naming.part_of_last(phrase, first) or self.naming.told_as(phrase, first) or phrase
        if phrase.startswith(change.word) or len(phrase) <= 6:
            phrase = self.spoken.with_agent(phrase, "", run.clause)
        phrases = [self.naming.changed(p, run.left_text, change) for p in (parts or [phrase])]
        is_change = not (run.left.phrase.startswith(change.word) or self.thread.parts)
        return Named(phrases if len(phrases) == count else phrases * count, is_change=is_change)

    def _anothers_words(self, run: Run) -> Named:
        """No words of its own: the subject, the quantity, or the list of quantities, that the run speaks of."""
        left, change, count = run.left, run.change, len(run.numbers)
        first = run.clause.depth and not self.thread.readings and run.numbers[0].unit_kind == "case"
        if first and (disease := self.spoken.glossed(run.clause)):
            return Named([disease] * count)  # 居前三位的病种为肺结核(1021例)
        if change is None and not left.share_of and (trending := self.spoken.trending(run.clause)):
            return Named([trending] * count)
        if change is not None and (topped := self.spoken.topped(run.clause)):
            return Named([self.naming.changed(topped, run.left_text, change)] * count, is_change=True)
        if change is None and not left.share_of and (group := self.spoken.extreme(run.clause)):
            last = self.thread.readings[-1] if self.thread.readings else None
            if last is not None and last.sentence == self.thread.sentence and last.number.unit == run.numbers[0].unit:
                return Named([binding.headed(group, without_parts(stem(last.metric), self.lexicon))] * count)
        if (
            change is None
            and not left.share_of
            and not left.phrase
            and (ranked := self.spoken.ranked_by(run.numbers[0]) or self.spoken.viewed(run.numbers[0]))
        ):
            return Named([ranked] * count)
        sums = run.left_text.strip(" ,、") in SUMS
        bases = self._bases(run)
        elsewhere = all(b is None or b.sentence != self.thread.sentence for b in bases)
        subject = self.spoken.subject(run.clause, count) if change is None or elsewhere or count > 1 else ""
        if subject and change is None and (sums or left.restored in self.lexicon.roles["light"]):
            return Named([subject] * count)
        if subject and not left.share_of and (names := self._quantities(subject, count, elsewhere=elsewhere)):
            if change is None:
                return Named(names)
            return Named([self.naming.changed(name, run.left_text, change) for name in names], is_change=True)
        phrases = [self._inherited(run, base, sums=sums) for base in bases]
        return Named(phrases, bases, inherited=True, is_change=bool(left.share_of) or change is not None)

    def _quantities(self, subject: str, count: int, *, elsewhere: bool) -> list[str]:
        """What a subject lists for each of `count` numbers, else itself for all of them, where what they would inherit
        was told `elsewhere`; nothing where it names no quantity.
        """
        parts = (binding.distribute(subject, count, self.lexicon) if count > 1 else None) or []
        if parts and (elsewhere or all(map(self._names_quantity, parts))):
            return parts if self._names_quantity(subject) else []
        return [subject] * count if elsewhere and self._names_quantity(subject) else []

    def _names_quantity(self, subject: str) -> bool:
        """Whether a subject is what is measured, or a disease whose cases are."""
        return bool(self.lexicon.head_kind(subject)) or bool(self.lexicon.roles["disease"].suffix_of(subject))

    def _of_each(self, run: Run) -> Reading | None:
        """What changed by a number that has a change word of its own in a list of changes:
        `门诊量…,住院量…,分别增长2.1%、下降1.3%`.
        """
        numbers = run.clause.numbers
        if len(run.numbers) > 1 or not 1 < len(numbers) <= MOST_SHARED_OUT:
            return None
        lead = run.clause.text(self.scene.text, run.clause.start, self.scene.numbers[numbers[0]].start)
        if "分别" not in lead:
            return None
        told = self.lists.last_told(len(numbers))
        return told[numbers.index(self.scene.index_of(run.numbers[0]))] if told else None

    def _bases(self, run: Run) -> list[Reading | None]:
        """The quantity that each number of the run inherits its phrase from."""
        left, count = run.left, len(run.numbers)
        if left.change is not None and (each := self._of_each(run)) is not None:
            return [each]
        bases: list[Reading | None] = [self.parents.of(left, run.clause, run.numbers[0])] * count
        if count > 1 and (left.change or _COMPARES.search(run.left_text)):
            told = self.lists.last_told(count)
            cases = left.change is None and run.numbers[0].unit_kind == "case"
            if cases and any(r is not None and r.number.unit_kind != "case" for r in told):
                return bases  # …分布在6个区,…三区分别为129、101、97例
            return told or bases
        if len(self.thread.group) == count > 1 and not left.phrase and self.thread.topic is None and not left.share_of:
            return list(self.thread.group)
        return bases

    def _inherited(self, run: Run, base: Reading | None, *, sums: bool) -> str:
        """The phrase of the quantity that a number speaks of, with the total, the share or the change that it is."""
        left, first, roles = run.left, run.numbers[0], self.lexicon.roles
        phrase = base.metric if base is not None else ""
        if base is None:
            phrase = self.thread.topic or self.naming.fallback(left, run.right, run.clause)
        elif sums and base.measure == "increment":
            phrase = "累计" + phrase.removeprefix(roles["create"].prefix_of(phrase))
        if base is not None and left.restored in roles["act"] and base.number.unit == first.unit:
            phrase = left.restored + binding.take_left(phrase, self.lexicon).phrase
        if left.share_of and (disease := self.spoken.glossed(run.clause)):
            return f"{disease}占{left.share_of}"
        if left.share_of == "比" and phrase.endswith("比重"):
            return phrase
        if left.share_of:
            return f"{stem(self.spoken.ranking(first) or phrase).removesuffix('占比')}占{left.share_of}"
        if run.change is not None:
            return self.naming.changed(stem(phrase), run.left_text, run.change)
        return phrase.removesuffix("峰值") if left.change is not None else phrase


Construction = Callable[[Runs, Run], Named | None]
# The order in which the constructions are tried, each with what it cannot do without: words behind the run, a whole
# that it is a share of, a phrase before it.
_ORDER: tuple[tuple[str, Construction], ...] = (
    # by the words behind the run
    ("behind", Runs._precedes),
    ("behind", Runs._identifies),
    ("behind phrase", Runs._some_do),
    ("behind", Runs._does),
    ("behind", Runs._undergoes),
    ("behind", Runs._some_of_them),
    # by the number before it
    ("", Runs._right_behind),
    # shares
    ("share", Runs._share_of_whole),
    ("share", Runs._share),
    # of quantities told before
    ("phrase", Runs._one_of_two),
    ("phrase", Runs._both),
    ("phrase", Runs._averages),
    ("phrase", Runs._growth),
    ("phrase", Runs._own_words),
)
_NEEDS = ("behind", "share", "phrase")


@cache
def _constructions(given: tuple[bool, ...]) -> tuple[Construction, ...]:
    """The constructions, in their order, that have what they need; `given` says of each of `_NEEDS` whether it is
    there.
    """
    met = {"", *(need for need, there in zip(_NEEDS, given, strict=True) if there)}
    return tuple(construction for needs, construction in _ORDER if met.issuperset(needs.split()))

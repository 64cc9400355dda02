"""The field's knowledge that reading needs, loaded once from the CSV files of `lexicon/`; no rule of grammar
lives here.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, MatchKind

from .model import Qualifier, Status
from .text import fold
from .values import value

SHORT_LINE = 100  # in a longer line only how it begins says that it is no body
_FOLDER = resources.files(__package__) / "lexicon"


def table(name: str) -> list[dict[str, str]]:
    """The rows of `lexicon/<name>.csv`, widths folded as the grammar reads them (patterns are written folded)."""
    lines = (_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return [{k: v if k == "pattern" else fold(v) for k, v in row.items()} for row in csv.DictReader(lines)]


_Tell = tuple[int, re.Pattern[str], str, str]  # of furniture: which row, its pattern, kind and scope
_RANK = itemgetter(0)
_LITERAL = re.compile(r"[\u4e00-\u9fffA-Za-z▲](?![?*+{])")  # how a pattern begins that one sign alone can begin
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.")  # of a pattern: a sign, a set of signs, an escape
_LEADS = re.compile(r"\(([^()\[\]\\?^|]+(?:\|[^()\[\]\\?^|]+)+)\)(?![?*+{])")
# 8个体育公园, 3个案例, 3例均为轻症: nothing of 个体, 个案, 例均费用
_NO_WORD_WITH = (
    "体育", "案例", "案件", "体检", *(f"均{sign}" for sign in "为有系在是来属已由未无经")
)  # fmt: skip
_AT_LEAST_SOME = re.compile(r"(至少|最少)[\u4e00-\u9fff]{4,12}$")  # 至少配备负压救护车(2辆)


class Words(frozenset[str]):
    """A set of words that a text may start or end with, longest first."""

    __slots__ = ("_by_first", "_by_last", "first_signs", "last_signs")

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first = _lengths(self, 0)
        self._by_last = _lengths(self, -1)
        self.first_signs, self.last_signs = frozenset(self._by_first), frozenset(self._by_last)

    def suffix_of(self, text: str) -> str:
        """The longest word that the text ends with, or ''."""
        lengths = self._by_last.get(text[-1:])
        if lengths is None:
            return ""  # nearly always: no loop is made for it
        for length in lengths:
            if (word := text[-length:]) in self:
                return word
        return ""

    def before(self, text: str, end: int) -> str:
        """The longest word that `text[:end]` ends with, or ''."""
        lengths = self._by_last.get(text[end - 1 : end])
        if lengths is None:
            return ""
        for length in lengths:
            if length <= end and (word := text[end - length : end]) in self:
                return word
        return ""

    def inside(self, text: str, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Where words begin in `text[start:stop]`, from left to right, each with the longest word that stands there."""
        for at in range(start, stop):
            if text[at] in self._by_first and (word := self.prefix_of(text, at)):
                yield at, word

    def prefix_of(self, text: str, start: int = 0) -> str:
        """The longest word that stands at `start` of `text`, or ''."""
        lengths = self._by_first.get(text[start : start + 1])
        if lengths is None:
            return ""
        for length in lengths:
            if (word := text[start : start + length]) in self:
                return word
        return ""


def _lengths(words: Iterable[str], at: int) -> dict[str, list[int]]:
    """For each sign that a word has at `at` (its first or last), the lengths of such words, longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in words:
        lengths[word[at]].add(len(word))
    return {sign: sorted(found, reverse=True) for sign, found in lengths.items()}


@value
class Region:
    """A row of the gazetteer."""

    region_id: str
    name: str
    short_names: tuple[str, ...]
    level: str
    parent_id: str


@value
class Cues:
    """The status cues of one scope: any of them at once, and each with its status."""

    any: re.Pattern[str]
    each: Sequence[tuple[re.Pattern[str], Status]]

    def last_in(self, text: str) -> Status | None:
        """The status that the last cue in the text gives it, or None."""
        best: tuple[int, Status] | None = None
        if not self.any.search(text):
            return None
        for pattern, status in self.each:
            for match in pattern.finditer(text):
                if best is None or match.start() >= best[0]:
                    best = (match.start(), status)
        return best[1] if best else None


class Furniture:
    """What tells a line that is no body: how it begins, and in a short line also what it holds."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._led: dict[str, list[_Tell]] = defaultdict(list)  # by the sign that they begin with
        self._opening: list[_Tell] = []
        self._inside: list[_Tell] = []
        for rank, row in enumerate(rows):
            tell = rank, re.compile(row["pattern"]), row["kind"], row["scope"]
            leads = _led(row["pattern"][1:]) if row["pattern"][0] == "^" else []
            if leads and all(_LITERAL.match(lead) for lead in leads):
                for sign in {lead[0] for lead in leads}:
                    self._led[sign].append(tell)
            else:
                (self._opening if leads else self._inside).append(tell)
        self._any_opening = _any_of([tell[1].pattern[1:] for tell in self._opening])
        self._any_inside = _any_of([tell[1].pattern for tell in self._inside])

    def kind_of(self, line: str) -> tuple[str, str] | None:
        """The kind and scope of a line that is no body, by the first row that tells it, or None."""
        tells = [tell for tell in self._led.get(line[:1], ()) if tell[1].match(line)]
        if self._any_opening.match(line):
            tells += [tell for tell in self._opening if tell[1].match(line)]
        if len(line) <= SHORT_LINE and self._any_inside.search(line):
            tells += [tell for tell in self._inside if tell[1].search(line)]
        return min(tells, key=_RANK)[2:] if tells else None


@value
class Lexicon:
    """All tables, indexed as the passes need them."""

    roles: Mapping[str, Words]
    terms: frozenset[str]  # all that have a role, or name a part or an outcome
    units: Words
    unit_kind: Mapping[str, str]
    unit_not_before: Mapping[str, frozenset[str]]  # characters that make the unit part of another word
    unit_signs: frozenset[str]  # what a unit behind a number begins with: its own, a noun that names people, a blank
    people: Words  # nouns that name people
    after_subject: Words  # what stands behind whoever a sentence is about: verbs, adverbs, words for rising and falling
    created: re.Pattern[str]  # a verb of creating that needs more than one sign
    parts: Words  # words that name a part of a whole by themselves: 男性, 重症, 城市
    outcomes: Words  # what became of cases: 死亡, 治愈出院
    front_signs: frozenset[str]  # the first signs of the words that are taken off the front of a phrase
    left_ends: frozenset[str]  # the last signs of the words that are taken off the end of what stands before a number
    moving: frozenset[str]  # the first signs of the words for rising and falling
    arriving: frozenset[str]  # the first signs of the words for arriving
    moved_ends: frozenset[str]  # the last signs of these, and of arriving
    guards: Mapping[
        str, tuple[tuple[str, ...], tuple[str, ...], bool]
    ]  # place form -> not after, not before, needs parent
    hedges_before: Words
    bound_ends: frozenset[str]  # the last signs of these bounds and of short object verbs, and the blank behind them
    hedges_after: Words
    hedge_signs: frozenset[str]  # the first signs of these, and the bracket that they may stand in
    hedge_qualifier: Mapping[tuple[str, str], Qualifier]
    hedge_not_after: Mapping[str, frozenset[str]]  # characters that make a bound part of another word (签约)
    furniture: Furniture
    regions: Mapping[str, Region]
    chains: Mapping[str, tuple[str, ...]]  # region -> itself and what it lies in, innermost first
    provinces: Words  # what provinces are called
    names: Mapping[str, tuple[str, ...]]  # written name -> region ids
    sites: Mapping[str, str]  # institution -> region id
    compounds: Mapping[str, tuple[str, ...]]  # 京蒙 -> region ids
    places: AhoCorasick
    place_words: Sequence[str]
    place_forms: frozenset[str]
    cues: Mapping[str, Cues]  # status cues by their scope
    cued: re.Pattern[str]  # any cue that a clause may hold: few clauses do
    heads: Mapping[str, str]  # head noun -> kind
    head_words: Words
    cooperation: re.Pattern[str]
    genres: Sequence[tuple[re.Pattern[str], str]]

    def unit_at(self, text: str, at: int) -> tuple[str, int]:
        """The unit written at `at`, and its end; ('', at) where none is."""
        start = at
        while text.startswith(" ", start):
            start += 1
        unit = self.units.prefix_of(text, start)
        while unit in self.unit_not_before:
            end = start + len(unit)
            if text[end : end + 1] not in self.unit_not_before[unit] or text.startswith(_NO_WORD_WITH, end):
                break
            unit = self.units.prefix_of(text[start : end - 1]) if len(unit) > 1 else ""
        if unit:
            return (unit.partition("(")[0] or unit if "(" in unit else unit), start + len(unit)  # 台(套): 台
        return ("人", at) if start == at and self.people.prefix_of(text, start) else ("", at)

    def hedge_after(self, text: str, at: int) -> tuple[Qualifier | None, int]:
        """The bound that follows at `at` (左右, 以上 …), and its end."""
        start = at + 1 if text.startswith("(", at) else at
        word = self.hedges_after.prefix_of(text, start)
        if not word:
            return None, at
        end = start + len(word)
        if start > at:
            if text[end : end + 1] != ")":
                return None, at
            end += 1
        return self.hedge_qualifier[word, "after"], end

    def hedge_of_all(self, text: str, at: int) -> Qualifier | None:
        """The bound in front of the words that stand before `at`: 至少 of 至少配备救护车(2辆)."""
        bound = _AT_LEAST_SOME.search(text, max(0, at - 16), at)
        return self.hedge_qualifier.get((bound[1], "before")) if bound is not None else None

    def hedge_before(self, text: str, at: int, gap: str) -> tuple[Qualifier | None, int]:
        """The bound that stands before `at`, over a verb's 了 or 到, or a short object verb; and its start."""
        end = at
        while end > 0 and text[end - 1] == " ":
            end -= 1
        stop = end
        while True:
            if word := self.hedges_before.before(text, stop):
                start = stop - len(word)
                if text[max(0, start - 1) : start] not in self.hedge_not_after.get(word, ("",)):
                    return self.hedge_qualifier[word, "before"], start
            stop -= 1
            if stop <= 0 or stop < end - 2 or text[stop] not in gap:
                break
        verb = self.roles["light"].before(text, end)
        if verb:
            word = self.hedges_before.before(text, end - len(verb))
            if word and self.hedge_qualifier[word, "before"] in ("at_least", "at_most"):
                return self.hedge_qualifier[word, "before"], end - len(verb) - len(word)
        return None, at

    def head_suffix(self, phrase: str) -> str:
        """The longest head noun that the phrase ends with, or ''."""
        return self.head_words.suffix_of(phrase)

    def head_kind(self, phrase: str) -> str:
        """What kind of thing the phrase's head noun is: institution, person, measure, thing, or ''."""
        if phrase.endswith(")") and (opens := phrase.rfind("(")) > 0:
            phrase = phrase[:opens]  # 流感样病例(ILI)
        return self.heads.get(self.head_words.suffix_of(phrase.rstrip(")）”")), "")

    def ancestors(self, region_id: str) -> tuple[str, ...]:
        """The region and what it lies in, innermost first."""
        return self.chains.get(region_id, ())


def _chain(region_id: str, regions: Mapping[str, Region]) -> tuple[str, ...]:
    chain: list[str] = []
    while region_id and region_id in regions and region_id not in chain:
        chain.append(region_id)
        region_id = regions[region_id].parent_id
    return tuple(chain)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all of them: whether any is there is asked far more often than which. Those that begin with one
    sign stand together behind it, and none else is in brackets: `re` leaps to the signs that the alternatives on its
    outermost level begin with, and tries each of them there.
    """
    together: dict[str, list[str]] = defaultdict(list)
    for led in (led for pattern in patterns for choice in _alternatives(pattern) for led in _led(choice)):
        together[led[0] if _LITERAL.match(led) else led].append(led)
    return re.compile("|".join(_behind_one_sign(its) if len(its) > 1 else its[0] for its in together.values()))


def _behind_one_sign(patterns: Sequence[str]) -> str:
    return f"{patterns[0][0]}(?:{'|'.join(pattern[1:] for pattern in patterns)})"


def _alternatives(pattern: str) -> list[str]:
    """What the bars on its outermost level part a pattern into."""
    found, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        if piece == "|" and not depth:
            found.append("")
            continue
        depth += (piece == "(") - (piece == ")")
        found[-1] += piece
    return found


def _led(pattern: str) -> list[str]:
    """The pattern once for each of the words that it begins with: 热门推荐 and 精彩推荐 for (热门|精彩)推荐."""
    leads = _LEADS.match(pattern)
    return [word + pattern[leads.end() :] for word in leads[1].split("|")] if leads else [pattern]


def _cues(scope: str) -> Cues:
    rows = [row for row in table("cues") if row["scope"] == scope]
    each = [(re.compile(row["pattern"]), row["status"]) for row in rows]
    return Cues(_any_of(row["pattern"] for row in rows), each)  # type: ignore[arg-type]


_AFTER_SUBJECT = ("light", "create", "adverb", "link", "predicate", "up", "down", "stock")
_CHANGED_BY = ("了", "达", "达到")  # behind a verb of two signs the change follows, not what was arrived at: 增长达8%


@cache
def load() -> Lexicon:
    """The lexicon; read once a process."""
    roles: dict[str, set[str]] = defaultdict(set)
    for row in table("terms"):
        roles[row["role"]].add(row["word"])
    for verbs, change, arrival in (("rise", "up", "arrival_up"), ("fall", "down", "arrival_down")):
        roles[change] |= {verb + end for verb in roles[verbs] & roles[change] if len(verb) > 1 for end in _CHANGED_BY}
        roles[arrival] |= {verb + end for verb in roles[verbs] for end in roles["arriving"]}
        roles[arrival] |= {verb + "达" for verb in roles[verbs] if len(verb) == 1}
    units = table("units")
    hedges = table("hedges")
    heads = table("heads")
    regions = {
        row["region_id"]: Region(
            row["region_id"],
            row["region"],
            tuple(filter(None, row["short_names"].split("|"))),
            row["level"],
            row["parent_region_id"],
        )
        for row in table("regions")
    }
    names: dict[str, list[str]] = defaultdict(list)
    for region in regions.values():
        for name in {region.name, *region.short_names}:
            names[name].append(region.region_id)
    sites = {row["name"]: row["region_id"] for row in table("institutions")}
    compounds = {row["word"]: tuple(row["region_ids"].split("|")) for row in table("demonyms") if len(row["word"]) > 1}
    words = {role: Words(its) for role, its in roles.items()}
    hedges_before = Words(row["word"] for row in hedges if row["position"] == "before")
    hedges_after = Words(row["word"] for row in hedges if row["position"] == "after")
    unit_words = Words(row["unit"] for row in units)
    people = Words(row["word"] for row in heads if row["kind"] == "person" and row["word"] not in ("者", "人"))
    place_words = list(dict.fromkeys([*names, *sites, *compounds]))
    return Lexicon(
        roles=words,
        terms=frozenset().union(*words.values(), (row["word"] for row in heads if row["kind"] in ("part", "outcome"))),
        units=unit_words,
        unit_kind={row["unit"]: row["kind"] for row in units},
        unit_not_before={row["unit"]: frozenset(row["not_before"]) for row in units if row["not_before"]},
        unit_signs=unit_words.first_signs | people.first_signs | {" "},
        people=people,
        after_subject=Words(set().union(*(words[role] for role in _AFTER_SUBJECT))),
        created=_any_of(sorted((word for word in words["create"] if len(word) > 1), key=len, reverse=True)),
        parts=Words(row["word"] for row in heads if row["kind"] == "part"),
        outcomes=Words(row["word"] for row in heads if row["kind"] == "outcome"),
        front_signs=words["adverb"].first_signs | words["light"].first_signs,
        left_ends=hedges_before.last_signs.union(
            *(words[role].last_signs for role in ("arrival_up", "arrival_down", "up", "down", "link"))
        ),
        moving=words["up"].first_signs | words["down"].first_signs,
        arriving=words["arrival_up"].first_signs | words["arrival_down"].first_signs,
        moved_ends=frozenset[str]().union(
            *(words[role].last_signs for role in ("arrival_up", "arrival_down", "up", "down"))
        ),
        guards={
            row["form"]: (_split(row["not_after"]), _split(row["not_before"]), row["needs_parent"] == "true")
            for row in table("region_guards")
        },
        hedges_before=hedges_before,
        bound_ends=hedges_before.last_signs | words["light"].last_signs | {" "},
        hedges_after=hedges_after,
        hedge_signs=hedges_after.first_signs | {"("},
        hedge_qualifier={(row["word"], row["position"]): row["qualifier"] for row in hedges},  # type: ignore[misc]
        hedge_not_after={row["word"]: frozenset(row["not_after"]) for row in hedges if row["position"] == "before"},
        furniture=Furniture(table("furniture")),
        regions=regions,
        chains={region_id: _chain(region_id, regions) for region_id in regions},
        provinces=Words(name for r in regions.values() if r.level == "province" for name in (r.name, *r.short_names)),
        names={name: tuple(ids) for name, ids in names.items()},
        sites=sites,
        compounds=compounds,
        places=AhoCorasick(place_words, matchkind=MatchKind.LeftmostLongest),
        place_words=place_words,
        place_forms=frozenset(place_words),
        cues={scope: _cues(scope) for scope in ("heading", "scope", "clause", "opening", "told")},
        cued=_any_of(row["pattern"] for row in table("cues") if row["scope"] in ("scope", "clause")),
        heads={row["word"]: row["kind"] for row in reversed(heads)},
        head_words=Words(row["word"] for row in heads),
        cooperation=_any_of(row["pattern"] for row in table("cooperation")),
        genres=[(re.compile(row["pattern"]), row["genre"]) for row in table("genres")],
    )

"""Whatever becomes of a text, reading it never raises, and what is read is where it says it is."""

from __future__ import annotations

import gc
import random

import pytest

from orchestration.extraction import Declared, Extraction, extract, read_facts

from .writing import SEEDS

TEXTS = [path.read_bytes().decode("utf-8") for path in SEEDS]
SHAKERS = (
    "0123456789",
    "０１２３４５６７８９",
    "零一二两三四五六七八九十百千万亿",
    "，。；：、,.;:!?！？",
    "()（）【】《》“”\"'",
    "%％‰/／-—~～至到",
    "余多约近超不低于以上以下左右",
    "年月日底末初季度周“十四五”截至去今",
    "家个张人名例次元岁天倍成分之点",
    "其中分别各均占比较从由增降新将已到",
    " \t\u3000\u00a0\n\r\x0b\x0c\u2028\x85",
    "\u200b\u200f\ufeff\u00ad\x00\ud7ff\uffff😀𠀀",
    "北京天津河北雄安朝阳区省市县全国",
    "#*|•●▲>[]{}\\",
)
DIGITS = frozenset("0123456789０１２３４５６７８９")
LIMIT = 24
WINDOW = 1200
SAMPLE = 300
ALL = 100_000


def mutated(seed: int) -> str:
    """A stretch of a seed, shaken: signs inserted, deleted, replaced, doubled, and stretches moved about."""
    rng = random.Random(seed)
    whole = rng.choice(TEXTS)
    start = rng.randrange(max(1, len(whole) - 200))
    text = whole[start : start + rng.randrange(40, WINDOW)]
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(text) + 1)
        shaker = rng.choice(SHAKERS)
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + "".join(rng.choices(shaker, k=rng.randrange(1, 6))) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + rng.randrange(1, 12) :]
        elif kind == 2:
            text = text[:at] + rng.choice(shaker) + text[at + 1 :]
        elif kind == 3:
            text = text[:at] + text[at : at + rng.randrange(1, 40)] * 2 + text[at + 1 :]
        elif kind == 4:
            other = rng.choice(TEXTS)
            begin = rng.randrange(len(other))
            text = text[:at] + other[begin : begin + rng.randrange(1, 80)] + text[at:]
        else:
            text = text[:at] + rng.choice(shaker) * rng.randrange(1, 60) + text[at:]
    return text


def holds(text: str, result: Extraction) -> None:
    """The offsets are those of the text, evidence is tight, and every numeral has its one outcome."""
    at = 0
    for block in result.blocks:
        assert block.char_start == at < block.char_end
        at = block.char_end
    assert at == len(text)
    rows = [(n.char_start, n.char_end) for n in result.numerals]
    assert all(0 <= start < end <= len(text) for start, end in rows)
    body = [(b.char_start, b.char_end) for b in result.blocks if b.kind == "body"]
    assert all(any(s <= start < e for s, e in body) for start, _end in rows)
    covered = {at for start, end in rows for at in range(start, end)}
    assert all(at in covered for s, e in body for at in range(s, e) if text[at] in DIGITS)
    own: dict[int, int] = {}
    for numeral in result.numerals:
        assert (numeral.observation is not None) == (numeral.outcome in ("observation", "restated"))
        if numeral.outcome == "observation":
            assert numeral.observation is not None
            assert own.setdefault(numeral.observation, numeral.char_start) == numeral.char_start
    assert sorted(own) == list(range(len(result.observations)))
    for index, observation in enumerate(result.observations):
        assert 0 <= observation.char_start <= own[index] < observation.char_end <= len(text)
        assert observation.char_end - observation.char_start <= LIMIT
        assert observation.evidence_start <= observation.char_start
        assert observation.char_end <= observation.evidence_end <= len(text)
        assert any(
            c.isdigit() or c in "零一二两三四五六七八九十百千万亿数几成"
            for c in text[own[index] : observation.char_end]
        )
        assert observation.value == observation.value
        assert observation.value_high is None or observation.value_high >= observation.value
        assert observation.year is None or observation.period_end is not None
        assert observation.metric
        assert len(observation.metric) <= 40
    assert rows == sorted(rows)


def survive(seed: int) -> None:
    """One mutation: read it, and hold it to its promises."""
    text = mutated(seed)
    try:
        result = extract(text, Declared())
        holds(text, result)
        assert read_facts(text, Declared()) == result.facts
    except Exception as error:
        raise AssertionError(f"mutation {seed}: {type(error).__name__}: {error}\n{text!r}") from error


@pytest.mark.parametrize("part", range(6))
def test_a_sample_of_mutations(part: int) -> None:
    for seed in range(part * SAMPLE // 6, (part + 1) * SAMPLE // 6):
        survive(seed)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(100))
def test_all_mutations(part: int) -> None:
    for seed in range(part * ALL // 100, (part + 1) * ALL // 100):
        survive(seed)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(len(text)))
def test_the_seeds_themselves(text: str) -> None:
    holds(text, extract(text, Declared()))


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000 + "家",
        "1." * 3000,
        "(" * 3000 + "5家" + ")" * 3000,
        "其中" * 2000 + "5家",
        "“" * 2000 + "5家" + "”" * 2000,
        "2023年" * 2000,
        "、".join(f"{n}家" for n in range(500)),
        "分别为" + "、".join(f"{n}.5%" for n in range(300)) + "。",
        "每" * 1000 + "1000人5张",
        "从" * 1000 + "5家" + "到" * 1000 + "6家",
        "\ufffe共有5家医院。",
        "0" * 400 + "." + "0" * 400 + "%",
    ],
    ids=lambda text: text[:4].encode("unicode_escape").decode(),
)
def test_hostile_texts(text: str) -> None:
    holds(text, extract(text, Declared()))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(len(text)))
def test_reading_leaves_no_cycles(text: str) -> None:
    """The collector of cycles is held back while a bulletin is read: it must have nothing to find."""
    extract(text, Declared())  # what is loaded once may hold cycles
    gc.collect()
    extract(text, Declared())
    assert gc.collect() == 0

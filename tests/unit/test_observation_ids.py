"""Identities of observations survive what happens elsewhere in their bulletin."""

from __future__ import annotations

from orchestration.extraction.model import Observation
from orchestration.identity import observation_ids

FIRST, SECOND = "新增床位2900张，新增护士2900名。", "诊疗量达167万人次。"


def observed(text: str, *numbers: str) -> tuple[Observation, ...]:
    """Observations of every occurrence of these numbers, each with its sentence as evidence."""
    found, start = [], 0
    for sentence in text.splitlines(keepends=True):
        for number in numbers:
            at = sentence.find(number)
            while at >= 0:
                found.append(_observation(start + at, start + at + len(number), start, start + len(sentence)))
                at = sentence.find(number, at + 1)
        start += len(sentence)
    return tuple(found)


def _observation(char_start: int, char_end: int, evidence_start: int, evidence_end: int) -> Observation:
    return Observation(
        char_start=char_start,
        char_end=char_end,
        value=1.0,
        value_high=None,
        unit="张",
        qualifier="exact",
        measure="level",
        direction=None,
        status="actual",
        status_basis="stated",
        year=2024,
        period_start=None,
        period_end=None,
        period_basis="stated",
        region=None,
        region_id=None,
        region_basis="inferred",
        metric="床位",
        cooperation=False,
        section=None,
        evidence_start=evidence_start,
        evidence_end=evidence_end,
    )


def ids(text: str) -> list[str]:
    return observation_ids("b_1", text, observed(text, "2900", "167万"))


def test_an_edit_elsewhere_changes_no_identity() -> None:
    before = ids(f"{FIRST}\n{SECOND}\n")
    after = ids(f"说明：本公报有修订。\n{FIRST}\n又及。\n{SECOND}\n")
    assert before == after
    assert len(set(before)) == 3


def test_an_edit_of_the_sentence_changes_its_own_identities_only() -> None:
    before, after = ids(f"{FIRST}\n{SECOND}\n"), ids(f"今年{FIRST}\n{SECOND}\n")
    assert before[2] == after[2]
    assert not set(before[:2]) & set(after[:2])


def test_a_sentence_said_twice_has_two_identities() -> None:
    assert len(set(ids(f"{SECOND}\n{SECOND}\n"))) == 2


def test_white_space_does_not_matter_and_order_is_of_the_text() -> None:
    text = f"{FIRST}\n"
    found = observed(text, "2900")
    assert observation_ids("b_1", text, found) == list(reversed(observation_ids("b_1", text, found[::-1])))


def test_two_bulletins_share_no_identity() -> None:
    text = f"{FIRST}\n"
    found = observed(text, "2900")
    assert not set(observation_ids("b_1", text, found)) & set(observation_ids("b_2", text, found))

"""What is wrong with one bulletin costs that bulletin only."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from expectations.accounting import ExpectBulletinUnderstood, ExpectCorpusUnderstood
from expectations.limits import limit
from orchestration import gates
from tests.gates.world import World

TELEPHONE = "13812345678"


def _break(world: World, table: str, index: int, **fields: Any) -> None:
    world.raw[table][index].update(fields)


def test_good_bulletins_are_not_quarantined(world: World) -> None:
    assert world.quarantine() == []


@pytest.mark.parametrize(
    ("table", "fields", "rule"),
    [
        ("bulletins", {"published_on": date(2099, 1, 1)}, "ExpectPublishedPlausible"),
        ("bulletins", {"title": f"致电{TELEPHONE}"}, "ExpectNothingPrivate"),
        ("bulletins", {"raw_text": "北京\ufffd卫生"}, "ExpectReadableText"),
        ("observations", {"metric": " "}, "ExpectNamed"),
        ("observations", {"direction": "up"}, "ExpectDirectionOfLevel"),
        ("observations", {"value": 298}, "ExpectSpanToStateValue"),
        ("observations", {"unit": "啊"}, "ExpectKnown"),
        ("observations", {"year": 1840, "period_end": None}, "ExpectYearPlausible"),
        ("observations", {"evidence": "别的话"}, "ExpectEvidenceAroundSpan"),
        ("numerals", {"observation_id": "o_x", "outcome": "observation"}, "ExpectNumeralOutcome"),
        ("blocks", {"char_start": 1}, "ExpectBlocksToCover"),
    ],
)
def test_the_bulletin_is_quarantined_with_its_reason_and_the_gates_judge_the_rest(
    world: World, table: str, fields: dict[str, Any], rule: str
) -> None:
    _break(world, table, 0, **fields)
    findings = world.quarantine()
    bulletin = world.row("bulletins")
    assert {bulletin_id for bulletin_id, _, _ in findings} == {bulletin["bulletin_id"]}
    assert rule in {found for _, found, _ in findings}
    assert all(reason for _, _, reason in findings)
    assert TELEPHONE not in str(findings)
    world.raw["quarantined_bulletins"] = [
        {"bulletin_id": bulletin_id, "file_name": bulletin["file_name"], "rule": found, "reason": reason}
        for bulletin_id, found, reason in findings
    ]
    verdict = world.judge("bulletins" if table == "bulletins" else "observations")
    assert verdict.passed, verdict.message()
    assert verdict.n_rows > 0


def test_being_in_quarantine_does_not_hide_the_reason(world: World) -> None:
    _break(world, "observations", 0, value=298)
    findings = world.quarantine()
    bulletin_id, rule, reason = findings[0]
    world.raw["quarantined_bulletins"] = [
        {"bulletin_id": bulletin_id, "file_name": "f", "rule": rule, "reason": reason}
    ]
    assert world.quarantine() == findings


def test_one_gate_alone_looks_at_its_own_rules(world: World) -> None:
    _break(world, "bulletins", 0, published_on=date(2099, 1, 1))
    _break(world, "observations", 0, value=298)
    world.write()
    with duckdb.connect(str(world.staging_path), read_only=True) as con:
        rules = {gate: {rule for _, rule, _ in gates.quarantine_findings(con, gate)} for gate in gates.GATES[:2]}
    assert rules == {"bulletins": {"ExpectPublishedPlausible"}, "observations": {"ExpectSpanToStateValue"}}


def test_a_quarantined_bulletin_in_a_mart_stops_the_publication(world: World) -> None:
    bulletin = world.row("bulletins")
    world.raw["quarantined_bulletins"] = [
        {"bulletin_id": bulletin["bulletin_id"], "file_name": bulletin["file_name"], "rule": "r", "reason": "r"}
    ]
    failed = {failure.expectation: failure.rows for failure in world.judge("marts").failures}
    assert {row["bulletin_id"] for row in failed["expect_from_source"]} == {bulletin["bulletin_id"]}


def test_an_observation_of_a_copy_in_a_mart_stops_the_publication(world: World) -> None:
    world.marts["fct_observation"][0]["bulletin_id"] = world.row("bulletins", 2)["bulletin_id"]
    assert "expect_from_source" in {failure.expectation for failure in world.judge("marts").failures}


@pytest.mark.parametrize(("small", "quarantined"), [(1, 0), (30, 30)])
def test_many_small_bulletins_can_not_stop_the_others(small: int, quarantined: int) -> None:
    """A few unexplained numerals are let pass, but not in so many bulletins that the whole corpus would be blocked."""
    good = [{"bulletin_id": "b_good", "file_name": "good.txt", "numerals": 800, "unexplained": 0}]
    one = {"file_name": "small.txt", "numerals": 8, "unexplained": 7}
    frame = pd.DataFrame(good + [one | {"bulletin_id": f"b_{number}"} for number in range(small)])
    broken = ExpectBulletinUnderstood().broken(frame)
    assert len(broken) == quarantined
    assert "b_good" not in set(broken["bulletin_id"])
    kept = frame.loc[~frame["bulletin_id"].isin(broken["bulletin_id"])]
    assert ExpectCorpusUnderstood(most=limit("unexplained_share_most")).broken(kept).empty

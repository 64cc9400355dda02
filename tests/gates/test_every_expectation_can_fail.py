"""For every expectation of every suite: good data passes, and one corruption of it fails exactly there."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import expectations
from expectations import bulletins, marts, observations
from expectations.rows import RowExpectation
from orchestration import gates
from orchestration.data_docs import run_suite
from tests.gates.world import MARTS, VERSION, Corrupt, World, good, ids

SUITES = {"bulletins": bulletins.suite, "observations": observations.suite, "marts": marts.suite}


def _set(table: str, index: int = 0, **fields: Any) -> Corrupt:
    return lambda world: world.raw[table][index].update(fields)


def _set_mart(table: str, index: int = 0, **fields: Any) -> Corrupt:
    return lambda world: world.marts[table][index].update(fields)


def _empty(table: str) -> Corrupt:
    return lambda world: world.raw[table].clear()


def _half_volume(world: World) -> None:
    world.published["fct_observation"] += [
        row | {"observation_id": ids("o", str(index))}
        for index, row in enumerate([world.published["fct_observation"][0]] * 5)
    ]


def _private_evidence(world: World) -> None:
    observation = world.row("observations")
    observation["evidence"] = f"{observation['evidence']}联系电话13812345678"


def _forget_numerals(world: World) -> None:
    world.raw["numerals"] = world.raw["numerals"][len(world.raw["numerals"]) // 2 :]


def _explain_nothing(share: int) -> Corrupt:
    def corrupt(world: World) -> None:
        names = [row for row in world.raw["numerals"] if row["outcome"] == "name"]
        for row in names[: max(1, len(world.raw["numerals"]) * share // 100)]:
            row["outcome"] = "unexplained"

    return corrupt


def _observe_nothing(world: World) -> None:
    silent = world.row("bulletins", 1)["bulletin_id"]
    world.raw["observations"] = [row for row in world.raw["observations"] if row["bulletin_id"] != silent]


def _quarantine_all(world: World) -> None:
    world.raw["quarantined_bulletins"] = [
        {"bulletin_id": row["bulletin_id"], "file_name": row["file_name"], "rule": "r", "reason": "r"}
        for row in world.raw["bulletins"]
    ]


def _overlap(world: World) -> None:
    first = world.row("observations")
    world.raw["observations"].append(
        first | {"observation_id": ids("o", "again"), "char_start": first["char_start"] + 1}
    )


def _of_nobody(world: World) -> None:
    stranger = world.marts["fct_observation"][0]
    world.marts["fct_observation"].append(stranger | {"observation_id": ids("o", "nobody's")})


def _uncounted(world: World) -> None:
    world.marts["publication"][0]["fct_observation"] += 1


def _lose_fact(world: World) -> None:
    world.marts["fct_observation"].pop()


def _empty_mart(world: World) -> None:
    world.marts["mart_indicator_series"].clear()


# (gate, frame, expectation, column or "")
Key = tuple[str, str, str, str]
WARNING_ONLY = {"ExpectMetricPhrase", "ExpectDirectionOfChange", "ExpectTargetAhead"}
# Independent checks of single columns, broken all at once.
TOGETHER = ["ExpectColumnValuesToNotBeNull", "ExpectColumnValuesToBeInSet"]
_SHARE = {"unit": "%", "metric": "家庭医生签约率"}
CORRUPTIONS: dict[Key, Corrupt] = {
    ("bulletins", "bulletins", "ExpectTableRowCountToBeBetween", ""): _empty("bulletins"),
    ("bulletins", "bulletins", "ExpectColumnValuesToNotBeNull", "bulletin_id"): _set("bulletins", bulletin_id=None),
    ("bulletins", "bulletins", "ExpectColumnValuesToMatchRegex", "bulletin_id"): _set("bulletins", bulletin_id="b_1"),
    ("bulletins", "bulletins", "ExpectColumnValuesToNotBeNull", "sha256"): _set("bulletins", sha256=None),
    ("bulletins", "bulletins", "ExpectColumnValuesToMatchRegex", "sha256"): _set("bulletins", sha256="abc"),
    ("bulletins", "bulletins", "ExpectColumnValuesToBeInSet", "encoding"): _set("bulletins", encoding="latin-1"),
    ("bulletins", "bulletins", "ExpectColumnValuesToBeBetween", "bytes"): _set("bulletins", bytes=0),
    ("bulletins", "bulletins", "ExpectTextKeptWhole", ""): _set("bulletins", characters=3),
    ("bulletins", "bulletins", "ExpectReadableText", ""): _set("bulletins", raw_text=" \n"),
    ("bulletins", "bulletins", "ExpectCopyOfFirst", ""): _set("bulletins", 2, copy_of=ids("b", "nobody")),
    ("bulletins", "bulletins", "ExpectPublishedPlausible", ""): _set("bulletins", published_on=date(2099, 1, 1)),
    **{
        ("bulletins", "bulletins", "ExpectColumnValuesToBeInSet", f"{fact}_basis"): _set(
            "bulletins", **{f"{fact}_basis": "guessed"}
        )
        for fact in bulletins.FACTS
    },
    **{
        ("bulletins", "bulletins", "ExpectFactWithBasis", fact): _set("bulletins", **{f"{fact}_basis": "unknown"})
        for fact in bulletins.FACTS
    },
    ("bulletins", "rejected", "ExpectSaid", "reason"): _set("rejected_bulletins", reason=" "),
    ("bulletins", "rejected", "ExpectSaid", "remedy"): _set("rejected_bulletins", remedy=""),
    ("bulletins", "regions", "ExpectTableRowCountToBeBetween", ""): _empty("regions"),
    **{
        ("observations", "observations", "ExpectColumnValuesToNotBeNull", name): _set("observations", **{name: None})
        for name in observations.ALWAYS_SAID
    },
    **{
        ("observations", "observations", "ExpectColumnValuesToBeInSet", name): _set("observations", **{name: "other"})
        for name in observations.DOMAINS
    },
    ("observations", "observations", "ExpectColumnValuesToMatchRegex", "observation_id"): _set(
        "observations", observation_id="o_1"
    ),
    ("observations", "observations", "ExpectSpanWithinText", ""): _set("observations", char_end=10**6),
    ("observations", "observations", "ExpectSpanToStateValue", ""): _set("observations", value=298),
    ("observations", "observations", "ExpectEvidenceAroundSpan", ""): _set("observations", evidence="北京298家医院"),
    ("observations", "observations", "ExpectSpansApart", ""): _overlap,
    ("observations", "observations", "ExpectInBody", ""): _set("blocks", 0, kind="advertisement"),
    ("observations", "observations", "ExpectObservationFromNumeral", ""): lambda world: [
        row.update(observation_id=None, outcome="name") for row in world.raw["numerals"]
    ],
    ("observations", "observations", "ExpectKnown", "unit"): _set("observations", unit="啊"),
    ("observations", "observations", "ExpectKnown", "region"): _set("observations", region="天津市"),
    ("observations", "observations", "ExpectValuePlausible", ""): _set("observations", value=float("inf")),
    ("observations", "observations", "ExpectShareWithinWhole", ""): _set("observations", value=145.0, **_SHARE),
    ("observations", "observations", "ExpectYearPlausible", ""): _set("observations", year=1840, period_end=None),
    ("observations", "observations", "ExpectYearOfPeriod", ""): _set("observations", period_start=date(2026, 1, 1)),
    ("observations", "observations", "ExpectDirectionOfLevel", ""): _set("observations", direction="up"),
    ("observations", "observations", "ExpectNamed", "metric"): _set("observations", metric=" "),
    ("observations", "observations", "ExpectMetricPhrase", ""): _set("observations", metric="医院,和其他"),
    ("observations", "observations", "ExpectDirectionOfChange", ""): _set("observations", 3, direction=None),
    ("observations", "observations", "ExpectTargetAhead", ""): _set("observations", 5, year=2020, period_end=None),
    ("observations", "numerals", "ExpectNumeralOutcome", ""): _set("numerals", outcome=""),
    ("observations", "bulletins", "ExpectBlocksToCover", ""): _set("blocks", 0, char_end=100),
    ("observations", "bulletins", "ExpectNumeralsAccountedFor", ""): _forget_numerals,
    ("observations", "bulletins", "ExpectSomethingObserved", ""): _observe_nothing,
    ("observations", "bulletins", "ExpectBulletinUnderstood", ""): _explain_nothing(80),
    ("observations", "bulletins", "ExpectCorpusUnderstood", ""): _explain_nothing(80),
    ("observations", "standing", "ExpectColumnMaxToBeBetween", "in_good_standing"): _quarantine_all,
    ("observations", "texts", "ExpectNothingPrivate", ""): _private_evidence,
    ("marts", "tables", "ExpectFilled", ""): _empty_mart,
    ("marts", "tables", "ExpectAsCounted", ""): _uncounted,
    ("marts", "observations", "ExpectSpanWithinText", ""): _set_mart("fct_observation", char_start=-1),
    ("marts", "observations", "ExpectSpanToStateValue", ""): _set_mart("fct_observation", value=298),
    ("marts", "observations", "ExpectEvidenceAroundSpan", ""): _set_mart("fct_observation", evidence="另一句话"),
    ("marts", "provenance", "ExpectFromSource", ""): _of_nobody,
    ("marts", "bulletins", "ExpectNoneLost", ""): _lose_fact,
    ("marts", "volume", "ExpectVolumeKept", ""): _half_volume,
    ("marts", "texts", "ExpectNothingPrivate", ""): _set_mart("dim_bulletin", title="王某,电话010-62345678"),
}
EXPECTATIONS = Counter(
    (gate, frame, type(expectation).__name__, getattr(expectation, "column", ""))
    for gate, suite in SUITES.items()
    for frame, expected in suite().items()
    for expectation in expected
)
# Once with the bound that stops, once with the one that warns, which has a test of its own.
TWICE = {("observations", "bulletins", "ExpectCorpusUnderstood", "")}


def _found(verdict: gates.GateVerdict) -> set[Key]:
    broken = [*verdict.failures, *verdict.warnings]
    return {(verdict.gate, one.frame, _class_name(one.expectation), one.column or "") for one in broken}


def _class_name(expectation: str) -> str:
    return re.sub(r"(^|_)([a-z0-9])", lambda part: part[2].upper(), expectation)


def test_every_expectation_has_a_corruption() -> None:
    assert CORRUPTIONS.keys() == EXPECTATIONS.keys()
    assert {key for key, times in EXPECTATIONS.items() if times > 1} == TWICE


def test_every_expectation_that_was_written_is_asked() -> None:
    for module in pkgutil.iter_modules(expectations.__path__):
        importlib.import_module(f"expectations.{module.name}")
    assert {rule.__name__ for rule in _rules(RowExpectation)} <= {name for _, _, name, _ in EXPECTATIONS}


def _rules(base: type[RowExpectation]) -> set[type[RowExpectation]]:
    return {rule for sub in base.__subclasses__() for rule in (sub, *_rules(sub))}


@pytest.mark.parametrize("gate", gates.GATES)
def test_good_data_passes_without_a_warning(world: World, gate: str) -> None:
    verdict = world.judge(gate)
    assert verdict.passed
    assert not verdict.warnings
    assert verdict.n_rows > 0


@pytest.mark.parametrize("broken", [key for key in CORRUPTIONS if key[2] not in TOGETHER], ids="-".join)
def test_a_corruption_is_found(tmp_path: Path, broken: Key) -> None:
    gate, frame, expectation, column = broken
    world = good(tmp_path)
    CORRUPTIONS[broken](world)
    suite = {frame: [one for one in SUITES[gate]()[frame] if type(one).__name__ == expectation]}
    found = run_suite(gate, VERSION, suite, world.frames(gate), None)[frame]
    failed = [result for result in found if not result["success"]]
    assert column in {result["expectation_config"]["kwargs"].get("column", "") for result in failed}
    severities = {result["expectation_config"]["severity"] for result in failed}
    assert ("critical" in severities) == (expectation not in WARNING_ONLY)
    for result in failed:
        about_table = "observed_value" in result["result"]
        assert about_table or result["result"]["partial_unexpected_index_list"], "a failing row is shown"


@pytest.mark.parametrize("gate", ["bulletins", "observations"])
@pytest.mark.parametrize("expectation", TOGETHER)
def test_corruptions_of_many_columns_are_found(tmp_path: Path, gate: str, expectation: str) -> None:
    world = good(tmp_path)
    broken = {key: corrupt for key, corrupt in CORRUPTIONS.items() if key[0] == gate and key[2] == expectation}
    for corrupt in broken.values():
        corrupt(world)
    found = {key for key in _found(world.judge(gate)) if key[2] == expectation}
    assert found == set(broken)


def test_the_wanted_share_of_explained_numerals_only_warns(world: World) -> None:
    _explain_nothing(3)(world)
    verdict = world.judge("observations")
    assert verdict.passed
    assert [warning.expectation for warning in verdict.warnings] == ["expect_corpus_understood"]


def test_missing_tables_are_found(world: World) -> None:
    without = MARTS.keys() - {"fct_observation", "dim_bulletin"}
    for table in without:
        del world.marts[table]
    verdict = world.judge("marts")
    assert not verdict.passed
    rows = [row for failure in verdict.failures for row in failure.rows]
    assert {row["table"] for row in rows if row["why"] == "not there"} == without


@pytest.mark.parametrize("table", ["fct_observation", "dim_bulletin"])
def test_marts_without_their_heart_are_not_judged(world: World, table: str) -> None:
    del world.marts[table]
    with pytest.raises(gates.GateError, match=table):
        world.judge("marts")

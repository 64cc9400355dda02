"""A gate that fails leaves readers what they had, also when somebody materialises an asset by hand."""

from __future__ import annotations

from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration import gates
from orchestration.settings import Settings
from tests.pipeline.refreshed import Refresh, Refreshed

pytestmark = pytest.mark.pipeline

# A fault of ours between a stage and its gate: which database, and what happens to it.
FAULTS = {
    "bulletins": ("staging", "UPDATE raw.bulletins SET encoding = 'ebcdic'"),
    "observations": ("staging", "UPDATE raw.observations SET char_start = char_start + 1, char_end = char_end + 1"),
    "marts": ("candidate_database", "UPDATE marts.publication SET fct_observation = fct_observation + 1"),
}


def by_hand(settings: Settings, *keys: list[str]) -> bool:
    """What the button in the Dagster UI does with these assets; whether it succeeded."""
    from orchestration.definitions import defs

    job = defs.resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        selected = [dg.AssetKey(key) for key in keys]
        return job.execute_in_process(instance=instance, asset_selection=selected, raise_on_error=False).success


def add_bulletin(settings: Settings) -> None:
    (settings.seeds / "new.txt").write_text("2024年，北京市新增床位2917张。\n", encoding="utf-8")


@pytest.mark.parametrize("gate", gates.GATES)
def test_a_failed_gate_leaves_the_published_version(
    warehouse: Refreshed, refresh: Refresh, monkeypatch: pytest.MonkeyPatch, gate: str
) -> None:
    settings, before, exports = warehouse.settings, warehouse.version, warehouse.exports()
    database, fault = FAULTS[gate]
    judge = gates.judge

    def judge_what_is_spoilt(judged: str, *arguments: Any, **options: Any) -> gates.GateVerdict:
        if judged == gate:
            with duckdb.connect(str(getattr(settings, database))) as con:
                con.execute(fault)
        return judge(judged, *arguments, **options)

    monkeypatch.setattr(gates, "judge", judge_what_is_spoilt)
    add_bulletin(settings)
    code, printed = refresh(settings)
    assert code == 1
    assert f"Gate {gate} failed" in printed
    assert f"Readers still see version {before}" in printed
    assert (warehouse.version, warehouse.exports()) == (before, exports)

    assert not by_hand(settings, ["publication", "version"])
    assert (warehouse.version, warehouse.exports()) == (before, exports)


def test_nothing_made_by_hand_is_published_unjudged(warehouse: Refreshed) -> None:
    settings, before, exports = warehouse.settings, warehouse.version, warehouse.exports()
    add_bulletin(settings)
    received = [
        ["raw", name] for name in ("bulletins", "rejected_bulletins", "bulletin_versions", "regions", "run_inputs")
    ]
    assert by_hand(settings, *received)
    assert by_hand(settings, ["marts", "dim_region"])
    assert not by_hand(settings, ["publication", "candidate"])
    assert not by_hand(settings, ["publication", "version"])
    assert (warehouse.version, warehouse.exports()) == (before, exports)


def test_dbt_stops_what_follows(warehouse: Refreshed, refresh: Refresh, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model or a test of dbt that fails, over rows that were spoilt behind the gate's back."""
    settings, before = warehouse.settings, warehouse.version
    judge = gates.judge

    def judge_and_spoil(judged: str, *arguments: Any, **options: Any) -> gates.GateVerdict:
        verdict = judge(judged, *arguments, **options)
        if judged == "observations":
            with duckdb.connect(str(settings.staging)) as con:
                con.execute("UPDATE raw.observations SET measure = 'guess'")
        return verdict

    monkeypatch.setattr(gates, "judge", judge_and_spoil)
    add_bulletin(settings)
    code, printed = refresh(settings)
    assert code == 1
    assert "dbt failed" in printed
    assert warehouse.version == before
    assert not by_hand(settings, ["publication", "candidate"])
    assert warehouse.version == before

"""A gate that fails leaves readers what they had, also when somebody materialises an asset by hand."""

from __future__ import annotations

import html
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration import gates
from orchestration.settings import Settings
from tests import searched
from tests.fault.report import record
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


TELEPHONE, MAIL, IDENTITY = "13987654321", "li.si.test@example.org", "110105198001019876"
SENTENCE = "2024年，北京市新增床位2917张"


def add_bulletin(settings: Settings) -> None:
    private = f"咨询电话{TELEPHONE}，邮箱{MAIL}，身份证{IDENTITY}"
    (settings.seeds / "new.txt").write_text(f"{SENTENCE}，{private}。\n{private}\n", encoding="utf-8")


def failing_rows(settings: Settings, gate: str) -> list[dict[str, Any]]:
    """The table of failing rows that the latest run shows with the gate's check."""
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        (run,) = instance.get_runs(limit=1)
        events = instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records
    checks = [event.event_log_entry.asset_check_evaluation for event in events]
    (table,) = [
        check.metadata["failures"] for check in checks if check is not None and check.check_name == f"gate_{gate}"
    ]
    assert isinstance(table, dg.TableMetadataValue)
    return [dict(record.data) for record in table.records]


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
    rows = failing_rows(settings, gate)
    assert rows
    assert all(row["expectation"] and row["where"] for row in rows)
    assert rows[0]["where"].split(", ")[0].split()[1] in printed
    pages = "".join(text for path, text in searched.texts(settings.warehouse) if path.suffix == ".html")
    assert all(row["why"] in pages for row in rows)
    if gate == "observations":
        evidence = next(row["evidence"] for row in rows if row["evidence"])
        assert evidence in printed
        assert html.escape(evidence) in pages
    assert searched.found([TELEPHONE, MAIL, IDENTITY], settings.warehouse, printed) == []

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


@pytest.mark.soak
def test_no_asset_made_by_hand_alone_is_published(warehouse: Refreshed) -> None:
    """Every asset of the graph by itself, with a bulletin waiting that no gate has seen."""
    from orchestration.definitions import defs

    settings, before, exports = warehouse.settings, warehouse.version, warehouse.exports()
    add_bulletin(settings)
    graph = defs.resolve_asset_graph()
    together = {frozenset(graph.get(key).execution_set_asset_keys) for key in graph.materializable_asset_keys}
    assert len(together) > 40
    for keys in sorted(together, key=lambda keys: sorted(key.to_user_string() for key in keys)):
        by_hand(settings, *(list(key.path) for key in keys))
        assert (warehouse.version, warehouse.exports()) == (before, exports), keys
    record("Gates", "assets (or groups made as one), each materialised by hand", len(together), "every one")
    record("Gates", "of them that published what no gate had passed", 0, 0)

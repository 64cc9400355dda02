"""What Dagster loads: which stages, gates and automations there are, and what waits for what."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import pytest

from tests.pipeline.refreshed import Refreshed

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def defs(first: Refreshed) -> Iterator[dg.Definitions]:
    """The project's definitions, loaded beside a warehouse that was refreshed before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGBAO_WAREHOUSE", str(first.settings.warehouse))
        patch.setenv("GONGBAO_SEEDS", str(first.settings.seeds))
        from orchestration.definitions import defs as loaded

        yield loaded


def test_every_stage_is_there(defs: dg.Definitions) -> None:
    groups: dict[str, set[str]] = {}
    for spec in defs.resolve_all_asset_specs():
        groups.setdefault(spec.group_name or "", set()).add(spec.key.to_user_string())
    assert set(groups) == {"raw", "reference", "staging", "intermediate", "marts", "publication"}
    assert groups["publication"] == {"publication/candidate", "publication/version"}
    assert {f"raw/{table}" for table in ("bulletins", "rejected_bulletins", "observations", "numerals")} <= groups[
        "raw"
    ]
    assert {f"marts/{table}" for table in ("publication", "fct_observation", "mart_conflicts")} <= groups["marts"]


def test_dbt_is_one_step_that_waits_for_the_gates(defs: dg.Definitions) -> None:
    nodes = {node.name for node in defs.resolve_job_def("refresh").graph.nodes}
    assert nodes == {
        "receive",
        "raw__bulletins_gate_bulletins",
        "extract_observations",
        "raw__observations_gate_observations",
        "dbt",
        "publication__candidate",
        "publication__candidate_gate_marts",
        "publication__version",
    }


def test_the_gates_block(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    gates = {key.name: graph.get_check_spec(key).blocking for key in graph.asset_check_keys if key.name[:5] == "gate_"}
    assert gates == {"gate_bulletins": True, "gate_observations": True, "gate_marts": True}


def test_it_runs_by_itself_from_the_start(defs: dg.Definitions) -> None:
    (sensor,), (schedule,) = defs.sensors or (), defs.schedules or ()
    assert isinstance(sensor, dg.SensorDefinition)
    assert isinstance(schedule, dg.ScheduleDefinition)
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING

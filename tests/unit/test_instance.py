"""Runs that died without saying so: they are known by their process, whoever has its number now."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration import instance
from orchestration.instance import BORN_TAG, PID_TAG, bury_dead_runs, prepare_instance, process_tags
from orchestration.settings import Settings

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's account of processes")


def run_of(dagster: dg.DagsterInstance, status: dg.DagsterRunStatus, tags: dict[str, str]) -> str:
    run = dagster.create_run_for_job(dg.GraphDefinition("nothing").to_job(), status=status, tags=tags)
    return run.run_id


def test_the_dead_are_buried_and_the_living_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "SETTLED_SECONDS", 0)
    zombie = subprocess.Popen([sys.executable, "-c", "pass"])
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    while instance._born(zombie.pid) != "":
        pass
    started, queued = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED
    mine = process_tags()
    with dg.DagsterInstance.ephemeral() as dagster:
        dead = {
            run_of(dagster, started, {PID_TAG: str(gone.pid), BORN_TAG: "1"}),
            run_of(dagster, queued, {PID_TAG: str(gone.pid), BORN_TAG: "1"}),
            run_of(dagster, started, {PID_TAG: str(zombie.pid), BORN_TAG: "1"}),
            run_of(dagster, started, mine | {BORN_TAG: "1"}),  # the number was given again
            run_of(dagster, started, {}),
        }
        alive = {run_of(dagster, started, mine), run_of(dagster, queued, {})}
        assert set(bury_dead_runs(dagster)) == dead
        statuses = {run.run_id: run.status for run in dagster.get_runs()}
        assert {statuses[run] for run in dead} == {dg.DagsterRunStatus.FAILURE}
        assert {statuses[run] for run in alive} == {started, queued}
    zombie.send_signal(signal.SIGKILL)
    zombie.wait()


def test_what_a_killed_start_left_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    settings.dagster_home.mkdir(parents=True)
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    (settings.dagster_home / f".dagster.yaml.{gone.pid}").write_text("tele", encoding="utf-8")
    (settings.dagster_home / f".dagster.yaml.{os.getppid()}").write_text("tele", encoding="utf-8")
    prepare_instance(settings)
    assert {path.name for path in settings.dagster_home.iterdir()} == {"dagster.yaml", f".dagster.yaml.{os.getppid()}"}

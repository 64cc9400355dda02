"""The Dagster instance of a warehouse: its settings, and runs that died without saying so."""

from __future__ import annotations

import os

import dagster as dg

from orchestration.settings import Settings

PID_TAG = "gongbao/pid"
DAGSTER_YAML = """\
# Written by gongbao; changes are overwritten.
telemetry:
  enabled: false
nux:
  enabled: false
# A run whose process died is started again; a failed gate or step is not.
run_retries:
  enabled: true
  max_retries: 1
  retry_on_asset_or_op_failure: false
# The steps print nothing; capturing it would start two processes a step, which outlive a killed run.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""


def prepare_instance(settings: Settings) -> None:
    """Make the instance's folder, and point Dagster to it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = settings.dagster_home / "dagster.yaml"
    if not config.is_file() or config.read_text(encoding="utf-8") != DAGSTER_YAML:
        beside = config.with_name(f".dagster.yaml.{os.getpid()}")
        beside.write_text(DAGSTER_YAML, encoding="utf-8")
        beside.replace(config)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"  # what runs beside the instance asks here


def bury_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark as failed the runs whose process is gone, so that nobody watches or waits for them."""
    buried = []
    unfinished = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
    for run in instance.get_runs(filters=unfinished):
        pid = run.tags.get(PID_TAG, "")
        if pid.isdecimal() and not _alive(int(pid)):
            instance.report_run_failed(run, f"Its process {pid} died before the run ended.")
            buried.append(run.run_id)
    return buried


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""The Dagster instance of a warehouse: its settings, and runs that died without saying so."""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg

from orchestration.settings import Settings

PID_TAG, BORN_TAG = "gongbao/pid", "gongbao/born"
SETTLED_SECONDS = 300  # within which a run that Dagster started says which process it is
UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
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
    for left in settings.dagster_home.glob(".dagster.yaml.*"):  # by one that was killed here
        if not _born(int(left.suffix[1:])):
            left.unlink(missing_ok=True)
    if not config.is_file() or config.read_text(encoding="utf-8") != DAGSTER_YAML:
        beside = config.with_name(f".dagster.yaml.{os.getpid()}")
        beside.write_text(DAGSTER_YAML, encoding="utf-8")
        beside.replace(config)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"  # what runs beside the instance asks here


def process_tags() -> dict[str, str]:
    """The tags of a run that say which process runs it."""
    pid = os.getpid()
    return {PID_TAG: str(pid), BORN_TAG: _born(pid) or ""}


def bury_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark as failed the runs whose process is gone, so that nobody watches or waits for them."""
    buried = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=UNFINISHED)):
        run = record.dagster_run
        pid, born = run.tags.get(PID_TAG, ""), run.tags.get(BORN_TAG, "")
        if pid.isdecimal():
            dead = not _alive(int(pid), born)
        else:  # started by Dagster: it had no time to say who it is, unless it has just begun
            age = time.time() - record.create_timestamp.timestamp()
            dead = run.status is not dg.DagsterRunStatus.NOT_STARTED and age > SETTLED_SECONDS
        if dead:
            instance.report_run_failed(run, f"Its process {pid} died before the run ended.")
            buried.append(run.run_id)
    return buried


def _alive(pid: int, born: str) -> bool:
    """Whether this very process still runs: a number is given again, and the dead keep it until they are asked for."""
    now = _born(pid)
    if now is not None:
        return now == born if born and now else bool(now)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _born(pid: int) -> str | None:
    """When the process began, in the kernel's ticks; empty when it has died, None where the kernel doesn't tell."""
    if not Path("/proc/self/stat").exists():
        return None
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]

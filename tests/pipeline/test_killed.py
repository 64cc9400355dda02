"""A refresh killed in the middle: readers keep a whole version, and the next refresh ends as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import dagster as dg
import pytest

from orchestration.lock import lock_holder
from orchestration.settings import Settings
from tests.pipeline.refreshed import Refresh, Refreshed

pytestmark = pytest.mark.pipeline


def kill_when(settings: Settings, reached: Callable[[str], bool]) -> None:
    """Start a refresh in a process of its own, and kill it as soon as `reached` says so of what it has printed."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "orchestration.cli", "refresh"],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    printed = ""
    while process.poll() is None:
        printed += (process.stdout.read() or b"").decode(errors="replace")
        if reached(printed):
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    assert process.wait() == -signal.SIGKILL, printed


def test_a_killed_refresh_costs_its_own_work_only(warehouse: Refreshed, refresh: Refresh) -> None:
    settings, before, exports = warehouse.settings, warehouse.version, warehouse.exports()
    (settings.seeds / "new.txt").write_text("2024年，北京市新增床位2917张。\n", encoding="utf-8")
    for stage in ("Reading the bulletins", "Judging the observations"):
        kill_when(settings, lambda printed, stage=stage: f"✓ {stage}" in printed)
        assert lock_holder(settings.lock) is None
        assert (warehouse.version, warehouse.exports()) == (before, exports)
        assert warehouse.query("SELECT version FROM marts.publication") == [(before,)]

    kill_when(settings, lambda _: any(path.name.startswith(".") for path in settings.versions.iterdir()))
    published = warehouse.version
    assert warehouse.query("SELECT version FROM marts.publication") == [(published,)]

    code, printed = refresh(settings)
    assert code == 0, printed
    assert not [path.name for path in settings.versions.iterdir() if path.name.startswith(".")]
    assert not list(settings.warehouse.glob(".*"))
    assert warehouse.query("SELECT count(*) FROM marts.dim_bulletin WHERE file_name = 'new.txt'") == [(1,)]
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        assert not instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))

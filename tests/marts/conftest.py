"""One refresh of the project's own bulletins, shared by the tests of what the marts say."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
Query = Callable[..., list[tuple[Any, ...]]]


def refresh(seeds: Path, warehouse: Path) -> None:
    """`gongbao refresh` in a process of its own; its output is shown when it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "DAGSTER_"))}
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh", "--seeds", str(seeds), "--warehouse", str(warehouse)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse refreshed from `seeds/`; test processes that run side by side share one."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "marts_warehouse"
    with (shared / "marts_warehouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "gongbao.duckdb").exists():
            refresh(PROJECT / "seeds", folder)
    return folder


@pytest.fixture(scope="session")
def query(warehouse: Path) -> Iterator[Query]:
    """Asks the published database, read-only."""
    con = duckdb.connect(str(warehouse / "gongbao.duckdb"), read_only=True)

    def ask(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return con.execute(sql, parameters).fetchall()

    yield ask
    con.close()

"""One refresh of the project's own bulletins, shared by every test that looks at a refreshed warehouse."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def refreshed_seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `seeds`, `warehouse` and `printed.txt`, made once for all test processes. Not to be changed."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "refreshed_seeds"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "printed.txt").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(PROJECT / "seeds", folder / "seeds")
            places = ["--seeds", str(folder / "seeds"), "--warehouse", str(folder / "warehouse")]
            environment = {
                name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "DAGSTER_"))
            }
            done = subprocess.run(
                [sys.executable, "-m", "orchestration.cli", "refresh", *places],
                cwd=PROJECT,
                env=environment | {"COLUMNS": "200"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            (folder / "printed.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder

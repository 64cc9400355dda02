"""Every test of the pipeline works on a copy of one refreshed warehouse."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.pipeline.refreshed import Refresh, Refreshed


@pytest.fixture(scope="session")
def refresh() -> Iterator[Refresh]:
    """The command `gongbao refresh`, in this process: its exit code and what it printed."""
    from orchestration import cli

    def run(settings: Settings) -> tuple[int, str]:
        with cli.OUT.capture() as out, cli.ERR.capture() as err:
            code = cli.main(["refresh", "--seeds", str(settings.seeds), "--warehouse", str(settings.warehouse)])
        return code, out.get() + err.get()

    former = {name: os.environ.get(name) for name in ("GONGBAO_SEEDS", "GONGBAO_WAREHOUSE", "DAGSTER_HOME")}
    yield run
    for name, value in former.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


@pytest.fixture(scope="session")
def first(refreshed_seeds: Path) -> Refreshed:
    """The project's bulletins, refreshed once. Not to be changed: take `warehouse`."""
    settings = Settings(seeds=refreshed_seeds / "seeds", warehouse=refreshed_seeds / "warehouse")
    return Refreshed(settings, (refreshed_seeds / "printed.txt").read_text(encoding="utf-8"))


@pytest.fixture
def warehouse(first: Refreshed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refreshed:
    """A copy of the refreshed warehouse and of its bulletins, to be changed."""
    shutil.copytree(first.settings.seeds, tmp_path / "seeds")
    shutil.copytree(first.settings.warehouse, tmp_path / "warehouse", symlinks=True)
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    monkeypatch.setenv("GONGBAO_SEEDS", str(settings.seeds))
    monkeypatch.setenv("GONGBAO_WAREHOUSE", str(settings.warehouse))
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    return Refreshed(settings, first.printed)

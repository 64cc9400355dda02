"""One real refresh of the project's own bulletins a session; every test works on a copy of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import PROJECT, Settings
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
def first(tmp_path_factory: pytest.TempPathFactory, refresh: Refresh) -> Refreshed:
    """The project's bulletins, refreshed once. Not to be changed: take `warehouse`."""
    folder = tmp_path_factory.mktemp("first")
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    settings = Settings(seeds=folder / "seeds", warehouse=folder / "warehouse")
    code, printed = refresh(settings)
    assert code == 0, printed
    return Refreshed(settings, printed)


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

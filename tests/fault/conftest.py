"""What the tests of faults share: who starts refreshes, and a folder that is quick."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.fault.kills", "tests.fault.refreshing")

from tests.fault.refreshing import Refresher  # noqa: E402 - what it asserts is told as in tests

MEMORY = Path("/dev/shm")  # a kill loses nothing of what a file system holds, and a refresh waits long for disks


@pytest.fixture(scope="session")
def refresher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refresher]:
    """Starts refreshes that can be killed or hindered."""
    with Refresher(tmp_path_factory.mktemp("printed")) as starter:
        yield starter


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one, open to every user."""
    made = Path(tempfile.mkdtemp(prefix="gongbao-", dir=MEMORY if MEMORY.is_dir() else None))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)

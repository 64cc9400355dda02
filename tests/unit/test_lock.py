"""The one writer's lock: who waits, who is told, and what a dead holder leaves behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.lock import LockedError, lock_holder, writer_lock

HOLDER = """
import sys, time
from pathlib import Path
from orchestration.lock import writer_lock
with writer_lock(Path(sys.argv[1]), holder="a test", wait_seconds=0):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    process = hold(path)
    assert lock_holder(path) == f"a test, process {process.pid}"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert lock_holder(path) is None
    started = time.monotonic()
    with writer_lock(path, holder="the next", wait_seconds=5) as former_was_killed:
        assert time.monotonic() - started < 1
        assert former_was_killed
    with writer_lock(path, holder="the one after", wait_seconds=5) as former_was_killed:
        assert not former_was_killed


def test_the_second_is_told_who_holds_it_and_gives_up(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    process = hold(path)
    told: list[str] = []
    with (
        pytest.raises(LockedError, match=f"a test, process {process.pid}"),
        writer_lock(path, holder="the second", wait_seconds=0.3, waiting=told.append),
    ):
        pass
    process.kill()
    process.wait()
    assert told == [f"a test, process {process.pid}"]


def test_the_second_goes_on_when_the_first_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    process = hold(path)
    told: list[str] = []

    def kill(holder: str) -> None:
        told.append(holder)
        process.kill()

    with writer_lock(path, holder="the second", wait_seconds=10, waiting=kill):
        assert len(told) == 1
    process.wait()


def test_one_process_may_take_it_again(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with writer_lock(path, holder="outer", wait_seconds=0):
        with writer_lock(path, holder="inner", wait_seconds=0):
            pass
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run([sys.executable, "-c", HOLDER, str(path)], check=True, capture_output=True)
    assert lock_holder(path) is None


def test_a_failure_under_the_lock_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    with pytest.raises(ValueError, match="oops"), writer_lock(path, holder="it", wait_seconds=0):
        raise ValueError("oops")
    assert lock_holder(path) is None
    assert lock_holder(tmp_path / "nowhere.lock") is None

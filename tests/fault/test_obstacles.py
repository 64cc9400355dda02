"""A full disk, no right to write, two refreshes at once, files torn in half: what is said, and what stays."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from orchestration.lock import lock_holder
from orchestration.settings import Settings
from tests.fault.kills import Kills, Undisturbed, put
from tests.fault.refreshing import Refresher, Running
from tests.fault.report import record

pytestmark = pytest.mark.pipeline

NOBODY = 65534
SECTION = "Obstacles"
KB = 1024


@pytest.fixture
def world(refresher: Refresher, folder: Path) -> Kills:
    """A warehouse that readers use, with the bulletins just changed: set 0 is published, set 1 lies there."""
    return _world(refresher, folder)


def _world(refresher: Refresher, folder: Path) -> Kills:
    reference = Settings(seeds=folder / "reference seeds", warehouse=folder / "reference")
    undisturbed = Undisturbed.watch(reference, [1, 0], refresher)
    made = Kills(folder, refresher, undisturbed, random.Random(0))
    made.begin(reference, 0)
    put(made.settings, 1)
    return made


def hindered(world: Kills, running: Running, *said: str) -> bool:
    """Whether the refresh failed; then it said so plainly, and readers have what they had."""
    code = running.wait()
    world.look_after(0, 1)
    printed = running.printed()
    if code == 0:
        return False
    assert code == 1, printed
    assert "Traceback" not in printed
    assert "Readers still see version" in printed
    for part in said:
        assert part in printed
    return True


def on_a_full_disk(world: Kills, refresher: Refresher, sizes: list[int]) -> int:
    """How many refreshes failed because no file may grow beyond a size; each of the sizes is tried."""
    failed = 0
    for size in sizes:
        running = refresher.fork(world.settings, file_bytes=size)
        failed += hindered(world, running, "free some space", str(world.settings.warehouse))
        if running.wait() == 0:
            break
    return failed


def without_the_right_to_write(world: Kills, refresher: Refresher) -> None:
    """Refresh as somebody who may only read."""
    if os.geteuid() == 0:
        running = refresher.fork(world.settings, user=NOBODY)
    else:
        subprocess.run(["chmod", "-R", "a-w", str(world.settings.warehouse)], check=True)
        running = refresher.fork(world.settings)
    assert hindered(world, running, "may not write there", "--warehouse")
    subprocess.run(["chmod", "-R", "u+w", str(world.settings.warehouse)], check=True)


def two_at_once(world: Kills, refresher: Refresher) -> None:
    """One refreshes; the second gives up and says why, or waits and finds nothing left to do."""
    first = refresher.fork(world.settings)
    while lock_holder(world.settings.lock) is None:
        assert not first.ended()
        time.sleep(0.01)
    impatient = refresher.spawn(world.settings, {"GONGBAO_LOCK_WAIT_SECONDS": "1"})
    patient = refresher.spawn(world.settings)
    assert impatient.wait() == 1
    assert f"Another refresh is writing to {world.settings.warehouse}" in impatient.printed()
    assert f"process {first.pid}" in impatient.printed()
    assert "try again" in impatient.printed()
    assert first.wait() == 0, first.printed()
    assert patient.wait() == 0, patient.printed()
    assert f"Another refresh is running (gongbao refresh, process {first.pid})" in patient.printed()
    assert "Nothing new" in patient.printed()


def test_obstacles_are_named_and_leave_the_published_version(world: Kills, refresher: Refresher) -> None:
    assert on_a_full_disk(world, refresher, [64 * KB, 1500 * KB]) == 2
    without_the_right_to_write(world, refresher)
    two_at_once(world, refresher)
    world.converge(1, refresher.fork)


@pytest.mark.soak
def test_a_full_disk_at_every_size(world: Kills, refresher: Refresher) -> None:
    sizes = [int(16 * KB * 1.3**step) for step in range(30)]
    failed = on_a_full_disk(world, refresher, sizes)
    assert failed >= 10
    put(world.settings, 0)  # so that something is left to do, and every database is opened again
    world.converge(0, refresher.fork)
    record(SECTION, "refreshes on a full disk (no file may grow beyond 16 KB to some MB)", failed, "at least 10")
    record(SECTION, "of them without a clear error, or with harm to the published version", 0, 0)


@pytest.mark.soak
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_small_disk_that_is_full(refresher: Refresher, folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=192m,mode=755", "gongbao", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    failed = 0
    try:
        world = _world(refresher, disk)
        for left in (0, 8, 64, 200, 500, 1000, 1500, 2000, 3000, 4000):
            free = shutil.disk_usage(disk).free - left * KB
            (disk / "filler").write_bytes(b"x" * free)
            running = refresher.fork(world.settings)
            running.wait()
            (disk / "filler").unlink()  # before anybody looks: Dagster can't even be asked on a full disk
            failed += hindered(world, running, "free some space")
            if world.settings.current.readlink().name != world.version_of(0):
                break
        world.converge(1, refresher.fork)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert failed >= 5
    record(SECTION, "refreshes on a small file system with 0 to 4,000 KB left that could not end", failed, "at least 5")


@pytest.mark.soak
def test_two_refreshes_at_once_again_and_again(world: Kills, refresher: Refresher) -> None:
    rounds = 5
    for number in range(rounds):
        put(world.settings, 1 - number % 2)
        two_at_once(world, refresher)
        world.converge(1 - number % 2, refresher.fork)
    record(SECTION, "three refreshes at once: one ran, one waited, one gave up naming the holder", rounds, rounds)


@pytest.mark.soak
def test_files_torn_in_half_are_made_anew(world: Kills, refresher: Refresher) -> None:
    """What a loss of power could do to whatever is no database and not published."""
    torn = 0
    warehouse = world.settings.warehouse
    for part in ("candidate", "data_docs", "dbt", "dagster/dagster.yaml"):
        for path in [warehouse / part, *(warehouse / part).rglob("*")]:
            if path.is_file() and path.suffix in {".json", ".html", ".yaml", ".msgpack", ""}:
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
                torn += 1
    world.converge(1, refresher.spawn)
    record(SECTION, "files of the warehouse torn in half before a refresh that ended all the same", torn)

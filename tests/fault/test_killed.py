"""A refresh killed in the middle: readers keep a whole version, and the next refresh ends as if nothing had been."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.fault.kills import EVERY_STAGE, SETS, STAGES, STARTING, Kills, Undisturbed
from tests.fault.refreshing import Refresher
from tests.fault.report import record

pytestmark = pytest.mark.pipeline

EACH, ALL, FIRST = 20, 200, 12
SECTION = "Killed at any moment"
MEMORY = Path("/dev/shm")  # a kill loses nothing of what a file system holds, so a quick one will do


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: a refresh waits long for disks."""
    made = Path(tempfile.mkdtemp(prefix="gongbao-", dir=MEMORY if MEMORY.is_dir() else None))
    yield made
    shutil.rmtree(made)


def test_a_killed_refresh_costs_its_own_work_only(folder: Path) -> None:
    with Refresher(folder) as refresher:
        reference = Settings(seeds=folder / "reference seeds", warehouse=folder / "reference")
        undisturbed = Undisturbed.watch(reference, [0, 2], refresher)
        kills = Kills(folder, refresher, undisturbed, random.Random(0))
        kills.begin(0)
        for step in ("receive", "dbt", "publication__version"):
            kills.kill_in(STAGES[step][0])
    assert sum(kills.by_stage.values()) >= 2, "killed before it ended"


@pytest.mark.soak
def test_killed_in_every_stage(folder: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with Refresher(folder) as refresher:
        reference = Settings(seeds=folder / "reference seeds", warehouse=folder / "reference")
        undisturbed = Undisturbed.watch(reference, list(range(len(SETS))), refresher)
        print(undisturbed.lasts)
        kills = Kills(folder, refresher, undisturbed, chance)
        kills.begin(0)
        starting = 3 + 4 * undisturbed.lasts[EVERY_STAGE[1]]
        while min(kills.by_stage[stage] for stage in EVERY_STAGE) < EACH or sum(kills.by_stage.values()) < ALL:
            stage = min(EVERY_STAGE, key=lambda stage: (kills.by_stage[stage], chance.random()))
            anew = stage == STARTING and kills.anew < FIRST
            hit = kills.kill_the_first(starting) if anew else kills.kill_in(stage)
            print(sum(kills.by_stage.values()), "aimed at", stage, "| hit", hit, flush=True)
    record(SECTION, "kills (SIGKILL of the whole process group)", sum(kills.by_stage.values()), f"at least {ALL}")
    for stage in EVERY_STAGE:
        record(SECTION, f"killed while {stage}", kills.by_stage[stage], f"at least {EACH}")
    record(SECTION, "of them in the very first refresh of a warehouse", kills.anew)
    record(SECTION, "readers saw the earlier version, whole", kills.earlier)
    record(SECTION, "readers saw the later version, whole", kills.later)
    record(SECTION, "readers saw anything else", 0, 0)
    record(SECTION, "lock or slot held after the kill", 0, 0)
    record(SECTION, "files left behind after the next refresh", 0, 0)
    record(SECTION, "next refresh not byte for byte like an undisturbed one", 0, 0)

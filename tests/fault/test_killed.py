"""A refresh killed in the middle: readers keep a whole version, and the next refresh ends as if nothing had been."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.fault.kills import EVERY_STAGE, SETS, Kills, Undisturbed
from tests.fault.refreshing import Refresher
from tests.fault.report import record

pytestmark = pytest.mark.pipeline

EACH, ALL, FIRST = 20, 200, 12
SECTION = "Killed at any moment"


def _prepare(refresher: Refresher, folder: Path, sets: list[int], chance: random.Random) -> Kills:
    """A warehouse as the last of the sets left it, to be killed over; each set was refreshed undisturbed before."""
    reference = Settings(seeds=folder / "reference seeds", warehouse=folder / "reference")
    undisturbed = Undisturbed.watch(reference, sets, refresher)
    kills = Kills(folder, refresher, undisturbed, chance)
    kills.begin(reference, sets[-1])
    return kills


def test_a_killed_refresh_costs_its_own_work_only(refresher: Refresher, folder: Path) -> None:
    kills = _prepare(refresher, folder, [2, 0], random.Random(0))
    for stage in ("extraction", "publishing: before the swap"):
        kills.kill_in(stage)
    assert kills.by_stage.total() + kills.outrun == 2
    assert kills.by_stage


@pytest.mark.soak
def test_killed_in_every_stage(refresher: Refresher, folder: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    kills = _prepare(refresher, folder, [*range(1, len(SETS)), 0], chance)
    while kills.anew < FIRST:
        print("the very first | hit", kills.kill_the_first(), flush=True)
    while min(kills.by_stage[stage] for stage in EVERY_STAGE) < EACH or kills.by_stage.total() < ALL:
        stage = min(EVERY_STAGE, key=lambda stage: (kills.by_stage[stage], chance.random()))
        hit = kills.kill_in(stage)
        print(kills.by_stage.total(), "aimed at", stage, "| hit", hit, flush=True)
    record(SECTION, "kills (SIGKILL of the whole process group)", kills.by_stage.total(), f"at least {ALL}")
    for stage in EVERY_STAGE:
        record(SECTION, f"killed while {stage}", kills.by_stage[stage], f"at least {EACH}")
    record(SECTION, "of them in the very first refresh of a warehouse", kills.anew)
    record(SECTION, "readers saw the earlier version, whole, or none before the first", kills.earlier)
    record(SECTION, "readers saw the later version, whole", kills.later)
    record(SECTION, "readers saw anything else", 0, 0)
    record(SECTION, "lock or slot held after the kill", 0, 0)
    record(SECTION, "files left behind after the next refresh", 0, 0)
    record(SECTION, "next refresh not byte for byte like an undisturbed one", 0, 0)

"""Bulletins come, change, go and come back in any order: each refresh ends where a rebuild from nothing ends."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.fault.kills import SETS, Kills, Undisturbed, put
from tests.fault.refreshing import Refresher
from tests.fault.report import record

pytestmark = pytest.mark.pipeline

SECTION = "Incremental refreshes"
STEPS = 20


@pytest.mark.soak
def test_any_way_there_ends_like_a_rebuild(refresher: Refresher, folder: Path) -> None:
    rebuilt = Undisturbed()
    for number in range(len(SETS)):
        anew = Settings(seeds=folder / f"seeds of {number}", warehouse=folder / f"rebuilt {number}")
        alone = Undisturbed.watch(anew, [number], refresher)
        rebuilt.versions |= alone.versions
        rebuilt.exports |= alone.exports
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    world = Kills(folder, refresher, rebuilt, chance)
    world.begin(anew, number)
    for _ in range(STEPS):
        number = chance.choice([other for other in range(len(SETS)) if other != world.set])
        put(world.settings, number)
        world.converge(number, refresher.fork)
    record(SECTION, "refreshes after bulletins were added, edited, removed, put back or changed back", STEPS)
    record(SECTION, "of them whose exports differ from a rebuild's by a byte", 0, 0)

"""Readers while versions are published: no query fails, and every query sees one whole version."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration import publishing
from orchestration.settings import Settings
from tests.fault.kills import COUNTY, TOWN
from tests.fault.refreshing import Refresher
from tests.fault.report import record
from tests.unit.test_publishing import CODE, publish

pytestmark = pytest.mark.pipeline

SECTION = "Readers during refreshes"
HABITS = ("held", "anew", "held", "anew")
PUBLICATIONS, REFRESHES = 12, 50
# A reader asks for a version's name and for marks of what several tables hold, in one query. One that holds its
# connection does so until five newer versions have been shown: long after its own has been taken away.
READER = """
import json, os, sys, duckdb
from pathlib import Path
path, query, stop, habit = sys.argv[1:]
current, found = Path(path).with_name("current"), {"queries": 0, "failed": [], "torn": 0, "outlived": 0, "seen": {}}
con = held = None
newer = set()
while not os.path.exists(stop):
    try:
        if con is None:
            con, held, newer = duckdb.connect(path, read_only=True), None, set()
        version, *marks = con.execute(query).fetchone()
        found["torn"] += held not in (None, version) or found["seen"].setdefault(version, marks) != marks
        held = version
        newer |= {os.readlink(current)} - {f"versions/{version}"}
        found["outlived"] += not os.path.exists(current.parent / "versions" / version)
    except Exception as error:
        found["failed"].append(repr(error))
    found["queries"] += 1
    if con is not None and (habit == "anew" or len(newer) >= 5):
        con.close()
        con = None
print(json.dumps(found))
"""
MADE_UP = "SELECT version, (SELECT list(DISTINCT value) FROM marts.fct_observation) FROM marts.publication"
TABLES = ("fct_observation", "dim_bulletin", "mart_indicator_series")
REAL = (
    "SELECT version, fct_observation = (SELECT count(*) FROM marts.fct_observation), "
    + ", ".join(f"(SELECT sum(hash(t)::HUGEINT)::VARCHAR FROM marts.{table} AS t)" for table in TABLES)
    + " FROM marts.publication"
)


@dataclass(frozen=True)
class Reading:
    """What all readers came to."""

    queries: int
    outlived: int  # queries answered by a version that had been taken away
    versions: int
    failed: list[str]
    mixed: int


def read_while(settings: Settings, query: str, folder: Path, change: Callable[[int], None], changes: int) -> Reading:
    """Let the readers ask without pause while `change` publishes so many versions."""

    def asked_in_peace() -> tuple[str, list[object]]:
        with duckdb.connect(str(settings.published_database), read_only=True) as con:
            version, *marks = con.execute(query).fetchone() or ()
        return version, json.loads(json.dumps(marks))

    change(0)
    expected = dict([asked_in_peace()])
    stop = folder / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(settings.published_database), query, str(stop), habit],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for habit in HABITS
    ]
    try:
        for number in range(1, changes + 1):
            change(number)
            version, marks = asked_in_peace()
            assert version not in expected
            assert marks not in expected.values()
            expected[version] = marks
    finally:
        stop.touch()
        told = [reader.communicate(timeout=60) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * len(HABITS), told
    found = [json.loads(out) for out, _ in told]
    mixed = sum(reader["torn"] for reader in found)
    mixed += sum(expected.get(version) != marks for reader in found for version, marks in reader["seen"].items())
    return Reading(
        queries=sum(reader["queries"] for reader in found),
        outlived=sum(reader["outlived"] for reader in found),
        versions=len({version for reader in found for version in reader["seen"]}),
        failed=[failure for reader in found for failure in reader["failed"]],
        mixed=mixed,
    )


def test_readers_see_one_whole_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "code_version", lambda: CODE)
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    found = read_while(settings, MADE_UP, tmp_path, lambda n: publish(settings, f"v{n}", [n] * 50), PUBLICATIONS)
    assert (found.failed, found.mixed) == ([], 0)
    assert found.versions > 1
    assert found.outlived
    assert found.queries > PUBLICATIONS * len(HABITS)


@pytest.mark.soak
def test_readers_while_refreshes_publish(refresher: Refresher, folder: Path) -> None:
    settings = Settings(seeds=folder / "seeds", warehouse=folder / "warehouse")
    settings.seeds.mkdir()

    def refresh(number: int) -> None:
        (settings.seeds / "county.txt").write_text(COUNTY.format(3000 + number), encoding="utf-8")
        (settings.seeds / "town.txt").write_text(TOWN.replace("4402", str(5000 + number)), encoding="utf-8")
        running = refresher.fork(settings)
        assert running.wait() == 0, running.printed()

    found = read_while(settings, REAL, folder, refresh, REFRESHES)
    assert (found.failed, found.mixed) == ([], 0)
    assert found.outlived
    record(SECTION, "refreshes that published", REFRESHES, REFRESHES)
    record(SECTION, "reader processes (two hold their connection, two connect for every query)", len(HABITS), 4)
    record(SECTION, "versions that readers met", found.versions)
    record(SECTION, "queries", found.queries)
    record(SECTION, "of them to a version held longer than it is kept", found.outlived)
    record(SECTION, "failed queries", len(found.failed), 0)
    record(SECTION, "queries or connections that saw more than one version", found.mixed, 0)

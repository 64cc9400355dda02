"""Refreshes killed at random moments: which moment it was, what must hold at once, and what the next refresh must make.

Bulletins are few and short, and change between any two kills: added, edited, removed, put back, changed back. What each
set of them must come to is found out beforehand by refreshes that nobody disturbs, in a warehouse of their own.
"""

from __future__ import annotations

import fcntl
import hashlib
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import duckdb

from orchestration import publishing
from orchestration.ingest import bulletin_id
from orchestration.lock import lock_holder
from orchestration.settings import Settings
from tests.fault.refreshing import Refresher, Running

STARTING, CLEANING_UP = "starting", "publishing: after the swap, and ending"
STAGES = {  # of Dagster's steps, in their order, with the line that the command prints when each is done
    "receive": ("reading the bulletins", "Reading the bulletins"),
    "raw__bulletins_gate_bulletins": ("gate on bulletins", "Judging the bulletins"),
    "extract_observations": ("extraction", "Extracting observations"),
    "raw__observations_gate_observations": ("gate on observations", "Judging the observations"),
    "dbt": ("dbt build", "Building and testing the marts"),
    "publication__candidate": ("sealing the candidate", "Sealing the candidate"),
    "publication__candidate_gate_marts": ("gate on marts", "Judging the marts"),
    "publication__version": ("publishing: before the swap", "Publishing"),
}
LOADING = 6.0  # seconds, about, until a new process has its libraries
EVERY_STAGE = (STARTING, *(name for name, _ in STAGES.values()), CLEANING_UP)

TOWN = "".join(
    f"截至{year}年底，全市共有医院{beds % 97 + 30}家，床位{beds}张，卫生技术人员{beds * 2 + 17}人。\n"
    for year, beds in ((2021, 4180), (2022, 4325), (2023, 4402))
)
COUNTY = "2023年，北京市孕产妇死亡率为3.1/10万，婴儿死亡率为1.4‰。\n2024年，北京市新增床位{}张，同比增长5.2%。\n"
PLAN = "到2025年，天津市每千人口床位数达到6.6张，人均预期寿命达到82.3岁。\n"
SIDECAR = "title: 天津市规划\npublished_on: 2022-03-01\n"
SETS: tuple[dict[str, str], ...] = (  # of bulletins; any may follow any other
    {"town.txt": TOWN, "county.txt": COUNTY.format(2917)},
    {"town.txt": TOWN, "county.txt": COUNTY.format(3042)},
    {"town.txt": TOWN.replace("4402", "4413"), "county.txt": COUNTY.format(3042), "plan.txt": PLAN},
    {"town.txt": TOWN, "plan.txt": PLAN, "plan.yaml": SIDECAR},
    {"county.txt": COUNTY.format(2917), "copy of county.txt": COUNTY.format(2917), "broken.txt": "\0"},
    {"town.txt": TOWN, "county.txt": COUNTY.format(2917), "plan.txt": PLAN, "plan.yaml": SIDECAR},
)
TOP = {"current", "dagster", "data_docs", "dbt", "exports", "gongbao.duckdb", "staging.duckdb", "writer.lock"}
TOP |= {"candidate", "verdicts", "versions"}
CANDIDATE = {"built.json", "gongbao.duckdb"}
VERSION = {"exports", "gongbao.duckdb", "verdicts.json"}


def put(settings: Settings, number: int) -> None:
    """Make the folder of bulletins hold exactly this set."""
    settings.seeds.mkdir(parents=True, exist_ok=True)
    wanted = SETS[number]
    for path in settings.seeds.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = settings.seeds / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def exported(settings: Settings) -> dict[str, str]:
    """The digest of every exported file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(settings.exports.iterdir())}


@dataclass
class Undisturbed:
    """What refreshes come to when nobody kills them, and how long their stages take."""

    versions: dict[int, str] = field(default_factory=dict)  # by set of bulletins
    exports: dict[str, dict[str, str]] = field(default_factory=dict)  # by version
    lasts: dict[str, float] = field(default_factory=dict)  # seconds, by stage

    @classmethod
    def watch(cls, settings: Settings, sets: list[int], refresher: Refresher) -> Undisturbed:
        """Refresh each set once."""
        found = cls()
        for number in sets:
            put(settings, number)
            running = refresher.fork(settings)
            found._time(running, settings)
            assert running.wait() == 0, running.printed()
            found.versions[number] = settings.current.readlink().name
            found.exports[found.versions[number]] = exported(settings)
        assert len(set(found.versions.values())) == len(sets)
        return found

    def _time(self, running: Running, settings: Settings) -> None:
        """How long each stage lasts, by what is printed; reading begins when the staging database is opened."""
        current = settings.current
        former = current.readlink() if current.is_symlink() else None
        at = time.monotonic()
        while not running.opened(settings.staging) and not running.ended():
            time.sleep(0.002)
        self.lasts[STARTING], at = time.monotonic() - at, time.monotonic()
        for stage, line in STAGES.values():
            while f"✓ {line}" not in running.printed() and not running.ended():
                time.sleep(0.002)
                if current.is_symlink() and current.readlink() != former:
                    break  # the swap is what a kill while publishing waits for
            self.lasts[stage], at = time.monotonic() - at, time.monotonic()
        while not running.ended():
            time.sleep(0.002)
        self.lasts[CLEANING_UP] = time.monotonic() - at


class Kills:
    """Kill refreshes of one warehouse, again and again; every promise is asserted after each kill."""

    def __init__(self, folder: Path, refresher: Refresher, undisturbed: Undisturbed, chance: random.Random) -> None:
        self.settings = Settings(seeds=folder / "seeds", warehouse=folder / "warehouse")
        self._folder, self._refresher, self._undisturbed, self._chance = folder, refresher, undisturbed, chance
        self.set = -1
        self.by_stage: Counter[str] = Counter()
        self.earlier = self.later = self.outrun = self.anew = self.turned_back = 0

    def begin(self, undisturbed: Settings, number: int) -> None:
        """Take over what an undisturbed refresh has left of this set."""
        shutil.copytree(undisturbed.warehouse, self.settings.warehouse, symlinks=True)
        put(self.settings, number)
        self.set = number
        assert self.settings.current.readlink().name == self._undisturbed.versions[number]

    def version_of(self, number: int) -> str:
        """The version that a set of bulletins comes to."""
        return self._undisturbed.versions[number]

    def kill_in(self, stage: str) -> str | None:
        """Aim at a stage; the one that was hit, or None when the refresh had ended before."""
        sets = [number for number in self._undisturbed.versions if number != self.set]
        number = self._chance.choice(sets)
        put(self.settings, number)
        victim = self._refresher.spawn(self.settings) if stage == STARTING else self._refresher.fork(self.settings)
        self._aim(victim, stage, self._undisturbed.versions[number])
        if victim.kill() != -signal.SIGKILL:
            assert victim.wait() == 0, victim.printed()
            self.set, self.outrun = number, self.outrun + 1
            return None
        hit = self.look_after(self.set, number)
        self.by_stage[hit] += 1
        following = number
        if self._chance.random() < 0.15:  # the bulletins changed again meanwhile, most often back to what they were
            following = self._chance.choice([self.set, self.set, *sets])
            self.turned_back += following == self.set
            put(self.settings, following)
        self.converge(following, self._refresher.fork)
        return hit

    def kill_the_first(self) -> str | None:
        """Kill the very first refresh of a warehouse, soon; the next is a new process too."""
        folder = self._folder / "anew"
        shutil.rmtree(folder, ignore_errors=True)
        anew = Kills(folder, self._refresher, self._undisturbed, self._chance)
        number = self._chance.choice(list(self._undisturbed.versions))
        put(anew.settings, number)
        victim = self._refresher.spawn(anew.settings)
        time.sleep(self._chance.uniform(0.05, 2 * LOADING + 2 * self._undisturbed.lasts[STARTING]))
        if victim.kill() != -signal.SIGKILL:
            assert victim.wait() == 0, victim.printed()
            return None
        hit = anew.look_after(None, number)
        anew.converge(number, self._refresher.spawn)
        self.by_stage[hit] += 1
        self.earlier, self.later = self.earlier + anew.earlier, self.later + anew.later
        self.anew += 1
        return hit

    def _aim(self, victim: Running, stage: str, version: str) -> None:
        """Wait until the stage has begun, and then for a random part of it."""
        stages = [name for name, _ in STAGES.values()]
        current, span = self.settings.current, self._undisturbed.lasts.get(stage, 0.0)
        if stage == CLEANING_UP:
            self._wait(victim, lambda: current.readlink().name == version)
            span *= self._chance.choice((0.05, 0.3, 1))
        elif stage == STARTING:
            span += LOADING
        elif stage == stages[0]:
            self._wait(victim, lambda: victim.opened(self.settings.staging))
        else:
            former = [line for _, line in STAGES.values()][stages.index(stage) - 1]
            self._wait(victim, lambda: f"✓ {former}" in victim.printed())
        deadline = time.monotonic() + self._chance.uniform(0, span)
        self._wait(victim, lambda: time.monotonic() >= deadline)

    @staticmethod
    def _wait(victim: Running, ready: Callable[[], bool]) -> None:
        while not ready() and not victim.ended():
            time.sleep(0.002)

    def look_after(self, before: int | None, after: int) -> str:
        """What holds at once after a kill; the stage that was hit."""
        settings, versions = self.settings, self._undisturbed.versions
        assert lock_holder(settings.lock) is None
        if settings.lock.exists():
            with settings.lock.open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        seen = publishing.current_version(settings)
        if seen is None:
            assert before is None
        else:
            allowed = {versions[after]} | ({versions[before]} if before is not None else set())
            assert seen in allowed, f"readers see {seen}"
            self._is_whole(seen)
        self.later += seen == versions[after]
        self.earlier += seen != versions[after]
        return self._stage_hit(shown=seen == versions[after])

    def _is_whole(self, version: str) -> None:
        settings = self.settings
        exports = self._undisturbed.exports[version]
        assert exported(settings) == exports
        with duckdb.connect(str(settings.published_database), read_only=True) as con:
            cursor = con.execute("SELECT * FROM marts.publication")
            row = cursor.fetchone()
            assert row is not None
            stated = dict(zip([column[0] for column in cursor.description or ()], row, strict=True))
            assert stated["version"] == version
            for name in exports:
                table = name.removesuffix(".parquet")
                here = con.execute(f"SELECT count(*) FROM marts.{table}").fetchone()
                there = con.execute(f"SELECT count(*) FROM '{settings.exports / name}'").fetchone()
                assert here == there, table
                different = con.execute(
                    f"SELECT count(*) FROM (FROM marts.{table} EXCEPT ALL FROM '{settings.exports / name}')"
                ).fetchone()
                assert different == (0,), table

    def _stage_hit(self, *, shown: bool) -> str:
        """The stage by Dagster's own record of the latest run."""
        if not (self.settings.dagster_home / "dagster.yaml").exists():
            return STARTING
        with dg.DagsterInstance.from_config(str(self.settings.dagster_home)) as instance:
            store = instance.event_log_storage
            for key in store.get_concurrency_keys():
                assert not store.get_concurrency_info(key).active_slot_count
            runs = instance.get_runs(limit=1)
            if not runs or (runs[0].is_finished and not shown):
                return STARTING
            if shown:
                return CLEANING_UP
            types = {dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_SUCCESS}
            records = instance.get_records_for_run(runs[0].run_id, of_type=types, limit=1000).records
            events = [record.event_log_entry.dagster_event for record in records]
        under_way = ""
        for event in events:
            if event is not None and event.step_key in STAGES:
                under_way = str(event.step_key)
        return STAGES[under_way][0] if under_way else STARTING

    def converge(self, number: int, start: Callable[[Settings], Running]) -> None:
        """The next refresh: it ends like an undisturbed one and leaves nothing lying about."""
        running = start(self.settings)
        code = running.wait()
        assert code == 0, running.printed()
        self.set = number
        assert self.settings.current.readlink().name == self._undisturbed.versions[number]
        self._is_whole(self._undisturbed.versions[number])
        assert strays(self.settings) == []
        self._history_agrees(number)
        with dg.DagsterInstance.from_config(str(self.settings.dagster_home)) as instance:
            assert [run.status for run in instance.get_runs() if not run.is_finished] == []

    def _history_agrees(self, number: int) -> None:
        if publishing.planned_version(self.settings) != self._staged_version():
            return  # published before the last change, and changed back: nothing was read
        files = {
            bulletin_id(name): hashlib.sha256(text.encode()).hexdigest()
            for name, text in SETS[number].items()
            if name.endswith(".txt") and text != "\0"
        }
        with duckdb.connect(str(self.settings.staging), read_only=True) as con:
            kept = con.execute("SELECT bulletin_id, sha256, sequence, state FROM raw.bulletin_versions").fetchall()
        assert {row[0]: row[1] for row in kept if row[3] == "current"} == files
        assert {row[3] for row in kept} <= {"current", "superseded", "removed"}
        assert len({(row[0], row[2]) for row in kept}) == len(kept)

    def _staged_version(self) -> str:
        with duckdb.connect(str(self.settings.staging), read_only=True) as con:
            row = con.execute("SELECT version FROM raw.run_inputs").fetchone()
        assert row is not None
        return str(row[0])


def strays(settings: Settings) -> list[str]:
    """What lies in the warehouse and should not, when no refresh is under way."""
    warehouse = settings.warehouse
    kept = _names(settings.versions)
    found = [f"{len(kept)} versions"] if len(kept) > publishing.KEPT else []
    expected = {
        warehouse: TOP,
        settings.candidate: CANDIDATE,
        warehouse / "verdicts": {f"{name}.json" for name in kept},
    }
    expected |= {settings.versions / name: VERSION for name in kept}
    for folder, names in expected.items():
        found += [f"{folder.name}/{name}" for name in _names(folder) - names]
    for path in warehouse.rglob("*"):
        hidden = path.name.startswith(".") and path.name != ".ge_store_backend_id"
        if hidden or path.name.endswith((".tmp", ".new", ".wal", "-wal", "-shm", "-journal")):
            found.append(path.relative_to(warehouse).as_posix())
    return found


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

"""Hostile files beside good ones: each loaded or rejected with a reason, the good ones published as if alone.

One refresh serves all these tests: a sample with every kind in `make test`, all of it, and damaged bulletins, in
`make soak`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from expectations.private import find_private, mask_private
from orchestration import cli
from orchestration.ingest import printable
from tests import searched
from tests.fault import hostile, watched
from tests.fault.hostile import Case
from tests.fault.report import record

pytestmark = pytest.mark.pipeline

SECTION = "Bad input"
MEGABYTE = 1_000_000
# What a refresh may weigh: a good half of it are the libraries, whatever lies in the folder.
PEAK_SAMPLE, PEAK_ALL = 1_000 * MEGABYTE, 4_000 * MEGABYTE
ROOT = os.geteuid() == 0
SAMPLE = [case for case in hostile.cases() if not case.heavy and (ROOT or not case.root_only)]
RUNS_OF_HAN = re.compile(r"[\u4e00-\u9fff]{6,}")
SET_ASIDE = ("advertisement", "contact", "strangers_post")


@dataclass
class Run:
    """A refresh with hostile files, what was watched of it, and where each file ended."""

    seeds: Path
    warehouse: Path
    good: list[str]
    seen: watched.Watched
    rejected: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    quarantined: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    bulletins: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    published: dict[str, set[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.seen.code == 0, self.seen.printed
        with duckdb.connect(str(self.warehouse / "staging.duckdb"), read_only=True) as con:
            for file_name, *said in con.execute(
                "SELECT file_name, code, reason, remedy FROM raw.rejected_bulletins"
            ).fetchall():
                assert file_name not in self.rejected
                self.rejected[file_name] = (said[0], said[1], said[2])
            for file_name, *broken in con.execute(
                "SELECT file_name, rule, reason FROM raw.quarantined_bulletins"
            ).fetchall():
                self.quarantined.setdefault(file_name, []).append((broken[0], broken[1]))
            found = con.execute("SELECT file_name, bulletin_id, copy_of FROM raw.bulletins").fetchall()
            self.bulletins = {file_name: (bulletin_id, copy_of) for file_name, bulletin_id, copy_of in found}
        with duckdb.connect(str(self.warehouse / "gongbao.duckdb"), read_only=True) as con:
            names = dict(con.execute("SELECT bulletin_id, file_name FROM marts.dim_bulletin").fetchall())
            self.published = {file_name: set() for file_name in names.values()}
            for bulletin_id, value in con.execute("SELECT bulletin_id, value FROM marts.fct_observation").fetchall():
                self.published[names[bulletin_id]].add(value)

    def outcome(self, case: Case) -> str:
        """What became of the case's file."""
        name = printable(case.file_name)
        if name in self.rejected:
            return self.rejected[name][0]
        if name in self.quarantined:
            return hostile.QUARANTINED
        if name not in self.bulletins:
            return "lost"
        if self.bulletins[name][1] is not None:
            return hostile.COPY
        return hostile.LOADED if self.published.get(name) else hostile.SILENT


def check(run: Run, case: Case) -> None:
    """The file is where it should be, with its figure or with a reason that names it and says what to do."""
    outcome, name = run.outcome(case), printable(case.file_name)
    assert outcome != "lost"
    assert case.outcome in (hostile.EITHER, outcome)
    if name in run.rejected:
        _, reason, remedy = run.rejected[name]
        assert mask_private(name) in reason
        assert remedy.strip()
        assert reason.isprintable() and remedy.isprintable()
    elif name in run.quarantined:
        assert name not in run.published
        assert all(rule and reason.strip() for rule, reason in run.quarantined[name])
    elif case.states is not None:
        assert case.states in run.published[name]
    assert (name in run.rejected) != (name in run.bulletins)


def rows_of(database: Path, good: Iterable[str], into: Path, tables: Iterable[str] = ()) -> dict[str, str]:
    """The digest of a file with the rows of these bulletins, a table."""
    into.mkdir(parents=True, exist_ok=True)
    digests = {}
    with duckdb.connect(str(database), read_only=True) as con:
        names = con.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE schema_name = 'marts' GROUP BY ALL"
        )
        for table, columns in names.fetchall():
            if table == "publication" or (tables and table not in tables):
                continue
            of_good = (
                "bulletin_id IN (SELECT bulletin_id FROM marts.dim_bulletin WHERE list_contains($good, file_name))"
            )
            where = of_good if "bulletin_id" in columns else "$good IS NOT NULL"
            target = into / f"{table}.csv"
            con.execute(
                f"COPY (SELECT * FROM marts.\"{table}\" WHERE {where} ORDER BY ALL) TO '{target}' (FORMAT csv)",
                {"good": list(good)},
            )
            digests[table] = hashlib.sha256(target.read_bytes()).hexdigest()
    return digests


def set_aside(warehouse: Path) -> set[str]:
    """Every longer run of Chinese that stands in advertisements, contacts and strangers' posts, and nowhere else."""
    with duckdb.connect(str(warehouse / "staging.duckdb"), read_only=True) as con:
        rows = con.execute(
            "SELECT kind, substring(raw_text, char_start + 1, char_end - char_start), bulletin_id "
            "FROM raw.blocks JOIN raw.bulletins USING (bulletin_id)"
        ).fetchall()
        declared = con.execute(
            "SELECT string_agg(concat_ws(' ', title, publisher, source_url), ' ') FROM raw.bulletins"
        ).fetchone()
    elsewhere = " ".join([text for kind, text, _ in rows if kind not in SET_ASIDE] + [str(declared)])
    aside = {words for kind, text, _ in rows if kind in SET_ASIDE for words in RUNS_OF_HAN.findall(text)}
    return {words for words in aside if words not in elsewhere}


def secrets(run: Run) -> set[str]:
    """Every private value that any file of the folder holds, invented or not, and the words of advertisements."""
    known = set(hostile.SECRETS)
    for path in run.seeds.iterdir():
        if (
            path.is_file()
            and not path.is_symlink()
            and path.stat().st_size < hostile.LIMIT
            and printable(path.name) in run.bulletins
        ):
            text = path.read_bytes().decode("utf-8", "replace")
            known |= {text[private.char_start : private.char_end] for private in find_private(text)}
    return known | set_aside(run.warehouse)


@pytest.fixture(scope="module")
def run(refreshed_seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample, beside the project's own bulletins in a copy of their warehouse."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(refreshed_seeds / "seeds", folder / "seeds")
    shutil.copytree(refreshed_seeds / "warehouse", folder / "warehouse", symlinks=True)
    good = sorted(path.name for path in (folder / "seeds").glob("*.txt"))
    for case in SAMPLE:
        case.make(folder / "seeds")
    seen = watched.refresh(folder / "seeds", folder / "warehouse", folder / "report.json")
    return Run(folder / "seeds", folder / "warehouse", good, seen)


def test_the_table_covers_what_was_asked_for() -> None:
    assert {case.kind for case in SAMPLE} == set(hostile.KINDS)
    assert len(SAMPLE) >= 200
    assert len({case.file_name for case in hostile.cases()}) == len(hostile.cases())


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: ascii(f"{case.kind}: {case.name}"))
def test_a_hostile_file_is_loaded_or_refused_with_a_reason(run: Run, case: Case) -> None:
    check(run, case)


def test_nothing_that_arrived_is_lost(run: Run) -> None:
    there = {printable(path.name) for path in run.seeds.iterdir()}
    accounted = run.rejected.keys() | run.bulletins.keys()
    sidecars = {name for name in there - accounted if name.endswith(".yaml")}
    assert there - sidecars == accounted
    assert all(f"{name.removesuffix('.yaml')}.txt" in accounted for name in sidecars)


def test_good_bulletins_publish_the_same_bytes(run: Run, refreshed_seeds: Path, tmp_path: Path) -> None:
    alone = rows_of(refreshed_seeds / "warehouse" / "gongbao.duckdb", run.good, tmp_path / "alone")
    beside = rows_of(run.warehouse / "gongbao.duckdb", run.good, tmp_path / "beside")
    assert len(alone) >= 10
    assert beside == alone


def test_memory_stays_bounded(run: Run) -> None:
    assert run.seen.peak_bytes < PEAK_SAMPLE


def test_the_run_says_what_was_refused_and_how_much_more(run: Run) -> None:
    printed = run.seen.printed
    untold = re.search(r"(\d+) more are in raw.rejected_bulletins", printed)
    assert untold is not None
    files = printed.count("Not read:") + printed.count("Quarantined:") + int(untold[1])
    assert files == len(run.rejected) + sum(map(len, run.quarantined.values()))
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_nothing_private_is_written_or_printed(run: Run) -> None:
    wanted = secrets(run)
    assert len(wanted) > len(hostile.SECRETS)
    assert searched.found(wanted, run.warehouse, run.seen.printed) == []


def test_the_search_finds_what_is_there(run: Run) -> None:
    """The same search finds in Parquet, both kinds of database, pages and the run's log what does stand there."""
    texts = list(searched.texts(run.warehouse))
    name = run.good[0]
    for kind in ("exports/dim_bulletin.parquet", "/gongbao.duckdb"):
        assert any(name in text for path, text in texts if str(path).endswith(kind)), kind
    events = [text for path, text in texts if path.suffix == ".db"]
    assert any(name in text for name in run.rejected for text in events)
    assert any(path.suffix == ".html" for path, _ in texts)
    assert searched.found(["星图"], run.warehouse, "星 图") == [("星图", "printed")]


@pytest.mark.parametrize("command", [["review", "--limit", "500"], ["trace", "观星台"], ["versions"], ["status"]])
def test_no_command_tells_private_values_or_drives_the_terminal(
    run: Run, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GONGBAO_SEEDS", "GONGBAO_WAREHOUSE"):
        monkeypatch.setenv(name, str(run.seeds if name == "GONGBAO_SEEDS" else run.warehouse))
    with cli.OUT.capture() as out, cli.ERR.capture() as err:
        assert cli.main(command) == 0
    printed = out.get() + err.get()
    assert printed.strip()
    assert not set(printed) & {"\x1b", "\x07", "\u202e", "\u2066", "\u200b"}
    assert [secret for secret in hostile.SECRETS if secret in printed] == []


def test_a_refresh_calls_nobody(run: Run) -> None:
    """Neither telemetry nor anything else leaves: a name is looked up nowhere, and what is bound is on loopback."""
    assert [call for call in run.seen.calls if not call.startswith("socket.bind (('::1'")] == []


def test_a_refresh_unpickles_nothing_of_the_warehouse(run: Run) -> None:
    """babel, deep in dbt, keeps its own tables pickled in its package."""
    assert [name for name in run.seen.unpickled if not name.startswith("babel.")] == []
    assert not list((run.warehouse / "dagster").rglob("storage"))


def test_a_refresh_writes_into_its_warehouse_only(run: Run) -> None:
    outside = [path for path in run.seen.written if not Path(path).is_relative_to(run.warehouse)]
    assert [path for path in outside if path not in {"/dev/null", str(run.warehouse.parent / "report.json")}] == []


def test_a_refresh_starts_no_program_that_a_bulletin_names(run: Run) -> None:
    assert set(run.seen.started) <= {"subprocess.Popen 'file'", "subprocess.Popen 'uname'"}
    assert not Path("/tmp/gongbao-was-here").exists()
    assert not Path("/tmp/gongbao-out.csv").exists()


# --- The long run -----------------------------------------------------------------------------------------------------


@pytest.mark.soak
def test_all_of_it(tmp_path: Path) -> None:
    seeds, warehouse = tmp_path / "seeds", tmp_path / "warehouse"
    shutil.copytree(watched.PROJECT / "seeds", seeds)
    good = sorted(path.name for path in seeds.glob("*.txt"))
    (seeds / "before.txt").write_text(hostile.sentence("before"), encoding="utf-8")
    alone = Run(seeds, warehouse, good, watched.refresh(seeds, warehouse, tmp_path / "report.json"))
    rows = rows_of(warehouse / "gongbao.duckdb", good, tmp_path / "alone")

    (seeds / "before.txt").rename(seeds / "after.txt")
    renamed = Case("renamed", "after", hostile.LOADED, "after.txt", lambda folder: None, hostile.figure("before"))
    cases = [case for case in hostile.cases() if ROOT or not case.root_only]
    for case in cases:
        case.make(seeds)
    run = Run(seeds, warehouse, good, watched.refresh(seeds, warehouse, tmp_path / "report.json"))
    for case in (*cases, renamed):
        check(run, case)
    assert "before.txt" not in run.bulletins
    assert rows_of(warehouse / "gongbao.duckdb", good, tmp_path / "beside") == rows
    assert run.seen.peak_bytes < PEAK_ALL
    assert searched.found(secrets(run), warehouse, run.seen.printed) == []
    outcomes = Counter("rejected" if run.outcome(case) not in hostile.READ else run.outcome(case) for case in cases)
    record(SECTION, "hostile or broken files beside five good bulletins", len(cases), "200 or more")
    record(SECTION, "of them read, and published", outcomes[hostile.LOADED] + outcomes[hostile.SILENT])
    record(SECTION, "of them known as copies", outcomes[hostile.COPY])
    record(SECTION, "of them rejected, with a reason that names the file, and a remedy", outcomes["rejected"])
    record(
        SECTION,
        "of them read and set aside in quarantine, with the rule that they break",
        outcomes[hostile.QUARANTINED],
    )
    record(SECTION, "of them lost, or ending elsewhere than their row of the table says", 0, 0)
    record(SECTION, "rows of good bulletins that differ from a run without hostile files, byte for byte", 0, 0)
    record(SECTION, "largest memory of a refresh without them, MB", alone.seen.peak_bytes // MEGABYTE)
    record(
        SECTION, "largest memory with them, MB", run.seen.peak_bytes // MEGABYTE, f"{PEAK_ALL // MEGABYTE:,} or less"
    )
    record(SECTION, "private values found in anything written but the staging database", 0, 0)


@pytest.mark.soak
def test_damaged_bulletins(tmp_path: Path) -> None:
    """Good bulletins damaged at random beside the whole ones: the figures of the whole ones stay as they are."""
    seeds, warehouse = tmp_path / "seeds", tmp_path / "warehouse"
    shutil.copytree(watched.PROJECT / "seeds", seeds)
    sources = sorted(seeds.glob("*.txt"))
    good = [path.name for path in sources]
    mutants = hostile.mutants(sources, 40)
    tables = ("fct_observation", "dim_bulletin")
    Run(seeds, warehouse, good, watched.refresh(seeds, warehouse, tmp_path / "report.json"))
    rows = rows_of(warehouse / "gongbao.duckdb", good, tmp_path / "alone", tables)
    for case in mutants:
        case.make(seeds)
    run = Run(seeds, warehouse, good, watched.refresh(seeds, warehouse, tmp_path / "report.json"))
    for case in mutants:
        check(run, case)
    assert rows_of(warehouse / "gongbao.duckdb", good, tmp_path / "beside", tables) == rows
    assert searched.found(secrets(run), warehouse, run.seen.printed) == []
    read = sum(run.outcome(case) in hostile.READ for case in mutants)
    record(SECTION, "good bulletins damaged at random", len(mutants))
    record(SECTION, "of them rejected with a reason; the others read or in quarantine", len(mutants) - read)
    record(SECTION, "of them lost, or a row of a whole bulletin changed", 0, 0)

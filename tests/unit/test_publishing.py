"""Write, audit, publish: what is refused, what readers see, and what is kept."""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import gates, publishing, store
from orchestration.publishing import PublicationError
from orchestration.settings import Limits, Settings

CODE = "c" * 12


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(publishing, "code_version", lambda: CODE)
    return Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")


def stage(settings: Settings, version: str) -> None:
    """A staging database that says it was made for this version."""
    with store.open_staging(settings) as con, store.transaction(con):
        inputs = {"version": version, "seeds_digest": version, "code_version": CODE, "extractor_version": "1"}
        store.replace(con, "run_inputs", [inputs | {"bulletins": 1, "rejected": 0}])


def build(settings: Settings, version: str, rows: list[int]) -> None:
    """A candidate of this version, in the order in which the rows are given."""
    publishing.prepare_candidate(settings)
    settings.candidate_database.unlink(missing_ok=True)
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{settings.candidate_database}' AS published (STORAGE_VERSION 'v1.5.0')")
        con.execute("CREATE SCHEMA published.marts")
        con.execute("CREATE TABLE published.marts.publication (version VARCHAR, verdicts VARCHAR)")
        con.execute("INSERT INTO published.marts.publication VALUES (?, NULL)", [version])
        con.execute("CREATE TABLE published.marts.dim_bulletin (bulletin_id VARCHAR PRIMARY KEY)")
        con.execute("CREATE TABLE published.marts.fct_observation (value INTEGER, names VARCHAR[])")
        con.execute("INSERT INTO published.marts.fct_observation SELECT unnest(?::INTEGER[]), ['a', 'b']", [rows])


def judge(settings: Settings, version: str, *, passed: bool = True) -> None:
    """Verdicts of all gates on what lies there now."""
    with duckdb.connect(str(settings.staging), read_only=True) as con:
        content = {f"raw.{table}": gates.fingerprint(con, f"raw.{table}") for table in store.BUILT_FROM}
    with duckdb.connect(str(settings.candidate_database), read_only=True) as con:
        for table in ("dim_bulletin", "fct_observation"):
            content[f"marts.{table}"] = gates.fingerprint(con, f"marts.{table}")
    for gate in gates.GATES:
        of_gate = content if gate == "marts" else {"raw.bulletins": content["raw.bulletins"]}
        verdict = gates.GateVerdict(gate, version, passed or gate != "marts", 3, 10, content=of_gate)
        gates.store_verdict(verdict, settings.warehouse)


def publish(settings: Settings, version: str, rows: list[int]) -> None:
    stage(settings, version)
    build(settings, version, rows)
    judge(settings, version)
    assert publishing.publish(settings) == (version, True)


def seen(path: Path) -> tuple[str, list[int]]:
    """What a new reader sees."""
    with duckdb.connect(str(path), read_only=True) as con:
        (version,) = con.execute("SELECT version FROM marts.publication").fetchone() or ("",)
        rows = con.execute("SELECT value FROM marts.fct_observation ORDER BY value").fetchall()
    return version, [row[0] for row in rows]


def test_a_published_version_is_whole(settings: Settings) -> None:
    publish(settings, "v1", [2, 1])
    assert seen(settings.published_database) == ("v1", [1, 2])
    assert sorted(path.name for path in settings.exports.iterdir()) == [
        "dim_bulletin.parquet",
        "fct_observation.parquet",
        "publication.parquet",
    ]
    with duckdb.connect() as con:
        fact = settings.exports / "fct_observation.parquet"
        assert con.execute(f"SELECT value FROM '{fact}'").fetchall() == [(1,), (2,)]
        metadata = con.execute(f"SELECT decode(value) FROM parquet_kv_metadata('{fact}') WHERE decode(key) = 'version'")
        assert metadata.fetchall() == [("v1",)]
        verdicts = con.execute(f"SELECT verdicts FROM '{settings.exports / 'publication.parquet'}'").fetchone()
    assert verdicts is not None
    assert '"passed": true' in verdicts[0]


def test_constraints_and_storage_version_are_kept(settings: Settings) -> None:
    publish(settings, "v1", [1])
    with duckdb.connect(str(settings.published_database), read_only=True) as con:
        constraints = con.execute("SELECT constraint_type FROM duckdb_constraints()").fetchall()
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'gongbao'").fetchone()
    assert ("PRIMARY KEY",) in constraints
    assert tags is not None
    assert "v1.5" in tags[0]["storage_version"]


def test_the_same_rows_in_another_order_give_the_same_bytes(settings: Settings) -> None:
    publish(settings, "v1", list(range(500)))
    elsewhere = Settings(seeds=settings.seeds, warehouse=settings.warehouse.with_name("elsewhere"))
    publish(elsewhere, "v1", list(reversed(range(500))))

    def digests(of: Settings) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in of.exports.iterdir()}

    assert digests(settings) == digests(elsewhere)


def test_publishing_again_changes_nothing(settings: Settings) -> None:
    publish(settings, "v1", [1])
    before = settings.published_database.resolve().stat().st_mtime_ns
    assert publishing.publish(settings) == ("v1", False)
    assert settings.published_database.resolve().stat().st_mtime_ns == before


def test_without_a_verdict_nothing_is_published(settings: Settings) -> None:
    publish(settings, "v1", [1])
    stage(settings, "v2")
    build(settings, "v2", [2])
    with pytest.raises(PublicationError, match="no verdict"):
        publishing.publish(settings)
    assert seen(settings.published_database) == ("v1", [1])


def test_a_failed_gate_is_final(settings: Settings) -> None:
    publish(settings, "v1", [1])
    stage(settings, "v2")
    build(settings, "v2", [2])
    judge(settings, "v2", passed=False)
    with pytest.raises(PublicationError, match="did not pass"):
        publishing.publish(settings)
    assert seen(settings.published_database) == ("v1", [1])


def test_a_verdict_on_another_content_does_not_count(settings: Settings) -> None:
    stage(settings, "v1")
    build(settings, "v1", [1])
    judge(settings, "v1")
    with duckdb.connect(str(settings.candidate_database)) as con:
        con.execute("INSERT INTO marts.fct_observation VALUES (666, [])")
    with pytest.raises(PublicationError, match="changed since"):
        publishing.publish(settings)
    assert publishing.current_version(settings) is None


def test_a_verdict_on_another_version_does_not_count(settings: Settings) -> None:
    stage(settings, "v1")
    build(settings, "v1", [1])
    judge(settings, "v1")
    stage(settings, "v2")
    with pytest.raises(PublicationError, match="no verdict"):
        publishing.publish(settings)


def test_changed_code_asks_for_a_whole_refresh(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    stage(settings, "v1")
    build(settings, "v1", [1])
    judge(settings, "v1")
    monkeypatch.setattr(publishing, "code_version", lambda: "other")
    with pytest.raises(PublicationError, match="whole refresh"):
        publishing.publish(settings)


def test_a_reader_keeps_its_version_and_a_new_one_sees_the_next(settings: Settings) -> None:
    publish(settings, "v1", [1])
    reader = duckdb.connect(str(settings.published_database), read_only=True)
    publish(settings, "v2", [2])
    assert reader.execute("SELECT version FROM marts.publication").fetchone() == ("v1",)
    assert seen(settings.published_database) == ("v2", [2])
    for version in ("v3", "v4", "v5"):
        publish(settings, version, [3])
    assert reader.execute("SELECT value FROM marts.fct_observation").fetchall() == [(1,)]
    reader.close()


def test_the_last_three_are_kept(settings: Settings) -> None:
    for number in range(1, 6):
        publish(settings, f"v{number}", [number])
    assert [(version.name, version.current) for version in publishing.versions(settings)] == [
        ("v5", True),
        ("v4", False),
        ("v3", False),
    ]


def test_rollback_goes_back_one_by_one_and_holds_what_it_left(settings: Settings) -> None:
    for number in (1, 2, 3):
        publish(settings, f"v{number}", [number])
    assert publishing.rollback(settings) == "v2"
    assert seen(settings.published_database) == ("v2", [2])
    assert publishing.rollback(settings) == "v1"
    assert publishing.held(settings) == {"v2", "v3"}
    with pytest.raises(PublicationError, match="no earlier version"):
        publishing.rollback(settings)
    with pytest.raises(PublicationError, match="not kept"):
        publishing.rollback(settings, "v9")
    assert publishing.rollback(settings, "v3") == "v3"
    assert seen(settings.published_database) == ("v3", [3])


def test_a_version_left_by_a_rollback_can_be_published_again(settings: Settings) -> None:
    publish(settings, "v1", [1])
    publish(settings, "v2", [2])
    publishing.rollback(settings)
    publish(settings, "v2", [2])
    assert seen(settings.published_database) == ("v2", [2])
    assert publishing.held(settings) == set()


def test_nothing_can_be_rolled_back_before_the_first_publication(settings: Settings) -> None:
    with pytest.raises(PublicationError, match="no earlier version"):
        publishing.rollback(settings)


def test_what_a_killed_run_left_is_taken_away(settings: Settings) -> None:
    publish(settings, "v1", [1])
    (settings.versions / ".v2" / "exports").mkdir(parents=True)
    (settings.versions / ".v2" / "exports" / "half.parquet").write_bytes(b"PAR1")
    (settings.warehouse / ".current.new").symlink_to("versions/nowhere")
    publishing.tidy(settings)
    assert [path.name for path in settings.versions.iterdir()] == ["v1"]
    assert not list(settings.warehouse.glob(".*"))
    assert seen(settings.published_database) == ("v1", [1])


def test_a_version_half_taken_away_is_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        publish(settings, f"v{number}", [number])

    def killed(folder: Path) -> None:
        (folder / "gongbao.duckdb").unlink()
        raise KeyboardInterrupt

    stage(settings, "v4")
    build(settings, "v4", [4])
    judge(settings, "v4")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shutil, "rmtree", killed)
        publishing.publish(settings)
    assert [version.name for version in publishing.versions(settings)] == ["v4", "v3", "v2"]
    publishing.tidy(settings)
    assert sorted(path.name for path in settings.versions.iterdir()) == ["v2", "v3", "v4"]


def test_verdicts_on_what_is_not_kept_are_taken_away(settings: Settings) -> None:
    publish(settings, "v1", [1])
    stage(settings, "never")
    build(settings, "never", [0])
    judge(settings, "never")
    for number in range(2, 5):
        publish(settings, f"v{number}", [number])
    assert sorted(path.stem for path in (settings.warehouse / "verdicts").iterdir()) == ["v2", "v3", "v4"]


def test_what_readers_see_is_not_held_back(settings: Settings) -> None:
    """A rollback writes what it leaves before it leaves it, and a refresh shows before it lets go."""
    publish(settings, "v1", [1])
    (settings.warehouse / "held.json").write_text('["v1", "v9"]', encoding="utf-8")
    publishing.tidy(settings)
    assert publishing.held(settings) == {"v9"}


def test_a_file_in_the_way_is_left_alone(settings: Settings) -> None:
    settings.warehouse.mkdir()
    settings.published_database.write_text("precious", encoding="utf-8")
    stage(settings, "v1")
    build(settings, "v1", [1])
    judge(settings, "v1")
    with pytest.raises(PublicationError, match="in the way"):
        publishing.publish(settings)
    assert settings.published_database.read_text(encoding="utf-8") == "precious"
    assert publishing.current_version(settings) is None


def test_links_that_were_lost_are_set_again(settings: Settings) -> None:
    publish(settings, "v1", [1])
    settings.exports.unlink()
    assert publishing.publish(settings) == ("v1", False)
    assert settings.exports.is_dir()


# --- The candidate --------------------------------------------------------------------------------------------------


def test_a_candidate_is_whole_only_with_every_model_and_test(settings: Settings) -> None:
    stage(settings, "v1")
    build(settings, "v1", [1])
    parents = {"model.x.b": ["model.x.a"], "test.x.t": ["model.x.b"]}
    expected = ["model.x.a", "model.x.b", "test.x.t"]
    publishing.record_built(settings, [("model.x.b", True), ("test.x.t", True), ("model.x.a", True)], parents)
    with pytest.raises(PublicationError, match="not whole: 2 models or tests have not succeeded, b"):
        publishing.seal_candidate(settings, expected)
    publishing.record_built(settings, [("model.x.b", True), ("test.x.t", False)], parents)
    with pytest.raises(PublicationError, match="not whole: 1 "):
        publishing.seal_candidate(settings, expected)
    publishing.record_built(settings, [("test.x.t", True)], parents)
    assert publishing.seal_candidate(settings, expected) == {"dim_bulletin": 0, "fct_observation": 1, "publication": 1}


def test_marts_of_something_else_are_thrown_away(settings: Settings) -> None:
    stage(settings, "v1")
    build(settings, "v1", [1])
    publishing.record_built(settings, [("model.x.a", True)], {})
    stage(settings, "v2")
    with pytest.raises(PublicationError, match="other bulletins or other code"):
        publishing.seal_candidate(settings, ["model.x.a"])
    publishing.prepare_candidate(settings)
    assert not settings.candidate_database.exists()
    with pytest.raises(PublicationError, match="no candidate"):
        publishing.seal_candidate(settings, ["model.x.a"])


def test_a_version_is_named_by_what_goes_into_it() -> None:
    names = {
        publishing.version_name("seeds", "code", Limits()),
        publishing.version_name("others", "code", Limits()),
        publishing.version_name("seeds", "newer", Limits()),
        publishing.version_name("seeds", "code", Limits(bulletin_bytes=1)),
    }
    assert len(names) == 4
    assert publishing.version_name("seeds", "code", Limits()) in names


def test_a_change_of_what_reads_or_shapes_is_a_new_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    for folder in publishing.CODE:
        ignored = shutil.ignore_patterns(*publishing.NOT_CODE)
        shutil.copytree(publishing.PROJECT / folder, project / folder, ignore=ignored)
    monkeypatch.setattr(publishing, "PROJECT", project)

    def after(changed: str) -> tuple[bool, bool, bool]:
        """Whether everything is read again, dbt parses again, and the version has another name."""
        before = (publishing.reader_version(), publishing.dbt_version(), publishing.code_version())
        with (project / changed).open("a", encoding="utf-8") as file:
            file.write("\n")
        now = (publishing.reader_version(), publishing.dbt_version(), publishing.code_version())
        return before[0] != now[0], before[1] != now[1], before[2] != now[2]

    assert after("orchestration/extraction/__init__.py") == (True, False, True)
    assert after("orchestration/extraction/lexicon/regions.csv") == (True, False, True)
    for name in publishing.READER:
        assert after(name) == (True, False, True)
    assert after("dbt_project/reference/indicators.csv") == (False, True, True)
    assert after("dbt_project/dbt_project.yml") == (False, True, True)
    assert after("expectations/marts.py") == (False, False, True)


def test_all_that_reading_imports_decides_whether_it_is_done_again() -> None:
    elsewhere = {  # what has no part in what the rows of `raw` hold
        "orchestration/gates.py",
        "orchestration/publishing.py",
        "orchestration/settings.py",
    }
    for name in publishing.READER:
        tree = ast.parse((publishing.PROJECT / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or (node.module or "").split(".")[0] not in publishing.CODE:
                continue
            package = Path(str(node.module).replace(".", "/"))
            for path in {package.with_suffix(".py"), *(package / f"{alias.name}.py" for alias in node.names)}:
                if (publishing.PROJECT / path).is_file() and "extraction" not in path.parts:
                    assert path.as_posix() in {*publishing.READER, *elsewhere}, name


KILLED_WRITING = """
import os, sys, duckdb
con = duckdb.connect(sys.argv[1])
con.execute("CREATE TABLE told AS SELECT 1 AS value")
os._exit(9)
"""


def test_tidying_writes_out_what_a_killed_run_left_in_the_log(tmp_path: Path) -> None:
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    settings.candidate.mkdir(parents=True)
    for database in (settings.staging, settings.candidate_database):
        subprocess.run([sys.executable, "-c", KILLED_WRITING, str(database)], check=False)
        assert database.with_name(f"{database.name}.wal").exists()
    publishing.tidy(settings)
    for database in (settings.staging, settings.candidate_database):
        assert not database.with_name(f"{database.name}.wal").exists()
        with duckdb.connect(str(database), read_only=True) as con:
            assert con.execute("FROM told").fetchall() == [(1,)]


def test_tidying_takes_a_log_away_that_broke_off_at_once(tmp_path: Path) -> None:
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    settings.warehouse.mkdir()
    with duckdb.connect(str(settings.staging)) as con:
        con.execute("CREATE TABLE told AS SELECT 1 AS value")
    log = settings.staging.with_name(f"{settings.staging.name}.wal")
    log.write_bytes(bytes(10))
    publishing.tidy(settings)
    assert not log.exists()
    with duckdb.connect(str(settings.staging), read_only=True) as con:
        assert con.execute("FROM told").fetchall() == [(1,)]
        assert con.execute("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'written_out'").fetchone() == (0,)


def test_tidying_leaves_a_database_that_cannot_be_opened_to_the_run_that_needs_it(tmp_path: Path) -> None:
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    settings.warehouse.mkdir()
    log = settings.staging.with_name(f"{settings.staging.name}.wal")
    settings.staging.write_bytes(b"torn" * 2000)
    log.write_bytes(b"left")
    publishing.tidy(settings)
    assert settings.staging.read_bytes() == b"torn" * 2000
    with pytest.raises(store.StoreError, match=r"staging\.duckdb"), store.open_staging(settings):
        pass

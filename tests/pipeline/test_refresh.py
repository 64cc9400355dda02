"""The whole way on the project's own bulletins, and what a second, third and fourth refresh make of changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import dagster as dg
import pytest

from orchestration import ingest
from orchestration.settings import Settings
from tests.pipeline.refreshed import Refresh, Refreshed

pytestmark = pytest.mark.pipeline

TABLES = [
    "publication",
    "dim_bulletin",
    "dim_indicator",
    "dim_region",
    "fct_observation",
    "mart_indicator_series",
    "mart_target_progress",
    "mart_regional_cooperation",
    "mart_conflicts",
    "mart_consistency",
    "mart_unmapped",
]


def anew(settings: Settings) -> int:
    """How many bulletins the latest run extracted."""
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(["raw", "observations"]))
    assert event is not None
    assert event.asset_materialization is not None
    value = event.asset_materialization.metadata["bulletins_extracted_anew"].value
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_the_design_is_filled(first: Refreshed, table: str) -> None:
    assert first.query(f"SELECT count(*) FROM marts.{table}")[0][0] > 0
    assert (first.settings.exports / f"{table}.parquet").is_file()


def test_every_bulletin_is_there_as_received(first: Refreshed) -> None:
    found = first.staged("SELECT file_name, raw_text, encoding FROM raw.bulletins ORDER BY file_name")
    assert [row[0] for row in found] == sorted(path.name for path in first.settings.seeds.glob("*.txt"))
    for name, text, _ in found:
        assert (first.settings.seeds / name).read_bytes().decode("utf-8-sig") == text
    declared = first.query("SELECT count(*) FROM marts.dim_bulletin WHERE published_on_basis = 'declared'")
    assert declared == [(3,)]


def test_every_observation_shows_its_evidence(first: Refreshed) -> None:
    texts = dict(first.staged("SELECT bulletin_id, raw_text FROM raw.bulletins"))
    rows = first.query("SELECT bulletin_id, char_start, char_end, evidence, evidence_start FROM marts.fct_observation")
    assert rows
    for bulletin_id, start, end, evidence, evidence_start in rows:
        assert texts[bulletin_id][evidence_start : evidence_start + len(evidence)] == evidence
        assert evidence_start <= start < end <= evidence_start + len(evidence)


def test_the_summary_says_what_a_person_wants_to_know(first: Refreshed) -> None:
    for word in ("5 read", "Observations", "unexplained", "Indicators", "Conflicts", "Gates", first.version):
        assert word in first.printed
    assert str(first.settings.published_database) in first.printed


def test_the_run_is_in_the_recorded_instance(first: Refreshed) -> None:
    with dg.DagsterInstance.from_config(str(first.settings.dagster_home)) as instance:
        runs = instance.get_runs()
        assert [(run.job_name, run.status) for run in runs] == [("refresh", dg.DagsterRunStatus.SUCCESS)]
        checks = instance.get_records_for_run(
            runs[0].run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
        ).records
    names = {
        record.event_log_entry.asset_check_evaluation.check_name
        for record in checks
        if record.event_log_entry.asset_check_evaluation is not None
    }
    assert {"gate_bulletins", "gate_observations", "gate_marts"} <= names
    assert len(names) > 20  # dbt's tests are checks as well


def test_a_second_refresh_publishes_nothing(warehouse: Refreshed, refresh: Refresh) -> None:
    before = sorted(path.stat().st_mtime_ns for path in warehouse.settings.versions.rglob("*"))
    code, printed = refresh(warehouse.settings)
    assert code == 0
    assert "Nothing new" in printed
    assert sorted(path.stat().st_mtime_ns for path in warehouse.settings.versions.rglob("*")) == before


def test_changes_are_picked_up_and_a_rebuild_agrees(warehouse: Refreshed, refresh: Refresh, tmp_path: Path) -> None:
    """Edited, added, copied, broken, in other encodings: incrementally the same as anew; then all of it undone."""
    settings, seeds = warehouse.settings, warehouse.settings.seeds
    before, exports, ids = warehouse.version, warehouse.exports(), _ids(warehouse)
    names = sorted(path.name for path in seeds.glob("*.txt"))
    edited, recoded, removed = seeds / names[0], seeds / names[1], seeds / names[4]
    edited.write_text(edited.read_text(encoding="utf-8") + "\n2024年，北京市新增加床位2917张。\n", encoding="utf-8")
    recoded.write_bytes(recoded.read_text(encoding="utf-8-sig").encode("gb18030"))
    shutil.copy(seeds / names[2], seeds / "a copy under another name.txt")
    removed.rename(tmp_path / "kept")
    (seeds / "broken.txt").write_bytes(b"\xff\xff\xff\xff")
    (seeds / "orphan.yaml").write_text("title: nobody", encoding="utf-8")
    (seeds / names[3]).with_suffix(".yaml").write_text("published_on: 2099-01-01", encoding="utf-8")

    code, printed = refresh(settings)
    assert code == 0, printed
    assert warehouse.version != before
    assert "broken.txt" in printed
    assert anew(settings) == 3  # edited, recoded, copied
    rejected = dict(warehouse.staged("SELECT file_name, code FROM raw.rejected_bulletins"))
    assert rejected == {
        "broken.txt": "undecodable",
        "orphan.yaml": "orphan_sidecar",
        names[3]: "sidecar_wrong_field",
    }
    copies = warehouse.staged("SELECT file_name FROM raw.bulletins WHERE copy_of IS NOT NULL")
    assert copies == [("a copy under another name.txt",)]
    recoded_row = warehouse.staged(f"SELECT encoding FROM raw.bulletins WHERE file_name = '{names[1]}'")
    assert recoded_row == [("gb18030",)]
    states = dict(warehouse.staged("SELECT file_name || ' ' || sequence, state FROM raw.bulletin_versions"))
    assert states[f"{names[0]} 1"] == "superseded"
    assert states[f"{names[0]} 2"] == "current"
    assert states[f"{names[4]} 1"] == "removed"
    gone = ingest.bulletin_id(names[4])
    assert warehouse.query("SELECT count(*) FROM marts.fct_observation WHERE bulletin_id = ?", gone) == [(0,)]
    same_text = {ingest.bulletin_id(names[1]), ingest.bulletin_id(names[2])}
    assert {row for row in ids if row[0] in same_text} == {row for row in _ids(warehouse) if row[0] in same_text}
    of_edited = ingest.bulletin_id(names[0])
    assert {row for row in ids if row[0] == of_edited} < {row for row in _ids(warehouse) if row[0] == of_edited}

    rebuilt = Refreshed(Settings(seeds=seeds, warehouse=tmp_path / "rebuilt"), "")
    code, printed = refresh(rebuilt.settings)
    assert code == 0, printed
    assert rebuilt.version == warehouse.version
    assert rebuilt.exports() == warehouse.exports()

    shutil.rmtree(seeds)
    shutil.copytree(Path(__file__).parents[2] / "seeds", seeds)
    code, printed = refresh(settings)
    assert code == 0, printed
    assert warehouse.version == before
    assert warehouse.exports() == exports
    states = dict(warehouse.staged("SELECT file_name || ' ' || sequence, state FROM raw.bulletin_versions"))
    assert states[f"{names[0]} 3"] == "current"
    assert states[f"{names[4]} 2"] == "current"


def _ids(of: Refreshed) -> set[tuple[str, str]]:
    return set(of.query("SELECT bulletin_id, observation_id FROM marts.fct_observation"))

"""What another bulletin changes in the marts: the rows that it should, and no other; taken away, all is as before.

The bulletins are made here, as rows of the staging database, so that each test changes one thing.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import store
from orchestration.settings import Settings
from tests.marts.conftest import PROJECT

DBT_PROJECT = PROJECT / "dbt_project"
TABLES = (
    "dim_bulletin",
    "fct_observation",
    "mart_indicator_series",
    "mart_series_vintages",
    "mart_conflicts",
    "mart_target_progress",
    "mart_target_path",
    "mart_consistency",
    "mart_regional_cooperation",
    "mart_unmapped",
    "publication",
)
# What a bulletin and its statements are themselves; the rest is what the marts make of them.
OWN = ("dim_bulletin", "fct_observation", "publication")
# The place of the statements, and the regions that reference files name.
REGIONS = (
    ("110000", "北京市", "province"),
    ("120000", "天津市", "province"),
    ("130000", "河北省", "province"),
    ("jing-jin-ji", "京津冀", "grouping"),
)
Marts = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Statement:
    """One number of a bulletin, as the extractor would give it."""

    metric: str
    stated: str
    value: float
    unit: str
    year: int = 2024
    qualifier: str = "exact"
    status: str = "actual"
    measure: str = "level"
    direction: str | None = None


@dataclass(frozen=True)
class Bulletin:
    """A bulletin with its statements, one a sentence."""

    name: str
    publisher: str
    published_on: date
    statements: tuple[Statement, ...]
    copy_of: str | None = None

    @property
    def bulletin_id(self) -> str:
        return "b_" + hashlib.sha256(self.name.encode()).hexdigest()[:12]


PLACES = Statement("普惠托位", "3.1万余个", 31_000, "个", qualifier="over")
RESPONSE = Statement("院前急救平均反应时间", "12分钟", 12, "分钟")
PLAN = Bulletin(
    "plan",
    "北京市人民政府",
    date(2022, 1, 12),
    (replace(RESPONSE, stated="小于12分钟", year=2025, qualifier="under", status="target"),),
)
AUTHORITY = Bulletin("authority", "北京市卫生健康委员会", date(2025, 2, 13), (PLACES, RESPONSE))


def bulletin_row(bulletin: Bulletin, text: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(store.TABLES["bulletins"])
    known = {"title_basis": "declared", "publisher_basis": "declared", "published_on_basis": "declared"}
    digest = hashlib.sha256(text.encode()).hexdigest()
    row |= known | {"bulletin_id": bulletin.bulletin_id, "file_name": f"{bulletin.name}.txt", "raw_text": text}
    row |= {"sha256": digest, "text_sha256": digest, "encoding": "utf-8", "bytes": len(text.encode())}
    row |= {"characters": len(text), "title": bulletin.name, "publisher": bulletin.publisher, "read_by": "test"}
    return row | {"published_on": bulletin.published_on, "copy_of": bulletin.copy_of}


def observation_rows(bulletin: Bulletin) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement's sentence with its observation."""
    start = 0
    for statement in bulletin.statements:
        sentence = f"{statement.metric}{statement.stated}。"
        known = {"status_basis": "stated", "period_basis": "stated", "region_basis": "stated", "cooperation": False}
        row: dict[str, Any] = dict.fromkeys(store.TABLES["observations"]) | known
        ours = hashlib.sha256(f"{bulletin.bulletin_id}|{sentence}".encode()).hexdigest()[:16]
        row |= {"observation_id": f"o_{ours}", "bulletin_id": bulletin.bulletin_id, "metric": statement.metric}
        row |= {"char_start": start + len(statement.metric), "char_end": start + len(sentence) - 1}
        row |= {"value": statement.value, "unit": statement.unit, "qualifier": statement.qualifier}
        row |= {"measure": statement.measure, "status": statement.status, "year": statement.year}
        row |= {"direction": statement.direction}
        row |= {"period_start": date(statement.year, 1, 1), "period_end": date(statement.year, 12, 31)}
        row |= {"region": "北京市", "region_id": "110000", "evidence": sentence}
        row |= {"evidence_start": start, "evidence_end": start + len(sentence)}
        yield sentence, row
        start += len(sentence)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Marts]]:
    """The marts of these bulletins, their rows in the order in which they are kept."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("changes")
    settings = Settings(seeds=folder / "seeds", warehouse=folder)
    candidate = folder / "candidate.duckdb"
    parsed: dict[Path, Any] = {}
    regions = [
        dict.fromkeys(store.TABLES["regions"]) | {"region_id": region_id, "region": name, "level": level}
        for region_id, name, level in REGIONS
    ]
    environment = pytest.MonkeyPatch()
    environment.setenv("GONGBAO_STAGING", str(settings.staging))
    environment.setenv("GONGBAO_PUBLISHED", str(candidate))

    def run(*bulletins: Bulletin, project: Path = DBT_PROJECT) -> Marts:
        candidate.unlink(missing_ok=True)
        with store.open_staging(settings) as con:
            rows = [list(observation_rows(bulletin)) for bulletin in bulletins]
            texts = ["".join(sentence for sentence, _ in told) for told in rows]
            store.replace(con, "bulletins", list(map(bulletin_row, bulletins, texts)))
            store.replace(con, "observations", [row for told in rows for _, row in told])
            store.replace(con, "regions", regions)
            inputs = {"version": "v", "seeds_digest": "s", "code_version": "c", "extractor_version": "e"}
            store.replace(con, "run_inputs", [inputs | {"bulletins": len(bulletins), "rejected": 0}])
        places = ["--project-dir", str(project), "--profiles-dir", str(project), "--log-level", "none"]
        places += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
        if project not in parsed:  # once a project, as parsing takes as long as building
            parsed[project] = dbtRunner().invoke(["parse", *places]).result
        only = ["--exclude-resource-type", "test", "unit_test"]
        outcome = dbtRunner(manifest=parsed[project]).invoke(["build", *only, *places])
        DuckDBConnectionManager.close_all_connections()
        assert outcome.success, [result.message for result in outcome.result or [] if result.status == "error"]
        with duckdb.connect(str(candidate), read_only=True) as con:
            return {table: [freeze(row) for row in con.execute(f"from marts.{table}").fetchall()] for table in TABLES}

    yield run
    environment.undo()
    shutil.rmtree(folder)


def freeze(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row)


@pytest.fixture(scope="module")
def before(build: Callable[..., Marts]) -> Marts:
    return build(PLAN, AUTHORITY)


def changed(before: Marts, after: Marts) -> dict[str, tuple[int, int]]:
    """For every mart that differs, how many rows went and how many came; nothing else of it has moved."""
    gone = {table: [row for row in before[table] if row not in after[table]] for table in TABLES}
    come = {table: [row for row in after[table] if row not in before[table]] for table in TABLES}
    for table in TABLES:
        stayed = [row for row in before[table] if row in after[table]]
        assert stayed == [row for row in after[table] if row in before[table]], table
    derived = [table for table in TABLES if table not in OWN and gone[table] + come[table]]
    return {table: (len(gone[table]), len(come[table])) for table in derived}


def newspaper(*statements: Statement, on: date = date(2025, 2, 14)) -> Bulletin:
    return Bulletin("newspaper", "北京日报", on, statements)


def test_a_restatement_adds_a_source_and_nothing_else(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, AUTHORITY, newspaper(RESPONSE))
    assert changed(before, after) == {"mart_indicator_series": (1, 1)}


def test_a_contradiction_is_shown_and_does_not_outrank(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, AUTHORITY, newspaper(replace(RESPONSE, stated="13分钟", value=13)))
    assert changed(before, after) == {"mart_indicator_series": (1, 1), "mart_conflicts": (0, 2)}


def test_what_rounding_explains_is_compatible(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, AUTHORITY, newspaper(replace(PLACES, stated="3.2万个", value=32_000, qualifier="exact")))
    assert changed(before, after) == {"mart_indicator_series": (1, 1), "mart_conflicts": (0, 2)}
    assert all(True in row for row in after["mart_conflicts"])


def test_a_correction_by_the_authority_takes_the_place(build: Callable[..., Marts], before: Marts) -> None:
    better = replace(RESPONSE, stated="11分钟", value=11)
    after = build(
        PLAN, AUTHORITY, replace(AUTHORITY, name="erratum", published_on=date(2025, 3, 1), statements=(better,))
    )
    assert changed(before, after) == {
        "mart_indicator_series": (1, 1),
        "mart_series_vintages": (1, 2),
        "mart_conflicts": (0, 2),
        "mart_target_progress": (1, 1),
        "mart_target_path": (1, 1),
    }


def test_an_extension_adds_its_year(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, AUTHORITY, newspaper(replace(RESPONSE, stated="15分钟", value=15, year=2020)))
    assert changed(before, after) == {
        "mart_indicator_series": (0, 1),
        "mart_series_vintages": (0, 1),
        "mart_target_progress": (1, 1),
        "mart_target_path": (0, 1),
    }


def test_arithmetic_that_other_bulletins_belie_is_shown(build: Callable[..., Marts], before: Marts) -> None:
    fifteen = replace(RESPONSE, stated="15分钟", value=15, year=2023)
    fall = replace(RESPONSE, metric="院前急救平均反应时间比上年缩短", unit="%", measure="change_rate", direction="down")
    right = build(PLAN, AUTHORITY, newspaper(fifteen, replace(fall, stated="20%", value=20)))
    added = {"mart_indicator_series": (0, 2), "mart_series_vintages": (0, 2), "mart_target_progress": (1, 1)}
    added |= {"mart_target_path": (0, 1), "mart_consistency": (0, 1)}
    assert changed(before, right) == added
    assert [True in row for row in right["mart_consistency"]] == [True]
    wrong = build(PLAN, AUTHORITY, newspaper(fifteen, replace(fall, stated="10%", value=10)))
    assert changed(before, wrong) == added
    assert [False in row for row in wrong["mart_consistency"]] == [True]


def test_what_nobody_can_map_is_counted(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, AUTHORITY, newspaper(Statement("从未听说的指标", "7个", 7, "个")))
    assert changed(before, after) == {"mart_unmapped": (0, 1)}


def test_a_copy_is_no_source(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, AUTHORITY, replace(AUTHORITY, name="copy", copy_of=AUTHORITY.bulletin_id))
    assert not changed(before, after)


def test_a_bulletin_taken_away_leaves_no_trace(build: Callable[..., Marts], before: Marts) -> None:
    build(PLAN, AUTHORITY, newspaper(replace(RESPONSE, stated="13分钟", value=13)))
    assert build(AUTHORITY, PLAN) == before


def test_a_retraction_takes_its_figure(build: Callable[..., Marts], before: Marts) -> None:
    after = build(PLAN, replace(AUTHORITY, statements=(PLACES,)))
    assert changed(before, after) == {
        "mart_indicator_series": (1, 0),
        "mart_series_vintages": (1, 0),
        "mart_target_progress": (1, 1),
        "mart_target_path": (1, 0),
    }


def ledger(folder: Path, expected: str) -> Path:
    """A copy of the dbt project whose ledger corrects the authority's response time."""
    project = folder / "dbt_project"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    _, row = list(observation_rows(AUTHORITY))[1]
    entry = f"{row['observation_id']},{AUTHORITY.bulletin_id},value,11,{expected},misprint,2025-03-01"
    with (project / "reference" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write(entry + "\n")
    return project


def test_a_correction_reaches_everything_made_of_the_figure(
    build: Callable[..., Marts], before: Marts, tmp_path: Path
) -> None:
    after = build(PLAN, AUTHORITY, project=ledger(tmp_path, expected="12.0"))
    assert changed(before, after) == {
        "mart_indicator_series": (1, 1),
        "mart_series_vintages": (1, 1),
        "mart_target_progress": (1, 1),
        "mart_target_path": (1, 1),
    }


def test_a_correction_that_is_out_of_date_stops_the_build(build: Callable[..., Marts], tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"expects 13 but finds 12.*settle corrections"):
        build(PLAN, AUTHORITY, project=ledger(tmp_path, expected="13"))

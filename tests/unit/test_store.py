"""The staging database: rows, history, and tables whose shape changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration import store
from orchestration.settings import Settings
from orchestration.store import StoreError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")


def bulletin(identity: str, content: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(store.TABLES["bulletins"])
    row |= {"bulletin_id": identity, "file_name": f"{identity}.txt", "raw_text": content, "sha256": content}
    row |= {"text_sha256": content, "encoding": "utf-8", "bytes": 1, "characters": 1, "read_by": "r"}
    return row | {"title_basis": "unknown", "publisher_basis": "unknown", "published_on_basis": "unknown"}


def put(settings: Settings, **contents: str) -> list[tuple[Any, ...]]:
    """These bulletins and no others; the history afterwards."""
    with store.open_staging(settings) as con, store.transaction(con):
        store.replace(con, "bulletins", [bulletin(identity, content) for identity, content in contents.items()])
        store.remember_versions(con)
        return con.execute(
            "SELECT bulletin_id, sequence, sha256, state FROM raw.bulletin_versions ORDER BY bulletin_id, sequence"
        ).fetchall()


def test_history_keeps_every_content(settings: Settings) -> None:
    assert put(settings, a="1", b="1") == [("a", 1, "1", "current"), ("b", 1, "1", "current")]
    assert put(settings, a="1", b="1") == [("a", 1, "1", "current"), ("b", 1, "1", "current")]
    assert put(settings, a="2") == [
        ("a", 1, "1", "superseded"),
        ("a", 2, "2", "current"),
        ("b", 1, "1", "removed"),
    ]
    assert put(settings, a="1", b="1") == [
        ("a", 1, "1", "superseded"),
        ("a", 2, "2", "superseded"),
        ("a", 3, "1", "current"),
        ("b", 1, "1", "removed"),
        ("b", 2, "1", "current"),
    ]


def test_a_failed_transaction_leaves_nothing(settings: Settings) -> None:
    put(settings, a="1")
    with store.open_staging(settings) as con:
        with pytest.raises(RuntimeError, match="halfway"), store.transaction(con):
            store.replace(con, "bulletins", [])
            raise RuntimeError("halfway")
        assert con.execute("SELECT bulletin_id FROM raw.bulletins").fetchall() == [("a",)]


def test_rows_must_fit_their_table(settings: Settings) -> None:
    with store.open_staging(settings) as con:
        with pytest.raises(StoreError, match="kind"):
            store.insert(con, "extractions", [{"bulletin_id": "a", "kind": "x"}])
        with pytest.raises(StoreError, match="no table"):
            store.replace(con, "bobby; drop table students", [])


def test_a_table_of_an_older_shape_is_made_anew(settings: Settings) -> None:
    put(settings, a="1")
    with store.open_staging(settings) as con:
        con.execute("DROP TABLE raw.numerals")
        con.execute("CREATE TABLE raw.numerals (something VARCHAR)")
    with store.open_staging(settings) as con:
        assert con.execute("SELECT count(text) FROM raw.numerals").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM raw.bulletins").fetchone() == (1,)


def test_the_digest_is_of_content_and_not_of_order(settings: Settings) -> None:
    def digest(*contents: str) -> str:
        with store.open_staging(settings) as con:
            rows = [{"bulletin_id": content, "made_from": content} for content in contents]
            store.replace(con, "extractions", rows)
            return store.content_digest(con, ["extractions"])

    assert digest("a", "b") == digest("b", "a")
    assert len({digest(), digest("a"), digest("b"), digest("a", "b")}) == 4


def test_a_file_that_is_no_database_is_told(settings: Settings) -> None:
    settings.warehouse.mkdir()
    settings.staging.write_text("no database at all, but long enough to look at" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"staging\.duckdb"), store.open_staging(settings):
        pass

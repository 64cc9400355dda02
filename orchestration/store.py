"""The staging database's schema `raw`: its tables, and the only code that writes them.

One writer at a time (see `lock`), each write in one transaction. Readers are never shown this file. Connections are
closed at once, because dbt opens the same file in the same process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.settings import Settings

Row = Mapping[str, Any]
Connection = duckdb.DuckDBPyConnection

TABLES: dict[str, dict[str, str]] = {
    "bulletins": {
        "bulletin_id": "VARCHAR PRIMARY KEY",
        "file_name": "VARCHAR NOT NULL",
        "raw_text": "VARCHAR NOT NULL",
        "sha256": "VARCHAR NOT NULL",
        "text_sha256": "VARCHAR NOT NULL",
        "encoding": "VARCHAR NOT NULL",
        "bytes": "BIGINT NOT NULL",
        "characters": "BIGINT NOT NULL",
        "declared_title": "VARCHAR",
        "declared_publisher": "VARCHAR",
        "declared_published_on": "DATE",
        "source_url": "VARCHAR",
        "sidecar_sha256": "VARCHAR",
        "title": "VARCHAR",
        "title_basis": "VARCHAR NOT NULL",
        "publisher": "VARCHAR",
        "publisher_basis": "VARCHAR NOT NULL",
        "published_on": "DATE",
        "published_on_basis": "VARCHAR NOT NULL",
        "copy_of": "VARCHAR",
        "read_by": "VARCHAR NOT NULL",
    },
    "rejected_bulletins": {
        "file_name": "VARCHAR NOT NULL",
        "code": "VARCHAR NOT NULL",
        "reason": "VARCHAR NOT NULL",
        "remedy": "VARCHAR NOT NULL",
        "bytes": "BIGINT NOT NULL",
    },
    "quarantined_bulletins": {
        "bulletin_id": "VARCHAR NOT NULL",
        "file_name": "VARCHAR NOT NULL",
        "rule": "VARCHAR NOT NULL",
        "reason": "VARCHAR NOT NULL",
    },
    "bulletin_versions": {
        "bulletin_id": "VARCHAR NOT NULL",
        "sha256": "VARCHAR NOT NULL",
        "file_name": "VARCHAR NOT NULL",
        "raw_text": "VARCHAR NOT NULL",
        "state": "VARCHAR NOT NULL",
        "sequence": "BIGINT NOT NULL",
    },
    "blocks": {
        "bulletin_id": "VARCHAR NOT NULL",
        "block_index": "BIGINT NOT NULL",
        "char_start": "BIGINT NOT NULL",
        "char_end": "BIGINT NOT NULL",
        "kind": "VARCHAR NOT NULL",
    },
    "observations": {
        "observation_id": "VARCHAR PRIMARY KEY",
        "bulletin_id": "VARCHAR NOT NULL",
        "char_start": "BIGINT NOT NULL",
        "char_end": "BIGINT NOT NULL",
        "value": "DOUBLE NOT NULL",
        "value_high": "DOUBLE",
        "unit": "VARCHAR NOT NULL",
        "qualifier": "VARCHAR NOT NULL",
        "measure": "VARCHAR NOT NULL",
        "direction": "VARCHAR",
        "status": "VARCHAR NOT NULL",
        "status_basis": "VARCHAR NOT NULL",
        "year": "INTEGER",
        "period_start": "DATE",
        "period_end": "DATE",
        "period_basis": "VARCHAR NOT NULL",
        "region": "VARCHAR",
        "region_id": "VARCHAR",
        "region_basis": "VARCHAR NOT NULL",
        "metric": "VARCHAR NOT NULL",
        "cooperation": "BOOLEAN NOT NULL",
        "section": "VARCHAR",
        "evidence_start": "BIGINT NOT NULL",
        "evidence_end": "BIGINT NOT NULL",
        "evidence": "VARCHAR NOT NULL",
    },
    "numerals": {
        "bulletin_id": "VARCHAR NOT NULL",
        "char_start": "BIGINT NOT NULL",
        "char_end": "BIGINT NOT NULL",
        "text": "VARCHAR NOT NULL",
        "outcome": "VARCHAR NOT NULL",
        "observation_id": "VARCHAR",
    },
    "regions": {
        "region_id": "VARCHAR PRIMARY KEY",
        "region": "VARCHAR NOT NULL",
        "short_names": "VARCHAR",
        "name_en": "VARCHAR",
        "level": "VARCHAR NOT NULL",
        "parent_region_id": "VARCHAR",
    },
    # What the version's name was made from.
    "run_inputs": {
        "version": "VARCHAR NOT NULL",
        "seeds_digest": "VARCHAR NOT NULL",
        "code_version": "VARCHAR NOT NULL",
        "extractor_version": "VARCHAR NOT NULL",
        "bulletins": "BIGINT NOT NULL",
        "rejected": "BIGINT NOT NULL",
    },
    # What each bulletin's extraction was made from, so that only what changed is extracted again.
    "extractions": {
        "bulletin_id": "VARCHAR PRIMARY KEY",
        "made_from": "VARCHAR NOT NULL",
    },
}

# What the marts are built from.
BUILT_FROM = ("bulletins", "blocks", "observations", "numerals", "quarantined_bulletins", "regions", "run_inputs")


class StoreError(Exception):
    """The staging database can't be used as it is."""


@dataclass(frozen=True, slots=True)
class RunInputs:
    """What the staging database was made from."""

    version: str
    seeds_digest: str
    code_version: str
    extractor_version: str
    bulletins: int
    rejected: int


@contextmanager
def open_staging(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The staging database with all tables of `raw` in their present shape."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(settings.staging))
    except duckdb.Error as error:
        raise StoreError(f"{settings.staging} can't be opened: {error}") from error
    try:
        _prepare(con)
        yield con
    finally:
        con.close()


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of it or none."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing, and make anew a table whose shape has changed: it is read again from the bulletins."""
    con.execute("CREATE SCHEMA IF NOT EXISTS raw")
    shapes = dict(con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'raw'").fetchall())
    for table, columns in TABLES.items():
        body = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        shape = hashlib.sha256(body.encode()).hexdigest()[:16]
        if shapes.get(table) == shape:
            continue
        with transaction(con):
            con.execute(f"DROP TABLE IF EXISTS raw.{table}")
            con.execute(f"CREATE TABLE raw.{table} ({body})")
            con.execute(f"COMMENT ON TABLE raw.{table} IS '{shape}'")


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Append rows, each with exactly the table's columns."""
    columns = TABLES[table]
    if not rows:
        return
    for row in rows:
        if row.keys() != columns.keys():
            raise StoreError(f"A row for raw.{table} has other columns: {sorted(row.keys() ^ columns.keys())}.")
    selected = ", ".join(f"unnest(?::{kind.split()[0]}[])" for kind in columns.values())
    con.execute(
        f"INSERT INTO raw.{table} SELECT {selected}",
        [[row[name] for row in rows] for name in columns],
    )


def replace(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Put these rows in place of all that the table holds."""
    if table not in TABLES:
        raise StoreError(f"There is no table raw.{table}.")
    con.execute(f"DELETE FROM raw.{table}")  # noqa: S608 - checked above
    insert(con, table, rows)


def forget(con: duckdb.DuckDBPyConnection, tables: Sequence[str], bulletin_ids: Sequence[str]) -> None:
    """Take the rows of these bulletins out of these tables."""
    for table in tables:
        if "bulletin_id" not in TABLES[table]:
            raise StoreError(f"raw.{table} holds no bulletins' rows.")
        con.execute(
            f"DELETE FROM raw.{table} WHERE bulletin_id IN (SELECT unnest(?::VARCHAR[]))",  # noqa: S608 - checked above
            [list(bulletin_ids)],
        )


def remember_versions(con: duckdb.DuckDBPyConnection) -> None:
    """Bring the history up to date: a changed bulletin supersedes its former self, a missing one is marked removed."""
    con.execute(
        """
        UPDATE raw.bulletin_versions AS v
        SET state = if(bulletin_id IN (SELECT bulletin_id FROM raw.bulletins), 'superseded', 'removed')
        WHERE state = 'current'
          AND NOT EXISTS (SELECT 1 FROM raw.bulletins AS b WHERE b.bulletin_id = v.bulletin_id AND b.sha256 = v.sha256)
        """
    )
    con.execute(
        """
        INSERT INTO raw.bulletin_versions
        SELECT bulletin_id, sha256, file_name, raw_text, 'current', 1 + coalesce(former.sequence, 0)
        FROM raw.bulletins AS b
        LEFT JOIN (SELECT bulletin_id, max(sequence) AS sequence FROM raw.bulletin_versions GROUP BY ALL) AS former
        USING (bulletin_id)
        WHERE NOT EXISTS (
            SELECT 1 FROM raw.bulletin_versions AS v WHERE v.bulletin_id = b.bulletin_id AND v.state = 'current'
        )
        """
    )


def run_inputs(con: duckdb.DuckDBPyConnection) -> RunInputs:
    """What the tables were made from."""
    row = con.execute(f"SELECT {', '.join(TABLES['run_inputs'])} FROM raw.run_inputs").fetchone()  # noqa: S608
    if row is None:
        raise StoreError("No bulletins have been read yet: materialise raw/bulletins first, or run the whole refresh.")
    return RunInputs(*row)


def content_digest(con: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> str:
    """A digest of the tables' rows in whatever order."""
    total = hashlib.sha256()
    for table in tables:
        if table not in TABLES:
            raise StoreError(f"There is no table raw.{table}.")
        row = con.execute(
            f"SELECT count(*), bit_xor(hash(t)), sum(hash(t) % 1000000007) FROM raw.{table} t"  # noqa: S608 - checked above
        ).fetchone()
        total.update(f"{table}:{row}\n".encode())
    return total.hexdigest()

"""Everything that the pipeline has written for others to see, as text: databases, Parquet, pages, logs, run storage."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

STAGING = "staging.duckdb"  # the one place where a bulletin's whole text lies, with its log and its spill folder
_GAPS = re.compile(r"[\s\-()（）\u200b]+")


def texts(warehouse: Path) -> Iterator[tuple[Path, str]]:
    """Every file under the warehouse but the staging database, with all that it says."""
    for path in sorted(warehouse.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.relative_to(warehouse).parts[0].startswith(STAGING):
            continue
        data = path.read_bytes()
        if data[8:12] == b"DUCK":
            yield path, "\n".join(_duckdb(path))
        elif data.startswith(b"PAR1"):
            rows = duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            yield path, repr(rows)
        elif data.startswith(b"SQLite format 3"):
            yield path, "\n".join(_sqlite(path))
        else:
            yield path, _readable(data)


def found(secrets: Iterable[str], warehouse: Path, printed: str) -> list[tuple[str, str]]:
    """Where a secret was written or printed, however it is spaced: (what it is, where)."""
    wanted = {secret: _GAPS.sub("", secret) for secret in secrets}
    told = [(Path("printed"), printed), *texts(warehouse)]
    hits = []
    for path, text in told:
        narrow = _GAPS.sub("", text)
        hits += [(secret, str(path)) for secret, bare in wanted.items() if bare in narrow]
    return hits


def _duckdb(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as con:
        for schema, table in con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            yield repr(con.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall())


def _sqlite(path: Path) -> Iterator[str]:
    con = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        for (table,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in con.execute(f'SELECT * FROM "{table}"'):
                yield " ".join(map(_value, row))
    finally:
        con.close()


def _value(value: Any) -> str:
    """A value of Dagster's storage: escapes of JSON are read, compressed snapshots opened."""
    return _readable(value if isinstance(value, bytes) else str(value).encode("utf-8", "replace"))


def _readable(data: bytes) -> str:
    if data[:1] == b"\x78":  # how zlib begins
        with suppress(zlib.error):
            data = zlib.decompress(data)
    text = data.decode("utf-8", "replace")
    escaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text) if "\\u" in text else ""
    return text + escaped

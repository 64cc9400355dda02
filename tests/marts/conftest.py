"""What the tests of the marts ask: the refresh of the project's own bulletins that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def warehouse(refreshed_seeds: Path) -> Path:
    """The folder of the warehouse refreshed from `seeds/`. Not to be changed."""
    return refreshed_seeds / "warehouse"


@pytest.fixture(scope="session")
def query(warehouse: Path) -> Iterator[Query]:
    """Asks the published database, read-only."""
    con = duckdb.connect(str(warehouse / "gongbao.duckdb"), read_only=True)

    def ask(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return con.execute(sql, parameters).fetchall()

    yield ask
    con.close()

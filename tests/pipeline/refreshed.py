"""A refreshed warehouse as the tests look at it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.settings import Settings


@dataclass(frozen=True)
class Refreshed:
    """A warehouse, its bulletins, and what the command printed."""

    settings: Settings
    printed: str

    @property
    def version(self) -> str:
        """The published version."""
        return (self.settings.warehouse / "current").readlink().name

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What a reader of the published database gets."""
        with duckdb.connect(str(self.settings.published_database), read_only=True) as con:
            return con.execute(sql, parameters).fetchall()

    def staged(self, sql: str) -> list[tuple[Any, ...]]:
        """What lies in the staging database."""
        with duckdb.connect(str(self.settings.staging), read_only=True) as con:
            return con.execute(sql).fetchall()

    def exports(self) -> dict[str, str]:
        """The digest of every exported file."""
        folder = self.settings.exports
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


Refresh = Callable[[Settings], tuple[int, str]]

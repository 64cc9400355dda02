"""Where things are and how much is allowed: the settings that an environment can change, and the paths that follow.

Nothing here reads or writes a file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


class SettingsError(ValueError):
    """An environment variable holds something that can't be used."""


def _positive(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or len(text) > 15 or int(text) == 0:
        raise SettingsError(f"{name} must be a positive whole number, not {text!r}.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a bulletin may weigh. Beyond it the file is rejected, and the others are read."""

    bulletin_bytes: int = 5_000_000
    sidecar_bytes: int = 65_536

    @classmethod
    def from_environment(cls) -> Limits:
        """Limits from GONGBAO_MAX_BULLETIN_BYTES and GONGBAO_MAX_SIDECAR_BYTES."""
        return cls(
            bulletin_bytes=_positive("GONGBAO_MAX_BULLETIN_BYTES", cls().bulletin_bytes),
            sidecar_bytes=_positive("GONGBAO_MAX_SIDECAR_BYTES", cls().sidecar_bytes),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """The folders of one warehouse and the bulletins that fill it."""

    seeds: Path
    warehouse: Path
    limits: Limits = Limits()
    lock_wait_seconds: int = 900
    quiet_seconds: int = 10

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings from the GONGBAO_ variables; the project's own folders by default."""
        return cls(
            seeds=Path(os.environ.get("GONGBAO_SEEDS") or PROJECT / "seeds").absolute(),
            warehouse=Path(os.environ.get("GONGBAO_WAREHOUSE") or PROJECT / "warehouse").absolute(),
            limits=Limits.from_environment(),
            lock_wait_seconds=_positive("GONGBAO_LOCK_WAIT_SECONDS", 900),
            quiet_seconds=_positive("GONGBAO_QUIET_SECONDS", 10),
        )

    @property
    def staging(self) -> Path:
        """The database that the pipeline writes and no reader is shown."""
        return self.warehouse / "staging.duckdb"

    @property
    def candidate(self) -> Path:
        """The folder in which the next version is built."""
        return self.warehouse / "candidate"

    @property
    def candidate_database(self) -> Path:
        """The database that dbt fills with marts, not yet published."""
        return self.candidate / "gongbao.duckdb"

    @property
    def versions(self) -> Path:
        """The folder of published versions."""
        return self.warehouse / "versions"

    @property
    def current(self) -> Path:
        """The one symlink that says which version readers see."""
        return self.warehouse / "current"

    @property
    def published_database(self) -> Path:
        """The path that readers open."""
        return self.warehouse / "gongbao.duckdb"

    @property
    def exports(self) -> Path:
        """The Parquet files of the current version."""
        return self.warehouse / "exports"

    @property
    def data_docs(self) -> Path:
        """Great Expectations' pages about the gates."""
        return self.warehouse / "data_docs"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance: runs, events, cursors."""
        return self.warehouse / "dagster"

    @property
    def dbt_artifacts(self) -> Path:
        """dbt's manifest and compiled models, of this warehouse alone."""
        return self.warehouse / "dbt"

    @property
    def lock(self) -> Path:
        """The file whose lock the one writer holds."""
        return self.warehouse / "writer.lock"

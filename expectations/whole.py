"""Expectations about the version as a whole: no mart empty, nothing lost, nothing in it that was quarantined."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd

from expectations.limits import limit
from expectations.rows import RowExpectation


class ExpectFilled(RowExpectation):
    """A table is there, and filled where its source is."""

    rule: ClassVar[str] = "Every table is there, and has rows where what it is made from has."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Tables that are missing, or empty although their source is not (`rows` is null for a missing table)."""
        missing = frame["rows"].isna()
        rows = frame.loc[missing | ((frame["rows"] == 0) & (frame["source_rows"] > 0))]
        return rows[["table", "rows", "source_rows"]].assign(
            why=["not there" if lacking else "empty, and its source is not" for lacking in rows["rows"].isna()]
        )


class ExpectAsCounted(RowExpectation):
    """The counts that the version publishes are those of its tables."""

    rule: ClassVar[str] = "Every count that marts.publication states is the number of rows of that table."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Tables with another number of rows than stated."""
        rows = frame.loc[frame["counted"].notna() & (frame["counted"] != frame["rows"])]
        return rows[["table", "rows", "counted"]].assign(why="publication states another count")


class ExpectFromSource(RowExpectation):
    """What is published of a bulletin is what was extracted and judged."""

    rule: ClassVar[str] = (
        "Every published row is of a bulletin in good standing, every observation one that was extracted."
    )

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of a bulletin that is quarantined or unknown, observations of a copy, or that nobody extracted."""
        observed = frame["observation_id"].notna()
        outsider = frame["standing"].isin(["quarantined", "unknown"]) | (observed & (frame["standing"] == "copy"))
        invented = observed & ~frame["extracted"].astype(bool)
        rows = frame.loc[outsider | invented]
        return rows[["table", "bulletin_id", "observation_id", "standing"]].assign(
            why=["of no bulletin in good standing" if other else "never extracted" for other in outsider[rows.index]]
        )


class ExpectNoneLost(RowExpectation):
    """Every bulletin in good standing, and every observation of it, is published."""

    rule: ClassVar[str] = "Nothing that was extracted from a bulletin in good standing is missing from the marts."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins that are missing, or with fewer observations than were extracted."""
        rows = frame.loc[~frame["published"].astype(bool) | (frame["mart_rows"] < frame["raw_rows"])]
        return rows[["bulletin_id", "file_name", "raw_rows", "mart_rows"]].assign(why="missing from the marts")


class ExpectVolumeKept(RowExpectation):
    """A bulletin that was published, and is still there, keeps its observations."""

    rule: ClassVar[str] = (
        "No surviving bulletin loses more of its observations than limits.csv allows, unless overridden."
    )

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins with far fewer observations than the published version has of them."""
        kept = (1 - limit("volume_drop_most")) * frame["published_rows"]
        rows = frame.loc[(frame["rows"] < kept) & ~frame["excused"].astype(bool)]
        return rows[["bulletin_id", "file_name", "published_rows", "rows"]].assign(
            why="far fewer observations than published; `gongbao allow` lets it pass once"
        )

"""Expectations about what a bulletin can sensibly say: values, shares, years."""

from __future__ import annotations

import math
from typing import ClassVar

import pandas as pd

from expectations.evidence import show
from expectations.limits import beyond_whole, limit
from expectations.rows import RowExpectation

# How a metric names a part of a whole.
_SHARE_ENDINGS = ("率", "占比", "比例", "比重", "百分比", "份额")


class ExpectValuePlausible(RowExpectation):
    """A value is a finite number, and a stated range has its larger end last."""

    rule: ClassVar[str] = "value is finite, value_high greater than value."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose value is missing or endless, or whose range is upside down."""
        values = frame["value"].astype(float)
        finite = values.map(math.isfinite)
        high = frame["value_high"].astype(float)
        return show(frame, ~finite | (high.notna() & ~(high > values)), "no finite value, or a range upside down")


class ExpectShareWithinWhole(RowExpectation):
    """A share that is declared as a part of a whole lies within 0 and 100 %."""

    rule: ClassVar[str] = "A level in % whose metric is a rate or share lies within 0 and 100."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows that state more (or less) than a whole, except kinds that can (`beyond_whole.csv`)."""
        metric = frame["metric"].fillna("").astype(str)
        share = (
            (frame["unit"] == "%")
            & (frame["measure"] == "level")
            & metric.str.endswith(_SHARE_ENDINGS)
            & ~metric.str.endswith(beyond_whole())
        )
        top = frame[["value", "value_high"]].astype(float).max(axis=1)
        inside = (frame["value"].astype(float) >= 0) & (top <= 100)
        return show(frame, share & ~inside, "a part of a whole outside 0–100 %")


class ExpectYearPlausible(RowExpectation):
    """The year that a number is about lies between the first quoted statistics and the longest plan."""

    rule: ClassVar[str] = "year lies between limits.csv's earliest and the longest plan after the publication."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose year is out of all bounds."""
        year = frame["year"].astype(float)
        latest = (frame["published_year"].astype(float) + limit("years_ahead")).fillna(limit("year_latest"))
        return show(frame, year.notna() & ~year.between(limit("year_earliest"), latest), "a year out of bounds")


class ExpectYearOfPeriod(RowExpectation):
    """`year` is the year of `period_end`, and a period begins before it ends."""

    rule: ClassVar[str] = "year is the year of period_end; period_start is not after period_end."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose year and period contradict each other."""
        start, end = (pd.to_datetime(frame[name], errors="coerce") for name in ("period_start", "period_end"))
        other_year = end.notna() & (end.dt.year != frame["year"].astype(float))
        return show(frame, other_year | (start > end), "year and period contradict each other")


class ExpectTargetAhead(RowExpectation):
    """A target is due when or after it is published; one due long before is worth a look."""

    rule: ClassVar[str] = "A target is not due before its publication (less the slack of limits.csv)."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Targets that were due before they were published."""
        due = frame["year"].astype(float)
        published = frame["published_year"].astype(float)
        late = (frame["status"] == "target") & (due < published - limit("target_years_back"))
        return show(frame, late, "a target due before it was published")


class ExpectDirectionOfLevel(RowExpectation):
    """A level has no direction."""

    rule: ClassVar[str] = "direction is null for a level."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Levels with a direction."""
        return show(frame, (frame["measure"] == "level") & frame["direction"].notna(), "a level with a direction")


class ExpectDirectionOfChange(RowExpectation):
    """A change goes up or down."""

    rule: ClassVar[str] = "direction is known for an increment or a change rate."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Changes without a direction."""
        return show(frame, (frame["measure"] != "level") & frame["direction"].isna(), "a change without a direction")


class ExpectMetricPhrase(RowExpectation):
    """A metric is a phrase of the bulletin, not a clause."""

    rule: ClassVar[str] = "metric has at most 40 characters, and no comma or stop inside."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose metric is too long, or a clause."""
        metric = frame["metric"].fillna("").astype(str)
        clause = metric.str.contains("[，,。；;！？\n]", regex=True)
        return show(frame, clause | (metric.str.len() > 40), "a clause, or too long")


class ExpectPublishedPlausible(RowExpectation):
    """A bulletin was published within living memory, and not in the far future."""

    rule: ClassVar[str] = "published_on lies between limits.csv's earliest and latest year."
    quarantines: ClassVar[bool] = True
    latest: int

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins whose date is out of bounds."""
        year = pd.to_datetime(frame["published_on"], errors="coerce").dt.year
        rows = frame.loc[year.notna() & ~year.between(limit("year_earliest"), self.latest)]
        return rows[["bulletin_id", "file_name", "published_on"]].assign(why="published out of bounds")

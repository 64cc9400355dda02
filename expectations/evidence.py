"""Expectations that hold an observation to the characters of its bulletin."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import pandas as pd

from expectations.numerals import states
from expectations.rows import RowExpectation

SPAN_LONGEST = 24
_MINUS = re.compile("[-−－负﹣]")
# What every row about an observation shows.
SHOWN = ["observation_id", "bulletin_id", "file_name", "char_start", "char_end", "evidence"]


def show(frame: pd.DataFrame, breaks: Any, why: Any) -> pd.DataFrame:
    """The rows of `frame` where `breaks`, with the columns that every row about an observation shows, and `why`."""
    rows: pd.DataFrame = frame.loc[breaks, SHOWN].copy()
    rows["why"] = why.loc[rows.index] if isinstance(why, pd.Series) else why
    return rows


class ExpectSpanToStateValue(RowExpectation):
    """`raw_text[char_start:char_end]` states the value, read again by a reader of our own."""

    rule: ClassVar[str] = "The characters of the bulletin at char_start:char_end state the value (and its upper end)."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose value, or upper end, can't be read in their characters."""
        unstated = [not _stated(row) for row in frame.itertuples(index=False)]
        return show(frame, unstated, "its characters do not state it")


def _stated(row: Any) -> bool:
    if len(row.span) > SPAN_LONGEST:
        return False
    if "value" in str(getattr(row, "corrected_fields", "")):
        return True  # corrected in the ledger, which says why and expects what the characters state
    values = [value for value in (row.value, row.value_high) if not pd.isna(value)]
    minus = bool(_MINUS.search(row.span))
    return bool(values) and all(
        states(row.span, abs(value), row.after, row.before) and (value >= 0 or minus) for value in map(float, values)
    )


class ExpectSpanWithinText(RowExpectation):
    """The offsets of an observation are offsets into its bulletin, and no longer than a number with its unit."""

    rule: ClassVar[str] = f"0 <= char_start < char_end <= the text's length, at most {SPAN_LONGEST} characters."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose offsets lie outside their text, or too far apart."""
        start, end = frame["char_start"], frame["char_end"]
        good = (start >= 0) & (end > start) & (end <= frame["characters"]) & (end - start <= SPAN_LONGEST)
        return show(frame, ~good, "offsets outside the text, or too far apart")


class ExpectEvidenceAroundSpan(RowExpectation):
    """The evidence is the bulletin's own text at its offsets, and holds the number."""

    rule: ClassVar[str] = "evidence equals the bulletin's text at evidence_start:evidence_end and contains the number."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose evidence is other text, or leaves the number out."""
        around = (frame["evidence_start"] <= frame["char_start"]) & (frame["char_end"] <= frame["evidence_end"])
        same = frame["evidence_is_source"].astype(bool)
        return show(frame, ~(around & same), "the evidence is not the text around the number")


class ExpectSpansApart(RowExpectation):
    """No two observations of a bulletin claim the same characters."""

    rule: ClassVar[str] = "No two observations of one bulletin overlap."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows that begin before an earlier one of their bulletin ends."""
        ordered = frame.sort_values(["bulletin_id", "char_start", "char_end", "observation_id"])
        before = ordered.groupby("bulletin_id")["char_end"].transform(lambda ends: ends.cummax().shift())
        return show(ordered, ordered["char_start"] < before, "overlaps the observation before it")


class ExpectInBody(RowExpectation):
    """What was set aside (advertisements, furniture, other people's posts) yields no observation and no evidence."""

    rule: ClassVar[str] = "The number and its evidence lie in the body of the bulletin, in nothing that was set aside."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose number or evidence touches a block that was set aside."""
        touched = frame["set_aside"].notna()
        return show(frame, touched, "touches what was set aside as " + frame["set_aside"].fillna("").astype(str))


class ExpectKnown(RowExpectation):
    """A name is one that the reference data knows: `known_as` is what the reference calls it."""

    rule: ClassVar[str] = "The name is known to the reference data, under the same id."
    quarantines: ClassVar[bool] = True
    column: str
    known_as: str

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows whose name is not what the reference data calls it."""
        named = frame[self.column].notna()
        return show(frame, named & (frame[self.column] != frame[self.known_as]), f"{self.column} is not known")

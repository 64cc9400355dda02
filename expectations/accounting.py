"""Expectations that nothing a bulletin says gets lost: texts, blocks, numerals."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

import pandas as pd

from expectations.limits import limit
from expectations.rows import RowExpectation

_BULLETIN = ["bulletin_id", "file_name"]
_NUMERAL = ["bulletin_id", "file_name", "char_start", "char_end", "outcome"]
_CLAIMING = ("observation", "restated")


class ExpectTextKeptWhole(RowExpectation):
    """The stored text is the text that was hashed and counted."""

    rule: ClassVar[str] = "characters is the length of raw_text, text_sha256 the hash of it without white space."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins whose text is not the one that was received."""
        return frame.loc[[not _whole(row) for row in frame.itertuples(index=False)], _BULLETIN].assign(
            why="the stored text is not the text that was received"
        )


def _whole(row: Any) -> bool:
    words = hashlib.sha256("".join(row.raw_text.split()).encode()).hexdigest()
    return bool(row.characters == len(row.raw_text) and row.text_sha256 == words)


class ExpectReadableText(RowExpectation):
    """The text is text: something to read, no NUL, no characters that stand for broken ones."""

    rule: ClassVar[str] = "raw_text holds something to read, and neither NUL nor U+FFFD."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins that can't be read."""
        bad = [not text.strip() or "\x00" in text or "\ufffd" in text for text in frame["raw_text"]]
        return frame.loc[bad, _BULLETIN].assign(why="blank, or decoded wrongly")


class ExpectFactWithBasis(RowExpectation):
    """A fact about the bulletin is known exactly when it has a basis."""

    rule: ClassVar[str] = "The fact is null exactly where its basis is unknown."
    column: str

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins with a fact out of nowhere, or a basis without a fact."""
        wrong = frame[self.column].isna() != (frame[f"{self.column}_basis"] == "unknown")
        return frame.loc[wrong, _BULLETIN].assign(why=f"{self.column} and its basis contradict each other")


class ExpectCopyOfFirst(RowExpectation):
    """A copy names a bulletin that is there, is no copy itself, and has the same text."""

    rule: ClassVar[str] = "copy_of names a bulletin with the same text that is no copy itself."

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Copies of something else."""
        same = frame["original_sha256"] == frame["text_sha256"]
        return frame.loc[frame["copy_of"].notna() & ~same, _BULLETIN].assign(why="a copy of no bulletin that is there")


class ExpectSaid(RowExpectation):
    """A text that a person will read says something."""

    rule: ClassVar[str] = "The text is not blank."
    column: str
    shown: list[str]

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows that say nothing."""
        silent = frame[self.column].fillna("").astype(str).str.strip() == ""
        return frame.loc[silent, self.shown].assign(why=f"{self.column} says nothing")


class ExpectNamed(ExpectSaid):
    """What an observation measures has a name."""

    rule: ClassVar[str] = "What is measured is said."
    quarantines: ClassVar[bool] = True


class ExpectBlocksToCover(RowExpectation):
    """Blocks cover the text without gap or overlap."""

    rule: ClassVar[str] = "The blocks of a bulletin cover its text once, without gap or overlap."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins with a part that no block, or more than one, covers."""
        rows = frame.loc[frame["uncovered_at"].notna()]
        return rows[_BULLETIN].assign(char_start=rows["uncovered_at"], why="blocks with a gap or an overlap")


class ExpectNumeralsAccountedFor(RowExpectation):
    """Every Arabic numeral of the body has its row in `raw.numerals`."""

    rule: ClassVar[str] = "Every run of digits in the body is in raw.numerals, found without the extractor."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins with a numeral that nobody accounts for."""
        rows = frame.loc[frame["unaccounted"] > 0]
        return rows[_BULLETIN].assign(
            numerals=rows["unaccounted"], char_start=rows["unaccounted_at"], why="numerals without a row"
        )


class ExpectNumeralOutcome(RowExpectation):
    """A numeral lies in its text and became something: an observation that is there, or a named reason."""

    rule: ClassVar[str] = "A numeral equals the text at its offsets, and names an observation or the reason why not."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Numerals without an outcome, with other characters, or with an observation that is not there."""
        outcome = frame["outcome"].fillna("").astype(str).str.strip()
        claims = outcome.isin(_CLAIMING)
        wrong = (outcome == "") | ~frame["text_is_source"].astype(bool) | (claims & ~frame["observed"].astype(bool))
        return frame.loc[wrong, _NUMERAL].assign(why="no outcome, other characters, or no such observation")


class ExpectObservationFromNumeral(RowExpectation):
    """Every observation comes from a numeral that says so."""

    rule: ClassVar[str] = "Every observation is the outcome of a numeral."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Observations that no numeral became."""
        rows = frame.loc[~frame["has_numeral"].astype(bool)]
        return rows[["observation_id", "bulletin_id", "file_name", "char_start", "char_end"]].assign(
            why="no numeral became this observation"
        )


class ExpectSomethingObserved(RowExpectation):
    """A bulletin yields an observation, unless it states none."""

    rule: ClassVar[str] = "A bulletin without an observation has no numeral that is unexplained, and none unread."
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins of which nothing was understood although they state numbers; copies speak through their first."""
        silent = (frame["observations"] == 0) & frame["copy_of"].isna()
        states_some = (frame["claimed"] > 0) | (frame["unexplained"] > 0) | (frame["unaccounted"] > 0)
        rows = frame.loc[silent & states_some]
        return rows[[*_BULLETIN, "numerals", "unexplained"]].assign(why="states numbers, yielded no observation")


class ExpectBulletinUnderstood(RowExpectation):
    """Most numerals of a bulletin are explained."""

    rule: ClassVar[str] = (
        "The share of unexplained numerals of a bulletin stays under the bound of limits.csv; a few are let pass, "
        "unless many bulletins with a few are more than the corpus may have."
    )
    quarantines: ClassVar[bool] = True

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Bulletins that the extraction does not understand."""
        large = frame["unexplained"] > limit("unexplained_share_bulletin") * frame["numerals"]
        broken = large & (frame["unexplained"] >= limit("unexplained_count_bulletin"))
        rest = frame.loc[~broken]
        if rest["unexplained"].sum() > limit("unexplained_share_most") * rest["numerals"].sum():
            broken = large  # else these small ones would stop the publication of all others
        rows = frame.loc[broken]
        return rows[[*_BULLETIN, "numerals", "unexplained"]].assign(why="too many numerals unexplained")


class ExpectCorpusUnderstood(RowExpectation):
    """The share of unexplained numerals over all bulletins stays under a bound."""

    rule: ClassVar[str] = "The share of unexplained numerals over all bulletins stays under the bound."
    most: float

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """One row, with the bulletin that has most of them, where there are too many."""
        unexplained, numerals = int(frame["unexplained"].sum()), int(frame["numerals"].sum())
        if unexplained <= self.most * numerals:
            return frame.loc[[], [*_BULLETIN, "numerals", "unexplained"]].assign(why="")
        worst = frame.sort_values(["unexplained", "bulletin_id"], ascending=[False, True]).head(1)
        return worst[[*_BULLETIN, "numerals", "unexplained"]].assign(
            why=f"{unexplained} of {numerals} numerals of all bulletins are unexplained; this one has most"
        )

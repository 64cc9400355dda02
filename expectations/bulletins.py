"""The suite of the bulletins gate: what was received is whole, readable, dated and known."""

from __future__ import annotations

from datetime import UTC, datetime

from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex
from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
from great_expectations.expectations.core.expect_table_row_count_to_be_between import ExpectTableRowCountToBeBetween
from great_expectations.expectations.expectation import Expectation

from expectations.accounting import (
    ExpectCopyOfFirst,
    ExpectFactWithBasis,
    ExpectReadableText,
    ExpectSaid,
    ExpectTextKeptWhole,
)
from expectations.plausible import ExpectPublishedPlausible

BASES = ["declared", "stated", "inferred", "unknown"]
ENCODINGS = ["utf-8", "utf-8-bom", "utf-16", "gb18030"]
FACTS = ["title", "publisher", "published_on"]


def suite() -> dict[str, list[Expectation]]:
    """The expectations of each frame of this gate."""
    return {
        "bulletins": [
            ExpectTableRowCountToBeBetween(min_value=1),
            ExpectColumnValuesToNotBeNull(column="bulletin_id"),
            ExpectColumnValuesToMatchRegex(column="bulletin_id", regex="^b_[0-9a-f]{12}$"),
            ExpectColumnValuesToNotBeNull(column="sha256"),
            ExpectColumnValuesToMatchRegex(column="sha256", regex="^[0-9a-f]{64}$"),
            ExpectColumnValuesToBeInSet(column="encoding", value_set=ENCODINGS),
            ExpectColumnValuesToBeBetween(column="bytes", min_value=1),
            ExpectTextKeptWhole(),
            ExpectReadableText(),
            ExpectCopyOfFirst(),
            ExpectPublishedPlausible(latest=datetime.now(UTC).year + 1),
            *(ExpectColumnValuesToBeInSet(column=f"{fact}_basis", value_set=BASES) for fact in FACTS),
            *(ExpectFactWithBasis(column=fact) for fact in FACTS),
        ],
        "rejected": [
            ExpectSaid(column="reason", shown=["file_name", "code"]),
            ExpectSaid(column="remedy", shown=["file_name", "code"]),
        ],
        "regions": [ExpectTableRowCountToBeBetween(min_value=1)],
    }

"""The suite of the observations gate: every value grounded, every numeral accounted for, every field in its domain."""

from __future__ import annotations

from great_expectations.expectations.core.expect_column_max_to_be_between import ExpectColumnMaxToBeBetween
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex
from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.accounting import (
    ExpectBlocksToCover,
    ExpectBulletinUnderstood,
    ExpectCorpusUnderstood,
    ExpectNamed,
    ExpectNumeralOutcome,
    ExpectNumeralsAccountedFor,
    ExpectObservationFromNumeral,
    ExpectSomethingObserved,
)
from expectations.evidence import (
    SHOWN,
    ExpectEvidenceAroundSpan,
    ExpectInBody,
    ExpectKnown,
    ExpectSpansApart,
    ExpectSpanToStateValue,
    ExpectSpanWithinText,
)
from expectations.limits import limit
from expectations.plausible import (
    ExpectDirectionOfChange,
    ExpectDirectionOfLevel,
    ExpectMetricPhrase,
    ExpectShareWithinWhole,
    ExpectTargetAhead,
    ExpectValuePlausible,
    ExpectYearOfPeriod,
    ExpectYearPlausible,
)
from expectations.privacy import ExpectNothingPrivate

DOMAINS = {
    "qualifier": ["exact", "about", "nearly", "over", "at_least", "under", "at_most"],
    "measure": ["level", "increment", "change_rate"],
    "status": ["actual", "target"],
    "direction": ["up", "down"],
    "status_basis": ["stated", "context", "inferred"],
    "period_basis": ["stated", "context", "inferred"],
    "region_basis": ["stated", "context", "inferred"],
}
ALWAYS_SAID = [
    "observation_id",
    "bulletin_id",
    "value",
    "unit",
    "metric",
    "cooperation",
    "qualifier",
    "measure",
    "status",
]


def suite() -> dict[str, list[Expectation]]:
    """The expectations of each frame of this gate."""
    return {
        "observations": [
            *(ExpectColumnValuesToNotBeNull(column=name) for name in ALWAYS_SAID),
            *(ExpectColumnValuesToBeInSet(column=name, value_set=known) for name, known in DOMAINS.items()),
            ExpectColumnValuesToMatchRegex(column="observation_id", regex="^o_[0-9a-f]{16}$"),
            ExpectSpanWithinText(),
            ExpectSpanToStateValue(),
            ExpectEvidenceAroundSpan(),
            ExpectSpansApart(),
            ExpectInBody(),
            ExpectObservationFromNumeral(),
            ExpectKnown(column="unit", known_as="unit_known"),
            ExpectKnown(column="region", known_as="region_known"),
            ExpectValuePlausible(),
            ExpectShareWithinWhole(),
            ExpectYearPlausible(),
            ExpectYearOfPeriod(),
            ExpectDirectionOfLevel(),
            ExpectNamed(column="metric", shown=SHOWN),
            ExpectMetricPhrase(severity=FailureSeverity.WARNING),
            ExpectDirectionOfChange(severity=FailureSeverity.WARNING),
            ExpectTargetAhead(severity=FailureSeverity.WARNING),
        ],
        "numerals": [ExpectNumeralOutcome()],
        "bulletins": [
            ExpectBlocksToCover(),
            ExpectNumeralsAccountedFor(),
            ExpectSomethingObserved(),
            ExpectBulletinUnderstood(),
            ExpectCorpusUnderstood(most=limit("unexplained_share_most")),
            ExpectCorpusUnderstood(most=limit("unexplained_share_wanted"), severity=FailureSeverity.WARNING),
        ],
        "standing": [ExpectColumnMaxToBeBetween(column="in_good_standing", min_value=1)],
        "texts": [ExpectNothingPrivate()],
    }

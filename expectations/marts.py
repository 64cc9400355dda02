"""The suite of the marts gate: what will be published is whole, grounded, no smaller than before and not private."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.evidence import ExpectEvidenceAroundSpan, ExpectSpanToStateValue, ExpectSpanWithinText
from expectations.privacy import ExpectNothingPrivate
from expectations.whole import ExpectAsCounted, ExpectFilled, ExpectFromSource, ExpectNoneLost, ExpectVolumeKept


def suite() -> dict[str, list[Expectation]]:
    """The expectations of each frame of this gate."""
    return {
        "tables": [ExpectFilled(), ExpectAsCounted()],
        "observations": [ExpectSpanWithinText(), ExpectSpanToStateValue(), ExpectEvidenceAroundSpan()],
        "provenance": [ExpectFromSource()],
        "bulletins": [ExpectNoneLost()],
        "volume": [ExpectVolumeKept()],
        "texts": [ExpectNothingPrivate()],
    }

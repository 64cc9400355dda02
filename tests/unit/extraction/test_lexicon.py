"""What the patterns among the lexicon's rows keep to, so that `re` can leap to where one of them may begin."""

import pytest

from orchestration.extraction import lexicon


@pytest.mark.parametrize("table", ["cues", "cooperation"])
def test_no_alternative_of_a_searched_pattern_begins_with_a_look_around(table: str) -> None:
    rows = [row["pattern"] for row in lexicon.table(table)]
    alternatives = [choice for pattern in rows for choice in lexicon._alternatives(pattern)]
    assert len(alternatives) > len(rows)
    assert [choice for choice in alternatives if choice.startswith(("(?<", "(?=", "(?!"))] == []

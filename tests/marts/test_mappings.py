"""Which indicator each number of the project's bulletins belongs to, checked by hand once.

`checked_mappings.csv` names every numeral of the five bulletins that an observation may come from, by its place in the
text, with the indicator that a careful reader gives it: none where the catalogue has no such indicator, two where the
sentence can be read both ways.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from orchestration import reading
from tests.marts.conftest import PROJECT, Query

Place = tuple[str, int]

# Of the observations whose indicator two bulletins speak of, this share must be mapped.
RECALL = 0.9


@pytest.fixture(scope="module")
def checked() -> dict[Place, set[str]]:
    rows = csv.DictReader(Path(__file__).with_name("checked_mappings.csv").open(encoding="utf-8"))
    return {
        (row["file_name"], int(row["char_start"])): set(filter(None, row["indicator_id"].split("|"))) for row in rows
    }


@pytest.fixture(scope="module")
def mapped(query: Query, checked: dict[Place, set[str]]) -> list[tuple[Place, str, str | None]]:
    """Every observation at a checked place: the place, the metric phrase and the indicator it was given."""
    rows = query(
        "select file_name, char_start, char_end, metric, indicator_id "
        "from marts.fct_observation join marts.dim_bulletin using (bulletin_id) order by all"
    )
    found = []
    for file_name, start, end, metric, indicator in rows:
        places = [(file_name, at) for at in range(start, end) if (file_name, at) in checked]
        if places:
            found.append((places[0], metric, indicator))
    return found


def test_the_list_stands_on_the_bulletins(checked: dict[Place, set[str]]) -> None:
    rows = csv.DictReader(Path(__file__).with_name("checked_mappings.csv").open(encoding="utf-8"))
    for row in rows:
        text = (PROJECT / "seeds" / row["file_name"]).read_bytes().decode("utf-8")
        assert text.startswith(row["numeral"], int(row["char_start"])), row
    assert len(checked) > 300


def test_the_list_names_indicators_of_the_catalogue(query: Query, checked: dict[Place, set[str]]) -> None:
    known = {row[0] for row in query("select indicator_id from marts.dim_indicator")}
    assert set().union(*checked.values()) <= known


def test_no_number_is_given_a_wrong_indicator(
    mapped: list[tuple[Place, str, str | None]], checked: dict[Place, set[str]]
) -> None:
    wrong = [
        (place, metric, indicator, sorted(checked[place]))
        for place, metric, indicator in mapped
        if indicator is not None and indicator not in checked[place]
    ]
    assert not wrong, wrong


def test_what_recurs_is_mapped(mapped: list[tuple[Place, str, str | None]], checked: dict[Place, set[str]]) -> None:
    bulletins: dict[str, set[str]] = {}
    for (file_name, _), indicators in checked.items():
        for indicator in indicators:
            bulletins.setdefault(indicator, set()).add(file_name)
    recurring = [
        (place, metric, indicator)
        for place, metric, indicator in mapped
        if any(len(bulletins[expected]) > 1 for expected in checked[place])
    ]
    unmapped = [(place, metric) for place, metric, indicator in recurring if indicator is None]
    assert len(recurring) > 100
    assert len(unmapped) <= (1 - RECALL) * len(recurring), unmapped


def test_every_mapping_is_explained(query: Query) -> None:
    assert query("select count(*) from marts.fct_observation where (indicator_id is null) <> (match_rule is null)") == [
        (0,)
    ]


def test_the_line_that_settles_a_phrase_has_the_columns_of_the_aliases() -> None:
    header = (PROJECT / "dbt_project" / "reference" / "aliases.csv").read_text(encoding="utf-8").splitlines()[0]
    assert len(next(csv.reader([reading._alias("beds", "床位", "张")]))) == len(header.split(","))


def test_every_indicator_has_an_alias() -> None:
    reference = PROJECT / "dbt_project" / "reference"
    with (reference / "indicators.csv").open(encoding="utf-8") as file:
        indicators = {row["indicator_id"] for row in csv.DictReader(file)}
    with (reference / "aliases.csv").open(encoding="utf-8") as file:
        assert indicators == {row["indicator_id"] for row in csv.DictReader(file)}

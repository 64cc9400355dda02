"""The bounds that the suites use, read from the CSV files beside this module."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(resources.files("expectations").joinpath(name).read_text(encoding="utf-8").splitlines()))


@cache
def limit(name: str) -> float:
    """The bound called `name`."""
    for row in _rows("limits.csv"):
        if row["name"] == name:
            return float(row["value"])
    raise KeyError(f"limits.csv has no limit called {name!r}")


@cache
def beyond_whole() -> tuple[str, ...]:
    """Endings of metrics that are called a rate and may still exceed 100 %."""
    return tuple(row["ending"] for row in _rows("beyond_whole.csv"))

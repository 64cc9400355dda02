"""The long fuzz runs only where it is asked for by its mark (`pytest -m soak`)."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked as soak, unless the marks that were asked for name it."""
    if "soak" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("soak") and item.path.parent.name == "extraction"]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]

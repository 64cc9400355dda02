"""The good warehouse that the gates' tests begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gates.world import World, good


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A warehouse that every gate passes."""
    return good(tmp_path / "warehouse")

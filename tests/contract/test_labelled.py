"""The labelled bulletins as a regression: no figure may fall below the recorded one."""

from __future__ import annotations

import json

import pytest

from .labelled import FIGURES, Labelled, bulletins, figures, scored

RECORDED = json.loads(FIGURES.read_text(encoding="utf-8"))
AT_HAND = {bulletin.name: bulletin for bulletin in bulletins()}
ROUNDING = 0.0005


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_no_figure_falls(name: str) -> None:
    bulletin: Labelled | None = AT_HAND.get(name)
    if bulletin is None:
        pytest.skip("the labels beside the checkout are not there")
    now = figures(scored(bulletin))
    recorded = RECORDED[name]
    assert now["found"] >= recorded["found"] - ROUNDING, (now, recorded)
    assert now["complete"] >= recorded["complete"] - ROUNDING, (now, recorded)


def test_every_labelled_bulletin_at_hand_has_its_figures() -> None:
    assert not set(AT_HAND) - set(RECORDED)
    assert {name for name in RECORDED if name[0] == "0"} <= set(AT_HAND)

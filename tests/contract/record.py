"""Print the figures of the labelled bulletins; `--write` records them, where none has fallen.

    python -m tests.contract.record [--write] [--rotation]

`--rotation` holds each bulletin out in turn (those that restate each other together) and reads it without the words of
the lexicon that no other labelled bulletin bears out: what remains of its figures rests on no word taken from itself.
"""

from __future__ import annotations

import json
import sys

from .labelled import FIGURES, bulletins, figures, scored, without_what_only

TOGETHER = (("000", "002"),)


def main() -> None:
    """Print, and record where asked to."""
    known = bulletins()
    now = {bulletin.name: figures(scored(bulletin)) for bulletin in known}
    recorded = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    for name, figure in now.items():
        before = recorded.get(name, {"found": 0.0, "complete": 0.0})
        print(
            f"{name:<28} found {figure['found']:.4f} ({before['found']:.4f})"
            f"   complete {figure['complete']:.4f} ({before['complete']:.4f})"
        )
    print(f"{'mean of bulletins':<28} found {_mean(now, 'found'):.4f}            complete {_mean(now, 'complete'):.4f}")
    if "--rotation" in sys.argv:
        rotate()
    if "--write" in sys.argv:
        fallen = [n for n in now if n in recorded and any(now[n][k] < recorded[n][k] for k in recorded[n])]
        if fallen:
            sys.exit(f"not recorded, fallen: {', '.join(fallen)}")
        FIGURES.write_text(json.dumps({**recorded, **now}, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def rotate() -> None:
    """Print the figures of each bulletin, held out in turn."""
    known = bulletins()
    rotated: dict[str, dict[str, float]] = {}
    for bulletin in known:
        group = next((g for g in TOGETHER if bulletin.name.startswith(g)), (bulletin.name,))
        held_out = [b for b in known if b.name.startswith(group)]
        with without_what_only(held_out, [b for b in known if b not in held_out]) as dropped:
            rotated[bulletin.name] = figures(scored(bulletin))
        figure = rotated[bulletin.name]
        print(
            f"{bulletin.name:<28} held out, {dropped} words unlearnt:"
            f"   found {figure['found']:.4f}   complete {figure['complete']:.4f}"
        )
    print(f"{'mean, held out':<28} found {_mean(rotated, 'found'):.4f}   complete {_mean(rotated, 'complete'):.4f}")


def _mean(table: dict[str, dict[str, float]], key: str) -> float:
    return sum(figure[key] for figure in table.values()) / len(table)


if __name__ == "__main__":
    main()

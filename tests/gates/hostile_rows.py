"""Failing rows that would run in a browser if a page showed them as they are."""

from __future__ import annotations

from pathlib import Path

from orchestration import gates
from tests.gates.world import World, good

MARK = "gongbaoRan"
ATTACKS = (
    "{{ 7 * 7 }} {% raw %} ${7*7} $name $$ %(name)s <%= 7*7 %>",
    f"<script>window.{MARK}=1</script>",
    f"<img src=x onerror=window.{MARK}=2>",
    f'"><svg/onload=window.{MARK}=3>',
    f"'><iframe srcdoc='<script>parent.{MARK}=4</script>'>",
    f"</td></table><script>window.{MARK}=5</script>",
    f"<a href=javascript:window.{MARK}=6 autofocus onfocus=window.{MARK}=7>x</a>",
    "&lt;script&gt; &#x3c;b&#62;",
)


def judged(folder: Path) -> tuple[World, Path, list[gates.GateVerdict]]:
    """The pages of gates that failed on rows full of markup, in evidence, names, units and encodings."""
    world, docs = good(folder), folder / "data_docs"
    attack = " ".join(ATTACKS)
    for observation, evidence in zip(world.raw["observations"], ATTACKS, strict=False):
        observation.update(value=298, evidence=evidence, unit=ATTACKS[1], region=ATTACKS[2], qualifier=ATTACKS[3])
    world.row("bulletins").update(file_name=f"{ATTACKS[2]}.txt", encoding=ATTACKS[1], title=attack, sha256=ATTACKS[4])
    world.raw["rejected_bulletins"][0].update(file_name=f"{ATTACKS[1]}.txt", code=ATTACKS[3], reason="")
    world.marts["fct_observation"][0].update(value=298, evidence=attack)
    world.marts["dim_bulletin"][0].update(title=attack)
    return world, docs, [world.judge(gate, data_docs=docs) for gate in gates.GATES]

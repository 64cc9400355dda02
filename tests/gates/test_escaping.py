"""What a bulletin says stays text, wherever it becomes a page or a line of CSV."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from orchestration import reading
from tests.gates.hostile_rows import ATTACKS, MARK, judged

ALIASES = Path(__file__).resolve().parents[2] / "dbt_project" / "reference" / "aliases.csv"


class Live(HTMLParser):
    """Collects whatever of a page could run and speaks of the attack."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in attrs:
            if MARK in (value or "") and (name.startswith("on") or "javascript:" in (value or "") or name == "srcdoc"):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and MARK in data:
            self.found.append(data)
        self.text.append(data)


def test_failing_rows_are_text_in_every_page(tmp_path: Path) -> None:
    _, docs, verdicts = judged(tmp_path)
    assert not any(verdict.passed for verdict in verdicts)
    shown = []
    for page in docs.rglob("*.html"):
        parser = Live()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.found == [], page.name
        shown.append("".join(parser.text))
    everything = "".join(shown)
    assert MARK in everything, "the rows are shown"
    assert "{{ 7 * 7 }}" in everything
    assert "${7*7} $name $$" in everything


@pytest.mark.parametrize("metric", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "床位,数", '床"位', "床位数"])
def test_the_line_for_a_spreadsheet_is_no_formula(metric: str) -> None:
    line = reading._alias("beds", metric, "张")
    (cells,) = csv.reader([line])
    assert len(cells) == len(ALIASES.read_text(encoding="utf-8").splitlines()[0].split(","))
    assert cells[:2] == ["beds.new", "beds"]
    assert not cells[2].startswith(reading.FORMULA)
    assert cells[2].removeprefix("'") == metric
    assert cells[4] == "张"


def test_text_drives_no_terminal() -> None:
    console = Console(force_terminal=True, color_system=None, width=200)
    hostile = "[bold]观星[/] [/] \x1b[2J\x1b]0;owned\x07 \u202e座 \u200b " + ATTACKS[1]
    with console.capture() as out:
        console.print(reading.harmless(hostile))
    printed = out.get()
    assert "[bold]观星[/] [/]" in printed
    assert not {"\x1b", "\x07", "\u202e", "\u200b"} & set(printed)
    assert len(reading.visible(hostile)) == len(hostile), "offsets stay as they are"

"""The counts of the long runs, as rows of the tables in docs/reliability.md; the prose around the tables stays."""

from __future__ import annotations

import fcntl
from pathlib import Path

REPORT = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
HEAD = ["| counted | measured | promised |", "|---|---|---|"]


def record(section: str, figure: str, value: object, promise: object = "", report: Path = REPORT) -> None:
    """Put one figure, and what is promised of it, into its section's table in place of what was measured before."""
    report.touch()
    with report.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = _with_row(file.read().splitlines(), f"## {section}", [_cell(part) for part in (figure, value, promise)])
        file.seek(0)
        file.write("\n".join(lines) + "\n")
        file.truncate()


def _with_row(lines: list[str], heading: str, cells: list[str]) -> list[str]:
    row = f"| {' | '.join(cells)} |"
    if heading not in lines:
        return [*lines, "", heading, "", *HEAD, row] if lines else [heading, "", *HEAD, row]
    start = lines.index(heading) + 1
    end = next((n for n in range(start, len(lines)) if lines[n].startswith("## ")), len(lines))
    table = [n for n in range(start, end) if lines[n].startswith("|")]
    if not table:
        prose = "\n".join(lines[start:end]).strip()
        said = [prose, ""] if prose else []
        return [*lines[:start], "", *said, *HEAD, row, *([""] if end < len(lines) else []), *lines[end:]]
    same = [n for n in table if lines[n].startswith(f"| {cells[0]} |")]
    place, after = (same[0], same[0] + 1) if same else (table[-1] + 1, table[-1] + 1)
    return [*lines[:place], row, *lines[after:]]


def _cell(value: object) -> str:
    shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return " ".join(shown.replace("|", "\\|").split())

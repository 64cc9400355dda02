"""The report of the long runs: a figure has one row, and people's prose stays."""

from __future__ import annotations

from pathlib import Path

from tests.fault.report import record


def test_a_figure_measured_again_takes_its_row(tmp_path: Path) -> None:
    report = tmp_path / "reliability.md"
    report.write_text("# Reliability\n\nAll of it.\n\n## Kills\n\nHow it is killed.\n\n## Readers\n", encoding="utf-8")
    record("Kills", "kills", 1_200, "at least 200", report)
    record("Kills", "strays", 0, 0, report)
    record("Readers", "a | b", "two\nlines", report=report)
    record("Kills", "kills", 1_300, "at least 200", report)
    record("Disk", "faults", 3, 3, report)
    assert report.read_text(encoding="utf-8") == (
        "# Reliability\n\nAll of it.\n\n## Kills\n\nHow it is killed.\n\n"
        "| counted | measured | promised |\n|---|---|---|\n| kills | 1,300 | at least 200 |\n| strays | 0 | 0 |\n\n"
        "## Readers\n\n| counted | measured | promised |\n|---|---|---|\n| a \\| b | two lines |  |\n\n"
        "## Disk\n\n| counted | measured | promised |\n|---|---|---|\n| faults | 3 | 3 |\n"
    )


def test_a_report_is_begun(tmp_path: Path) -> None:
    record("Kills", "kills", True, "yes", tmp_path / "new.md")
    assert (tmp_path / "new.md").read_text(encoding="utf-8").startswith("## Kills\n\n| counted")

"""What the sensor makes of a folder, look by look."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration import automation, publishing
from orchestration.automation import Cursor, Look, look
from orchestration.settings import Settings

QUIET = 10


class Watcher:
    """A sensor with a clock of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.cursor, self.now = settings, Cursor(), 1000.0

    def look(self, after: float = 5) -> Look:
        """The next look, so many seconds later."""
        self.now += after
        found = look(self.cursor, self.settings, self.now)
        self.cursor = Cursor.read(found.cursor.write())
        return found

    def settle(self) -> str | None:
        """Look until something is decided."""
        for _ in range(6):
            run_key = self.look().run_key
            if run_key is not None:
                return run_key
        return None


@pytest.fixture
def watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    monkeypatch.setattr(publishing, "code_version", lambda: "code")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("2024年", encoding="utf-8")
    return Watcher(Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse", quiet_seconds=QUIET))


def test_a_change_is_acted_on_once_it_is_quiet(watcher: Watcher) -> None:
    assert watcher.look().run_key is None
    assert watcher.look(after=QUIET - 1).run_key is None
    assert watcher.look(after=1).run_key is not None
    assert [watcher.look().run_key for _ in range(5)] == [None] * 5


def test_a_file_still_being_written_is_left_alone(watcher: Watcher) -> None:
    path = watcher.settings.seeds / "b.txt"
    for size in range(20):
        path.write_text("写" * (size + 1), encoding="utf-8")
        assert watcher.look().run_key is None
    assert watcher.settle() is not None


def test_a_file_changed_back_triggers_again(watcher: Watcher) -> None:
    path = watcher.settings.seeds / "a.txt"
    first = watcher.settle()
    path.write_text("2025年", encoding="utf-8")
    second = watcher.settle()
    path.write_text("2024年", encoding="utf-8")
    third = watcher.settle()
    assert None not in (first, second, third)
    assert len({first, second, third}) == 3
    assert str(first).rsplit("-", 1)[0] == str(third).rsplit("-", 1)[0]


def test_a_change_undone_before_it_was_quiet_is_nothing(watcher: Watcher) -> None:
    path = watcher.settings.seeds / "a.txt"
    assert watcher.settle() is not None
    path.write_text("2025年", encoding="utf-8")
    assert watcher.look().run_key is None
    path.write_text("2024年", encoding="utf-8")
    assert watcher.settle() is None


def test_touching_a_file_is_no_change(watcher: Watcher) -> None:
    assert watcher.settle() is not None
    os.utime(watcher.settings.seeds / "a.txt", (1, 1))
    assert watcher.settle() is None


def test_an_edit_that_keeps_size_and_time_is_a_change(watcher: Watcher) -> None:
    path = watcher.settings.seeds / "a.txt"
    assert watcher.settle() is not None
    times = path.stat()
    path.write_text("2023年", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert watcher.settle() is not None


def test_a_removed_bulletin_is_a_change(watcher: Watcher) -> None:
    (watcher.settings.seeds / "b.txt").write_text("2024年", encoding="utf-8")
    assert watcher.settle() is not None
    (watcher.settings.seeds / "b.txt").unlink()
    assert watcher.settle() is not None


def test_what_is_published_already_needs_no_run(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automation.publishing, "current_version", publishing.planned_version)
    assert watcher.settle() is None
    assert watcher.cursor.done


def test_what_was_rolled_back_is_not_published_by_itself(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = publishing.planned_version(watcher.settings)
    monkeypatch.setattr(automation.publishing, "held", lambda _: {planned})
    assert watcher.settle() is None
    (watcher.settings.seeds / "b.txt").write_text("2024年", encoding="utf-8")
    assert watcher.settle() is not None

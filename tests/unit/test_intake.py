"""The intake: what changed is read again, a few bulletins in memory at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration import store
from orchestration.assets import bulletins, observations
from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    made.seeds.mkdir()
    for number in range(7):
        (made.seeds / f"{number}.txt").write_text(f"2024年，某市新增床位{number}张。\n", encoding="utf-8")
    (made.seeds / "broken.txt").write_bytes(b"\0")
    return made


def intake(settings: Settings, reader: str = "r") -> bulletins.Intake:
    with store.open_staging(settings) as con, store.transaction(con):
        taken = bulletins.take_in(con, settings, reader)
        bulletins._settle(con, taken)
    return taken


def rows(settings: Settings) -> list[tuple[Any, ...]]:
    with store.open_staging(settings) as con:
        return con.execute("SELECT * FROM raw.bulletins ORDER BY ALL").fetchall()


@pytest.mark.parametrize(("count", "characters", "most"), [(3, 10**6, 3), (100, 30, 2), (1, 1, 1)])
def test_few_bulletins_are_in_memory_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, count: int, characters: int, most: int
) -> None:
    elsewhere = Settings(seeds=settings.seeds, warehouse=settings.warehouse.with_name("elsewhere"))
    intake(elsewhere)
    at_a_time: list[int] = []
    insert = store.insert

    def counted(con: Any, table: str, found: Any) -> None:
        if table == "bulletins":
            at_a_time.append(len(found))
        insert(con, table, found)

    monkeypatch.setattr(bulletins, "BATCH", count)
    monkeypatch.setattr(bulletins, "BATCH_CHARACTERS", characters)
    monkeypatch.setattr(store, "insert", counted)
    taken = intake(settings)
    assert sum(at_a_time) == len(taken.fresh) == 7
    assert max(at_a_time) == most
    assert rows(settings) == rows(elsewhere)


def test_only_what_changed_is_read_again(settings: Settings) -> None:
    assert len(intake(settings).fresh) == 7
    again = intake(settings)
    assert (len(again.fresh), len(again.unchanged), len(again.rejected)) == (0, 7, 1)
    (settings.seeds / "3.txt").write_text("2024年，某市新增床位30张。\n", encoding="utf-8")
    (settings.seeds / "4.txt").unlink()
    (settings.seeds / "5.yaml").write_text("title: 公报", encoding="utf-8")
    changed = intake(settings)
    assert (len(changed.fresh), len(changed.unchanged)) == (2, 4)
    assert len(rows(settings)) == 6


def test_another_reader_reads_all_again(settings: Settings) -> None:
    intake(settings, "one reader")
    assert len(intake(settings, "another").fresh) == 7


def test_a_pass_that_is_cut_short_leaves_what_was_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    intake(settings)
    before = rows(settings)
    for number in range(7):
        (settings.seeds / f"{number}.txt").write_text(f"2024年，某市新增床位{number}00张。\n", encoding="utf-8")
    monkeypatch.setattr(bulletins, "BATCH", 2)
    monkeypatch.setattr(bulletins, "_settle", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        intake(settings)
    assert rows(settings) == before


def test_batches_weigh_no_more_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "BATCH", 3)
    monkeypatch.setattr(observations, "BATCH_CHARACTERS", 100)
    waiting = [("a", 10), ("b", 10), ("c", 10), ("d", 99), ("e", 1), ("f", 500), ("g", 1)]
    assert list(observations._batches(waiting)) == [["a", "b", "c"], ["d", "e"], ["f"], ["g"]]
    assert list(observations._batches([])) == []

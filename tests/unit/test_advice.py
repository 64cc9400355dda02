"""What is said where the warehouse can't be written."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import duckdb
import pytest

from orchestration import cli, obstacles

WAREHOUSE = Path("/somewhere/warehouse")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        OSError(errno.EFBIG, os.strerror(errno.EFBIG)),
        OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("disk I/O error"),
        duckdb.IOException('IO Error: Could not write file "x": No space left on device'),
    ],
)
def test_a_full_disk_is_known(error: Exception) -> None:
    assert "free some space" in (obstacles.advice(error, WAREHOUSE) or "")
    assert "free some space" in (obstacles.advice(str(error), WAREHOUSE) or "")


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
        OSError(errno.EROFS, os.strerror(errno.EROFS)),
        sqlite3.OperationalError("attempt to write a readonly database"),
        sqlite3.OperationalError("unable to open database file"),
    ],
)
def test_a_closed_warehouse_is_known(error: Exception) -> None:
    advice = obstacles.advice(error, WAREHOUSE) or ""
    assert "may not write" in advice
    assert str(WAREHOUSE) in advice


def test_what_lies_beneath_is_found_and_other_faults_are_not_explained_away() -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise RuntimeError("the run failed") from error
    except RuntimeError as error:
        assert "free some space" in (obstacles.advice(error, WAREHOUSE) or "")
        assert obstacles.root(error) == "[Errno 28] No space left on device"
    assert obstacles.advice(ValueError("a fault of ours"), WAREHOUSE) is None
    circle = ValueError("one")
    circle.__cause__ = RuntimeError("two")
    circle.__cause__.__cause__ = circle
    assert obstacles.root(circle) == "two"


def test_the_command_explains_what_it_knows_and_hides_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGBAO_WAREHOUSE", str(tmp_path))
    monkeypatch.setenv("GONGBAO_SEEDS", "")  # which the command sets
    (tmp_path / "seeds").mkdir()

    def failing(error: Exception) -> None:
        def refuse(*_: object) -> bool:
            raise error

        monkeypatch.setattr(cli.publishing, "up_to_date", refuse)

    failing(sqlite3.OperationalError("database or disk is full"))
    with cli.ERR.capture() as said:
        assert cli.main(["refresh", "--seeds", str(tmp_path / "seeds")]) == 1
    assert "free some space" in said.get()
    assert "Nothing was published" in said.get()
    failing(ZeroDivisionError("a fault of ours"))
    with pytest.raises(ZeroDivisionError):
        cli.main(["refresh", "--seeds", str(tmp_path / "seeds")])

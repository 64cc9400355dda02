"""The exports are the same bytes whenever the same bulletins are read, in whatever order a folder lists them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.marts.conftest import PROJECT


def exports(warehouse: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((warehouse / "exports").glob("*.parquet"))}


def test_another_build_with_the_files_in_another_order_is_byte_identical(refreshed_seeds: Path, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for age, source in enumerate(sorted((refreshed_seeds / "seeds").iterdir(), reverse=True)):
        copy = Path(shutil.copyfile(source, seeds / source.name))
        os.utime(copy, (1_700_000_000 + age, 1_700_000_000 + age))
    places = ["--seeds", str(seeds), "--warehouse", str(tmp_path / "warehouse")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "DAGSTER_"))}
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "refresh", *places],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = exports(refreshed_seeds / "warehouse"), exports(tmp_path / "warehouse")
    assert len(first) >= 13
    assert [name for name in first.keys() | second.keys() if first.get(name) != second.get(name)] == []

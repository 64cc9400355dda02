"""Measure the published observations against the labelled bulletins: `make score`.

The seeds' labels lie in `tests/gold`. Where the checkout lies beside a `shared/contract`, its labelled bulletins are
refreshed and scored as well. After the scorer's figures come those with each bulletin held out in turn, and the share
of all numerals that are an observation or have a reason.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb

from tests.contract.record import rotate

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "contract"


def main() -> int:
    """Refresh into folders of their own, and score; the exit code is the scorer's."""
    with tempfile.TemporaryDirectory() as folder:
        sources = [ROOT / "seeds"]
        gold = ROOT / "tests" / "gold"
        if (SHARED / "bulletins").is_dir() and (SHARED / "gold").is_dir():
            sources.append(SHARED / "bulletins")
            gold = SHARED / "gold"
        warehouses = [_refreshed(source, Path(folder) / str(number)) for number, source in enumerate(sources)]
        options = [part for warehouse in warehouses for part in ("--warehouse", str(warehouse))]
        scorer = ROOT / "tests" / "contract" / "score.py"
        code = subprocess.run([sys.executable, str(scorer), *options, "--gold", str(gold)], check=False).returncode
        print()
        rotate()
        print()
        _print_explained(warehouses)
        return code


def _refreshed(seeds: Path, warehouse: Path) -> Path:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "DAGSTER_"))}
    command = [sys.executable, "-m", "orchestration.cli", "refresh"]
    command += ["--seeds", str(seeds), "--warehouse", str(warehouse)]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return warehouse / "gongbao.duckdb"


def _print_explained(warehouses: list[Path]) -> None:
    """How many numerals of the bodies, from the staging databases beside the published ones, have what outcome."""
    outcomes: Counter[str] = Counter()
    for warehouse in warehouses:
        with duckdb.connect(str(warehouse.with_name("staging.duckdb")), read_only=True) as con:
            outcomes.update(dict(con.execute("SELECT outcome, count(*) FROM raw.numerals GROUP BY ALL").fetchall()))
    explained = 1 - outcomes["unexplained"] / outcomes.total()
    print(f"numerals {outcomes.total():,}: {explained:.2%} explained, {outcomes['unexplained']:,} left for review")


if __name__ == "__main__":
    sys.exit(main())

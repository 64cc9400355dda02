"""The command `gongbao` on a published warehouse, and readers of other versions of DuckDB."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest

from orchestration import cli, publishing
from tests.pipeline.refreshed import Refresh, Refreshed

pytestmark = pytest.mark.pipeline

OLDER = "duckdb==1.5.5"


def run(*arguments: str) -> tuple[int, str]:
    with cli.OUT.capture() as out, cli.ERR.capture() as err:
        code = cli.main(arguments)
    return code, out.get() + err.get()


def test_trace_shows_a_series_and_then_the_sentence(warehouse: Refreshed) -> None:
    code, series = run("trace", "孕产妇死亡率", "--region", "北京市")
    assert code == 0
    assert "0.69 /10万" in series
    ((observation_id, evidence, start, end, file_name),) = warehouse.query(
        "SELECT observation_id, evidence, char_start, char_end, file_name FROM marts.fct_observation "
        "JOIN marts.dim_bulletin USING (bulletin_id) "
        "WHERE indicator_id = 'maternal_mortality' AND year = 2024 AND measure = 'level' LIMIT 1"
    )
    assert observation_id in series
    code, sentence = run("trace", observation_id)
    assert code == 0
    assert f"{file_name}, characters {start} to {end}" in sentence
    assert evidence[:20] in sentence.replace("\n", "")


@pytest.mark.parametrize("what", ["o_0000000000000000", "这个词哪里也没有"])
def test_what_is_not_there_is_said(warehouse: Refreshed, what: str) -> None:
    code, printed = run("trace", what)
    assert code == 1
    assert what in printed


def test_explain_prints_the_passes() -> None:
    code, printed = run("explain", "截至2023年底，某市新增养老床位120张，同比增长8.5%。")
    assert code == 0
    assert "numerals" in printed
    assert "120张: observation" in printed
    assert "2023: date" in printed


def test_review_offers_the_line_that_would_settle_a_phrase(warehouse: Refreshed) -> None:
    ((metric, nearest),) = warehouse.query(
        "SELECT metric, nearest_indicators FROM marts.mart_unmapped WHERE len(nearest_indicators) > 0 "
        "ORDER BY occurrences DESC, metric, unit LIMIT 1"
    )
    code, printed = run("review", "--limit", "1")
    assert code == 0
    assert metric in printed
    assert any(f"aliases.csv: {indicator}.new,{indicator},{metric}," in printed for indicator in nearest)
    assert "numerals unexplained" in printed


def test_versions_and_rollback(warehouse: Refreshed, refresh: Refresh) -> None:
    first = warehouse.version
    (warehouse.settings.seeds / "new.txt").write_text("2024年，北京市新增床位2917张。\n", encoding="utf-8")
    code, printed = refresh(warehouse.settings)
    assert code == 0, printed
    second = warehouse.version
    code, printed = run("versions")
    assert code == 0
    assert printed.index(second) < printed.index(first)
    code, printed = run("rollback")
    assert code == 0
    assert warehouse.version == first
    assert publishing.held(warehouse.settings) == {second}
    assert "rolled back" in run("status")[1]
    code, printed = refresh(warehouse.settings)
    assert code == 0, printed
    assert warehouse.version == second
    assert not publishing.held(warehouse.settings)


def test_what_can_not_be_done_is_said_plainly(tmp_path: Path) -> None:
    empty = str(tmp_path / "warehouse")
    for arguments in (
        ("refresh", "--seeds", str(tmp_path / "nowhere"), "--warehouse", empty),
        ("trace", "床位", "--warehouse", empty),
        ("versions", "--warehouse", empty),
        ("rollback", "--warehouse", empty),
    ):
        code, printed = run(*arguments)
        assert code == 1
        assert printed.strip()
        assert "Traceback" not in printed


def test_an_older_duckdb_opens_the_published_file(first: Refreshed, tmp_path: Path) -> None:
    venv.create(tmp_path / "older", with_pip=True)
    python = tmp_path / "older" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--retries", "1", OLDER]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        pytest.skip(f"{OLDER} can't be installed here")
    query = "SELECT version, (SELECT count(*) FROM marts.fct_observation) FROM marts.publication"
    connect = "import sys, duckdb; con = duckdb.connect(sys.argv[1], read_only=True)"
    code = f"{connect}; print(con.execute({query!r}).fetchone())"
    asked = [str(python), "-c", code, str(first.settings.published_database)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    assert answer == str(first.query(query)[0])

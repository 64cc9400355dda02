"""The manners of the dbt project: its unit tests pass, everything is described, every grain has a tested key."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.marts.conftest import PROJECT, Query

DBT_PROJECT = PROJECT / "dbt_project"
KEY_TESTS = {"unique", "unique_combination"}


def dbt(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A dbt command on a copy of the refreshed warehouse, in a process of its own."""
    environment = os.environ | {
        "GONGBAO_STAGING": str(folder / "staging.duckdb"),
        "GONGBAO_PUBLISHED": str(folder / "gongbao.duckdb"),
    }
    program = "import sys; from dbt.cli.main import cli; cli()"
    places = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    written = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs"), "--no-use-colors"]
    return subprocess.run(
        [sys.executable, "-c", program, *arguments, *places, *written],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def workshop(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of both databases, for dbt to open."""
    folder = tmp_path_factory.mktemp("workshop")
    shutil.copy(warehouse / "staging.duckdb", folder / "staging.duckdb")
    shutil.copy(warehouse / "gongbao.duckdb", folder / "gongbao.duckdb")
    return folder


@pytest.fixture(scope="module")
def unit_tests(workshop: Path) -> subprocess.CompletedProcess[str]:
    return dbt(workshop, "test", "--select", "test_type:unit")


@pytest.fixture(scope="module")
def manifest(workshop: Path, unit_tests: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((workshop / "target" / "manifest.json").read_text(encoding="utf-8"))
    return content


def nodes(manifest: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == kind]


def test_units_of_logic_do_what_they_say(unit_tests: subprocess.CompletedProcess[str]) -> None:
    assert unit_tests.returncode == 0, unit_tests.stdout
    assert re.search(r"PASS=(\d+)", unit_tests.stdout)


def test_every_piece_of_logic_has_a_unit_test(manifest: dict[str, Any]) -> None:
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    logic = {node["name"] for node in nodes(manifest, "model") if node["fqn"][1] == "intermediate"}
    plain = {"int_alias_words"}
    assert logic - plain <= tested


def test_everything_is_described(manifest: dict[str, Any]) -> None:
    described = [*nodes(manifest, "model"), *nodes(manifest, "seed"), *manifest["sources"].values()]
    missing = [node["name"] for node in described if not node["description"]]
    missing += [
        f"{node['name']}.{column['name']}"
        for node in described
        for column in node["columns"].values()
        if not column["description"]
    ]
    missing += [macro["name"] for macro in project_macros(manifest) if not macro["description"]]
    missing += [
        f"{macro['name']}.{argument['name']}"
        for macro in project_macros(manifest)
        for argument in macro["arguments"]
        if not argument["description"]
    ]
    missing += [exposure["name"] for exposure in manifest["exposures"].values() if not exposure["description"]]
    assert not missing


def test_every_column_that_is_built_is_described(manifest: dict[str, Any], workshop: Path) -> None:
    built: dict[tuple[str, str], set[str]] = {}
    for database in ("staging", "gongbao"):
        with duckdb.connect(str(workshop / f"{database}.duckdb"), read_only=True) as con:
            for schema, table, column in con.execute(
                "select table_schema, table_name, column_name from information_schema.columns"
            ).fetchall():
                built.setdefault((schema, table), set()).add(column)
    missing = {}
    for node in [*nodes(manifest, "model"), *nodes(manifest, "seed"), *manifest["sources"].values()]:
        described = {name for name, column in node["columns"].items() if column["description"]}
        found = built[node["schema"], node.get("alias") or node["identifier"]]
        if described != found:
            missing[node["name"]] = described ^ found
    assert not missing


def project_macros(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [macro for macro in manifest["macros"].values() if macro["package_name"] == "gongbao"]


def test_every_model_has_a_tested_key(manifest: dict[str, Any]) -> None:
    keyed = {
        parent
        for test in nodes(manifest, "test")
        if test.get("test_metadata") and test["test_metadata"]["name"] in KEY_TESTS
        for parent in test["depends_on"]["nodes"]
    }
    assert not [node["name"] for node in nodes(manifest, "model") if node["unique_id"] not in keyed]


def test_every_mart_has_an_enforced_contract(manifest: dict[str, Any]) -> None:
    marts = [node for node in nodes(manifest, "model") if node["fqn"][1] == "marts"]
    assert len(marts) >= 11
    assert all(node["contract"]["enforced"] for node in marts)


def test_contracts_name_the_columns_that_readers_get(manifest: dict[str, Any], query: Query) -> None:
    for node in nodes(manifest, "model"):
        if node["fqn"][1] == "marts":
            rows = query(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = 'marts' and table_name = ? order by ordinal_position",
                node["name"],
            )
            declared = [(column["name"], column["data_type"].upper()) for column in node["columns"].values()]
            assert rows == declared


def test_constraints_reach_the_published_database(query: Query) -> None:
    rows = query(
        "select table_name, list(distinct constraint_type) from duckdb_constraints() "
        "where schema_name = 'marts' group by 1"
    )
    assert {table for table, kinds in rows if "PRIMARY KEY" in kinds} == {
        table for (table,) in query("select table_name from information_schema.tables where table_schema = 'marts'")
    }


def test_marts_name_their_columns() -> None:
    starred = [
        path.name
        for path in sorted((DBT_PROJECT / "models" / "marts").glob("*.sql"))
        if re.search(r"select\s+(distinct\s+)?(\w+\.)?\*", path.read_text(encoding="utf-8"))
    ]
    assert not starred


def test_layers_are_not_skipped(manifest: dict[str, Any]) -> None:
    layers = {node["unique_id"]: node["fqn"][1] for node in nodes(manifest, "model")}
    for node in nodes(manifest, "model"):
        sources = [parent for parent in node["depends_on"]["nodes"] if parent.startswith("source.")]
        assert not sources or node["fqn"][1] == "staging", node["name"]
        later = [parent for parent in node["depends_on"]["nodes"] if layers.get(parent) == "marts"]
        assert not later or node["name"] == "publication", node["name"]

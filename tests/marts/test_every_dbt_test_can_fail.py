"""For every data test of dbt: on good data it finds nothing, and one corruption of the data makes it find a row.

The tests' compiled SQL runs on copies of a refreshed warehouse's databases without their constraints, so that no dbt
runs and the rows that a constraint would refuse get in.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import PROJECT

Node = dict[str, Any]
RELATION = re.compile(r'"(staging|published)"\."(\w+)"\."(\w+)"')
# What breaks each test of `dbt_project/tests`: nothing can be derived from a question in SQL.
SINGULAR: dict[str, str] = {
    "aliases_ask_for_canonical_units": """
        INSERT INTO staging.reference.aliases (alias_id, indicator_id, units)
        SELECT 'x.new', 'x', unit FROM staging.reference.units WHERE canonical <> unit LIMIT 1""",
    "aliases_ask_for_known_populations": """
        INSERT INTO staging.reference.aliases (alias_id, indicator_id, population) VALUES ('x.new', 'x', 'nobody')""",
    "cooperation_is_complete": "DELETE FROM published.marts.mart_regional_cooperation",
    "corrections_find_what_they_expect": """
        INSERT INTO staging.intermediate.int_corrections (observation_id, field, expected, found, holds)
        VALUES ('o_0', 'value', '1', '2', false)""",
    "partner_regions_are_in_the_gazetteer": """
        INSERT INTO staging.reference.region_members ("grouping", member) VALUES ('京津冀', '无名市')""",
    "series_take_published_statements": "UPDATE published.marts.mart_indicator_series SET value = value + 1",
}


@dataclass(frozen=True)
class Databases:
    """Copies that tests may corrupt, and what dbt compiled."""

    con: duckdb.DuckDBPyConnection
    compiled: Path
    types: dict[tuple[str, str], str]

    def found(self, node: Node) -> int:
        """How many rows the test finds."""
        return len(self.con.execute(self.question(node)).fetchall())

    def question(self, node: Node) -> str:
        """The test as dbt compiled it."""
        place = self.compiled / node["original_file_path"]
        path = place if place.suffix == ".sql" else place / node["path"]
        return path.read_text(encoding="utf-8").strip().rstrip(";")

    def type_of(self, relation: str, column: str) -> str:
        """The type of a relation's column."""
        return self.types[relation, column]


@pytest.fixture(scope="module")
def tests(refreshed_seeds: Path) -> list[Node]:
    """Every data test of the manifest that the refresh was built from."""
    manifest = json.loads(
        (refreshed_seeds / "warehouse" / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8")
    )
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]


@pytest.fixture(scope="module")
def databases(refreshed_seeds: Path, tests: list[Node], tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """The relations that tests ask about, as tables without constraints."""
    warehouse = refreshed_seeds / "warehouse"
    folder = tmp_path_factory.mktemp("corrupted")
    shutil.copy(warehouse / "staging.duckdb", folder / "staging.duckdb")
    con = duckdb.connect()
    con.execute(
        f"ATTACH '{warehouse / 'gongbao.duckdb'}' AS good (READ_ONLY); ATTACH '{folder / 'staging.duckdb'}' AS staging"
    )
    con.execute("ATTACH ':memory:' AS published; CREATE SCHEMA published.marts")
    held = Databases(con, warehouse / "dbt" / "target" / "compiled" / "gongbao", {})
    asked = sorted({names for node in tests for names in RELATION.findall(held.question(node))})
    for catalog, schema, name in asked:
        relation = f'{catalog}."{schema}"."{name}"'
        if catalog == "published":
            con.execute(f'CREATE TABLE {relation} AS FROM good."{schema}"."{name}"')
    staged = [(schema, name) for catalog, schema, name in asked if catalog == "staging"]
    for schema, name in staged:
        con.execute(f'CREATE TABLE staging."{schema}"."{name}__copy" AS FROM staging."{schema}"."{name}"')
    views = set(
        con.execute("SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'staging'").fetchall()
    )
    for schema, name in staged:
        con.execute(f'DROP {"VIEW" if (schema, name) in views else "TABLE"} staging."{schema}"."{name}"')
        con.execute(f'ALTER TABLE staging."{schema}"."{name}__copy" RENAME TO "{name}"')
    for catalog, schema, name, column, kind in con.execute(
        "SELECT database_name, schema_name, table_name, column_name, data_type FROM duckdb_columns()"
    ).fetchall():
        held.types[f'"{catalog}"."{schema}"."{name}"', column] = kind
    return held


def rows_with(held: Databases, relation: str, columns: list[str], value: str | None, times: int) -> str:
    """The statement that puts rows into a relation, of which only these columns say something."""
    named = ", ".join(f'"{column}"' for column in columns)
    row = ", ".join(_literal(value, held.type_of(relation, column)) for column in columns)
    return f"INSERT INTO {relation} ({named}) VALUES {', '.join([f'({row})'] * times)}"


def _literal(value: str | None, kind: str) -> str:
    if value is None:
        return f"CAST(NULL AS {kind})"
    return f"CAST('{'1999-09-09' if kind == 'DATE' else value}' AS {kind})"


def _column(node: Node) -> list[str]:
    return [node["test_metadata"]["kwargs"]["column_name"]]


# How each kind of test is broken, whatever it is about: the columns to fill, with what, in how many rows.
GENERIC: dict[str, Callable[[Node], tuple[list[str], str | None, int]]] = {
    "not_null": lambda node: (_column(node), None, 1),
    "unique": lambda node: (_column(node), "1", 2),
    "unique_combination": lambda node: (node["test_metadata"]["kwargs"]["columns"], "1", 2),
    "relationships": lambda node: (_column(node), "999", 1),
    "accepted_values": lambda node: (_column(node), "999", 1),
}


def corruption(held: Databases, node: Node) -> str:
    """The statement that breaks what the test is about."""
    if node.get("test_metadata") is None:
        return SINGULAR[node["name"]]
    about = node["attached_node"] or node["depends_on"]["nodes"][-1]
    name = about.split(".")[-1]
    asked = [names for names in RELATION.findall(held.question(node)) if names[2] == name]
    relation = '"{}"."{}"."{}"'.format(*asked[0])
    columns, value, times = GENERIC[node["test_metadata"]["name"]](node)
    return rows_with(held, relation, columns, value, times)


def test_every_kind_of_test_has_a_corruption(tests: list[Node]) -> None:
    """A new kind, or a new question in SQL, asks for a corruption here."""
    kinds = {node["test_metadata"]["name"] for node in tests if node.get("test_metadata")}
    assert kinds <= GENERIC.keys()
    assert {node["name"] for node in tests if not node.get("test_metadata")} == SINGULAR.keys()
    files = {path.stem for path in (PROJECT / "dbt_project" / "tests").rglob("*.sql")}
    assert files == SINGULAR.keys()


def test_every_test_stops_the_publication(tests: list[Node]) -> None:
    for node in tests:
        assert node["config"]["severity"].lower() == "error", node["name"]
        assert node["config"]["enabled"], node["name"]
        assert node["config"].get("where") is None, node["name"]
        assert (node["config"]["error_if"], node["config"]["fail_calc"]) == ("!= 0", "count(*)"), node["name"]


def test_good_data_fails_no_test(databases: Databases, tests: list[Node]) -> None:
    assert len(tests) > 100
    assert [node["name"] for node in tests if databases.found(node)] == []


def test_a_corruption_fails_each_test(databases: Databases, tests: list[Node]) -> None:
    unmoved = []
    for node in tests:
        databases.con.execute("BEGIN")
        databases.con.execute(corruption(databases, node))
        if not databases.found(node):
            unmoved.append(node["name"])
        databases.con.execute("ROLLBACK")
    assert unmoved == []

"""What the gates look at: frames made from the staging database, the version being built and the published one.

Every text that an expectation may show is blotted of private values here, before Great Expectations sees it; only the
frame `texts`, whose expectation shows ids and offsets, holds them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import duckdb
import pandas as pd

from expectations.coverage import unaccounted, uncovered
from expectations.numerals import is_bare
from expectations.private import mask_private

Frames = dict[str, pd.DataFrame]

# Rows repeat names, units and statuses; a text is looked through once while it keeps coming.
blotted = lru_cache(maxsize=4096)(mask_private)

# An override that speaks of every bulletin names this one.
EVERY_BULLETIN = "*"
# Without these marts there is nothing that the marts gate could judge.
NEEDED = frozenset({"marts.fct_observation", "marts.dim_bulletin"})

EVIDENCE_SHOWN = 120
# Characters behind a number, and above a bare number of a table, that can lend it a magnitude.
_BEHIND, _ABOVE = 16, 3000
# Blocks of other people's words; a sentence may run across mere furniture, never across these.
_OTHERS_WORDS = frozenset({"advertisement", "strangers_post", "contact"})
_HELD_TEXTS = "SELECT {id}::VARCHAR AS id, {bulletin}::VARCHAR AS bulletin_id, {column}::VARCHAR AS text FROM {table}"
# Seven digits, however spaced, or an @: without them a text holds nothing private.
_MAY_BE_PRIVATE = "regexp_matches(text, '[@＠]|([0-9０-９][^0-9０-９]*){7}', 's')"
_IDS = ("observation_id", "bulletin_id", "indicator_id", "region_id", "version")


@dataclass(frozen=True, slots=True)
class Text:
    """A bulletin's text with what cuts it into pieces."""

    raw_text: str
    body: list[tuple[int, int]]
    set_aside: list[tuple[int, int, str]]


def records(con: duckdb.DuckDBPyConnection, query: str, parameters: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    cursor = con.execute(query, list(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def tables(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Every table and view of the database, as `schema.table`."""
    rows = con.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
    return {f"{schema}.{name}" for schema, name in rows}


def known_units() -> frozenset[str]:
    """The units that the extractor's lexicon knows, and none: `14136.0万` counts in no unit that is written."""
    lexicon = resources.files("orchestration.extraction").joinpath("lexicon", "units.csv")
    return frozenset(row["unit"] for row in csv.DictReader(lexicon.read_text(encoding="utf-8").splitlines())) | {""}


def bulletin_frames(con: duckdb.DuckDBPyConnection, *, with_quarantined: bool = False) -> Frames:
    """The frames of the bulletins gate."""
    quarantined = set() if with_quarantined else _quarantined(con)
    rows = records(con, "SELECT * FROM raw.bulletins ORDER BY bulletin_id")
    originals = {row["bulletin_id"]: row["text_sha256"] for row in rows if row["copy_of"] is None}
    kept = [
        _masked(row) | {"original_sha256": originals.get(row["copy_of"])}
        for row in rows
        if row["bulletin_id"] not in quarantined
    ]
    rejected = records(con, "SELECT file_name, code, reason, remedy FROM raw.rejected_bulletins ORDER BY ALL")
    return {
        "bulletins": pd.DataFrame(kept, columns=[*_columns(con, "raw.bulletins"), "original_sha256"]),
        "rejected": pd.DataFrame(map(_masked, rejected), columns=["file_name", "code", "reason", "remedy"]),
        "regions": con.execute("SELECT region_id, region FROM raw.regions ORDER BY ALL").df(),
    }


def observation_frames(con: duckdb.DuckDBPyConnection, *, with_quarantined: bool = False) -> Frames:
    """The frames of the observations gate."""
    quarantined = set() if with_quarantined else _quarantined(con)
    texts = _texts(con)
    bulletins = [
        row
        for row in records(con, "SELECT bulletin_id, file_name, copy_of FROM raw.bulletins ORDER BY bulletin_id")
        if row["bulletin_id"] not in quarantined
    ]
    numerals = [row for row in _numerals(con, texts) if row["bulletin_id"] not in quarantined]
    return {
        "observations": _observation_frame(con, "raw.observations", texts, quarantined),
        "numerals": pd.DataFrame(numerals, columns=_NUMERAL_COLUMNS),
        "bulletins": _accounts(con, bulletins, texts),
        "standing": pd.DataFrame([{"in_good_standing": len(bulletins)}]),
        "texts": _staged_texts(con, quarantined),
    }


def mart_frames(
    con: duckdb.DuckDBPyConnection,
    candidate: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection | None,
    excused: frozenset[str],
) -> Frames:
    """The frames of the marts gate; `excused` are the bulletins that may lose observations this once."""
    quarantined = _quarantined(con)
    return {
        "tables": _table_frame(con, candidate),
        "observations": _observation_frame(con, "marts.fct_observation", _texts(con), set(), candidate),
        "provenance": _provenance(con, candidate, quarantined),
        "bulletins": _lost(con, candidate, quarantined),
        "volume": _volume(con, candidate, published, quarantined, excused),
        "texts": _published_texts(candidate),
    }


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    cursor = con.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 - our own names
    return [column[0] for column in cursor.description or ()]


def _quarantined(con: duckdb.DuckDBPyConnection) -> set[str]:
    if "raw.quarantined_bulletins" not in tables(con):
        return set()
    return {row for (row,) in con.execute("SELECT bulletin_id FROM raw.quarantined_bulletins").fetchall()}


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    """The row with private values blotted out; the raw text, which is never shown, stays whole."""
    return {
        name: blotted(value) if isinstance(value, str) and name != "raw_text" else value for name, value in row.items()
    }


def _texts(con: duckdb.DuckDBPyConnection) -> dict[str, Text]:
    texts = {
        bulletin_id: Text(raw_text, [], [])
        for bulletin_id, raw_text in con.execute("SELECT bulletin_id, raw_text FROM raw.bulletins").fetchall()
    }
    blocks = con.execute(
        "SELECT bulletin_id, char_start, char_end, kind FROM raw.blocks ORDER BY bulletin_id, char_start, char_end"
    )
    for bulletin_id, start, end, kind in blocks.fetchall():
        if bulletin_id not in texts:
            continue
        if kind == "body":
            texts[bulletin_id].body.append((start, end))
        else:
            texts[bulletin_id].set_aside.append((start, end, kind))
    return texts


def _set_aside(row: dict[str, Any], text: Text) -> str | None:
    """The kind of the block that the number, or somebody else's words that its evidence, touches."""
    for start, end, kind in text.set_aside:
        if row["char_start"] < end and start < row["char_end"]:
            return kind
        if kind in _OTHERS_WORDS and row["evidence_start"] < end and start < row["evidence_end"]:
            return kind
    return None


def _observation_frame(
    con: duckdb.DuckDBPyConnection,
    table: str,
    texts: dict[str, Text],
    quarantined: set[str],
    candidate: duckdb.DuckDBPyConnection | None = None,
) -> pd.DataFrame:
    """Observations beside the characters of their bulletin that they come from."""
    facts = {
        row["bulletin_id"]: row
        for row in records(con, "SELECT bulletin_id, file_name, year(published_on) published_year FROM raw.bulletins")
    }
    regions = dict(con.execute("SELECT region_id, region FROM raw.regions").fetchall())
    claimed = {row for (row,) in con.execute("SELECT DISTINCT observation_id FROM raw.numerals").fetchall()}
    units = known_units()
    nobody = Text("", [], [])
    rows = []
    for row in records(candidate or con, f"SELECT * FROM {table} ORDER BY observation_id"):  # noqa: S608 - our own names
        if row["bulletin_id"] in quarantined:
            continue
        text = texts.get(row["bulletin_id"], nobody)
        evidence = row["evidence"] or ""
        row.setdefault("evidence_end", row["evidence_start"] + len(evidence))
        source = text.raw_text[max(row["evidence_start"], 0) : max(row["evidence_end"], 0)]
        fact = facts.get(row["bulletin_id"], {})
        rows.append(
            _masked(row)
            | {
                "file_name": blotted(fact.get("file_name", "")),
                "published_year": fact.get("published_year"),
                "characters": len(text.raw_text),
                "span": text.raw_text[max(row["char_start"], 0) : max(row["char_end"], 0)],
                "before": _above(text.raw_text, row["char_start"], row["char_end"]),
                "after": text.raw_text[max(row["char_end"], 0) : max(row["char_end"], 0) + _BEHIND],
                "evidence": _excerpt(row, evidence),
                "evidence_is_source": evidence in (source, blotted(source)) and evidence != "",
                "set_aside": _set_aside(row, text),
                "unit_known": row["unit"] if row["unit"] in units else None,
                "region_known": regions.get(row["region_id"]),
                "has_numeral": row["observation_id"] in claimed,
            }
        )
    empty = [*_columns(candidate or con, table), *_ADDED]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=empty)


_ADDED = [
    "file_name",
    "published_year",
    "characters",
    "span",
    "before",
    "after",
    "evidence_is_source",
    "set_aside",
    "unit_known",
    "region_known",
    "has_numeral",
]
_NUMERAL_COLUMNS = ["bulletin_id", "file_name", "char_start", "char_end", "outcome", "text_is_source", "observed"]


def _above(text: str, start: int, end: int) -> str:
    """What stands above a bare number; nothing for one that brings its own unit."""
    return text[max(start - _ABOVE, 0) : max(start, 0)] if is_bare(text[max(start, 0) : max(end, 0)]) else ""


def _excerpt(row: dict[str, Any], evidence: str) -> str:
    """The characters around the number, private values blotted out."""
    at = max(row["char_start"] - row["evidence_start"], 0)
    start = max(0, min(at - EVIDENCE_SHOWN // 2, len(evidence) - EVIDENCE_SHOWN))
    return blotted(evidence)[start : start + EVIDENCE_SHOWN]


def _numerals(con: duckdb.DuckDBPyConnection, texts: dict[str, Text]) -> list[dict[str, Any]]:
    names = dict(con.execute("SELECT bulletin_id, file_name FROM raw.bulletins").fetchall())
    observed = set(con.execute("SELECT observation_id, bulletin_id FROM raw.observations").fetchall())
    rows = []
    query = "SELECT bulletin_id, char_start, char_end, text, outcome, observation_id FROM raw.numerals ORDER BY ALL"
    for bulletin_id, start, end, text, outcome, observation_id in con.execute(query).fetchall():
        source = texts[bulletin_id].raw_text[max(start, 0) : max(end, 0)] if bulletin_id in texts else ""
        rows.append(
            {
                "bulletin_id": bulletin_id,
                "file_name": blotted(names.get(bulletin_id, "")),
                "char_start": start,
                "char_end": end,
                "outcome": outcome,
                "text_is_source": text == source and text != "",
                "observed": (observation_id, bulletin_id) in observed,
            }
        )
    return rows


def _accounts(con: duckdb.DuckDBPyConnection, bulletins: list[dict[str, Any]], texts: dict[str, Text]) -> pd.DataFrame:
    """One row a bulletin: what became of its numerals."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    outcomes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for bulletin_id, start, end, outcome in con.execute(
        "SELECT bulletin_id, char_start, char_end, outcome FROM raw.numerals"
    ).fetchall():
        spans[bulletin_id].append((start, end))
        outcomes[bulletin_id][outcome] += 1
    observations = dict(con.execute("SELECT bulletin_id, count(*) FROM raw.observations GROUP BY ALL").fetchall())
    rows = []
    for bulletin in bulletins:
        bulletin_id = bulletin["bulletin_id"]
        text = texts[bulletin_id]
        missing = unaccounted(text.raw_text, text.body, spans[bulletin_id])
        blocks = text.body + [(start, end) for start, end, _ in text.set_aside]
        rows.append(
            {
                "bulletin_id": bulletin_id,
                "file_name": blotted(bulletin["file_name"]),
                "copy_of": bulletin["copy_of"],
                "observations": observations.get(bulletin_id, 0),
                "numerals": len(spans[bulletin_id]),
                "claimed": outcomes[bulletin_id]["observation"],
                "unexplained": outcomes[bulletin_id]["unexplained"],
                "unaccounted": len(missing),
                "unaccounted_at": missing[0] if missing else None,
                "uncovered_at": uncovered(len(text.raw_text), blocks),
            }
        )
    return pd.DataFrame(rows, columns=_ACCOUNT_COLUMNS)


_ACCOUNT_COLUMNS = [
    "bulletin_id",
    "file_name",
    "copy_of",
    "observations",
    "numerals",
    "claimed",
    "unexplained",
    "unaccounted",
    "unaccounted_at",
    "uncovered_at",
]
_TEXT_COLUMNS = ["table", "id", "bulletin_id", "column", "text"]


def _text_rows(
    con: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str], id_column: str, bulletin: str
) -> list[dict[str, Any]]:
    rows = []
    for column in columns:
        held = _HELD_TEXTS.format(id=id_column, bulletin=bulletin, column=f'"{column}"', table=table)
        query = f"SELECT * FROM ({held}) WHERE {_MAY_BE_PRIVATE} ORDER BY ALL"  # noqa: S608 - our own names
        rows += [{"table": table, "column": column} | row for row in records(con, query)]
    return rows


def _staged_texts(con: duckdb.DuckDBPyConnection, quarantined: set[str]) -> pd.DataFrame:
    """Texts that will be published of the bulletins and observations."""
    about = ["file_name", "title", "publisher", "source_url"]
    said = ["metric", "unit", "section", "evidence"]
    rows = _text_rows(con, "raw.bulletins", about, "bulletin_id", "bulletin_id")
    rows += _text_rows(con, "raw.observations", said, "observation_id", "bulletin_id")
    return pd.DataFrame([row for row in rows if row["bulletin_id"] not in quarantined], columns=_TEXT_COLUMNS)


def _published_texts(candidate: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every text of every table of the version, whatever its schema."""
    columns: dict[str, list[str]] = defaultdict(list)
    textual: dict[str, list[str]] = defaultdict(list)
    for schema, table, column, kind in candidate.execute(
        "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns ORDER BY ALL"
    ).fetchall():
        name = f'"{schema}"."{table}"'
        columns[name].append(column)
        if any(word in kind for word in ("VARCHAR", "JSON", "STRUCT", "MAP", "BLOB")):
            textual[name].append(column)
    rows = []
    for table, names in textual.items():
        id_column = next((name for name in _IDS if name in columns[table]), "NULL")
        bulletin = "bulletin_id" if "bulletin_id" in columns[table] else "NULL"
        rows += _text_rows(candidate, table, names, id_column, bulletin)
    return pd.DataFrame(rows, columns=_TEXT_COLUMNS)


# What each mart is made from, as a count in the version itself; null where it is in raw, or an empty mart may be right.
_PLACED = "indicator_id IS NOT NULL AND region_id IS NOT NULL AND year IS NOT NULL"
_SOURCES: dict[str, str | None] = {
    "publication": "SELECT 1",
    "dim_bulletin": None,
    "dim_indicator": "SELECT 1",
    "dim_region": None,
    "fct_observation": None,
    "mart_indicator_series": f"SELECT count(*) FROM marts.fct_observation WHERE {_PLACED}",  # noqa: S608
    "mart_series_vintages": "SELECT count(*) FROM marts.mart_indicator_series WHERE vintage IS NOT NULL",
    "mart_target_progress": "SELECT count(*) FROM marts.mart_indicator_series WHERE status = 'target'",
    "mart_target_path": None,
    "mart_regional_cooperation": "SELECT count(*) FROM marts.fct_observation WHERE cooperation",
    "mart_conflicts": "SELECT count(*) FROM marts.mart_indicator_series WHERE NOT sources_agree",
    "mart_consistency": None,
    "mart_unmapped": "SELECT count(*) FROM marts.fct_observation WHERE indicator_id IS NULL",
}


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _table_frame(con: duckdb.DuckDBPyConnection, candidate: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row a table that readers may rely on: its rows, those of its source, and what the publication says of it."""
    staged = {
        "dim_bulletin": "SELECT count(*) FROM raw.bulletins",
        "dim_region": "SELECT count(*) FROM raw.regions",
        "fct_observation": "SELECT count(*) FROM raw.observations",
    }
    quarantined = _quarantined(con)
    standing = {row["bulletin_id"] for row in records(con, "SELECT bulletin_id FROM raw.bulletins")} - quarantined
    there = tables(candidate)
    counted = _counted(candidate) if "marts.publication" in there else {}
    rows = []
    for table, query in _SOURCES.items():
        source_rows = 0
        if table in staged and (standing or table == "dim_region"):
            source_rows = _count(con, staged[table])
        elif query and _reads_only(query, there):
            source_rows = _count(candidate, query)
        present = f"marts.{table}" in there
        rows.append(
            {
                "table": table,
                "rows": _count(candidate, f"SELECT count(*) FROM marts.{table}") if present else None,  # noqa: S608
                "source_rows": source_rows,
                "counted": counted.get(table),
            }
        )
    return pd.DataFrame(rows)


def _reads_only(query: str, there: set[str]) -> bool:
    return all(word in there for word in query.split() if word.startswith("marts."))


def _counted(candidate: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The counts that `marts.publication` states: its columns that are called like a table."""
    stated = records(candidate, "SELECT * FROM marts.publication")
    return {name: value for row in stated for name, value in row.items() if isinstance(value, int)}


def _standing(con: duckdb.DuckDBPyConnection, quarantined: set[str]) -> dict[str, str]:
    """Every bulletin as `good`, `copy` or `quarantined`."""
    return {
        bulletin_id: "quarantined" if bulletin_id in quarantined else "copy" if copy_of else "good"
        for bulletin_id, copy_of in con.execute("SELECT bulletin_id, copy_of FROM raw.bulletins").fetchall()
    }


def _provenance(
    con: duckdb.DuckDBPyConnection, candidate: duckdb.DuckDBPyConnection, quarantined: set[str]
) -> pd.DataFrame:
    """Every bulletin, and every observation, that a mart speaks of, with its standing in the staging database."""
    standing = _standing(con, quarantined)
    extracted = {row for (row,) in con.execute("SELECT observation_id FROM raw.observations").fetchall()}
    rows = []
    for table in sorted(name for name in tables(candidate) if name.startswith("marts.")):
        columns = _columns(candidate, table)
        if "bulletin_id" not in columns:
            continue
        observation = "observation_id" if "observation_id" in columns else "NULL::VARCHAR"
        query = f"SELECT DISTINCT bulletin_id, {observation} FROM {table} WHERE bulletin_id IS NOT NULL ORDER BY ALL"  # noqa: S608
        for bulletin_id, observation_id in candidate.execute(query).fetchall():
            rows.append(
                {
                    "table": table,
                    "bulletin_id": bulletin_id,
                    "observation_id": observation_id,
                    "standing": standing.get(bulletin_id, "unknown"),
                    "extracted": observation_id in extracted,
                }
            )
    return pd.DataFrame(rows, columns=["table", "bulletin_id", "observation_id", "standing", "extracted"])


def _lost(con: duckdb.DuckDBPyConnection, candidate: duckdb.DuckDBPyConnection, quarantined: set[str]) -> pd.DataFrame:
    """Bulletins in good standing, with their observations in raw and in the marts."""
    standing = _standing(con, quarantined)
    raw = dict(con.execute("SELECT bulletin_id, count(*) FROM raw.observations GROUP BY ALL").fetchall())
    mart = _per_bulletin(candidate)
    published = {row for (row,) in candidate.execute("SELECT bulletin_id FROM marts.dim_bulletin").fetchall()}
    rows = [
        {
            "bulletin_id": row["bulletin_id"],
            "file_name": blotted(row["file_name"]),
            "raw_rows": raw.get(row["bulletin_id"], 0),
            "mart_rows": mart.get(row["bulletin_id"], 0),
            "published": row["bulletin_id"] in published,
        }
        for row in records(con, "SELECT bulletin_id, file_name FROM raw.bulletins ORDER BY bulletin_id")
        if standing[row["bulletin_id"]] == "good"
    ]
    return pd.DataFrame(rows, columns=["bulletin_id", "file_name", "raw_rows", "mart_rows", "published"])


def _per_bulletin(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(con.execute("SELECT bulletin_id, count(*) FROM marts.fct_observation GROUP BY ALL").fetchall())


def _volume(
    con: duckdb.DuckDBPyConnection,
    candidate: duckdb.DuckDBPyConnection,
    published: duckdb.DuckDBPyConnection | None,
    quarantined: set[str],
    excused: frozenset[str],
) -> pd.DataFrame:
    """Bulletins that were published and are still there, with their observations then and now.

    A bulletin that became a copy speaks through its first, and one that was quarantined after somebody edited it is its
    own fault; one that was quarantined although nothing in it changed is ours, and counts as lost.
    """
    rows = []
    if published is not None:
        before, now = _per_bulletin(published), _per_bulletin(candidate)
        hashes = dict(published.execute("SELECT bulletin_id, sha256 FROM marts.dim_bulletin").fetchall())
        standing = _standing(con, quarantined)
        for row in records(con, "SELECT bulletin_id, file_name, sha256 FROM raw.bulletins ORDER BY bulletin_id"):
            bulletin_id = row["bulletin_id"]
            own_fault = standing[bulletin_id] == "quarantined" and hashes.get(bulletin_id) != row["sha256"]
            if bulletin_id not in before or standing[bulletin_id] == "copy" or own_fault:
                continue
            rows.append(
                {
                    "bulletin_id": bulletin_id,
                    "file_name": blotted(row["file_name"]),
                    "published_rows": before[bulletin_id],
                    "rows": now.get(bulletin_id, 0),
                    "excused": bool(excused & {bulletin_id, EVERY_BULLETIN}),
                }
            )
    return pd.DataFrame(rows, columns=["bulletin_id", "file_name", "published_rows", "rows", "excused"])

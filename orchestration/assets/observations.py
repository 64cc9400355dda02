"""The stage that extracts: bulletins become observations, and every numeral an account of what became of it."""

import traceback
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import dagster as dg

from expectations.private import mask_private
from orchestration import gates, publishing, store
from orchestration.assets.bulletins import BATCH, BATCH_CHARACTERS, EXTRACTED, GROUP, ROWS_SHOWN, quarantine
from orchestration.extraction import extract
from orchestration.extraction.model import Declared, Extraction, Observation
from orchestration.identity import observation_ids
from orchestration.settings import Settings

MADE_FROM = "sha256(concat_ws('|', read_by, sha256, coalesce(sidecar_sha256, '')))"  # what decides what is extracted
_FIELDS = [field.name for field in fields(Observation)]


def _spec(table: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        ["raw", table],
        deps=[["raw", "bulletins"]],
        group_name=GROUP,
        description=description,
        kinds={"python", "duckdb"},
    )


@dg.multi_asset(
    name="extract_observations",
    specs=[
        _spec("blocks", "The stretches of every bulletin: body, or why a stretch was set aside."),
        _spec("observations", "Every number that a bulletin states, with its characters as evidence."),
        _spec("numerals", "Every numeral of every bulletin, and what became of it."),
        _spec("quarantined_bulletins", "Bulletins that break a rule of their own; the marts are made without them."),
    ],
    required_resource_keys={"writer"},
)
def extract_observations(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
    """Extract again what changed, then set aside the bulletins that break a rule of their own."""
    settings = Settings.from_environment()
    publishing.require_same_code(settings)
    with store.open_staging(settings) as con:
        waiting = _waiting(con)
        failures: list[tuple[str, str, str]] = []
        for batch in _batches(waiting):
            failures += _extract_batch(context, con, batch)
        findings = sorted({*gates.quarantine_findings(con), *failures})
        quarantine(con, findings)
        counts = {
            table: int((con.execute(f"SELECT count(*) FROM raw.{table}").fetchone() or (0,))[0])  # noqa: S608
            for table in ("blocks", "observations", "numerals")
        }
        outcomes = con.execute("SELECT outcome, count(*) FROM raw.numerals GROUP BY outcome ORDER BY ALL").fetchall()
        set_aside = [
            (mask_private(file_name), rule, reason)
            for file_name, rule, reason in con.execute(
                "SELECT file_name, rule, reason FROM raw.quarantined_bulletins ORDER BY ALL"
            ).fetchall()
        ]
    yield dg.MaterializeResult(asset_key=["raw", "blocks"], metadata={"rows": counts["blocks"]})
    yield dg.MaterializeResult(
        asset_key=["raw", "observations"],
        metadata={"rows": counts["observations"], "bulletins_extracted_anew": len(waiting)},
    )
    yield dg.MaterializeResult(
        asset_key=["raw", "numerals"],
        metadata={"rows": counts["numerals"], "outcomes": _table(("outcome", "numerals"), outcomes)},
    )
    yield dg.MaterializeResult(
        asset_key=["raw", "quarantined_bulletins"],
        metadata={"rows": len(set_aside), "quarantined": _table(("file", "rule", "reason"), set_aside[:ROWS_SHOWN])},
    )


def _waiting(con: store.Connection) -> list[tuple[str, int]]:
    """Bulletins whose observations were not made from what is there now, each with its length."""
    return con.execute(
        f"""
        SELECT bulletin_id, characters FROM (SELECT *, {MADE_FROM} AS made_from FROM raw.bulletins) AS b
        WHERE NOT EXISTS (
            SELECT 1 FROM raw.extractions AS e WHERE e.bulletin_id = b.bulletin_id AND e.made_from = b.made_from
        )
        ORDER BY bulletin_id
        """  # noqa: S608 - an expression of ours
    ).fetchall()


def _batches(waiting: list[tuple[str, int]]) -> Iterator[list[str]]:
    """The ids of as many bulletins as fit into memory and into one transaction."""
    batch: list[str] = []
    weight = 0
    for bulletin_id, characters in waiting:
        batch.append(bulletin_id)
        weight += characters
        if len(batch) >= BATCH or weight >= BATCH_CHARACTERS:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _extract_batch(
    context: dg.AssetExecutionContext, con: store.Connection, batch: list[str]
) -> list[tuple[str, str, str]]:
    """Extract these bulletins; those on which the extractor itself failed, as findings for the quarantine."""
    rows: dict[str, list[store.Row]] = {table: [] for table in EXTRACTED}
    failures = []
    texts = con.execute(
        f"""
        SELECT bulletin_id, raw_text, declared_title, declared_publisher, declared_published_on, {MADE_FROM}
        FROM raw.bulletins WHERE bulletin_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY bulletin_id
        """,  # noqa: S608 - an expression of ours
        [batch],
    ).fetchall()
    for bulletin_id, text, title, publisher, published_on, made_from in texts:
        try:
            extraction = extract(text, Declared(title, publisher, published_on))
        except Exception as error:  # noqa: BLE001 - one bulletin's trouble must not cost the others; it is reported
            frames = "".join(traceback.format_tb(error.__traceback__))
            context.log.error(f"The extractor failed on {bulletin_id}: {type(error).__name__}.\n{frames}")
            failures.append((bulletin_id, "extraction", f"The extractor failed on it with {type(error).__name__}."))
            continue
        for table, found in rows_of(bulletin_id, text, extraction).items():
            rows[table] += found
        rows["extractions"].append({"bulletin_id": bulletin_id, "made_from": made_from})
    with store.transaction(con):
        store.forget(con, EXTRACTED, batch)
        for table, found in rows.items():
            store.insert(con, table, found)
    return failures


def rows_of(bulletin_id: str, text: str, extraction: Extraction) -> dict[str, list[store.Row]]:
    """The extraction of one bulletin as rows of `raw.blocks`, `raw.observations` and `raw.numerals`."""
    ids = observation_ids(bulletin_id, text, extraction.observations)
    blocks: list[store.Row] = [
        {
            "bulletin_id": bulletin_id,
            "block_index": index,
            "char_start": block.char_start,
            "char_end": block.char_end,
            "kind": block.kind,
        }
        for index, block in enumerate(extraction.blocks)
    ]
    observations: list[store.Row] = [
        {name: getattr(found, name) for name in _FIELDS}
        | {
            "observation_id": identity,
            "bulletin_id": bulletin_id,
            # A sentence can state a number and a telephone number: the latter is blotted out, offsets stay as they are.
            "evidence": mask_private(text[found.evidence_start : found.evidence_end]),
            "section": found.section and mask_private(found.section),
        }
        for identity, found in zip(ids, extraction.observations, strict=True)
    ]
    numerals: list[store.Row] = [
        {
            "bulletin_id": bulletin_id,
            "char_start": numeral.char_start,
            "char_end": numeral.char_end,
            "text": text[numeral.char_start : numeral.char_end],
            "outcome": numeral.outcome,
            "observation_id": None if numeral.observation is None else ids[numeral.observation],
        }
        for numeral in extraction.numerals
    ]
    return {"blocks": blocks, "observations": observations, "numerals": numerals}


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        [dg.TableRecord(dict(zip(columns, row, strict=True))) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name, "string") for name in columns]),
    )

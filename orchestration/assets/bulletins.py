"""The stage that receives: files become `raw.bulletins` or `raw.rejected_bulletins`, and a version gets its name."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib import resources
from typing import Any

import dagster as dg
import duckdb

from expectations.private import mask_private
from orchestration import gates, ingest, publishing, store
from orchestration.extraction import EXTRACTOR_VERSION, read_facts
from orchestration.ingest import Bulletin, Received, Rejection, UnreadableError
from orchestration.settings import Settings

GROUP = "raw"
EXTRACTED = ("blocks", "observations", "numerals", "extractions")
ROWS_SHOWN = 50
BATCH, BATCH_CHARACTERS = 200, 10_000_000  # bulletins that are held in memory at a time, and what they may weigh


@dataclass(slots=True)
class Intake:
    """What a pass over the folder brought."""

    marks: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def _spec(table: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(["raw", table], group_name=GROUP, description=description, kinds={"python", "duckdb"})


@dg.multi_asset(
    name="receive",
    specs=[
        _spec("bulletins", "Bulletins as received, verbatim, with what was declared and what the text says of itself."),
        _spec("rejected_bulletins", "Files that could not be read, each with the reason and what to do."),
        _spec("bulletin_versions", "Every content that a bulletin ever had, and which is the current one."),
        _spec("regions", "The regions that bulletins may name, from the extractor's lexicon."),
        _spec("run_inputs", "What the version is made from, and its name."),
    ],
    required_resource_keys={"writer"},
)
def receive(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
    """Read what changed in the folder of bulletins, and put it beside what is known."""
    settings = Settings.from_environment()
    reader, code = publishing.reader_version(), publishing.code_version()
    with store.open_staging(settings) as con:
        with store.transaction(con):
            intake = take_in(con, settings, reader)
            _settle(con, intake)
            seeds_digest = ingest.digest(intake.marks)
            version = publishing.version_name(seeds_digest, code, settings.limits)
            inputs = store.RunInputs(
                version=version,
                seeds_digest=seeds_digest,
                code_version=code,
                extractor_version=EXTRACTOR_VERSION,
                bulletins=len(intake.fresh) + len(intake.unchanged),
                rejected=len(intake.rejected),
            )
            store.replace(con, "run_inputs", [asdict(inputs)])
        quarantine(con, gates.quarantine_findings(con, "bulletins"))
        history = con.execute("SELECT count(*) FROM raw.bulletin_versions").fetchone() or (0,)
        regions = con.execute("SELECT count(*) FROM raw.regions").fetchone() or (0,)
    for rejection in intake.rejected:
        context.log.warning(f"Rejected ({rejection.code}): {rejection.reason} {rejection.remedy}")
    yield dg.MaterializeResult(
        asset_key=["raw", "bulletins"],
        metadata={"rows": inputs.bulletins, "read_anew": len(intake.fresh), "unchanged": len(intake.unchanged)},
    )
    yield dg.MaterializeResult(
        asset_key=["raw", "rejected_bulletins"],
        metadata={"rows": len(intake.rejected), "rejections": _rejection_table(intake.rejected)},
    )
    yield dg.MaterializeResult(asset_key=["raw", "bulletin_versions"], metadata={"rows": history[0]})
    yield dg.MaterializeResult(asset_key=["raw", "regions"], metadata={"rows": regions[0]})
    yield dg.MaterializeResult(asset_key=["raw", "run_inputs"], metadata={"version": version, "code_version": code})


def take_in(con: duckdb.DuckDBPyConnection, settings: Settings, reader: str) -> Intake:
    """Go through the folder; read again, and store, only what is not known as it is now, by this reader."""
    known = {
        row[0]: row[1:]
        for row in con.execute(
            "SELECT bulletin_id, file_name, sha256, sidecar_sha256, read_by FROM raw.bulletins"
        ).fetchall()
    }
    intake = Intake()
    batch: list[Bulletin] = []
    for item in ingest.receive(settings.seeds, settings.limits):
        intake.marks.append(ingest.mark(item))
        if isinstance(item, Rejection):
            intake.rejected.append(item)
            continue
        identity = ingest.bulletin_id(item.file_name)
        if known.get(identity) == (item.file_name, item.sha256, item.sidecar_sha256, reader):
            intake.unchanged.append(identity)
            continue
        try:
            batch.append(ingest.read(item))
        except UnreadableError as fault:
            intake.rejected.append(_rejection(item, fault))
            continue
        intake.fresh.append(identity)
        if len(batch) >= BATCH or sum(len(bulletin.raw_text) for bulletin in batch) >= BATCH_CHARACTERS:
            _store(con, batch, reader)
            batch = []
    _store(con, batch, reader)
    return intake


def quarantine(con: duckdb.DuckDBPyConnection, findings: list[tuple[str, str, str]]) -> None:
    """Put exactly these bulletins into quarantine: (bulletin_id, rule, reason)."""
    names = dict(con.execute("SELECT bulletin_id, file_name FROM raw.bulletins").fetchall())
    rows = [
        {"bulletin_id": identity, "file_name": names[identity], "rule": rule, "reason": reason}
        for identity, rule, reason in findings
    ]
    with store.transaction(con):
        store.replace(con, "quarantined_bulletins", rows)


def _rejection(item: Received, fault: UnreadableError) -> Rejection:
    return Rejection(item.file_name, fault.code, fault.reason, fault.remedy, len(item.data))


def _store(con: duckdb.DuckDBPyConnection, batch: list[Bulletin], reader: str) -> None:
    """Put these bulletins in place of what was known of them."""
    store.forget(con, ("bulletins", *EXTRACTED), [bulletin.bulletin_id for bulletin in batch])
    store.insert(con, "bulletins", [_row(bulletin, reader) for bulletin in batch])


def _settle(con: duckdb.DuckDBPyConnection, intake: Intake) -> None:
    """Forget what is no longer there, and tell copies, refusals and history of what is."""
    there = {*intake.unchanged, *intake.fresh}
    known = [row[0] for row in con.execute("SELECT bulletin_id FROM raw.bulletins").fetchall()]
    store.forget(con, ("bulletins", *EXTRACTED), [identity for identity in known if identity not in there])
    copies = ingest.originals(
        con.execute(
            "SELECT bulletin_id, file_name, text_sha256, sidecar_sha256 IS NOT NULL FROM raw.bulletins"
        ).fetchall()
    )
    con.execute("UPDATE raw.bulletins SET copy_of = NULL WHERE copy_of IS NOT NULL")
    for copy, original in copies.items():
        con.execute("UPDATE raw.bulletins SET copy_of = ? WHERE bulletin_id = ?", [original, copy])
    store.replace(
        con,
        "rejected_bulletins",
        [{name: getattr(rejection, name) for name in Rejection.__slots__} for rejection in intake.rejected],
    )
    store.replace(con, "regions", _regions())
    store.remember_versions(con)


def _row(bulletin: Bulletin, reader: str) -> store.Row:
    facts = read_facts(bulletin.raw_text, bulletin.declared)
    # A line of the text that is taken for its title may hold somebody's number; what is declared is for the gate.
    title, publisher = (
        said if said is None or basis == "declared" else mask_private(said)
        for said, basis in ((facts.title, facts.title_basis), (facts.publisher, facts.publisher_basis))
    )
    return {
        "bulletin_id": bulletin.bulletin_id,
        "file_name": bulletin.file_name,
        "raw_text": bulletin.raw_text,
        "sha256": bulletin.sha256,
        "text_sha256": bulletin.text_sha256,
        "encoding": bulletin.encoding,
        "bytes": bulletin.bytes,
        "characters": len(bulletin.raw_text),
        "declared_title": bulletin.declared.title,
        "declared_publisher": bulletin.declared.publisher,
        "declared_published_on": bulletin.declared.published_on,
        "source_url": bulletin.source_url,
        "sidecar_sha256": bulletin.sidecar_sha256,
        "title": title,
        "title_basis": facts.title_basis,
        "publisher": publisher,
        "publisher_basis": facts.publisher_basis,
        "published_on": facts.published_on,
        "published_on_basis": facts.published_on_basis,
        "copy_of": None,
        "read_by": reader,
    }


def _regions() -> list[store.Row]:
    source = resources.files("orchestration.extraction") / "lexicon" / "regions.csv"
    with source.open("r", encoding="utf-8") as file:
        return [{name: row[name] or None for name in store.TABLES["regions"]} for row in csv.DictReader(file)]


def _rejection_table(rejected: list[Rejection]) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        [
            dg.TableRecord(
                {
                    "file": mask_private(item.file_name),
                    "code": item.code,
                    "reason": item.reason,
                    "remedy": item.remedy,
                }
            )
            for item in rejected[:ROWS_SHOWN]
        ],
        schema=dg.TableSchema([dg.TableColumn(name, "string") for name in ("file", "code", "reason", "remedy")]),
    )

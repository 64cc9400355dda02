"""Write, audit, publish: what a version is called, where it is built, and the one atomic step that shows it.

Readers open `gongbao.duckdb` and `exports/`, which lead through the symlink `current` into `versions/<version>/`.
Swapping that one symlink changes both together. Whatever is half done lies in `candidate/` or under a name that starts
with a dot.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration import ingest, store
from orchestration.settings import PROJECT, Limits, Settings

KEPT = 3
LEFT_BEHIND = (".*.new", "candidate/.*.new", "*.tmp", "verdicts/*.tmp")  # by a killed run
CODE = ("orchestration", "expectations", "dbt_project")
CODE_SUFFIXES = {".py", ".sql", ".csv", ".yml", ".yaml"}
NOT_CODE = {"target", "logs", "dbt_packages", "__pycache__"}
READING_ENGINES = ("ahocorasick-rs", "pydantic", "pyyaml")
ENGINES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "pandas", *READING_ENGINES)
# What makes rows of `raw` from files, besides all of the extraction: when it changes, everything is read again.
READER = (
    "orchestration/ingest.py",
    "orchestration/identity.py",
    "orchestration/store.py",
    "orchestration/assets/bulletins.py",
    "orchestration/assets/observations.py",
    "expectations/private.py",
)


class PublicationError(Exception):
    """A version that must not, or can't, be published; the message says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is kept."""

    name: str
    current: bool
    published_at: float  # seconds since the epoch; of the folder, for people, never part of the data
    observations: int
    bulletins: int


# --- What a version is called ---------------------------------------------------------------------------------------


def code_version() -> str:
    """A digest of everything but the bulletins that decides what is published: code, reference data, engines."""
    files = [path for folder in CODE for path in _code_files(PROJECT / folder)]
    return _digest(files, _versions_of(ENGINES))


def reader_version() -> str:
    """A digest of what turns files into rows of `raw`: decoding, the extractor and its lexicon, masking, identities."""
    extraction = _code_files(PROJECT / "orchestration" / "extraction")
    return _digest([*(PROJECT / name for name in READER), *extraction], _versions_of(READING_ENGINES))


def dbt_version() -> str:
    """A digest of the dbt project."""
    return _digest(_code_files(PROJECT / "dbt_project"), importlib.metadata.version("dbt-core"))


def version_name(seeds_digest: str, code: str, limits: Limits) -> str:
    """The version's name, from what goes into it and never from a clock."""
    return hashlib.sha256(f"{seeds_digest}|{code}|{limits}".encode()).hexdigest()[:12]


def planned_version(settings: Settings) -> str:
    """The version that a refresh would make now."""
    return version_name(ingest.fingerprint(settings.seeds, settings.limits), code_version(), settings.limits)


def _versions_of(packages: Iterable[str]) -> str:
    return ",".join(f"{name}={importlib.metadata.version(name)}" for name in packages)


def _code_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in CODE_SUFFIXES and path.is_file() and not NOT_CODE & set(path.relative_to(folder).parts)
    )


def _digest(files: Iterable[Path], more: str) -> str:
    total = hashlib.sha256(more.encode())
    for path in files:
        total.update(f"{path.relative_to(PROJECT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]


# --- What is published ----------------------------------------------------------------------------------------------


def current_version(settings: Settings) -> str | None:
    """The version that readers see, or None before the first publication."""
    try:
        target = settings.current.readlink()
    except OSError:
        return None
    return target.name if (settings.versions / target.name / "gongbao.duckdb").is_file() else None


def up_to_date(settings: Settings) -> bool:
    """Whether readers already see what a refresh would make."""
    current = current_version(settings)
    return current is not None and current == planned_version(settings) and _links_stand(settings)


def versions(settings: Settings) -> list[Version]:
    """The versions that are kept, the latest published first."""
    current = current_version(settings)
    kept = []
    for folder in _version_folders(settings):
        counts = _counts(folder / "gongbao.duckdb")
        kept.append(
            Version(
                folder.name,
                folder.name == current,
                folder.stat().st_mtime,
                counts["fct_observation"],
                counts["dim_bulletin"],
            )
        )
    return kept


def rollback(settings: Settings, version: str | None = None) -> str:
    """Show readers an earlier version again, by default the one published before the current.

    The version left is held: sensor and schedule do not publish it again, only a refresh by hand does.
    """
    current = current_version(settings)
    names = [folder.name for folder in _version_folders(settings)]
    if version is None:
        older = names[names.index(current) + 1 :] if current in names else names
        if not older:
            raise PublicationError("There is no earlier version to go back to.")
        version = older[0]
    if version not in names:
        raise PublicationError(f"Version {version} is not kept; there are: {', '.join(names) or 'none'}.")
    if current is not None and current != version:
        _write_json(settings.warehouse / "held.json", sorted({*held(settings), current}))
    _show(settings, version)
    return version


def held(settings: Settings) -> set[str]:
    """Versions that somebody rolled back from."""
    try:
        return set(json.loads((settings.warehouse / "held.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return set()


def release(settings: Settings, version: str) -> None:
    """Let a version that was rolled back from be published again."""
    still_held = held(settings) - {version}
    if still_held != held(settings):
        _write_json(settings.warehouse / "held.json", sorted(still_held))


def _version_folders(settings: Settings) -> list[Path]:
    if not settings.versions.is_dir():
        return []
    folders = [path for path in settings.versions.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(folders, key=lambda folder: folder.stat().st_mtime_ns, reverse=True)


def _counts(database: Path) -> dict[str, int]:
    with duckdb.connect(str(database), read_only=True) as con:
        return {
            table: int((con.execute(f"SELECT count(*) FROM marts.{table}").fetchone() or (0,))[0])  # noqa: S608
            for table in ("dim_bulletin", "fct_observation")
        }


# --- The candidate --------------------------------------------------------------------------------------------------


def prepare_candidate(settings: Settings) -> None:
    """Make the candidate's folder ready for marts of what the staging database holds now.

    What was built from anything else is thrown away, so that marts of two versions never lie in one database.
    """
    made_from = _made_from(settings)
    record = settings.candidate / "built.json"
    try:
        same = json.loads(record.read_text(encoding="utf-8"))["made_from"] == made_from
    except (FileNotFoundError, ValueError):
        same = False
    if not same:
        shutil.rmtree(settings.candidate, ignore_errors=True)
        settings.candidate.mkdir(parents=True)
        _write_json(record, {"made_from": made_from, "nodes": []})


def record_built(settings: Settings, results: Iterable[tuple[str, bool]], parents: Mapping[str, Iterable[str]]) -> None:
    """Note which models were built, and which tests passed, from what the staging database holds now.

    `parents` are the models and seeds that a node reads. It counts only when they had been built before it; one that
    failed counts no longer.
    """
    record = settings.candidate / "built.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    built = dict.fromkeys(content["nodes"])
    for node, succeeded in results:
        built.pop(node, None)
        if succeeded and all(parent in built for parent in parents.get(node, ())):
            built[node] = None
    _write_json(record, {"made_from": content["made_from"], "nodes": list(built)})


def seal_candidate(settings: Settings, expected: Iterable[str]) -> dict[str, int]:
    """Check that the candidate is whole, write it out to one file, and count its rows by table."""
    record = settings.candidate / "built.json"
    if not record.is_file() or not settings.candidate_database.is_file():
        raise PublicationError("There is no candidate: the marts have not been built since the last publication.")
    content = json.loads(record.read_text(encoding="utf-8"))
    if content["made_from"] != _made_from(settings):
        raise PublicationError("The marts were built from other bulletins or other code: run the whole refresh.")
    missing = sorted(set(expected) - set(content["nodes"]))
    if missing:
        raise PublicationError(
            f"The candidate is not whole: {len(missing)} models or tests have not succeeded, "
            f"{', '.join(name.split('.', 2)[2] for name in missing[:5])} among them. Run the whole refresh."
        )
    with duckdb.connect(str(settings.candidate_database)) as con:
        con.execute("CHECKPOINT")
        tables = _mart_tables(con)
        return {
            table: int((con.execute(f'SELECT count(*) FROM marts."{table}"').fetchone() or (0,))[0])  # noqa: S608
            for table in tables
        }


def require_same_code(settings: Settings) -> store.RunInputs:
    """What the staging database was made from; an error when the code has changed since."""
    with store.open_staging(settings) as con:
        inputs = store.run_inputs(con)
    if inputs.code_version != code_version():
        raise PublicationError(
            "Code or reference data have changed since the bulletins were read: run the whole refresh."
        )
    return inputs


def _made_from(settings: Settings) -> str:
    with store.open_staging(settings) as con:
        return store.content_digest(con, store.BUILT_FROM)


def _mart_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'marts' ORDER BY table_name"
    ).fetchall()
    return [row[0] for row in rows]


# --- Publication ----------------------------------------------------------------------------------------------------


def publish(settings: Settings) -> tuple[str, bool]:
    """Make the candidate the version that readers see: (its name, whether anything was published).

    Refused unless every gate has passed exactly what lies in the candidate and in the staging database.
    """
    from orchestration import gates  # here, because Great Expectations takes seconds to import

    inputs = require_same_code(settings)
    version = inputs.version
    if current_version(settings) == version:
        _show(settings, version)
        tidy(settings)
        forget_verdicts(settings)
        return version, False
    if not settings.candidate_database.is_file():
        raise PublicationError("There is no candidate: the marts have not been built since the last publication.")
    refusal = gates.stored_pass(version, settings.warehouse, settings.staging, settings.candidate_database)
    if refusal is not None:
        raise PublicationError(f"Not published: {refusal}.")
    verdicts = gates.stored_verdicts(settings.warehouse, version)
    tidy(settings)
    folder = settings.versions / f".{version}"
    folder.mkdir(parents=True)
    shutil.copyfile(settings.candidate_database, folder / "gongbao.duckdb")
    _complete(folder, version, verdicts)
    _sync(folder)
    final = settings.versions / version
    if final.exists():  # published before, and left by a rollback
        final.rename(settings.versions / f".{version}-former")
    folder.rename(final)
    _sync_folder(settings.versions)
    _show(settings, version)
    tidy(settings)
    forget_verdicts(settings)
    return version, True


def tidy(settings: Settings) -> None:
    """Take away what a killed run left half done, and versions beyond those kept. The writer's lock is held."""
    current = current_version(settings)
    if current is not None:
        release(settings, current)
    if settings.versions.is_dir():
        for path in settings.versions.iterdir():
            if path.name.startswith("."):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for folder in _version_folders(settings)[KEPT:]:
            if folder.name != current:
                # Half a version must not look like one, should this be cut short.
                shutil.rmtree(folder.rename(folder.with_name(f".{folder.name}-old")))
    for pattern in LEFT_BEHIND:
        for path in settings.warehouse.glob(pattern):
            path.unlink()
    for database in (settings.staging, settings.candidate_database):
        _write_out(database)


def _write_out(database: Path) -> None:
    """Write into a database what a killed run left in the log beside it; a refresh with nothing to do opens none."""
    if not database.with_name(f"{database.name}.wal").exists():
        return
    with (
        suppress(duckdb.Error),
        duckdb.connect(str(database)) as con,
    ):  # the run that needs it says what is wrong with it
        con.execute("CREATE SCHEMA written_out; DROP SCHEMA written_out")  # a log that broke off at once stays without
        con.execute("CHECKPOINT")


def forget_verdicts(settings: Settings) -> None:
    """Take away the verdicts on versions that are not kept, once readers see what the bulletins make."""
    kept = {folder.name for folder in _version_folders(settings)}
    for path in (settings.warehouse / "verdicts").glob("*.json"):
        if path.stem not in kept:
            path.unlink()


def _complete(folder: Path, version: str, verdicts: Mapping[str, Any]) -> None:
    """Put the verdicts into the version's own table, and write every table as Parquet in one total order."""
    stored = {  # what depends on nothing but the version itself; the rest is in verdicts.json
        gate: {name: verdict[name] for name in ("passed", "n_expectations")} for gate, verdict in verdicts.items()
    }
    _write_json(folder / "verdicts.json", verdicts)
    exports = folder / "exports"
    exports.mkdir()
    with duckdb.connect(str(folder / "gongbao.duckdb")) as con:
        con.execute(
            "UPDATE marts.publication SET verdicts = ?", [json.dumps(stored, ensure_ascii=False, sort_keys=True)]
        )
        con.execute("CHECKPOINT")
        names = con.execute("SELECT version FROM marts.publication").fetchall()
        if names != [(version,)]:
            raise PublicationError(f"marts.publication names {names}, not version {version}.")
        for table in _mart_tables(con):
            target = str(exports / f"{table}.parquet").replace("'", "''")
            con.execute(
                f"COPY (SELECT * FROM marts.\"{table}\" ORDER BY ALL) TO '{target}' "  # noqa: S608 - names from the catalogue
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{version: '{version}'}})"
            )


def _show(settings: Settings, version: str) -> None:
    """The one step that readers notice."""
    links = {
        settings.current: Path("versions") / version,
        settings.published_database: Path("current") / "gongbao.duckdb",
        settings.exports: Path("current") / "exports",
    }
    for path in links:
        if path.exists() and not path.is_symlink():
            raise PublicationError(
                f"{path} is in the way: it should be a link that the pipeline sets. Move it elsewhere."
            )
    for path, target in links.items():
        _link(path, target)


def _links_stand(settings: Settings) -> bool:
    return settings.published_database.is_file() and settings.exports.is_dir()


def _link(path: Path, target: Path) -> None:
    if path.is_symlink() and path.readlink() == target:
        return
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(path)
    _sync_folder(path.parent)


def _sync(folder: Path) -> None:
    """Have everything in the folder on disk before it gets its name."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_json(path: Path, content: Any) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    beside.replace(path)

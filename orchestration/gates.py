"""The gates: what is judged, the verdict and where it is kept, and the blocking asset checks that stop a run.

A gate judges data by the suite of its name in `expectations/`. Its verdict belongs to one version and to the very
content that was judged; publication asks `stored_pass` for it and refuses a version without.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from expectations.private import mask_private
from orchestration import gate_frames, store
from orchestration.gate_frames import EVERY_BULLETIN

GATES = ("bulletins", "observations", "marts")
# What the table of failing rows says of each, and what of that the row tells itself.
FAILING_ROW = ("expectation", "on", "severity", "rows", "where", "evidence", "why")
_TOLD = ("evidence", "why")


class GateError(RuntimeError):
    """A gate could not judge: the message says which and why."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold, with the first rows that break it; private values only as ids and offsets."""

    expectation: str
    frame: str
    column: str | None
    severity: str  # "critical" stops the publication, "warning" does not
    count: int
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What one gate found about one version."""

    gate: str
    version: str
    passed: bool
    n_expectations: int
    n_rows: int
    failures: tuple[Failure, ...] = ()
    warnings: tuple[Failure, ...] = ()
    overrides: tuple[dict[str, str], ...] = ()
    content: dict[str, str] = field(default_factory=dict)  # fingerprint of every table that was judged

    def message(self) -> str:
        """What a person needs to read when the gate fails."""
        if self.passed:
            return f"Gate {self.gate}: {self.n_expectations} expectations hold over {self.n_rows} rows."
        lines = [f"Gate {self.gate} failed: {len(self.failures)} of {self.n_expectations} expectations do not hold."]
        for failure in self.failures:
            about = f"{failure.frame}.{failure.column}" if failure.column else failure.frame
            lines.append(f"- {failure.expectation} on {about}: {failure.count} rows")
            lines += ["    " + ", ".join(f"{name}={row[name]}" for name in row) for row in failure.rows[:3]]
        return "\n".join(lines)


def judge(
    gate: str,
    staging_path: Path,
    published_path: Path | None,
    version: str,
    *,
    candidate_path: Path | None = None,
    data_docs: Path | None = None,
) -> GateVerdict:
    """Judge what `gate` looks at: the staging database, and for the marts the candidate against the published version.

    With `data_docs`, a folder, the results become pages of the site there.
    """
    from expectations import bulletins, marts, observations
    from orchestration.data_docs import run_suite

    if gate not in GATES:
        raise GateError(f"There is no gate called {gate!r}; there are {', '.join(GATES)}.")
    overrides: list[dict[str, str]] = []
    with ExitStack() as stack:
        staging = stack.enter_context(duckdb.connect(str(staging_path), read_only=True))
        content = _content(staging, "raw")
        if gate == "bulletins":
            suite, frames = bulletins.suite(), gate_frames.bulletin_frames(staging)
            content = {name: content[name] for name in ("raw.bulletins", "raw.regions")}
        elif gate == "observations":
            suite, frames = observations.suite(), gate_frames.observation_frames(staging)
        else:
            if candidate_path is None:
                raise GateError("The marts gate needs the database of the version being built.")
            candidate = stack.enter_context(duckdb.connect(str(candidate_path), read_only=True))
            missing = sorted(gate_frames.NEEDED - gate_frames.tables(candidate))
            if missing:
                raise GateError(f"The marts gate can't judge a version without {', '.join(missing)}: run dbt first.")
            published = None
            if published_path is not None and published_path.exists():
                published = stack.enter_context(duckdb.connect(str(published_path), read_only=True))
                overrides = _applicable(staging_path.parent, _version_of(published), version)
            excused = frozenset(override["bulletin_id"] for override in overrides)
            suite, frames = marts.suite(), gate_frames.mart_frames(staging, candidate, published, excused)
            content |= _content(candidate, "marts")
        results = run_suite(gate, version, suite, frames, data_docs)
    judged = [(name, result) for name, found in results.items() for result in found]
    failures = [_failure(gate, name, result) for name, result in judged if not result["success"]]
    critical = tuple(failure for failure in failures if failure.severity != "warning")
    return GateVerdict(
        gate=gate,
        version=version,
        passed=not critical,
        n_expectations=sum(len(expectations) for expectations in suite.values()),
        n_rows=sum(len(frame) for frame in frames.values()),
        failures=critical,
        warnings=tuple(failure for failure in failures if failure.severity == "warning"),
        overrides=tuple(overrides),
        content=content,
    )


def failing_rows(verdict: GateVerdict) -> list[dict[str, str]]:
    """The rows that break an expectation, one a row, as the table of an asset check shows them."""
    return [
        {
            "expectation": failure.expectation,
            "on": f"{failure.frame}.{failure.column}" if failure.column else failure.frame,
            "severity": failure.severity,
            "rows": str(failure.count),
            "where": ", ".join(f"{name} {row[name]}" for name in row if name not in _TOLD and row[name] is not None),
            "evidence": str(row.get("evidence") or ""),
            "why": str(row.get("why") or ""),
        }
        for failure in (*verdict.failures, *verdict.warnings)
        for row in failure.rows
    ]


def quarantine_findings(con: duckdb.DuckDBPyConnection, gate: str | None = None) -> list[tuple[str, str, str]]:
    """Bulletins that break a rule of their own, as (bulletin_id, rule, reason); reasons name ids and offsets only.

    Looks at every bulletin, whatever is in quarantine already, by the rules of `gate` or of all that come before dbt.
    """
    from expectations import bulletins, observations
    from expectations.rows import RowExpectation

    judged = []
    if gate in ("bulletins", None):
        judged.append((bulletins.suite(), gate_frames.bulletin_frames(con, with_quarantined=True)))
    if gate in ("observations", None):
        judged.append((observations.suite(), gate_frames.observation_frames(con, with_quarantined=True)))
    findings = []
    for suite, frames in judged:
        for name, expectations in suite.items():
            for expectation in expectations:
                if not (isinstance(expectation, RowExpectation) and expectation.quarantines):
                    continue
                broken: dict[str, list[dict[str, Any]]] = defaultdict(list)
                for row in expectation.broken(frames[name]).to_dict(orient="records"):
                    broken[row["bulletin_id"]].append({str(key): value for key, value in row.items()})
                rule = type(expectation).__name__
                findings += [(bulletin_id, rule, _reason(rows)) for bulletin_id, rows in broken.items()]
    return sorted(findings)


def _reason(rows: list[dict[str, Any]]) -> str:
    """Why the bulletin is quarantined: what is wrong, how often, and where first."""
    first = rows[0]
    where = [str(first[name]) for name in ("observation_id", "table", "id", "column") if name in first]
    if "char_start" in first and first["char_start"] == first["char_start"]:
        where.append(f"characters from {int(first['char_start'])}")
    times = f"{len(rows)} times" if len(rows) > 1 else "once"
    return f"{first['why']}, {times}" + (f", first at {' '.join(where)}" if where else "")


def fingerprint(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """A table's content in a few characters, whatever the order of its rows; `table` is a name of ours."""
    row = con.execute(f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM {table} AS t").fetchone()  # noqa: S608
    return ":".join(str(part) for part in row or ())


def _content(con: duckdb.DuckDBPyConnection, schema: str) -> dict[str, str]:
    """Fingerprints of the tables that make the version; the publication is filled when the gates have passed."""
    names = sorted(name for name in gate_frames.tables(con) if name.startswith(f"{schema}."))
    outside = {"marts.publication"} | {f"raw.{table}" for table in store.TABLES if table not in store.BUILT_FROM}
    return {name: fingerprint(con, name) for name in names if name not in outside}


def _version_of(published: duckdb.DuckDBPyConnection) -> str:
    row = published.execute("SELECT version FROM marts.publication").fetchone()
    if row is None:
        raise GateError("The published database has an empty marts.publication: its version is unknown.")
    return str(row[0])


def _failure(gate: str, frame: str, result: dict[str, Any]) -> Failure:
    config = result["expectation_config"]
    told = result.get("exception_info") or {}
    if told.get("raised_exception", bool(told)) is not False:
        # The traceback may quote the data, so only the expectation is named.
        about = " ".join((config["type"], frame, config["kwargs"].get("column", "")))
        raise GateError(f"Gate {gate}: {about} can't be computed; run the suite by hand to see why.")
    found = result["result"]
    rows = found.get("partial_unexpected_index_list") or []
    if not rows and "observed_value" in found:
        rows = [{"observed": found["observed_value"], "wanted": _bounds(config["kwargs"])}]
    return Failure(
        expectation=config["type"],
        frame=frame,
        column=config["kwargs"].get("column"),
        severity=config.get("severity", "critical"),
        count=int(found.get("unexpected_count", 1)),
        rows=tuple(rows),
    )


def _bounds(kwargs: dict[str, Any]) -> str:
    return ", ".join(f"{name} {kwargs[name]}" for name in ("min_value", "max_value") if kwargs.get(name) is not None)


def _write(path: Path, content: Any) -> None:
    """Replace a JSON file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    beside.replace(path)


def _read(path: Path, default: Any) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default


def verdicts_path(warehouse: Path, version: str) -> Path:
    """Where the verdicts on a version are kept, until it is published with them."""
    return warehouse / "verdicts" / f"{version}.json"


def store_verdict(verdict: GateVerdict, warehouse: Path) -> Path:
    """Keep the verdict with its version, in place of what the gate said before; a pass uses up its overrides."""
    path = verdicts_path(warehouse, verdict.version)
    verdicts = _read(path, {})
    verdicts[verdict.gate] = asdict(verdict)
    _write(path, verdicts)
    if verdict.passed and verdict.overrides:
        _use_up(warehouse, verdict)
    return path


def stored_verdicts(warehouse: Path, version: str) -> dict[str, dict[str, Any]]:
    """What the gates said about a version, by gate; empty where none judged it."""
    stored: dict[str, dict[str, Any]] = _read(verdicts_path(warehouse, version), {})
    return stored


def stored_pass(version: str, warehouse: Path, staging_path: Path, candidate_path: Path) -> str | None:
    """None where every gate passed exactly what is about to be published, else the reason to refuse."""
    verdicts = stored_verdicts(warehouse, version)
    with ExitStack() as stack:
        staging = stack.enter_context(duckdb.connect(str(staging_path), read_only=True))
        candidate = stack.enter_context(duckdb.connect(str(candidate_path), read_only=True))
        now = _content(staging, "raw") | _content(candidate, "marts")
    for gate in GATES:
        verdict = verdicts.get(gate)
        if verdict is None:
            return f"no verdict of the {gate} gate on version {version}"
        if not verdict["passed"]:
            return f"the {gate} gate did not pass version {version}"
        changed = sorted(name for name, mark in verdict["content"].items() if now.get(name) != mark)
        if changed:
            return f"{', '.join(changed)} changed since the {gate} gate judged version {version}"
    unjudged = sorted(name for name in now.keys() - verdicts["marts"]["content"].keys())
    return f"{', '.join(unjudged)} came after the marts gate judged version {version}" if unjudged else None


def overrides_path(warehouse: Path) -> Path:
    """Where the exceptions from the volume gate are recorded."""
    return warehouse / "overrides.json"


def bulletin_named(published_path: Path, name: str) -> str:
    """The id of a published bulletin, given its id or its file's name; `*` stays what it is."""
    if name == EVERY_BULLETIN:
        return name
    with duckdb.connect(str(published_path), read_only=True) as con:
        query = "SELECT bulletin_id FROM marts.dim_bulletin WHERE ? IN (bulletin_id, file_name)"
        row = con.execute(query, [name]).fetchone()
    if row is None:
        raise GateError(
            f"No published bulletin is called {name!r}: give its file's name, its id or {EVERY_BULLETIN!r}."
        )
    return str(row[0])


def record_override(warehouse: Path, published_version: str, bulletin_id: str, reason: str) -> None:
    """Let a bulletin (or every one: `*`) lose observations against `published_version`, once, and say why."""
    if not reason.strip():
        raise GateError("An override of the volume gate needs a reason.")
    recorded = _read(overrides_path(warehouse), [])
    recorded.append({"bulletin_id": bulletin_id, "from_version": published_version, "reason": reason, "used_by": None})
    _write(overrides_path(warehouse), recorded)


def _applicable(warehouse: Path, published_version: str, version: str) -> list[dict[str, str]]:
    """Overrides for the step from one version to the other that no other version has used up."""
    return [
        {"bulletin_id": override["bulletin_id"], "reason": mask_private(override["reason"])}
        for override in _read(overrides_path(warehouse), [])
        if override["from_version"] == published_version and override["used_by"] in (None, version)
    ]


def _use_up(warehouse: Path, verdict: GateVerdict) -> None:
    recorded = _read(overrides_path(warehouse), [])
    used = [(override["bulletin_id"], override["reason"]) for override in verdict.overrides]
    for override in recorded:
        if override["used_by"] is None and (override["bulletin_id"], mask_private(override["reason"])) in used:
            override["used_by"] = verdict.version
    _write(overrides_path(warehouse), recorded)


__all__ = [
    "EVERY_BULLETIN",
    "FAILING_ROW",
    "GATES",
    "Failure",
    "GateError",
    "GateVerdict",
    "bulletin_named",
    "failing_rows",
    "fingerprint",
    "judge",
    "overrides_path",
    "quarantine_findings",
    "record_override",
    "store_verdict",
    "stored_pass",
    "stored_verdicts",
    "verdicts_path",
]

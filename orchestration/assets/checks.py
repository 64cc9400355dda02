"""The gates as blocking asset checks: each judges what a stage has made, and stores its verdict with the version."""

from collections.abc import Sequence

import dagster as dg

from orchestration import gates, store
from orchestration.settings import Settings

JUDGED_AT: dict[str, list[str]] = {
    "bulletins": ["raw", "bulletins"],
    "observations": ["raw", "observations"],
    "marts": ["publication", "candidate"],
}


def _gate_check(gate: str, asset: list[str]) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=asset,
        name=f"gate_{gate}",
        blocking=True,
        required_resource_keys={"writer"},
        description=f"The suite expectations/{gate}.py.",
    )
    def check() -> dg.AssetCheckResult:
        settings = Settings.from_environment()
        with store.open_staging(settings) as con:
            version = store.run_inputs(con).version
        verdict = gates.judge(
            gate,
            settings.staging,
            settings.published_database,
            version,
            candidate_path=settings.candidate_database if gate == "marts" else None,
            data_docs=settings.data_docs,
        )
        gates.store_verdict(verdict, settings.warehouse)
        return dg.AssetCheckResult(
            passed=verdict.passed,
            severity=dg.AssetCheckSeverity.ERROR,
            description=verdict.message(),
            metadata={
                "version": version,
                "expectations": verdict.n_expectations,
                "rows": verdict.n_rows,
                "data_docs": dg.MetadataValue.path(settings.data_docs / "index.html"),
                "failures": _failures(verdict),
            },
        )

    return check


def _failures(verdict: gates.GateVerdict) -> dg.TableMetadataValue:
    rows = gates.failing_rows(verdict)
    return dg.MetadataValue.table(
        [dg.TableRecord(row) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name, "string") for name in gates.FAILING_ROW]),
    )


GATE_CHECKS: Sequence[dg.AssetChecksDefinition] = tuple(_gate_check(gate, key) for gate, key in JUDGED_AT.items())

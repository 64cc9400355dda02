"""The stage that publishes: the candidate is sealed, its gate judges it, and one swap shows it to readers."""

from typing import Any

import dagster as dg

from orchestration import publishing
from orchestration.assets.warehouse import MANIFEST, expected_nodes, mart_keys
from orchestration.settings import Settings

GROUP = "publication"


@dg.asset(
    key=["publication", "candidate"],
    deps=mart_keys(MANIFEST),
    group_name=GROUP,
    kinds={"duckdb"},
    required_resource_keys={"writer"},
)
def candidate() -> dg.MaterializeResult[Any]:
    """The next version, whole, in one file, not yet shown to anybody: what the gate on marts judges."""
    settings = Settings.from_environment()
    publishing.require_same_code(settings)
    counts = publishing.seal_candidate(settings, expected_nodes(MANIFEST))
    return dg.MaterializeResult(metadata={f"rows/{table}": rows for table, rows in counts.items()})


@dg.asset(
    key=["publication", "version"],
    deps=[candidate],
    group_name=GROUP,
    kinds={"duckdb", "parquet"},
    required_resource_keys={"writer"},
)
def version(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """What readers see: the candidate, once every gate has passed exactly it."""
    settings = Settings.from_environment()
    name, published = publishing.publish(settings)
    context.log.info(f"Published version {name}." if published else f"Version {name} is published already.")
    return dg.MaterializeResult(
        metadata={
            "version": name,
            "published": published,
            "database": dg.MetadataValue.path(settings.published_database),
            "exports": dg.MetadataValue.path(settings.exports),
        }
    )

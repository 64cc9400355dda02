"""The stage that shapes: dbt's models as assets, its tests as asset checks, run inside Dagster's own process.

dbt-core's runner spares a second interpreter and a second parse. `dagster_dbt` turns dbt's events into Dagster's with a
class that it does not call public; the version is pinned, and a test looks at what comes out.
"""

import copy
import json
import os
import queue
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import EventMsg
from dbt_common.events.functions import msg_to_dict

from orchestration import publishing
from orchestration.settings import PROJECT, Settings

DBT_PROJECT = PROJECT / "dbt_project"
BUILT = {"model", "seed", "snapshot"}
TESTED = {"test"}
RESULTS = {"LogModelResult", "LogSeedResult", "LogSnapshotResult", "LogTestResult"}  # what Dagster is told of
SUCCEEDED = {"success", "pass", "warn", "no-op"}


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes in Dagster: groups are the project's folders."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: `reference`, `staging`, `intermediate` or `marts`."""
        return "reference" if dbt_resource_props["resource_type"] == "seed" else str(dbt_resource_props["fqn"][1])


TRANSLATOR = Translator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=False))


def _invoke(settings: Settings, arguments: list[str], **runner: Any) -> dbtRunnerResult:
    os.environ["GONGBAO_STAGING"] = str(settings.staging)
    os.environ["GONGBAO_PUBLISHED"] = str(settings.candidate_database)
    settings.dbt_artifacts.mkdir(parents=True, exist_ok=True)
    places = {
        "--project-dir": DBT_PROJECT,
        "--profiles-dir": DBT_PROJECT,
        "--target-path": settings.dbt_artifacts / "target",
        "--log-path": settings.dbt_artifacts / "logs",
    }
    quiet = ["--log-level", "none", "--log-level-file", "warn", "--no-use-colors", "--no-send-anonymous-usage-stats"]
    quiet.append("--no-write-json")  # dbt would write its manifest in place: a killed run would leave half of it
    located = [str(part) for option in places.items() for part in option]
    return dbtRunner(**runner).invoke([arguments[0], *located, *quiet, *arguments[1:]])


@cache
def _parsed(sources: str) -> Manifest:  # one a content of the project, whatever the warehouse
    result = _invoke(Settings.from_environment(), ["parse"])
    if not isinstance(result.result, Manifest):
        raise RuntimeError(f"dbt can't parse the project: {result.exception}")
    return result.result


def load_manifest(settings: Settings) -> dict[str, Any]:
    """dbt's description of the project, parsed again only when one of its files has changed."""
    sources = publishing.dbt_version()
    manifest, stamp = settings.dbt_artifacts / "target" / "manifest.json", settings.dbt_artifacts / "parsed_from"
    if not (manifest.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == sources):
        stamp.unlink(missing_ok=True)
        beside = manifest.with_name(".manifest.json.new")
        _parsed(sources).write(str(beside))  # type: ignore[no-untyped-call]
        beside.replace(manifest)
        stamp.write_text(sources, encoding="utf-8")
    content: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return content


def with_tests_attached(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with every test attached to one model, so that Dagster shows it as a check of that model.

    A test of a source goes to the first model that reads the source, as a check of what this stage itself waits for
    would make a cycle; a test that reads several models goes to the last one it names.
    """
    attached = copy.deepcopy(dict(manifest))
    readers: dict[str, list[str]] = defaultdict(list)
    for name, node in sorted(attached["nodes"].items()):
        if node["resource_type"] == "model":
            for parent in node["depends_on"]["nodes"]:
                readers[parent].append(name)
    for name, node in attached["nodes"].items():
        if node["resource_type"] != "test" or (node.get("attached_node") or "source.").split(".")[0] in BUILT:
            continue
        read = node["depends_on"]["nodes"]
        target = next((parent for parent in reversed(read) if parent.split(".")[0] in BUILT), None)
        target = target or next((reader for parent in read for reader in readers[parent]), None)
        if target is None:
            continue
        node["attached_node"] = target
        node["depends_on"]["nodes"] = [*(parent for parent in read if parent != target), target]
        attached["parent_map"][name] = node["depends_on"]["nodes"]
        attached["child_map"].setdefault(target, []).append(name)
    return attached


MANIFEST = load_manifest(Settings.from_environment())
SHOWN = with_tests_attached(MANIFEST)


def expected_nodes(manifest: Mapping[str, Any]) -> set[str]:
    """The models, seeds and tests that must all have succeeded before a version is whole."""
    return {
        name
        for name, node in manifest["nodes"].items()
        if node["resource_type"] in BUILT | TESTED and node["config"].get("materialized") != "ephemeral"
    }


def mart_keys(manifest: Mapping[str, Any]) -> list[dg.AssetKey]:
    """The assets that readers will see."""
    return sorted(
        TRANSLATOR.get_asset_spec(manifest, name, None).key
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    )


@dbt_assets(manifest=SHOWN, dagster_dbt_translator=TRANSLATOR, name="dbt", required_resource_keys={"writer"})
def dbt(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Build the selected models from the staging database into the candidate, and test them."""
    settings = Settings.from_environment()
    publishing.require_same_code(settings)
    publishing.prepare_candidate(settings)
    selection = get_updated_cli_invocation_params_for_context(context, SHOWN, TRANSLATOR)
    # dbt's unit tests prove the code on rows of their own: they belong to `make test`, not to every refresh.
    arguments = ["build", "--exclude-resource-type", "unit_test", *selection.selection_args]
    if selection.indirect_selection or selection.selection_args:
        # Of some models alone, only the tests that read no others: those may not have been built.
        arguments += ["--indirect-selection", selection.indirect_selection or "cautious"]
    events: queue.SimpleQueue[EventMsg | dbtRunnerResult] = queue.SimpleQueue()
    worker = threading.Thread(target=_build, args=(settings, arguments, events), name="dbt")
    worker.start()
    try:
        outcome = events.get()
        while not isinstance(outcome, dbtRunnerResult):
            message = DbtCoreCliEventMessage(raw_event=msg_to_dict(outcome), event_history_metadata={})
            yield from message.to_default_asset_events(SHOWN, TRANSLATOR, context)
            outcome = events.get()
    finally:
        worker.join()  # whatever happens here, the lock is held until dbt has stopped writing
    _conclude(settings, outcome)


def _build(settings: Settings, arguments: list[str], events: queue.SimpleQueue[EventMsg | dbtRunnerResult]) -> None:
    """Run dbt, passing on its events and at last its result; leave no connection open."""

    def pass_on(event: EventMsg) -> None:
        if event.info.name in RESULTS:
            events.put(event)

    try:
        outcome = _invoke(settings, arguments, callbacks=[pass_on], manifest=_parsed(publishing.dbt_version()))
    except BaseException as error:  # noqa: BLE001 - raised again by whoever reads the queue
        outcome = dbtRunnerResult(success=False, exception=error)
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    events.put(outcome)


def _conclude(settings: Settings, outcome: dbtRunnerResult) -> None:
    """Note what was built, and fail with what a person needs to know when something was not."""
    if not isinstance(outcome.result, RunExecutionResult):
        raise dg.Failure(f"dbt stopped before it built anything: {outcome.exception}", allow_retries=False)
    expected = expected_nodes(MANIFEST)
    parents = {  # a unit test runs before its model
        name: [] if name.startswith("unit_test.") else [parent for parent in read if parent in expected]
        for name, read in MANIFEST["parent_map"].items()
    }
    results = [(result.node.unique_id, str(result.status)) for result in outcome.result]
    publishing.record_built(settings, [(node, status in SUCCEEDED) for node, status in results], parents)
    if not outcome.success:
        faults = [
            f"- {result.node.name}: {result.status}, {result.message}"
            for result in outcome.result
            if str(result.status) not in SUCCEEDED | {"skipped"}
        ]
        raise dg.Failure("dbt failed:\n" + "\n".join(faults), allow_retries=False)

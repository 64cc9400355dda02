"""Great Expectations: a gate's suite run over its frames, and Data Docs as one static site that needs no network."""

from __future__ import annotations

import copy
import html
import json
import logging
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import MemoryHandler
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig
from great_expectations.expectations.expectation import Expectation
from great_expectations.render.components import RenderedDocumentContent
from great_expectations.render.renderer import site_builder
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

from expectations.rows import ROWS_SHOWN

SITE = "gates"
RUNS_KEPT = 3
# What a failing row of a standard expectation shows beside its own value, where the frame has it.
_SHOWN = ("observation_id", "bulletin_id", "file_name", "char_start", "char_end", "evidence")

# What a browser would load from elsewhere.
_ELSEWHERE = re.compile(
    r"""<script[^>]*\bsrc=["']https?://[^>]*>\s*</script>|<link[^>]*\bhref=["']https?://[^>]*>|<img[^>]*\bsrc=["']https?://[^>]*>"""
    r"""|background:\s*url\(['"]?https?://[^)]*\)[^;]*;""",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r'(\w+: ".*?")\.  Traceback: ', re.DOTALL)  # what Great Expectations says of such a page
_STYLE = """<style>
body{font:15px/1.5 system-ui,"Noto Sans CJK SC","WenQuanYi Zen Hei",sans-serif;margin:0 auto;
max-width:1200px;padding:1rem}
table{border-collapse:collapse;margin:.5rem 0}
td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}
ul{padding-left:1.2rem}a{color:#05c}pre,code{white-space:pre-wrap}.row{display:flex;flex-wrap:wrap;gap:1rem}
.alert{border-left:4px solid #c90;padding-left:.5rem}.text-success{color:#080}.text-danger{color:#b00}
.fas.fa-check-circle::before{content:"✔"}.fas.fa-times::before{content:"✘"}.fas.fa-exclamation-triangle::before{content:"⚠"}
.modal,.collapse:not(.show){display:block}
</style>"""


class EscapedResults(ValidationResultsPageRenderer):
    """Pages of results on which whatever a bulletin says is text: Great Expectations itself escapes nothing."""

    def render(
        self, validation_results: ExpectationSuiteValidationResult, suite_parameters: Any = None
    ) -> RenderedDocumentContent:
        """The page of these results."""
        harmless = copy.deepcopy(validation_results)
        for found in harmless.results:
            found.result = escaped(found.result)
        page: RenderedDocumentContent = super().render(harmless, suite_parameters)
        return page


def escaped(value: Any) -> Any:
    """The value with every text in it as HTML shows it."""
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, dict):
        return {name: escaped(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [escaped(part) for part in value]
    return value


def run_suite(
    gate: str,
    version: str,
    suite: dict[str, list[Expectation]],
    frames: dict[str, pd.DataFrame],
    data_docs: Path | None,
) -> dict[str, list[dict[str, Any]]]:
    """Judge every frame by its expectations; the results of each frame.

    With `data_docs` the results become pages of the site in that folder.
    """
    if data_docs is not None:  # what the gate expected before gives way to what it expects now
        shutil.rmtree(data_docs / "results" / "suites" / gate, ignore_errors=True)
        _take_out_torn(data_docs / "results")
    context = gx.get_context(mode="ephemeral", project_config=_config(data_docs))
    run = RunIdentifier(run_name=version)
    source = context.data_sources.add_pandas(gate)
    found: dict[str, list[dict[str, Any]]] = {}
    for name, expectations in suite.items():
        frame, label = frames[name], f"{gate}.{name}"
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(
                name=label,
                data=source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name),
                suite=context.suites.add(gx.ExpectationSuite(name=label, expectations=expectations)),
            )
        )
        judged = definition.run(
            batch_parameters={"dataframe": frame},
            result_format={
                "result_format": "SUMMARY",
                "partial_unexpected_count": ROWS_SHOWN,
                "unexpected_index_column_names": [column for column in _SHOWN if column in frame.columns],
            },
            run_id=run,
        )
        found[name] = [result.to_json_dict() for result in judged.results]
    if data_docs is not None:
        _publish(context, data_docs)
    return found


def _config(data_docs: Path | None) -> DataContextConfig:
    memory = {"class_name": "InMemoryStoreBackend"}
    results = memory if data_docs is None else _folder(data_docs / "results" / "validations")
    suites = memory if data_docs is None else _folder(data_docs / "results" / "suites")
    sites: dict[str, Any] = {}
    if data_docs is not None:
        sites[SITE] = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": _folder(data_docs),
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "site_section_builders": {
                "validations": {"renderer": {"module_name": __name__, "class_name": EscapedResults.__name__}}
            },
        }
    return DataContextConfig(
        config_version=4.0,
        expectations_store_name="suites",
        validation_results_store_name="validations",
        checkpoint_store_name="checkpoints",
        stores={
            "suites": {"class_name": "ExpectationsStore", "store_backend": suites},
            "validations": {"class_name": "ValidationResultsStore", "store_backend": results},
            "checkpoints": {"class_name": "CheckpointStore", "store_backend": memory},
            "validation_definition_store": {"class_name": "ValidationDefinitionStore", "store_backend": memory},
        },
        data_docs_sites=sites,
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )


def _folder(path: Path) -> dict[str, Any]:
    path.mkdir(parents=True, exist_ok=True)
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(path)}


def _take_out_torn(results: Path) -> None:
    """Take out what a killed run wrote half of: the site is built from all results, so one would stop every gate."""
    for path in results.rglob("*.json"):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            path.unlink()


@contextmanager
def _heard(logger: logging.Logger) -> Iterator[list[logging.LogRecord]]:
    """What a library only logs, and goes on: a page that it could not write would be missing, and nobody told. It is
    kept from the terminal.
    """
    listener = MemoryHandler(capacity=sys.maxsize, flushLevel=logging.CRITICAL + 1)
    listener.setLevel(logging.ERROR)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield listener.buffer
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagated


def _publish(context: Any, data_docs: Path) -> None:
    """Build the site from the last runs, and take out whatever it would fetch from elsewhere."""
    results = data_docs / "results" / "validations"
    for frame in results.glob("*/*"):  # gate / frame / name of the run / time of the run
        runs = sorted(frame.glob("*/*"), key=lambda run: run.name)
        for stale in runs[:-RUNS_KEPT]:
            shutil.rmtree(stale)
            shutil.rmtree(data_docs / "validations" / stale.relative_to(results), ignore_errors=True)
    with _heard(site_builder.logger) as failures:
        context.build_data_docs(site_names=[SITE])
    if failures:
        said = failures[0].getMessage()
        reason = _LEFT_OUT.search(said)
        raise OSError(f"A page of Data Docs in {data_docs} could not be written: {reason[1] if reason else said}")
    for page in data_docs.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        offline = _ELSEWHERE.sub("", text)
        if offline != text:
            page.write_text(offline.replace("</head>", f"{_STYLE}</head>", 1), encoding="utf-8")

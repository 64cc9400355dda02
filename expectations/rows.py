"""The base of the project's own expectations: a rule that names the rows which break it.

Great Expectations gives the rule a whole frame, and the rule gives back the rows that break it, with only those columns
that may be shown. Whatever is shown (verdict, Data Docs, metadata of a run) comes from these rows, so an expectation
about private values returns ids and offsets and the value itself has no way out.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render.components import (
    CollapseContent,
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.renderer import renderer

ROWS_SHOWN = 25
# Columns that say which row it is.
_FIRST = ("table", "observation_id", "bulletin_id", "file_name", "id")


class TableFrame(TableMetricProvider):
    """The batch itself, for rules that look at whole rows."""

    metric_name = "table.frame"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 - Great Expectations binds metric functions to the class
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> pd.DataFrame:
        frame, _, _ = execution_engine.get_compute_domain(
            domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        return frame


class RowExpectation(BatchExpectation):
    """A rule over a frame. Subclasses say it in `rule` and implement `broken`."""

    rule: ClassVar[str]
    # Whether a bulletin that breaks the rule is put into quarantine, so that the gate judges the rest.
    quarantines: ClassVar[bool] = False
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.frame",)

    def broken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of `frame` that break the rule: only columns that may be shown, `why` among them."""
        raise NotImplementedError

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        frame: pd.DataFrame = metrics["table.frame"]
        broken = self.broken(frame)
        share = 100.0 * len(broken) / len(frame) if len(frame) else 0.0
        return {
            "success": broken.empty,
            "result": {
                "element_count": len(frame),
                "unexpected_count": len(broken),
                "unexpected_percent": min(share, 100.0),
                "partial_unexpected_index_list": shown(broken),
            },
        }

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[RenderedStringTemplateContent]:
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template", string_template={"template": cls.rule.replace("$", "$$")}
            )
        ]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[RenderedTableContent | CollapseContent] | None:
        rows = result.result.get("partial_unexpected_index_list") if result is not None and result.result else None
        if not rows:
            return None
        header = sorted(rows[0], key=lambda name: (name == "why", name not in _FIRST, name))
        return [
            RenderedTableContent(
                content_block_type="table",
                header_row=header,
                table=[["" if row[name] is None else str(row[name]) for name in header] for row in rows],
                styling={"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}},
            )
        ]


def shown(broken: pd.DataFrame) -> list[dict[str, Any]]:
    """The first rows as plain values that JSON and Dagster take, missing ones as None."""
    rows = broken.head(ROWS_SHOWN).to_dict(orient="records")
    return [{str(name): plain(value) for name, value in row.items()} for row in rows]


def plain(value: Any) -> Any:
    """A value of a frame as str, int, float, bool or None."""
    if value is None or (not isinstance(value, (str, list)) and pd.isna(value)):
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    return value.item() if hasattr(value, "item") else str(value)

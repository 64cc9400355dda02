"""What Dagster loads, and nothing else."""

from __future__ import annotations

import dagster as dg

from orchestration.assets import bulletins, checks, observations, publication, warehouse
from orchestration.automation import SCHEDULES, SENSORS, refresh
from orchestration.resources import writer

defs = dg.Definitions(
    assets=[
        bulletins.receive,
        observations.extract_observations,
        warehouse.dbt,
        publication.candidate,
        publication.version,
    ],
    asset_checks=checks.GATE_CHECKS,
    jobs=[refresh],
    sensors=SENSORS,
    schedules=SCHEDULES,
    resources={"writer": writer},
    executor=dg.in_process_executor,
)

"""What Dagster's runs share: the right to write."""

from collections.abc import Iterator

import dagster as dg

from orchestration import publishing
from orchestration.instance import bury_dead_runs, process_tags
from orchestration.lock import writer_lock
from orchestration.settings import Settings


@dg.resource(description="The one writer's lock, held from the start of a run to its end.")
def writer(context: dg.InitResourceContext) -> Iterator[None]:
    """Hold the warehouse's lock while the run lasts, and begin by taking away what a killed run left behind."""
    settings = Settings.from_environment()
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    run = f"Dagster run {context.run_id[:8]}" if context.run_id else "a Dagster run"

    def tell(holder: str) -> None:
        if context.log is not None:
            context.log.info(f"Waiting for the warehouse, which is being written by {holder}.")

    if context.instance is not None and context.run_id:
        context.instance.add_run_tags(context.run_id, process_tags())
    with writer_lock(settings.lock, holder=run, wait_seconds=settings.lock_wait_seconds, waiting=tell):
        if context.instance is not None:
            bury_dead_runs(context.instance)
        publishing.tidy(settings)
        yield None

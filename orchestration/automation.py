"""When a refresh happens without anybody asking: the sensor on the bulletins, the daily schedule, and the alert.

The sensor compares contents, never times: what it has seen is in its cursor. A change must look the same twice, some
seconds apart, before it is acted on, so that a file still being written is left alone. The run's key is the content's
digest and a running number, so that a bulletin changed back to what it was is picked up as well.
"""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

import dagster as dg

from orchestration import ingest, publishing
from orchestration.settings import Settings

ALERTS = logging.getLogger("gongbao.alerts")
SENSOR_INTERVAL_SECONDS = 5


@dg.failure_hook(name="alert")
def alert(context: dg.HookContext) -> None:
    """Say on the log that a step failed, and why, for whatever collects logs to pass on."""
    error = context.op_exception
    ALERTS.error("Run %s failed at %s: %s", context.run_id, context.op.name, error)


refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Read the bulletins, extract, build the marts, judge them, publish them.",
    hooks={alert},
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the sensor remembers between two looks."""

    glance: str = ""  # names, sizes and times at the last look
    waiting: str = ""  # the content that was new at the last look
    waiting_since: float = 0.0
    done: str = ""  # the content that the last run was asked for
    sequence: int = 0

    @classmethod
    def read(cls, text: str | None) -> Self:
        """The cursor as it was written; an empty one where there is none."""
        return cls(**json.loads(text)) if text else cls()

    def write(self) -> str:
        """The cursor as text."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Look:
    """What the sensor makes of one look at the folder."""

    cursor: Cursor
    run_key: str | None
    why: str


def look(cursor: Cursor, settings: Settings, now: float) -> Look:
    """Compare the folder's content with what was seen before, and decide."""
    glance = ingest.glance(settings.seeds)
    if glance == cursor.glance and not cursor.waiting:
        return Look(cursor, None, "Nothing in the folder of bulletins has changed.")
    content = ingest.fingerprint(settings.seeds, settings.limits)
    if content == cursor.done:
        return Look(Cursor(glance=glance, done=content, sequence=cursor.sequence), None, "The content is what it was.")
    if content != cursor.waiting or glance != cursor.glance:
        seen = Cursor(glance, content, now, cursor.done, cursor.sequence)
        return Look(seen, None, "The bulletins have changed; waiting until they are quiet.")
    if now - cursor.waiting_since < settings.quiet_seconds:
        return Look(cursor, None, "The bulletins have changed; waiting until they are quiet.")
    settled = Cursor(glance=glance, done=content, sequence=cursor.sequence + 1)
    version = publishing.version_name(content, publishing.code_version(), settings.limits)
    if version == publishing.current_version(settings):
        return Look(settled, None, f"Version {version} of these bulletins is published already.")
    if version in publishing.held(settings):
        return Look(settled, None, f"Version {version} was rolled back; it is published again only by hand.")
    return Look(
        settled, f"{content[:16]}-{settled.sequence}", f"The bulletins have changed: version {version} is next."
    )


@dg.sensor(
    name="seeds_sensor",
    job=refresh,
    minimum_interval_seconds=SENSOR_INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a refresh when the content of the folder of bulletins has changed and is quiet.",
)
def seeds_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One look at the folder of bulletins."""
    found = look(Cursor.read(context.cursor), Settings.from_environment(), time.time())
    if found.run_key is None:
        return dg.SensorResult(skip_reason=found.why, cursor=found.cursor.write())
    context.log.info(found.why)
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found.run_key)], cursor=found.cursor.write())


@dg.schedule(
    name="daily_refresh",
    job=refresh,
    cron_schedule="30 5 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Refreshes once a day, in case that the sensor was off or the code has changed.",
)
def daily_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A refresh, unless readers see already what it would make."""
    settings = Settings.from_environment()
    version = publishing.planned_version(settings)
    if publishing.up_to_date(settings):
        return dg.SkipReason(f"Nothing new: version {version} is published.")
    if version in publishing.held(settings):
        return dg.SkipReason(f"Version {version} was rolled back; it is published again only by hand.")
    return dg.RunRequest()


SENSORS: Sequence[dg.SensorDefinition] = (seeds_sensor,)
SCHEDULES: Sequence[dg.ScheduleDefinition] = (daily_refresh,)

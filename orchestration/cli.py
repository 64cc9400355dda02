"""The command `gongbao`: refresh the warehouse, see what is published, and trace a figure to its sentence."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from orchestration import obstacles, publishing, reading
from orchestration.ingest import SeedsError
from orchestration.lock import LockedError, lock_holder, writer_lock
from orchestration.publishing import PublicationError
from orchestration.reading import NothingFoundError
from orchestration.settings import Settings, SettingsError
from orchestration.store import StoreError

if TYPE_CHECKING:
    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)
TOLD = 10  # rejections, and bulletins in quarantine, that the summary names
CORRECT_IT = "Correct the text, or take it out; until then the marts are made without it."
STAGES = {
    "receive": "Reading the bulletins",
    "raw__bulletins_gate_bulletins": "Judging the bulletins",
    "extract_observations": "Extracting observations",
    "raw__observations_gate_observations": "Judging the observations",
    "dbt": "Building and testing the marts",
    "publication__candidate": "Sealing the candidate",
    "publication__candidate_gate_marts": "Judging the marts",
    "publication__version": "Publishing",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what it was asked."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _quieten()
    try:
        settings = _settings(options)
    except SettingsError as error:
        ERR.print(f"[bold red]{escape(str(error))}[/]")
        return 1
    try:
        return int(options.run(options, settings))
    except (SeedsError, PublicationError, LockedError, NothingFoundError) as error:
        ERR.print(f"[bold red]{escape(str(error))}[/]")
    except Exception as error:
        what_to_do = obstacles.advice(error, settings.warehouse)
        if what_to_do is None and not isinstance(error, (StoreError, duckdb.Error, OSError)):
            raise
        said = str(error) if isinstance(error, StoreError) else f"It can't be done: {obstacles.root(error)}"
        ERR.print(f"[bold red]{escape(said)}[/]")
        if what_to_do is not None:
            ERR.print(f"{escape(what_to_do)} {_what_stays(settings)}")
    return 1


def _what_stays(settings: Settings) -> str:
    kept = publishing.current_version(settings)
    return f"Readers still see version {kept}." if kept else "Nothing was published."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gongbao", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Any, Settings], int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.add_argument(
            "--warehouse", type=Path, help="the warehouse folder (default: GONGBAO_WAREHOUSE, or warehouse/)"
        )
        sub.set_defaults(run=run)
        return sub

    refresh = command("refresh", _refresh, "Read what is new, rebuild, judge and publish.")
    refresh.add_argument("--seeds", type=Path, help="the folder of bulletins (default: GONGBAO_SEEDS, or seeds/)")
    trace = command("trace", _trace, "Show an indicator's series, or an observation in its sentence.")
    trace.add_argument("what", metavar="TEXT|ID", help="an indicator's name, a phrase, or an observation's id")
    trace.add_argument("--region", help="only this region, such as 北京市")
    explain = command("explain", _explain, "Show what each pass of the extraction makes of a sentence.")
    explain.add_argument("text", help="a sentence, or the path of a bulletin's .txt file")
    review = command("review", _review, "Show what nobody could map or explain, with what would settle it.")
    review.add_argument("--limit", type=int, default=reading.REVIEW_SHOWN, help="how many phrases (default: 20)")
    command("versions", _versions, "List the versions that are kept.")
    rollback = command("rollback", _rollback, "Show readers an earlier version again.")
    rollback.add_argument("version", nargs="?", help="the version to go back to (default: the one before the current)")
    allow = command("allow", _allow, "Let the next version hold far fewer observations of a bulletin, this once.")
    allow.add_argument("bulletin", help="the file's name or the bulletin's id; '*' for every bulletin")
    allow.add_argument("--reason", required=True, help="why that is right; it is kept with the verdict")
    status = command("status", _status, "Say what is published, and whether anything is new.")
    status.add_argument("--seeds", type=Path, help="the folder of bulletins")
    ui = command("ui", _ui, "Open the Dagster UI on this machine, with sensor and schedule running.")
    ui.add_argument("--seeds", type=Path, help="the folder of bulletins")
    ui.add_argument("--port", type=int, default=3000)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    for name in ("seeds", "warehouse"):
        value = getattr(options, name, None)
        if value is not None:
            os.environ[f"GONGBAO_{name.upper()}"] = str(value.absolute())
    return Settings.from_environment()


def _quieten() -> None:
    """Keep libraries' remarks off the terminal; what matters is in the run's log in the Dagster UI."""
    warnings.simplefilter("ignore")
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("gongbao.alerts").setLevel(logging.CRITICAL + 1)  # the command itself says what went wrong


@contextmanager
def _writing(settings: Settings, holder: str, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the writer's lock; where the holder before was killed, let nobody watch its run any longer."""
    with writer_lock(
        settings.lock, holder=holder, wait_seconds=settings.lock_wait_seconds, waiting=waiting
    ) as former_was_killed:
        if former_was_killed and settings.dagster_home.is_dir():
            import dagster as dg

            from orchestration.instance import bury_dead_runs, prepare_instance

            prepare_instance(settings)
            with dg.DagsterInstance.get() as instance:
                bury_dead_runs(instance)
        yield


# --- refresh --------------------------------------------------------------------------------------------------------


def _refresh(options: argparse.Namespace, settings: Settings) -> int:
    if not settings.seeds.is_dir():
        raise SeedsError(f"There is no folder of bulletins at {settings.seeds}.")
    settings.warehouse.mkdir(parents=True, exist_ok=True)

    def waiting(holder: str) -> None:
        OUT.print(f"Another refresh is running ({escape(holder)}); waiting for it to end.")

    with _writing(settings, "gongbao refresh", waiting):
        if publishing.up_to_date(settings):
            publishing.tidy(settings)
            publishing.forget_verdicts(settings)
            version = publishing.current_version(settings)
            OUT.print(
                f"[bold green]Nothing new.[/] Version [bold]{version}[/] is what these bulletins and this code make."
            )
            return 0
        return _run_job(settings)


def _run_job(settings: Settings) -> int:
    started = time.monotonic()
    with OUT.status("Loading"):  # what takes seconds to import, and the other commands have no use for
        import dagster as dg

        from orchestration.instance import prepare_instance, process_tags

        prepare_instance(settings)
        from orchestration.definitions import defs

        _quieten()
        job = defs.resolve_job_def("refresh")
    with dg.DagsterInstance.get() as instance:
        run_id = str(uuid.uuid4())
        with _Progress() as progress:
            instance.add_event_listener(run_id, progress.notice)
            result = job.execute_in_process(
                instance=instance,
                run_id=run_id,
                tags=process_tags(),
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
    seconds = time.monotonic() - started
    if not result.success:
        _report_failure(result, settings)
        return 1
    _summary(settings, seconds)
    return 0


class _Progress:
    """One line a stage: while it runs, and how long it took."""

    def __init__(self) -> None:
        self._status = OUT.status("Starting")
        self._started: dict[str, float] = {}

    def __enter__(self) -> _Progress:
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def notice(self, entry: dg.EventLogEntry) -> None:
        """Take note of one of the run's events."""
        event = entry.dagster_event
        step = event.step_key if event is not None else None
        if event is None or step is None or step not in STAGES:
            return
        if event.event_type_value == "STEP_START":
            self._started[step] = time.monotonic()
            self._status.update(STAGES[step])
        elif event.event_type_value in {"STEP_SUCCESS", "STEP_FAILURE"}:
            mark = "[green]✓[/]" if event.event_type_value == "STEP_SUCCESS" else "[red]✗[/]"
            seconds = time.monotonic() - self._started.get(step, time.monotonic())
            OUT.print(f"{mark} {STAGES[step]:<32}{seconds:6.1f} s")


def _report_failure(result: dg.ExecuteInProcessResult, settings: Settings) -> None:
    messages = [
        evaluation.description
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.description
    ]
    steps = [event for event in result.all_events if event.is_step_failure]
    for event in steps:
        failure, error = event.step_failure_data.user_failure_data, event.step_failure_data.error
        if failure is not None and failure.description:
            messages.append(failure.description)
        elif error is not None and error.cls_name != "DagsterAssetCheckFailedError":
            messages.append(_root_message(error))
    if not steps:  # the run failed before its first step
        for event in result.all_events:
            error = getattr(event.event_specific_data, "error", None)
            if error is not None:
                messages.append(_root_message(error))
    for message in dict.fromkeys(messages):
        ERR.print(f"[bold red]{escape(message)}[/]")
    what_to_do = obstacles.advice("\n".join(messages), settings.warehouse)
    if what_to_do is not None:
        ERR.print(escape(what_to_do))
    ERR.print(f"{_what_stays(settings)} Run {result.run_id[:8]} has the details: [bold]gongbao ui[/] (or make ui).")


def _root_message(error: SerializableErrorInfo) -> str:
    """What the first of a chain of errors said, without the names of classes."""
    while error.cause is not None:
        error = error.cause
    return error.message.strip().split(f"{error.cls_name}: ", 1)[-1]


def _summary(settings: Settings, seconds: float) -> None:
    found = reading.summary(settings)
    table = Table.grid(padding=(0, 2))
    for label, value in found.lines:
        table.add_row(f"[dim]{label}[/]", escape(value))
    OUT.print(Panel(table, title=f"Version {found.version}", title_align="left", expand=False))
    harmless = reading.harmless
    for file_name, reason, remedy in found.rejections[:TOLD]:
        OUT.print(f"[yellow]Not read:[/] {harmless(file_name)}. {harmless(reason)} {harmless(remedy)}")
    for file_name, rule, reason in found.quarantined[:TOLD]:
        why = f"{harmless(file_name)} ({escape(rule)}): {harmless(reason.rstrip('.'))}. {CORRECT_IT}"
        OUT.print(f"[yellow]Quarantined:[/] {why}")
    untold = max(len(found.rejections) - TOLD, 0) + max(len(found.quarantined) - TOLD, 0)
    if untold:
        OUT.print(f"{untold} more are in raw.rejected_bulletins and raw.quarantined_bulletins of {settings.staging}.")
    command = sys.argv[0] if Path(sys.argv[0]).name == "gongbao" else "gongbao"
    OUT.print(f"Done in {seconds:.0f} s. Try: [bold]{escape(os.path.relpath(command))} trace 孕产妇死亡率[/]")


# --- What is published ----------------------------------------------------------------------------------------------


def _versions(options: argparse.Namespace, settings: Settings) -> int:
    table = Table("version", "published", "bulletins", "observations", "")
    for version in publishing.versions(settings):
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(version.published_at))
        held = "held back" if version.name in publishing.held(settings) else ""
        table.add_row(
            version.name,
            when,
            str(version.bulletins),
            str(version.observations),
            "current" if version.current else held,
        )
    if not table.row_count:
        raise PublicationError(f"Nothing has been published in {settings.warehouse} yet.")
    OUT.print(table)
    return 0


def _rollback(options: argparse.Namespace, settings: Settings) -> int:
    with _writing(settings, "gongbao rollback"):
        left = publishing.current_version(settings)
        version = publishing.rollback(settings, options.version)
    OUT.print(f"Readers now see version [bold]{version}[/].")
    if left is not None and left != version:
        OUT.print(f"Version {left} is held back from sensor and schedule; [bold]gongbao refresh[/] publishes it again.")
    return 0


def _allow(options: argparse.Namespace, settings: Settings) -> int:
    from orchestration import gates

    with _writing(settings, "gongbao allow"):
        published = publishing.current_version(settings)
        if published is None:
            raise PublicationError("Nothing is published yet, so no version can fall short of it.")
        try:
            bulletin = gates.bulletin_named(settings.published_database, options.bulletin)
            gates.record_override(settings.warehouse, published, bulletin, options.reason)
        except gates.GateError as error:
            raise PublicationError(str(error)) from error
    named = "every bulletin" if bulletin == gates.EVERY_BULLETIN else options.bulletin
    OUT.print(f"The version after [bold]{published}[/] may hold fewer observations of {escape(named)}, once.")
    return 0


def _status(options: argparse.Namespace, settings: Settings) -> int:
    current = publishing.current_version(settings)
    OUT.print(f"Bulletins   {settings.seeds}")
    OUT.print(f"Warehouse   {settings.warehouse}")
    OUT.print(f"Published   {current or 'nothing yet'}")
    holder = lock_holder(settings.lock)
    OUT.print(f"Writer      {escape(holder) if holder else 'nobody'}")
    planned = publishing.planned_version(settings)
    held = " (rolled back: published again only by gongbao refresh)" if planned in publishing.held(settings) else ""
    OUT.print(
        "Nothing new." if publishing.up_to_date(settings) else f"New: a refresh would make version {planned}{held}."
    )
    return 0


def _trace(options: argparse.Namespace, settings: Settings) -> int:
    reading.trace(settings, options.what, options.region, OUT)
    return 0


def _explain(options: argparse.Namespace, settings: Settings) -> int:
    from orchestration.extraction.explain import explain

    text = options.text
    if text.endswith(".txt") and Path(text).is_file():
        text = Path(text).read_text(encoding="utf-8", errors="replace")
    for name, rendering in explain(text):
        OUT.print(f"[bold]{escape(name)}[/]")
        OUT.print(reading.harmless(rendering), style="dim" if name == "blocks" else None)
    return 0


def _review(options: argparse.Namespace, settings: Settings) -> int:
    reading.review(settings, options.limit, OUT)
    return 0


# --- The UI ---------------------------------------------------------------------------------------------------------


def _ui(options: argparse.Namespace, settings: Settings) -> int:
    from orchestration.instance import prepare_instance

    settings.warehouse.mkdir(parents=True, exist_ok=True)
    prepare_instance(settings)
    os.environ["GONGBAO_SEEDS"], os.environ["GONGBAO_WAREHOUSE"] = str(settings.seeds), str(settings.warehouse)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` leaves them ignored, and then nothing stops it
        signal.signal(number, signal.SIG_DFL)
    OUT.print(f"The Dagster UI is on http://127.0.0.1:{options.port} (Ctrl+C stops it).")
    dagster = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions"]
    os.execv(sys.executable, [*dagster, "-h", "127.0.0.1", "-p", str(options.port)])  # noqa: S606 - no shell is involved


if __name__ == "__main__":
    sys.exit(main())

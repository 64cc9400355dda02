"""A refresh in a process of its own that is watched: what it weighs, whom it calls, what it unpickles and writes.

Run as `python -m tests.fault.watched REPORT ARGUMENT…` with the arguments of `gongbao`; the report is JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
PEAK = "VmHWM:"  # of this process alone; rusage would count what forked it
CALLS = {"socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"}
# Linux's rights to read and write whatever the owner forbids; without them root is refused like anybody else.
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


@dataclass(frozen=True)
class Watched:
    """What a watched refresh came to."""

    code: int
    printed: str
    seconds: float
    peak_bytes: int
    calls: list[str]
    unpickled: list[str]
    written: list[str]
    started: list[str]


def refresh(seeds: Path, warehouse: Path, report: Path) -> Watched:
    """`gongbao refresh` on these folders, without root's rights over other people's files."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "DAGSTER_"))}
    arguments = ["refresh", "--seeds", str(seeds), "--warehouse", str(warehouse)]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.fault.watched", str(report), *arguments],
        cwd=PROJECT,
        env=environment | {"COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=_give_up_rights if os.geteuid() == 0 else None,
    )
    seen = json.loads(report.read_text(encoding="utf-8"))
    return Watched(done.returncode, done.stdout + done.stderr, time.monotonic() - began, **seen)


def _give_up_rights() -> None:
    library = ctypes.CDLL(None, use_errno=True)
    for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        if library.prctl(PR_CAPBSET_DROP, right, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "the right over other people's files can't be given up")


def _watch(seen: dict[str, set[str]]) -> None:
    def notice(event: str, details: tuple[Any, ...]) -> None:
        if event in CALLS:
            seen["calls"].add(f"{event} {details[1:]!r}"[:200])
        elif event == "pickle.find_class":
            seen["unpickled"].add(f"{details[0]}.{details[1]}")
        elif event in {"subprocess.Popen", "os.exec", "os.system", "os.posix_spawn"}:
            seen["started"].add(f"{event} {details[0]!r}"[:200])
        elif event == "open" and isinstance(details[0], str) and _for_writing(details[1], details[2]):
            seen["written"].add(str(Path(details[0]).absolute()))

    sys.addaudithook(notice)


def _for_writing(mode: str | None, flags: int) -> bool:
    return any(sign in (mode or "") for sign in "wax+") or bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def main(report: Path, arguments: list[str]) -> int:
    """Run the command and write down what was seen."""
    seen: dict[str, set[str]] = {name: set() for name in ("calls", "unpickled", "written", "started")}
    _watch(seen)
    from orchestration import cli

    try:
        return cli.main(arguments)
    finally:
        status = Path("/proc/self/status").read_text(encoding="utf-8").split()
        peak = int(status[status.index(PEAK) + 1]) * 1024
        told: dict[str, Any] = {name: sorted(found) for name, found in seen.items()} | {"peak_bytes": peak}
        report.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

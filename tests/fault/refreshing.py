"""Refreshes that can be killed: each in a process group of its own, forked from a process that has loaded all.

Loading takes longer than a refresh of few bulletins. So a server loads once, and each refresh is a fork of it that runs
`gongbao refresh` from its first line; nothing has been opened or started in the server that a fork could inherit. What
loading itself may leave behind is tried with `Refresher.spawn`, the command in a new interpreter.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from orchestration.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 600


def clean_environment() -> dict[str, str]:
    """The environment without what other tests put into it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "DAGSTER_"))}
    return kept | {"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1", "COLUMNS": "200"}


@dataclass
class Running:
    """A refresh under way."""

    pid: int
    log: Path
    server: subprocess.Popen[str] | None  # whose fork it is
    process: subprocess.Popen[bytes] | None  # or the process itself
    code: int | None = None

    def printed(self) -> str:
        """What it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def opened(self, path: Path) -> bool:
        """Whether it has this file open now."""
        try:
            return any(link.readlink() == path for link in Path(f"/proc/{self.pid}/fd").iterdir())
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # one was closed meanwhile, or all ended
            return False

    def ended(self) -> bool:
        """Whether it has ended by itself, or is a zombie nobody has asked about."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
        except (FileNotFoundError, ProcessLookupError):
            return True

    def wait(self) -> int:
        """Its exit code; negative when a signal ended it."""
        if self.code is None:
            if self.process is not None:
                self.code = self.process.wait(PATIENCE)
            else:
                assert self.server is not None
                assert self.server.stdout is not None
                self.code = os.waitstatus_to_exitcode(int(self.server.stdout.readline()))
        return self.code

    def kill(self) -> int:
        """Kill the whole group, and see that nobody survives; its exit code, which tells whether it was in time."""
        if self.code is None:
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.killpg(self.pid, signal.SIGKILL)
        code = self.wait()
        deadline = time.monotonic() + 5
        while left := members(self.pid):
            assert time.monotonic() < deadline, f"still alive: {left}"
            time.sleep(0.005)
        return code


@dataclass(frozen=True)
class Request:
    """What the server is asked to run, and under which restrictions."""

    arguments: list[str]
    log: str
    file_bytes: int
    user: int
    environment: dict[str, str]

    def obey(self) -> int:
        """Run it in this process, which is a fork."""
        from orchestration import cli

        for stream in (1, 2):
            os.dup2(os.open(self.log, os.O_WRONLY | os.O_APPEND), stream)
        os.environ |= self.environment
        if self.file_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes, self.file_bytes))
        if self.user:
            os.setgroups([])
            os.setgid(self.user)
            os.setuid(self.user)
        code = cli.main(self.arguments)
        sys.stdout.flush()
        return code


def members(group: int) -> list[int]:
    """The living processes of a process group or session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group, session = stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(group) in (process_group, session) and state != "Z":
            found.append(int(stat.parent.name))
    return found


class Refresher:
    """Starts refreshes, one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._server: subprocess.Popen[str] | None = None

    def __enter__(self) -> Refresher:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            assert self._server.stdin is not None
            self._server.stdin.close()
            self._server.wait(PATIENCE)

    def fork(
        self, settings: Settings, *, file_bytes: int = 0, user: int = 0, environment: dict[str, str] | None = None
    ) -> Running:
        """A refresh in a fork of the server; with no file larger than so many bytes, or by another user than root."""
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "tests.fault.refreshing"],
                cwd=PROJECT,
                env=clean_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        log = self._log()
        arguments = ["refresh", "--seeds", str(settings.seeds), "--warehouse", str(settings.warehouse)]
        request = Request(arguments, str(log), file_bytes, user, environment or {})
        self._server.stdin.write(json.dumps(asdict(request)) + "\n")
        self._server.stdin.flush()
        return Running(int(self._server.stdout.readline()), log, self._server, None)

    def spawn(self, settings: Settings, environment: dict[str, str] | None = None) -> Running:
        """A refresh as the command is started by anybody."""
        log = self._log()
        places = ["--seeds", str(settings.seeds), "--warehouse", str(settings.warehouse)]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.cli", "refresh", *places],
                cwd=PROJECT,
                env=clean_environment() | (environment or {}),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        return Running(process.pid, log, None, process)

    def _log(self) -> Path:
        self._number += 1
        log = self._folder / f"refresh-{self._number % 8}.log"
        log.write_bytes(b"")
        return log


def _serve(requests: IO[str], answers: IO[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"GONGBAO_WAREHOUSE": home, "GONGBAO_SEEDS": home, "DAGSTER_HOME": home}
        from expectations import bulletins, marts, observations  # noqa: F401 - only to have them loaded
        from orchestration import data_docs, publishing  # noqa: F401
        from orchestration.assets.warehouse import _parsed
        from orchestration.definitions import defs

        defs.resolve_job_def("refresh")
        _parsed(publishing.dbt_version())
        del os.environ["DAGSTER_HOME"]
        for line in requests:
            request = Request(**json.loads(line))
            pid = os.fork()
            if pid == 0:
                os.setsid()
                code = 70
                try:
                    code = request.obey()
                except BaseException:
                    traceback.print_exc()
                    raise
                finally:
                    os._exit(code)
            while os.getpgid(pid) != pid:  # until then the group can't be killed
                time.sleep(0.001)
            print(pid, file=answers, flush=True)
            print(os.waitpid(pid, 0)[1], file=answers, flush=True)


if __name__ == "__main__":
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library may say is no answer
    _serve(sys.stdin, replies)

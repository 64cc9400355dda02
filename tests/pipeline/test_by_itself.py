"""With the Dagster UI running, a bulletin that arrives is published without anybody touching anything."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.refreshed import Refreshed

pytestmark = pytest.mark.pipeline

PATIENCE = 240
LOOPBACK = ("0100007F", "00000000000000000000000001000000")  # 127.0.0.1 and ::1, as /proc/net spells them
AUTOMATION = """{ repositoriesOrError { ... on RepositoryConnection { nodes {
  sensors { name sensorState { status } } schedules { name scheduleState { status } } } } }
  runsOrError { ... on Runs { results { jobName status tags { key value } } } } }"""


def wait_for(what: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, "the Dagster UI has ended"
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.5)


@pytest.fixture
def ui(warehouse: Refreshed, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`gongbao ui` on a free port, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "ui.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "ui", "--port", str(port)],
            env=os.environ | {"GONGBAO_QUIET_SECONDS": "2"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def ask(address: str, query: str) -> Any:
    """The UI's answer to a GraphQL query, or None while it isn't up."""
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)["data"]
    except OSError:
        return None


def listening(session: int) -> set[str]:
    """The addresses on which processes of this session accept connections, as Linux lists them."""
    inodes = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            of_session = (folder / "stat").read_text().rpartition(")")[2].split()[3] == str(session)
            inodes |= {str(file.readlink()) for file in (folder / "fd").iterdir()} if of_session else set()
        except OSError:  # it has ended meanwhile
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
                found.add(fields[1].partition(":")[0])
    return found


def test_a_new_bulletin_is_published_by_itself(warehouse: Refreshed, ui: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = ui
    before = warehouse.version
    wait_for(lambda: bool((ask(address, AUTOMATION) or {}).get("repositoriesOrError", {}).get("nodes")), process)
    state = ask(address, AUTOMATION)
    (repository,) = state["repositoriesOrError"]["nodes"]
    assert [(s["name"], s["sensorState"]["status"]) for s in repository["sensors"]] == [("seeds_sensor", "RUNNING")]
    assert [(s["name"], s["scheduleState"]["status"]) for s in repository["schedules"]] == [
        ("daily_refresh", "RUNNING")
    ]
    assert [run["status"] for run in state["runsOrError"]["results"]] == ["SUCCESS"]  # the command's own run is there
    assert listening(process.pid) in ({LOOPBACK[0]}, set(LOOPBACK))

    arriving = warehouse.settings.seeds / "arriving.txt"
    arriving.write_text("2024年，北京市新增床位", encoding="utf-8")  # the rest is still being written
    time.sleep(1)
    arriving.write_text("2024年，北京市新增床位2917张。\n", encoding="utf-8")
    wait_for(lambda: warehouse.version != before, process)
    rows = warehouse.query(
        "SELECT o.value FROM marts.fct_observation AS o JOIN marts.dim_bulletin AS b USING (bulletin_id) "
        "WHERE b.file_name = 'arriving.txt'"
    )
    assert rows == [(2917.0,)]
    runs = ask(address, AUTOMATION)["runsOrError"]["results"]
    assert len(runs) == 2  # one for the command, one for the sensor

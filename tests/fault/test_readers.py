"""Readers while versions are published: every query sees one whole version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import publishing
from orchestration.settings import Settings
from tests.unit.test_publishing import CODE, publish

READER = """
import json, sys, time, duckdb
path, stop, keep = sys.argv[1], sys.argv[2], sys.argv[3] == "keep"
import pathlib
seen, queries, con = set(), 0, None
while not pathlib.Path(stop).exists():
    if con is None or not keep or queries % 20 == 0:
        if con is not None: con.close()
        con = duckdb.connect(path, read_only=True)
    version, rows = con.execute(
        "SELECT version, (SELECT list(DISTINCT value) FROM marts.fct_observation) FROM marts.publication").fetchone()
    assert rows == [int(version[1:])], (version, rows)
    seen.add(version); queries += 1
    if not keep: con.close(); con = None
print(json.dumps({"queries": queries, "seen": len(seen)}))
"""
PUBLICATIONS = 12


def test_readers_see_one_whole_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "code_version", lambda: CODE)
    settings = Settings(seeds=tmp_path / "seeds", warehouse=tmp_path / "warehouse")
    publish(settings, "v0", [0] * 50)
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(settings.published_database), str(stop), habit],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for habit in ("keep", "anew", "keep", "anew")
    ]
    for number in range(1, PUBLICATIONS + 1):
        publish(settings, f"v{number}", [number] * 50)
    stop.touch()
    for reader in readers:
        out, err = reader.communicate(timeout=30)
        assert reader.returncode == 0, err
        found = json.loads(out)
        assert found["queries"] > PUBLICATIONS
        assert found["seen"] > 1

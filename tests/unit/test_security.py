"""What SECURITY.md promises of settings and code, and can be seen without running anything."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from orchestration import cli, data_docs, instance
from orchestration.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z0-9,-]+\])?==(?P<version>[0-9][0-9A-Za-z.+!-]*)( ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
# What runs what it reads.
UNPICKLING = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"}
RUNNING = {"eval", "exec", "compile", "__import__"}
LOOPBACK = "127.0.0.1"


def requirements(lock: str) -> Iterator[list[str]]:
    """Every requirement of a lock as its lines' parts: the pin, then its hashes."""
    text = (PROJECT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip():
            yield re.split(r"\s+(?=--hash)", line.strip())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    found = list(requirements(lock))
    assert len(found) > 50
    for pin, *hashes in found:
        assert REQUIREMENT.fullmatch(pin), pin
        assert hashes, f"{pin} has no hash"
        assert all(HASH.fullmatch(digest) for digest in hashes), pin


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    options = {line.split("=")[0].split()[0] for line in text.splitlines() if line.lstrip().startswith("-")}
    assert options == {"--hash"}
    assert "://" not in text


def test_the_development_lock_holds_the_same_pins() -> None:
    pins = [{parts[0] for parts in requirements(lock)} for lock in LOCKS]
    assert pins[0] <= pins[1]


def test_what_is_declared_is_locked() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[=<>~! \[]", one)[0].lower().replace("_", "-") for one in declared}
    locked = {parts[0].split("==")[0].split("[")[0].lower().replace("_", "-") for parts in requirements(LOCKS[0])}
    assert names <= locked


def test_installing_asks_for_the_hashes() -> None:
    installs = [
        line for line in (PROJECT / "Makefile").read_text(encoding="utf-8").splitlines() if "pip install" in line
    ]
    assert installs
    assert all("--require-hashes" in line or "--no-deps --no-build-isolation -e ." in line for line in installs)


def modules() -> list[Path]:
    return [path for folder in ("orchestration", "expectations") for path in sorted((PROJECT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_code_neither_unpickles_nor_runs_what_it_reads(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {name.name.split(".")[0] for name in node.names} & UNPICKLING
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in UNPICKLING
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in RUNNING
            assert called not in {
                "yaml.load",
                "yaml.full_load",
                "yaml.unsafe_load",
                "yaml.load_all",
                "os.system",
                "os.popen",
            }
            assert not any(word.arg == "shell" for word in node.keywords), called
            loaders = [ast.unparse(word.value) for word in node.keywords if word.arg == "Loader"]
            assert loaders in ([], ["yaml.SafeLoader"])


def test_the_ui_is_for_this_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.append(arguments))
    monkeypatch.setattr(cli.signal, "signal", lambda number, handler: None)
    for name in ("DAGSTER_HOME", "GONGBAO_SEEDS", "GONGBAO_WAREHOUSE", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")
    cli._ui(cli._parser().parse_args(["ui", "--port", "3999"]), Settings(tmp_path / "seeds", tmp_path / "warehouse"))
    (arguments,) = started
    assert arguments[arguments.index("-h") + 1] == LOOPBACK
    assert arguments.count("-h") == 1
    with pytest.raises(SystemExit):
        cli._parser().parse_args(["ui", "--host", "0.0.0.0"])


def test_no_telemetry_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings alone; that nothing is called is watched in tests/fault/test_hostile.py."""
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, "")
    instance.prepare_instance(Settings(tmp_path / "seeds", tmp_path / "warehouse"))
    dagster = yaml.safe_load((tmp_path / "warehouse" / "dagster" / "dagster.yaml").read_text(encoding="utf-8"))
    assert dagster["telemetry"] == {"enabled": False}
    assert dagster["nux"] == {"enabled": False}
    assert os.environ["DAGSTER_DISABLE_TELEMETRY"] == "yes"
    dbt = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["dg"]["cli"]["telemetry"] == {"enabled": False}
    for docs in (None, tmp_path / "docs"):
        assert data_docs._config(docs).analytics_enabled is False


def test_what_a_step_prints_is_not_kept() -> None:
    """Nothing of a bulletin is printed; and what a library might print ends with its process."""
    assert yaml.safe_load(instance.DAGSTER_YAML)["compute_logs"]["class"] == "NoOpComputeLogManager"

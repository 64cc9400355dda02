"""Verdicts: kept with the version that they judged, valid for exactly that content, and overridden once at most."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration import cli, gates
from tests.gates.world import PUBLISHED_VERSION, VERSION, World, good, ids


def _judge_all(world: World) -> None:
    world.write()
    for gate in gates.GATES:
        gates.store_verdict(_judge(world, gate), world.folder)


def _judge(world: World, gate: str, version: str = VERSION) -> gates.GateVerdict:
    return gates.judge(gate, world.staging_path, world.published_path, version, candidate_path=world.candidate_path)


def _refusal(world: World, version: str = VERSION) -> str | None:
    return gates.stored_pass(version, world.folder, world.staging_path, world.candidate_path)


def _halve(world: World) -> None:
    first = world.published["fct_observation"][0]
    world.published["fct_observation"] += [first | {"observation_id": ids("o", str(index))} for index in range(5)]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A good world that all gates have judged."""
    world = good(tmp_path_factory.mktemp("judged"))
    _judge_all(world)
    return world


def test_what_every_gate_passed_may_be_published(judged: World) -> None:
    assert _refusal(judged) is None


def test_a_version_without_verdicts_may_not(judged: World) -> None:
    refusal = _refusal(judged, "v_other")
    assert refusal is not None
    assert "no verdict of the bulletins gate" in refusal


@pytest.mark.parametrize("gate", gates.GATES)
def test_a_version_that_one_gate_did_not_judge_may_not(judged: World, tmp_path: Path, gate: str) -> None:
    verdicts = gates.stored_verdicts(judged.folder, VERSION)
    verdicts.pop(gate)
    _keep(tmp_path, verdicts)
    refusal = gates.stored_pass(VERSION, tmp_path, judged.staging_path, judged.candidate_path)
    assert refusal == f"no verdict of the {gate} gate on version {VERSION}"


@pytest.mark.parametrize("gate", gates.GATES)
def test_a_version_that_one_gate_failed_may_not(judged: World, tmp_path: Path, gate: str) -> None:
    verdicts = gates.stored_verdicts(judged.folder, VERSION)
    verdicts[gate]["passed"] = False
    _keep(tmp_path, verdicts)
    refusal = gates.stored_pass(VERSION, tmp_path, judged.staging_path, judged.candidate_path)
    assert refusal == f"the {gate} gate did not pass version {VERSION}"


def _keep(folder: Path, verdicts: object) -> None:
    path = gates.verdicts_path(folder, VERSION)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(verdicts), encoding="utf-8")


@pytest.mark.parametrize(
    ("database", "change", "table"),
    [
        ("staging", "UPDATE raw.bulletins SET title = 'x'", "raw.bulletins"),
        ("staging", "UPDATE raw.observations SET value = value + 1", "raw.observations"),
        ("staging", "DELETE FROM raw.quarantined_bulletins; INSERT INTO raw.quarantined_bulletins VALUES "
         "('b','f','r','r')", "raw.quarantined_bulletins"),
        ("candidate", "UPDATE marts.fct_observation SET value = value + 1", "marts.fct_observation"),
        ("candidate", "CREATE TABLE marts.mart_new AS SELECT 1 AS x", "marts.mart_new"),
        ("candidate", "DROP TABLE marts.mart_conflicts", "marts.mart_conflicts"),
    ],
)  # fmt: skip
def test_content_that_changed_after_the_verdict_may_not(
    tmp_path: Path, judged: World, database: str, change: str, table: str
) -> None:
    refusal = _refusal_after(change, database, tmp_path, judged)
    assert refusal is not None
    assert table in refusal


def test_filling_the_publication_changes_nothing_that_was_judged(tmp_path: Path, judged: World) -> None:
    assert _refusal_after("UPDATE marts.publication SET fct_observation = 0", "candidate", tmp_path, judged) is None


def _refusal_after(change: str, database: str, folder: Path, judged: World) -> str | None:
    paths = {"staging": folder / "staging.duckdb", "candidate": folder / "candidate.duckdb"}
    shutil.copyfile(judged.staging_path, paths["staging"])
    shutil.copyfile(judged.candidate_path, paths["candidate"])
    with duckdb.connect(str(paths[database])) as con:
        con.execute(change)
    return gates.stored_pass(VERSION, judged.folder, paths["staging"], paths["candidate"])


def test_a_verdict_is_the_same_every_time(judged: World) -> None:
    """It is published with its version, and two builds of one version are byte-identical."""
    assert _judge(judged, "marts") == _judge(judged, "marts")
    assert str(judged.folder) not in gates.verdicts_path(judged.folder, VERSION).read_text(encoding="utf-8")


def test_a_failed_verdict_replaces_a_passed_one(world: World) -> None:
    _judge_all(world)
    assert _refusal(world) is None
    world.row("observations")["value"] = 298
    world.write()
    gates.store_verdict(_judge(world, "observations"), world.folder)
    assert "did not pass" in str(_refusal(world))


def test_the_message_names_the_rows_with_their_evidence(world: World) -> None:
    world.row("observations")["value"] = 298
    message = world.judge("observations").message()
    assert "Gate observations failed" in message
    assert world.row("observations")["observation_id"] in message
    assert "299家医院统一放号时间" in message


def test_an_unknown_gate_and_a_missing_candidate_are_errors(world: World) -> None:
    world.write()
    with pytest.raises(gates.GateError, match="no gate called 'mart'"):
        gates.judge("mart", world.staging_path, None, VERSION)
    with pytest.raises(gates.GateError, match="needs the database"):
        gates.judge("marts", world.staging_path, None, VERSION)


def test_an_expectation_that_can_not_be_computed_is_no_pass_and_quotes_nothing(world: World) -> None:
    world.raw["bulletins"][0]["encoding"] = None
    world.write()
    with duckdb.connect(str(world.staging_path)) as con:
        con.execute("ALTER TABLE raw.bulletins DROP COLUMN encoding")
    with pytest.raises(gates.GateError, match="expect_column_values_to_be_in_set bulletins encoding"):
        _judge(world, "bulletins")


def test_nothing_published_yet_means_nothing_lost(world: World) -> None:
    _halve(world)
    world.write()
    world.published_path.unlink()
    assert _judge(world, "marts").passed


# --- The volume gate and its override -------------------------------------------------------------------------------


def test_a_drop_of_a_tenth_is_allowed_and_more_is_not(world: World) -> None:
    rows = world.marts["fct_observation"]
    ten = [rows[0] | {"observation_id": ids("o", str(index))} for index in range(10)]
    world.published["fct_observation"] = ten
    for kept, allowed in ((9, True), (8, False)):
        world.raw["observations"] = [dict(row) for row in ten[:kept]]
        world.marts["fct_observation"] = ten[:kept]
        world.marts["publication"][0]["fct_observation"] = kept
        world.marts["mart_indicator_series"][0]["observation_id"] = ten[0]["observation_id"]
        failed = {failure.expectation for failure in world.judge("marts").failures}
        assert ("expect_volume_kept" not in failed) == allowed


def test_a_bulletin_that_was_taken_away_is_no_drop(world: World) -> None:
    world.published["fct_observation"].append(world.published["fct_observation"][0] | {"bulletin_id": ids("b", "gone")})
    assert world.judge("marts").passed


def _quarantined(world: World) -> str:
    bulletin = world.row("bulletins")
    identity = bulletin["bulletin_id"]
    world.raw["quarantined_bulletins"].append(
        {"bulletin_id": identity, "file_name": bulletin["file_name"], "rule": "r", "reason": "r"}
    )
    for table in ("fct_observation", "dim_bulletin"):
        world.marts[table] = [row for row in world.marts[table] if row["bulletin_id"] != identity]
        world.marts["publication"][0][table] = len(world.marts[table])
    world.marts["mart_indicator_series"] = []
    world.marts["mart_target_progress"] = []
    return str(bulletin["file_name"])


def test_an_edited_bulletin_in_quarantine_is_its_own_fault(world: World) -> None:
    _quarantined(world)
    world.published["dim_bulletin"][0]["sha256"] = "0" * 64
    assert world.judge("marts").passed


def test_an_unchanged_bulletin_in_quarantine_is_ours(world: World) -> None:
    name = _quarantined(world)
    verdict = world.judge("marts")
    assert [failure.expectation for failure in verdict.failures] == ["expect_volume_kept"]
    assert verdict.failures[0].rows[0]["file_name"] == name


def test_an_override_lets_one_version_through_and_is_recorded(world: World) -> None:
    _halve(world)
    world.write()
    assert not _judge(world, "marts").passed
    bulletin = world.row("bulletins")["bulletin_id"]
    gates.record_override(world.folder, PUBLISHED_VERSION, bulletin, "the tables were left out, call 13812345678")
    verdict = _judge(world, "marts")
    assert verdict.passed
    assert verdict.overrides[0]["bulletin_id"] == bulletin
    assert "13812345678" not in str(verdict)
    gates.store_verdict(verdict, world.folder)
    assert _judge(world, "marts").passed, "the same version may be judged again"
    assert not _judge(world, "marts", "v_next").passed, "another version may not use it"
    stored = gates.stored_verdicts(world.folder, VERSION)
    assert stored["marts"]["overrides"][0]["reason"].startswith("the tables were left out")


def test_an_override_speaks_of_one_published_version_and_one_bulletin(world: World) -> None:
    _halve(world)
    world.write()
    gates.record_override(world.folder, "v_older", "*", "of another version")
    gates.record_override(world.folder, PUBLISHED_VERSION, world.row("bulletins", 1)["bulletin_id"], "of another")
    assert not _judge(world, "marts").passed
    gates.record_override(world.folder, PUBLISHED_VERSION, gates.EVERY_BULLETIN, "the extractor reads less")
    assert _judge(world, "marts").passed


def test_a_failed_verdict_does_not_use_up_an_override(world: World) -> None:
    _halve(world)
    world.marts["fct_observation"][0]["value"] = 1
    world.write()
    gates.record_override(world.folder, PUBLISHED_VERSION, "*", "reason")
    gates.store_verdict(_judge(world, "marts"), world.folder)
    recorded = json.loads(gates.overrides_path(world.folder).read_text(encoding="utf-8"))
    assert [override["used_by"] for override in recorded] == [None]


def test_an_override_needs_a_reason(world: World) -> None:
    with pytest.raises(gates.GateError, match="reason"):
        gates.record_override(world.folder, PUBLISHED_VERSION, "*", " ")


def test_a_value_that_the_ledger_corrected_need_not_stand_in_the_text(world: World) -> None:
    world.marts["fct_observation"][0].update(value=298, corrected_fields="unit, value")
    assert world.judge("marts").passed


def test_the_command_records_an_override_against_what_is_published(
    tmp_path: Path, judged: World, capsys: pytest.CaptureFixture[str]
) -> None:
    version = tmp_path / "versions" / PUBLISHED_VERSION
    version.mkdir(parents=True)
    shutil.copyfile(judged.published_path, version / "gongbao.duckdb")
    (tmp_path / "current").symlink_to(version)
    (tmp_path / "gongbao.duckdb").symlink_to(Path("current") / "gongbao.duckdb")
    name, identity = (judged.row("bulletins")[field] for field in ("file_name", "bulletin_id"))
    allow = ["allow", "--warehouse", str(tmp_path), "--reason", "shortened"]
    assert cli.main([*allow, name]) == 0
    assert cli.main([*allow, "*"]) == 0
    assert cli.main([*allow, "nobody.txt"]) == 1
    assert "nobody.txt" in capsys.readouterr().err
    recorded = json.loads(gates.overrides_path(tmp_path).read_text(encoding="utf-8"))
    assert [override["bulletin_id"] for override in recorded] == [identity, "*"]
    assert {override["from_version"] for override in recorded} == {PUBLISHED_VERSION}


def test_the_command_has_nothing_to_allow_before_a_publication(tmp_path: Path) -> None:
    assert cli.main(["allow", "--warehouse", str(tmp_path), "--reason", "shortened", "*"]) == 1


def test_failing_rows_say_where_they_are_and_why(world: World) -> None:
    _halve(world)
    (row,) = gates.failing_rows(world.judge("marts"))
    assert tuple(row) == gates.FAILING_ROW
    assert row["where"] == (
        f"bulletin_id {world.row('bulletins')['bulletin_id']}, file_name {world.row('bulletins')['file_name']}, "
        "published_rows 11, rows 6"
    )
    assert "gongbao allow" in row["why"]

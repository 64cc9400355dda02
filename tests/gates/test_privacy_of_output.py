"""A private value leaves no trace in anything that the gates write; ids and offsets do."""

from __future__ import annotations

import re

import pytest

from expectations.private import MASK
from orchestration import data_docs, gates
from orchestration.assets.observations import rows_of
from orchestration.extraction import extract
from orchestration.extraction.model import Declared
from tests.gates.world import Corrupt, World, as_json, written

TELEPHONE, MAIL, IDENTITY = "13812345678", "zhang.san@example.com", "11010519491231002X"
SECRETS = (TELEPHONE, MAIL, IDENTITY)
# Whatever a browser loads by itself, as against a link that a person follows.
FETCHES = re.compile(r"""\bsrc=["']?https?:|<link\b[^>]*https?:|url\(["']?https?:|@import""")


def _evidence_without_its_number(world: World) -> None:
    """A failing row whose evidence, which is shown, holds private values as well."""
    world.row("observations").update(value=298, evidence=f"299家医院,电话{TELEPHONE},{MAIL}", metric=f"医院,{IDENTITY}")


def _unit(world: World) -> None:
    world.row("observations").update(unit=TELEPHONE, qualifier=MAIL, region=IDENTITY)


def _bulletin(world: World) -> None:
    world.row("bulletins").update(title=f"{TELEPHONE}", publisher=MAIL, encoding=IDENTITY, file_name=f"{TELEPHONE}.txt")
    world.row("rejected_bulletins").update(file_name=f"{MAIL}.txt", reason="", remedy="")


def _marts(world: World) -> None:
    world.marts["dim_bulletin"][0].update(title=f"致电{TELEPHONE}", source_url=f"mailto:{MAIL}")
    world.marts["mart_unmapped"][0].update(evidence=f"身份证{IDENTITY}")
    world.marts["fct_observation"][0].update(evidence=f"电话{TELEPHONE}")


CASES: list[tuple[str, Corrupt]] = [
    ("bulletins", _bulletin),
    ("observations", _bulletin),
    ("observations", _evidence_without_its_number),
    ("observations", _unit),
    ("marts", _marts),
]


@pytest.mark.parametrize(("gate", "corrupt"), CASES, ids=[f"{gate}{corrupt.__name__}" for gate, corrupt in CASES])
def test_no_private_value_is_written(world: World, gate: str, corrupt: Corrupt) -> None:
    corrupt(world)
    docs = world.folder / "data_docs"
    verdict = world.judge(gate, data_docs=docs)
    gates.store_verdict(verdict, world.folder)
    assert not verdict.passed
    for text in (as_json(verdict), verdict.message(), str(gates.failing_rows(verdict)), written(world.folder)):
        for secret in SECRETS:
            assert secret not in text
    assert TELEPHONE not in str(world.quarantine())


def test_ids_and_offsets_are_shown_instead(world: World) -> None:
    world.row("observations")["evidence"] = f"电话{TELEPHONE}"
    docs = world.folder / "data_docs"
    verdict = world.judge("observations", data_docs=docs)
    (row,) = next(failure.rows for failure in verdict.failures if failure.expectation == "expect_nothing_private")
    assert row == {
        "table": "raw.observations",
        "id": world.row("observations")["observation_id"],
        "bulletin_id": world.row("observations")["bulletin_id"],
        "column": "evidence",
        "char_start": 2,
        "char_end": 13,
        "why": "telephone number",
    }
    assert row["id"] in written(docs)


def test_a_sentence_with_a_number_and_a_telephone_number_is_published_without_the_latter(world: World) -> None:
    """Such a sentence does not cost the bulletin: its evidence is blotted when it is written, and the gate agrees."""
    bulletin, observation = world.row("bulletins"), world.row("observations")
    text = f"2024年,全市设置床位1200张,联系电话{TELEPHONE}。"
    (row,) = rows_of(bulletin["bulletin_id"], text, extract(text, Declared()))["observations"]
    assert row["value"] == 1200
    assert TELEPHONE not in str(row)
    assert len(row["evidence"]) == row["evidence_end"] - row["evidence_start"]
    bulletin["raw_text"] = text
    observation.update(
        {name: row[name] for name in ("char_start", "char_end", "evidence", "evidence_start", "evidence_end")}
    )
    failed = {failure.expectation for failure in world.judge("observations").failures}
    assert "expect_nothing_private" not in failed
    shown = world.frames("observations")["observations"].set_index("observation_id").loc[observation["observation_id"]]
    assert shown["evidence_is_source"]


def test_a_heading_with_a_telephone_number_is_published_without_it() -> None:
    text = "某市公报\n电话88001234\n2024年,全市设置床位1200张。\n"
    (row,) = rows_of("b_1", text, extract(text, Declared()))["observations"]
    assert row["section"] == f"电话{MASK * 8}"


def test_the_pages_need_no_network(world: World) -> None:
    docs = world.folder / "data_docs"
    world.row("observations")["value"] = 298
    for gate in gates.GATES:
        world.judge(gate, data_docs=docs)
    pages = list(docs.rglob("*.html"))
    assert docs / "index.html" in pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not FETCHES.findall(text)
    index = (docs / "index.html").read_text(encoding="utf-8")
    assert all(f"{gate}/" in index for gate in gates.GATES), "one site for all gates"
    assert "299家医院统一放号时间" in written(docs), "failing rows are shown with their evidence"


def test_the_site_does_not_grow_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = world.folder / "data_docs"
    monkeypatch.setattr(data_docs, "RUNS_KEPT", 1)
    sizes = []
    for _ in range(3):
        world.judge("bulletins", data_docs=docs)
        sizes.append(len(list(docs.rglob("*.html"))))
    assert sizes[0] == sizes[2]


def test_a_page_that_cannot_be_written_is_told(world: World) -> None:
    """Great Expectations would only log it, and leave the page out."""
    docs = world.folder / "data_docs"
    docs.mkdir(parents=True)
    (docs / "validations").write_text("no folder", encoding="utf-8")
    with pytest.raises(OSError, match=r"could not be written: .*Error"):
        world.judge("bulletins", data_docs=docs)

"""A small warehouse of real sentences that every gate passes, for tests that then break one thing in it."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration import gate_frames, gates, store

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
VERSION = "v_0123456789ab"
PUBLISHED_VERSION = "v_ba9876543210"
# The number as it stands in the text, with what a reader makes of it.
STATED: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "002_4dc7b0aca4e74e9d": [
        ("299家医院统一放号时间", "299家", {"value": 299, "unit": "家", "metric": "统一放号时间的医院"}),
        (
            "覆盖近300家二级",
            "近300家",
            {"value": 300, "unit": "家", "qualifier": "nearly", "metric": "平台覆盖机构"},
        ),
        ("达167.5万人次", "167.5万人次", {"value": 1_675_000, "unit": "人次", "metric": "互联网诊疗量"}),
        (
            "增长54.7%",
            "54.7%",
            {"value": 54.7, "unit": "%", "metric": "互联网诊疗量", "measure": "change_rate", "direction": "up"},
        ),
        ("签约率45%", "45%", {"value": 45, "unit": "%", "metric": "家庭医生签约率"}),
        (
            "不少于20家社区记忆门诊",
            "不少于20家",
            {
                "value": 20,
                "unit": "家",
                "qualifier": "at_least",
                "metric": "社区记忆门诊",
                "status": "target",
                "year": 2025,
            },
        ),
    ],
    "001_e3d29d82a9a126a1": [
        ("16小时精准锁定", "16小时", {"value": 16, "unit": "小时", "metric": "锁定风险点位的时间", "year": 2020}),
    ],
}
DEFAULTS: dict[str, Any] = {
    "value_high": None,
    "qualifier": "exact",
    "measure": "level",
    "direction": None,
    "status": "actual",
    "status_basis": "stated",
    "year": 2024,
    "period_basis": "context",
    "region": "北京市",
    "region_id": "110000",
    "region_basis": "stated",
    "cooperation": False,
    "section": None,
}


def ids(kind: str, *parts: str) -> str:
    """An id in the shape that the project uses."""
    return f"{kind}_{hashlib.sha256('|'.join(parts).encode()).hexdigest()[: 12 if kind == 'b' else 16]}"


@dataclass
class World:
    """The rows of the staging database, of the version being built, and of the published one."""

    folder: Path
    raw: dict[str, list[dict[str, Any]]]
    marts: dict[str, list[dict[str, Any]]]
    published: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def staging_path(self) -> Path:
        """The staging database."""
        return self.folder / "staging.duckdb"

    @property
    def candidate_path(self) -> Path:
        """The version being built."""
        return self.folder / "candidate" / "gongbao.duckdb"

    @property
    def published_path(self) -> Path:
        """The version that readers see."""
        return self.folder / "gongbao.duckdb"

    def row(self, table: str, index: int = 0) -> dict[str, Any]:
        """A row of the staging database, to be broken."""
        return self.raw[table][index]

    def write(self) -> None:
        """Write the three databases."""
        self.write_staging()
        for path, tables in ((self.candidate_path, self.marts), (self.published_path, self.published)):
            path.parent.mkdir(exist_ok=True)
            path.unlink(missing_ok=True)
            with duckdb.connect(str(path)) as con:
                _fill_marts(con, tables)

    def write_staging(self) -> None:
        """Write the staging database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.staging_path.unlink(missing_ok=True)
        with duckdb.connect(str(self.staging_path)) as con:
            _fill_raw(con, self.raw)

    def judge(self, gate: str, *, data_docs: Path | None = None) -> gates.GateVerdict:
        """Write what the gate looks at and let it judge."""
        if gate == "marts":
            self.write()
        else:
            self.write_staging()
        return gates.judge(
            gate,
            self.staging_path,
            self.published_path,
            VERSION,
            candidate_path=self.candidate_path,
            data_docs=data_docs,
        )

    def frames(self, gate: str) -> gate_frames.Frames:
        """What the gate looks at."""
        with duckdb.connect() as staging, duckdb.connect() as candidate, duckdb.connect() as published:
            _fill_raw(staging, self.raw)
            if gate == "bulletins":
                return gate_frames.bulletin_frames(staging)
            if gate == "observations":
                return gate_frames.observation_frames(staging)
            _fill_marts(candidate, self.marts)
            _fill_marts(published, self.published)
            return gate_frames.mart_frames(staging, candidate, published, frozenset())

    def quarantine(self) -> list[tuple[str, str, str]]:
        """Look for bulletins that break a rule of their own."""
        with duckdb.connect() as staging:
            _fill_raw(staging, self.raw)
            return gates.quarantine_findings(staging)


def _fill_raw(con: duckdb.DuckDBPyConnection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """The staging schema, without constraints, which would keep broken rows out before a gate sees them."""
    con.execute("CREATE SCHEMA raw")
    for table, columns in store.TABLES.items():
        _create(con, f"raw.{table}", {name: kind.split()[0] for name, kind in columns.items()}, rows.get(table, []))


def _fill_marts(con: duckdb.DuckDBPyConnection, rows: dict[str, list[dict[str, Any]]]) -> None:
    con.execute("CREATE SCHEMA marts")
    for table in rows:
        _create(con, f"marts.{table}", MARTS[table], rows[table])


def _create(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[dict[str, Any]]) -> None:
    con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    if rows:
        held = [[row.get(name) for row in rows] for name in columns]
        con.execute(
            f"INSERT INTO {table} SELECT {', '.join(f'unnest(?::{kind}[])' for kind in columns.values())}", held
        )


_FACT = {name: kind.split()[0] for name, kind in store.TABLES["observations"].items() if name != "evidence_end"}
MARTS: dict[str, dict[str, str]] = {
    "publication": {"version": "VARCHAR", "fct_observation": "BIGINT", "dim_bulletin": "BIGINT"},
    "dim_bulletin": {
        "bulletin_id": "VARCHAR",
        "file_name": "VARCHAR",
        "title": "VARCHAR",
        "publisher": "VARCHAR",
        "source_url": "VARCHAR",
        "sha256": "VARCHAR",
        "observations": "BIGINT",
    },
    "dim_indicator": {"indicator_id": "VARCHAR", "name_zh": "VARCHAR"},
    "dim_region": {"region_id": "VARCHAR", "region": "VARCHAR"},
    "fct_observation": _FACT | {"indicator_id": "VARCHAR", "corrected_fields": "VARCHAR"},
    "mart_indicator_series": {
        "indicator_id": "VARCHAR",
        "status": "VARCHAR",
        "value": "DOUBLE",
        "observation_id": "VARCHAR",
        "bulletin_id": "VARCHAR",
        "sources_agree": "BOOLEAN",
        "vintage": "DATE",
    },
    "mart_series_vintages": {"indicator_id": "VARCHAR"},
    "mart_target_path": {"indicator_id": "VARCHAR"},
    "mart_target_progress": {"indicator_id": "VARCHAR", "target_value": "DOUBLE"},
    "mart_regional_cooperation": {
        "observation_id": "VARCHAR",
        "bulletin_id": "VARCHAR",
        "partner_regions": "VARCHAR[]",
    },
    "mart_conflicts": {"indicator_id": "VARCHAR", "bulletin_id": "VARCHAR"},
    "mart_consistency": {"kind": "VARCHAR"},
    "mart_unmapped": {"metric": "VARCHAR", "evidence": "VARCHAR"},
}


def _observation(stem: str, bulletin_id: str, text: str, stated: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    context, number, fields = stated
    start = text.index(context) + context.index(number)
    end = start + len(number)
    evidence_start = max(text.rfind(mark, 0, start) for mark in "。;\n") + 1
    evidence_end = min((at for mark in "。;\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    known = DEFAULTS | fields
    year = known["year"]
    return known | {
        "observation_id": ids("o", stem, context),
        "bulletin_id": bulletin_id,
        "char_start": start,
        "char_end": end,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "evidence_start": evidence_start,
        "evidence_end": evidence_end,
        "evidence": text[evidence_start:evidence_end],
    }


def _bulletin(stem: str, text: str, received: bytes) -> dict[str, Any]:
    return {
        "bulletin_id": ids("b", stem),
        "file_name": f"{stem}.txt",
        "raw_text": text,
        "sha256": hashlib.sha256(received).hexdigest(),
        "text_sha256": hashlib.sha256("".join(text.split()).encode()).hexdigest(),
        "encoding": "utf-8",
        "bytes": len(received),
        "characters": len(text),
        "title": "北京今年看病更方便",
        "title_basis": "stated",
        "publisher": "北京日报",
        "publisher_basis": "declared",
        "published_on": date(2025, 2, 13),
        "published_on_basis": "declared",
        "source_url": "https://www.beijing.gov.cn/202502/t20250213_13912345678.html",
        "read_by": "x",
    }


def _blocks(bulletin: dict[str, Any], body_ends: int) -> list[dict[str, Any]]:
    """A body up to there, and what was set aside behind it."""
    whole = {"bulletin_id": bulletin["bulletin_id"]}
    return [
        whole | {"block_index": 0, "char_start": 0, "char_end": body_ends, "kind": "body"},
        whole | {"block_index": 1, "char_start": body_ends, "char_end": bulletin["characters"], "kind": "furniture"},
    ]


def good(folder: Path) -> World:
    """Two bulletins with their observations, a copy of one of them, and a rejected file."""
    raw: dict[str, list[dict[str, Any]]] = {name: [] for name in store.TABLES}
    for stem, stated in STATED.items():
        received = (SEEDS / f"{stem}.txt").read_bytes()
        text = received.decode()
        bulletin = _bulletin(stem, text, received)
        observations = [_observation(stem, bulletin["bulletin_id"], text, one) for one in stated]
        raw["bulletins"].append(bulletin)
        raw["observations"] += observations
        raw["blocks"] += _blocks(bulletin, len(text) - 9)
        for digits in re.finditer(r"\d+(?:\.\d+)?", text):
            became = next((o for o in observations if o["char_start"] <= digits.start() < o["char_end"]), None)
            raw["numerals"].append(
                {
                    "bulletin_id": bulletin["bulletin_id"],
                    "char_start": digits.start(),
                    "char_end": digits.end(),
                    "text": digits[0],
                    "outcome": "observation" if became else "name",
                    "observation_id": became["observation_id"] if became else None,
                }
            )
    twin = raw["bulletins"][0] | {"bulletin_id": ids("b", "twin"), "file_name": "twin.txt"}
    raw["bulletins"].append(twin | {"copy_of": raw["bulletins"][0]["bulletin_id"]})
    raw["blocks"] += _blocks(twin, 0)
    raw["rejected_bulletins"].append(
        {
            "file_name": "broken.txt",
            "code": "encoding",
            "reason": "No encoding.",
            "remedy": "Save as UTF-8.",
            "bytes": 9,
        }
    )
    raw["regions"].append({"region_id": "110000", "region": "北京市", "name_en": "Beijing", "level": "province"})
    marts = _marts(raw)
    published = copy.deepcopy(marts)
    published["publication"][0]["version"] = PUBLISHED_VERSION
    return World(folder, raw, marts, published)


def _marts(raw: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    facts = [row | {"indicator_id": "i_1" if row["unit"] == "%" else None} for row in raw["observations"]]
    first = facts[0]
    return {
        "publication": [{"version": VERSION, "fct_observation": len(facts), "dim_bulletin": len(raw["bulletins"])}],
        "dim_bulletin": [dict(row) for row in raw["bulletins"]],
        "dim_indicator": [{"indicator_id": "i_1", "name_zh": "家庭医生签约率"}],
        "dim_region": [{"region_id": "110000", "region": "北京市"}],
        "fct_observation": facts,
        "mart_indicator_series": [
            {
                "indicator_id": "i_1",
                "status": "actual",
                "value": 45,
                "observation_id": first["observation_id"],
                "bulletin_id": first["bulletin_id"],
                "sources_agree": True,
            }
        ],
        "mart_series_vintages": [],
        "mart_target_path": [],
        "mart_target_progress": [{"indicator_id": "i_1", "target_value": 50}],
        "mart_regional_cooperation": [],
        "mart_conflicts": [],
        "mart_consistency": [],
        "mart_unmapped": [{"metric": "社区记忆门诊", "evidence": "建设不少于20家社区记忆门诊"}],
    }


Corrupt = Callable[[World], Any]


def written(folder: Path) -> str:
    """Everything that the gates wrote into `folder`, as one text."""
    suffixes = {".html", ".json", ".js", ".css", ".txt", ""}
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix in suffixes]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


def as_json(verdict: gates.GateVerdict) -> str:
    """The verdict as it is stored."""
    return json.dumps(verdict, default=lambda value: value.__dict__ if hasattr(value, "__dict__") else str(value))

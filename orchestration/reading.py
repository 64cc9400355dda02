"""What the command line tells people about the published version: the summary, and how a figure came to be.

Reads the published database, read-only, and the staging database's accounts of a refresh that has just ended.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import duckdb
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from expectations.private import mask_private
from orchestration import store
from orchestration.ingest import UNSHOWN
from orchestration.settings import Settings

OBSERVATION_ID = re.compile(r"o_[0-9a-f]{16}")
NEAR = 60  # how alike, of 100, a name must be to be taken for what was asked
MATCHES_SHOWN = 12
REVIEW_SHOWN = 20
AROUND = 60  # characters around a numeral that can tell that it is somebody's number
FORMULA = tuple("=+-@\t\r")  # what a spreadsheet takes for the beginning of a formula


class NothingFoundError(Exception):
    """Nothing in the published version answers the question."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a refresh came to."""

    version: str
    lines: list[tuple[str, str]]
    rejections: list[tuple[str, str, str]]
    quarantined: list[tuple[str, str, str]]


def published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The published database, read-only."""
    if not settings.published_database.exists():
        raise NothingFoundError(f"Nothing has been published in {settings.warehouse} yet: run gongbao refresh.")
    return duckdb.connect(str(settings.published_database), read_only=True)


def summary(settings: Settings) -> Summary:
    """The figures of the refresh that has just ended."""
    with store.open_staging(settings) as con:
        inputs = store.run_inputs(con)
        rejections = con.execute("SELECT file_name, reason, remedy FROM raw.rejected_bulletins ORDER BY ALL").fetchall()
        quarantined = con.execute(
            "SELECT file_name, rule, reason FROM raw.quarantined_bulletins ORDER BY ALL"
        ).fetchall()
        copies = _number(con, "SELECT count(*) FROM raw.bulletins WHERE copy_of IS NOT NULL")
        numerals = _number(con, "SELECT count(*) FROM raw.numerals")
        unexplained = _number(con, "SELECT count(*) FROM raw.numerals WHERE outcome = 'unexplained'")
    with published(settings) as con:
        observations = _number(con, "SELECT count(*) FROM marts.fct_observation")
        mapped = _number(con, "SELECT count(*) FROM marts.fct_observation WHERE indicator_id IS NOT NULL")
        indicators = _number(con, "SELECT count(DISTINCT indicator_id) FROM marts.mart_indicator_series")
        conflicts = _number(con, "SELECT count(*) FROM marts.mart_conflicts")
        incompatible = _number(con, "SELECT count(*) FROM marts.mart_conflicts WHERE NOT compatible")
    quarantined_files = len({row[0] for row in quarantined})
    set_aside = ", ".join(
        f"{count} {word}"
        for count, word in ((len(rejections), "rejected"), (quarantined_files, "quarantined"), (copies, "copies"))
        if count
    )
    lines = [
        ("Bulletins", f"{inputs.bulletins} read" + (f", {set_aside}" if set_aside else ", none rejected")),
        ("Observations", f"{observations:,}, {mapped:,} of them mapped to an indicator"),
        ("Numerals", f"{numerals:,} accounted for, {unexplained:,} unexplained"),
        ("Indicators", f"{indicators:,} with a series"),
        ("Conflicts", f"{conflicts:,} stated values that differ, {incompatible:,} beyond rounding"),
        ("Gates", "bulletins, observations and marts passed"),
        ("Marts", str(settings.published_database)),
        ("Parquet", str(settings.exports)),
    ]
    return Summary(
        version=inputs.version,
        lines=lines,
        rejections=[(mask_private(file_name), reason, remedy) for file_name, reason, remedy in rejections],
        quarantined=[(mask_private(file_name), rule, reason) for file_name, rule, reason in quarantined],
    )


def trace(settings: Settings, what: str, region: str | None, out: Console) -> None:
    """Print an observation in its sentence, an indicator's series, or the observations that speak of a phrase."""
    with published(settings) as con:
        if OBSERVATION_ID.fullmatch(what):
            _print_observation(con, what, out)
            return
        indicator = _find_indicator(con, what)
        if indicator is not None:
            _print_series(con, indicator, region, out)
        else:
            _print_matches(con, what, region, out)


def review(settings: Settings, limit: int, out: Console) -> None:
    """Print what nobody could map or explain, most frequent first, each with the line of CSV that would settle it."""
    with published(settings) as con:
        rows = _records(
            con,
            """
            SELECT metric, unit, occurrences, reason, evidence, nearest_indicators
            FROM marts.mart_unmapped ORDER BY occurrences DESC, metric, unit LIMIT $1
            """,
            [limit],
        )
        total = _number(con, "SELECT count(*) FROM marts.mart_unmapped")
        names = dict(con.execute("SELECT indicator_id, name_zh FROM marts.dim_indicator").fetchall())
    for row in rows:
        metric, unit = harmless(row["metric"]), harmless(row["unit"] or "no unit")
        out.print(f"[bold]{metric}[/] ({unit}) ×{row['occurrences']}: {harmless(row['reason'])}")
        out.print(f"  {harmless(row['evidence'])}", style="dim")
        near = sorted(row["nearest_indicators"] or [], key=lambda i: -fuzz.ratio(row["metric"], names.get(i, "")))
        for indicator_id in near[:3]:
            out.print(f"  near: {escape(names.get(indicator_id, ''))} ({indicator_id})")
        if near:
            out.print(f"  aliases.csv: {harmless(_alias(near[0], row['metric'], row['unit'] or ''))}")
    out.print(f"{len(rows)} of {total} phrases without an indicator." if total else "Every phrase has an indicator.")
    with store.open_staging(settings) as con:
        unexplained = con.execute(
            """
            SELECT b.file_name, n.char_start, n.char_end, greatest(n.char_start - $1, 0) AS shown_from,
                   substring(b.raw_text, shown_from + 1, n.char_end + $1 - shown_from) AS passage
            FROM raw.numerals AS n JOIN raw.bulletins AS b USING (bulletin_id)
            WHERE n.outcome = 'unexplained' ORDER BY ALL
            """,
            [AROUND],
        ).fetchall()
    for file_name, start, end, shown_from, passage in unexplained:
        text = mask_private(passage)[start - shown_from : end - shown_from]  # what is before it tells what it is
        out.print(f"unexplained: {harmless(text)} ({harmless(mask_private(file_name))} at {start})")
    out.print(f"{len(unexplained)} numerals unexplained.")


def _alias(indicator_id: str, metric: str, unit: str) -> str:
    """The line of aliases.csv that maps the phrase: quoted where it must be, and a formula to no spreadsheet."""
    metric = f"'{metric}" if metric.startswith(FORMULA) else metric
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([f"{indicator_id}.new", indicator_id, metric, "", unit, *[""] * 5])
    return line.getvalue()


def harmless(text: str) -> str:
    """Text of a bulletin, fit for a terminal: no markup, and what controls a terminal or can't be seen is a sign."""
    return escape(visible(text))


def visible(text: str) -> str:
    """The text with a sign for every character that can't be seen; offsets stay as they are."""
    return "".join("\ufffd" if c != "\n" and unicodedata.category(c) in UNSHOWN else c for c in text)


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int((con.execute(query).fetchone() or (0,))[0])


def _records(con: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = con.execute(query, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _find_indicator(con: duckdb.DuckDBPyConnection, what: str) -> dict[str, Any] | None:
    """The indicator of this id or name, or the one most alike."""
    indicators = _records(
        con,
        """
        SELECT d.*, count(s.indicator_id) AS points
        FROM marts.dim_indicator AS d
        LEFT JOIN marts.mart_indicator_series AS s USING (indicator_id)
        GROUP BY ALL
        ORDER BY points DESC, d.indicator_id
        """,
        [],
    )
    wanted = what.strip().casefold()
    for indicator in indicators:
        if wanted in {str(indicator[name]).casefold() for name in ("indicator_id", "name_zh", "name_en")}:
            return indicator
    for indicator in indicators:
        if wanted in str(indicator["name_zh"]) or wanted in str(indicator["name_en"]).casefold():
            return indicator
    by_name = {index: str(indicator["name_zh"]) for index, indicator in enumerate(indicators)}
    best = process.extractOne(what, by_name, scorer=fuzz.ratio, score_cutoff=NEAR)
    return indicators[best[2]] if best is not None else None


def _print_series(con: duckdb.DuckDBPyConnection, indicator: dict[str, Any], region: str | None, out: Console) -> None:
    rows = _records(
        con,
        """
        SELECT r.region, s.year, s.status, s.measure, s.qualifier, s.value, s.unit, s.sources, s.sources_agree,
               s.observation_id
        FROM marts.mart_indicator_series AS s
        JOIN marts.dim_region AS r USING (region_id)
        WHERE s.indicator_id = ? AND ($2 IS NULL OR r.region = $2)
        ORDER BY r.region, s.measure, s.year, s.status, s.period_end, s.observation_id
        """.replace("= ?", "= $1"),
        [indicator["indicator_id"], region],
    )
    name_zh, name_en = escape(str(indicator["name_zh"])), escape(str(indicator["name_en"]))
    out.print(f"[bold]{name_zh}[/] {name_en} ({indicator['indicator_id']})")
    if not rows:
        raise NothingFoundError(
            "No bulletin of the published version states it" + (f" for {region}." if region else ".")
        )
    table = Table("region", "year", "", "value", "measure", "sources")
    table.add_column("observation", no_wrap=True)
    for row in rows:
        agree = "" if row["sources_agree"] else " [red]differ[/]"
        qualifier = "" if row["qualifier"] == "exact" else f"{row['qualifier']} "
        table.add_row(
            harmless(row["region"]),
            str(row["year"] or ""),
            "target" if row["status"] == "target" else "",
            f"{qualifier}{shown(row['value'])} {harmless(row['unit'] or '')}",
            row["measure"],
            f"{row['sources']}{agree}",
            row["observation_id"],
        )
    out.print(table)


def _print_matches(con: duckdb.DuckDBPyConnection, what: str, region: str | None, out: Console) -> None:
    rows = _records(
        con,
        """
        SELECT o.observation_id, o.metric, o.region, o.year, o.value, o.unit, b.file_name
        FROM marts.fct_observation AS o
        JOIN marts.dim_bulletin AS b USING (bulletin_id)
        WHERE (contains(o.metric, $1) OR contains(o.evidence, $1)) AND ($2 IS NULL OR o.region = $2)
        ORDER BY contains(o.metric, $1) DESC, o.year DESC NULLS LAST, b.file_name, o.char_start
        """,
        [what, region],
    )
    if not rows:
        raise NothingFoundError(f"Neither an indicator nor a sentence of the published version speaks of {what!r}.")
    table = Table("metric", "region", "year", "value", "file")
    table.add_column("observation", no_wrap=True)
    for row in rows[:MATCHES_SHOWN]:
        value = f"{shown(row['value'])} {row['unit'] or ''}"
        table.add_row(
            harmless(row["metric"]),
            harmless(row["region"] or ""),
            str(row["year"] or ""),
            harmless(value),
            harmless(row["file_name"]),
            row["observation_id"],
        )
    out.print(table)
    if len(rows) > MATCHES_SHOWN:
        out.print(f"{len(rows) - MATCHES_SHOWN} more; say it more exactly, or add --region.")


def _print_observation(con: duckdb.DuckDBPyConnection, observation_id: str, out: Console) -> None:
    rows = _records(
        con,
        """
        SELECT o.*, b.file_name, b.title, b.publisher, b.published_on
        FROM marts.fct_observation AS o
        JOIN marts.dim_bulletin AS b USING (bulletin_id)
        WHERE o.observation_id = ?
        """,
        [observation_id],
    )
    if not rows:
        raise NothingFoundError(f"The published version has no observation {observation_id}.")
    row = rows[0]
    high = f" to {shown(row['value_high'])}" if row["value_high"] is not None else ""
    table = Table.grid(padding=(0, 2))
    fields = {
        "metric": row["metric"],
        "value": f"{shown(row['value'])}{high} {row['unit'] or ''} ({row['qualifier']})",
        "measure": f"{row['measure']} {row['direction'] or ''}, {row['status']}",
        "year": str(row["year"] or "unknown"),
        "region": row["region"] or "unknown",
        "indicator": row["indicator_id"] or "none yet",
        "section": row["section"] or "",
        "file": f"{row['file_name']}, characters {row['char_start']} to {row['char_end']}",
        "bulletin": ", ".join(str(part) for part in (row["title"], row["publisher"], row["published_on"]) if part),
    }
    for name, value in fields.items():
        table.add_row(f"[dim]{name}[/]", harmless(value))
    out.print(table)
    start = row["char_start"] - row["evidence_start"]
    sentence = Text(visible(row["evidence"]))
    sentence.stylize("bold reverse", start, start + row["char_end"] - row["char_start"])
    out.print()
    out.print(sentence)


def shown(value: float) -> str:
    """A number without the noise of its representation."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"

"""Measure the extraction and write `docs/benchmarks.md`: `python -m tests.bench`.

Everything runs on one core in one run, in seconds of the processor; ratios matter, absolute times do not.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path

from orchestration.extraction import Declared, extract

from . import texts

PEER = ("recognizers-text-number==1.0.2a2", "emoji==1.1.0")
ROUNDS = 7
WARMED = 2000  # characters of each text that both sides read before the clock starts
TIME_LIMIT = 20
DOCUMENT = texts.ROOT / "docs" / "benchmarks.md"
START, END = "<!-- extraction: measured by tests/bench -->", "<!-- extraction: end -->"


def main() -> None:
    """Measure, print, write."""
    _stay_on_one_core()
    lines = [START, "## Reading bulletins", ""]
    lines += [
        f"Python {platform.python_version()} on {platform.machine()}, one core. `make bench` measures anew.",
        "",
    ]
    for section in (_against_the_peer, _linearity, _hostile):
        report = section()
        print("\n".join(report), flush=True)
        lines += report
    lines.append(END)
    _write("\n".join(lines))


def _stay_on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _seconds(text: str) -> float:
    start = time.process_time()
    extract(text, Declared())
    return time.process_time() - start


def _against_the_peer() -> list[str]:
    seeds = texts.seeds()
    python = _peer_environment()
    ours: list[list[float]] = []
    theirs: list[list[float]] = []
    scans: list[list[float]] = []
    for text in seeds.values():
        extract(text, Declared())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(list(seeds.values())), encoding="utf-8")
        for _ in range(ROUNDS):
            for text in seeds.values():
                extract(text[:WARMED], Declared())  # as the peer does: it has left its own data in the caches
            ours.append([_seconds(text) for text in seeds.values()])
            theirs.append(_peer_seconds(python, file))
            scans.append([_scan_seconds(text) for text in seeds.values()])
    rows = ["| bulletin | characters | extraction | Recognizers-Text | ratio |", "|---|---|---|---|---|"]
    lengths = [len(text) for text in seeds.values()]
    best_ours, best_theirs = _median(ours), _median(theirs)
    for index, name in enumerate(seeds):
        mine, other = best_ours[index], best_theirs[index]
        rows.append(
            f"| {name} | {lengths[index]:,} | {_rate(lengths[index], mine)} | {_rate(lengths[index], other)} "
            f"| {other / mine:.2f} |"
        )
    total, mine, other, scan = sum(lengths), sum(best_ours), sum(best_theirs), sum(_median(scans))
    rows.append(
        f"| all | {total:,} | {_rate(total, mine)} | {_rate(total, other)} | **{other / mine:.2f}** (goal: 2 or more) |"
    )
    return [
        "### Against a recogniser of numbers",
        "",
        "Characters a second of the whole extraction (every field bound), and of the number and percentage models of",
        f"Recognizers-Text 1.0.2a2 (zh-cn) in an environment of its own; medians of {ROUNDS} rounds taken in turn,",
        f"each side warmed on the first {WARMED:,} characters of every text.",
        "",
        *rows,
        "",
        f"One scan of the same text for digits by `re` runs at {_rate(total, scan)}: "
        f"{mine / scan:,.0f} times as fast as reading. That is the distance to the limit.",
        "",
    ]


def _median(rounds: Sequence[Sequence[float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _rate(characters: int, seconds: float) -> str:
    return f"{characters / seconds / 1000:,.0f} k"


def _scan_seconds(text: str) -> float:
    digits = re.compile(r"[0-9]+")
    start = time.process_time()
    for _match in digits.finditer(text):
        pass
    return time.process_time() - start


def _peer_environment() -> Path:
    """The peer's own Python, made once and kept in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gongbao-bench"
    folder = cache / "-".join([*PEER, f"{sys.version_info.major}.{sys.version_info.minor}"]).replace("=", "")
    python = folder / "bin" / "python"
    ready = folder / ".ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEER], check=True)
        ready.touch()
    return python


def _peer_seconds(python: Path, file: Path) -> list[float]:
    script = Path(__file__).with_name("peer.py")
    output = subprocess.run([python, "-W", "ignore", script, file], check=True, capture_output=True, text=True)
    seconds: list[float] = json.loads(output.stdout)
    return seconds


def _linearity() -> list[str]:
    made = texts.parts(10, texts.MEGABYTE)
    whole = "\n\n".join(made)
    apart, together = [], []
    for _ in range(3):
        apart.append(sum(_seconds(part) for part in made))
        together.append(_seconds(whole))
    ratio = statistics.median(together) / statistics.median(apart)
    return [
        "### Length",
        "",
        f"A bulletin of 10 MB ({len(whole):,} characters) costs **{ratio:.2f}** times what its ten parts of 1 MB cost "
        f"(goal: 1.1 at most); it reads at {_rate(len(whole), statistics.median(together))} characters a second.",
        "",
    ]


def _hostile() -> list[str]:
    ordinary = "".join(texts.parts(1, texts.MEGABYTE))
    a_character = _median([[_seconds(ordinary)] for _ in range(3)])[0] / len(ordinary)
    numerals = len(extract(ordinary, Declared()).numerals)
    a_numeral = a_character * len(ordinary) / numerals
    rows = ["| a line of 1 MB | cost a character, ordinary text = 1 |", "|---|---|"]
    for name, text in texts.hostile().items():
        seconds = _limited(text)
        rows.append(f"| {name} | {_share(seconds, a_character * len(text))} |")
    crowd = texts.crowded(100_000)
    seconds = _limited(crowd)
    again = ["| a clause 3,000 times over | cost a numeral, ordinary text = 1 |", "|---|---|"]
    for name, text in texts.repeated(3_000).items():
        again.append(f"| {name} | {_share(_limited(text), a_numeral * 3_000)} |")
    return [
        "### Lines made to hurt",
        "",
        "Goal: none costs more than ordinary text.",
        "",
        *rows,
        "",
        f"A sentence of 100,000 numerals ({len(crowd):,} characters, where ordinary text has a numeral every "
        f"{len(ordinary) / numerals:.0f}) costs, by the numeral: {_share(seconds, a_numeral * 100_000)}.",
        "",
        *again,
        "",
    ]


def _share(seconds: float | None, expected: float) -> str:
    return f"given up after {TIME_LIMIT} s" if seconds is None else f"{seconds / expected:.2f}"


def _limited(text: str) -> float | None:
    """Seconds for the text, in a process that is ended when it takes too much of the processor (None)."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_seconds, args=(sender, text))
    process.start()
    sender.close()
    try:
        return float(receiver.recv())
    except EOFError:
        return None
    finally:
        process.join()


def _send_seconds(sender: multiprocessing.connection.Connection, text: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))
    sender.send(_seconds(text))


def _write(section: str) -> None:
    """Put the section in place of the one that the document has; what others measured there stays."""
    document = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Benchmarks\n\n"
    if START in document:
        before, rest = document.split(START, 1)
        document = before + section + rest.split(END, 1)[1]
    else:
        document = f"{document.rstrip()}\n\n{section}\n"
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()

"""One writer at a time: a lock that the operating system holds and drops when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_held: dict[Path, int] = {}
_guard = threading.RLock()


class LockedError(Exception):
    """Somebody else is writing to the warehouse."""


@contextmanager
def writer_lock(
    path: Path, *, holder: str, wait_seconds: float, waiting: Callable[[str], None] | None = None
) -> Iterator[bool]:
    """Hold the warehouse's lock, waiting for it if need be; `waiting` is told once who has it.

    Yields whether the holder before was killed: only then has its note stayed in the file. Within one process the lock
    may be taken again by whoever runs under it. The file stays: only the lock on it counts.
    """
    with _guard:
        if path in _held:
            _held[path] += 1
            handle, killed = None, False
        else:
            handle, killed = _acquire(path, holder, wait_seconds, waiting)
            _held[path] = 1
    try:
        yield killed
    finally:
        with _guard:
            _held[path] -= 1
            if not _held[path]:
                del _held[path]
        if handle is not None:
            os.ftruncate(handle, 0)
            os.close(handle)


def lock_holder(path: Path) -> str | None:
    """Who holds the lock, or None when it is free."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _note(path)
    finally:
        os.close(handle)
    return None


def _acquire(path: Path, holder: str, wait_seconds: float, waiting: Callable[[str], None] | None) -> tuple[int, bool]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + wait_seconds
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                os.close(handle)
                raise LockedError(
                    f"Another refresh is writing to {path.parent} ({_note(path)}); gave up after {wait_seconds:.0f} s. "
                    "Wait for it to end, then try again; GONGBAO_LOCK_WAIT_SECONDS says how long to wait."
                ) from error
            if not told and waiting is not None:
                waiting(_note(path))
                told = True
            time.sleep(0.2)
    killed = os.fstat(handle).st_size > 0
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps({"pid": os.getpid(), "holder": holder}).encode(), 0)
    return handle, killed


def _note(path: Path) -> str:
    try:
        note = json.loads(path.read_text(encoding="utf-8") or "{}")
    except (OSError, ValueError):
        note = {}
    return f"{note['holder']}, process {note['pid']}" if {"holder", "pid"} <= set(note) else "an unnamed process"

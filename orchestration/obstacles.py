"""What keeps the warehouse from being written, told from what the libraries say, and what a person can do about it."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

FULL = (
    "no space left on device",
    "file too large",
    "disk quota exceeded",
    "disk is full",
    "disk i/o error",
    "could not write all required bytes",
)
CLOSED = (
    "permission denied",
    "operation not permitted",
    "read-only file system",
    "readonly database",
    "unable to open database file",
)


def advice(said: str | BaseException, warehouse: Path) -> str | None:
    """What to do where a disk is full or the warehouse may not be written; None where it is neither."""
    text = "\n".join(_told(said)).casefold() if isinstance(said, BaseException) else said.casefold()
    if any(sign in text for sign in FULL):
        return f"The disk that holds {warehouse} is full: free some space, then run gongbao refresh again."
    if any(sign in text for sign in CLOSED):
        return (
            f"User {_user()} may not write there: give the right to write to {warehouse} and all in it, "
            "or name another folder with --warehouse or GONGBAO_WAREHOUSE."
        )
    return None


def root(error: BaseException) -> str:
    """What the first of a chain of errors said, in one line."""
    *_, first = _told(error)
    return first.strip().splitlines()[0]


def _told(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield str(following) or type(following).__name__
        following = following.__cause__ or following.__context__


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # one without a name
        return "of this process"

"""From a folder of files to bulletins: what is read, how it is decoded, and why a file is refused.

Only the file system is touched here, and only read. Nothing here knows of Dagster or of a database. Whatever can be
wrong with a file ends as a `Rejection` that a person can act on; an exception here is a fault of ours, or a folder that
isn't there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, ValidationError

from expectations.private import mask_private
from orchestration.extraction.model import Declared
from orchestration.settings import Limits

BULLETIN, SIDECAR = ".txt", ".yaml"
CODECS = {"utf-8": "utf-8", "utf-8-bom": "utf-8-sig", "utf-16": "utf-16", "gb18030": "gb18030"}
EARLIEST = date(1949, 10, 1)
FORTHCOMING = timedelta(days=366)  # a date further ahead than this is a slip of the pen
UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode's categories of what can't be seen
SAVE_AS_UTF8 = "Open it in an editor that shows it right and save it as UTF-8 text."


class SeedsError(Exception):
    """The folder of bulletins itself can't be read."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that was not read: what is wrong with it, and what to do."""

    file_name: str
    code: str
    reason: str
    remedy: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Received:
    """A bulletin's bytes as they lay in the folder, with those of its sidecar."""

    file_name: str
    data: bytes
    sha256: str
    sidecar_name: str | None
    sidecar: bytes | None
    sidecar_sha256: str | None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin that was read: its text, to which every offset refers, and what was declared about it."""

    bulletin_id: str
    file_name: str
    raw_text: str
    sha256: str
    text_sha256: str
    encoding: str
    bytes: int
    declared: Declared
    source_url: str | None
    sidecar_sha256: str | None


class UnreadableError(Exception):
    """Why a file's bytes are no bulletin, or no sidecar; said to everybody, so nothing private may stand in it."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(mask_private(reason))
        self.code, self.reason, self.remedy = code, mask_private(reason), mask_private(remedy)


# --- Identity -------------------------------------------------------------------------------------------------------


def bulletin_id(file_name: str) -> str:
    """The identity of a bulletin: its file's name without the ending, however the file system composes its accents."""
    stem = unicodedata.normalize("NFC", Path(file_name).stem)
    return "b_" + hashlib.sha256(stem.encode()).hexdigest()[:12]


def text_digest(text: str) -> str:
    """The same for two files that say the same in the same words, whatever their encoding and white space."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def originals(bulletins: Iterable[tuple[str, str, str, bool]]) -> dict[str, str]:
    """Which bulletin each copy copies, from (bulletin_id, file_name, text_sha256, has a sidecar).

    Of several bulletins with one text the original is the one with a sidecar, then the one with the shortest name
    (`report.txt` before `report (1).txt`), then the first by name: never the first to arrive, so that a rebuild agrees.
    """
    by_text: dict[str, list[tuple[bool, int, str, str]]] = {}
    for identity, file_name, digest, has_sidecar in bulletins:
        by_text.setdefault(digest, []).append((not has_sidecar, len(file_name), file_name, identity))
    copies: dict[str, str] = {}
    for group in by_text.values():
        first, *others = sorted(group)
        copies.update({other[3]: first[3] for other in others})
    return copies


# --- The folder -----------------------------------------------------------------------------------------------------


def receive(folder: Path, limits: Limits) -> Iterator[Received | Rejection]:
    """Everything in the folder, in the order of names, one file in memory at a time. Hidden files are none of ours."""
    try:
        root = folder.resolve(strict=True)
        names = sorted((entry.name for entry in os.scandir(root)), key=os.fsencode)
    except OSError as error:
        raise SeedsError(f"The folder of bulletins {folder} can't be read: {error.strerror}.") from error
    names = [name for name in names if not name.startswith(".")]
    sidecars: dict[str, str] = {}
    stems: set[str] = set()
    for name in names:
        if _suffix(name) == SIDECAR:
            sidecars.setdefault(_stem(name), name)
        elif _suffix(name) == BULLETIN:
            stems.add(_stem(name))
    seen: dict[str, str] = {}
    for name in names:
        try:
            if _suffix(name) == BULLETIN:
                yield _receive_bulletin(root, name, sidecars.get(_stem(name)), seen, limits)
            elif _suffix(name) == SIDECAR:
                _check_sidecar_name(name, sidecars, stems)
            else:
                raise UnreadableError(
                    "not_a_bulletin",
                    f"{printable(name)} is neither a bulletin (.txt) nor a sidecar (.yaml).",
                    "Save the text as NAME.txt, or take the file out of the folder.",
                )
        except UnreadableError as fault:
            yield Rejection(printable(name), fault.code, fault.reason, fault.remedy, _size(root / name))


def fingerprint(folder: Path, limits: Limits) -> str:
    """A digest of all that the folder holds, the same as long as nothing that matters changes."""
    return digest(mark(item) for item in receive(folder, limits))


def mark(item: Received | Rejection) -> str:
    """What makes one file of the folder differ from another: its name and content, or what it was refused for."""
    if isinstance(item, Received):
        parts = (item.file_name, item.sha256, item.sidecar_name or "", item.sidecar_sha256 or "")
    else:
        parts = (item.file_name, item.code, str(item.bytes), "")
    return "\x1f".join(parts)


def digest(marks: Iterable[str]) -> str:
    """The digest of a folder from the marks of its files."""
    return hashlib.sha256("\x1e".join(marks).encode()).hexdigest()


def glance(folder: Path) -> str:
    """A digest of names, sizes and times: cheap, and different whenever a content may have changed."""
    total = hashlib.sha256()
    try:
        for entry in sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name)):
            status = entry.stat(follow_symlinks=False)
            total.update(os.fsencode(entry.name))
            total.update(f"\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\0{status.st_ino}\n".encode())
    except OSError as error:
        raise SeedsError(f"The folder of bulletins {folder} can't be read: {error.strerror}.") from error
    return total.hexdigest()


def printable(name: str) -> str:
    """A name with everything escaped that would not show, or would show as something else; no two names look alike."""
    return "".join(_escaped(c) if c == "\\" or unicodedata.category(c) in UNSHOWN else c for c in name)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if character == "\\":
        return "\\\\"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", Path(name).stem)


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _receive_bulletin(
    root: Path, name: str, sidecar_name: str | None, seen: dict[str, str], limits: Limits
) -> Received:
    if printable(name) != name:
        raise UnreadableError(
            "unusable_name",
            f"The name {printable(name)} holds a backslash or characters that can't be shown.",
            "Give the file a plain name.",
        )
    earlier = seen.setdefault(_stem(name), name)
    if earlier != name:
        raise UnreadableError(
            "same_name", f"{name} and {earlier} are the same name written in two ways.", "Rename or remove one of them."
        )
    data = _read(root, name, limits.bulletin_bytes, "GONGBAO_MAX_BULLETIN_BYTES")
    sidecar = None
    if sidecar_name is not None:
        try:
            sidecar = _read(root, sidecar_name, limits.sidecar_bytes, "GONGBAO_MAX_SIDECAR_BYTES")
        except UnreadableError as fault:
            raise _held_back(name, sidecar_name, fault) from fault
    return Received(
        file_name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        sidecar_name=sidecar_name,
        sidecar=sidecar,
        sidecar_sha256=hashlib.sha256(sidecar).hexdigest() if sidecar is not None else None,
    )


def _held_back(name: str, sidecar_name: str, fault: UnreadableError) -> UnreadableError:
    """The bulletin waits for its sidecar: without what was declared it could be dated or ascribed wrongly."""
    sidecar = printable(sidecar_name)
    return UnreadableError(
        f"sidecar_{fault.code}",
        f"{name} is held back, because its sidecar {sidecar} can't be used: {fault.reason}",
        f"Correct {sidecar} ({fault.remedy}), or remove it to let the text speak for itself.",
    )


def _check_sidecar_name(name: str, sidecars: dict[str, str], stems: set[str]) -> None:
    shown = printable(name)
    if _stem(name) not in stems:
        raise UnreadableError(
            "orphan_sidecar",
            f"{shown} declares something about {Path(shown).stem}{BULLETIN}, which isn't there.",
            f"Add {Path(shown).stem}{BULLETIN}, or remove the sidecar.",
        )
    if sidecars[_stem(name)] != name:
        raise UnreadableError(
            "same_name",
            f"{shown} and {printable(sidecars[_stem(name)])} are sidecars of one bulletin.",
            "Rename or remove one of them.",
        )


def _read(root: Path, name: str, limit: int, setting: str) -> bytes:
    """A regular file's bytes, of this folder and of this size at most; opened without following or waiting."""
    shown, path = printable(name), root / name
    try:
        if path.is_symlink():
            path = path.resolve(strict=True)
            if not path.is_relative_to(root):
                raise UnreadableError(
                    "outside",
                    f"{shown} is a link to a file outside the folder of bulletins.",
                    "Copy the file itself into the folder.",
                )
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise IsADirectoryError(errno.EISDIR, "not a regular file")
            if status.st_size <= limit:
                data = file.read(limit + 1)
                if len(data) <= limit:
                    return data
    except IsADirectoryError as error:
        raise UnreadableError(
            "not_a_file", f"{shown} is no regular file (a folder, a pipe or a device).", "Put a text file in its place."
        ) from error
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError to pathlib
        why = error.strerror if isinstance(error, OSError) else "its links go in a circle"
        raise UnreadableError(
            "unreadable", f"{shown} can't be opened: {why}.", "Give the pipeline's user the right to read the file."
        ) from error
    raise UnreadableError(
        "too_large",
        f"{shown} is larger than the limit of {limit:,} bytes.",
        f"Split it into several bulletins, or raise {setting}.",
    )


# --- The text -------------------------------------------------------------------------------------------------------

_SIGNATURES = {
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"%PDF": "a PDF file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "an RTF file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
# The characters that Chinese prose is made of: GB 2312's symbols and its 3,755 commonest characters.
_USUAL = frozenset(
    bytes((lead, trail)).decode("gb2312", "ignore")
    for lead in (*range(0xA1, 0xAA), *range(0xB0, 0xD8))
    for trail in range(0xA1, 0xFF)
)
_SAMPLE = 20_000


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was in; `UnreadableError` when it is no text that can be trusted."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableError("binary", f"It is {kind}, not text.", "Export its text as a UTF-8 .txt file.")
    if not data.strip():
        raise UnreadableError("empty", "It is empty.", "Put the bulletin's text into it.")
    text, encoding = _decoded(data)
    if "\0" in text:
        raise UnreadableError("nul", "It holds NUL characters, so it is binary or damaged.", SAVE_AS_UTF8)
    if not text.strip():
        raise UnreadableError("empty", "It holds nothing but white space.", "Put the bulletin's text into it.")
    if len(_CONTROL.findall(text)) * 200 > len(text):
        raise UnreadableError("binary", "It holds control characters, so it is binary or damaged.", SAVE_AS_UTF8)
    if text.count("\ufffd") * 200 > len(text):
        raise UnreadableError(
            "damaged", "Characters were lost when it was converted (they show as \ufffd).", "Get the original again."
        )
    start = text.lstrip()[:100].lower()
    if start.startswith(("<!doctype html", "<html", "<?xml")) or len(_TAG.findall(text)) * 60 > max(len(text), 1200):
        raise UnreadableError("markup", "It is a web page's source, not its text.", "Save the page as text.")
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise UnreadableError("undecodable", "It is UTF-32.", SAVE_AS_UTF8)
    if data.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-bom"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in data:
        raise UnreadableError(
            "nul", "It holds NUL bytes: it is binary, damaged, or UTF-16 without a byte order mark.", SAVE_AS_UTF8
        )
    else:
        candidates = ["utf-8", "gb18030"]
    fault = ""
    for encoding in candidates:
        try:
            text = data.decode(CODECS[encoding])
        except UnicodeDecodeError as error:
            fault = fault or f"it is no {encoding.upper()} from byte {error.start} on"
            continue
        if encoding != "gb18030" or _plausible(text):
            return text, encoding
    raise UnreadableError(
        "undecodable",
        f"Its encoding can't be told: {fault}, and nothing else that Chinese text is kept in.",
        SAVE_AS_UTF8,
    )


def _plausible(text: str) -> bool:
    """Whether text decoded as GB18030 looks Chinese: nearly any bytes decode, but few give the usual characters."""
    step = max(1, len(text) // _SAMPLE)
    foreign = [c for c in text[::step] if c > "\x7f"]
    return sum(c in _USUAL for c in foreign) >= 0.6 * len(foreign)


# --- The sidecar ----------------------------------------------------------------------------------------------------


def _one_line(value: str) -> str:
    value = value.strip()
    if not value:
        raise ValueError("must not be empty")
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in value):
        raise ValueError("must be one line without invisible characters")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(c.isspace() for c in value):
        raise ValueError("must be a web address that starts with http:// or https://")
    return value


def _plausible_date(value: date) -> date:
    if value < EARLIEST:
        raise ValueError(f"is before {EARLIEST}")
    if value > date.today() + FORTHCOMING:
        raise ValueError("lies more than a year ahead")
    return value


Line = Annotated[StrictStr, AfterValidator(_one_line), Field(max_length=500)]
WebAddress = Annotated[StrictStr, Field(max_length=2000), AfterValidator(_one_line), AfterValidator(_web_address)]
PublicationDate = Annotated[date, Field(strict=True), AfterValidator(_plausible_date)]


class Sidecar(BaseModel):
    """What may be declared about a bulletin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line | None = None
    publisher: Line | None = None
    published_on: PublicationDate | None = None
    source_url: WebAddress | None = None


def parse_sidecar(data: bytes) -> Sidecar:
    """What a sidecar declares; `UnreadableError` when it is anything but a flat mapping of the known fields."""
    try:
        text, _ = decode(data)
    except UnreadableError as fault:
        raise UnreadableError(fault.code, fault.reason, fault.remedy) from fault
    try:
        _check_flat(text)
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 1}" if where is not None else ""
        problem = printable(getattr(error, "problem", None) or "a value can't be read")
        raise UnreadableError(
            "not_yaml", f"it is no YAML: {problem}{line}.", "write lines such as `title: …`"
        ) from error
    if isinstance(content, dict):
        content = {key: _declared_value(value) for key, value in content.items()}
    try:
        return Sidecar.model_validate({} if content is None else content)
    except ValidationError as error:
        faults = "; ".join(f"{_place(e['loc'])}: {e['msg']}" for e in error.errors()[:4])
        raise UnreadableError(
            "wrong_field",
            f"{faults}.",
            "it takes title, publisher and source_url as text and published_on as YYYY-MM-DD",
        ) from error


def _place(location: tuple[int | str, ...]) -> str:
    """Which field is at fault; the name of an unknown one is whatever somebody wrote there."""
    return ".".join(_quoted(str(part)) for part in location) or "it"


def _quoted(text: str) -> str:
    """What a sidecar says, fit for a message; blotted before it is cut, since half a number is private as well."""
    blotted = printable(mask_private(text))
    return blotted if len(blotted) <= 40 else f"{blotted[:40]}…"


def _declared_value(value: object) -> object:
    """A date written in quotes is as good as one without."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _check_flat(text: str) -> None:
    """Refuse what a sidecar has no use for before anything is built: aliases, tags, nesting, a key said twice."""
    depth, position, keys = 0, 0, set[str]()
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise UnreadableError("not_flat", "it uses YAML anchors or aliases.", "write each value out")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > 1 or isinstance(event, yaml.SequenceStartEvent):
                raise UnreadableError("not_flat", "it holds lists or nested values.", "give each field one value")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent):
            if event.tag is not None:
                raise UnreadableError("not_flat", "it uses YAML tags.", "write plain values")
            position += 1
            if depth == 1 and position % 2 == 1:
                if event.value in keys:
                    raise UnreadableError("not_flat", f"it says '{_quoted(event.value)}' twice.", "say each field once")
                keys.add(event.value)


# --- A bulletin -----------------------------------------------------------------------------------------------------


def read(received: Received) -> Bulletin:
    """The bulletin in the bytes received; `UnreadableError` says why there is none."""
    try:
        text, encoding = decode(received.data)
    except UnreadableError as fault:
        raise UnreadableError(fault.code, f"{received.file_name}: {fault.reason}", fault.remedy) from fault
    sidecar = Sidecar()
    if received.sidecar is not None and received.sidecar_name is not None:
        try:
            sidecar = parse_sidecar(received.sidecar)
        except UnreadableError as fault:
            raise _held_back(received.file_name, received.sidecar_name, fault) from fault
    return Bulletin(
        bulletin_id=bulletin_id(received.file_name),
        file_name=received.file_name,
        raw_text=text,
        sha256=received.sha256,
        text_sha256=text_digest(text),
        encoding=encoding,
        bytes=len(received.data),
        declared=Declared(title=sidecar.title, publisher=sidecar.publisher, published_on=sidecar.published_on),
        source_url=sidecar.source_url,
        sidecar_sha256=received.sidecar_sha256,
    )

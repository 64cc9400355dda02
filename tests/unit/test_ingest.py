"""What a folder of bulletins may hold, and what becomes of each file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unicodedata
from datetime import date, timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration import ingest
from orchestration.ingest import Bulletin, Received, Rejection, UnreadableError
from orchestration.settings import Limits

TEXT = "2024年，北京市新增床位2900余张，孕产妇死亡率为0.69/10万。\r\n京津冀检验结果互认机构达685家。\n"
LIMITS = Limits(bulletin_bytes=100_000, sidecar_bytes=2_000)


def received(folder: Path) -> dict[str, Received | Rejection]:
    return {item.file_name: item for item in ingest.receive(folder, LIMITS)}


def read_all(folder: Path) -> dict[str, Bulletin | str]:
    """Every file's bulletin, or the code it was refused with."""
    outcome: dict[str, Bulletin | str] = {}
    for name, item in received(folder).items():
        if isinstance(item, Rejection):
            outcome[name] = item.code
            continue
        try:
            outcome[name] = ingest.read(item)
        except UnreadableError as fault:
            outcome[name] = fault.code
    return outcome


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-bom"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, data: bytes, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    bulletin = read_all(tmp_path)["a.txt"]
    assert isinstance(bulletin, Bulletin)
    assert (bulletin.raw_text, bulletin.encoding, bulletin.bytes) == (TEXT, encoding, len(data))


def test_private_use_characters_of_gb18030_are_kept(tmp_path: Path) -> None:
    data = TEXT.encode("gb18030") + b"\xaa\xa1\xfe\xfe"
    (tmp_path / "a.txt").write_bytes(data)
    bulletin = read_all(tmp_path)["a.txt"]
    assert isinstance(bulletin, Bulletin)
    assert bulletin.raw_text == data.decode("gb18030")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\u3000\n".encode(), "empty"),
        (b"PK\x03\x04rest of a document", "binary"),
        (b"%PDF-1.7 ...", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        (TEXT.encode() + b"\0", "nul"),
        ("北京卫生".encode("utf-16-le") + "1".encode("utf-16-le"), "nul"),
        ("北京市卫生健康委员会今年工作".encode("utf-16-le"), "undecodable"),
        ("北京市卫生健康委员会今年工作".encode("utf-16-be"), "undecodable"),
        (TEXT.encode("utf-32"), "undecodable"),
        (TEXT.encode() * 20 + b"\xe5\x8c" + TEXT.encode() * 20, "undecodable"),
        (b"\xff\xfe\x00\xd8", "undecodable"),
        (b"\xef\xbb\xbf\xff", "undecodable"),
        ("caf\xe9 na\xefve \xfc\xdf".encode("latin-1") * 5, "undecodable"),
        ("卫生\ufffd\ufffd健康".encode() * 10, "damaged"),
        (b"<!DOCTYPE html><html><body>2024</body></html>", "markup"),
        (("<p class='x'>" + TEXT + "</p>").encode() * 30, "markup"),
        (b"x" * 100_001, "too_large"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert read_all(tmp_path) == {"a.txt": code}


def test_a_rejection_names_the_file_and_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff\xff")
    (tmp_path / "note.pdf").write_bytes(b"%PDF")
    (tmp_path / "sub.txt").mkdir()
    for name, item in received(tmp_path).items():
        if isinstance(item, Received):
            with pytest.raises(UnreadableError) as caught:
                ingest.read(item)
            reason, remedy = caught.value.reason, caught.value.remedy
        else:
            reason, remedy = item.reason, item.remedy
        assert name in reason
        assert remedy.endswith(".")


def test_only_files_of_the_folder_are_read(tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret.txt", tmp_path / "seeds"
    outside.write_text(TEXT, encoding="utf-8")
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "inside.txt").symlink_to("good.txt")
    (folder / "outside.txt").symlink_to(outside)
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    (folder / "report.docx").write_text(TEXT, encoding="utf-8")
    outcome = read_all(folder)
    good = {name for name, found in outcome.items() if isinstance(found, Bulletin)}
    assert good == {"good.txt", "inside.txt"}
    assert {name: outcome[name] for name in outcome.keys() - good} == {
        "outside.txt": "outside",
        "device.txt": "outside",
        "dangling.txt": "unreadable",
        "circle.txt": "unreadable",
        "folder.txt": "not_a_file",
        "pipe.txt": "not_a_file",
        "report.docx": "not_a_bulletin",
    }


def test_a_sidecar_may_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret.yaml", tmp_path / "seeds"
    outside.write_text("title: secret", encoding="utf-8")
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.yaml").symlink_to(outside)
    assert read_all(folder) == {"a.txt": "sidecar_outside"}


@pytest.mark.parametrize(
    "name", ['it\'s "quoted".txt', "a;drop table b.txt", "{{ 1 }}.txt", "x" * 251 + ".txt", "A.TXT"]
)
def test_odd_names_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert isinstance(read_all(tmp_path)[name], Bulletin)


@pytest.mark.parametrize("name", ["new\nline.txt", "bi\u202edi.txt", "zero\u200bwidth.txt", "bell\x07.txt"])
def test_names_that_do_not_show_are_refused_and_shown_escaped(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (rejection,) = received(tmp_path).values()
    assert isinstance(rejection, Rejection)
    assert rejection.code == "unusable_name"
    assert rejection.file_name.isprintable()
    assert "\\u" in rejection.file_name


def test_a_name_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xb1.txt")).write_text(TEXT, encoding="utf-8")
    (rejection,) = received(tmp_path).values()
    assert isinstance(rejection, Rejection)
    assert (rejection.code, rejection.file_name) == ("unusable_name", "\\xb1\\xb1.txt")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\nb", "a\\u000ab"),
        (os.fsdecode(b"a\xb1"), "a\\xb1"),
        ("a\U000e0001", "a\ue0001"),
        ("a\\\n", "a\\\\u000a"),
    ],
)
def test_no_two_names_are_shown_alike(one: str, other: str) -> None:
    assert ingest.printable(one) != ingest.printable(other)
    assert ingest.printable(one).isprintable()
    assert ingest.printable(ingest.printable(one)) != ingest.printable(one), "an escape can't be imitated"


@pytest.mark.parametrize(
    "sidecar",
    [
        "13812345678: x",
        "a@example.com: x\na@example.com: y",
        "title: !13812345678!x y",
        "? |\n 13812345678\n x\n",
        '"\\ud800": x',
        "x" * 38 + "13812345678: x",
    ],
)
def test_a_message_is_one_line_and_tells_nothing_private(sidecar: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        ingest.parse_sidecar(sidecar.encode())
    told = caught.value.reason + caught.value.remedy + str(caught.value)
    assert told.isprintable()
    assert "138" not in told
    assert "@" not in told


def test_one_name_written_in_two_ways_is_read_once(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        (tmp_path / f"{unicodedata.normalize(form, 'é')}.txt").write_text(TEXT + form, encoding="utf-8")
    outcomes = list(read_all(tmp_path).values())
    assert outcomes.count("same_name") == 1
    assert sum(isinstance(found, Bulletin) for found in outcomes) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else to be refused")
def test_a_file_without_the_right_to_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "open.txt").write_text(TEXT, encoding="utf-8")
    code = (
        "import os, sys; from pathlib import Path\n"
        "from orchestration import ingest; from orchestration.settings import Limits\n"
        "folder = os.open(sys.argv[1], os.O_RDONLY); os.fchdir(folder); os.setuid(65534)\n"
        "print([getattr(item, 'code', 'read') for item in ingest.receive(Path('.'), Limits())])"
    )
    for folder in takewhile(lambda path: path != Path(tempfile.gettempdir()), [tmp_path, *tmp_path.parents]):
        folder.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['unreadable', 'read']"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ingest.SeedsError, match="nowhere"):
        list(ingest.receive(tmp_path / "nowhere", LIMITS))


# --- Sidecars -------------------------------------------------------------------------------------------------------


def test_a_sidecar_declares(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(
        "title: 公报\npublisher: 北京市卫生健康委员会\npublished_on: 2025-02-13\nsource_url: https://example.org/a?b=1\n",
        encoding="utf-8",
    )
    bulletin = read_all(tmp_path)["a.txt"]
    assert isinstance(bulletin, Bulletin)
    assert bulletin.declared.title == "公报"
    assert bulletin.declared.publisher == "北京市卫生健康委员会"
    assert bulletin.declared.published_on == date(2025, 2, 13)
    assert bulletin.source_url == "https://example.org/a?b=1"


@pytest.mark.parametrize("text", ["published_on: '2025-02-13'", "# nothing\n", "title: ~", "publisher: 北京日报"])
def test_sidecars_that_declare_little_are_good(text: str) -> None:
    ingest.parse_sidecar(text.encode())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('title: "unclosed', "not_yaml"),
        ("title: a: b: c", "not_yaml"),
        ("\ttitle: x", "not_yaml"),
        ("published_on: 2025-02-31", "not_yaml"),
        ("just a sentence", "wrong_field"),
        ("title: 2024", "wrong_field"),
        ("title: true", "wrong_field"),
        ("title: ''", "wrong_field"),
        ('title: "two\\nlines"', "wrong_field"),
        ("title: " + "长" * 501, "wrong_field"),
        ("titel: typo", "wrong_field"),
        ("published_on: 2099-01-01", "wrong_field"),
        ("published_on: 1899-01-01", "wrong_field"),
        ("published_on: 2025", "wrong_field"),
        ("published_on: 2025-02-13 10:00:00", "wrong_field"),
        ("published_on: 去年", "wrong_field"),
        ("source_url: javascript:alert(1)", "wrong_field"),
        ("source_url: file:///etc/passwd", "wrong_field"),
        ("source_url: http://", "wrong_field"),
        ("- title", "not_flat"),
        ("title: {a: 1}", "not_flat"),
        ("title: [a, b]", "not_flat"),
        ("title: a\ntitle: b", "not_flat"),
        ("title: &a x\npublisher: *a", "not_flat"),
        ("title: !!python/object/apply:os.system ['true']", "not_flat"),
        ("title: !!binary aGVsbG8=", "not_flat"),
        ("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]", "not_flat"),
        ("[" * 500, "not_flat"),
        ("title: a\n---\npublisher: b", "not_yaml"),
        ("", "empty"),
        ("title: \0", "nul"),
    ],
)
def test_a_bad_sidecar_holds_its_bulletin_back(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    outcome = read_all(tmp_path)
    assert outcome["a.txt"] == f"sidecar_{code}"
    assert isinstance(outcome["b.txt"], Bulletin)


def test_a_sidecar_over_its_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.yaml").write_text("#" * 2_001, encoding="utf-8")
    assert read_all(tmp_path) == {"a.txt": "sidecar_too_large"}


def test_a_date_within_the_year_ahead_is_taken() -> None:
    ingest.parse_sidecar(f"published_on: {date.today() + timedelta(days=300)}".encode())


def test_an_orphan_sidecar_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").write_text("title: x", encoding="utf-8")
    assert read_all(tmp_path) == {"gone.yaml": "orphan_sidecar"}


# --- Identity -------------------------------------------------------------------------------------------------------


def test_an_identity_is_of_the_name_alone() -> None:
    composed, decomposed = unicodedata.normalize("NFC", "é.txt"), unicodedata.normalize("NFD", "é.txt")
    assert ingest.bulletin_id(composed) == ingest.bulletin_id(decomposed)
    assert ingest.bulletin_id("a.txt") != ingest.bulletin_id("b.txt")
    assert ingest.bulletin_id("a.txt").startswith("b_")


def test_copies_are_known_in_any_encoding_and_white_space(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "report (1).txt").write_bytes(TEXT.replace("\r\n", "\n").encode("utf-16"))
    (tmp_path / "another.txt").write_text(TEXT + "更多。", encoding="utf-8")
    bulletins = [found for found in read_all(tmp_path).values() if isinstance(found, Bulletin)]
    copies = ingest.originals((b.bulletin_id, b.file_name, b.text_sha256, False) for b in bulletins)
    assert copies == {ingest.bulletin_id("report (1).txt"): ingest.bulletin_id("report.txt")}


def test_the_bulletin_with_a_sidecar_is_the_original() -> None:
    assert ingest.originals([("b_1", "a.txt", "t", False), ("b_2", "longer.txt", "t", True)]) == {"b_1": "b_2"}


def test_the_fingerprint_sees_contents_names_and_sidecars_only(tmp_path: Path) -> None:
    def now() -> str:
        return ingest.fingerprint(tmp_path, LIMITS)

    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    first = now()
    os.utime(tmp_path / "a.txt", (1, 1))
    assert now() == first
    (tmp_path / ".swp").write_text("x", encoding="utf-8")
    assert now() == first
    (tmp_path / "a.yaml").write_text("title: x", encoding="utf-8")
    declared = now()
    assert declared != first
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert now() not in {first, declared}
    (tmp_path / "b.txt").rename(tmp_path / "a.txt")
    (tmp_path / "a.yaml").unlink()
    assert now() == first


def test_a_glance_sees_an_edit_that_keeps_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1", encoding="utf-8")
    before, times = ingest.glance(tmp_path), path.stat()
    path.write_text("2", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert ingest.glance(tmp_path) != before


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text, encoding = ingest.decode(data)
    except UnreadableError as fault:
        assert fault.reason
        assert fault.remedy
    else:
        assert "\0" not in text
        assert text.encode(ingest.CODECS[encoding]) == data or encoding in {"utf-16", "gb18030"}


@given(st.text(max_size=300))
def test_any_text_is_a_sidecar_or_refused(text: str) -> None:
    try:
        ingest.parse_sidecar(text.encode("utf-8", "surrogatepass"))
    except UnreadableError as fault:
        assert fault.reason

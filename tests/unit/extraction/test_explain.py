"""What `explain` prints of a sentence: every pass, and of each number what became of it."""

from __future__ import annotations

from datetime import date

from orchestration.extraction import Declared
from orchestration.extraction.explain import explain

SENTENCE = "截至2022年年底，昆明市执业医师达321名，其中中医医师190名，第3批已验收，到2025年将达350名。"


def test_each_pass_is_shown_with_what_it_saw() -> None:
    seen = dict(explain(SENTENCE, Declared("昆明市卫生健康事业发展情况", None, date(2023, 3, 1))))
    assert list(seen) == [
        "blocks", "facts", "numbers", "periods", "places", "stance", "binding", "numerals",
    ]  # fmt: skip
    assert "321名: 321 名, exact" in seen["numbers"]
    assert "set aside: ordinal" in seen["numbers"]
    assert "2022-12-31 to 2022-12-31" in seen["periods"]
    assert "昆明市: 昆明市" in seen["places"]
    assert "target" in seen["stance"].splitlines()[-1]
    assert seen["binding"].splitlines()[1].startswith("190名: 中医医师; level; actual")
    assert "3批: ordinal" in seen["numerals"]


def test_a_text_without_numbers_is_explained_too() -> None:
    seen = dict(explain("医疗服务持续改善。"))
    assert seen["numerals"] == "nothing"
    assert "binding" not in seen

"""The gazetteer's files: complete, consistent with one another, and free of forms that are ordinary words."""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

LEXICON = Path(__file__).parents[2] / "orchestration" / "extraction" / "lexicon"
MUNICIPALITIES_AND_PROVINCES = 34
# Words of running Chinese that are also the stem of some region's name.
WORDS = """
长寿 平安 大同 来宾 日照 白银 长治 安康 广安 中山 和平 新华 长安 东方 城区 矿区
郊区 市辖区 开发区 高新区 新区 东区 西区 南区 北区 老城区 新城区 港口区 核心区 公安
互助 通道 民和 共和 同心 安定 安宁 光明 解放 红旗 友好 向阳 前进 东风 建设 合作 兴国
兴业 新兴 新民 富裕 富民 永和 大方 大关 天台 开化 文化 卫生 健康 康乐 康保 清新 清流
高明 高要 应城 本市 全市 省 市 县 区 地区 河东 河西 河南区 江南 江北 南岸 中心 南部
西部 东部 北部 中部 比如 当阳 宣传 阿里 海西 海北 大理 临夏 文山
"""
ORDINARY_WORDS = frozenset(WORDS.split())


def read(name: str) -> list[dict[str, str]]:
    """One of the lexicon's files, as written."""
    with (LEXICON / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


REGIONS = read("regions.csv")
BY_ID = {row["region_id"]: row for row in REGIONS}


def forms(row: dict[str, str]) -> list[str]:
    """Every written form of a region."""
    return [row["region"], *(form for form in row["short_names"].split("|") if form)]


BY_FORM: dict[str, list[str]] = defaultdict(list)
for region_row in REGIONS:
    for region_form in forms(region_row):
        BY_FORM[region_form].append(region_row["region_id"])


def test_region_ids_are_unique_and_every_parent_exists() -> None:
    assert len(BY_ID) == len(REGIONS)
    roots = [row["region_id"] for row in REGIONS if not row["parent_region_id"]]
    assert roots == ["world"]
    assert [
        row["region_id"] for row in REGIONS if row["parent_region_id"] and row["parent_region_id"] not in BY_ID
    ] == []


def test_every_region_leads_up_to_the_world() -> None:
    for row in REGIONS:
        steps = 0
        while row["parent_region_id"]:
            row, steps = BY_ID[row["parent_region_id"]], steps + 1
            assert steps < 8


def test_a_name_occurs_once_below_its_parent() -> None:
    names = Counter((row["region"], row["parent_region_id"]) for row in REGIONS)
    assert [name for name, count in names.items() if count > 1] == []
    below = Counter((form, row["parent_region_id"]) for row in REGIONS for form in forms(row))
    assert [form for form, count in below.items() if count > 1] == []


def test_levels_have_the_numbers_that_china_has() -> None:
    levels = Counter(row["level"] for row in REGIONS)
    assert set(levels) == {"country", "province", "prefecture", "county", "grouping"}
    assert levels["province"] == MUNICIPALITIES_AND_PROVINCES
    mainland = [row for row in REGIONS if row["region_id"].isdigit() and row["region_id"][2:] != "0000"]
    in_force = Counter(
        row["level"] for row in mainland if "(former)" not in row["name_en"] and "until" not in row["name_en"]
    )
    assert in_force["prefecture"] == 333
    assert 2840 <= in_force["county"] <= 2860
    assert 190 <= levels["country"] <= 200


def test_codes_agree_with_the_parent() -> None:
    for row in REGIONS:
        code, parent = row["region_id"], row["parent_region_id"]
        if code.isdigit() and parent.isdigit() and parent != "100000":
            assert code.startswith(parent.rstrip("0").ljust(2, "0")), row
        if row["level"] == "province":
            assert parent == "100000"
        if row["level"] == "county":
            assert BY_ID[parent]["level"] in {"province", "prefecture"}, row


def test_no_short_form_is_an_ordinary_word_or_a_single_character() -> None:
    found = {form for row in REGIONS for form in forms(row) if form in ORDINARY_WORDS or len(form) < 2}
    assert found == set()


@pytest.mark.parametrize("form", ["台北", "台中", "中东", "中亚", "新北", "增城", "定安", "海西"])
def test_a_short_form_does_not_arise_where_two_words_meet(form: str) -> None:
    """出台北京市…, 平台中心, 其中东城区, 其中亚健康, 新北京, 新增城镇, 确定安排: not places."""
    assert form not in BY_FORM


def test_rows_are_clean() -> None:
    for row in REGIONS:
        assert all(value == value.strip() for value in row.values()), row
        assert row["region"] and row["name_en"], row
        assert len(set(forms(row))) == len(forms(row)), row
        assert not any("一" <= letter <= "鿿" for letter in row["name_en"]), row


def test_a_region_is_written_as_people_write_it() -> None:
    names = {row["region"] for row in REGIONS}
    assert {
        "内蒙古自治区",
        "广西壮族自治区",
        "香港特别行政区",
        "恩施州",
        "黔东南州",
        "大厂回族自治县",
        "雄安新区",
    } <= names
    assert "恩施土家族苗族自治州" not in names
    assert BY_FORM["恩施土家族苗族自治州"] == ["422800"]


@pytest.mark.parametrize(
    ("form", "region_id"),
    [
        ("全国", "100000"),
        ("北京", "110000"),
        ("内蒙古", "150000"),
        ("张家口", "130700"),
        ("雄安", "xiongan"),
        ("雄安新区", "xiongan"),
        ("北三县", "beisanxian"),
        ("廊坊北三县", "beisanxian"),
        ("京津冀", "jing-jin-ji"),
        ("城市副中心", "fuzhongxin"),
        ("通州", "110112"),
        ("三河市", "131082"),
        ("香河", "131024"),
        ("亦庄", "beijing-bda"),
        ("仙桃市", "429004"),
        ("神农架林区", "429021"),
        ("济源市", "419001"),
        ("石河子市", "659001"),
        ("兵团", "xpcc"),
        ("雄县", "130638"),
        ("即墨市", "370215"),
        ("浦东新区", "310115"),
        ("滨海新区", "120116"),
        ("几内亚", "GIN"),
        ("瓦努阿图", "VUT"),
        ("刚果（金）", "COD"),
        ("长三角", "yangtze-delta"),
        ("东北三省", "northeast-three"),
        ("吉林", "220000"),
        ("满洲里", "150781"),
        ("顺德", "440606"),
        ("海南", "460000"),
    ],
)
def test_key_names_resolve(form: str, region_id: str) -> None:
    assert BY_FORM[form] == [region_id]


def test_names_that_repeat_are_all_there() -> None:
    assert {BY_ID[region]["parent_region_id"] for region in BY_FORM["朝阳区"]} == {"110000", "220100"}
    assert len(BY_FORM["鼓楼区"]) >= 4
    assert len(BY_FORM["通州区"]) == 2


@pytest.mark.parametrize(
    ("region_id", "english"),
    [
        ("610000", "Shaanxi"),
        ("140000", "Shanxi"),
        ("150000", "Inner Mongolia Autonomous Region"),
        ("110105", "Chaoyang District"),
        ("310112", "Minhang District"),
        ("341500", "Lu'an"),
        ("141024", "Hongtong County"),
        ("420528", "Changyang Tujia Autonomous County"),
        ("650100", "Urumqi"),
        ("150100", "Hohhot"),
        ("441900", "Dongguan"),
        ("210212", "Lüshunkou District"),
        ("CIV", "Côte d'Ivoire"),
    ],
)
def test_english_names(region_id: str, english: str) -> None:
    assert BY_ID[region_id]["name_en"] == english


def test_guards_speak_of_forms_that_exist() -> None:
    guards = read("region_guards.csv")
    assert len({row["form"] for row in guards}) == len(guards)
    for row in guards:
        assert row["form"].startswith("*") or row["form"] in BY_FORM, row
        assert row["needs_parent"] in {"true", "false"}
        assert row["not_after"] or row["not_before"] or row["needs_parent"] == "true", row
    guarded = {row["form"]: row for row in guards}
    assert "医" in guarded["保定"]["not_after"].split("|")
    assert "诊" in guarded["也门"]["not_before"].split("|")
    assert guarded["成县"]["needs_parent"] == "true"


def test_institutions_stand_in_known_regions() -> None:
    rows = read("institutions.csv")
    sites = {row["name"]: row["region_id"] for row in rows}
    assert len(sites) == len(rows) >= 200
    assert set(sites.values()) <= set(BY_ID)
    assert sites["雄安宣武医院"] == "xiongan"
    assert sites["北医三院崇礼院区"] == "130709"
    assert sites["燕达医院"] == "131082"
    assert sites["湘雅医院"] == "430100"


def test_compounds_join_known_regions() -> None:
    rows = read("demonyms.csv")
    regions = {row["word"]: row["region_ids"].split("|") for row in rows}
    assert len(regions) == len(rows)
    for row in rows:
        ids = row["region_ids"].split("|")
        assert set(ids) <= set(BY_ID), row
        assert (len(row["word"]) == 1) == (row["kind"] == "abbreviation"), row
        assert row["kind"] != "compound" or len(set(ids)) == len(ids) > 1, row
    assert regions["京蒙"] == ["110000", "150000"]
    assert regions["苏陕"] == ["320000", "610000"]
    assert regions["京张"] == ["110000", "130700"]


def test_the_gazetteer_loads_quickly() -> None:
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        read("regions.csv")
        best = min(best, time.perf_counter() - started)
    assert best < 0.1

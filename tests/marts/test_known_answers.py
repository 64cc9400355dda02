"""Answers that a reader of the five bulletins knows, each with its place in the text.

Written by reading the bulletins. A quotation carries its number in 【】; the number's characters are looked up in the
bulletin, never in the output.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.marts.conftest import PROJECT, Query

BEIJING, TIANJIN, HEBEI, REGION = "110000", "120000", "130000", "jing-jin-ji"

EVENT = "000_cdcf6afe1addd8a1.txt"  # the authority's press event of February 2025
MEETING = "001_e3d29d82a9a126a1.txt"  # the work conference of March 2021
DAILY = "002_4dc7b0aca4e74e9d.txt"  # the newspaper's report of the event
PLAN = "003_952798ea941afeae.txt"  # the plan for 2021 to 2025
FEATURE = "004_0fb63053106b20c7.txt"  # the newspaper's feature on cooperation


class Answer(NamedTuple):
    """What a reader takes from one number."""

    bulletin: str
    quotation: str
    indicator: str
    value: float
    year: int
    status: str = "actual"
    qualifier: str = "exact"
    region: str = BEIJING
    measure: str = "level"


ANSWERS = [
    # results of 2024
    Answer(EVENT, "2024年常住孕产妇死亡率为【0.69/10万】", "maternal_mortality", 0.69, 2024),
    Answer(EVENT, "婴儿死亡率为【1.35‰】", "infant_mortality", 1.35, 2024),
    Answer(EVENT, "居民健康素养达到【44.6%】", "health_literacy", 44.6, 2024),
    Answer(EVENT, "结果互认医疗机构达【914家】", "exam_lab_recognition_institutions", 914, 2024, region=REGION),
    Answer(EVENT, "三地共建【115个】医联体", "regional_alliances", 115, 2024, region=REGION),
    Answer(EVENT, "推出【49项】京津冀互认继续医学教育项目", "recognised_medical_education", 49, 2024, region=REGION),
    Answer(EVENT, "覆盖【542家】单位", "integrated_care_alliance_units", 542, 2024, region=REGION),
    Answer(EVENT, "【291家】医院统一放号周期", "unified_release_cycle_hospitals", 291, 2024),
    Answer(EVENT, "平台覆盖【近300家】二级", "booking_platform_institutions", 300, 2024, qualifier="nearly"),
    Answer(EVENT, "【181家】医疗机构实现医疗影像", "imaging_sharing_institutions_city", 181, 2024),
    Answer(EVENT, "【172家】医疗机构实现平台", "online_report_institutions", 172, 2024),
    Answer(EVENT, "【140家】医疗机构实现电子病历", "shared_records_institutions", 140, 2024),
    Answer(EVENT, "全市互联网医院达到【92家】", "internet_hospitals", 92, 2024),
    Answer(EVENT, "【292家】医疗机构开展互联网诊疗服务", "internet_care_institutions", 292, 2024),
    Answer(EVENT, "互联网诊疗量达【167.5万人次】", "internet_visits", 1_675_000, 2024),
    Answer(EVENT, "同比增长【54.7%】", "internet_visits", 54.7, 2024, measure="change_rate"),
    Answer(EVENT, "【245家】二级以上医院开展周末手术", "weekend_surgery_hospitals", 245, 2024),
    Answer(EVENT, "延时服务【1422万人次】", "extended_hours_visits", 14_220_000, 2024),
    Answer(EVENT, "缺药登记服务【17.9万人次】", "drug_shortage_registrations", 179_000, 2024),
    Answer(EVENT, "紧密型儿科医联体覆盖【41家】", "paediatric_alliance_institutions", 41, 2024),
    Answer(EVENT, "【73家】二级以上综合医院已全部开设儿科门诊", "paediatric_outpatient_hospitals", 73, 2024),
    Answer(EVENT, "【352家】社区卫生服务中心可提供儿科", "paediatric_community_centres", 352, 2024),
    Answer(EVENT, "【106家】社区卫生服务中心配置CT设备", "ct_community_centres", 106, 2024),
    Answer(EVENT, "全市签约率达【45%】", "family_doctor_rate", 45, 2024),
    Answer(EVENT, "签约率保持在【90%以上】", "family_doctor_rate_priority", 90, 2024, qualifier="at_least"),
    Answer(EVENT, "全市托位总数达【6.7万余个】", "childcare_places", 67_000, 2024, qualifier="over"),
    Answer(EVENT, "普惠托位增至【3.1万余个】", "affordable_childcare_places", 31_000, 2024, qualifier="over"),
    Answer(EVENT, "母婴友好医院【20家】", "mother_baby_friendly_hospitals", 20, 2024),
    Answer(EVENT, "规范管理率达到【97%以上】", "mental_disorder_management_rate", 97, 2024, qualifier="at_least"),
    Answer(EVENT, "平均反应时间缩短至【12分钟】", "emergency_response_time", 12, 2024),
    Answer(EVENT, "呼叫满足率保持在【99%以上】", "emergency_call_satisfaction", 99, 2024, qualifier="at_least"),
    Answer(EVENT, "【3万余人次】社会急救培训", "first_aid_training", 30_000, 2024, qualifier="over"),
    Answer(EVENT, "监测覆盖率均达到【100%】", "occupational_monitoring_coverage", 100, 2024),
    # what the authority promised for 2025
    Answer(EVENT, "接入医院达到【70家】", "internet_platform_hospitals", 70, 2025, "target"),
    Answer(
        EVENT, "新建【30个】“互联网健康乡村门诊”", "internet_village_clinics", 30, 2025, "target", measure="increment"
    ),
    Answer(EVENT, "一体化管理率达到【70%以上】", "village_clinic_integration", 70, 2025, "target", "at_least"),
    Answer(EVENT, "建设【200个】社区中医药特色诊区", "tcm_clinic_areas", 200, 2025, "target"),
    Answer(EVENT, "建设【不少于20家】社区记忆门诊", "memory_clinics", 20, 2025, "target", "at_least"),
    # the five years to 2020
    Answer(MEETING, "从2015年的【5.18张】", "beds_per_1000", 5.18, 2015),
    Answer(MEETING, "上升到2020年的【5.90张】", "beds_per_1000", 5.9, 2020),
    Answer(MEETING, "从2015年【81.95岁】", "life_expectancy", 81.95, 2015),
    Answer(MEETING, "提高到2020年的【82.43岁】", "life_expectancy", 82.43, 2020),
    Answer(MEETING, "死亡率分别为【4.34/10万】", "maternal_mortality", 4.34, 2020),
    Answer(MEETING, "较2015年的【7.16/10万】", "maternal_mortality", 7.16, 2015),
    Answer(MEETING, "分别下降【39.4%】", "maternal_mortality", 39.4, 2020, measure="change_rate"),
    Answer(MEETING, "呼叫满足率达【95%以上】", "emergency_call_satisfaction", 95, 2020, qualifier="at_least"),
    Answer(MEETING, "负压救护车增至【121辆】", "negative_pressure_ambulances", 121, 2020),
    Answer(MEETING, "负压病房达【1158间】", "negative_pressure_wards", 1158, 2020),
    Answer(MEETING, "居民基层首诊率达【51.9%】", "first_visit_primary_rate", 51.9, 2020),
    Answer(MEETING, "社会办医疗机构达【5265家】", "social_institutions", 5265, 2020),
    Answer(MEETING, "户厕覆盖率达【99.4%】", "harmless_toilet_coverage", 99.4, 2020),
    Answer(MEETING, "流感疫苗接种【262.9万支】", "flu_vaccinations", 2_629_000, 2020),
    Answer(MEETING, "创建比例达到【50%】", "health_street_share", 50, 2021, "target"),
    # the newspaper on the same event
    Answer(DAILY, "全市托位总数达【6.7万个】", "childcare_places", 67_000, 2024),
    Answer(DAILY, "普惠托位增至【3.2万个】", "affordable_childcare_places", 32_000, 2024),
    Answer(DAILY, "儿童健康友好社区达【164家】", "child_health_friendly_communities", 164, 2024),
    # every target of the plan that names an indicator
    Answer(PLAN, "疾控力量配比达到【1.75人】", "cdc_staff_per_10000", 1.75, 2025, "target"),
    Answer(PLAN, "全市急救站点增至【465个】", "emergency_stations", 465, 2025, "target"),
    Answer(PLAN, "平均反应时间【小于12分钟】", "emergency_response_time", 12, 2025, "target", "under"),
    Answer(PLAN, "急救呼叫满足率【不低于95%】", "emergency_call_satisfaction", 95, 2025, "target", "at_least"),
    Answer(PLAN, "设立老年医学科比例达到【70%】", "geriatrics_department_share", 70, 2025, "target"),
    Answer(PLAN, "安宁疗护服务的床位达到【1800张】", "hospice_beds", 1800, 2025, "target"),
    Answer(PLAN, "精神科执业(助理)医师【8.2名】", "psychiatrists_per_100000", 8.2, 2025, "target"),
    Answer(PLAN, "市属医院预约就诊率【大于90%】", "appointment_rate", 90, 2025, "target", "over"),
    Answer(PLAN, "占总诊疗人次比例达到【55%】", "primary_visits_share", 55, 2025, "target"),
    Answer(PLAN, "中医非药物疗法比例达到【100%】", "tcm_non_drug_share", 100, 2025, "target"),
    Answer(PLAN, "老年友善医疗机构占比【超过80%】", "elderly_friendly_share", 80, 2025, "target", "over"),
    Answer(PLAN, "千人口献血率达到【20‰】", "blood_donation_rate", 20, 2025, "target"),
    Answer(PLAN, "设置治未病科比例达到【95%】", "tcm_preventive_department_share", 95, 2025, "target"),
    Answer(PLAN, "占中医服务总量比重达到【50%以上】", "tcm_primary_share", 50, 2025, "target", "at_least"),
    Answer(PLAN, "规范化建设达标率达到【80%】", "elderly_health_standard_rate", 80, 2025, "target"),
    Answer(
        PLAN, "在册患者规范管理率达到【95%以上】", "mental_disorder_management_rate", 95, 2025, "target", "at_least"
    ),
    Answer(PLAN, "总营业收入达到【4000亿元】", "pharma_industry_revenue", 400_000_000_000, 2025, "target"),
    Answer(PLAN, "培养【150名】公共卫生复合型高层次人才", "public_health_talents", 150, 2025, "target"),
    # cooperation at the end of 2022
    Answer(FEATURE, "其中北京【262家】、天津67家、河北156家", "lab_recognition_institutions", 262, 2022),
    Answer(FEATURE, "其中北京262家、天津【67家】", "lab_recognition_institutions", 67, 2022, region=TIANJIN),
    Answer(FEATURE, "天津67家、河北【156家】", "lab_recognition_institutions", 156, 2022, region=HEBEI),
    Answer(FEATURE, "互认项目【43项】", "lab_recognition_items", 43, 2022, region=REGION),
    Answer(FEATURE, "共享的医疗机构达到【239家】", "imaging_sharing_institutions", 239, 2022, region=REGION),
    Answer(FEATURE, "共享医学影像检查资料【21项】", "imaging_sharing_items", 21, 2022, region=REGION),
]


@pytest.mark.parametrize(
    "answer", ANSWERS, ids=lambda answer: f"{answer.indicator}-{answer.bulletin[:3]}-{answer.value}"
)
def test_a_number_says_what_a_reader_takes_from_it(query: Query, answer: Answer) -> None:
    text = (PROJECT / "seeds" / answer.bulletin).read_bytes().decode("utf-8")
    before, number, after = answer.quotation.replace("】", "【").split("【")
    at = text.index(before + number + after) + len(before)
    digit = at + next(index for index, sign in enumerate(number) if sign.isdigit())
    rows = query(
        "select value, qualifier, status, year, region_id, measure, indicator_id "
        "from marts.fct_observation join marts.dim_bulletin using (bulletin_id) "
        "where file_name = ? and char_start <= ? and char_end > ?",
        answer.bulletin,
        digit,
        digit,
    )
    assert rows == [
        (
            answer.value,
            answer.qualifier,
            answer.status,
            answer.year,
            answer.region,
            answer.measure,
            answer.indicator,
        )
    ]


def test_there_are_enough_answers_from_every_bulletin() -> None:
    assert len(ANSWERS) >= 60
    assert {answer.bulletin for answer in ANSWERS} == {EVENT, MEETING, DAILY, PLAN, FEATURE}


def test_maternal_mortality_of_beijing(query: Query) -> None:
    assert query(
        "select year, value, unit from marts.mart_indicator_series where indicator_id = 'maternal_mortality' "
        "and region_id = ? and status = 'actual' and measure = 'level' order by year",
        BEIJING,
    ) == [(2015, 7.16, "/10万"), (2020, 4.34, "/10万"), (2024, 0.69, "/10万")]


def test_institutions_that_recognise_results(query: Query) -> None:
    rows = query(
        "select year, region_id, value, scope, scope_change, previous_value from marts.mart_regional_cooperation "
        "where family = 'mutual_recognition_institutions' and status = 'actual' order by year, value desc"
    )
    assert rows == [
        (2022, REGION, 485, "检验", None, None),
        (2022, BEIJING, 262, "检验", None, None),
        (2022, HEBEI, 156, "检验", None, None),
        (2022, TIANJIN, 67, "检验", None, None),
        (2024, REGION, 914, "检查|检验", "widened", 485),
    ]
    parts = query(
        "select part.region_id, whole.value from marts.mart_regional_cooperation part "
        "join marts.fct_observation whole on part.whole_observation_id = whole.observation_id "
        "where part.family = 'mutual_recognition_institutions' order by 1"
    )
    assert parts == [(BEIJING, 485), (TIANJIN, 485), (HEBEI, 485)]


def test_the_split_adds_up(query: Query) -> None:
    assert query(
        "select stated, computed, holds, len(observation_ids) from marts.mart_consistency "
        "where kind = 'sum' and indicator_id = 'lab_recognition_institutions'"
    ) == [(485, 485, True, 4)]


def test_the_stated_falls_of_mortality_hold(query: Query) -> None:
    rows = query(
        "select indicator_id, stated, round(computed, 1), holds, reach from marts.mart_consistency "
        "where kind = 'growth' and indicator_id in ('maternal_mortality', 'infant_mortality') order by 1"
    )
    assert rows == [
        ("infant_mortality", 18.2, 18.2, True, "within"),
        ("maternal_mortality", 39.4, 39.4, True, "within"),
    ]


def test_the_bulletins_arithmetic_holds(query: Query) -> None:
    assert query("select kind, explanation from marts.mart_consistency where not holds") == []


def test_what_is_to_be_built_is_not_held_against_what_was_built(query: Query) -> None:
    rows = query(
        "select distinct target_value, latest_value, met, actuals from marts.mart_target_progress "
        "where indicator_id = 'tcm_clinic_areas' and target_year = 2025"
    )
    assert rows == [(200, None, None, 0)]


def test_targets_of_the_plan_against_2024(query: Query) -> None:
    rows = query(
        "select indicator_id, target_value, target_qualifier, latest_value, latest_qualifier, met, gap "
        "from marts.mart_target_progress join marts.dim_bulletin using (bulletin_id) "
        "where file_name = ? and latest_year = 2024 order by indicator_id",
        PLAN,
    )
    assert rows == [
        ("emergency_call_satisfaction", 95, "at_least", 99, "at_least", True, -4),
        ("emergency_response_time", 12, "under", 12, "exact", False, 0),
        ("mental_disorder_management_rate", 95, "at_least", 97, "at_least", True, -2),
    ]


def test_which_bulletin_says_how_many_affordable_places(query: Query) -> None:
    rows = query(
        "select file_name, value, qualifier, taken, compatible, reason from marts.mart_conflicts "
        "join marts.dim_bulletin using (bulletin_id) "
        "where indicator_id = 'affordable_childcare_places' order by file_name"
    )
    assert rows == [
        (EVENT, 31_000, "over", True, True, "taken"),
        (DAILY, 32_000, "exact", False, True, "publisher_tier"),
    ]
    assert query(
        "select value, sources, sources_agree from marts.mart_indicator_series "
        "where indicator_id = 'affordable_childcare_places' and year = 2024 and status = 'actual' and measure = 'level'"
    ) == [(31_000, 2, False)]


def test_nothing_of_strangers_is_published(query: Query) -> None:
    published = query("select evidence from marts.fct_observation union all select evidence from marts.mart_unmapped")
    strangers = ("15613339000", "19933041539", "17502173664", "区块链展览会", "健身博主", "距离163")
    assert not [row for row in published if any(word in row[0] for word in strangers)]

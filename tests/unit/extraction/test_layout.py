"""Which stretches of a page are the bulletin: the blocks cover the text, and only the body speaks."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction import Declared, read_facts
from orchestration.extraction.layout import read_layout
from orchestration.extraction.lexicon import load

from .writing import SEEDS, read

LEXICON = load()
BODY = (
    "2023年,海滨县共有医疗卫生机构312家,其中医院28家。全年总诊疗人次达到186.4万人次,同比增长7.3%。"
    "全县家庭医生签约居民21.5万人,签约率为43.8%。孕产妇系统管理率保持在95%以上。"
)


def kinds(text: str) -> list[tuple[str, str]]:
    """The blocks of `text`: each one's words and kind."""
    return [(text[b.char_start : b.char_end].strip(), b.kind) for b in read_layout(text, LEXICON).blocks]


def set_aside(text: str) -> dict[str, str]:
    """What of `text` is not body, with the reason."""
    return {words: kind for words, kind in kinds(text) if kind != "body" and words}


def values(text: str) -> list[float]:
    """The values of all observations of `text`."""
    return [o.value for o in read(text).observations]


def covered(text: str) -> None:
    """The blocks of `text` follow each other from its first character to its last."""
    at = 0
    for block in read_layout(text, LEXICON).blocks:
        assert block.char_start == at < block.char_end
        at = block.char_end
    assert at == len(text)


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_blocks_cover_the_seeds(path: object) -> None:
    covered(path.read_bytes().decode("utf-8"))  # type: ignore[attr-defined]


LINES = (
    "",
    " ",
    BODY,
    BODY[:40],
    "　　",
    "来源:海滨日报",
    "相关推荐",
    "一、工作成效",
    "阅读:3021",
    "地区  医院  床位",
    "•别的文章",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14), st.sampled_from(("\n", "\r\n", "\n\n", "\r", "\u2028")))
def test_blocks_cover_any_text(lines: list[str], end: str) -> None:
    covered(end.join(lines))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("来源:海滨日报", "source_line"),
        ("信息来源：海滨县卫生健康局 2024-02-11", "source_line"),
        ("责任编辑:王小明", "byline"),
        ("记者：李四", "byline"),
        ("海滨市疾控中心  2024年9月18日", "byline"),
        ("本报记者 李四 王小明", "byline"),
        ("阅读量:30215", "furniture"),
        ("浏览次数：812", "furniture"),
        ("上一篇:关于2022年度考核的通知", "furniture"),
        ("打印 关闭", "furniture"),
        ("版权所有 海滨县人民政府 ICP备12034567号", "furniture"),
        ("字体:大 中 小", "furniture"),
        ("扫一扫在手机打开当前页", "advertisement"),
        ("体检套餐限时优惠,原价1280元,现价799元", "advertisement"),
        ("诚聘护士5名,月薪6000元", "advertisement"),
        ("咨询电话:0312-5601234", "contact"),
        ("0312-5601234", "contact"),
        ("首页 > 新闻中心 > 正文", "furniture"),
        (">> 信息公开 >> 海滨市卫生健康委 >> 数据", "furniture"),
        ("组配分类 统计信息 发布机构 海滨市卫生健康委员会", "source_line"),
        ("扫描下方二维码了解更多", "advertisement"),
    ],
)
def test_what_is_around_the_bulletin_is_set_aside_with_its_reason(line: str, kind: str) -> None:
    text = f"{BODY}\n\n{line}\n"
    assert set_aside(text) == {line: kind}
    assert values(text) == values(BODY)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("全县争取资金,采购彩超等设备,价值共计320万元。", 3_200_000),
        ("全年体育彩票销售330万元。", 3_300_000),
        ("全县12家医院实现扫码支付。", 12),
        ("全年共有1200人报名参加献血等志愿服务活动。", 1200),
        ("专家团队提供技术支持36次。", 36),
        ("今日新闻发布会通报新增确诊病例16例。", 16),
        ("官方微信公众号粉丝达17万人。", 170_000),
    ],
)
def test_words_of_a_page_do_not_set_a_sentence_aside(line: str, value: float) -> None:
    text = f"{BODY}\n\n{line}\n\n第二段:全县设有急救站点19个。\n"
    assert set_aside(text) == {}
    assert values(text) == [*values(BODY), value, 19]


def test_a_line_that_holds_the_article_with_its_head_is_body() -> None:
    article = "目前全市95%的社区卫生服务站能开展签约,共签约老年居民118.6万人,续签率81.3%,表示满意的有93.2%。" * 2
    text = f"签约服务进社区\n\n消息来源:某某网 签约 记者乙 摄 图集/视觉部 {article}\n"
    assert set_aside(text) == {}
    assert 81.3 in values(text)


def test_bullets_behind_a_colon_are_the_articles_own() -> None:
    own = "主要数据如下:\n• 全县新增床位36张\n• 全县门诊12万人次"
    assert set_aside(f"{BODY}\n\n{own}\n") == {}
    assert values(f"{BODY}\n\n{own}\n") == [*values(BODY), 36, 120_000]


def test_bullets_under_the_article_are_teasers_of_others() -> None:
    teaser = "• 某地新增床位900张"
    assert set_aside(f"{BODY}\n\n{teaser}\n") == {teaser: "strangers_post"}


def test_labels_with_bullets_say_who_published_the_page() -> None:
    text = f"一周疫情\n  • 发布日期:2016-07-21\n  • 来源:海滨市卫生计生委\n\n{BODY}\n"
    assert "source_line" in set_aside(text).values()
    assert read_facts(text, Declared()).publisher == "海滨市卫生计生委"


@pytest.mark.parametrize("heading", ["相关推荐", "热门文章", "网友评论", "猜你喜欢"])
def test_strangers_posts_under_the_article_end_it(heading: str) -> None:
    posts = "某地新增床位900张\n去年我在这里排队排了3个小时,花了500元"
    text = f"{BODY}\n\n{heading}\n{posts}\n"
    assert set_aside(text) == {f"{heading}\n{posts}": "strangers_post"}
    assert values(text) == values(BODY)


def test_a_recommendation_amid_the_article_does_not_end_it() -> None:
    other = BODY.replace("2023年", "2022年").replace("312家", "301家")
    text = f"{BODY}\n\n相关阅读\n\n{other}\n"
    assert 301 in values(text)


def test_a_paragraph_said_again_is_a_repetition() -> None:
    text = f"{BODY}\n\n第二段说的是另外一件事,全县设有急救站点19个。\n\n{BODY}\n"
    assert set_aside(text) == {BODY: "repetition"}
    assert values(text).count(312) == 1


def test_a_repetition_in_other_widths_is_one() -> None:
    wide = BODY.replace(",", "，").replace("%", "％").replace("2", "２")
    assert set_aside(f"{BODY}\n\n{wide}\n") == {wide: "repetition"}


@pytest.mark.parametrize("width", [20, 28, 36, 50])
def test_wrapped_lines_are_one_paragraph(width: int) -> None:
    wrapped = "\n".join(textwrap.wrap(BODY, width))
    assert len(read_layout(wrapped, LEXICON).paragraphs) == 1
    assert values(wrapped) == values(BODY)


def test_headings_stand_above_their_paragraphs() -> None:
    text = f"一、主要成效\n\n(一)服务体系\n\n{BODY}\n\n二、重点工作\n\n{BODY.replace('2023', '2024')}\n"
    told = [(p.kind, p.headings) for p in read_layout(text, LEXICON).paragraphs]
    assert told == [
        ("heading", ()),
        ("heading", ("主要成效",)),
        ("text", ("主要成效", "服务体系")),
        ("heading", ()),
        ("text", ("重点工作",)),
    ]


def test_markdown_headings_nest_by_their_marks() -> None:
    text = f"# 年报\n\n## 资源\n\n{BODY}\n\n## 服务\n\n另有一段,全县设有急救站点19个。\n"
    headings = [p.headings for p in read_layout(text, LEXICON).paragraphs if p.kind == "text"]
    assert headings == [("年报", "资源"), ("年报", "服务")]


ONE_BLANK = pytest.mark.xfail(strict=True, reason="cells that one blank parts are not told from words")


@pytest.mark.parametrize("mark", ["  ", "\t", " | ", "　　", pytest.param("　", marks=ONE_BLANK)])
def test_rows_of_cells_are_a_table(mark: str) -> None:
    rows = [("指标", "单位", "2023年"), ("医院", "家", "28"), ("床位", "张", "3120")]
    text = f"海滨县卫生资源情况如下。\n\n{chr(10).join(mark.join(row) for row in rows)}\n"
    assert "table" in {p.kind for p in read_layout(text, LEXICON).paragraphs}


def test_rows_whose_cells_lost_what_parted_them_are_a_table() -> None:
    told = read(
        "滨海市2023年社会服务统计\n\n一、医养机构\n医院28\n养老机构床位万张1.2\n其他机构床位万张\n托育机构1,056\n"
    ).observations
    assert [(o.value, o.unit, o.metric) for o in told] == [
        (28, "", "医院"),
        (12000, "张", "养老机构床位"),
        (1056, "", "托育机构"),
    ]


def test_lines_that_end_in_a_number_of_their_own_are_no_table() -> None:
    kinds = {p.kind for p in read_layout("通报如下。\n\n病例1\n病例2\n病例3\n病例4\n", LEXICON).paragraphs}
    assert "table" not in kinds


def test_a_list_of_short_lines_is_not_one_paragraph() -> None:
    text = "全年任务:\n新增托位300个\n改造病房20间\n培训护士150名\n"
    assert len(read_layout(text, LEXICON).paragraphs) == 4


@pytest.mark.parametrize("text", ["", "\n", " \n\r\n", "\ufeff", "。", "1", "\u200b" * 9, "\x00\x00"])
def test_texts_without_a_bulletin_yield_nothing(text: str) -> None:
    covered(text)
    assert not read(text).observations

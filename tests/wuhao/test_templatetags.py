"""Formatting, icons, the radar and the pager."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from wuhao.icons import ICONS
from wuhao.templatetags import formatting
from wuhao.templatetags.radar import radar

GOODS = ["支部班子坚强", "干部作风扎实", "党员队伍过硬", "思想工作有效", "作用发挥明显"]
MOMENT = datetime(2026, 10, 24, 16, 5, tzinfo=UTC)


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("points", Decimal("2.50"), "2.5"),
        ("points", Decimal("100"), "100"),
        ("points", Decimal("0.005"), "0.01"),
        ("points", Decimal("-0.001"), "0"),
        ("points", Fraction(1, 3), "0.33"),
        ("points", 0, "0"),
        ("points", None, "—"),
        ("points", "", "—"),
        ("score", Decimal("90"), "90.00"),
        ("score", None, "—"),
        ("tenths", Decimal("86.65"), "86.7"),
        ("tenths", None, "—"),
        ("percent", Fraction(445, 486), "91.6%"),
        ("percent", Decimal("0.9165"), "91.7%"),
        ("percent", Fraction(1, 2000), "0.1%"),
        ("percent", 1, "100.0%"),
        ("percent", None, "—"),
        ("signed", Decimal("1.80"), "+1.8"),
        ("signed", Fraction(-1, 2), "−0.5"),
        ("signed", Decimal("0.00"), "0"),
        ("signed", None, "—"),
        ("ymd", date(2026, 3, 9), "2026-03-09"),
        ("ymd", MOMENT, "2026-10-25"),
        ("ymd", None, "—"),
        ("ymd_hm", MOMENT, "2026-10-25 00:05"),
        ("ymd_hm", None, "—"),
        ("dash", 0, 0),
        ("dash", None, "—"),
        ("dash", "", "—"),
        ("thousands", 12604, "12,604"),
        ("thousands", None, "—"),
        ("file_size", 1, "1 KB"),
        ("file_size", 497_664, "486 KB"),
        ("file_size", 1_258_291, "1.2 MB"),
        ("file_size", None, "—"),
        ("heat", Decimal("69.99"), "0"),
        ("heat", Decimal("70"), "1"),
        ("heat", Decimal("93"), "5"),
        ("heat", None, ""),
    ],
)
def test_filter_reads_as_people_write(name, value, expected):
    assert getattr(formatting, name)(value) == expected


def test_halves_round_away_from_nought_for_fractions_and_decimals_alike():
    assert formatting.rounded(Fraction(-25, 1000), 2) == Decimal("-0.03")
    assert formatting.rounded(Decimal("-0.025"), 2) == Decimal("-0.03")


def test_lookup_finds_the_key_or_nothing():
    assert formatting.lookup({"review": 3}, "review") == 3
    assert formatting.lookup({"review": 3}, "naming") is None
    assert formatting.lookup(None, "review") is None


def test_icon_without_title_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in draw('{% load icons %}{% icon "bell" %}')


def test_icon_with_title_is_an_image_with_its_name_escaped():
    drawn = draw('{% load icons %}{% icon "bell" title %}', title='"><script>')
    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in drawn


@pytest.mark.parametrize("name", ICONS)
def test_icon_is_drawn_with_attributes_alone(name):
    assert "style" not in ICONS[name]
    assert "class" not in ICONS[name]


def series(*values, name="全区"):
    return [{"name": name, "values": list(values)}]


def test_radar_puts_full_marks_on_the_outer_ring_and_the_floor_in_the_middle():
    shape = radar(series(100, 80, 80, 80, 80), GOODS, "五好", floor=80)["series"][0]
    assert shape["spots"] == [
        ("220.0", "36.0"),
        ("220.0", "154.0"),
        ("220.0", "154.0"),
        ("220.0", "154.0"),
        ("220.0", "154.0"),
    ]


@pytest.mark.parametrize(
    ("lowest", "floor_label"), [(88, 77.5), (61, 62.5), (4, 25), (None, 85), (99, 85)]
)
def test_radar_starts_below_the_lowest_value(lowest, floor_label):
    rings = radar(series(lowest, 100, 100, 100, 100), GOODS, "五好")["rings"]
    assert rings[0]["label"] == round(floor_label)
    assert rings[-1]["label"] == 100


def test_radar_leaves_an_unscored_good_out_of_the_line_and_says_so():
    drawn = draw(
        '{% load radar %}{% radar series labels "五好" %}',
        series=series(90, None, 91, 92, 93),
        labels=GOODS,
    )
    assert drawn.count("<circle") == 4
    assert "干部作风扎实 无数据" in drawn
    assert "<td>—</td>" in drawn


def test_radar_carries_its_numbers_as_text_and_no_style():
    drawn = draw(
        '{% load radar %}{% radar series labels "五好" %}',
        series=series(90, 91, 92, 93, 94, name="<b>"),
        labels=GOODS,
    )
    assert [f"<td>{number}</td>" in drawn for number in (90, 91, 92, 93, 94)] == [True] * 5
    assert "style=" not in drawn
    assert '<th scope="row">&lt;b&gt;</th>' in drawn


def test_two_radars_on_a_page_never_share_an_id():
    first = radar(series(90, 91, 92, 93, 94), GOODS, "五好")["key"]
    second = radar(series(90, 91, 92, 93, 95), GOODS, "五好")["key"]
    assert first != second


def draw_pager(page, address: str) -> str:
    context = RequestContext(RequestFactory().get(address), {"page": page})
    return Template("{% load pager %}{% pager page %}").render(context).strip()


def test_pager_keeps_the_filter_and_marks_the_page():
    drawn = draw_pager(Paginator(range(95), 10).page(2), "/?sector=village&page=2")
    assert 'href="?sector=village&amp;page=3" rel="next"' in drawn
    assert '<b aria-current="page">2</b>' in drawn


def test_pager_of_a_single_page_is_silent():
    assert draw_pager(Paginator(range(5), 10).page(1), "/") == ""

"""What the pages show of a file, odd rows and senders: the cases that no corpus file has."""

from surveys import odd_rows
from surveys.layouts import recognise
from surveys.mapping import IGNORE, Mapping
from surveys.overview import seen_columns, seen_problems, seen_wordings
from surveys.sheets import read
from surveys.sources import same_source
from tests.surveys.corpus import files as f
from tests.surveys.corpus.form import DIRECTORY, FORM
from tests.surveys.test_sheets import NO
from wuhao.columns import Table

KEY = b"k" * 32


def layout_of(rows, mapping=NO):
    return recognise(rows, FORM, mapping)


def senders(*addresses, header="IP地址", agents=None):
    header = [*f.HEADER, header, *(["UA"] if agents else [])]
    rows = [
        [*f.one(), address, *([agents[place]] if agents else [])]
        for place, address in enumerate(addresses)
    ]
    rows = [header, *rows]
    return same_source(rows, layout_of(rows), range(2, len(rows) + 1), KEY)


def test_one_address_is_one_sender_wherever_it_is_said_to_be():
    assert senders("1.1.1.1(上海)", "1.1.1.1(上海)", "2.2.2.2") == [True, True, False]


def test_one_address_with_two_browsers_is_two_senders():
    assert senders("1.1.1.1", "1.1.1.1", agents=["a", "b"]) == [False, False]
    assert senders("1.1.1.1", "1.1.1.1", agents=["a", "a"]) == [True, True]


def test_a_user_id_comes_before_the_address():
    assert senders("u1", "u2", "u1", header="用户标识") == [True, False, True]


def test_nobody_is_no_sender():
    assert senders("", "", "N/A", "n/a", "匿名", "匿名") == [False] * 6


def test_suggestions_become_decisions():
    rows = [
        f.HEADER,
        f.one("河东党总支部", who="党员们", m1="基本满意吧", z1="甲乙丙"),
        ["合计", *[""] * 7],
    ]
    layout = layout_of(rows)
    table = read(rows, layout, FORM, DIRECTORY, NO)
    offers = {p.value: p.offer for p in seen_problems(table.problems, FORM, DIRECTORY)}
    assert offers == {
        "河东党总支部": "QD02", "党员们": "member", "基本满意吧": "2", "甲乙丙": "", "合计": IGNORE,
    }  # fmt: skip


def test_whom_a_name_meant_in_an_earlier_file_stands_first():
    earlier = Mapping(hints={"甲乙丙": "QD02"})
    rows = [f.HEADER, f.one("甲乙丙")]
    table = read(rows, layout_of(rows, earlier), FORM, DIRECTORY, earlier)
    (seen,) = seen_problems(table.problems, FORM, DIRECTORY)
    assert (seen.offer, seen.near[0]) == ("QD02", ("QD02", "河东党支部"))


def test_columns_show_first_cells_without_free_text_and_how_many_differ():
    rows = [
        [*f.HEADER, "姓名", "备注"],
        *([*f.one(c1="其他〖张三〗"), "李四", n] for n in (1, 2, 2)),
    ]
    columns = {
        c.header: (c.samples, c.distinct) for c in seen_columns(Table.of(rows), layout_of(rows))
    }
    assert columns["备注"] == (("1", "2", "2"), 2)
    assert columns[f.QUESTIONS[-1]] == (("其他",) * 3, 1)
    assert "姓名" not in columns


def test_wordings_are_counted_without_blank_rows_and_with_what_was_decided():
    mapping = Mapping(wordings={"M1": {"不错": "2"}}, strata={"游客": IGNORE})
    rows = [
        f.HEADER,
        f.one(who="游客", m1="不错"),
        f.one(m1=""),
        [""] * 8,
        f.one(c1="志愿服务;跳舞"),
    ]
    seen = seen_wordings(Table.of(rows), layout_of(rows, mapping), FORM, mapping)
    found = {(one.code, one.text): (one.times, one.target) for one in seen}
    assert found["stratum", "游客"] == (1, IGNORE)
    assert found["M1", "不错"] == (1, "2")
    assert found["M1", ""] == (1, "blank")
    assert found["C1", "志愿服务"] == (3, "2")
    assert found["C1", "跳舞"] == (1, "")


def test_identity_said_for_the_whole_file_has_no_wordings():
    mapping = Mapping(fixed_stratum="member", columns={f.QUESTIONS[1]: "ignore"})
    rows = [f.HEADER, f.one()]
    seen = seen_wordings(Table.of(rows), layout_of(rows, mapping), FORM, mapping)
    assert {one.code for one in seen} == {"M2", "M3", "Z1", "Z2", "C1"}


def test_header_again_needs_most_of_the_columns():
    rows = [f.HEADER, f.HEADER, f.one(f.CODE), f.one()]
    again = odd_rows.headers_again(Table.of(rows), layout_of(rows))
    assert list(again) == [2]


def test_no_used_column_has_no_header_again():
    rows = [["甲", "乙"], ["甲", "乙"]]
    assert odd_rows.headers_again(Table.of(rows), layout_of(rows)) == {}

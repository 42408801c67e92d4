import pytest

from wuhao.lifecycle import Lifecycle, Move

STATES = {"draft": "草稿", "sent": "已提交", "returned": "已退回", "closed": "已办结"}
MOVES = (
    Move("send", "提交", ("draft", "returned"), "sent"),
    Move("return", "退回", ("sent",), "returned"),
    Move("close", "办结", ("sent",), "closed"),
)
SHEET = Lifecycle("自查表", STATES, MOVES)


def test_every_verb_is_answered_in_every_state():
    allowed = {
        (verb, state)
        for verb in ("send", "return", "close")
        for state in STATES
        if SHEET.why_not(verb, state) == ""
    }
    assert allowed == {
        ("send", "draft"),
        ("send", "returned"),
        ("return", "sent"),
        ("close", "sent"),
    }


def test_refusal_names_the_state_and_where_the_move_is_open():
    assert SHEET.why_not("send", "closed") == (
        "自查表现在是“已办结”，不能提交；“草稿”、“已退回”状态才可以。"
    )


def test_first_state_is_initial_and_a_state_without_way_out_is_final():
    assert (SHEET.initial, SHEET.final) == ("draft", ("closed",))


def test_choices_are_what_a_model_field_takes():
    assert SHEET.choices == list(STATES.items())


def test_moves_from_lists_what_is_open():
    assert [move.verb for move in SHEET.moves_from("sent")] == ["return", "close"]


def test_unknown_verb_is_a_mistake_in_the_code():
    with pytest.raises(KeyError, match="自查表: burn"):
        SHEET.why_not("burn", "draft")


def test_unknown_state_is_a_mistake_in_the_code():
    with pytest.raises(KeyError, match="lost"):
        SHEET.why_not("send", "lost")


def test_diagram_shows_every_move():
    assert SHEET.mermaid() == (
        "stateDiagram-v2\n"
        '    state "草稿" as draft\n'
        '    state "已提交" as sent\n'
        '    state "已退回" as returned\n'
        '    state "已办结" as closed\n'
        "    [*] --> draft\n"
        "    draft --> sent: 提交\n"
        "    returned --> sent: 提交\n"
        "    sent --> returned: 退回\n"
        "    sent --> closed: 办结\n"
        "    closed --> [*]\n"
    )


@pytest.mark.parametrize(
    ("states", "moves", "fault"),
    [
        ({}, (), "no states"),
        (STATES, (*MOVES, MOVES[0]), "verb send twice"),
        (STATES, (*MOVES, Move("lose", "丢", ("draft",), "gone")), "lose: unknown state gone"),
        (STATES, (*MOVES, Move("find", "找", ("gone",), "sent")), "find: unknown state gone"),
        (STATES, (*MOVES, Move("drop", "弃", (), "closed")), "drop: starts nowhere"),
        (STATES, MOVES[:2], "unreachable state closed"),
    ],
)
def test_faulty_table_is_refused(states, moves, fault):
    with pytest.raises(ValueError, match=fault):
        Lifecycle("坏表", states, moves)

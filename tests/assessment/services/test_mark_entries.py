"""An entry sent again, and two people at one item: nothing doubled, nothing overwritten unseen."""

import random
from dataclasses import dataclass, field

import pytest

from assessment.models import MarkVersion
from assessment.services.marks import MarkEntry, save_mark
from assessment.services.sheets import start
from tests.assessment.district import applied, mark_of
from tests.factories import make_user
from wuhao.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(candidacy):
    return start(candidacy=applied(candidacy), stage="self", by=None)


def send(sheet, finding, **fields):
    mark = mark_of(sheet, "1.1")
    return save_mark(mark=mark, entry=MarkEntry(finding=finding, **fields), by=None)


def test_an_entry_sent_again_changes_nothing(sheet):
    send(sheet, "9", key="a")
    send(sheet, "9", key="a")
    assert mark_of(sheet, "1.1").version == 1


def test_what_was_typed_after_an_unheard_answer_follows_it(sheet):
    send(sheet, "9", key="a")
    send(sheet, "10", key="b", after=("a",))
    assert (mark_of(sheet, "1.1").finding, mark_of(sheet, "1.1").version) == ("10", 2)


def test_an_unheard_entry_that_another_has_replaced_is_a_conflict(sheet):
    send(sheet, "9", key="a")
    send(sheet, "8", version=1, key="theirs")
    with pytest.raises(Conflict) as met:
        send(sheet, "10", key="b", after=("a",))
    assert (met.value.mine["finding"], met.value.theirs["finding"]) == ("10", "8")


def test_another_write_between_takes_the_key_away(sheet):
    """Also one that knows nothing of keys, as the import of a file."""
    send(sheet, "9", key="a")
    sheet.marks.filter(item__code="1.1").update(version=2, finding="7")
    with pytest.raises(Conflict):
        send(sheet, "10", key="b", after=("a",))


@dataclass
class Editor:
    """Somebody with the form open: what it shows, and what was sent without an answer."""

    name: str
    version: int = 0
    unheard: list = field(default_factory=list)

    def read(self, mark):
        self.version, self.unheard = mark.version, []


def play(mark, chance, *, times, with_version):
    """Two editors send to one item in random order, a third of the answers get lost on the way;
    how often a value was replaced that its editor had not seen."""
    editors, overwritten = [Editor("a"), Editor("b")], 0
    for step in range(times):
        editor, key = chance.choice(editors), f"k{step}"
        version = editor.version if with_version else mark.version
        entry = MarkEntry(str(step), version=version, key=key, after=tuple(editor.unheard))
        try:
            after = save_mark(mark=mark, entry=entry, by=None)
        except Conflict:
            editor.read(mark)  # both values are shown
            continue
        own = mark.entry_key.split("@")[0] in editor.unheard
        overwritten += mark.version != editor.version and not own
        mark = after
        if chance.random() < 0.3:
            editor.unheard.append(key)
        else:
            editor.read(mark)
    return overwritten


@pytest.mark.parametrize(("with_version", "times", "silent"), [(True, 1000, 0), (False, 40, 1)])
def test_no_interleaving_of_two_editors_overwrites_silently(sheet, with_version, times, silent):
    """A thousand entries with the version that the form holds; without it many go unseen."""
    chance = random.Random(20260101)
    mark = mark_of(sheet, "1.1")
    overwritten = play(mark, chance, times=times, with_version=with_version)
    assert min(overwritten, 1) == silent
    assert MarkVersion.objects.exists()


def test_a_long_key_is_cut_not_refused(sheet):
    send(sheet, "9", key="k" * 200)
    assert mark_of(sheet, "1.1").entry_key == f"{'k' * 40}@1"


def test_the_name_of_who_came_between_is_told(sheet):
    other = make_user("secretary", sheet.candidacy.organization, name="王委员")
    save_mark(mark=mark_of(sheet, "1.1"), entry=MarkEntry(finding="3"), by=other)
    with pytest.raises(Conflict, match="刚刚由王委员改过"):
        send(sheet, "4")

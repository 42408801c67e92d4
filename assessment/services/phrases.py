"""Reason phrases: one's own, and the district's for everybody."""

from django.db import transaction
from django.db.models import Q

from assessment.models import Phrase
from creation.services.log import record
from wuhao.errors import Refused

LONGEST = Phrase._meta.get_field("text").max_length
MOST = 30


def phrases_for(user):
    """The user's own first, then the district's."""
    mine = Phrase.objects.filter(Q(owner=user) | Q(owner=None))
    return mine.order_by("owner", "pk")


@transaction.atomic
def keep_phrase(*, text, by, shared=False) -> Phrase:
    """Once each; `shared` makes it the district's."""
    text, owner = text.strip(), None if shared else by
    if not text:
        raise Refused("请写出要保存的用语。")
    if len(text) > LONGEST:
        raise Refused(f"用语最多 {LONGEST} 个字。")
    known = Phrase.objects.filter(owner=owner)
    if known.count() >= MOST:
        raise Refused(f"最多保存 {MOST} 条用语，请先删去不用的。")
    phrase, is_new = known.get_or_create(text=text, owner=owner)
    if is_new:
        record(by=by, action="保存审核用语", on=phrase, after={"text": text})
    return phrase


@transaction.atomic
def drop_phrase(*, phrase, by) -> None:
    record(by=by, action="删除审核用语", on=phrase, before={"text": phrase.text})
    phrase.delete()

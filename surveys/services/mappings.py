"""How earlier files were understood: the start for the next one."""

from dataclasses import dataclass

from django.db.models import Max

from surveys.access import visible_to
from surveys.carrying import Used, carried, same_questions, uncertain, used, without
from surveys.mapping import Mapping
from surveys.models import Questionnaire, Upload
from surveys.queries import form_of, forms_of

FILES = 20  # newest ones of a questionnaire that are remembered: towns use different tools
QUESTIONNAIRES = 5  # newest ones that are looked at


NOTHING = Mapping()
OWN = "本问卷以前的文件"


@dataclass(frozen=True)
class Start:
    """What a new file begins with. `certain` needs no look; nobody looked at `carried` yet."""

    certain: Mapping
    carried: Mapping
    source: str

    @property
    def mapping(self):
        return self.carried.merged(self.certain)

    def carried_as_dict(self):
        """As it stands beside the file, {} when there is nothing."""
        if self.carried == NOTHING:
            return {}
        return {"source": self.source, "mapping": self.carried.as_dict()}


def start_of(questionnaire, by):
    """This questionnaire's own files come before those of another one."""
    own, ours = own_mapping(questionnaire), form_of(questionnaire)
    unsure = uncertain(own, ours)
    source, found = _from_others(questionnaire, ours, by)
    more = without(found, own)
    names = [OWN] if unsure != NOTHING else []
    names += [f"{source.round} · {source.name}"] if more != NOTHING else []
    return Start(without(own, unsure), more.merged(unsure), "、".join(names))


def used_of(upload, finding):
    """What of it this file has need of, as long as nobody looked at it."""
    if not upload.carried:
        return Used()
    return used(Mapping.from_dict(upload.carried["mapping"]), finding)


def own_mapping(questionnaire):
    """What the newest files of this questionnaire were understood by, the newest word last."""
    return _remembered(_files().filter(questionnaire=questionnaire))


def _files():
    found = Upload.objects.filter(state="committed").exclude(layout="online")
    return found.order_by("-committed_at", "-pk")


def _remembered(files):
    known = NOTHING
    for data in reversed(files.values_list("mapping", flat=True)[:FILES]):
        known = known.merged(Mapping.from_dict(data).for_next_file())
    return known


def _from_others(questionnaire, ours, by):
    """(questionnaire, mapping): the one with most questions in common that gives something.

    Among equals the one that this one follows, then the newest.
    """
    others = _others(questionnaire, by)
    forms = forms_of(others)
    shared = {other: len(same_questions(forms.get(other.pk, ()), ours)) for other in others}
    for other in sorted(shared, key=lambda o: (-shared[o], o.pk != questionnaire.follows_id)):
        theirs = _remembered(_files().filter(questionnaire=other))
        found = carried(theirs, forms.get(other.pk, ()), ours)
        if shared[other] and found != NOTHING:
            return other, found
    return None, NOTHING


def _others(questionnaire, by):
    """Those with files, the newest file first."""
    found = visible_to(by) if by else Questionnaire.objects.select_related("round")
    files = _files().exclude(questionnaire=questionnaire).filter(questionnaire__in=found)
    newest = files.order_by().values("questionnaire").annotate(at=Max("committed_at"))
    ids = list(newest.order_by("-at").values_list("questionnaire", flat=True)[:QUESTIONNAIRES])
    rows = found.in_bulk(ids)
    return [rows[pk] for pk in ids]

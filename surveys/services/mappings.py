"""How earlier files were understood: the start for the next one."""

from dataclasses import dataclass

from django.db.models import Max

from surveys.access import visible_to
from surveys.carrying import Used, carried, same_questions, used
from surveys.mapping import Mapping
from surveys.models import Questionnaire, Upload
from surveys.queries import forms_of

FILES = 20  # newest ones of a questionnaire that are remembered: towns use different tools
QUESTIONNAIRES = 5  # newest ones that are looked at


NOTHING = Mapping()


@dataclass(frozen=True)
class Start:
    """What a new file begins with; `carried` of it comes from `source` and nobody looked at it."""

    mapping: Mapping
    carried: Mapping = NOTHING
    source: Questionnaire | None = None

    def carried_as_dict(self):
        """As it stands beside the file, {} when there is nothing."""
        if self.source is None:
            return {}
        name = f"{self.source.round} · {self.source.name}"
        return {"source": name, "mapping": self.carried.as_dict()}


def start_of(questionnaire, by):
    """This questionnaire's own files come before those of another one."""
    own = own_mapping(questionnaire)
    source, found = _from_others(questionnaire, by)
    more = _without(found, own)
    if more == NOTHING:
        return Start(own)
    return Start(more.merged(own), more, source)


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


def _from_others(questionnaire, by):
    """(questionnaire, mapping): the one with most questions in common that gives something.

    Among equals the one that this one follows, then the newest.
    """
    others = _others(questionnaire, by)
    forms = forms_of([questionnaire, *others])
    ours = forms.get(questionnaire.pk, ())
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


def _without(found, own):
    """`found` less everything that `own` has a word on."""
    wordings = {
        code: {word: to for word, to in words.items() if word not in own.wordings.get(code, {})}
        for code, words in found.wordings.items()
    }
    return Mapping(
        columns={k: v for k, v in found.columns.items() if k not in own.columns},
        wordings={code: words for code, words in wordings.items() if words},
        strata={k: v for k, v in found.strata.items() if k not in own.strata},
        hints={k: v for k, v in found.hints.items() if k not in own.hints},
    )

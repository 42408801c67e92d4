"""Links to the online questionnaire: opened for many at once, their times, codes, taken back."""

import secrets

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from creation.services.log import record
from surveys.models import AnswerCode, OnlineLink, Questionnaire, Upload
from surveys.services.rates import refresh
from surveys.services.uploads import why_not_upload
from wuhao.errors import Refused

LAYOUT = "online"
CODE_DIGITS = 10
MOST_CODES = 500  # on one go: they are shown once, to be printed
_SALT = "surveys.answer-code"


def why_not_open(questionnaire):
    return why_not_upload(questionnaire)


@transaction.atomic
def open_links(*, questionnaire, organizations, mode, opens_at, closes_at, by):
    """A link for each that has none; those that have one get the new times and mode.

    Returns how many are new. What is answered through the new ones is one batch, as a file is.
    """
    if reason := why_not_open(questionnaire) or why_not_times(opens_at, closes_at):
        raise Refused(reason)
    Questionnaire.objects.select_for_update(of=["self"]).get(pk=questionnaire.pk)
    ids = {one.pk: one for one in organizations}
    known = OnlineLink.objects.filter(questionnaire=questionnaire, organization__in=ids)
    dead = set(known.exclude(upload__state="committed").values_list("organization_id", flat=True))
    new = ids.keys() - set(known.values_list("organization_id", flat=True))
    times = {"mode": mode, "opens_at": opens_at, "closes_at": closes_at}
    known.update(**times)
    if new or dead:
        upload = _batch(questionnaire, len(new | dead), by)
        known.filter(organization__in=dead).update(upload=upload)
        OnlineLink.objects.bulk_create(
            [
                OnlineLink(
                    questionnaire=questionnaire,
                    organization_id=pk,
                    upload=upload,
                    token=fresh_token(),
                    **times,
                )
                for pk in sorted(new)
            ],
            batch_size=2000,
        )
    after = {"new": len(new), "changed": len(ids) - len(new), "mode": mode}
    after |= {"opens_at": str(opens_at), "closes_at": str(closes_at)}
    record(by=by, action="开放在线问卷", on=questionnaire, after=after)
    return len(new)


def why_not_times(opens_at, closes_at):
    return "" if opens_at < closes_at else "截止时间要在开放时间之后。"


def fresh_token():
    """128 random bits: nobody guesses the address of a link."""
    return secrets.token_urlsafe(16)


def _batch(questionnaire, number, by):
    now = timezone.now()
    return Upload.objects.create(
        questionnaire=questionnaire,
        name=f"在线问卷（{timezone.localdate(now)} 开放，{number} 个党组织）",
        sha256=secrets.token_hex(32),
        layout=LAYOUT,
        state="committed",
        uploaded_by=by,
        committed_at=now,
        committed_by=by,
    )


@transaction.atomic
def change_link(*, link, mode, opens_at, closes_at, by):
    if reason := why_not_times(opens_at, closes_at):
        raise Refused(reason)
    locked = OnlineLink.objects.select_for_update(of=["self"]).get(pk=link.pk)
    before = _told(locked)
    locked.mode, locked.opens_at, locked.closes_at = mode, opens_at, closes_at
    if _told(locked) == before:
        return locked
    locked.save(update_fields=["mode", "opens_at", "closes_at"])
    record(by=by, action="改在线问卷时间", on=locked, before=before, after=_told(locked))
    return locked


def _told(link):
    return {"mode": link.mode, "opens_at": str(link.opens_at), "closes_at": str(link.closes_at)}


@transaction.atomic
def close_link(*, link, by):
    """From now on nobody answers; what was answered stays."""
    locked = OnlineLink.objects.select_for_update(of=["self"]).get(pk=link.pk)
    now = timezone.now()
    if locked.closes_at <= now:
        raise Refused("这个链接已经截止。")
    before = _told(locked)
    locked.closes_at, locked.opens_at = now, min(locked.opens_at, now)
    locked.save(update_fields=["opens_at", "closes_at"])
    record(by=by, action="关闭在线问卷", on=locked, before=before, after=_told(locked))
    return locked


@transaction.atomic
def renew_address(*, link, by):
    """A new address: sheets that were printed with the old one lead nowhere any more."""
    locked = OnlineLink.objects.select_for_update(of=["self"]).get(pk=link.pk)
    locked.token = fresh_token()
    locked.save(update_fields=["token"])
    record(by=by, action="更换在线问卷地址", on=locked)
    return locked


def why_not_issue(link, number):
    if link.mode != "codes":
        return "公开链接不用答题码；要用答题码，先把方式改成一人一个答题码。"
    return "" if 1 <= number <= MOST_CODES else f"一次可以发 1 到 {MOST_CODES} 个答题码。"


@transaction.atomic
def issue_codes(*, link, number, by):
    """The codes themselves, for once: only their digests are kept."""
    if reason := why_not_issue(link, number):
        raise Refused(reason)
    codes: set[str] = set()
    while len(codes) < number:
        codes.add("".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS)))
    AnswerCode.objects.bulk_create(
        [AnswerCode(link=link, digest=digest_of(link, code)) for code in codes],
        ignore_conflicts=True,
    )
    record(by=by, action="发放答题码", on=link, after={"number": number})
    return sorted(codes)


def digest_of(link, code, key=None):
    """Keyed by the installation's secret: without it a table of digests is no table of codes."""
    return salted_hmac(
        _SALT, f"{link.pk}:{code}", secret=key or settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


def digests_of(link, code):
    """As it is written today and as it was before the secret was changed."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [digest_of(link, code, key) for key in keys]


@transaction.atomic
def drop_answers(*, link, by):
    """All that was answered through this link leaves the rates."""
    if reason := why_not_upload(link.questionnaire):
        raise Refused(reason)
    Questionnaire.objects.select_for_update(of=["self"]).get(pk=link.questionnaire_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM surveys_response WHERE upload_id = %s AND organization_id = %s",
            [link.upload_id, link.organization_id],
        )
        dropped = cursor.rowcount
    if not dropped:
        raise Refused("这个链接还没有答卷。")
    refresh(questionnaire=link.questionnaire, organizations=[link.organization_id])
    record(by=by, action="作废在线答卷", on=link, before={"responses": dropped})
    return dropped

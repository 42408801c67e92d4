"""Answers from people's own phones: taken in whole or not at all, and counted.

Nothing is kept of who or when: no address, no device, no moment, no code beside the answer. That
is why an answer is no entry in the log; opening the link was one.
"""

import time
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveys.integrity import flags_of
from surveys.models import AnswerCode, Questionnaire, Response, SentForm, Uncounted
from surveys.queries.online import answer_links, published_form
from surveys.services.online import CODE_DIGITS, digests_of
from surveys.services.rates import refresh
from surveys.walk import sheet_of, stratum_of
from wuhao.errors import Refused

FORM_LIVES = timedelta(hours=24)  # so long may a sheet lie half filled
PAUSE = 1.0  # seconds between two countings of a questionnaire in this process
_SALT = "surveys.sent-form"
_counted_at: dict[int, float] = {}
WRONG_CODE = "答题码不对，或者已经用过。请核对纸条上的 10 个数字。"


def why_not_answer(link, now=None):
    """One plain sentence for whoever holds the phone."""
    now = now or timezone.now()
    if link.upload.state != "committed" or link.questionnaire.round.state == "closed":
        return "这次测评已经结束，谢谢您的关心。"
    if now < link.opens_at:
        start = timezone.localtime(link.opens_at)
        return (
            f"这份问卷还没有开始，请在 {start.month} 月 {start.day} 日 {start:%H:%M} 以后再扫码。"
        )
    if now >= link.closes_at:
        return "这份问卷已经截止，谢谢您的关心。"
    return ""


def why_not_code(link, code):
    """`code`: the digits that were typed."""
    if not code:
        return f"请填纸条上的 {CODE_DIGITS} 个数字。"
    if len(code) != CODE_DIGITS:
        return f"答题码是 {CODE_DIGITS} 个数字，您填了 {len(code)} 个，请再对一遍纸条。"
    known = AnswerCode.objects.filter(link=link, digest__in=digests_of(link, code))
    return "" if known.exists() else WRONG_CODE


def take_answer(*, link, answers, nonce, seconds, code=""):
    """Store one sheet; False when this form was sent before. Refused says why it isn't taken."""
    form = published_form(link.questionnaire)
    sheet, stratum = sheet_of(form, answers), stratum_of(form, answers)
    (flags,) = flags_of(form, [sheet], ([link.organization_id], [stratum]), [seconds], [""])
    with transaction.atomic():
        _hold(link)
        if not _is_first(nonce):
            return False
        if link.mode == "codes":
            _use(link, code)
        Response.objects.create(
            upload_id=link.upload_id,
            organization_id=link.organization_id,
            stratum=stratum,
            answers=sheet,
            flags=flags,
        )
        Uncounted.objects.create(
            questionnaire_id=link.questionnaire_id, organization_id=link.organization_id
        )
    if _may_count(link.questionnaire_id):
        count_answers(link.questionnaire)
    return True


def _may_count(questionnaire_id):
    """In a rush once a second is enough; what comes in between is counted with the next answer or
    by the sweep."""
    now = time.monotonic()
    if now - _counted_at.get(questionnaire_id, -PAUSE) < PAUSE:
        return False
    _counted_at[questionnaire_id] = now
    return True


def _hold(link):
    """The batch isn't taken back while an answer comes in; answers don't wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM surveys_upload WHERE id = %s FOR SHARE", [link.upload_id])
    if reason := why_not_answer(answer_links().get(pk=link.pk)):
        raise Refused(reason)


def _is_first(nonce):
    digest = salted_hmac(_SALT, nonce, algorithm="sha256").hexdigest()
    sent = SentForm(digest=digest, day=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO surveys_sentform (digest, day) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [sent.digest, sent.day],
        )
        return cursor.rowcount == 1


def _use(link, code):
    """The row goes with the answer that it lets in: nothing is left to lay beside it."""
    used, _ = AnswerCode.objects.filter(link=link, digest__in=digests_of(link, code)).delete()
    if not used:
        raise Refused(WRONG_CODE)


def count_answers(questionnaire):
    """Bring the rates up to the answers that came in since; how many organizations that were.

    Whoever holds the questionnaire counts for all who came meanwhile, the others leave at once: a
    file that is being taken in makes nobody wait. What it left is counted by the sweep.
    """
    counted = _count_once(questionnaire)
    if counted and Uncounted.objects.filter(questionnaire=questionnaire).exists():
        counted += _count_once(questionnaire)
    return counted


@transaction.atomic
def _count_once(questionnaire):
    rows = Questionnaire.objects.select_for_update(skip_locked=True, of=["self"])
    held = rows.select_related("round").filter(pk=questionnaire.pk).first()
    waiting = _waiting(questionnaire) if held else []
    if waiting:
        refresh(questionnaire=held, organizations=waiting)
    return len(waiting)


def _waiting(questionnaire):
    """The organizations that wait; their marks go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM surveys_uncounted WHERE questionnaire_id = %s RETURNING organization_id",
            [questionnaire.pk],
        )
        return sorted({pk for (pk,) in cursor.fetchall()})


def count_left():
    """For the sweep: what nobody counted, and marks of sent forms that are of no use any more."""
    for pk in Uncounted.objects.order_by().values_list("questionnaire_id", flat=True).distinct():
        count_answers(Questionnaire(pk=pk))
    SentForm.objects.filter(day__lt=timezone.localdate() - 2 * FORM_LIVES).delete()

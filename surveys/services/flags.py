"""Sheets that carry a sign of doubt count until somebody decides otherwise, and may count again."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from creation.access import may_everywhere
from creation.services.log import record
from surveys.models import FlagDecision, Questionnaire
from surveys.queries.flags import flag_groups
from surveys.services.rates import refresh
from wuhao.errors import Refused

JUDGES = "edit_rounds"  # who runs the round decides; a town would decide about its own figures


def why_not_decide(questionnaire, by):
    """ "" when this person may leave sheets out or take them back in."""
    if by is not None and not may_everywhere(by, JUDGES):
        return "疑点由区委组织部决定是否剔除。"
    if questionnaire.round.state == "closed":
        return "这个轮次已经结束，三率不能再改。"
    return ""


@transaction.atomic
def leave_out(*, upload, organization, flag, reason, by):
    """These sheets no longer count; the rates of the organization are computed anew."""
    _allow(why_not_decide(upload.questionnaire, by), reason)
    Questionnaire.objects.select_for_update().get(pk=upload.questionnaire_id)
    groups = flag_groups([upload.pk], [organization.pk])
    sheets = next((group.sheets for group in groups if group.flag == flag), 0)
    if not sheets or upload.state != "committed":
        raise Refused("这个文件里已经没有这样的答卷，请刷新后再看。")
    try:
        with transaction.atomic():
            decision = FlagDecision.objects.create(
                upload=upload, organization=organization, flag=flag, sheets=sheets,
                reason=reason.strip(), decided_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("这些答卷已经剔除了，请刷新后再看。") from error
    _settle(decision, "剔除有疑点的答卷", decision.reason, by)
    return decision


@transaction.atomic
def take_back(*, decision, reason, by):
    """The sheets count again."""
    questionnaire = decision.upload.questionnaire
    _allow(why_not_decide(questionnaire, by), reason)
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    lifted = FlagDecision.objects.filter(pk=decision.pk, lifted_at=None).update(
        lifted_by=by, lifted_at=timezone.now(), lifted_reason=reason.strip()
    )
    if not lifted:
        raise Refused("这些答卷已经恢复计入，请刷新后再看。")
    _settle(decision, "恢复计入有疑点的答卷", reason.strip(), by)
    return decision


def _settle(decision, action, reason, by):
    refresh(questionnaire=decision.upload.questionnaire, organizations=[decision.organization_id])
    facts = {
        "flag": decision.get_flag_display(),
        "sheets": decision.sheets,
        "file": decision.upload.name,
        "reason": reason,
    }
    record(by=by, action=action, on=decision, after=facts)


def _allow(reason, given):
    if reason:
        raise Refused(reason)
    if not given.strip():
        raise Refused("请写明理由，一两句话就行。")
    if len(given.strip()) > 200:
        raise Refused("理由不超过 200 个字，请写短一些。")

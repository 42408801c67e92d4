"""What waits for one person, by the gates of his own pages."""

from assessment.access import candidacies_for, clearances_for, visits_for
from assessment.models import Rectification, Sheet
from creation.models import Round
from creation.services.open_work import Work
from wuhao.navigation import link


def waiting_for(user) -> list[Work]:
    """In the rounds that run: own papers to fill, others' to review, visits, red lines."""
    running = {"round__in": Round.objects.filter(state="open").values("pk")}
    own = candidacies_for(user, "self_check").filter(**running).order_by().values("pk")
    reviewed = candidacies_for(user, "review").filter(**running).order_by().values("pk")
    sheets = Sheet.objects.filter(stage="self")
    visits = visits_for(user).filter(candidacy__round__state="open")
    done = Sheet.objects.filter(stage="spot", state__in=("submitted", "accepted"))
    answers = clearances_for(user).filter(candidacy__round__state="open", state="pending")
    return [
        Work(
            "自查表还没有提交",
            sheets.filter(candidacy__in=own, state__in=("draft", "returned")).count(),
            link("candidacy_list"),
        ),
        Work(
            "整改还没有报送",
            Rectification.objects.filter(candidacy__in=own, state="open").count(),
            link("rectification_list"),
        ),
        Work(
            "自查表等待初审",
            sheets.filter(candidacy__in=reviewed, state="submitted").count(),
            link("review_list"),
        ),
        Work(
            "抽查还没有完成",
            visits.exclude(candidacy__in=done.values("candidacy")).count(),
            link("visit_list"),
        ),
        Work("高压线还没有答复", answers.count(), link("clearance_list", state="pending")),
    ]

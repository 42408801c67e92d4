"""Draws of a round, its teams, and how far the checks are."""

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from assessment.models import Sheet, TeamMember, Visit


def draws_of(round):
    return list(round.draws.select_related("drawn_by").annotate(count=Count("visits")))


def teams_of(round):
    """With members, the leader first, and how many visits each has."""
    members = TeamMember.objects.select_related("user").order_by("-is_leader", "pk")
    teams = round.teams.select_related("home").annotate(count=Count("visits"))
    return list(teams.prefetch_related(Prefetch("members", members)))


def with_done(visits):
    done = Sheet.objects.filter(
        candidacy=OuterRef("candidacy"), stage="spot", state__in=("submitted", "accepted")
    )
    return visits.annotate(is_done=Exists(done))


def spot_progress(round) -> dict:
    """drawn, done and those without a team."""
    visits = with_done(Visit.objects.filter(candidacy__round=round, kind="spot"))
    return visits.aggregate(
        drawn=Count("pk"),
        done=Count("pk", filter=Q(is_done=True)),
        without_team=Count("pk", filter=Q(team__isnull=True)),
    )


def visits_of(draw):
    """Those without a team first, then by town."""
    rows = with_done(draw.visits).select_related(
        "candidacy__organization", "candidacy__sector", "candidacy__town", "team"
    )
    return list(
        rows.order_by(
            F("team").asc(nulls_first=True),
            "candidacy__town__code",
            "candidacy__organization__code",
        )
    )

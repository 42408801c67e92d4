"""A round's files for the importers: marks of each party, answers of departments and of people."""

import json
from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.utils import timezone

from assessment.demo.answers import Answers
from assessment.demo.files import write_csv
from assessment.demo.findings import losses, typed
from assessment.demo.material import dice, material
from assessment.models import Candidacy, Clearance, Mark
from creation.models import Department, Item
from creation.services.standards import method_of

MARKS = ["党组织代码", "要点编号", "值", "不适用", "说明"]


def told(*command) -> str:
    """What a command printed; its errors come along when it refuses."""
    out = StringIO()
    try:
        call_command(*map(str, command), stdout=out, stderr=out)
    except CommandError as error:
        raise CommandError(f"{command[0]}：{error}\n{out.getvalue()[:2000]}") from error
    return out.getvalue().strip()


class Paperwork:
    """Everything handed in during one round, in files below `folder`."""

    def __init__(self, plan, qualities, folder):
        self.plan, self.code, self.folder = plan, plan["code"], folder
        self.qualities = qualities
        self._losses = {}
        self.items = {}
        for item in Item.objects.filter(computed="").order_by("order"):
            self.items.setdefault(item.standard_id, []).append((item, method_of(item)))

    def take_in(self, *command) -> str:
        """Run an import command."""
        return told(*command)

    def candidacies(self, **lookups):
        rows = Candidacy.objects.filter(round__code=self.code, **lookups)
        return rows.select_related("organization", "round", "town").order_by("organization__code")

    # ---- marks ----

    def marks(self, stage, candidacies, *, submit=True, part=1.0, into=""):
        """Import that party's marks; `part` of the items when the sheet is only begun."""
        rows = [row for one in candidacies for row in self._marks_of(one, stage, part)]
        if not rows:
            return
        path = write_csv(self.folder / f"{self.code}-{stage}{into}.csv", MARKS, rows)
        flags = ["--submit"] if submit else []
        self.take_in("import_marks", path, "--round", self.code, "--stage", stage, *flags)

    def _marks_of(self, candidacy, stage, part):
        items = self.items[candidacy.standard_id]
        code = candidacy.organization.code
        lost = self._lost(candidacy, items)
        rows = []
        for item, method in items[: round(len(items) * part)]:
            if self._is_for_larger(item, candidacy):
                rows.append([code, item.code, "", "是", material()["quality"]["small_reason"]])
                continue
            share = lost[stage][item.code]
            if stage == "review" and share == lost["self"][item.code] and rows:
                continue  # the review begins as a copy of the self sheet
            what = {"loss": share, "months": candidacy.months, "salt": (self.code, code)}
            rows.append([code, item.code, typed(item=item, method=method, **what), "", ""])
        return rows

    def _lost(self, candidacy, items):
        code = candidacy.organization.code
        if code not in self._losses:
            self._losses[code] = losses(
                round_code=self.code,
                unit_code=code,
                quality=self.quality(candidacy),
                items=[item.code for item, _ in items],
            )
        return self._losses[code]

    def quality(self, candidacy) -> float:
        better = material()["quality"]["improvement"]
        place = [one["code"] for one in material()["rounds"]].index(self.code)
        return min(0.998, self.qualities[candidacy.organization.code] + better[place])

    def _is_for_larger(self, item, candidacy) -> bool:
        about = material()["quality"]
        is_small = 0 < candidacy.organization.full_members < about["small"]
        return is_small and about["small_marker"] in item.rule

    # ---- what departments and people say ----

    def clearances(self, candidacies, hits=()):
        """Every department answers 无; for `hits` one answers 有."""
        about = material()["clearances"]
        hits = {one.pk for one in hits}
        asked = Clearance.objects.filter(candidacy__in=[one.pk for one in candidacies])
        day = timezone.localdate().isoformat()
        rows, struck = [], set()
        numbers = {
            code: dice("reference", code).randint(3, 90)
            for code in Department.objects.values_list("code", flat=True)
        }
        names = ("candidacy__organization__code", "red_line__name", "department__name")
        for candidacy, department, *named in asked.values_list(
            "candidacy", "department__code", *names
        ):
            is_hit = candidacy in hits - struck
            if is_hit:
                struck.add(candidacy)
            reference = about["reference"].format(n=numbers[department])
            rows.append([*named, about["hit" if is_hit else "clear"], reference, day])
        path = write_csv(self.folder / f"{self.code}-clearances.csv", about["header"], rows)
        self.take_in("import_clearances", path, "--round", self.code)

    def surveys(self, candidacies, short=()) -> int:
        """Paper ballots for most, our own template and an online tool for some committees."""
        answers, short = Answers(self.code), {one.pk for one in short}
        sheets = {"template": [], "wjx": [], "tally": []}
        for one in candidacies:
            layout = self._layout_of(one, answers.about)
            make = answers.tally if layout == "tally" else answers.of
            about = {"quality": self.quality(one), "is_short": one.pk in short}
            sheets[layout] += [[one.organization.code, *row] for row in make(one, **about)]
        self._survey("template", answers.template_header, sheets["template"])
        self._survey("tally", answers.tally_header, sheets["tally"])
        today = timezone.localdate()
        rows = [answers.wjx_row(n, row, today) for n, row in enumerate(sheets["wjx"], start=1)]
        self._survey("wjx", answers.wjx_header, rows, answers.wjx_mapping)
        return sum(len(rows) for rows in sheets.values())

    def online(self) -> str:
        """Links for everybody until the stage ends, and a few answers from phones."""
        _, last = self.plan["stages"]["survey"]
        closes = f"{timezone.localdate() + timedelta(days=last)}T20:00"
        self.take_in("open_survey", "--round", self.code, "--closes", closes, "--quiet")
        return self.take_in("demo_online", "--round", self.code)

    def _layout_of(self, candidacy, about) -> str:
        town = candidacy.town.code if candidacy.town else ""
        if town in about["wjx_towns"]:
            return "wjx"
        return "template" if town in about["template_towns"] else "tally"

    def _survey(self, name, header, rows, mapping=None):
        if not rows:
            return
        path = write_csv(self.folder / f"{self.code}-{name}.csv", header, rows)
        said = []
        if mapping:
            said = ["--mapping", path.with_suffix(".json")]
            said[1].write_text(json.dumps(mapping), encoding="utf-8")
        self.take_in("import_survey", path, "--round", self.code, *said)

    def worst_marks(self, candidacies):
        """The reviewed marks that lost most, one of each unit."""
        lost = Mark.objects.filter(
            sheet__candidacy__in=[one.pk for one in candidacies],
            sheet__stage="review", points__isnull=False, item__is_bonus=False,
        )  # fmt: skip
        worst = {}
        for mark in lost.select_related("item", "sheet__candidacy__organization"):
            off = mark.item.points - mark.points
            if off > worst.get(mark.sheet.candidacy_id, (0, None))[0]:
                worst[mark.sheet.candidacy_id] = (off, mark)
        return [mark for _, mark in worst.values()]

"""Sheets of answers as members and masses would hand them in, in the layouts people upload."""

import tomllib
from datetime import datetime, time, timedelta

from django.conf import settings

from assessment.demo.material import dice, material
from surveys.rates import minimum_sample

FORM = settings.BASE_DIR / "surveys" / "data" / "questionnaire.toml"  # the shipped questionnaire
CENSUS = 30  # up to so many people everybody is asked
STRATA = {"member": "党员", "mass": "群众", "delegate": "两代表一委员", "partner": "共建单位"}


class Answers:
    """The answers of one round; `quality` is the unit's, `is_short` those with few answers."""

    def __init__(self, round_code):
        self.round_code = round_code
        self.about, self.remarks = material()["answers"], material()["remarks"]
        asked = tomllib.loads(FORM.read_text(encoding="utf-8"))["questions"]
        self.identity = next(one for one in asked if one["dimension"] == "identity")
        self.asked = [one for one in asked if one["dimension"] != "identity"]

    def of(self, candidacy, *, quality, is_short):
        """Sheets [identity, answer, …] of one unit."""
        throw = dice("answers", self.round_code, candidacy.organization.code)
        for stratum, number in self._numbers(candidacy, is_short, throw).items():
            for _ in range(number):
                yield self._sheet(stratum, quality, throw)
        for stratum, share in self.about["others"].items():
            if throw.random() < share:
                for _ in range(throw.randint(2, 5)):
                    yield self._sheet(stratum, quality, throw)

    def tally(self, candidacy, *, quality, is_short):
        """Rows of counted ballots, 党员 and 群众, of one unit."""
        throw = dice("answers", self.round_code, candidacy.organization.code)
        for stratum, number in self._numbers(candidacy, is_short, throw).items():
            void = 0 if number <= CENSUS else throw.randint(0, 2)
            issued = number + void + (0 if number <= CENSUS else throw.randint(0, 9))
            counts = [issued, number + void, number, void]
            for question in self.asked:
                counts += self._counts(question, number, stratum, quality, throw)
            yield [STRATA[stratum], *counts]

    def _numbers(self, candidacy, is_short, throw) -> dict[str, int]:
        sizes = {"member": candidacy.members, "mass": candidacy.people_served}
        return {stratum: self._number(size, is_short, throw) for stratum, size in sizes.items()}

    def _number(self, size, is_short, throw) -> int:
        if is_short:
            return int(minimum_sample(size) * throw.uniform(*self.about["short"]))
        if size <= CENSUS:
            return size
        return min(size, round(minimum_sample(size) * throw.uniform(*self.about["more"])))

    def _good(self, question, stratum, quality) -> float:
        """The chance of an answer that counts for the rate."""
        low, high = self.about[question["dimension"]]
        lead = 0 if question["dimension"] == "satisfaction" else self.about["member_lead"]
        return low + (high - low) * (quality - 0.9) * 10 + (lead if stratum == "member" else 0)

    def _sheet(self, stratum, quality, throw) -> list[str]:
        return [
            STRATA[stratum],
            *(self._answer(one, stratum, quality, throw) for one in self.asked),
        ]

    def _answer(self, question, stratum, quality, throw) -> str:
        if throw.random() < self.about["blank"]:
            return ""
        good = throw.random() < self._good(question, stratum, quality)
        options = [text for text, _ in question["options"]]
        if question.get("is_multiple"):
            picked = throw.sample(options[:-1], throw.randint(1, 3)) if good else options[-1:]
            return "┋".join(picked)
        if question["dimension"] == "satisfaction" and throw.random() < self.about["dont_know"]:
            return options[-1]
        return throw.choice(options[:2] if good else options[2:4])

    def _counts(self, question, number, stratum, quality, throw) -> list[int]:
        """Votes for each choice and abstentions: together the valid ballots."""
        chance = self._good(question, stratum, quality)
        good = sum(throw.random() < chance for _ in range(number))
        if question.get("is_multiple"):
            return [good, number - good, 0]
        most = round(good * throw.uniform(0.4, 0.7))
        left = number - good
        votes = [most, good - most, left - left // 2, left // 2]
        return [*votes, *[0] * (len(question["options"]) - 4), 0]

    # ---- layouts ----

    @property
    def template_header(self):
        return ["党组织代码", "身份", *(one["text"] for one in self.asked)]

    @property
    def tally_header(self):
        header = ["党组织代码", "身份", *self.about["ballots"]]
        for question in self.asked:
            options = [text for text, _ in question["options"]]
            if question.get("is_multiple"):
                options = [self.about["any"], options[-1]]
            header += [f"{question['text']}({text})" for text in [*options, self.about["none"]]]
        return header

    @property
    def wjx_header(self):
        texts = [self.identity["text"], *(one["text"] for one in self.asked)]
        numbered = [f"{number}、{text}" for number, text in enumerate(texts, start=2)]
        last = f"{len(texts) + 2}、{self.remarks['header']}"
        return [*self.about["wjx_header"], f"1、{self.about['wjx_organization']}", *numbered, last]

    @property
    def wjx_mapping(self):
        """What a person would say of the last column."""
        return {"columns": {self.wjx_header[-1]: "remark"}}

    def wjx_row(self, number, row, day):
        """Sent in on `day` or the days before, one after the other."""
        code, *sheet = row
        throw = dice("wjx", self.round_code, number)
        sent = datetime.combine(day, time(9)) + timedelta(seconds=97 * number % (3600 * 10))
        sent -= timedelta(days=number % 12)
        seconds = f"{9 if number % 97 == 0 else throw.randint(35, 240)}秒"  # some are too quick
        texts = self.remarks["texts"]
        remark = throw.choice(texts) if throw.random() < self.remarks["share"] else "(空)"
        address = self.about["wjx_address"].format(*_address(number))
        return [number, f"{sent:%Y/%m/%d %H:%M:%S}", seconds, *self.about["wjx_row"], address, code,
                *(answer or "(空)" for answer in sheet), remark]  # fmt: skip


def _address(number):
    """Three numbers for an address of one's own; now and then two sheets come from one."""
    phone = (number - (number % 80 == 1)) * 40_503 % 2**24
    return phone >> 16, phone >> 8 & 255, phone & 255

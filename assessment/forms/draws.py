"""What is typed for a draw: teams, share and seed, who is left out and who is named."""

import secrets
from difflib import get_close_matches

from django import forms

from assessment.models import Draw, Team, Visit
from creation.models import Organization, User

MEMBERS = 10


class TeamForm(forms.Form):
    """A team from people known by user name or name, one a line, the leader first."""

    mark_optional = True
    name = forms.CharField(
        label="检查组名称",
        max_length=Team._meta.get_field("name").max_length,
        error_messages={"required": "请填写检查组名称。"},
    )
    home = forms.ModelChoiceField(
        Organization.objects.none(), label="来自街镇", required=False, empty_label="区级"
    )
    members = forms.CharField(
        label="成员",
        help_text="每行一人，填用户名或姓名，第一行是组长",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请填写成员，每行一人。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        towns = Organization.objects.filter(parent__isnull=False, parent__parent__isnull=True)
        self.fields["home"].queryset = towns.order_by("code")

    def clean_members(self):
        typed = [line.strip() for line in self.cleaned_data["members"].splitlines()]
        typed = list(dict.fromkeys(filter(None, typed)))
        known = User.objects.filter(is_active=True)
        people = list(known.filter(username__in=typed) | known.filter(name__in=typed))
        found, errors = [], []
        for one in typed:
            matches = [user for user in people if one in (user.username, user.name)]
            if len(matches) == 1:
                found.append(matches[0])
            else:
                errors.append(_nobody(one) if not matches else _several(one, matches))
        if len(typed) > MEMBERS:
            errors.append(f"一个检查组最多 {MEMBERS} 人。")
        if errors:
            raise forms.ValidationError(errors)
        return list(dict.fromkeys(found))


def _nobody(typed):
    names = User.objects.filter(is_active=True).values_list("name", flat=True)
    near = get_close_matches(typed, set(names), n=2)
    return f"没有“{typed}”这个用户" + (f"，是否为{'、'.join(near)}？" if near else "。")


def _several(typed, users):
    names = "、".join(user.username for user in users)
    return f"叫“{typed}”的有 {len(users)} 人，请填用户名：{names}。"


class Reasons(forms.CharField):
    """Lines of “党组织代码 理由” as {code: reason}, every faulty line at once."""

    def __init__(self, **kwargs):
        hint = "每行一个：党组织代码，空格，理由"
        widget = forms.Textarea({"rows": 3})
        super().__init__(required=False, help_text=hint, widget=widget, **kwargs)

    def clean(self, value):
        reasons, errors = {}, []
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            code, _, reason = line.strip().partition(" ")
            if not code:
                continue
            if not reason.strip():
                errors.append(f"第 {number} 行：{code} 后面要空一格写明理由。")
            elif code in reasons:
                errors.append(f"第 {number} 行：{code} 重复，请只留一行。")
            reasons[code] = reason.strip()
        if errors:
            raise forms.ValidationError(errors)
        return reasons


class DrawForm(forms.Form):
    mark_optional = True
    share = forms.DecimalField(
        label="抽查比例",
        min_value=0,
        max_value=1,
        max_digits=4,
        decimal_places=3,
        help_text="填 0 到 1 之间的小数，例如 0.2 就是 20%；每个领域、每个街镇至少抽一个",
        error_messages={"required": "请填写抽查比例。", "invalid": "请填 0 到 1 之间的小数。"},
    )
    seed = forms.CharField(
        label="随机种子",
        max_length=Draw._meta.get_field("seed").max_length,
        help_text="公开的种子；同一个种子抽出同样的名单，谁都可以核对",
        error_messages={"required": "请填写随机种子。"},
    )
    exclusions = Reasons(label="排除")
    additions = Reasons(label="点名抽查")

    @classmethod
    def fresh(cls, policy):
        """With the policy's share and a new seed."""
        share = f"{policy.sampling_share:f}"
        return cls(initial={"share": share, "seed": secrets.token_hex(8)})


class AssignForm(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.none(), label="检查组", error_messages={"required": "请选择检查组。"}
    )

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = round.teams.all()


class MidtermForm(AssignForm):
    reason = forms.CharField(
        label="理由",
        max_length=Visit._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请写明中途检查的理由。"},
    )

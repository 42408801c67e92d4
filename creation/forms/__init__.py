"""What people type, and its shape; who may do it is the services' to say."""

import tomllib

from django import forms
from django.utils import timezone

from creation.access import places_for
from creation.filters import day_input
from creation.models import Department, User
from creation.roles import ROLE_CHOICES


class OrganizationField(forms.CharField):
    """An organization by its code or its exact name, among those in reach."""

    def __init__(self, *, rows=None, **kwargs):
        super().__init__(**kwargs)
        self.rows = rows
        self.help_text = self.help_text or "填代码或全称"

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        found = list(self.rows.filter(code=typed)[:1]) or list(self.rows.filter(name=typed)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            codes = "、".join(one.code for one in found)
            raise forms.ValidationError(f"叫“{typed}”的不止一个，请填代码，例如 {codes}")
        raise forms.ValidationError(f"没有“{typed}”这个党组织{self._meant(typed)}")

    def _meant(self, typed):
        near = self.rows.filter(name__icontains=typed).order_by("code")[:3]
        names = [f"{one.name}（{one.code}）" for one in near]
        return f"，是否为{'、'.join(names)}？" if names else "，请检查代码或全称"


class AppointmentForm(forms.Form):
    mark_optional = True
    username = forms.CharField(
        label="用户名", max_length=150, help_text="没有这个用户名就新建账号，一次性密码只显示一次"
    )
    name = forms.CharField(label="姓名", max_length=40, required=False, help_text="新建账号时要填")
    role = forms.ChoiceField(label="角色", choices=ROLE_CHOICES)
    organization = OrganizationField(label="任职组织", required=False)
    department = forms.ModelChoiceField(
        label="联审部门", queryset=Department.objects.all(), required=False
    )
    starts_on = forms.DateField(label="开始日期", widget=day_input(), initial=timezone.localdate)
    ends_on = forms.DateField(label="结束日期", widget=day_input(), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].rows = places_for(user)

    def clean_username(self):
        username = User.normalize_username(self.cleaned_data["username"].strip())
        self.person = User.objects.filter(username=username).first()
        if self.person is None:
            User._meta.get_field("username").run_validators(username)
        return username

    def clean(self):
        values = super().clean()
        if "username" in values and self.person is None and not values.get("name"):
            self.add_error("name", f"用户名“{values['username']}”还没有账号，请填姓名来新建。")
        return values


class RosterForm(forms.Form):
    roster = forms.FileField(
        label="名册文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        error_messages={"empty": "文件是空的（0 字节），请检查后重新上传。"},
    )

    def __init__(self, *args, limits, **kwargs):
        super().__init__(*args, **kwargs)
        self.limits = limits
        self.fields["roster"].help_text = f"xlsx、xls 或 csv，{limits.in_words()}"

    def clean_roster(self):
        file = self.cleaned_data["roster"]
        if file.size > self.limits.file_bytes:
            most = self.limits.file_bytes // 2**20
            raise forms.ValidationError(f"文件超过 {most} MB，请分成几个文件。")
        return file


class ColumnsForm(forms.Form):
    """One select per title of ours: which column of the file holds it."""

    def __init__(self, *args, titles, columns, **kwargs):
        super().__init__(*args, **kwargs)
        self.titles = titles
        for title in titles:
            self.fields[title.text] = forms.TypedChoiceField(
                label=title.text,
                choices=[("", "（没有这一列）"), *columns],
                coerce=int,
                required=title.required,
                error_messages={"required": "必须有这一列，请选择它在文件里的列。"},
            )

    def clean(self):
        values = super().clean()
        chosen = {}
        for title, place in list(values.items()):
            if place and place in chosen:
                self.add_error(title, f"这一列已经对应“{chosen[place]}”。")
            chosen.setdefault(place, title)
        return values

    @property
    def mapping(self):
        return {title: place for title, place in self.cleaned_data.items() if place}


class TomlForm(forms.Form):
    """A file in TOML: a standard or a round."""

    MOST = 2**20
    file = forms.FileField(label="文件", widget=forms.ClearableFileInput(attrs={"accept": ".toml"}))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.MOST:
            raise forms.ValidationError("文件超过 1 MB，不像是这里要的文件。")
        try:
            self.data_read = tomllib.loads(file.read().decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise forms.ValidationError(f"不是正确的 TOML 文件：{error}") from error
        return file

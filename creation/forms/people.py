"""People: a reason, a successor, a login."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone

from creation.filters import day_input
from creation.models import User
from creation.services.people import why_not_sign_in


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, help_text="例如“调离”“退休”")


class HandoverForm(forms.Form):
    username = forms.CharField(
        label="接任人的用户名", max_length=150, help_text="还没有账号的，请先新任职或导入人员名册"
    )
    starts_on = forms.DateField(
        label="接任日期",
        widget=day_input(),
        initial=timezone.localdate,
        help_text="前任到前一天为止",
    )

    def clean_username(self):
        username = User.normalize_username(self.cleaned_data["username"].strip())
        self.successor = User.objects.filter(username=username).first()
        if self.successor is None:
            raise forms.ValidationError(f"没有用户名是“{username}”的账号，请检查或先新建。")
        return username


class SignInForm(AuthenticationForm):
    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if sentence := why_not_sign_in(user):
            raise forms.ValidationError(sentence, code="expired")

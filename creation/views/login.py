"""Coming in, going out, one's own password; the one-click accounts of the demonstration."""

from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from creation.forms.people import SignInForm
from creation.models import User
from creation.queries.demo import demo_accounts, is_demo_district
from creation.services.log import record
from creation.services.people import change_password
from wuhao.errors import Refused
from wuhao.first_run import made_so_far

BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(login_not_required, name="dispatch")
class SignIn(views.LoginView):
    """Django's own login; axes counts the failures."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get(self, request, *args, **kwargs):
        lines = made_so_far()
        if lines is None:
            return super().get(request, *args, **kwargs)
        page = render(request, "registration/making.html", {"lines": lines})
        page["Refresh"] = "2"
        return page

    def get_context_data(self, **kwargs):
        return super().get_context_data(demo_accounts=demo_accounts(), **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        record(by=form.get_user(), action="登录", on=form.get_user())
        return super().form_valid(form)


class SignOut(views.LogoutView):
    def post(self, request, *args, **kwargs):
        record(by=request.user, action="退出", on=request.user)
        return super().post(request, *args, **kwargs)


class ChangePassword(views.PasswordChangeView):
    success_url = reverse_lazy("password_change_done")

    def form_valid(self, form):
        change_password(user=self.request.user, password=form.cleaned_data["new_password1"])
        views.update_session_auth_hash(self.request, self.request.user)
        return redirect(self.success_url)


def why_not_demo(user) -> str:
    if user is None or not user.is_demo or not user.is_active:
        return "这不是演示账号，请用密码登录。"
    return "" if is_demo_district() else "这里有真实数据，演示账号已经停用。"


@login_not_required
@require_POST
@never_cache
@transaction.atomic
def demo_login(request):
    """Without a password, and therefore only where there is nothing but invented data."""
    user = User.objects.filter(username=request.POST.get("username", "")).first()
    if sentence := why_not_demo(user):
        raise Refused(sentence)
    login(request, user, backend=BACKEND)
    record(by=user, action="演示登录", on=user)
    return redirect("home")


def home(request):
    return redirect("workbench")

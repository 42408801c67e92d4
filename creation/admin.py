"""Reference data in Django's admin: for the system administrator, from listed addresses.

Whatever staff need has a page of its own; here is what changes once in years. To all others the
address does not exist.
"""

from functools import wraps
from ipaddress import ip_address

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator

from creation.access import may
from creation.models import Department, RedLine, Sector
from creation.queries.uses import why_not_delete
from creation.services.log import record
from wuhao.addresses import client_address


def is_listed(address) -> bool:
    """Whether the address is one from which reference data may be changed."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in settings.ADMIN_ADDRESSES)


class ReferenceSite(admin.AdminSite):
    site_title = site_header = "参考数据"
    index_title = "领域、联审部门、高压线"
    enable_nav_sidebar = False

    def has_permission(self, request):
        return may(request.user, "edit_reference") and is_listed(client_address(request))

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request, *args, **kwargs):
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Ours is the only door."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(reverse("admin:index"))

    def logout(self, request, extra_context=None):
        return redirect("workbench")

    def password_change(self, request, extra_context=None):
        return redirect("password_change")


class ReferenceAdmin(admin.ModelAdmin):
    """Rights come from our roles; what is done is said in our log, in the same transaction."""

    list_per_page = 100
    actions = None

    def has_module_permission(self, request):
        return True  # the site has asked already

    def has_view_permission(self, request, obj=None):
        return True

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission

    def log_addition(self, request, obj, message):
        record(by=request.user, action=f"新增{obj._meta.verbose_name}", on=obj)

    def log_change(self, request, obj, message):
        record(by=request.user, action=f"修改{obj._meta.verbose_name}", on=obj)

    def log_deletions(self, request, queryset):
        for one in queryset:
            record(by=request.user, action=f"删除{one._meta.verbose_name}", on=one)

    def delete_view(self, request, object_id, extra_context=None):
        """What a round uses stays, and the rounds are named."""
        one = self.get_object(request, object_id)
        if one is None or not (sentence := why_not_delete(one)):
            return super().delete_view(request, object_id, extra_context)
        messages.error(request, sentence)
        return redirect(f"admin:creation_{one._meta.model_name}_change", one.pk)

    def history_view(self, request, object_id, extra_context=None):
        return redirect("log_list")


site = ReferenceSite(name="admin")


@admin.register(Sector, site=site)
class SectorAdmin(ReferenceAdmin):
    list_display = ("name", "code", "joined_on", "order")


@admin.register(Department, site=site)
class DepartmentAdmin(ReferenceAdmin):
    list_display = ("name", "code", "order")


@admin.register(RedLine, site=site)
class RedLineAdmin(ReferenceAdmin):
    list_display = ("name", "code", "valid_from", "valid_to", "order")
    filter_horizontal = ("departments",)

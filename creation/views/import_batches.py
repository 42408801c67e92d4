"""What was imported into a register: the batches, one of them with its rows, and its undoing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from creation.access import batches_for
from creation.services.undo import undo, why_not_undo
from creation.tables import BatchRowTable, BatchTable
from creation.views.downloads import list_file
from creation.views.imports import page, register_page
from wuhao.errors import Refused

PER_PAGE = 50


def _batch_or_404(request, register, pk):
    return get_object_or_404(batches_for(request.user, register), pk=pk)


@register_page
@require_safe
def register_batches(request, register):
    table = BatchTable(batches_for(request.user, register), register=register)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if file := list_file(request, table, "导入批次"):
        return file
    return page(request, "batches", register, {"table": table, "total": table.paginator.count})


@register_page
@require_safe
def register_batch(request, register, pk):
    batch = _batch_or_404(request, register, pk)
    table = BatchRowTable(batch.rows.all(), register=register)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    table.learn()
    refused = why_not_undo(batch=batch, register=register)
    return page(request, "batch", register, {"batch": batch, "table": table, "refused": refused})


@register_page
@require_http_methods(["GET", "POST"])
def register_batch_undo(request, register, pk):
    batch = _batch_or_404(request, register, pk)
    back = reverse("register_batch", args=[register.key, pk])
    if request.method == "POST":
        try:
            undo(batch=batch, register=register, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"已撤销“{batch.file_name}”的导入。")
        return redirect(back)
    context = {
        "title": "撤销导入",
        "text": f"撤销“{batch.file_name}”：",
        "items": [
            f"删除新增的 {batch.new} 行",
            f"把更新的 {batch.updated} 行恢复成导入前的内容",
        ],
        "confirm_label": "撤销导入",
        "danger": True,
        "back_url": back,
    }
    return render(request, "confirm.html", context)

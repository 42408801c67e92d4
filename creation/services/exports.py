"""A register goes out, and what went out is remembered for when it comes back."""

import json
import zlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from creation.models import RegisterExport
from creation.services.log import record

KEEP = timedelta(days=180)


@transaction.atomic
def send_out(*, register, rows, by) -> list[list]:
    """`rows` of the register as lines of a file, each with the mark that it is known by."""
    rows = list(rows)
    RegisterExport.objects.filter(at__lt=timezone.now() - KEEP).delete()
    resource = register.resource(by=by)
    titles, *lines = resource.table(rows)
    cells = {row.pk: [str(value) for value in line] for row, line in zip(rows, lines, strict=True)}
    export = RegisterExport.objects.create(
        register=register.key,
        label=register.label,
        by=by,
        titles=titles,
        cells=zlib.compress(json.dumps(cells, ensure_ascii=False).encode(), 1),
    )
    record(by=by, action="导出名册", on=export, note=f"{register.label} {len(rows)} 行")
    return resource.marked(titles, lines, rows, export)


def bases_of(*, register, exports) -> dict[int, dict[int, dict[str, str]]]:
    """Export → row's id → title → text as it went out, for those still known."""
    bases = {}
    for one in RegisterExport.objects.filter(register=register.key, pk__in=exports):
        cells = json.loads(zlib.decompress(one.cells))
        bases[one.pk] = {
            int(pk): dict(zip(one.titles, line, strict=True)) for pk, line in cells.items()
        }
    return bases

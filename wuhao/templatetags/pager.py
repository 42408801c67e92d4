"""`{% pager page %}` for lists that are not django-tables2 tables."""

from django import template

register = template.Library()


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page, label="翻页"):
    """Links to the pages around this one; the other parameters of the address are kept."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "numbers": numbers, "label": label}

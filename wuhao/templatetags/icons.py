"""`{% icon "bell" %}`, `{% logo %}`: drawings inside the page, without another request."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from wuhao.icons import ICONS

register = template.Library()

LOGO = (
    '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
    '<circle cx="16" cy="16" r="15" fill="none" stroke="#e8c36a" stroke-width="1.6"/>'
    '<path fill="#e8c36a" d="M16 5.5l3 7.2 7.7.6-5.9 5 1.9 7.6-6.7-4.1-6.7 4.1'
    ' 1.9-7.6-5.9-5 7.7-.6z"/></svg>'
)


@register.simple_tag
def icon(name: str, title: str = ""):
    """A stroke icon of `wuhao.icons`; silent to screen readers unless it has a title.

    An unknown name is a mistake of the template: it raises KeyError.
    """
    drawing = mark_safe(ICONS[name])  # noqa: S308 our own constant
    if title:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            title,
            drawing,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        drawing,
    )


@register.simple_tag
def logo():
    """The golden star in a circle."""
    return mark_safe(LOGO)  # noqa: S308 our own constant

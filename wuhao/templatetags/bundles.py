"""`{% bundle "styles.css" %}`: the address of one of our bundles, new with its content."""

from django import template
from django.urls import reverse

from wuhao import bundles

register = template.Library()


@register.simple_tag
def bundle(name: str) -> str:
    """An unknown name is a mistake of the template: it raises KeyError."""
    return reverse("bundle", args=(bundles.bundle(name).digest, name))

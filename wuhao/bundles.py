"""Stylesheets and scripts travel as one file each: on a slow line a request costs more than its
bytes, and one text compresses better than five.

The sources stay in static/ as they are; comments and indentation stay here.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.finders import find

BUNDLES = {
    "styles.css": ("css/base.css", "css/frame.css", "css/components.css", "css/forms.css",
                   "css/pages.css"),
    "resident.css": ("css/resident.css",),
    "page.js": ("js/drafts.js", "js/app.js"),
    "htmx.js": ("django_htmx/htmx-2.min.js",),
}  # fmt: skip
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Bundle:
    text: bytes
    packed: bytes
    digest: str
    kind: str


def bundle(name: str) -> Bundle:
    """The bundle of that name, KeyError without one; read once, with WUHAO_DEBUG every time."""
    return _read(name) if settings.DEBUG else _kept(name)


@lru_cache
def _kept(name: str) -> Bundle:
    return _read(name)


def _read(name: str) -> Bundle:
    kind = name.rpartition(".")[2]
    sources = []
    for part in BUNDLES[name]:
        with open(find(part), encoding="utf-8") as file:
            text = file.read()
        sources.append(text if ".min." in part else SLIM[kind](text))
    whole = "\n".join(sources).encode()
    digest = hashlib.sha256(whole).hexdigest()[:12]
    return Bundle(whole, gzip.compress(whole, 9, mtime=0), digest, KINDS[kind])


def slim_css(text: str) -> str:
    """Without comments and spare white space. Quoted text keeps its own."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    pieces = re.split(r"(\"[^\"]*\"|'[^']*')", text)
    return "".join(
        piece if at % 2 else re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", piece))
        for at, piece in enumerate(pieces)
    ).replace(";}", "}")


def slim_js(text: str) -> str:
    """Without indentation, empty lines and comments that have their lines to themselves.

    More would take a parser; no script of ours has a text over several lines.
    """
    text = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


SLIM = {"css": slim_css, "js": slim_js}

"""Files while they wait, and what reading them found. Both go with the answers' coming in.

A file may hold addresses and nicknames, and so may what was found in it (a column of names that
nobody knows yet): neither is ever written to the database.
"""

import hashlib
import json
import os
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from creation.access import may_everywhere
from surveys.access import RIGHT
from surveys.findings import Finding
from surveys.models import WAITING, Upload

FOLDER = "surveys"


def keep(file, digest) -> str:
    """Store a file under its hash; the same content is stored once."""
    path = f"{FOLDER}/{digest}{Path(file.name).suffix.lower()}"
    if not default_storage.exists(path):
        file.seek(0)
        default_storage.save(path, file)
    return path


def note(upload, by, finding):
    """Keep for the pages what was found."""
    place = _place(upload)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}")
    facts = {"for": _asked(upload, by), "finding": finding.as_dict()}
    draft.write_text(json.dumps(facts))
    draft.replace(place)


def noted(upload, by) -> Finding | None:
    """What was found with today's decisions by somebody with the same reach; None if nobody did."""
    try:
        facts = json.loads(_place(upload).read_text())
    except (OSError, ValueError):
        return None
    return Finding.from_dict(facts["finding"]) if facts["for"] == _asked(upload, by) else None


def _asked(upload, by):
    """What a finding depends on besides the file."""
    decided = json.dumps(upload.mapping, sort_keys=True).encode()
    reach = "all" if by is None or may_everywhere(by, RIGHT) else by.pk
    return [hashlib.sha256(decided).hexdigest(), reach]


def _place(upload) -> Path:
    return Path(default_storage.path(f"{FOLDER}/findings/{upload.pk}.json"))


def forget_on_commit(upload):
    """The file and what was found in it, as soon as the transaction stands."""
    path = upload.file.name

    def forget():
        _place(upload).unlink(missing_ok=True)
        if path:
            forget_file(path)

    transaction.on_commit(forget)


def forget_file(path):
    """Remove a file unless an upload still waits with it."""
    if not Upload.objects.filter(file=path, state__in=WAITING).exists():
        default_storage.delete(path)

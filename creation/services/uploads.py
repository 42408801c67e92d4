"""Files that wait between the steps of an import, each in its owner's own folder under DATA."""

import json
import re
import shutil
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

KEEP_SECONDS = 24 * 3600
_FOLDER = "waiting"


@dataclass
class Waiting:
    """A kept file: its token, the name it came with, what the steps have noted so far."""

    folder: Path
    name: str
    notes: dict = field(default_factory=dict)

    @property
    def token(self) -> str:
        return self.folder.name

    @property
    def path(self) -> Path:
        return self.folder / "file"

    def save(self) -> None:
        facts = {"name": self.name, "notes": self.notes}
        (self.folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False))

    def drop_file(self) -> None:
        """The content goes as soon as it has been taken in; the notes stay for the last page."""
        self.path.unlink(missing_ok=True)


def keep(*, file, by) -> Waiting:
    """Store an uploaded file for its owner; files older than a day go on the way."""
    own = _own(by)
    _sweep(own)
    folder = own / uuid.uuid4().hex
    folder.mkdir(parents=True)
    kept = Waiting(folder, Path(file.name).name)
    with kept.path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    kept.save()
    return kept


def find(*, token, by) -> Waiting | None:
    """The owner's file of that token; None for anybody else's and for what is gone."""
    folder = _own(by) / token
    if not re.fullmatch(r"[0-9a-f]{32}", token) or not (folder / "facts.json").is_file():
        return None
    return Waiting(folder, **json.loads((folder / "facts.json").read_text()))


def forget(*, kept) -> None:
    shutil.rmtree(kept.folder, ignore_errors=True)


def _own(by) -> Path:
    return Path(settings.MEDIA_ROOT) / _FOLDER / str(by.pk)


def _sweep(folder) -> None:
    for old in folder.glob("*/facts.json"):
        if time.time() - old.stat().st_mtime > KEEP_SECONDS:
            shutil.rmtree(old.parent, ignore_errors=True)

"""Several files at once, and the members of zips: each is a file of its own with its own end."""

from surveys.services import archives
from surveys.services.upload_jobs import is_small, order_commit, receive_later, turn_away
from surveys.services.uploads import receive, why_not_upload
from wuhao.errors import Refused


def receive_all(*, questionnaire, files, by):
    """The uploads of these files; one small file alone is read at once.

    What can't be read is listed with its reason and the others go on; a file that comes alone, or
    a zip that can't be opened, is refused as such.
    """
    if reason := why_not_upload(questionnaire):
        raise Refused(reason)
    alone = len(files) == 1
    if alone and not archives.is_archive(files[0].name):
        step = receive if is_small(files[0]) else receive_later
        return [step(questionnaire=questionnaire, file=files[0], by=by)]
    taken = []
    for file in files:
        if archives.is_archive(file.name):
            taken += _unpacked(questionnaire, file, by, alone=alone)
        else:
            taken.append(_one(questionnaire, file, by))
    return taken


def _unpacked(questionnaire, file, by, *, alone):
    found = []
    try:
        for member in archives.members(file):
            if member.file is None:
                about = {"name": member.name, "archive": file.name}
                found.append(
                    turn_away(questionnaire=questionnaire, reason=member.reason, by=by, **about)
                )
            else:
                with member.file:
                    found.append(_one(questionnaire, member.file, by, archive=file.name))
    except Refused as error:
        if alone:
            raise
        reason = str(error)
        found.append(turn_away(questionnaire=questionnaire, name=file.name, reason=reason, by=by))
    return found


def _one(questionnaire, file, by, archive=""):
    try:
        return receive_later(questionnaire=questionnaire, file=file, by=by, archive=archive)
    except Refused as error:
        return turn_away(
            questionnaire=questionnaire,
            name=file.name,
            archive=archive,
            reason=str(error),
            by=by,
        )


def ready(uploads):
    """Those among them that wait with nothing wrong in them and nothing to look at first."""
    return [
        one
        for one in uploads
        if one.state == "uploaded"
        and one.counts.get("rows")
        and one.counts.get("errors") == 0
        and not one.rests_on_carried
    ]


def order_all(*, uploads, by):
    """Queue the taking in of every file that is ready; how many those are."""
    found = ready(uploads)
    for upload in found:
        order_commit(upload=upload, by=by)
    return len(found)

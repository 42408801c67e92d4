"""Where a file is on its way, and which page that is."""

from surveys.services.upload_jobs import READ

STEPS = ["上传文件", "列对应", "校验预览", "完成"]


def after(upload):
    """The name of the page where its way goes on."""
    if upload.is_at_work:
        return "upload_progress"
    if upload.state != "uploaded":
        return "upload_detail"
    first = upload.job is None or upload.job.kind == READ
    return "upload_columns" if first else "upload_check"

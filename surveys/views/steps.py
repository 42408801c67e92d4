"""Where a file is on its way, and which page that is."""

STEPS = ["上传文件", "列对应", "校验预览", "完成"]


def after(upload):
    """The name of the page where its way goes on."""
    if upload.is_at_work:
        return "upload_progress"
    return "upload_columns" if upload.state == "uploaded" else "upload_detail"

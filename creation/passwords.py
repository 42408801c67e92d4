"""Rules for passwords that Django says in English only."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class MinimumLength(MinimumLengthValidator):
    """Django 5.2 has no Chinese for its own sentence."""

    def get_error_message(self):
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self):
        return f"密码至少要 {self.min_length} 个字符。"

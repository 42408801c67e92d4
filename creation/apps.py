from django.apps import AppConfig


class CreationConfig(AppConfig):
    name = "creation"
    verbose_name = "创建管理"

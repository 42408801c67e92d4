from importlib import import_module

from django.apps import AppConfig


class CreationConfig(AppConfig):
    name = "creation"
    verbose_name = "创建管理"

    def ready(self):
        import_module("creation.tasks")  # its handlers need the models, which exist only now

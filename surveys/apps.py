from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "测评"

    def ready(self):
        import_module("surveys.tasks")  # its handlers need the models, which exist only now

from importlib import import_module

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "评价"

    def ready(self):
        import_module("assessment.tasks")  # its handlers need the models, which exist only now

"""Columns that the lists of the three guarantees share, and the address of a row."""

import django_tables2 as tables
from django.urls import reverse

from creation.models import TrainingKind
from wuhao.tables import BARE, FULL, NOWRAP, NUMBER

KEYS = {  # the register in which a row of that model stands
    "leadinggroup": "groups",
    "groupmember": "members",
    "groupmeeting": "meetings",
    "liaison": "liaisons",
    "liaisonvisit": "visits",
    "trainingattendance": "attendance",
    "servicecentre": "centres",
    "centrecoverage": "coverage",
    "actionplan": "plans",
    "plantask": "tasks",
    "tasknote": "notes",
    "practice": "practices",
    "practiceadoption": "adoptions",
    "guaranteerequirement": "requirements",
}


def page_of(row) -> str:
    """The address of a row of any register."""
    key = KEYS.get(row._meta.model_name)
    if key is None:
        key = "seminars" if row.kind == TrainingKind.SEMINAR else "trainings"
    return reverse("guarantee_detail", args=[key, row.pk])


def own_page(record):
    return page_of(record)


def title(label, **kwargs):
    """The column that leads to the row."""
    return tables.Column(verbose_name=label, attrs=FULL, linkify=own_page, **kwargs)


def to_parent(label, name):
    return tables.Column(
        verbose_name=label,
        accessor=name,
        linkify=lambda record: page_of(getattr(record, name)),
    )


def day(label, **kwargs):
    return tables.DateColumn(verbose_name=label, format="Y-m-d", attrs=NOWRAP, **kwargs)


def number(label, **kwargs):
    return tables.Column(verbose_name=label, attrs=NUMBER, **kwargs)


def state(label="状态"):
    return tables.Column(verbose_name=label, empty_values=(), attrs=BARE, orderable=False)

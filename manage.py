#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

import django
from django.core.management import execute_from_command_line

from wuhao.first_run import make_tables

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhao.settings")
    # An operator's command may work longer than a page.
    os.environ.setdefault("WUHAO_STATEMENT_SECONDS", "3600")
    if len(sys.argv) > 1 and not os.environ.get("DATABASE_URL"):
        django.setup()
        make_tables(sys.argv[1])
    execute_from_command_line(sys.argv)

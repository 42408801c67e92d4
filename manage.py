#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

import django
from django.core.management import execute_from_command_line

from wuhao.acting import acting_for, acts_from_here_on
from wuhao.first_run import make_tables

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhao.settings")
    # An operator's command may work longer than a page.
    os.environ.setdefault("WUHAO_STATEMENT_SECONDS", "3600")
    command = " ".join(sys.argv[1:2])
    acts_from_here_on(lambda: acting_for(None, f"命令 {command}"))
    if command and not os.environ.get("DATABASE_URL"):
        django.setup()
        make_tables(command)
    execute_from_command_line(sys.argv)

#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhao.settings")
    # An operator's command may work longer than a page.
    os.environ.setdefault("WUHAO_STATEMENT_SECONDS", "3600")
    execute_from_command_line(sys.argv)

"""Registers that come and go as workbooks: django-import-export, taught Chinese once."""

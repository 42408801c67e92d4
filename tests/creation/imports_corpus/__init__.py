"""Workbooks as people send them, and as attackers do: made here, with what must come of each.

The expectations were written before the code that meets them. Files are generated, never kept.
"""

"""The demonstration district: invented files, taken in by the commands that everybody uses.

Names, shares and dates are data (district.toml). Nothing here writes a score, a rate or a
decision: files of marks, answers and clearances are made up, the importers and services do the
rest.
"""

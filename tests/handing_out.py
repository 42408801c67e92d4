"""A pytest plugin, loaded before the settings: the process that only hands tests to its workers
goes without slipcover's probes. What it imports would be instrumented before any worker starts."""

import os
import sys

from slipcover.importer import SlipcoverMetaPathFinder

if "PYTEST_XDIST_WORKER" not in os.environ:
    for finder in [one for one in sys.meta_path if isinstance(one, SlipcoverMetaPathFinder)]:
        sys.meta_path.remove(finder)
        finder.sci.signal_child_process()  # the workers tell of the files that nobody imported

"""A process beside the reading one, for the work that two can share. It lives under the same
limits, each for itself, and in the same group, so that whoever ends the one ends both."""

import io
import os
import sys
from collections.abc import Callable

WORTHWHILE = 2**20  # bytes of a file; for fewer a second process takes longer than it saves


def start(work: Callable[[io.BufferedWriter], None]) -> io.BufferedReader:
    """Runs `work` with a stream to write to; the stream to read that from.

    What can't be said, for memory, time or a fault, is silence: whoever reads does it then.
    """
    answer, write = os.pipe()
    sys.stdout.flush()
    if os.fork():
        os.close(write)
        return os.fdopen(answer, "rb")
    try:
        os.close(answer)
        os.close(sys.stdout.fileno())  # or who waits for that one's end would wait for this as well
        with os.fdopen(write, "wb") as said:
            work(said)
    finally:
        os._exit(0)

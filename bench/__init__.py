"""Benchmarks: ours, the usual ways and the limit of the bare tool, in one run on one machine."""

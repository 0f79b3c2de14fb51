"""Programs that measure; each prints its figures and sets no limit: `python -m benchmarks.NAME`."""

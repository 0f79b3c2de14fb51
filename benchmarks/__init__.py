"""Programs that measure; each prints its figures and sets no limit. Run: python -m benchmarks.NAME"""

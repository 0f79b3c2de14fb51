"""A school, its clock and its notifier."""

from tests.support.reminders import direct_sqlite, notifier, school, sim

__all__ = ["direct_sqlite", "notifier", "school", "sim"]

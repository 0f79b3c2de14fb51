"""A school, its clock and its notifier; databases of both kinds for what several instances do."""

from tests.support.databases import database_url, empty_database_url, empty_postgres_url, postgres, postgres_url
from tests.support.reminders import direct_sqlite, notifier, school, sim

__all__ = [
    "database_url",
    "direct_sqlite",
    "empty_database_url",
    "empty_postgres_url",
    "notifier",
    "postgres",
    "postgres_url",
    "school",
    "sim",
]  # fmt: skip

"""The page, served; a browser on it; databases of both kinds for its sessions."""

from tests.support.databases import database_url, empty_database_url, empty_postgres_url, postgres, postgres_url
from tests.support.web.browser import browsers
from tests.support.web.served import carer, guest, invitation, web

__all__ = [
    "browsers", "carer", "database_url", "empty_database_url", "empty_postgres_url", "guest", "invitation", "postgres",
    "postgres_url", "web",
]  # fmt: skip

"""The page, served; a browser on it; somebody of the care team, and an invitation."""

from tests.support.web.browser import browsers
from tests.support.web.served import carer, guest, invitation, web

__all__ = ["browsers", "carer", "guest", "invitation", "web"]

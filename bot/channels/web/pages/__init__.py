"""One file of handlers per page."""

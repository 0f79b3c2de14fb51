"""The web page: the same conversation in a browser, and a board for the care team."""

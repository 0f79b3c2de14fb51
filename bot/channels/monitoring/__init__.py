"""Health and metrics of a process, whichever channels it serves."""

"""Reminders and what else the bot says of its own accord: planned, worded, and delivered at least once."""

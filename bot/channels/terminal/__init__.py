"""The bot in a terminal, for a person and for a program."""

"""What a person can do by a command or a tap; a file per feature."""

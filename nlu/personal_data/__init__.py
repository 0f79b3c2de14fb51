"""Finding names and other personal data in a message."""

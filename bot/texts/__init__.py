"""The sentences the bot says of itself, by key."""

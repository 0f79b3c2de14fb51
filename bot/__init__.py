"""What runs: the conversation, cases, the store, the channels, and their wiring."""

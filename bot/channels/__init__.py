"""The channels: each turns what comes in into a message and shows the replies."""

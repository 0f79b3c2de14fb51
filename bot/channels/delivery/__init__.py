"""Sending in order per chat, trying again, and whose answer it is to send: for every channel that is sent to."""

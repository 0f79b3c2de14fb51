"""What stands on the page of each visitor, and what pages and the conversation exchange."""

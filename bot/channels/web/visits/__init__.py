"""What stands on the page of each visitor, and its one door to the conversation."""

"""What the conversation and the reminders ask of others."""

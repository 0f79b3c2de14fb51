"""The step plan, what it says, and the brain that lets Rasa decide a turn."""

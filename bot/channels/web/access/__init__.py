"""Who may come in: sessions, origins, and how often."""

"""What is shown; a file per feature, and the catalogue of all screens."""

"""How well messages are understood, measured on labelled lines."""

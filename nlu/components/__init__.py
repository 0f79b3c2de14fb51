"""Rasa's components of the pipeline."""

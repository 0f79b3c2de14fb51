"""The one use case: a message in, one transaction, an answer out."""

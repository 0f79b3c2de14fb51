"""The command line on a database of the test's own."""

from tests.support.command_line import ehbc, schools

__all__ = ["ehbc", "schools"]

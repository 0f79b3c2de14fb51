"""Asserts in what tests share tell what they compared, as those of tests do: asked for before any is imported."""

import pytest

pytest.register_assert_rewrite("tests")

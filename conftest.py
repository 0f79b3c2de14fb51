"""An assert that fails in what tests share tells what it compared, as one in a test does: said before any is imported."""

import pytest

pytest.register_assert_rewrite("tests")

"""Every bundled plugin keeps to the contract, and the contract sees what breaks it."""

import pytest

pytest.register_assert_rewrite("core.testing.contract")

from core.testing.contract import *  # noqa: E402, F403

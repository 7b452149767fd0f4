# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""L-06 in short; a whole day of it is ``python -m tests.crash.soak --minutes 1440``."""

from __future__ import annotations

import pytest

from tests.crash.soak import run

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


@pytest.mark.timeout(600)
async def test_l06_ten_kills_at_random_moments_lose_and_repeat_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """At least one round of ten kills while both sides write; the round ends with comparing both sides."""
    await run(0.01, 20_261_123, classic=False)
    assert "10 kills" in capsys.readouterr().out

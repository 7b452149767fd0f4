# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs inside Wine: pytest with the arguments that stand, a line each, in the file named first."""

import sys
from pathlib import Path

import pytest

sys.exit(pytest.main([line for line in Path(sys.argv[1]).read_text("utf-8").split("\n") if line]))

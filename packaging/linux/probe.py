# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs a file with exactly what is in the package. Tests put it beside a copy of the program; it is no part of it."""

import runpy
import sys

import surroundings

surroundings.settle()
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")

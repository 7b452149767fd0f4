# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""matrix-nio without its encryption: import ``nio`` from here, nowhere else.

matrix-nio is installed without its extra ``e2e`` and can do without it, but it takes vodozemac, which ``crypto/`` uses,
as a sign that the extra is there, and then fails on the missing rest (peewee, cachetools, atomicwrites). So it is told
that vodozemac is not there, for the moment of its import and for nobody else. That also spares its Olm machine and
its store, which must never run beside ours.
"""

from __future__ import annotations

from importlib import util
from importlib.machinery import ModuleSpec


def _import_plainly() -> None:
    find_spec = util.find_spec

    def without_vodozemac(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "vodozemac" else find_spec(name, package)

    util.find_spec = without_vodozemac
    try:
        import nio  # noqa: F401
    finally:
        util.find_spec = find_spec


_import_plainly()

import nio  # noqa: E402

__all__ = ["nio"]

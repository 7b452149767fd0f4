# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The floor of every start: Python, Qt Widgets, a window with an empty list in it, and nothing of ours."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QListView, QMainWindow


class _Painted(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, _report)
        return False


def _report() -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    memory = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize() / 1_000_000
    line = {"event": "painted", "at": time.monotonic(), "cpu": usage.ru_utime + usage.ru_stime, "rss_mb": memory}
    print(json.dumps(line), flush=True)
    sys.stdin.read()
    QApplication.quit()


def main() -> int:
    application = QApplication(["empty"])
    window = QMainWindow()
    view = QListView()
    window.setCentralWidget(view)
    window.resize(1200, 800)
    watch = _Painted()
    view.viewport().installEventFilter(watch)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())

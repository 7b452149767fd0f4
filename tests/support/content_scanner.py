# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real content scanner (matrix-content-scanner) beside a homeserver, with a script that knows one virus."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from app.demo.homeserver import PROJECT

BASE = "/_matrix/media_proxy"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SCRIPT = """#!/bin/sh
# The part of the test file that no shell and no scanner of this machine minds.
if grep -q 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE' "$1"; then exit 1; fi
exit 0
"""
_START_SECONDS = 30.0


class ContentScanner:
    """A process. ``blocked``: kinds of files that are not let through. ``close`` ends it and removes its folder."""

    def __init__(self, homeserver: str, *, allowed: list[str] | None = None) -> None:
        self._homeserver = homeserver
        self._allowed = allowed
        self._folder = tempfile.TemporaryDirectory(prefix="bundesmessenger-scanner-")
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(self._folder.name)
        self.port = _free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, new_key: bool = False) -> Self:
        """``new_key``: as after a new installation."""
        python = PROJECT / ".dev" / "scanner" / "bin" / "python"
        if not python.exists():
            raise RuntimeError("the content scanner is not installed; `python3 dev.py setup` does it")
        script, files = self.folder / "scan.sh", self.folder / "files"
        script.write_text(_SCRIPT, encoding="utf-8")
        script.chmod(0o700)
        files.mkdir(exist_ok=True)
        pickle = self.folder / "pickle"
        if new_key:
            pickle.unlink(missing_ok=True)
        scan = {"script": str(script), "temp_directory": str(files), "removal_command": "rm"}
        if self._allowed is not None:
            scan["allowed_mimetypes"] = self._allowed  # type: ignore[assignment]
        config = {
            "web": {"host": "127.0.0.1", "port": self.port},
            "scan": scan,
            "download": {"base_homeserver_url": self._homeserver},
            "crypto": {"pickle_path": str(pickle), "pickle_key": secrets.token_hex(8)},
        }
        if not new_key and pickle.exists():
            config["crypto"] = json.loads((self.folder / "config.yaml").read_text(encoding="utf-8"))["crypto"]
        (self.folder / "config.yaml").write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
        with (self.folder / "log").open("ab") as log:
            command = [str(python), "-m", "matrix_content_scanner.mcs", "-c", str(self.folder / "config.yaml")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        self._wait()
        return self

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(10)

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wait(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}{BASE}/unstable/public_key", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the content scanner did not start:\n{self.log()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

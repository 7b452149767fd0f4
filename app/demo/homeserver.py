# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A private Synapse on loopback: a temporary folder, a free port, no federation, no rate limits.

The demo and the tests use it. All calls block for up to some seconds: run them in a thread when a loop is running.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import secrets
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.demo.configuration import homeserver_configuration

Json = dict[str, Any]
PROJECT = Path(__file__).resolve().parents[2]
ADMIN = "admin"
_START_SECONDS = 90.0
_STOP_SECONDS = 10.0


class HomeserverError(Exception):
    """Synapse is not installed, did not start, or answered a request with an error.

    ``status`` and ``errcode`` are those of the answer, if there was one.
    """

    def __init__(self, message: str, status: int = 0, errcode: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.errcode = errcode


class Homeserver:
    """One Synapse process and its folder. ``url`` and ``server_name`` stay the same over restarts.

    ``settings`` overrides the configuration. ``folder`` keeps the data after ``close``; without it they are temporary.
    ``clock``: seconds by which the server's clock differs in the beginning, see ``set_clock``.
    """

    def __init__(
        self,
        *,
        server_name: str = "test.local",
        settings: Mapping[str, Any] | None = None,
        folder: Path | None = None,
        python: Path | None = None,
        clock: float = 0.0,
    ) -> None:
        self.server_name = server_name
        self.port = _free_port()
        self._settings = dict(settings or {})
        self._python = python or installed_synapse()
        self._temporary = folder is None
        self.folder = Path(tempfile.mkdtemp(prefix="bundesmessenger-synapse-")) if folder is None else folder
        self._secret = secrets.token_hex(16)
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._admin_token: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def user_id(self, localpart: str) -> str:
        return f"@{localpart}:{self.server_name}"

    # -- the process ---------------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Start Synapse and wait until it answers; raises HomeserverError with the end of its log if it does not."""
        if self.pid is not None:
            return self
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "homeserver.db").exists():
            self._use_template()
        for attempt in range(3):
            self._configure()
            self._launch()
            if self._wait_until_ready():
                return self
            if attempt == 2 or "Address already in use" not in self.log():
                break
            self.port = _free_port()  # somebody was faster
        end = self.log()[-3000:]
        self.stop()
        raise HomeserverError(f"Synapse did not start:\n{end}")

    def stop(self) -> None:
        """Ask the process to end, and end it if it does not within ten seconds. The data stay."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        self.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop, and remove the folder if it is a temporary one."""
        self.kill() if self._temporary else self.stop()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def set_clock(self, seconds: float) -> None:
        """Let the server's clock differ from the real one by so many seconds, from its next request on.

        Made for histories: begin in the past, before the start, and only go forward. Waiting requests end early then.
        """
        clock = self.folder / "clock"
        with clock.open("r+b" if clock.exists() else "wb") as file:  # in place: the running server has it mapped
            file.write(struct.pack("d", seconds))

    def log(self) -> str:
        """What Synapse wrote: warnings, errors, and its last words."""
        parts = (self.folder / "homeserver.log", self.folder / "output.log")
        return "".join(part.read_text("utf-8", "replace") for part in parts if part.exists())

    # -- requests ------------------------------------------------------------------------------------------------

    def request(self, method: str, path: str, body: Json | None = None, *, token: str | None = None) -> Json:
        """One request, ``path`` from ``/_matrix`` or ``/_synapse`` on.

        Raises HomeserverError for any status other than 200.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            response = connection.getresponse()
            raw = response.read()
        except OSError as error:
            raise HomeserverError(f"{method} {path}: {error}") from error
        finally:
            connection.close()
        try:
            answer = json.loads(raw)
        except ValueError:
            answer = {}
        if response.status != 200:
            text = f"{method} {path}: {response.status} {answer.get('errcode', '')} {answer.get('error', '')}"
            raise HomeserverError(text, response.status, answer.get("errcode", ""))
        return dict(answer)

    def register(self, user: str, password: str, *, display_name: str | None = None, admin: bool = False) -> str:
        """Make an account and give its user id. Makes no device."""
        path = "/_synapse/admin/v1/register"
        nonce = str(self.request("GET", path)["nonce"])
        parts = (nonce, user, password, "admin" if admin else "notadmin")
        mac = hmac.new(self._secret.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        body: Json = {"nonce": nonce, "username": user, "password": password, "admin": admin, "mac": mac}
        body["inhibit_login"] = True
        if display_name is not None:
            body["displayname"] = display_name
        return str(self.request("POST", path, body)["user_id"])

    def login(self, user: str, password: str, *, device_id: str | None = None) -> Json:
        """Sign in with the plain API: ``user_id``, ``access_token``, ``device_id``."""
        body: Json = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
        }
        if device_id is not None:
            body["device_id"] = device_id
        return self.request("POST", "/_matrix/client/v3/login", body)

    @property
    def admin_token(self) -> str:
        """An access token of a server administrator, made when first asked for."""
        if self._admin_token is None:
            password = secrets.token_hex(16)
            name = f"{ADMIN}-{secrets.token_hex(4)}"
            self.register(name, password, admin=True)
            self._admin_token = str(self.login(name, password)["access_token"])
        return self._admin_token

    def admin(self, method: str, path: str, body: Json | None = None) -> Json:
        """A request of the administrator, ``path`` as in ``request``."""
        return self.request(method, path, body, token=self.admin_token)

    # -- inside --------------------------------------------------------------------------------------------------

    def _configure(self) -> None:
        key = self.folder / "signing.key"
        if not key.exists():
            seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            key.write_text(f"ed25519 a_{secrets.token_hex(2)} {seed}\n", encoding="utf-8")
        if not (self.folder / "clock").exists():
            self.set_clock(self._clock)
        files = homeserver_configuration(self.folder, self.server_name, self.port, self._secret)
        if self._clock:  # it will be set: tokens that end by themselves would end at once
            files["homeserver.json"]["refreshable_access_token_lifetime"] = None
        files["homeserver.json"].update(self._settings)
        for name, content in files.items():
            (self.folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")

    def _launch(self) -> None:
        script = Path(__file__).with_name("synapse_process.py")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
        with (self.folder / "output.log").open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603
                [str(self._python), "-P", str(script), "-c", str(self.folder / "homeserver.json")],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,  # Ctrl+C in the terminal is for us; we then stop Synapse
            )

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + _START_SECONDS
        while self.pid is not None and time.monotonic() < deadline:
            with contextlib.suppress(HomeserverError):
                self.request("GET", "/_matrix/client/versions")
                return True
            time.sleep(0.02)
        return False

    def _use_template(self) -> None:
        """Begin with a copy of an empty database: making its schema takes longer than the rest of the start."""
        template = self._python.parents[1] / "empty-homeserver.db"
        if not template.exists():
            _make_template(template, self._python)
        shutil.copyfile(template, self.folder / "homeserver.db")


def installed_synapse() -> Path:
    """The interpreter of the environment Synapse is installed in; raises HomeserverError if there is none."""
    python = PROJECT / ".dev" / "synapse" / "bin" / "python"
    if not python.exists():
        raise HomeserverError("Synapse is not installed; `python3 dev.py setup` does it")
    return python


def _make_template(template: Path, python: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-template-") as name:
        folder = Path(name)
        (folder / "homeserver.db").touch()  # an empty file is an empty database: no template is needed for it
        server = Homeserver(folder=folder, python=python)
        server.start()
        server.stop()
        scratch = template.with_name(f"{template.name}.{os.getpid()}")
        with contextlib.closing(sqlite3.connect(folder / "homeserver.db")) as database:
            database.execute("VACUUM INTO ?", (str(scratch),))
        scratch.replace(template)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

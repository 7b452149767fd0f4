# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Trouble on the way to the server, in scenes: ``python -m tests.ui.network_scenes FOLDER`` draws them."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QDialog

from app.errors import ErrorCode
from app.network.interface import State, Step, Wanted
from app.policy.keys import Words
from app.types import ConnectionState, Link
from tests.support.sample_account import SampleNetwork, SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui.theme import ThemeChoice

PROXY = "proxy.amt.example:3128"


def same(text: str) -> Words:
    return Words(text, text)


HOST, CERTIFICATE = "matrix.amt.example", "matrix.amt.example; {} Verwaltungs-CA 3 ← Verwaltungs-Wurzel-CA"
WAY = f"Proxy http://{PROXY}; socks5://ersatz.amt.example:1080"
STEPS = [
    Step(
        Words(f"Weg zu {HOST}", f"Way to {HOST}"),
        State.FINE,
        (
            Words(f"{WAY} (Proxy-Skript)", f"{WAY} (proxy script)"),
            Words("Skript: https://proxy.amt.example/proxy.pac", "Script: https://proxy.amt.example/proxy.pac"),
        ),
    ),
    Step(
        Words("Namensauflösung von proxy.amt.example", "Name resolution of proxy.amt.example"),
        State.FINE,
        (same("10.1.2.3 (0.0 s)"),),
    ),
    Step(
        Words(f"TLS mit {HOST}", f"TLS with {HOST}"),
        State.NOTICE,
        (
            same("TLSv1.3, TLS_AES_256_GCM_SHA384"),
            Words(
                f"Zertifikat: {CERTIFICATE.format('ausgestellt von:')}",
                f"Certificate: {CERTIFICATE.format('issued by:')}",
            ),
            Words("vertraut durch: Zertifikatsspeicher des Systems", "trusted by: certificate store of the system"),
            Words("gültig bis 03.12.2026", "valid until 2026-12-03"),
        ),
    ),
    Step(
        Words("Server amt.example", "Server amt.example"),
        State.FINE,
        (Words(f"Adresse laut .well-known: https://{HOST}", f"Address by .well-known: https://{HOST}"),),
    ),
    Step(
        Words("Abgleich und Uhrzeit", "Synchronisation and time"),
        State.FINE,
        (Words("Uhren stimmen überein (+0 s)", "Clocks agree (+0 s)"),),
    ),
]


def offline(code: ErrorCode) -> ConnectionState:
    return ConnectionState(Link.OFFLINE, time.time() + 30, problem=code.value)


def session() -> SampleSession:
    made = SampleSession(usual_account())
    assert isinstance(made.network, SampleNetwork)
    made.network.steps = list(STEPS)
    return made


def draw(folder: Path) -> None:
    def play(name: str, kind: str, **options: object) -> None:
        async def scene(stage: Stage) -> None:
            await stage.open("!budget:behoerde.example")
            network = stage.window.network
            assert network is not None
            if kind == "banner":
                stage.account.connection_changed.emit(offline(ErrorCode.PROXY_LOGIN))
            elif kind == "answer":
                stage.session.network.now_wanted = Wanted(PROXY)
                network.answer()
            elif kind == "passphrase":
                stage.session.network.now_wanted = Wanted()
                network.answer()
            else:
                network.check()
            await stage.settle()
            dialog = stage.window.findChild(QDialog)
            (dialog or stage.window).grab().save(str(folder / f"{name}.png"))

        perform(scene, session(), **options)  # type: ignore[arg-type]

    for kind in ("banner", "answer", "passphrase", "check"):
        for name, choice, zoom in (
            ("light", ThemeChoice.LIGHT, 100),
            ("dark", ThemeChoice.DARK, 100),
            ("contrast", ThemeChoice.CONTRAST, 100),
            ("175", ThemeChoice.LIGHT, 175),
        ):
            play(f"{kind}-{name}", kind, choice=choice, zoom=zoom)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    draw(target)

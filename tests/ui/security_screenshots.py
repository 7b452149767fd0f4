# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.ui.security_screenshots OUT [NAME...]``: every state of the dialogs about identity and trust.

Each is drawn light and dark at 100 %, and light at 200 %; the main ones in high contrast too.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.security.interface import Backup, Identity, Phase, Progress, Recovery, SecurityState, Trust
from tests.support.sample_account import ANNA, KATHARINA, ME, SampleSession, usual_account
from tests.support.sample_security import (
    FRESH,
    KEY,
    NEW_DEVICE,
    PASSWORD,
    READY,
    SEVEN,
    SampleSecurity,
    SecuredAccount,
    verification,
    waits,
)
from tests.ui.screenshots import picture
from tests.ui.security_play import Play
from tests.ui.stage import Stage, perform
from ui.dialogs.key_file import KeyFileDialog
from ui.dialogs.new_device import NewDeviceDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.verification import VerificationDialog
from ui.security import names
from ui.security.needs import Need
from ui.theme import ThemeChoice

BUDGET = "!budget:behoerde.example"
Scene = Callable[[Play], Awaitable[None]]


# -- set-up


async def setup_intro(play: Play) -> None:
    play.dialogs.set_up()
    await play.settle()


async def setup_required(play: Play) -> None:
    play.security.state = SecurityState(Identity.MISSING, Recovery.MISSING, Backup.OFF, required=True)
    await setup_intro(play)


async def setup_continue(play: Play) -> None:
    play.security.state = SecurityState(Identity.READY, Recovery.MISSING, Backup.OFF, setup_interrupted=True)
    await setup_intro(play)


async def setup_busy(play: Play) -> None:
    waits(play.security)
    await setup_intro(play)
    await play.press()


async def setup_offline(play: Play) -> None:
    await setup_intro(play)
    play.security.fail = UserError(ErrorCode.NO_NETWORK)
    await play.press()


async def setup_password(play: Play) -> None:
    await setup_intro(play)
    await play.press()


async def setup_wrong_password(play: Play) -> None:
    await setup_password(play)
    await play.fill(names.PASSWORD_FIELD, "falsch")
    await play.press()


async def setup_key(play: Play) -> None:
    await setup_password(play)
    await play.fill(names.PASSWORD_FIELD, PASSWORD)
    await play.press()


async def setup_copied(play: Play) -> None:
    await setup_key(play)
    await play.press(names.RECOVERY_COPY)


async def setup_ask_back(play: Play) -> None:
    await setup_key(play)
    await play.press()


async def setup_ask_back_wrong(play: Play) -> None:
    await setup_ask_back(play)
    await play.fill(names.RECOVERY_FIELD, KEY.replace("E", "F", 1))
    await play.press()


async def setup_leave(play: Play) -> None:
    await setup_key(play)
    play.dialog.reject()
    await play.settle()


async def setup_done(play: Play) -> None:
    await setup_ask_back(play)
    await play.fill(names.RECOVERY_FIELD, KEY)
    await play.press()


async def new_key(play: Play) -> None:
    play.dialogs.new_key()
    await play.settle()


# -- new device


async def device_ways(play: Play) -> None:
    play.security.state = NEW_DEVICE
    play.dialogs.new_device()
    await play.settle()


async def device_key(play: Play) -> None:
    await device_ways(play)
    await play.press(names.NEW_DEVICE_KEY)


async def device_key_wrong(play: Play) -> None:
    await device_key(play)
    await play.fill(names.RECOVERY_FIELD, "EsTc 0000")
    play.security.fail = UserError(ErrorCode.WRONG_RECOVERY_KEY, problem="letter")
    await play.press()


async def device_restoring(play: Play) -> None:
    play.security.progress = [Progress(31_200, 100_000)]
    await device_key(play)
    await play.fill(names.RECOVERY_FIELD, KEY)
    dialog = play.dialog
    assert isinstance(dialog, NewDeviceDialog)
    original = play.security._tell

    async def tell(on_progress: object) -> None:
        waits(play.security)
        await original(on_progress)  # type: ignore[arg-type]

    play.security._tell = tell  # type: ignore[method-assign]
    await play.press()


async def device_recovered(play: Play) -> None:
    await device_key(play)
    await play.fill(names.RECOVERY_FIELD, KEY)
    await play.press()


async def device_lost(play: Play) -> None:
    await device_ways(play)
    await play.press(names.NEW_DEVICE_LOST)


async def reset(play: Play) -> None:
    play.dialogs.reset()
    await play.settle()


async def reset_unconfirmed(play: Play) -> None:
    await reset(play)
    await play.press()


# -- verification


async def _flow(play: Play, user: str, phase: Phase, **fields: object) -> None:
    flow = play.security.put(verification(user, phase, we_requested=True, **fields))
    dialog = VerificationDialog(play.dialogs._context, flow, again=lambda: None, use_key=lambda: None)
    play.dialogs._open(dialog)
    await play.settle()


async def verify_requested_own(play: Play) -> None:
    await _flow(play, ME, Phase.REQUESTED)


async def verify_requested(play: Play) -> None:
    await _flow(play, ANNA, Phase.REQUESTED)


async def verify_incoming(play: Play) -> None:
    await _flow(play, ANNA, Phase.INCOMING)


async def verify_ready(play: Play) -> None:
    await _flow(play, ANNA, Phase.READY)


async def verify_ready_emoji_only(play: Play) -> None:
    await _flow(play, ME, Phase.READY, can_show_qr=False, can_scan_qr=False)


async def verify_scan(play: Play) -> None:
    await verify_ready(play)
    await play.press(names.VERIFY_SCAN)


async def verify_scan_nothing(play: Play) -> None:
    await verify_scan(play)
    assert isinstance(play.dialog, VerificationDialog)
    play.dialog.take([play.window.grab().toImage()])
    await play.stage.until(lambda: play.dialog.error.isVisible())


async def verify_started(play: Play) -> None:
    await _flow(play, ANNA, Phase.STARTED)


async def verify_emoji(play: Play) -> None:
    await _flow(play, ANNA, Phase.COMPARE, emoji=SEVEN, decimals=(1432, 8190, 3307))


async def verify_emoji_own(play: Play) -> None:
    await _flow(play, ME, Phase.COMPARE, emoji=SEVEN, decimals=(1432, 8190, 3307))


async def verify_numbers(play: Play) -> None:
    await _flow(play, ANNA, Phase.COMPARE, decimals=(1432, 8190, 3307))


async def verify_scanned(play: Play) -> None:
    await _flow(play, ANNA, Phase.SCANNED)


async def verify_waiting(play: Play) -> None:
    await _flow(play, ANNA, Phase.WAITING)


async def verify_done(play: Play) -> None:
    await _flow(play, ANNA, Phase.DONE)


async def verify_done_own(play: Play) -> None:
    await _flow(play, ME, Phase.DONE)


async def verify_mismatch(play: Play) -> None:
    await _flow(play, ANNA, Phase.CANCELLED, cancel_code="m.mismatched_sas", cancelled_by_us=True)


async def verify_declined(play: Play) -> None:
    await _flow(play, ANNA, Phase.CANCELLED, cancel_code="m.user")


async def verify_timeout(play: Play) -> None:
    await _flow(play, ANNA, Phase.CANCELLED, cancel_code="m.timeout")


async def verify_elsewhere(play: Play) -> None:
    await _flow(play, ANNA, Phase.ELSEWHERE)


async def verify_not_started(play: Play) -> None:
    play.security.fail = UserError(ErrorCode.CANNOT_VERIFY, reason="no_identity")
    play.dialogs.verify_user(ANNA)
    await play.settle()


# -- people and devices


async def _person(play: Play, trust: Trust) -> None:
    play.security.trusts[ANNA] = trust
    play.dialogs.person(ANNA, "Anna Weber", None)
    await play.settle()


async def person_unverified(play: Play) -> None:
    await _person(play, Trust.UNVERIFIED)


async def person_verified(play: Play) -> None:
    await _person(play, Trust.VERIFIED)


async def person_changed(play: Play) -> None:
    await _person(play, Trust.CHANGED)


async def person_violation(play: Play) -> None:
    await _person(play, Trust.VIOLATION)


async def person_unknown(play: Play) -> None:
    await _person(play, Trust.UNKNOWN)


async def person_devices(play: Play) -> None:
    await person_verified(play)
    await play.press("person.devices")


async def person_withdraw(play: Play) -> None:
    await person_violation(play)
    await play.press(names.PERSON_WITHDRAW)


async def person_accept(play: Play) -> None:
    await person_changed(play)
    await play.press(names.PERSON_ACCEPT)


async def person_offline(play: Play) -> None:
    await person_unverified(play)
    assert isinstance(play.dialog, PersonDialog)
    play.security.fail = UserError(ErrorCode.TIMEOUT)
    play.dialog.reload()
    await play.settle()


async def devices(play: Play) -> None:
    play.dialogs.devices()
    await play.settle()


async def devices_rename(play: Play) -> None:
    await devices(play)
    await play.press("devices.rename")


async def devices_sign_out(play: Play) -> None:
    await devices(play)
    await play.press("devices.signout")


async def devices_password(play: Play) -> None:
    await devices_sign_out(play)
    await play.press()


# -- key storage


async def _keys(play: Play, state: SecurityState) -> None:
    play.security.state = state
    play.dialogs.key_storage()
    await play.settle()


async def keys_ready(play: Play) -> None:
    await _keys(play, READY)


async def keys_uploading(play: Play) -> None:
    await _keys(play, SecurityState(Identity.READY, Recovery.READY, Backup.ON, 8_412, 12_240))


async def keys_fresh(play: Play) -> None:
    await _keys(play, FRESH)


async def keys_incomplete(play: Play) -> None:
    await _keys(play, SecurityState(Identity.READY, Recovery.INCOMPLETE, Backup.UNTRUSTED))


async def keys_ask(play: Play) -> None:
    await keys_incomplete(play)
    await play.press(names.KEYS_REPAIR)


async def keys_unrepaired(play: Play) -> None:
    play.security.repairs = False
    await keys_ask(play)
    await play.fill(names.RECOVERY_FIELD, KEY)
    await play.press()


async def keys_off(play: Play) -> None:
    await _keys(play, SecurityState(Identity.READY, Recovery.READY, Backup.DECLINED))


async def export_form(play: Play) -> None:
    play.dialogs.key_file(True)
    await play.settle()


async def export_weak(play: Play) -> None:
    await export_form(play)
    await play.fill(names.KEY_FILE_PASSPHRASE, "kurz")
    await play.press()


async def export_running(play: Play) -> None:
    await export_form(play)
    assert isinstance(play.dialog, KeyFileDialog)
    waits(play.security)
    play.dialog.export_to(Path("/nowhere"), "sehr lange passphrase")
    await play.settle()
    play.dialog._went_on(Progress(5_120, 12_240))
    await play.settle()


async def export_done(play: Play) -> None:
    await export_form(play)
    assert isinstance(play.dialog, KeyFileDialog)
    play.dialog.export_to(Path("/nowhere"), "sehr lange passphrase")
    await play.settle()


async def import_form(play: Play) -> None:
    play.dialogs.key_file(False)
    await play.settle()


async def import_wrong(play: Play) -> None:
    await import_form(play)
    assert isinstance(play.dialog, KeyFileDialog)
    play.security.fail = UserError(ErrorCode.KEY_FILE, problem="wrong_passphrase")
    play.dialog.import_from(Path("/home/jana/Schlüssel.txt"), "x")
    await play.settle()


# -- alarm, offers, warnings


async def alarm(play: Play) -> None:
    play.dialogs.alarm()
    await play.settle()


async def alarm_not_me(play: Play) -> None:
    await alarm(play)
    play.dialog._was_not_me()  # type: ignore[attr-defined]
    await play.settle()


async def _offer(play: Play, state: SecurityState) -> None:
    await play.stage.open(BUDGET)
    play.window.security._opened.update(Need)
    play.security.set_state(state)
    play.window.security._tell()
    await play.settle()


async def offer_setup(play: Play) -> None:
    await _offer(play, FRESH)


async def offer_verify(play: Play) -> None:
    await _offer(play, NEW_DEVICE)


async def offer_replaced(play: Play) -> None:
    await _offer(play, SecurityState(Identity.REPLACED, Recovery.READY, Backup.UNTRUSTED))


async def offer_repair(play: Play) -> None:
    await _offer(play, SecurityState(Identity.READY, Recovery.INCOMPLETE, Backup.ON))


async def offer_incoming(play: Play) -> None:
    await play.stage.open(BUDGET)
    play.security.put(verification(ANNA, Phase.INCOMING))
    play.security.put(verification(ME, Phase.INCOMING))
    await play.settle()


async def room_changed(play: Play) -> None:
    play.security.trusts[ANNA] = Trust.CHANGED
    await play.stage.open(BUDGET)
    await play.settle()


async def room_violation(play: Play) -> None:
    play.security.trusts.update({ANNA: Trust.VIOLATION, KATHARINA: Trust.VIOLATION})
    await play.stage.open(BUDGET)
    await play.settle()


MAIN = (
    setup_key,
    device_ways,
    verify_ready,
    verify_emoji,
    verify_mismatch,
    person_violation,
    devices,
    keys_incomplete,
    alarm,
    offer_incoming,
    room_violation,
)
SCENES: tuple[Scene, ...] = tuple(
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__module__", "") == __name__
    and not name.startswith("_")
    and getattr(value, "__code__", None) is not None
    and value.__code__.co_argcount == 1
    and name != "main"
)


def draw(scene: Scene, out: Path, choice: ThemeChoice, zoom: int, suffix: str, language: str = "de") -> None:
    """One picture of one scene."""
    security = SampleSecurity()
    account = SecuredAccount(usual_account(), security)

    async def play(stage: Stage) -> None:
        await scene(Play(stage, security))
        await stage.settle()
        picture(stage, out / f"{scene.__name__}{suffix}.png")

    size = (1200, 800) if zoom == 100 else (1600, 1100)
    perform(play, SampleSession(account), language=language, choice=choice, zoom=zoom, size=size)


def main(arguments: list[str]) -> int:
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    wanted = arguments[1:]
    for scene in SCENES:
        name = scene.__name__
        if wanted and not any(name.startswith(word) for word in wanted):
            continue
        draw(scene, out, ThemeChoice.LIGHT, 100, "")
        draw(scene, out, ThemeChoice.DARK, 100, "-dark")
        draw(scene, out, ThemeChoice.LIGHT, 200, "-200")
        if scene in MAIN:
            draw(scene, out, ThemeChoice.CONTRAST, 100, "-contrast")
            draw(scene, out, ThemeChoice.LIGHT, 100, "-en", "en")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A step of a dialog that leads through the browser: open a page there, then go on here."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import ErrorCode, UserError
from ui.dialogs.steps import Choice, StepDialog
from ui.i18n import tr
from ui.security import names
from ui.text import one_line


def confirm_in_browser(
    dialog: StepDialog, error: UserError, go_on: Callable[[Callable[[UserError], bool]], None], back: Choice
) -> bool:
    """Show the step if ``error`` is BROWSER_NEEDED; False: it is something else.

    ``go_on`` is called when the person says that it is done, with what takes care of an error of this second attempt.
    """
    if error.code is not ErrorCode.BROWSER_NEEDED:
        return False
    url = str(error.details.get("url", ""))
    step = dialog.begin(tr("Confirm that it is you"), icon="lock")
    step.text(
        tr("Your server wants you to confirm this in the browser. Open the page, confirm it there, and go on here.")
    )

    def not_yet(second: UserError) -> bool:
        if second.code is not ErrorCode.BROWSER_NEEDED:
            return False
        nonlocal url
        url = str(second.details.get("url", "")) or url
        dialog.fail(tr("This has not been confirmed in the browser yet."))
        return True

    def open_page() -> None:
        if not open_address(dialog, url):
            dialog.fail(
                tr("The browser could not be opened. The page is: {address}").format(address=one_line(url, 300))
            )

    dialog.finish(
        back,
        Choice(tr("Open page"), open_page, "", names.STEP_BROWSER, default=True),
        Choice(tr("Continue"), lambda: go_on(not_yet), "primary", names.STEP_SUBMIT),
    )
    button = dialog.button(names.STEP_BROWSER)
    if button is not None:
        button.setFocus()
    return True


def open_address(dialog: StepDialog, address: str) -> bool:
    """Hand it to the desktop, as every other link."""
    opener: Callable[[str], bool] | None = getattr(dialog.context.window, "open_address", None)
    return opener is not None and opener(address)

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Send a place: typed coordinates, or the link of a map. Nothing is looked up in the network."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from app.location import MAX_TEXT, of_text, place
from app.types import Place
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.sentences import coordinates
from ui.text import Label, one_line
from ui.theme import Theme


class PlaceDialog(FormDialog):
    def __init__(self, parent: QWidget, theme: Theme, text: str = "") -> None:
        super().__init__(parent, theme, tr("Send a place"), tr("Send"))
        self.setObjectName(names.PLACE_DIALOG)
        self.submit_button.setObjectName(names.PLACE_SUBMIT)
        self.error.setObjectName(names.PLACE_ERROR)
        self.where = QLineEdit()
        self.where.setObjectName(names.PLACE_WHERE)
        self.where.setMaxLength(2000)
        self.where.setPlaceholderText("52.5163, 13.3777")
        self.add_field(
            tr("Where"),
            self.where,
            tr("Coordinates (latitude, longitude), or the link of a map such as OpenStreetMap."),
        )
        self.found = Label(style="muted", wrap=True)
        self.found.setObjectName(names.PLACE_FOUND)
        self.form.addWidget(self.found)
        self.name = QLineEdit()
        self.name.setObjectName(names.PLACE_NAME)
        self.name.setMaxLength(MAX_TEXT)
        self.name.setPlaceholderText(tr("For example: Main entrance"))
        self.add_field(tr("Name (optional)"), self.name)
        self.where.textChanged.connect(self._look)
        self.where.setText(text)
        self._look()

    def _look(self) -> None:
        spot = of_text(self.where.text())
        self.found.setText(tr("Understood as {place}").format(place=coordinates(spot)) if spot is not None else "")
        self.found.setVisible(spot is not None)

    def wanted(self) -> Place | None:
        """The place; None, and an error beside the field, if there is none."""
        spot = of_text(self.where.text())
        if spot is None:
            self.fail(tr("This is no place. Write latitude and longitude, for example 52.5163, 13.3777."))
            self.where.setFocus()
            return None
        return place(spot.latitude, spot.longitude, one_line(self.name.text(), MAX_TEXT), spot.accuracy)

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON schema, ADMX with German and English ADML, an example and the handbook's table, from ``app/policy/schema.py``.

``python3 dev.py package policies`` writes them anew; a test says when that was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from app.policy.keys import BoolKey, ChoiceKey, IntKey, Key, ListKey
from app.policy.schema import CATEGORIES, KEYS, PRODUCT, VENDOR
from app.policy.sources import POLICIES_KEY, RECOMMENDED_KEY

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging" / "policies"
HANDBOOK = ROOT / "docs" / "admin" / "richtlinien.md"
NAME = f"{VENDOR}{PRODUCT}"
LANGUAGES = {"de": "de-DE", "en": "en-US"}
BEGIN, END = "<!-- Anfang der erzeugten Tabelle -->", "<!-- Ende der erzeugten Tabelle -->"

_XML = '<?xml version="1.0" encoding="utf-8"?>'
# REUSE-IgnoreStart
_LICENCE = (
    "<!--\nSPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors\nSPDX-License-Identifier: EUPL-1.2\n-->"
)
# REUSE-IgnoreEnd
_SCHEMA = (
    'xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0"'
)
_RECOMMENDED = "Recommended"
ADDRESSES = (
    "Homeserver",
    "AllowedHomeservers",
    "PermalinkPrefix",
    "ProxyUrl",
    "ProxyBypass",
    "CaFiles",
    "SupportText",
    "SupportUrl",
    "AccessibilityContact",
    "ClassificationBanner",
)
"""Each organisation has its own."""
HARDENED: dict[str, Any] = {
    "ProxyMode": "fixed",
    "MinimumTls": "1.3",
    "OnlySignedDevices": True,
    "MinimumPassphraseLength": 16,
    "LockAfterMinutes": 10,
    "ClassificationColour": "orange",
    "MediaCacheMegabytes": 200,
    "AutomaticDownloadMegabytes": 1,
    "SearchHistory": False,
    "AllowSaveFiles": False,
    "AllowedFileTypes": [".pdf", ".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx", ".txt", "image/*"],
    "AllowedFileTypesToOpen": [".pdf", ".txt", "image/*"],
    "MaximumUploadMegabytes": 25,
    "AllowRoomCreation": False,
    "AllowPublicRooms": False,
    "AllowLocation": False,
    "AllowVoiceMessages": False,
    "ReadReceipts": "private",
    "SendTyping": False,
    "TechnicalDetails": False,
    "NotificationContent": "nothing",
    "LogLevel": "warning",
    "LogRetentionDays": 7,
    "MapLink": "",
}
"""What restricts, beside what other parts of the handbook advise to decide case by case (AllowPolls, KeyStorage)."""


def generate() -> dict[Path, str]:
    """Every generated file with its text."""
    files = {
        FOLDER / "policies.schema.json": json_schema(),
        FOLDER / "example.json": example(),
        FOLDER / "hardened.json": hardened(),
        FOLDER / f"{NAME}.admx": admx(),
    }
    files |= {FOLDER / folder / f"{NAME}.adml": adml(language) for language, folder in LANGUAGES.items()}
    before, _, rest = HANDBOOK.read_text("utf-8").partition(BEGIN)
    files[HANDBOOK] = f"{before}{BEGIN}\n\n{table()}\n{END}{rest.partition(END)[2]}"
    return files


def outdated() -> list[Path]:
    return [path for path, text in generate().items() if not path.exists() or path.read_text("utf-8") != text]


def write() -> None:
    for path, text in generate().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


# -- JSON --------------------------------------------------------------------------------------------------------------


def json_schema() -> str:
    properties: dict[str, Any] = {"$schema": {"type": "string"}}
    for key in KEYS:
        properties[key.name] = {
            "title": key.title.english,
            "description": key.help.english,
            **key.json_schema(),
            "examples": [key.example],
        }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Policies of {VENDOR} {PRODUCT}",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def example() -> str:
    chosen = ("Homeserver", "ProxyMode", "ProxyUrl", "ProxyBypass", "MinimumTls", "OnlySignedDevices")
    return json.dumps({key.name: key.example for key in KEYS if key.name in chosen}, indent=2) + "\n"


def hardened() -> str:
    """Every key that restricts, at its strictest usable value; names and addresses are examples to be replaced."""
    values: dict[str, Any] = {}
    for key in KEYS:
        if key.name in HARDENED:
            values[key.name] = HARDENED[key.name]
        elif key.name in ADDRESSES:
            values[key.name] = key.example
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


# -- group policy templates --------------------------------------------------------------------------------------------


def _policies() -> Sequence[tuple[Key[Any], str, str, str]]:
    """(key, id, registry key, category): the imposed ones, then the recommended ones."""
    imposed = [(key, key.name, POLICIES_KEY, key.category) for key in KEYS]
    suggested = [(key, f"{key.name}_{_RECOMMENDED}", RECOMMENDED_KEY, _RECOMMENDED) for key in KEYS if key.choosable]
    return [*imposed, *suggested]


def admx() -> str:
    lines = [
        _XML,
        _LICENCE,
        f"<policyDefinitions {_SCHEMA}>",
        "  <policyNamespaces>",
        f'    <target prefix="bundesmessenger" namespace="{VENDOR}.Policies.{PRODUCT}"/>',
        '    <using prefix="windows" namespace="Microsoft.Policies.Windows"/>',
        "  </policyNamespaces>",
        '  <resources minRequiredRevision="1.0"/>',
        "  <supportedOn><definitions>",
        '    <definition name="SUPPORTED" displayName="$(string.SUPPORTED)"/>',
        "  </definitions></supportedOn>",
        "  <categories>",
        '    <category name="ROOT" displayName="$(string.ROOT)"/>',
    ]
    for category in (*CATEGORIES, _RECOMMENDED):
        parent = '<parentCategory ref="ROOT"/>'
        lines.append(f'    <category name="{category}" displayName="$(string.{category})">{parent}</category>')
    lines += ["  </categories>", "  <policies>"]
    for key, name, place, category in _policies():
        lines += _admx_policy(key, name, place, category)
    return "\n".join([*lines, "  </policies>", "</policyDefinitions>", ""])


def _admx_policy(key: Key[Any], name: str, place: str, category: str) -> list[str]:
    value = f' valueName="{key.name}"' if isinstance(key, BoolKey) else f' presentation="$(presentation.{name})"'
    head = (
        f'    <policy name="{name}" class="Both" displayName="$(string.{name})" '
        f'explainText="$(string.{name}_Help)" key={quoteattr(place)}{value}>'
    )
    body = [f'      <parentCategory ref="{category}"/>', '      <supportedOn ref="SUPPORTED"/>']
    if isinstance(key, BoolKey):
        body += [
            '      <enabledValue><decimal value="1"/></enabledValue>',
            '      <disabledValue><decimal value="0"/></disabledValue>',
        ]
    else:
        body.append(f"      <elements>{_element(key, name, place)}</elements>")
    return [head, *body, "    </policy>"]


def _element(key: Key[Any], name: str, place: str) -> str:
    if isinstance(key, ListKey):
        list_key = quoteattr(f"{place}\\{key.name}")
        return f'<list id="{name}_Value" key={list_key} valuePrefix=""/>'
    if isinstance(key, IntKey):
        limits = f'minValue="{key.minimum}" maxValue="{key.maximum}"'
        return f'<decimal id="{name}_Value" valueName="{key.name}" required="true" {limits}/>'
    if isinstance(key, ChoiceKey):
        items = "".join(
            f'<item displayName="$(string.{key.name}_{_id(choice.value)})"><value><string>{escape(choice.value)}'
            "</string></value></item>"
            for choice in key.choices
        )
        return f'<enum id="{name}_Value" valueName="{key.name}" required="true">{items}</enum>'
    return f'<text id="{name}_Value" valueName="{key.name}" required="true" maxLength="1023"/>'


def _id(value: str) -> str:
    return value.replace(".", "_").replace("-", "_")


def adml(language: str) -> str:
    german = language == "de"
    suffix = "empfohlen" if german else "recommended"
    strings = {
        "ROOT": f"{VENDOR} {PRODUCT}",
        "SUPPORTED": f"{VENDOR} {PRODUCT} 0.1 {'oder neuer' if german else 'or newer'}",
        _RECOMMENDED: "Empfehlungen (vom Benutzer änderbar)" if german else "Recommendations (users may change them)",
    }
    strings |= {category: words.of(language) for category, words in CATEGORIES.items()}
    presentations: list[str] = []
    for key, name, _place, category in _policies():
        title = key.title.of(language)
        strings[name] = f"{title} ({suffix})" if category == _RECOMMENDED else title
        strings[f"{name}_Help"] = f"{key.help.of(language)}\n\n{key.name}"
        if isinstance(key, ChoiceKey):
            strings |= {f"{key.name}_{_id(choice.value)}": choice.title.of(language) for choice in key.choices}
        if control := _control(key, name, title):
            presentations.append(f'      <presentation id="{name}">{control}</presentation>')
    return "\n".join(
        [
            _XML,
            _LICENCE,
            f"<policyDefinitionResources {_SCHEMA}>",
            f"  <displayName>{VENDOR} {PRODUCT}</displayName>",
            f"  <description>{VENDOR} {PRODUCT}</description>",
            "  <resources>",
            "    <stringTable>",
            *(f'      <string id="{name}">{escape(text)}</string>' for name, text in strings.items()),
            "    </stringTable>",
            "    <presentationTable>",
            *presentations,
            "    </presentationTable>",
            "  </resources>",
            "</policyDefinitionResources>",
            "",
        ]
    )


def _control(key: Key[Any], name: str, title: str) -> str:
    label = escape(title)
    if isinstance(key, BoolKey):
        return ""
    if isinstance(key, ListKey):
        return f'<listBox refId="{name}_Value">{label}</listBox>'
    if isinstance(key, IntKey):
        return f'<decimalTextBox refId="{name}_Value" defaultValue="{key.default}">{label}</decimalTextBox>'
    if isinstance(key, ChoiceKey):
        values = [choice.value for choice in key.choices]
        default = values.index(key.default) if key.default in values else 0
        return f'<dropdownList refId="{name}_Value" noSort="true" defaultItem="{default}">{label}</dropdownList>'
    return f'<textBox refId="{name}_Value"><label>{label}</label></textBox>'


# -- handbook ----------------------------------------------------------------------------------------------------------


def table() -> str:
    """For the German handbook, by category."""
    lines: list[str] = []
    for category, words in CATEGORIES.items():
        lines += [f"### {words.german}", ""]
        lines += ["| Schlüssel | Werte | ohne Richtlinie | empfehlbar | Wirkung |", "| --- | --- | --- | --- | --- |"]
        for key in KEYS:
            if key.category == category:
                text = f"**{key.title.german}.** {key.help.german}".replace("|", "\\|").replace("<", "&lt;")
                able = "ja" if key.choosable else "nein"
                lines.append(f"| `{key.name}` | {_values(key)} | {_default(key)} | {able} | {text} |")
        lines.append("")
    return "\n".join(lines)


def _values(key: Key[Any]) -> str:
    if isinstance(key, BoolKey):
        return "`true`, `false`"
    if isinstance(key, IntKey):
        return f"Zahl, {key.minimum} bis {key.maximum}"
    if isinstance(key, ChoiceKey):
        return ", ".join(f"`{choice.value}`" for choice in key.choices)
    sample = key.example[0] if isinstance(key, ListKey) else key.example
    return f"{'Liste, z. B.' if isinstance(key, ListKey) else 'Text, z. B.'} `{sample}`"


def _default(key: Key[Any]) -> str:
    if isinstance(key.default, bool):
        return "`true`" if key.default else "`false`"
    return f"`{key.default}`" if key.default not in ("", ()) else "–"

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policy templates and handbook are those of the schema, and fit together."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.policy.policy import Entry, Policy, Source
from app.policy.report import all_problems
from app.policy.schema import BY_NAME, KEYS
from app.policy.sources import POLICIES_KEY, RECOMMENDED_KEY, RegistryKey, from_registry
from artefacts import policies

SPACE = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
ADMX = policies.FOLDER / "BundesMessengerDesktop.admx"


def test_generated_files_are_up_to_date() -> None:
    assert policies.outdated() == [], "run python3 dev.py package policies"


@pytest.mark.parametrize("folder", ["de-DE", "en-US"])
def test_every_text_and_control_of_the_template_is_there_and_used(folder: str) -> None:
    template = ADMX.read_text("utf-8")
    root = ET.parse(policies.FOLDER / folder / "BundesMessengerDesktop.adml").getroot()
    strings = [element.get("id") for element in root.iter(SPACE + "string")]
    assert len(strings) == len(set(strings))
    assert set(re.findall(r"\$\(string\.(\w+)\)", template)) == set(strings)
    controls = {e.get("id"): {child.get("refId") for child in e} for e in root.iter(SPACE + "presentation")}
    assert set(re.findall(r"\$\(presentation\.(\w+)\)", template)) == set(controls)
    for policy in ET.parse(ADMX).getroot().iter(SPACE + "policy"):
        elements = policy.find(SPACE + "elements")
        if elements is not None:
            assert controls[policy.get("name")] == {element.get("id") for element in elements}
    assert all((element.text or "").strip() for element in root.iter(SPACE + "string"))


def test_what_the_group_policy_editor_writes_is_what_the_program_reads() -> None:
    """Fill in every policy of the template with the example of its key, as the editor does, and read it back."""

    class Written:
        def read(self, hive: str, path: str) -> RegistryKey | None:
            if hive != "HKLM" or path not in (POLICIES_KEY, RECOMMENDED_KEY):
                return None
            key = RegistryKey({}, {})
            for policy in ET.parse(ADMX).getroot().iter(SPACE + "policy"):
                if policy.get("key") == path:
                    fill(policy, key, path)
            return key

    def fill(policy: ET.Element, key: RegistryKey, path: str) -> None:
        elements = policy.find(SPACE + "elements")
        if elements is None:
            name = policy.get("valueName") or ""
            value = policy.find(SPACE + ("enabledValue" if BY_NAME[name].example else "disabledValue"))
            assert value is not None
            key.values[name] = int(value[0].get("value", ""))
            return
        for element in elements:
            name = (element.get("valueName") or element.get("key", "").removeprefix(path + "\\")).strip()
            example = BY_NAME[name].example
            if element.tag == SPACE + "list":
                key.below[name] = {str(number): text for number, text in enumerate(example, 1)}
                continue
            if element.tag == SPACE + "enum":
                assert example in [value.text for value in element.iter(SPACE + "string")]
            if element.tag == SPACE + "decimal":
                assert int(element.get("minValue", "")) <= example <= int(element.get("maxValue", ""))
            key.values[name] = example

    policy = from_registry(Written())
    assert policy.problems == []
    for key in KEYS:
        assert policy.effective(key).source is Source.MACHINE
        assert policy.value(key) == key.example


def test_the_json_schema_knows_every_key_and_the_example_is_right() -> None:
    schema = json.loads((policies.FOLDER / "policies.schema.json").read_text("utf-8"))
    assert set(schema["properties"]) - {"$schema"} == set(BY_NAME)
    example = json.loads((policies.FOLDER / "example.json").read_text("utf-8"))
    assert set(example) <= set(schema["properties"])
    policy = Policy(Entry(Source.MACHINE, "example.json", name, value) for name, value in example.items())
    assert policy.problems == []


def test_the_hardened_profile_is_right_and_restricts() -> None:
    values = json.loads((policies.FOLDER / "hardened.json").read_text("utf-8"))
    policy = Policy(Entry(Source.MACHINE, "hardened.json", name, value) for name, value in values.items())
    assert all_problems(policy) == []
    for name in policies.HARDENED:
        assert name in values
        if name not in ("TechnicalDetails", "NotificationContent"):  # strict already, and to stay so
            assert policy.value(BY_NAME[name]) != BY_NAME[name].default, name
    forbidding = {key.name for key in KEYS if key.name.startswith("Allow") and key.kind == "bool"}
    left_to_decide = {"AllowPolls", "AllowScreenshots"}
    assert forbidding - left_to_decide <= set(values)
    assert not any(values[name] for name in forbidding & set(values))


# -- the rules of group policy templates ("ADMX Syntax" of the Group Policy reference)

_KINDS = {  # element of the template: control of the language file
    "text": {"textBox", "comboBox"},
    "multiText": {"multiTextBox"},
    "decimal": {"decimalTextBox"},
    "enum": {"dropdownList"},
    "list": {"listBox"},
}
_POLICY_PARTS = ["parentCategory", "supportedOn", "enabledValue", "disabledValue", "elements"]


def bare(element: ET.Element) -> str:
    return element.tag.removeprefix(SPACE)


def test_ids_are_unique_and_valid_names() -> None:
    root = ET.parse(ADMX).getroot()
    for kind in ("policy", "category", "definition"):
        found = [element.get("name", "") for element in root.iter(SPACE + kind)]
        assert found
        assert len(found) == len({name.lower() for name in found})
        assert all(re.fullmatch(r"[A-Za-z][\w-]{0,254}", name) for name in found)
    elements = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert len(elements) == len(set(elements))
    values = [
        (policy.get("key"), element.get("valueName") or element.get("key"))
        for policy in root.iter(SPACE + "policy")
        for element in policy.iter()
        if element.get("valueName") or bare(element) == "list"
    ]
    assert len(values) == len(set(values))  # no value is written by two policies


def test_everything_that_is_referred_to_exists() -> None:
    root = ET.parse(ADMX).getroot()
    categories = {element.get("name") for element in root.iter(SPACE + "category")}
    for parent in root.iter(SPACE + "parentCategory"):
        assert parent.get("ref") in categories
    tops = [each for each in root.iter(SPACE + "category") if each.find(SPACE + "parentCategory") is None]
    assert [each.get("name") for each in tops] == ["ROOT"]
    supported = {element.get("name") for element in root.iter(SPACE + "definition")}
    assert {element.get("ref") for element in root.iter(SPACE + "supportedOn") if element.get("ref")} == supported
    prefixes = [element.get("prefix") for element in root.find(SPACE + "policyNamespaces") or ()]
    assert len(prefixes) == len(set(prefixes)) == 2


def test_every_policy_has_the_parts_in_their_order() -> None:
    root = ET.parse(ADMX).getroot()
    assert [bare(child) for child in root] == [
        "policyNamespaces",
        "resources",
        "supportedOn",
        "categories",
        "policies",
    ]
    for policy in root.iter(SPACE + "policy"):
        parts = [bare(child) for child in policy]
        assert parts == sorted(parts, key=_POLICY_PARTS.index)
        assert {"parentCategory", "supportedOn"} <= set(parts)
        assert policy.get("class") in ("Machine", "User", "Both")
        assert (policy.get("key") or "").startswith("Software\\Policies\\")  # others would stay when a policy goes
        assert not (policy.get("key") or "").startswith(("HKEY", "\\"))
        assert ("elements" in parts) == (policy.get("presentation") is not None)
        assert ("enabledValue" in parts) == (policy.get("valueName") is not None) == ("disabledValue" in parts)
        for element in policy.find(SPACE + "elements") or ():
            assert bare(element) in _KINDS
            if bare(element) == "enum":
                shown = [item.get("displayName") for item in element.iter(SPACE + "item")]
                assert shown
                assert len(shown) == len(set(shown))
            if bare(element) == "text":
                assert int(element.get("maxLength", "0")) <= 1023
            if bare(element) == "decimal":
                assert 0 <= int(element.get("minValue", "-1")) <= int(element.get("maxValue", "-1")) < 2**32


@pytest.mark.parametrize("folder", ["de-DE", "en-US"])
def test_the_control_fits_what_it_fills_in(folder: str) -> None:
    kinds = {element.get("id"): bare(element) for element in ET.parse(ADMX).getroot().iter() if element.get("id")}
    root = ET.parse(policies.FOLDER / folder / "BundesMessengerDesktop.adml").getroot()
    shown = [control for presentation in root.iter(SPACE + "presentation") for control in presentation]
    assert {control.get("refId") for control in shown} == set(kinds)
    for control in shown:
        assert bare(control) in _KINDS[kinds[control.get("refId")]]
        label = control.find(SPACE + "label")
        assert ((label.text if label is not None else control.text) or "").strip()
    assert root.get("schemaVersion") == ET.parse(ADMX).getroot().get("schemaVersion")


def test_every_key_of_the_handbook_exists() -> None:
    text = Path(policies.HANDBOOK).read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(BY_NAME)

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


def test_every_key_of_the_handbook_exists() -> None:
    text = Path(policies.HANDBOOK).read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(BY_NAME)

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of parts of a package: CycloneDX 1.6 as BSI TR-03183-2 asks for it (SHA-512, licences, dependencies)."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import uuid
from pathlib import Path
from typing import Any

from artefacts.common import PUBLISHER, TITLE, VERSION, epoch, files
from artefacts.parts import parts
from artefacts.wheels import Wheel, fetch

_SPACE = uuid.UUID("6d0c7a4e-6c0b-5b5e-9f0a-6a2f5b1c9d10")
_BINARY = (b"\x7fELF", b"MZ")
_ROOT = f"bundesmessenger-desktop@{VERSION}"


def text(system: str, tree: Path) -> str:
    """Of the package for "linux" or "windows" whose program lies in ``tree``."""
    wheels = fetch(system)
    names = {_normal(wheel.name): _purl(wheel) for wheel in wheels}
    components = [_library(wheel) for wheel in wheels]
    inner = []
    for part in parts(system, wheels):
        reference = f"part:{part.inside or 'package'}/{part.name}@{part.version}".replace(" ", "-")
        inner.append((part.inside, reference))
        components.append(
            {
                "type": "library",
                "bom-ref": reference,
                "name": part.name,
                **({"version": part.version} if part.version else {}),
                "description": part.why,
                "licenses": [_licence(part.licence)],
            }
        )
    binaries = [_binary(path, tree) for path in files(tree) if _is_binary(path)]
    depends = [{"ref": _ROOT, "dependsOn": sorted([*names.values(), *(ref for inside, ref in inner if not inside)])}]
    for wheel in wheels:
        wanted = {names[name] for text in wheel.requires if (name := _normal(_required(text))) in names}
        wanted |= {ref for inside, ref in inner if _normal(inside) == _normal(wheel.name)}
        depends.append({"ref": _purl(wheel), "dependsOn": sorted(wanted)})
    document: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, f'{system}-{VERSION}-{epoch()}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.datetime.fromtimestamp(epoch(), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "authors": [{"name": PUBLISHER}],
            "component": {
                "type": "application",
                "bom-ref": _ROOT,
                "name": TITLE,
                "version": VERSION,
                "licenses": [{"expression": "EUPL-1.2"}],
                "properties": [{"name": "system", "value": system}],
            },
        },
        "components": [*components, *binaries],
        "dependencies": depends,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _library(wheel: Wheel) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": _purl(wheel),
        "name": wheel.name,
        "version": wheel.version,
        "description": wheel.summary[:200],
        "purl": _purl(wheel),
        "licenses": [_licence(wheel.licence)],
        "hashes": [{"alg": name, "content": value} for name, value in wheel.hashes().items()],
        "properties": [
            {"name": "bsi:component:filename", "value": wheel.path.name},
            {"name": "bsi:component:executable", "value": "non-executable"},
            {"name": "bsi:component:archive", "value": "archive"},
            {"name": "bsi:component:structured", "value": "structured"},
        ],
    }


def _binary(path: Path, tree: Path) -> dict[str, Any]:
    name = path.relative_to(tree).as_posix()
    return {
        "type": "file",
        "bom-ref": f"file:{name}",
        "name": name,
        "hashes": [{"alg": "SHA-512", "content": hashlib.sha512(path.read_bytes()).hexdigest()}],
        "properties": [
            {"name": "bsi:component:filename", "value": path.name},
            {"name": "bsi:component:executable", "value": "executable"},
            {"name": "bsi:component:archive", "value": "no archive"},
            {"name": "bsi:component:structured", "value": "unstructured"},
        ],
    }


def _licence(expression: str) -> dict[str, Any]:
    return {"license": {"name": expression}} if expression == "NOASSERTION" else {"expression": expression}


def _is_binary(path: Path) -> bool:
    if path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4).startswith(_BINARY)


def _purl(wheel: Wheel) -> str:
    return f"pkg:pypi/{_normal(wheel.name)}@{wheel.version}"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _required(text: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", text)
    return match.group() if match else ""

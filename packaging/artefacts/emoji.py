# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""resources/emoji/emoji.json from the data sets of Emojibase (MIT; names and words of Unicode CLDR, Unicode-3.0).

``npm pack emojibase-data``, unpack it, then ``python -m artefacts.emoji package`` with packaging/ in PYTHONPATH.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from artefacts.common import ROOT, say

NEWEST = 15.1
"""The Unicode emoji version that fonts of supported systems have."""
_TONES = ("light", "medium-light", "medium", "medium-dark", "dark")
_COMPONENTS = 2  # the group of hair and skin, which are no emoji by themselves
_TONE_NAMES = {"mitteldunkrer Hautton": "mitteldunkler Hautton"}


def _load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


def _codes(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def make(folder: Path) -> dict[str, Any]:
    """``groups``: key, German, English. ``tones``: German, English. ``emoji``: see ``app.emoji``."""
    german, english = _load(folder, "de/data.json"), _load(folder, "en/data.json")
    messages = {language: _load(folder, f"{language}/messages.json") for language in ("de", "en")}
    by_code = {each["hexcode"]: each for each in english}
    sets = [_load(folder, f"{name}.json") for name in ("en/shortcodes/emojibase", "en/shortcodes/github")]
    sets.append(_load(folder, "de/shortcodes/cldr-native.json"))
    groups: list[list[str]] = []
    order: dict[int, int] = {}
    for number, (de, en) in enumerate(zip(messages["de"]["groups"], messages["en"]["groups"], strict=True)):
        if number != _COMPONENTS:
            order[number] = len(groups)
            groups.append([de["key"], de["message"], en["message"][0].upper() + en["message"][1:]])
    tones = []
    for key in _TONES:
        words = [
            next(each["message"] for each in messages[language]["skinTones"] if each["key"] == key)
            for language in ("de", "en")
        ]
        tones.append([_TONE_NAMES.get(words[0], words[0]), words[1]])
    emoji = []
    for each in sorted((e for e in german if e.get("group") in order), key=lambda e: e["order"]):
        if each["version"] > NEWEST:
            continue
        other = by_code[each["hexcode"]]
        codes = list(dict.fromkeys(code for each_set in sets for code in _codes(each_set.get(each["hexcode"]))))
        skins = {skin["tone"]: skin["emoji"] for skin in each.get("skins", ()) if isinstance(skin.get("tone"), int)}
        emoji.append(
            [
                each["emoji"],
                order[each["group"]],
                each["label"],
                other["label"],
                " ".join(each.get("tags", ())),
                " ".join(other.get("tags", ())),
                " ".join(codes),
                [skins[tone] for tone in range(1, 6)] if len(skins) == 5 else [],
            ]
        )
    version = _load(folder, "package.json")["version"]
    return {"source": f"emojibase-data {version}", "groups": groups, "tones": tones, "emoji": emoji}


def main() -> None:
    made = make(Path(sys.argv[1]))
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in made.pop("emoji"))
    head = json.dumps(made, ensure_ascii=False, separators=(",", ":"))[:-1]
    target = ROOT / "resources" / "emoji" / "emoji.json"
    target.write_text(f'{head},"emoji":[\n{lines}\n]}}\n', "utf-8")
    say(f"✓ {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process of its own that decodes foreign pictures, sound or videos.

Whatever a file does to a decoder, it does it here. Run as a file, alone: it imports nothing of the program but, for the
other roles, what lies beside it. It has no secrets, and on Linux bounded memory and no way to write files or start
programs. A request is a 4-byte length, a JSON object with ``op`` and ``size``, then ``size`` bytes of the file; an
answer is a 4-byte length, a JSON object with ``blobs`` (lengths), then those bytes. A video is too large for that: its
parts are asked for (``need``).
"""

from __future__ import annotations

import importlib
import io
import json
import math
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

Operations = dict[str, Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], list[bytes]]]]
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""What is shown; by content, never by name. SVG is a program, not a picture."""
MAX_PIXELS = 50_000_000
MAX_SIDE = 30_000
MEMORY = 1024 * 1024 * 1024
MAX_FRAMES = 200
"""Of a moving picture; and all of them together at most ``FRAME_PIXELS``."""
FRAME_PIXELS = 16_000_000
_TRANSPOSED = range(5, 9)  # values of the EXIF orientation that swap the sides


def confine() -> None:
    """Give up what decoding does not need (Linux)."""
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine_more() -> None:
    """After all modules are loaded: no new processes, no new files."""
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def opened(data: bytes) -> Any:
    """The picture, its pixels not decoded yet. Raises ValueError for one that is too large."""
    from PIL import Image

    image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise ValueError("too large")
    return image


def shown_size(image: Any) -> tuple[int, int]:
    """As people see it, turned as the camera says."""
    width, height = image.size
    return (height, width) if image.getexif().get(0x0112, 1) in _TRANSPOSED else (width, height)


def upright(image: Any, width: int, height: int) -> Any:
    """The first frame, turned and made to fit."""
    from PIL import Image, ImageOps

    if image.format == "JPEG":
        most = max(width, height)
        image.draft(None, (most, most))  # decodes a smaller picture, faster
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.width > width or image.height > height:
        image.thumbnail((width, height), Image.Resampling.LANCZOS)
    return image


def look(data: bytes, _request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    image = opened(data)
    width, height = shown_size(image)
    animated = image.format in ("GIF", "WEBP", "PNG") and bool(getattr(image, "is_animated", False))
    return {"format": image.format, "width": width, "height": height, "animated": animated}, []


def show(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Pixels: rows of red, green, blue, alpha, one byte each, top to bottom."""
    image = upright(opened(data), int(request["width"]), int(request["height"])).convert("RGBA")
    return {"width": image.width, "height": image.height}, [image.tobytes()]


class _Last:
    """The picture somebody is looking at closely, so that it is not decoded for each part of it."""

    data: bytes = b""
    image: Any = None


def part(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """As ``show``, of a rectangle of the picture."""
    from PIL import Image

    if data != _Last.data:
        _Last.data, _Last.image = b"", None
        image = opened(data)
        _Last.image = upright(image, image.width + image.height, image.width + image.height)
        _Last.data = data
    whole = _Last.image
    left, top = (max(0, min(int(request[name]), side)) for name, side in (("left", whole.width), ("top", whole.height)))
    right, bottom = min(whole.width, left + int(request["wide"])), min(whole.height, top + int(request["high"]))
    if right <= left or bottom <= top:
        raise ValueError("nothing there")
    cut = whole.crop((left, top, right, bottom))
    cut.thumbnail((max(1, int(request["width"])), max(1, int(request["height"]))), Image.Resampling.LANCZOS)
    cut = cut.convert("RGBA")
    return {"width": cut.width, "height": cut.height}, [cut.tobytes()]


def frames(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Frame after frame, until there are no more or they are too many."""
    from PIL import Image

    image = opened(data)
    width, height = int(request["width"]), int(request["height"])
    scale = min(1.0, width / image.width, height / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    most = max(1, min(MAX_FRAMES, FRAME_PIXELS // (size[0] * size[1]), 2_000_000_000 // (image.width * image.height)))
    shown, durations = [], []
    for number in range(most):
        try:
            image.seek(number)
        except EOFError:
            break
        shown.append(image.convert("RGBA").resize(size, Image.Resampling.BILINEAR).tobytes())
        durations.append(int(image.info.get("duration", 100) or 100))  # WebP says it only then
    return {"width": size[0], "height": size[1], "durations": durations}, shown


def thumbnail(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    image = upright(opened(data), int(request["width"]), int(request["height"]))
    kind = "PNG" if image.mode == "RGBA" else "JPEG"
    target = io.BytesIO()
    image.info.clear()
    image.save(target, kind, **({"quality": 80} if kind == "JPEG" else {}))
    return {"format": kind, "width": image.width, "height": image.height}, [target.getvalue()]


def strip(data: bytes, _request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The same picture without anything beside its pixels (and their colour profile): no place, camera, name, time."""
    from PIL import ImageOps

    image = opened(data)
    kind = image.format
    if kind == "GIF" or getattr(image, "is_animated", False):
        raise ValueError("moving pictures are not written anew")
    profile = image.info.get("icc_profile")
    turned = image.getexif().get(0x0112, 1) != 1
    options: dict[str, Any] = {"icc_profile": profile}
    if kind == "JPEG":
        options |= {"quality": 92} if turned else {"quality": "keep"}
    elif kind == "WEBP":
        options |= {"quality": 90, "exif": b"", "xmp": b""}
    image.load()
    clean = ImageOps.exif_transpose(image) if turned else image
    for name in [name for name in clean.info if name != "transparency"]:
        del clean.info[name]
    clean.encoderinfo = {}
    target = io.BytesIO()
    clean.save(target, kind, **options)
    return {"format": kind, "width": clean.width, "height": clean.height}, [target.getvalue()]


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_ACROSS, _DOWN = 4, 3  # waves of the hashes that are made here


def _linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _srgb(value: float) -> int:
    part = max(0.0, min(1.0, value))
    return round(255 * (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


def _root(value: float, power: float) -> float:
    return math.copysign(abs(value) ** power, value)


def _digits(value: int, length: int) -> str:
    return "".join(_DIGITS[value // 83**place % 83] for place in range(length - 1, -1, -1))


def _number(text: str) -> int:
    value = 0
    for char in text:
        value = value * 83 + _DIGITS.index(char)
    return value


def blurhash(data: bytes, _request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The algorithm of https://github.com/woltapp/blurhash/blob/master/Algorithm.md, of a small copy of the picture."""
    image = upright(opened(data), 32, 32).convert("RGB")
    width, height = image.size
    raw = image.tobytes()
    pixels = [tuple(_linear(raw[at + part]) for part in range(3)) for at in range(0, len(raw), 3)]
    factors = []
    for j in range(_DOWN):
        for i in range(_ACROSS):
            across = [math.cos(math.pi * i * x / width) for x in range(width)]
            total = [0.0, 0.0, 0.0]
            for y in range(height):
                down = math.cos(math.pi * j * y / height)
                for x in range(width):
                    weight, pixel = across[x] * down, pixels[y * width + x]
                    for part in range(3):
                        total[part] += weight * pixel[part]
            scale = (1 if i == j == 0 else 2) / (width * height)
            factors.append([part * scale for part in total])
    waves = factors[1:]
    loudest = max((abs(part) for wave in waves for part in wave), default=0.0)
    step = max(0, min(82, math.floor(loudest * 166 - 0.5)))
    peak = (step + 1) / 166
    text = _digits(_ACROSS - 1 + (_DOWN - 1) * 9, 1) + _digits(step, 1)
    red, green, blue = (_srgb(part) for part in factors[0])
    text += _digits((red << 16) + (green << 8) + blue, 4)
    for wave in waves:
        red, green, blue = (max(0, min(18, math.floor(_root(part / peak, 0.5) * 9 + 9.5))) for part in wave)
        text += _digits(red * 361 + green * 19 + blue, 2)
    return {"hash": text}, []


def unblur(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Small pixels of a hash; whoever shows them makes them larger."""
    text = data.decode("ascii")
    width, height = (max(1, min(64, int(request[name]))) for name in ("width", "height"))
    size = _number(text[0])
    across, down = size % 9 + 1, size // 9 + 1
    if len(text) != 4 + 2 * across * down:
        raise ValueError("not a blurhash")
    peak = (_number(text[1]) + 1) / 166
    mean = _number(text[2:6])
    factors = [[_linear(mean >> 16 & 255), _linear(mean >> 8 & 255), _linear(mean & 255)]]
    for at in range(6, len(text), 2):
        value = _number(text[at : at + 2])
        factors.append([_root((part - 9) / 9, 2) * peak for part in (value // 361, value // 19 % 19, value % 19)])
    rows = bytearray()
    across_of = [[math.cos(math.pi * i * x / width) for i in range(across)] for x in range(width)]
    for y in range(height):
        down_of = [math.cos(math.pi * j * y / height) for j in range(down)]
        for x in range(width):
            weights = [a * b for b in down_of for a in across_of[x]]
            rows += bytes(
                _srgb(sum(weight * factor[part] for weight, factor in zip(weights, factors, strict=True)))
                for part in range(3)
            )
            rows.append(255)
    return {"width": width, "height": height}, [bytes(rows)]


OPERATIONS: Operations = {
    "look": look,
    "show": show,
    "part": part,
    "frames": frames,
    "thumbnail": thumbnail,
    "strip": strip,
    "blurhash": blurhash,
    "unblur": unblur,
}


def answer(
    request: dict[str, Any], data: bytes, operations: Operations = OPERATIONS
) -> tuple[dict[str, Any], list[bytes]]:
    """Never raises."""
    try:
        return operations[request["op"]](data, request)
    except Exception as error:
        return {"error": type(error).__name__}, []


def read_exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise EOFError
    return data


def send(target: IO[bytes], head: dict[str, Any], blobs: list[bytes]) -> None:
    """An answer, or in the middle of one the wish for a part of the file: ``need``, with offset and size."""
    encoded = json.dumps(head | {"blobs": [len(piece) for piece in blobs]}).encode()
    target.write(struct.pack(">I", len(encoded)) + encoded)
    for piece in blobs:
        target.write(piece)
    target.flush()


def warm_up() -> None:
    """Load every module that decoding and encoding use: afterwards no file can be opened."""
    from PIL import Image

    Image.preinit()
    sample = Image.new("RGB", (8, 8))
    for kind in FORMATS:
        target = io.BytesIO()
        sample.save(target, kind)
        for operation in OPERATIONS:
            values = {"left": 0, "top": 0, "wide": 4, "high": 4, "width": 4, "height": 4}
            answer({"op": operation} | values, target.getvalue())
    _Last.data, _Last.image = b"", None


def _role(module: str) -> Operations:
    """The operations of another role, loaded with everything it needs."""
    if __name__ == "__main__":
        sys.path.insert(0, str(Path(__file__).parent))
        found = importlib.import_module(module)
        found.warm_up()
        del sys.path[0]
    else:
        found = importlib.import_module(f"app.media.{module}")
        found.warm_up()
    operations: Operations = found.OPERATIONS
    return operations


ROLES = {
    "sound": "sound_decoder",
    "video": "video_decoder",
    "spelling": "spell_checker",
    "proxy-script": "proxy_script",
}


def main(role: str = "pictures") -> None:
    confine()
    operations = OPERATIONS
    if role in ROLES:
        operations = _role(ROLES[role])
    else:
        warm_up()
    confine_more()
    source, target = sys.stdin.buffer, sys.stdout.buffer

    def fetch(offset: int, size: int) -> bytes:
        """A part of the file that the other side holds, in the middle of a request."""
        send(target, {"need": [offset, size]}, [])
        return read_exactly(source, *struct.unpack(">I", read_exactly(source, 4)))

    if role == "video":
        operations["connect"](b"", {"fetch": fetch})
    while True:
        try:
            (length,) = struct.unpack(">I", read_exactly(source, 4))
            request = json.loads(read_exactly(source, length))
            data = read_exactly(source, int(request["size"]))
        except EOFError:
            return
        head, blobs = answer(request, data, operations)
        send(target, head, blobs)


if __name__ == "__main__":
    main(*sys.argv[1:2])

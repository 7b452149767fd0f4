# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A process of its own that decodes foreign pictures. Whatever a picture does to a decoder, it does it here.

Run as a file, alone: it imports nothing of the program. It has no secrets, and on Linux bounded memory and no way to
write files or start programs. A request is a 4-byte length, a JSON object with ``op`` and ``size``, then ``size`` bytes
of the picture; an answer is a 4-byte length, a JSON object with ``blobs`` (lengths), then those bytes.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from typing import IO, Any

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""What is shown; by content, never by name. SVG is a program, not a picture."""
MAX_PIXELS = 50_000_000
MAX_SIDE = 30_000
MEMORY = 1024 * 1024 * 1024
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
    return {"format": image.format, "width": width, "height": height}, []


def show(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Pixels: rows of red, green, blue, alpha, one byte each, top to bottom."""
    image = upright(opened(data), int(request["width"]), int(request["height"])).convert("RGBA")
    return {"width": image.width, "height": image.height}, [image.tobytes()]


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


OPERATIONS = {"look": look, "show": show, "thumbnail": thumbnail, "strip": strip}


def answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Never raises."""
    try:
        return OPERATIONS[request["op"]](data, request)
    except Exception as error:
        return {"error": type(error).__name__}, []


def read_exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise EOFError
    return data


def warm_up() -> None:
    """Load every module that decoding and encoding use: afterwards no file can be opened."""
    from PIL import Image

    Image.preinit()
    sample = Image.new("RGB", (8, 8))
    for kind in FORMATS:
        target = io.BytesIO()
        sample.save(target, kind)
        for operation in OPERATIONS:
            answer({"op": operation, "width": 4, "height": 4}, target.getvalue())


def main() -> None:
    confine()
    warm_up()
    confine_more()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            (length,) = struct.unpack(">I", read_exactly(source, 4))
            request = json.loads(read_exactly(source, length))
            data = read_exactly(source, int(request["size"]))
        except EOFError:
            return
        head, blobs = answer(request, data)
        head["blobs"] = [len(piece) for piece in blobs]
        encoded = json.dumps(head).encode()
        target.write(struct.pack(">I", len(encoded)) + encoded)
        for piece in blobs:
            target.write(piece)
        target.flush()


if __name__ == "__main__":
    main()

# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The contents of messages with files (client-server API, "m.image" and its siblings; captions: MSC2530).

Reading never fails, whatever is in there; writing makes the shapes that other clients make.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.store.members import valid_mxc
from app.types import Attachment
from crypto.attachments import AttachmentKey, BadAttachment
from crypto.types import Json

MSGTYPES = ("m.image", "m.file", "m.audio", "m.video")
UNKNOWN_TYPE = "application/octet-stream"
ANIMATED = "org.matrix.msc4230.is_animated"  # MSC4230
BLURHASH = "xyz.amorgan.blurhash"  # MSC2448
VOICE = "org.matrix.msc3245.voice"
AUDIO = "org.matrix.msc1767.audio"
LOUDEST = 1024  # of a waveform
_TYPES = {
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "mpg": "video/mpeg",
    "mpeg": "video/mpeg",
    "wmv": "video/x-ms-wmv",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
"""What is played and shown, by its ending: systems know some of them, and not the same ones."""
_VOICES = (VOICE, "org.matrix.msc2516.voice", "m.voice")
_BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{6,170}")
_MAX_WAVEFORM = 1000  # numbers that are looked at
_MIMETYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_MAX_NAME = 1000
_MAX_SIDE = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file is: its address, and what decrypts it (None: it lies there in clear)."""

    mxc: str
    key: AttachmentKey | None


def source_of(content: Mapping[str, Any], *, thumbnail: bool = False) -> Source | None:
    """The file of a message, or its thumbnail; None if there is none, or none that can be trusted to be it.

    An encrypted file whose description breaks a rule is never taken for one in clear.
    """
    holder = content.get("info") if thumbnail else content
    if not isinstance(holder, Mapping):
        return None
    prefix = "thumbnail_" if thumbnail else ""
    file = holder.get(f"{prefix}file")
    if file is not None:
        try:
            key = AttachmentKey.parse(file)
        except BadAttachment:
            return None
        mxc = valid_mxc(file.get("url"))
        return Source(mxc, key) if mxc else None
    mxc = valid_mxc(holder.get(f"{prefix}url"))
    return Source(mxc, None) if mxc else None


def attachment_of(content: Mapping[str, Any], type_: str = "m.room.message") -> Attachment | None:
    """What a message says about its file; None if it has none. All of it is the sender's word."""
    msgtype = "m.image" if type_ == "m.sticker" else content.get("msgtype")
    if msgtype not in MSGTYPES:
        return None
    given = content.get("info")
    info: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    body, name = content.get("body"), content.get("filename")
    body = body if isinstance(body, str) else ""
    caption = ""
    if isinstance(name, str) and name and type_ != "m.sticker":
        caption = body if body != name else ""
    else:
        name = body
    return Attachment(
        name=name[:_MAX_NAME],
        msgtype=msgtype,
        mimetype=mimetype_of(info.get("mimetype")),
        size=_count(info.get("size"), 2**53),
        width=_count(info.get("w"), _MAX_SIDE),
        height=_count(info.get("h"), _MAX_SIDE),
        duration=_count(info.get("duration"), 2**40) or _duration(content),
        caption=caption,
        thumbnail=source_of(content, thumbnail=True) is not None,
        available=source_of(content) is not None,
        voice=msgtype == "m.audio" and any(isinstance(content.get(name), Mapping) for name in _VOICES),
        waveform=_waveform(content),
        blurhash=_blurhash(info),
        animated=msgtype == "m.image" and (info.get(ANIMATED) is True or info.get("mimetype") == "image/gif"),
    )


def mimetype_of(value: object) -> str:
    """A media type without parameters; ``UNKNOWN_TYPE`` for everything that is none."""
    if not isinstance(value, str) or len(value) > 200:
        return UNKNOWN_TYPE
    kind = value.partition(";")[0].strip().lower()
    return kind if _MIMETYPE.fullmatch(kind) else UNKNOWN_TYPE


def guess(name: str) -> str:
    """The media type of a file of ours, by its name."""
    ending = name.lower().rpartition(".")[2]
    return _TYPES.get(ending) or mimetypes.guess_type(name, strict=False)[0] or UNKNOWN_TYPE


def msgtype_for(mimetype: str) -> str:
    """How a file of this type is sent. Pictures that are programs (SVG) go as files."""
    kind = mimetype.partition("/")[0]
    if mimetype in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        return "m.image"
    return {"audio": "m.audio", "video": "m.video"}.get(kind, "m.file")


def message(
    name: str,
    mimetype: str,
    size: int,
    *,
    msgtype: str,
    caption: str = "",
    width: int = 0,
    height: int = 0,
    duration: int = 0,
    blurhash: str = "",
    animated: bool = False,
) -> Json:
    """The message without the places of its files, which are known after the upload."""
    info: Json = {"mimetype": mimetype, "size": size}
    if width and height:
        info |= {"w": width, "h": height}
    if duration:
        info["duration"] = duration
    if blurhash:
        info[BLURHASH] = blurhash
    if animated:
        info[ANIMATED] = True
    return {"msgtype": msgtype, "body": caption or name, "filename": name, "info": info, "m.mentions": {}}


def voice_message(name: str, text: str, size: int, duration: int, waveform: Sequence[int]) -> Json:
    """A voice message as other clients send it (MSC3245 with the fallbacks of MSC1767), without the place of its file.

    ``text`` is for programs that cannot play it; ``duration`` in milliseconds.
    """
    content = message(name, "audio/ogg", size, msgtype="m.audio", duration=duration)
    del content["filename"]
    return content | {
        "body": text,
        "org.matrix.msc1767.text": text,
        "org.matrix.msc1767.file": {"name": name, "mimetype": "audio/ogg", "size": size},
        AUDIO: {"duration": duration, "waveform": [max(0, min(LOUDEST, value)) for value in waveform]},
        VOICE: {},
    }


def placed(content: Json, mxc: str, key: AttachmentKey | None, *, thumbnail: bool = False) -> Json:
    """``content`` with the place of one of its files, once that is on the server."""
    where = place(mxc, key, thumbnail=thumbnail)
    if thumbnail:
        return content | {"info": dict(content.get("info", {})) | where}
    content = content | where
    extensible = content.get("org.matrix.msc1767.file")
    if isinstance(extensible, dict):
        content["org.matrix.msc1767.file"] = extensible | {"url": mxc} | ({} if key is None else where)
    return content


def place(mxc: str, key: AttachmentKey | None, *, thumbnail: bool = False) -> Json:
    """What goes into the content (or, for a thumbnail, into its ``info``) once a file is on the server."""
    prefix = "thumbnail_" if thumbnail else ""
    return {f"{prefix}url": mxc} if key is None else {f"{prefix}file": key.to_file(mxc)}


def _duration(content: Mapping[str, Any]) -> int | None:
    audio = content.get(AUDIO)
    return _count(audio.get("duration"), 2**40) if isinstance(audio, Mapping) else None


def _waveform(content: Mapping[str, Any]) -> tuple[int, ...]:
    audio = content.get(AUDIO)
    values = audio.get("waveform") if isinstance(audio, Mapping) else None
    if not isinstance(values, list):
        return ()
    return tuple(
        max(0, min(LOUDEST, int(value))) if isinstance(value, int | float) and value == value else 0
        for value in values[:_MAX_WAVEFORM]
        if not isinstance(value, float) or abs(value) < 2**60
    )


def _blurhash(info: Mapping[str, Any]) -> str:
    value = info.get(BLURHASH)
    return value if isinstance(value, str) and _BLURHASH.fullmatch(value) else ""


def _count(value: object, most: int) -> int | None:
    if isinstance(value, float) and value.is_integer():  # some send whole numbers as 12.0
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None

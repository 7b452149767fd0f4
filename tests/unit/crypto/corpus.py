# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Broken Olm and Megolm messages and keys: mutations of sound ones, the same in each run.

Every mutation is another kind of damage that a parser meets: cut off, bits turned, pieces of two messages joined,
lengths that lie, bytes put in, and noise of all lengths.
"""

from __future__ import annotations

import base64
import random

COUNT = 700

_SOUND = (
    # a pre-key message
    (
        "AwogHU4G3wgoaHdU0R8YINvHWQNsRmJlO0KAWhhiTMBGJTsSILSXFLVasn2W76Jc+tzI4Fihb12PW56V7NsuZerFpgBPGiDYjwtr"
        "hCTn+9mtPsmZ/fcchGTAv7R3whvvH7cyW4B0ByI/Awog04a32JHAjbDyiy3BSsXhVuROIrgt1t53kXVihxnVpUEQACIQBr904poU"
        "kLQnnWX04HPNYK54TI0CszE8"
    ),
    # a normal Olm message
    "AwogVlY8n8IJfhev+M7RoF+jICkyTDsHeBg9YG7DQrrtAAAQACIQ11Imla+u8Ui3cBOEMyXVGkn/kkndmBMt",
    # a Megolm message
    (
        "AwgAEhCz4G3giYHWieOdijRQfPTxro94+A/4kZJ+ljRw50KwYSBBciGiPdQOmGGSXRvDfReRnQ0dzzwXNblwiVDoahPuxuCMxVtE"
        "U4Y4Hq5cnPcgQ74Rv3s9pxsM"
    ),
    # a session key
    (
        "AgAAAACElbHcAnEdmtTjo8Ph8oM0YqvEiBmdThbRJErxguLRaMVX2Oit3dNg60rgA2mqnFoXNKRLCWXYakErW+Cslmj8gRTKu5Og"
        "4sKAX19QcBJirP9QtZg0q1XhfAZ6JOqG6vAqHZoPeWT1Xscava8O7MeE3K0LhGgANwRm/jO2GCE6YGmYktRx1jwjLgCGp6Utd4U1"
        "I9G3KMHLQpSiaBsvjwDDmt3VkoUcCW5wemot2nz5jbWPJFBVazU3JjBucj7ZVCvxSM/ZCc3InoMsICfFx+8+xSadZh9vJw7X3RwC"
        "zzoHAA"
    ),
    # an exported session
    (
        "AQAAAACElbHcAnEdmtTjo8Ph8oM0YqvEiBmdThbRJErxguLRaMVX2Oit3dNg60rgA2mqnFoXNKRLCWXYakErW+Cslmj8gRTKu5Og"
        "4sKAX19QcBJirP9QtZg0q1XhfAZ6JOqG6vAqHZoPeWT1Xscava8O7MeE3K0LhGgANwRm/jO2GCE6YGmYktRx1jwjLgCGp6Utd4U1"
        "I9G3KMHLQpSiaBsvjwDD"
    ),
)


def corpus(count: int = COUNT) -> list[bytes]:
    """Broken inputs, the same ones each time."""
    chance = random.Random(0x56_4F_44_4F)
    sound = [_decoded(text) for text in _SOUND]
    found: list[bytes] = []
    for number in range(count):
        original = sound[number % len(sound)]
        found.append(_damaged(original, sound, number // len(sound), chance))
    return found


def _damaged(original: bytes, others: list[bytes], kind: int, chance: random.Random) -> bytes:
    data = bytearray(original)
    place = chance.randrange(len(data))
    match kind % 8:
        case 0:  # cut off at the end
            return bytes(data[:place])
        case 1:  # cut off at the beginning
            return bytes(data[place + 1 :])
        case 2:  # one to eight bits turned
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 3:  # the beginning of one, the end of another
            other = chance.choice(others)
            return bytes(data[:place]) + other[chance.randrange(len(other)) :]
        case 4:  # a length that lies, as a varint of up to ten bytes
            lie = bytes([0xFF]) * chance.randint(0, 9) + bytes([chance.randrange(0x80)])
            data[min(place, 4) : min(place, 4) + 1] = lie
        case 5:  # something put in between
            data[place:place] = chance.randbytes(chance.randint(1, 64))
        case 6:  # a field again
            data[place:place] = data[: chance.randint(1, 40)]
        case _:  # noise, with or without the version byte
            noise = chance.randbytes(chance.choice((0, 1, 2, 3, 7, 31, 32, 33, 64, 165, 229, 1000)))
            return (original[:1] if chance.random() < 0.5 else b"") + noise
    return bytes(data) if bytes(data) != original else bytes(data[:-1])


def texts(data: bytes) -> list[str]:
    """As base64 of the bytes, and as text that is none."""
    return [base64.b64encode(data).decode().rstrip("="), data.decode("latin-1")]


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))

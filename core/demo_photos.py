"""Photos for demo stories: drawn, not taken, but as large, blurred and talkative as those of a telephone."""

import io
import random
from collections.abc import Callable
from datetime import datetime
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFilter
from PIL.TiffImagePlugin import IFDRational

SIZE = (1280, 960)
Colour = tuple[int, int, int]
Draw = Callable[[ImageDraw.ImageDraw, Colour, random.Random], None]


def _shade(colour: Colour, by: float) -> Colour:
    red, green, blue = (max(0, min(255, round(each * by))) for each in colour)
    return red, green, blue


def _box(draw: ImageDraw.ImageDraw, colour: Colour, _: random.Random) -> None:
    draw.polygon([(380, 420), (560, 330), (960, 330), (800, 420)], _shade(colour, 1.2))
    draw.rectangle((380, 420, 800, 790), colour)
    draw.polygon([(800, 420), (960, 330), (960, 690), (800, 790)], _shade(colour, 0.7))
    draw.line((380, 605, 800, 605), _shade(colour, 0.6), 5)


def _tall(draw: ImageDraw.ImageDraw, colour: Colour, _: random.Random) -> None:
    draw.rectangle((500, 140, 780, 820), colour)
    draw.polygon([(780, 140), (860, 180), (860, 780), (780, 820)], _shade(colour, 0.7))
    for top in range(260, 820, 140):
        draw.line((500, top, 780, top), _shade(colour, 0.6), 6)


def _seat(draw: ImageDraw.ImageDraw, colour: Colour, _: random.Random) -> None:
    for left in (460, 800):
        draw.rectangle((left, 560, left + 30, 830), _shade(colour, 0.6))
    draw.rounded_rectangle((450, 250, 840, 540), 40, colour)
    draw.rounded_rectangle((430, 500, 860, 600), 30, _shade(colour, 1.15))


def _wide(draw: ImageDraw.ImageDraw, colour: Colour, _: random.Random) -> None:
    draw.rounded_rectangle((220, 380, 1060, 640), 60, colour)
    draw.rounded_rectangle((180, 540, 1100, 740), 50, _shade(colour, 1.12))
    draw.line((640, 400, 640, 730), _shade(colour, 0.75), 5)
    for left in (240, 1020):
        draw.rectangle((left, 735, left + 24, 800), _shade(colour, 0.5))


def _flat(draw: ImageDraw.ImageDraw, colour: Colour, _: random.Random) -> None:
    draw.polygon([(260, 520), (420, 400), (1040, 400), (1000, 520)], _shade(colour, 1.15))
    draw.rectangle((260, 520, 1000, 560), colour)
    for left in (290, 930):
        draw.rectangle((left, 560, left + 36, 820), _shade(colour, 0.7))


def _round(draw: ImageDraw.ImageDraw, colour: Colour, _: random.Random) -> None:
    draw.line((640, 0, 640, 320), (60, 60, 60), 6)
    draw.ellipse((420, 300, 860, 700), colour)
    draw.ellipse((500, 360, 660, 500), _shade(colour, 1.3))


def _paper(draw: ImageDraw.ImageDraw, colour: Colour, chance: random.Random) -> None:
    draw.polygon([(360, 120), (930, 150), (910, 860), (340, 830)], (247, 245, 238))
    for top in range(220, 780, 46):
        draw.line((410, top, 410 + chance.randint(180, 430), top + 4), (120, 120, 125), 9)
    draw.ellipse((700, 640, 860, 800), outline=(196, 40, 40), width=9)


SHAPES: dict[str, Draw] = {"box": _box, "tall": _tall, "seat": _seat, "wide": _wide, "flat": _flat, "round": _round,
                           "paper": _paper}


def _mark(draw: ImageDraw.ImageDraw, mark: str, chance: random.Random) -> None:
    left, top = chance.randint(520, 700), chance.randint(430, 560)
    if mark == "stain":
        draw.ellipse((left, top, left + 110, top + 70), (70, 50, 35))
        return
    path = [(left, top)]
    for _ in range(6):
        path.append((path[-1][0] + chance.randint(10, 34), path[-1][1] + chance.randint(-24, 30)))
    draw.line(path, (30, 26, 24) if mark == "crack" else (236, 228, 214), 7 if mark == "crack" else 4)
    draw.ellipse((left - 60, top - 90, path[-1][0] + 60, path[-1][1] + 90), outline=(214, 40, 40), width=6)


def jpeg(colour: str, shape: str, mark: str, taken_at: datetime, *, seed: str = "") -> bytes:
    """A JPEG of a thing in a room. The same arguments give the same picture."""
    chance = random.Random(f"{seed} {colour} {shape} {mark}")  # nosec B311
    red, green, blue = ImageColor.getcolor(colour, "RGB")  # type: ignore[misc]
    picture = Image.new("RGB", SIZE, (chance.randint(206, 226), chance.randint(202, 216), chance.randint(190, 206)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 720, *SIZE), (chance.randint(150, 176), chance.randint(128, 146), chance.randint(104, 120)))
    for top in range(720, SIZE[1], 60):
        draw.line((0, top, SIZE[0], top), (132, 112, 92), 2)
    SHAPES[shape](draw, (red, green, blue), chance)
    if mark:
        _mark(draw, mark, chance)
    picture = Image.blend(picture.filter(ImageFilter.SMOOTH), _grain(), 0.015)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, exif=_exif(taken_at))
    return out.getvalue()


@cache
def _grain() -> Image.Image:
    """The same for every picture: making it takes longer than the rest."""
    noise = random.Random("grain").randbytes(SIZE[0] * SIZE[1])  # nosec B311
    return Image.frombytes("L", SIZE, noise).convert("RGB")


def _exif(taken_at: datetime) -> bytes:
    """What a telephone notes: maker, time and place."""
    exif = Image.Exif()
    stamp = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    exif[0x010F], exif[0x0110], exif[0x0132], exif[0x0112] = "Demo", "Demo Phone 12", stamp, 1
    exif.get_ifd(0x8769)[0x9003] = stamp
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(23), IFDRational(1), IFDRational(15))
    place[3], place[4] = "E", (IFDRational(113), IFDRational(7), IFDRational(20))
    return exif.tobytes()

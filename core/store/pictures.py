"""Pictures without what the camera wrote beside them: place, time, device."""

import warnings
from pathlib import Path

from PIL import Image, ImageOps

from core.domain.errors import InvalidInput

_MOST_PIXELS = 50_000_000


def bare(source: Path, written_as: str) -> Image.Image:
    """The first picture's pixels alone, turned upright. Raises InvalidInput for what is no picture or a huge one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # a stricter limit follows
            opened = Image.open(source)
        with opened as picture:
            width, height = picture.size
            if width * height > _MOST_PIXELS:
                raise InvalidInput.field("file", "图片太大:{width}×{height} 像素", width=width, height=height)
            return _pixels(picture, written_as)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as fault:
        raise InvalidInput.field("file", "图片无法读取,可能已损坏") from fault


def _pixels(picture: Image.Image, written_as: str) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    modes = ("RGB", "L") if written_as == "JPEG" else ("RGB", "RGBA", "L", "LA")
    if upright.mode not in modes:
        transparent = "transparency" in upright.info and written_as != "JPEG"
        upright = upright.convert("RGBA" if transparent else "RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare

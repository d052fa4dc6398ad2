"""Files of evidence: what they are, how large, where they lie, and what the public copy no longer says."""

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from core.domain.errors import InvalidInput, NotFound
from core.store import EvidenceFiles, Store
from tests.store.conftest import MakeCase

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


@pytest.fixture
def files(tmp_path: Path) -> EvidenceFiles:
    return EvidenceFiles(tmp_path / "evidence")


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    """A picture from a camera that knows where it was."""
    image = Image.new(mode, size, "red" if mode == "RGB" else 0)
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SecretCamera", 6
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    image.save(out, form, exif=exif) if form != "GIF" else image.save(out, form, comment=b"SecretCamera")
    return out.getvalue()


def refusal(files: EvidenceFiles, content: bytes, limit: int = 10**6) -> str:
    with pytest.raises(InvalidInput) as refused:
        files.write(content, "photo.jpg", limit)
    (reason,) = refused.value.errors["file"]
    assert not [path for path in files.folder.rglob("*") if path.is_file()]
    return reason.template


@pytest.mark.parametrize(("form", "media_type", "public"), [
    ("JPEG", "image/jpeg", "JPEG"), ("PNG", "image/png", "PNG"), ("WEBP", "image/webp", "WEBP"),
    ("GIF", "image/gif", "PNG")])
def test_the_public_copy_has_the_picture_and_nothing_else(files: EvidenceFiles, form: str, media_type: str,
                                                          public: str) -> None:
    content = picture(form)
    stored = files.write(io.BytesIO(content), "IMG 0001.JPG")
    assert (stored.media_type, stored.size, stored.sha256) == (
        media_type, len(content), hashlib.sha256(content).hexdigest())
    with files.open(stored.stored_name) as file:
        assert file.read() == content
    with files.open(stored.public_name) as file:
        copy = file.read()
    assert b"SecretCamera" in content and b"SecretCamera" not in copy
    with Image.open(io.BytesIO(copy)) as shown:
        assert shown.format == public and not shown.getexif() and "comment" not in shown.info
        assert shown.size == ((40, 20) if form == "GIF" else (20, 40))  # turned upright, since the mark is gone
        assert shown.convert("RGB").getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "I;16", "CMYK"])
def test_pictures_of_every_mode_are_copied(files: EvidenceFiles, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (9, 7)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(files.path(files.write(out.getvalue(), "x").public_name)) as shown:
        assert shown.size == (9, 7)


def test_what_is_not_a_picture_is_kept_without_a_copy(files: EvidenceFiles) -> None:
    pdf = files.write(b"%PDF-1.7\n%%EOF", "发票.pdf")
    film = files.write(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99), "晃动.mp4")
    heic = files.write(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "a.heic")
    assert [(each.media_type, each.public_name) for each in (pdf, film, heic)] == [
        ("application/pdf", ""), ("video/mp4", ""), ("image/heic", "")]


@pytest.mark.parametrize("content", [
    b"<!DOCTYPE html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ" + bytes(200),
    b"PK\x03\x04" + bytes(100), "只是文字".encode(), bytes(1000)])
def test_a_disguised_file_is_refused_whatever_its_name(files: EvidenceFiles, content: bytes) -> None:
    assert refusal(files, content) == "不支持这种文件,请上传 {kinds}"


def test_empty_large_and_broken_files_are_refused(files: EvidenceFiles) -> None:
    content = picture()
    assert refusal(files, b"") == "文件是空的"
    assert refusal(files, content, limit=len(content) - 1) == "文件超过 {limit} MB"
    assert refusal(files, b"%PDF-1.7" + bytes(2 * 10**6)) == "文件超过 {limit} MB"
    assert refusal(files, content[:200]) == "图片无法读取,可能已损坏"
    assert refusal(files, picture("PNG")[:60]) == "图片无法读取,可能已损坏"
    assert files.write(content, "x", limit=len(content)).size == len(content)


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_picture_that_swells_is_refused(files: EvidenceFiles, side: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    bomb = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))
    assert refusal(files, bomb) in ("图片太大:{width}×{height} 像素", "图片无法读取,可能已损坏")


@pytest.mark.parametrize("name", [
    "../secret", "/etc/passwd", "ab/../../x.jpg", "", "ab/" + "0" * 32 + ".jpg\n", "ab/" + "0" * 32 + ".jpg"])
def test_no_name_leads_out_of_the_folder(files: EvidenceFiles, name: str) -> None:
    with pytest.raises(NotFound):
        files.open(name)


@pytest.mark.parametrize(("given", "kept"), [
    ("C:\\照片\\开裂.jpg", "开裂.jpg"), ("../../x.jpg", "x.jpg"), ("a\r\nB: c", "aB: c"), ("", "file"),
    ("x\u202egpj.exe", "xgpj.exe"), ("长" * 300, "长" * 200)])
def test_original_names_are_made_harmless(files: EvidenceFiles, given: str, kept: str) -> None:
    assert files.write(picture(), given).original_name == kept


def test_removed_files_are_gone(files: EvidenceFiles) -> None:
    stored = files.write(picture(), "x")
    files.remove(stored.stored_name, stored.public_name, "")
    files.remove(stored.stored_name)
    assert not [path for path in files.folder.rglob("*") if path.is_file()]


def test_rows_tell_of_files(store: Store, files: EvidenceFiles, make_case: MakeCase) -> None:
    with store.unit_of_work() as work:
        case = make_case("TH-1", at=work)
        for purpose in ("proof", "proof", "damage"):
            work.evidence.add(case.id, files.write(picture(), "发票.jpg"), purpose=purpose, field="proof")
        work.commit()
    with store.read() as work:
        rows = work.evidence.of(case.id)
        assert [row.purpose for row in rows] == ["proof", "proof", "damage"]
        assert sorted(each.purpose for each in work.evidence.of(case.id)) == ["damage", "proof", "proof"]
        assert work.evidence.get(rows[0].id).original_name == "发票.jpg"

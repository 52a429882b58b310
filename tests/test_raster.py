"""A raster is the page as it is shown: upright, all of it, at its own resolution; or one line says why not."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.scan.raster import AGAIN, FEWEST, MOST_PAGES, Grey, Raster, RefusedError, count, rasters

#: An A4 page at 50 dpi, in pixels across and down.
SIZE = (414, 585)
A4 = (595.276, 841.89)


def drawing(*, seed: int = 0, size: tuple[int, int] = SIZE) -> Grey:
    """Return a page that shows which way is up: paper with a black box at its upper left, and grey noise below."""
    pixels = np.full(size[::-1], 250, np.uint8)
    pixels[size[1] // 10 : size[1] // 5, size[0] // 10 : size[0] // 3] = 5
    low = pixels[size[1] // 2 :]
    low[:] = np.random.default_rng(seed).integers(40, 220, low.shape, np.uint8)
    return pixels


def smooth(size: tuple[int, int] = SIZE) -> Grey:
    """Return a page that lossy formats keep nearly as it is."""
    pixels = np.full(size[::-1], 255, np.uint8)
    pixels[size[1] // 10 : size[1] // 5, size[0] // 10 : size[0] // 3] = 0
    return pixels


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def only(path: Path) -> Raster:
    (found,) = rasters(path)
    return found


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo what the typesetter of other tests tells Pillow: to take images that are cut off."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


def refusal(path: Path) -> str:
    with pytest.raises(RefusedError) as caught:
        list(rasters(path))
    said = str(caught.value)
    assert "; expected " in said
    assert len(said.split("; ")) == 3
    assert "\n" not in said
    return said


def jpeg(pixels: Grey, **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", **options)
    return file.getvalue()


def pdf_of(
    path: Path, data: bytes, *, matrix: str = "595.276 0 0 841.89 0 0", entries: str = "", more: str = ""
) -> Path:
    """Write a PDF of one A4 page that shows one image; `entries` describe its data."""
    drawn = f"q {matrix} cm /Im0 Do Q".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.89] /Contents 4 0 R "
        b"/Resources << /XObject << /Im0 5 0 R >> >> " + more.encode() + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /XObject /Subtype /Image %s /Length %d >>\nstream\n%s\nendstream"
        % (entries.encode(), len(data), data),
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    path.write_bytes(body + table + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body))
    return path


def described(size: tuple[int, int], kind: str) -> str:
    return f"/Width {size[0]} /Height {size[1]} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /{kind}"


# Image files


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("name", ["x.png", "x.tif", "x.jpg", "x.webp", "x.bmp", "x.gif"])
def test_a_page_looks_alike_in_whatever_form_it_comes(name: str, mode: str, tmp_path: Path) -> None:
    wide = smooth().astype(np.uint16) * 257
    image = Image.fromarray(wide) if mode == "I;16" else Image.fromarray(smooth()).convert(mode)
    try:
        path = saved(tmp_path, name, image)
    except (OSError, ValueError):
        return  # the format has no such pixels
    assert np.abs(only(path).pixels.astype(int) - smooth()).mean() < 1


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    layers = np.zeros((*SIZE[::-1], 4), np.uint8)
    layers[..., 3] = 255 - smooth()
    for name in ("x.png", "x.webp", "x.tif"):
        assert np.abs(only(saved(tmp_path, name, Image.fromarray(layers))).pixels.astype(int) - smooth()).max() <= 30
    palette = Image.fromarray(smooth()).convert("P", palette=Image.Palette.ADAPTIVE, colors=2)
    index = palette.getpixel((0, 0))
    path = saved(tmp_path, "p.png", palette, transparency=index)
    assert only(path).pixels[0, 0] == 255


def test_sixteen_bits_of_which_0_is_white_are_not_read_as_a_negative(tmp_path: Path) -> None:
    path = saved(tmp_path, "x.tif", Image.fromarray((255 - smooth()).astype(np.uint16) * 257))
    data = bytearray(path.read_bytes())
    entry = data.index(struct.pack("<HHI", 262, 3, 1))
    data[entry + 8 : entry + 10] = struct.pack("<H", 0)
    path.write_bytes(data)
    assert np.abs(only(path).pixels.astype(int) - smooth()).max() <= 1


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("name", ["x.jpg", "x.png", "x.tif", "x.webp"])
def test_a_photo_is_upright_as_its_file_says(name: str, turn: int, tmp_path: Path) -> None:
    lying = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[turn]
    image = Image.fromarray(smooth())
    if lying is not None:
        image = image.transpose(Image.Transpose(lying))
    exif = Image.Exif()
    exif[0x0112] = turn
    options = {"tiffinfo": {274: turn}} if name == "x.tif" else {"exif": exif}
    found = only(saved(tmp_path, name, image, **options))
    assert np.abs(found.pixels.astype(int) - smooth()).mean() < 2
    assert found.size[1] == pytest.approx(A4[1], rel=0.01)


@pytest.mark.parametrize(
    ("dpi", "height"), [(50, 842.4), (72, 841.7), (1, 841.7), (96, 438.8), (100, 841.7), (5000, 841.7)]
)
def test_a_page_has_the_size_that_its_file_says_or_else_that_of_a4(dpi: int, height: float, tmp_path: Path) -> None:
    size = (2976, 4209) if dpi == 100 else SIZE  # a metre is no page
    found = only(saved(tmp_path, "x.jpg", Image.fromarray(smooth(size)), dpi=(dpi, dpi)))
    assert found.size[1] == pytest.approx(height, abs=1)
    assert found.dpi == pytest.approx(found.pixels.shape[0] * 72 / found.size[1], rel=0.01)


def test_the_oblong_pixels_of_a_fax_become_square(tmp_path: Path) -> None:
    image = Image.fromarray(smooth((1728, 1145))).convert("1")
    found = only(saved(tmp_path, "x.tif", image, dpi=(204, 98), compression="group4"))
    assert found.pixels.shape == pytest.approx((2383, 1728), abs=2)
    assert found.dpi == pytest.approx(204, rel=0.01)
    assert np.abs(found.pixels.astype(int) - smooth((1728, found.pixels.shape[0]))).mean() < 2


@pytest.mark.parametrize("name", ["x.tif", "x.png", "x.jpg"])
def test_more_pixels_than_tell_anything_are_made_fewer(name: str, tmp_path: Path) -> None:
    image = Image.fromarray(smooth((4960, 7016)))
    found = only(saved(tmp_path, name, image.convert("1") if name == "x.tif" else image, dpi=(600, 600)))
    assert found.pixels.shape == (3508, 2480)
    assert found.dpi == pytest.approx(300, rel=0.001)
    assert found.size == pytest.approx(A4, rel=0.001)
    assert np.abs(found.pixels.astype(int) - smooth((2480, 3508))).mean() < 1


@pytest.mark.parametrize("name", ["x.tif", "x.gif", "x.png", "x.webp"])
def test_each_image_of_a_file_is_a_page_with_its_number(name: str, tmp_path: Path) -> None:
    first, *others = (Image.fromarray(drawing(seed=seed)) for seed in range(4))
    lossless = {"lossless": True} if name == "x.webp" else {}
    path = saved(tmp_path, name, first, save_all=True, append_images=others, **lossless)
    assert count(path) == 4
    chosen = list(rasters(path, [2, 4]))
    assert [raster.number for raster in chosen] == [2, 4]
    assert np.abs(chosen[1].pixels.astype(int) - drawing(seed=3)).max() <= 3


def test_what_stands_beside_the_pages_of_a_file_is_no_page(tmp_path: Path) -> None:
    page = Image.fromarray(drawing())
    small = page.resize((120, 160))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    assert count(saved(tmp_path, "x.tif", page, save_all=True, append_images=[small, page])) == 2
    depth = page.resize((200, 300))
    assert count(saved(tmp_path, "x.mpo", page, save_all=True, append_images=[depth])) == 1


@pytest.mark.parametrize("name", ["x.png", "x.jpg", "x.tif", "x.gif", "x.bmp", "x.webp"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.99])
def test_an_image_that_is_cut_off_is_refused(name: str, share: float, tmp_path: Path) -> None:
    path = saved(tmp_path, name, Image.fromarray(drawing()))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert AGAIN in refusal(path)


def test_an_image_that_is_spoilt_is_refused_where_it_has_a_sum_to_check(tmp_path: Path) -> None:
    path = saved(tmp_path, "x.png", Image.fromarray(drawing()))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    path.write_bytes(data)
    assert AGAIN in refusal(path)


def test_a_jpeg_that_lost_a_piece_says_so_alone_and_in_a_pdf(tmp_path: Path) -> None:
    whole = jpeg(drawing())
    holed = whole[: len(whole) // 2] + whole[len(whole) // 2 + 300 :]
    for data, damaged in ((whole, False), (holed, True)):
        (tmp_path / "x.jpg").write_bytes(data)
        for path in (tmp_path / "x.jpg", pdf_of(tmp_path / "x.pdf", data, entries=described(SIZE, "DCTDecode"))):
            assert only(path).torn.startswith("an image is damaged: Corrupt JPEG data") is damaged


def test_a_page_that_is_cut_off_does_not_keep_those_before_it(tmp_path: Path) -> None:
    pages = [Image.fromarray(drawing(seed=seed)) for seed in range(2)]
    path = saved(tmp_path, "x.tif", pages[0], save_all=True, append_images=pages[1:])
    path.write_bytes(path.read_bytes()[:-4000])
    found = rasters(path, [1])
    assert (next(found).pixels == drawing()).all()
    assert "page 2" in refusal(path)


def png_of(columns: int, rows: int) -> bytes:
    """Return a PNG that says how large it is, and has nearly no data."""
    head = struct.pack(">IIBBBBB", columns, rows, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@pytest.mark.parametrize("size", [(31_000, 33_000), (2**31 - 1, 2**31 - 1), (1, 1), (FEWEST - 1, FEWEST - 1)])
def test_an_image_that_can_be_no_page_is_refused_by_its_size(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(png_of(*size))
    refusal(path)


def test_too_many_images_are_refused(tmp_path: Path) -> None:
    # Equal images one after another would become one that is shown longer.
    frames = [Image.fromarray(np.full((120, 120), shade, np.uint8)) for shade in [0, 255] * (MOST_PAGES // 2 + 1)]
    path = saved(tmp_path, "x.gif", frames[0], save_all=True, append_images=frames[1:])
    assert f"more than {MOST_PAGES} images" in refusal(path)
    with pytest.raises(RefusedError):
        count(path)


def test_a_tiff_whose_directories_form_a_ring_ends(tmp_path: Path) -> None:
    path = saved(tmp_path, "x.tif", Image.fromarray(smooth()))
    data = bytearray(path.read_bytes())
    start = struct.unpack("<I", data[4:8])[0]
    last = start + 2 + 12 * struct.unpack("<H", data[start : start + 2])[0]
    data[last : last + 4] = data[4:8]
    path.write_bytes(data)
    assert [raster.number for raster in rasters(path)] == [1]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"GIF89a"])
def test_what_is_no_image_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(data)
    refusal(path)


# Pages of PDFs


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scanned_page_keeps_the_pixels_of_its_image(turn: int, tmp_path: Path) -> None:
    data = jpeg(drawing(), quality=90)
    own = np.asarray(Image.open(io.BytesIO(data)))
    found = only(pdf_of(tmp_path / "x.pdf", data, entries=described(SIZE, "DCTDecode"), more=f"/Rotate {turn}"))
    assert (found.pixels == np.rot90(own, -turn // 90)).all()
    assert found.dpi == pytest.approx(50.05, abs=0.1)
    assert found.size == pytest.approx(A4 if turn % 180 == 0 else A4[::-1])


@pytest.mark.parametrize(
    ("matrix", "upright"),
    [
        ("-595.276 0 0 -841.89 595.276 841.89", lambda own: np.rot90(own, 2)),
        ("0 841.89 -595.276 0 595.276 0", lambda own: np.rot90(own, 1)),
        ("595.276 0 0 -841.89 0 841.89", np.flipud),
    ],
)
def test_an_image_that_is_turned_on_its_page_is_seen_as_shown(
    matrix: str, upright: Callable[[Grey], Grey], tmp_path: Path
) -> None:
    size = SIZE[::-1] if matrix.startswith("0") else SIZE
    own = drawing(size=size)
    path = pdf_of(
        tmp_path / "x.pdf", zlib.compress(own.tobytes()), matrix=matrix, entries=described(size, "FlateDecode")
    )
    assert (only(path).pixels == upright(own)).all()


def test_a_negative_and_a_mask_are_seen_as_shown(tmp_path: Path) -> None:
    entries = described(SIZE, "FlateDecode") + " /Decode [1 0]"
    assert (
        only(pdf_of(tmp_path / "x.pdf", zlib.compress((255 - drawing()).tobytes()), entries=entries)).pixels
        == drawing()
    ).all()
    bits = np.packbits(smooth() > 128, axis=1)
    mask = f"/Width {SIZE[0]} /Height {SIZE[1]} /ImageMask true /BitsPerComponent 1 /Filter /FlateDecode"
    assert (only(pdf_of(tmp_path / "y.pdf", zlib.compress(bits.tobytes()), entries=mask)).pixels == smooth()).all()


def test_what_is_printed_over_a_scan_is_seen_too(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "x.pdf"), pagesize=A4)
    canvas.drawImage(ImageReader(Image.fromarray(smooth((1654, 2339)))), 0, 0, *A4)
    canvas.rect(400, 100, 50, 50, fill=1)
    canvas.save()
    found = only(tmp_path / "x.pdf")
    assert found.pixels.shape == (2339, 1654)
    assert found.pixels[round((A4[1] - 125) / A4[1] * 2339), round(425 / A4[0] * 1654)] == 0


def test_a_scan_in_strips_has_their_resolution(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "x.pdf"), pagesize=A4)
    for number in range(10):
        strip = ImageReader(Image.fromarray(smooth((1654, 234))))
        canvas.drawImage(strip, 0, number * A4[1] / 10, A4[0], A4[1] / 10)
    canvas.save()
    assert only(tmp_path / "x.pdf").dpi == pytest.approx(200, rel=0.01)


def test_a_scan_in_layers_has_the_resolution_of_the_finest(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "x.pdf"), pagesize=A4)
    canvas.drawImage(ImageReader(Image.fromarray(smooth((827, 1169)))), 0, 0, *A4)
    canvas.drawImage(ImageReader(Image.fromarray(smooth((2067, 2923)))), 50, 50, A4[0] * 5 / 6, A4[1] * 5 / 6)
    canvas.save()
    assert only(tmp_path / "x.pdf").dpi == pytest.approx(300, rel=0.01)


@pytest.mark.parametrize(("side", "dpi"), [(0, 300), (100, 150), (400, 200), (3000, 300)])
def test_a_page_of_letters_is_drawn_at_a_resolution_fit_for_its_images(side: int, dpi: int, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "x.pdf"), pagesize=A4)
    canvas.drawString(72, 700, "Pay ranges")
    if side:
        canvas.drawImage(ImageReader(Image.fromarray(smooth((side, side)))), 72, 72, 144, 144)
    canvas.save()
    assert only(tmp_path / "x.pdf").dpi == pytest.approx(dpi, rel=0.01)


def test_a_large_page_stays_within_bounds(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "x.pdf"), pagesize=(14_000, 14_000))
    canvas.drawString(72, 700, "Pay ranges")
    canvas.save()
    found = only(tmp_path / "x.pdf")
    assert found.pixels.size <= 20_100_000
    assert found.dpi == pytest.approx(found.pixels.shape[1] * 72 / 14_000)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.95])
@pytest.mark.parametrize("kind", ["DCTDecode", "FlateDecode", "JPXDecode"])
def test_a_damaged_image_in_a_sound_pdf_is_refused_not_seen_as_white(kind: str, share: float, tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.fromarray(drawing()).save(file, "JPEG2000")
    whole = {
        "DCTDecode": jpeg(drawing()),
        "FlateDecode": zlib.compress(drawing().tobytes()),
        "JPXDecode": file.getvalue(),
    }
    data = whole[kind]
    assert only(pdf_of(tmp_path / "x.pdf", data, entries=described(SIZE, kind))).pixels.min() < 50
    path = pdf_of(tmp_path / "y.pdf", data[: int(len(data) * share)], entries=described(SIZE, kind))
    assert "page 1" in refusal(path)


def test_a_pdf_image_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    entries = described((40_000, 40_000), "FlateDecode")
    assert "million pixels" in refusal(pdf_of(tmp_path / "x.pdf", zlib.compress(bytes(1000)), entries=entries))


def test_the_pages_of_a_pdf_are_counted_and_chosen(tmp_path: Path) -> None:
    pages = [Image.fromarray(drawing(seed=seed)) for seed in range(3)]
    path = saved(tmp_path, "x.pdf", pages[0], save_all=True, append_images=pages[1:], resolution=50)
    assert count(path) == 3
    assert [raster.number for raster in rasters(path, {3, 1, 9})] == [1, 3]


def test_a_pdf_without_pages_or_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
    refusal(path)
    path.write_bytes(b"%PDF-1.7\nnothing of the kind\n%%EOF\n")
    refusal(path)


def test_the_same_file_gives_the_same_pixels(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "x.pdf", jpeg(drawing()), entries=described(SIZE, "DCTDecode"))
    assert only(path).pixels.tobytes() == only(path).pixels.tobytes()

"""Sixty-odd files that mean harm, each made when it is asked for: (name, what it says that it is, its bytes)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.papers import WHITE, chunk, jpeg, pages, pdf, pdf_of, png, segment, stream

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MEGA = 1024 * 1024
SCRIPT = b"<script>alert(1)</script>"
Make = Callable[[], bytes]


def archive() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as zipped:
        zipped.writestr("voorbeeld.txt", "voorbeeld")
    return into.getvalue()


def bomb(size: int) -> bytes:
    packing = zlib.compressobj(9)
    piece = bytes(MEGA)
    return b"".join([packing.compress(piece) for _ in range(size // MEGA)] + [packing.flush()])


def _action(action: bytes) -> Make:
    return lambda: pdf_of(pages(extra_root=b"/OpenAction << /Type /Action %b >>" % action))


def _annotation(kind: bytes, more: bytes = b"") -> Make:
    note = b"/Annots [<< /Type /Annot /Subtype /%b /Rect [0 0 9 9] %b >>]" % (kind, more)
    return lambda: pdf_of(pages(extra_page=note))


def _content(data: bytes, keys: bytes) -> Make:
    return lambda: pdf_of(pages(content=stream(data, keys)))


def _many_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * 500)
    return pdf_of([pages()[0], b"<< /Type /Pages /Kids [%b] /Count 500 >>" % kids, *pages()[2:]])


def _object_bomb() -> bytes:
    return pdf_of(pages(more=[b"null"] * 45_000))


def _image(keys: bytes) -> Make:
    image = stream(b"x", b"/Type /XObject /Subtype /Image /BitsPerComponent 8 /ColorSpace /DeviceGray " + keys)
    return lambda: pdf_of(pages(extra_page=b"/Resources << /XObject << /I 5 0 R >> >>", more=[image]))


def _looping_tree() -> bytes:
    tree = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    return pdf_of([pages()[0], tree])


def _deep() -> bytes:
    return pdf_of(pages(extra_root=b"/X " + b"[" * 5000 + b"]" * 5000))


def _encrypted() -> bytes:
    standard = b"<< /Filter /Standard /V 1 /R 2 /O (%b) /U (%b) /P -4 >>" % (b"o" * 32, b"u" * 32)
    return pdf_of(pages(more=[standard]), b"/Root 1 0 R /Encrypt 5 0 R /ID [(a) (a)]")


def _loose_script() -> bytes:
    """Nothing points at it, until somebody changes one byte."""
    return pdf_of(pages(more=[b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"]))


def _header(width: int, height: int, depth: int = 8, colour: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def _png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_END = chunk(b"IEND", b"")
_GOOD = chunk(b"IDAT", zlib.compress(bytes(6)))
_FILE = b"/Type /Filespec /F (voorbeeld.exe) /EF << /F 4 0 R >>"

HOSTILE: Mapping[str, tuple[str, Make]] = {
    # Mislabelled: what it says is not what it is.
    "png-as-pdf": (PDF, png),
    "pdf-as-png": (PNG, pdf),
    "pdf-as-jpeg": (JPEG, pdf),
    "jpeg-as-pdf": (PDF, jpeg),
    "jpeg-as-png": (PNG, jpeg),
    "zip-as-pdf": (PDF, archive),
    "gif-as-png": (PNG, lambda: b"GIF89a" + bytes(40)),
    "exe-as-jpeg": (JPEG, lambda: b"MZ" + bytes(200)),
    "html-as-pdf": (PDF, lambda: b"<html>" + SCRIPT),
    "svg-as-png": (PNG, lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>"),
    "nothing-as-pdf": (PDF, lambda: b""),
    "eicar-as-pdf": (PDF, lambda: EICAR),
    # Polyglots: it is also something else.
    "pdf-then-zip": (PDF, lambda: pdf() + archive()),
    "zip-then-pdf": (PDF, lambda: archive() + pdf()),
    "html-then-pdf": (PDF, lambda: SCRIPT + pdf()),
    "pdf-then-script": (PDF, lambda: pdf() + SCRIPT),
    "png-then-zip": (PNG, lambda: png(after=archive())),
    "png-then-pdf": (PNG, lambda: png(after=pdf())),
    "jpeg-then-zip": (JPEG, lambda: jpeg(after=archive())),
    "jpeg-then-script": (JPEG, lambda: jpeg(after=SCRIPT)),
    "jpeg-with-script": (JPEG, lambda: jpeg(segment(0xFE, SCRIPT))),
    "jpeg-with-php": (JPEG, lambda: jpeg(segment(0xE1, b"Exif\x00\x00<?php system($_GET[0]); ?>"))),
    "jpeg-with-zip": (JPEG, lambda: jpeg(segment(0xFE, archive()))),
    "png-with-script": (PNG, lambda: png(chunk(b"tEXt", b"Comment\x00" + SCRIPT))),
    "png-with-php": (PNG, lambda: png(chunk(b"tEXt", b"Comment\x00<?php eval($_POST[0]); ?>"))),
    "png-with-eicar": (PNG, lambda: png(chunk(b"tEXt", b"Comment\x00" + EICAR))),
    "jpeg-with-eicar": (JPEG, lambda: jpeg(segment(0xFE, EICAR))),
    "pdf-with-eicar": (PDF, lambda: pdf_of(pages(content=stream(EICAR)))),
    # Scripts and actions.
    "pdf-javascript": (PDF, _action(b"/S /JavaScript /JS (app.alert\\(1\\))")),
    "pdf-hidden-name": (PDF, _action(b"/S /J#61vaScript /#4aS (app.alert\\(1\\))")),
    "pdf-loose-script": (PDF, _loose_script),
    "pdf-launch": (PDF, _action(b"/S /Launch /Win << /F (cmd.exe) >>")),
    "pdf-submit": (PDF, _action(b"/S /SubmitForm /F (https://example.com)")),
    "pdf-import": (PDF, _action(b"/S /ImportData /F (voorbeeld.fdf)")),
    "pdf-other-file": (PDF, _action(b"/S /GoToR /F (\\\\\\\\example.com\\\\share)")),
    "pdf-page-action": (PDF, lambda: pdf_of(pages(extra_page=b"/AA << /O << /S /Named /N /Print >> >>"))),
    "pdf-form": (PDF, lambda: pdf_of(pages(extra_root=b"/AcroForm << /Fields [] >>"))),
    "pdf-xfa": (PDF, lambda: pdf_of(pages(extra_root=b"/AcroForm << /XFA (x) /Fields [] >>"))),
    "pdf-attachment": (PDF, lambda: pdf_of(pages(more=[b"<< %b >>" % _FILE]))),
    "pdf-attached-note": (PDF, _annotation(b"FileAttachment", b"/FS << %b >>" % _FILE)),
    "pdf-rich-media": (PDF, _annotation(b"RichMedia")),
    "pdf-movie": (PDF, _annotation(b"Movie")),
    "pdf-portfolio": (PDF, lambda: pdf_of(pages(extra_root=b"/Collection << /Type /Collection >>"))),
    "pdf-external-stream": (PDF, _content(b"", b"/F (voorbeeld.bin)")),
    "pdf-stamp-over-page": (PDF, _annotation(b"Stamp")),
    "pdf-postscript": (PDF, lambda: pdf_of(pages(more=[stream(b"quit", b"/Type /XObject /Subtype /PS")]))),
    # Not to be read.
    "pdf-encrypted": (PDF, _encrypted),
    "pdf-without-pages": (PDF, lambda: pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] >>"])),
    "pdf-cut-off": (PDF, lambda: pdf()[:-60]),
    "pdf-of-nothing": (PDF, lambda: b"%PDF-1.7\n%%EOF\n"),
    "pdf-jbig2": (PDF, _image(b"/Width 9 /Height 9 /Filter /JBIG2Decode")),
    "png-cut-off": (PNG, lambda: png()[:-5]),
    "png-bad-checksum": (PNG, lambda: png().replace(b"IEND", b"IENE")),
    "png-unknown-chunk": (PNG, lambda: png(chunk(b"EVIL", b"x"))),
    "png-data-behind-data": (PNG, lambda: png(data=zlib.compress(bytes(6)) + archive())),
    "png-too-little": (PNG, lambda: png(data=zlib.compress(bytes(5)))),
    "jpeg-cut-off": (JPEG, lambda: jpeg()[:-2]),
    "jpeg-without-picture": (JPEG, lambda: b"\xff\xd8\xff\xd9" + bytes(20)),
    "jpeg-arithmetic": (JPEG, lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9")),
    # Bombs: small to send, large to look at.
    "png-bomb": (PNG, lambda: png(data=bomb(64 * MEGA))),
    "png-pixels": (PNG, lambda: _png_of(_header(20_000, 20_000), _GOOD, _END)),
    "png-widest": (PNG, lambda: _png_of(_header(2**31 - 1, 2**31 - 1), _GOOD, _END)),
    "jpeg-pixels": (JPEG, lambda: jpeg(width=65_535, height=65_535)),
    "jpeg-scans": (JPEG, lambda: jpeg(scans=1000)),
    "pdf-bomb": (PDF, _content(bomb(300 * MEGA), b"/Filter /FlateDecode")),
    "pdf-bomb-in-bomb": (PDF, _content(zlib.compress(bomb(64 * MEGA)), b"/Filter [/FlateDecode /FlateDecode]")),
    "pdf-three-filters": (PDF, _content(WHITE, b"/Filter [/ASCIIHexDecode /ASCIIHexDecode /ASCIIHexDecode]")),
    "pdf-objects": (PDF, _object_bomb),
    "pdf-pages": (PDF, _many_pages),
    "pdf-pixels": (PDF, _image(b"/Width 60000 /Height 60000")),
    "pdf-looping-tree": (PDF, _looping_tree),
    "pdf-deep": (PDF, _deep),
}

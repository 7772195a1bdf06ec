"""Reads the body of an HTTP request, plain or chunked, up to what API Gateway takes."""

from email.message import Message
from io import BufferedIOBase

MAX_BODY = 10 * 1024 * 1024
MAX_LINE = 256


class BodyError(Exception):
    """A body that is too large, or framed in a way that leaves its end in doubt."""

    def __init__(self, reason: str, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.too_large = too_large


def read_body(headers: "Message[str, str]", stream: BufferedIOBase) -> bytes:
    """The whole body. Raises BodyError before reading what is larger than 10 MB."""
    coding = headers.get("transfer-encoding")
    length = headers.get_all("content-length", [])
    if coding is not None:
        if coding.strip().lower() != "chunked" or length:
            raise BodyError("unclear framing")
        return _read_chunks(stream)
    if not length:
        return b""
    if len(length) > 1 or not (length[0].isascii() and length[0].isdigit()):
        raise BodyError("unclear length")
    return _read_exactly(stream, int(length[0]), 0)


def _read_chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _chunk_size(stream):
        body += _read_exactly(stream, size, len(body))
        stream.readline(MAX_LINE)
    while stream.readline(MAX_LINE).strip():
        pass  # trailers carry nothing we use
    return bytes(body)


def _chunk_size(stream: BufferedIOBase) -> int:
    line = stream.readline(MAX_LINE).partition(b";")[0].strip()
    try:
        size = int(line, 16)
    except ValueError:
        raise BodyError("unclear chunk") from None
    if size < 0:
        raise BodyError("unclear chunk")
    return size


def _read_exactly(stream: BufferedIOBase, size: int, already: int) -> bytes:
    if already + size > MAX_BODY:
        raise BodyError("too large", too_large=True)
    part = stream.read(size)
    if len(part) < size:
        raise BodyError("ended too soon")
    return part

"""A cursor over the records of a WARC file that may be damaged: heads, blocks, and what must stand between them."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from storage.warc_members import RECORD, DamagedError, Form, Piece

HEAD_LIMIT = 65_536  # bytes of the head of a record
_SKIPPED = 1 << 20  # bytes passed over at a time
_CLOSE = b"\r\n\r\n"  # must follow a block; some writers forget it
_BLANK = b"\r\n"
EMPTY_LINE = re.compile(rb"\n\r?\n")


class Cursor:
    """Reads on from a place in a file; `head`, `check_length`, `read`, `skip` and `finish` may raise DamagedError."""

    def __init__(self, file: BinaryIO, form: Form, place: int) -> None:
        self._file, self._form = file, form
        self._size = file.seek(0, 2)
        self._start_at(place)

    def _start_at(self, place: int) -> None:
        self._pieces: Iterator[Piece] = self._form.pieces(self._file, place)
        self._start, self._piece, self._at = place, b"", 0
        self._is_first = False  # whether the piece is the first of its member
        self._damage: DamagedError | None = None  # met behind the piece

    def at_end(self) -> bool:
        """Say whether nothing is left, not even something damaged."""
        try:
            return not self._fill()
        except DamagedError:
            return False

    def place(self) -> int:
        """Where reading can start again without missing what comes now; the size of the file at its end.

        Of several records in one gzip member, those before are read once more then.
        """
        if self.at_end():
            return self._size
        if self._damage is not None and self._at >= len(self._piece):
            return self._damage.member
        return self._start + (self._at if self._form.plain else 0)

    def damage(self, *, file_ends: bool = False) -> DamagedError:
        """Make the error that says so of the member that is being read."""
        return DamagedError(self._start, file_ends=file_ends)

    def head(self) -> bytes:
        """Read the head of a record, with the empty line behind it."""
        found = bytearray()
        while len(found) < HEAD_LIMIT:
            self._fill_block(begun=bool(found))
            before = len(found)
            found += self._piece[self._at : self._at + HEAD_LIMIT]
            if not RECORD.startswith(found[: len(RECORD)]):
                break
            if end := EMPTY_LINE.search(found, max(0, before - 2)):
                self._at += end.end() - before
                return bytes(found[: end.end()])
            self._at += len(found) - before
        raise self.damage()

    def check_length(self, length: int) -> None:
        """Find out, where that costs nothing, whether a block of *length* bytes can stand here.

        In a plain file a wrong length would hide the records after it, and reading it to its end would cost the more
        the wronger it is.
        """
        if not self._form.plain:
            return
        end = self.place() + length
        if end > self._size:
            raise self.damage(file_ends=True)
        self._file.seek(end)
        following = self._file.read(16)
        if not following.startswith(_CLOSE) and not RECORD.startswith(following.lstrip(_BLANK)[: len(RECORD)]):
            raise self.damage()

    def read(self, size: int) -> bytes:
        """Read *size* bytes of a block."""
        parts = []
        while size:
            parts.append(self._take(size))
            size -= len(parts[-1])
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Pass over *size* bytes of a block."""
        if self._form.plain:
            self._start_at(self.place() + size)
            return
        while size:
            size -= len(self._take(min(size, _SKIPPED)))

    def finish(self) -> None:
        """Pass over the empty lines that follow a block: they, or what else can stand there, show that it was whole."""
        blank = 0
        try:
            while self._fill():
                before = self._at
                self._at = len(self._piece) - len(self._piece[self._at :].lstrip(_BLANK))
                blank += self._at - before
                if self._at < len(self._piece):
                    break
        except DamagedError as damage:
            if damage.member == self._start:
                raise
            return  # this record is whole; what comes behind it is not
        is_closed = blank >= len(_CLOSE) or self.at_end() or self._at_first
        if not is_closed and not self._may_begin_record():
            raise self.damage()

    def _fill(self) -> bool:
        """Have unread bytes at hand; False at the end of the file."""
        while self._at >= len(self._piece):
            if self._damage is not None:
                raise self._damage
            try:
                following = next(self._pieces, None)
            except DamagedError as damage:
                self._damage = damage
                raise
            if following is None:
                return False
            self._is_first = following[0] != self._start or not self._piece
            (self._start, self._piece), self._at = following, 0
        return True

    def _fill_block(self, *, begun: bool) -> None:
        """Have bytes of the same record at hand. It may go on in another member, if that begins no record itself."""
        if not self._fill():
            raise self.damage(file_ends=True)
        if begun and not self._form.plain and self._at_first and self._piece.startswith(RECORD):
            raise self.damage()

    @property
    def _at_first(self) -> bool:
        """Whether the next byte is the first of its member."""
        return self._is_first and self._at == 0

    def _take(self, most: int) -> bytes:
        self._fill_block(begun=True)
        piece = self._piece[self._at : self._at + most]
        self._at += len(piece)
        return piece

    def _may_begin_record(self) -> bool:
        """Say whether the next bytes are those of a record, or as many of them as this piece has."""
        return RECORD.startswith(self._piece[self._at : self._at + len(RECORD)])

"""Moving an archive from one database to another, of the same engine or the other, without loss."""

from storage.copying.move import Copied, copy

__all__ = ["Copied", "copy"]

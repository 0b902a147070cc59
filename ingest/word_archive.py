"""Whether a DOCX may be opened: it is an archive, and what it unpacks to is bounded."""

import io
import zipfile

from ingest.limits import Limits
from plans.errors import Refused

__all__ = ["check_archive"]

_MOST_ENTRIES = 5_000
_MOST_RATIO = 400


def check_archive(data: bytes, limits: Limits) -> None:
    """Raises Refused for an archive that is broken, locked, or unpacks to more than `limits` allow."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("The DOCX is damaged or cut off; get a whole copy.") from error
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("The DOCX is locked with a password; save a copy without one and add that.")
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    texts = sum(entry.file_size for entry in entries if entry.filename.endswith(".xml"))
    if len(entries) > _MOST_ENTRIES or unpacked > limits.unpacked or texts > limits.unpacked // 4:
        raise Refused("The DOCX unpacks to far more than a plan holds and is not opened.")
    if unpacked > 20_000_000 and unpacked / packed > _MOST_RATIO:
        raise Refused("The DOCX is packed so tightly that it can only be an attack, and is not opened.")

"""Files are written beside their place, then renamed."""

import os
import tempfile
from pathlib import Path


def write(path, text):
    """Writes `text` to `path`: a run that is killed leaves the old file or the new one."""
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        with open(path, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
        return
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask

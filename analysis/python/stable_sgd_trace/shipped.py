"""The folder of traced rules: written, and compared with what is traced now."""

import hashlib
from pathlib import Path

from . import catalogue
from .errors import TraceError
from .tracing import trace_subject
from .write import write

DIGESTS = "SHA256SUMS"
SCHEMA_FILE = "rule.schema.json"
RUNS_FILE = "runs.json"
"""The libraries' own runs, which `tests/record.py` writes. Another processor may round them
otherwise, so that `tests/test_follow.py` compares them, and not this command."""

OTHERS = (SCHEMA_FILE, RUNS_FILE)


def texts():
    """The JSON of every rule that ships, by its file's name."""
    return {
        f"{name}.json": trace_subject(catalogue.subject(name)).to_json()
        for name in catalogue.shipped()
    }


def digests(folder, written):
    """The text of SHA256SUMS: the rules in `written`, and the other files where they stand."""
    files = {name: text.encode("ascii") for name, text in written.items()}
    for name in OTHERS:
        path = Path(folder) / name
        if path.is_file():
            files[name] = path.read_bytes()
    return "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files))


def write_all(folder):
    """Writes every rule that ships into `folder`, and their digests."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = texts()
    for name, text in written.items():
        write(folder / name, text)
    write(folder / DIGESTS, digests(folder, written))
    return list(written)


def differing(folder):
    """The files of `folder` that are not what is traced now, each with what is wrong."""
    folder = Path(folder)
    if not folder.is_dir():
        raise TraceError(f"{folder} is not a folder")
    expected = {}
    wrong = []
    for name in catalogue.shipped():
        file = f"{name}.json"
        try:
            expected[file] = trace_subject(catalogue.subject(name)).to_json()
        except TraceError as error:
            wrong.append((file, str(error)))
            continue
        path = folder / file
        if not path.is_file():
            wrong.append((file, "is missing"))
        elif path.read_bytes() != expected[file].encode("ascii"):
            wrong.append((file, "differs from what is traced now"))
    known = {f"{name}.json" for name in catalogue.shipped()} | set(OTHERS)
    wrong += [
        (p.name, "is no rule that ships")
        for p in sorted(folder.glob("*.json"))
        if p.name not in known
    ]
    sums = folder / DIGESTS
    if len(expected) == len(catalogue.shipped()):
        if not sums.is_file() or sums.read_text(encoding="ascii") != digests(folder, expected):
            wrong.append((DIGESTS, "differs from the files' digests"))
    return wrong

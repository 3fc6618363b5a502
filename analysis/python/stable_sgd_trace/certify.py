"""Runs the program `stable-sgd` on a rule, and shows its certificates."""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .errors import ProgramMissing, TraceError

INSTALL = "cargo install --locked --path analysis --no-default-features"

COLUMNS = ("property", "verdict", "because", "domain")

# Characters of a cell in a terminal; a notebook shows all of it.
WIDEST = 72


class Certificates(list):
    """Certificates: a list of dictionaries, one a property, as the program writes them."""

    def rows(self):
        """What is shown of each: property, verdict, why, and the domain that it holds on."""
        return [[_cell(certificate, column) for column in COLUMNS] for certificate in self]

    def __repr__(self):
        rows = [list(COLUMNS[:3]), *([_short(cell) for cell in row[:3]] for row in self.rows())]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in rows]
        return "\n".join(lines)

    def _repr_html_(self):
        head = "".join(f"<th>{html.escape(c)}</th>" for c in COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
            for row in self.rows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _short(text):
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _because(certificate):
    """The value that was found, the witness, or why nothing was found."""
    witness = certificate.get("witness")
    if witness:
        point = ", ".join(f"{name} = {value}" for name, value in witness["point"].items())
        parts = [f"{witness['failure']} is {witness['defect']} at {point}", certificate.get("mend")]
    else:
        parts = [certificate.get("value"), certificate.get("reason")]
    return "; ".join(str(part) for part in parts if part)


def _cell(certificate, column):
    value = _because(certificate) if column == "because" else certificate.get(column)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def program():
    """The path of the program: that of STABLE_SGD, else the one on PATH."""
    named = os.environ.get("STABLE_SGD")
    if named:
        if not os.access(named, os.X_OK):
            raise ProgramMissing(f"STABLE_SGD names {named}, which is not a program")
        return named
    found = shutil.which("stable-sgd")
    if found is None:
        raise ProgramMissing(
            "the program stable-sgd was not found: set STABLE_SGD to its path, or put it on PATH; "
            f"in a checkout of the project `{INSTALL}` installs it"
        )
    return found


def certify(rule):
    """The certificates of `rule`, by the program. Raises `TraceError` with what it says."""
    path = program()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (re.sub(r"[^A-Za-z0-9._-]", "_", rule.name).lstrip(".-") + ".json")
        rule.save(file)
        done = subprocess.run(
            [path, "certify", str(file), "--format", "json"],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise TraceError(f"{path} certify ended with status {done.returncode}: {said}")
    return read(done.stdout)


def read(text):
    """The certificates in the program's output: one object a line."""
    try:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise TraceError(f"expected one JSON object a line, found {text[:80]!r}") from error
    return Certificates(rows)

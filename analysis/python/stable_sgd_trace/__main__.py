"""The command: `python -m stable_sgd_trace optax.adam -o adam.json`."""

import argparse
import os
import sys
import warnings

from . import catalogue, shipped
from .errors import TraceError, UnknownName
from .tracing import trace_subject


def main(arguments=None):
    """Runs the command and gives its exit status: 0, 1 (it failed) or 2 (it was called wrongly)."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("KERAS_BACKEND", "jax")
    parser = argparse.ArgumentParser(
        prog="python -m stable_sgd_trace",
        description="Traces the update rules of Python libraries into graphs for stable-sgd.",
    )
    parser.add_argument("name", nargs="?", help="the rule to trace, as optax.adam")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write there, not to standard output"
    )
    parser.add_argument("--list", action="store_true", help="print every known name")
    parser.add_argument("--all", metavar="DIR", help="write every rule that ships into DIR")
    parser.add_argument(
        "--check", metavar="DIR", help="trace again, and compare with the files in DIR"
    )
    options = parser.parse_args(arguments)
    chosen = [
        options.name is not None,
        options.list,
        options.all is not None,
        options.check is not None,
    ]
    if sum(chosen) != 1:
        parser.error("expected one of NAME, --list, --all DIR and --check DIR")
    warnings.simplefilter("ignore")
    try:
        return _run(options)
    except UnknownName as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (TraceError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _run(options):
    if options.list:
        for line in listing():
            print(line)
        return 0
    if options.all is not None:
        written = shipped.write_all(options.all)
        print(f"{len(written)} rules in {options.all}")
        return 0
    if options.check is not None:
        wrong = shipped.differing(options.check)
        for name, what in wrong:
            print(f"{name}: {what}", file=sys.stderr)
        return 1 if wrong else 0
    rule = trace_subject(catalogue.subject(options.name))
    if options.output is None:
        sys.stdout.write(rule.to_json())
    else:
        rule.save(options.output)
    return 0


def listing():
    """A line for each known name: its library's installed version, and whether it ships."""
    width = max(len(name) for name in catalogue.ENTRIES)
    lines = []
    for name, entry in catalogue.ENTRIES.items():
        version = entry.adapter().version()
        installed = f"{entry.adapter.library} {version}" if version else "not installed"
        lines.append(f"{name.ljust(width)}  {installed}{'' if entry.ships else ', not shipped'}")
    return lines


if __name__ == "__main__":
    sys.exit(main())

"""The libraries' own runs, recorded, so that what reads a rule elsewhere can be compared with them.

`python tests/record.py ../../data/shipped` writes `runs.json` there, and the digests anew.
"""

import argparse
import functools
import json
import os
import warnings
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("KERAS_BACKEND", "jax")

import reference  # noqa: E402
from problems import PROBLEMS  # noqa: E402

from stable_sgd_trace import Rule, catalogue, shipped  # noqa: E402
from stable_sgd_trace.translate import SINGLE  # noqa: E402
from stable_sgd_trace.write import write  # noqa: E402

SCHEMA = "stable-sgd/runs/1"

STEPS = (1, 2, 5, 10, 20, 30)
"""The steps after which the point is recorded."""


def chosen(folder):
    """The rules in `folder`, each with whether its library is run in single precision where it
    rounds to it (False), and in double precision throughout (True)."""
    for name in catalogue.shipped():
        rule = Rule.load(Path(folder) / f"{name}.json")
        for double in (False, True) if SINGLE in rule.assumes else (False,):
            yield name, double


def points(states):
    """The points of a run of `reference` after the recorded steps, as lists."""
    return [[float(x) for x in states[step][0]] for step in STEPS]


def text(folder):
    """The text of `runs.json` for the rules in `folder`: one run a line."""
    runs = []
    for name, double in chosen(folder):
        subject = catalogue.subject(name)
        run = reference.doubled_run if double else reference.run
        for problem, posed in PROBLEMS.items():
            entry = {"rule": name, "problem": problem, "double": double}
            entry["points"] = points(run(subject, posed, STEPS[-1], subject.numbers))
            runs.append(json.dumps(entry, allow_nan=False))
    problems = [json.dumps({"name": n, "start": p.start.tolist()}) for n, p in PROBLEMS.items()]
    block = lambda lines: "[\n    " + ",\n    ".join(lines) + "\n  ]"
    return (
        f'{{\n  "schema": "{SCHEMA}",\n  "steps": {json.dumps(STEPS)},\n'
        f'  "problems": {block(problems)},\n  "runs": {block(runs)}\n}}\n'
    )


@functools.cache
def recorded(folder):
    """The points in `runs.json`, by rule, problem and whether it is the run in double precision."""
    document = json.loads((Path(folder) / shipped.RUNS_FILE).read_text(encoding="ascii"))
    return {(r["rule"], r["problem"], r["double"]): r["points"] for r in document["runs"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="the folder of the rules")
    folder = Path(parser.parse_args().folder)
    warnings.simplefilter("ignore")
    write(folder / shipped.RUNS_FILE, text(folder))
    files = [f"{name}.json" for name in catalogue.shipped()]
    rules = {file: (folder / file).read_text(encoding="ascii") for file in files}
    write(folder / shipped.DIGESTS, shipped.digests(folder, rules))


if __name__ == "__main__":
    main()

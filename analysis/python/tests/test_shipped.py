"""The committed rules: their format, and that they are what is traced now."""

import hashlib
import json

import pytest
from conftest import SHIPPED

from stable_sgd_trace import FormatError, Rule, catalogue, format

NAMES = catalogue.shipped()


def document(name):
    return json.loads((SHIPPED / f"{name}.json").read_text(encoding="ascii"))


def test_every_rule_that_ships_is_committed_and_no_other():
    files = {p.name for p in SHIPPED.glob("*.json")} - {"rule.schema.json", "runs.json"}
    assert files == {f"{name}.json" for name in NAMES}
    assert len(NAMES) >= 58


def test_the_committed_files_are_what_is_traced_now():
    for library in ("jax", "optax", "keras", "blackjax", "diffrax"):
        pytest.importorskip(library)
    from stable_sgd_trace import shipped

    assert shipped.differing(SHIPPED) == []


def test_the_digests_are_those_of_the_files():
    lines = (SHIPPED / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    found = dict(reversed(line.split("  ")) for line in lines)
    assert set(found) == {p.name for p in SHIPPED.glob("*.json")}
    for name, digest in found.items():
        assert hashlib.sha256((SHIPPED / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_is_read_and_written_to_the_same_bytes(name):
    text = (SHIPPED / f"{name}.json").read_bytes()
    assert text.isascii() and text.endswith(b"}\n") and b"\r" not in text
    rule = Rule.from_json(text.decode("ascii"))
    assert rule.to_json().encode("ascii") == text
    lines = text.decode("ascii").splitlines()
    assert sum(line.startswith('    ["') for line in lines) == len(rule.nodes), "one node a line"


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_has_the_schema(name):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((SHIPPED / "rule.schema.json").read_text(encoding="ascii"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document(name), schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["nodes"].append(["cosh", 0]),
        lambda d: d["nodes"].append(["add", 0]),
        lambda d: d["nodes"].append(["constant", "0.1"]),
        lambda d: d["slots"].reverse(),
        lambda d: d.pop("dimension"),
        lambda d: d["source"].pop("licence"),
        lambda d: d.update(schema="stable-sgd/rule/2"),
        lambda d: d["numbers"][0].update(default=None),
    ],
)
def test_control_what_is_no_rule_has_not_the_schema_and_is_not_read(spoil):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((SHIPPED / "rule.schema.json").read_text(encoding="ascii"))
    spoilt = document("optax.adam")
    spoil(spoilt)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, schema, jsonschema.Draft202012Validator)
    if "dimension" in spoilt and "licence" in spoilt["source"]:
        with pytest.raises(FormatError):
            Rule.from_json(json.dumps(spoilt))


@pytest.mark.parametrize("name", NAMES)
def test_nodes_are_in_order_once_each_and_needed(name):
    rule = document(name)
    nodes = [tuple(n) for n in rule["nodes"]]
    assert len({json.dumps(n) for n in nodes}) == len(nodes), "each operation stands once"
    needed = {*rule["step"].values(), *(s["start"] for s in rule["slots"] if "start" in s)}
    for index in reversed(range(len(nodes))):
        below = format.operands(nodes[index])
        assert all(type(i) is int and 0 <= i < index for i in below), "earlier nodes alone"
        assert nodes[index][0] in format.OPERATIONS
        assert index in needed, "no node that nothing needs"
        needed.update(below)


@pytest.mark.parametrize("name", NAMES)
def test_a_start_rests_on_the_point_the_numbers_and_constants_alone(name):
    rule = Rule.load(SHIPPED / f"{name}.json")
    waiting = [s["start"] for s in rule.slots if "start" in s]
    while waiting:
        node = rule.nodes[waiting.pop()]
        assert node[0] != "slot" or node[1] == "q"
        assert node[0] != "loss"
        waiting.extend(format.operands(node))


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_a_symbol_that_the_graph_reads(name):
    rule = document(name)
    read = {n[1] for n in rule["nodes"] if n[0] == "number"}
    assert read == {n["name"] for n in rule["numbers"]} != set()
    fractions = [
        k
        for k, v in rule.get("concrete", {}).items()
        if isinstance(v, str) and v[0] in "-0123456789"
    ]
    assert fractions == [], "a number that the library needs concrete"


MATRICES = {
    "keras.optimizers.Adafactor_matrix",
    "keras.optimizers.Muon",
    "optax.adafactor_matrix",
    "optax.contrib.muon",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_runs_at_every_dimension_unless_it_is_one_of_matrices(name):
    rule = document(name)
    if name in MATRICES:
        assert rule["dimension"] == 4 and rule["shape"] == [2, 2]
    else:
        assert rule["dimension"] is None and "shape" not in rule


@pytest.mark.parametrize("name", [n for n in NAMES if n not in MATRICES])
def test_dimensions_that_were_not_traced_are_run(name):
    rule = Rule.load(SHIPPED / f"{name}.json")
    for dimension in (1, 3, 7):
        points = rule.run([0.5] * dimension, lambda x: x, 2, lambda x: 0.5 * float(x @ x))
        assert points.shape == (3, dimension)


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_carries_its_attribution(name):
    source = document(name)["source"]
    assert source["licence"] == "Apache-2.0"
    assert source["library"] == name.split(".")[0]
    assert len(source["copyright"]) > 10 and source["traced_with"].startswith("jax ")


def test_counters_stay_integers():
    rule = Rule.load(SHIPPED / "optax.adam.json")
    count = next(s for s in rule.slots if s["name"] == "count")
    assert count["kind"] == "integer"
    assert rule.kinds[rule.step_nodes["count"]] == "integer"
    powers = [n for n in rule.nodes if n[0] == "power"]
    assert powers and all(rule.kinds[n[2]] == "integer" for n in powers)

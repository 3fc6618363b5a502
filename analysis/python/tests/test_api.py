"""`trace` on functions of one's own, and `certify`."""

import json
import os
import stat

import numpy as np
import pytest

from stable_sgd_trace import Certificates, FormatError, ProgramMissing, Rule, TraceError, trace
from stable_sgd_trace.certify import read

SMALL = Rule(
    name="small",
    source={},
    dimension=None,
    numbers=[{"name": "lr", "default": "1/2"}],
    slots=[{"name": "q", "kind": "vector"}],
    nodes=[("slot", "q"), ("gradient", 0), ("number", "lr"), ("mul", 2, 1), ("sub", 0, 3)],
    step={"q": 4},
)


def test_the_parameters_of_a_function_are_the_numbers():
    optax = pytest.importorskip("optax")
    rule = trace(lambda lr, b1, eps=1e-6: optax.adam(lr, b1, eps=eps))
    defaults = {n["name"]: n["default"] for n in rule.numbers}
    assert defaults == {"lr": "1/100", "b1": "9/10", "eps": "1/1000000"}
    assert rule.dimension is None and "optax" in rule.source["library"]


def test_a_chain_of_ones_own_is_traced():
    optax = pytest.importorskip("optax")
    rule = trace(
        lambda lr, c: optax.chain(optax.clip_by_global_norm(c), optax.sgd(lr)), name="clipped"
    )
    assert rule.name == "clipped"
    assert {n["name"]: n["default"] for n in rule.numbers} == {"lr": "1/100", "c": "1"}
    gradient = lambda x: 10 * x
    points = rule.run([3.0, 4.0], gradient, 1, lr=0.5, c=2.0)
    assert np.allclose(points[1], [3.0 - 0.5 * 2 * 0.6, 4.0 - 0.5 * 2 * 0.8], rtol=1e-15)


def test_a_default_that_is_no_float_stays_and_is_recorded():
    optax = pytest.importorskip("optax")
    rule = trace(lambda lr, nesterov=True: optax.sgd(lr, momentum=0.9, nesterov=nesterov))
    assert rule.concrete == {"nesterov": True}


def test_a_number_that_python_looks_at_becomes_concrete_and_is_recorded():
    optax = pytest.importorskip("optax")
    rule = trace(
        lambda lr, momentum=0.5: optax.sgd(lr, momentum=momentum if momentum > 0 else None)
    )
    assert rule.concrete == {"momentum": "1/2"}
    assert [n["name"] for n in rule.numbers] == ["lr"]


def test_a_rule_that_asks_for_its_size_is_traced_at_a_fixed_dimension():
    optax = pytest.importorskip("optax")

    def sized(lr):
        scale = optax.stateless(lambda g, p: g / 2 if g.shape[0] > 1 else g)
        return optax.chain(scale, optax.sgd(lr))

    rule = trace(sized)
    assert rule.dimension == 2
    with pytest.raises(ValueError, match="dimension 2, not 3"):
        rule.start([1.0, 2.0, 3.0])


def test_keras_decides_by_the_default_and_the_rule_says_so():
    keras = pytest.importorskip("keras")
    rule = trace(lambda lr, m=0.5: keras.optimizers.SGD(lr, momentum=m))
    assert rule.assumes == ["m != 0"]
    assert [n["name"] for n in rule.numbers] == ["lr", "m"]


def test_what_keras_is_given_is_never_computed_from_a_number_that_is_forgotten():
    keras = pytest.importorskip("keras")
    rule = trace(lambda lr: keras.optimizers.SGD(2 * lr))
    assert rule.concrete["lr"] == "1/100" and not rule.numbers
    assert ("constant", "1/50") in rule.nodes
    rule = trace(lambda lr, b=0.9: keras.optimizers.Adam(lr, beta_1=b, beta_2=1 - b))
    assert rule.concrete["b"] == "9/10" and [n["name"] for n in rule.numbers] == ["lr"]


def test_an_optimizer_of_a_library_is_traced_by_its_signature():
    optax = pytest.importorskip("optax")
    rule = trace(optax.adam)
    assert rule.name == "optax.adam" and rule.concrete == {"nesterov": False}
    assert rule.nodes == trace("optax.adam").nodes
    keras = pytest.importorskip("keras")
    assert trace(keras.optimizers.Adam).nodes == trace("keras.optimizers.Adam").nodes
    with pytest.raises(TypeError, match="a parameter for each number"):
        trace(lambda *numbers: optax.adam(*numbers))


def test_integrators_of_ones_own_have_a_step():
    diffrax = pytest.importorskip("diffrax")
    rule = trace(lambda: diffrax.SemiImplicitEuler())
    assert [n["name"] for n in rule.numbers] == ["h"]
    integrators = pytest.importorskip("blackjax.mcmc.integrators")
    own = integrators.generate_euclidean_integrator([0.5, 1.0, 0.5])
    rule = trace(lambda h=0.25: own)
    assert rule.defaults() == {"h": 0.25}
    assert rule.nodes == trace("blackjax.velocity_verlet").nodes


def test_matrices_are_traced_at_their_shape():
    optax = pytest.importorskip("optax")
    rule = trace(lambda lr: optax.contrib.muon(lr), shape=(2, 3))
    assert rule.dimension == 6 and rule.shape == [2, 3]


def test_a_rule_is_run_and_read_back():
    assert np.allclose(SMALL.run([1.0, 2.0], lambda x: x, 2)[:, 0], [1.0, 0.5, 0.25])
    assert SMALL.step({"q": np.array([4.0])}, lambda x: x, lr=0.25)["q"] == [3.0]
    assert Rule.from_json(SMALL.to_json()).to_json() == SMALL.to_json()
    with pytest.raises(TypeError, match="no number rate"):
        SMALL.step({"q": np.array([4.0])}, lambda x: x, rate=0.25)
    with pytest.raises(FormatError):
        Rule.from_json("{}")


FAKE = """#!/usr/bin/env python3
import json, sys
assert sys.argv[1] == "certify" and sys.argv[3:] == ["--format", "json"], sys.argv
rule = json.load(open(sys.argv[2]))
if rule["name"] == "bad":
    sys.exit("error: no such rule")
lines = [
    {"property": "symplectic", "verdict": "refuted", "mend": "it holds where mu = 1", "value": None,
     "witness": {"failure": "entry (0, 1)", "defect": "-1/2", "point": {"lr": "1", "mu": "1/2"}}},
    {"property": "volume", "verdict": "proved", "value": "mu", "witness": None},
    {"property": "order", "verdict": "not_applicable", "value": None, "reason": "no flow " * 20},
]
for line in lines:
    print(json.dumps({**line, "domain": "every smooth U & <state>", "method": rule["name"]}))
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    path = tmp_path / "stable-sgd"
    path.write_text(FAKE)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("STABLE_SGD", str(path))
    return path


def test_certificates_are_read_and_shown(program):
    certificates = SMALL.certify()
    assert isinstance(certificates, list) and isinstance(certificates, Certificates)
    assert [c["verdict"] for c in certificates] == ["refuted", "proved", "not_applicable"]
    lines = repr(certificates).splitlines()
    assert lines[0].split() == ["property", "verdict", "because"]
    assert lines[1].index("refuted") == lines[2].index("proved") == lines[0].index("verdict")
    assert "entry (0, 1) is -1/2 at lr = 1, mu = 1/2; it holds where mu = 1" in lines[1]
    assert lines[2].split() == ["volume", "proved", "mu"]
    assert lines[3].endswith("…") and max(map(len, lines)) < 110
    shown = certificates._repr_html_()
    assert "<td>every smooth U &amp; &lt;state&gt;</td>" in shown and "<state>" not in shown


def test_the_program_is_found_on_the_path(program, monkeypatch):
    monkeypatch.delenv("STABLE_SGD")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    assert len(SMALL.certify()) == 3


def test_a_program_that_is_missing_is_asked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("STABLE_SGD", raising=False)
    command = "cargo install --locked --path analysis --no-default-features"
    with pytest.raises(ProgramMissing, match=command):
        SMALL.certify()
    monkeypatch.setenv("STABLE_SGD", str(tmp_path / "nothing"))
    with pytest.raises(ProgramMissing, match="STABLE_SGD names"):
        SMALL.certify()


def test_what_the_program_says_is_passed_on(program):
    bad = Rule.from_json(json.dumps({**SMALL.document(), "name": "bad"}))
    with pytest.raises(TraceError, match="status 1: error: no such rule"):
        bad.certify()
    with pytest.raises(TraceError, match="one JSON object a line"):
        read("not json")

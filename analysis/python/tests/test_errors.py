"""What is refused, and what the errors say."""

import importlib
import sys

import pytest
from conftest import SHIPPED

from stable_sgd_trace import (
    LibraryMissing,
    TraceError,
    UnknownName,
    Untranslatable,
    catalogue,
    trace,
)
from stable_sgd_trace.__main__ import main


def test_an_unknown_name_is_answered_by_the_nearest(capsys):
    with pytest.raises(UnknownName, match="`optax.adamw`"):
        trace("optax.adamww")
    assert main(["optax.adm"]) == 2
    assert "the nearest name is `optax.adam`" in capsys.readouterr().err
    assert main(["adam"]) == 2
    assert "optax.adam`" in capsys.readouterr().err
    assert main(["zzzzzz"]) == 2
    assert "nearest" not in capsys.readouterr().err


def test_a_library_that_is_missing_is_named(monkeypatch, capsys):
    def missing(name, *rest):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(LibraryMissing, match="optax is not installed.*pip install optax"):
        trace("optax.adam")
    assert main(["keras.optimizers.Adam"]) == 1
    assert "keras is not installed" in capsys.readouterr().err


def test_the_package_is_imported_without_any_library():
    """Nothing but Python itself is needed to import it, to list names, and to read a rule."""
    import subprocess

    program = (
        "import sys\n"
        "for name in ('jax', 'numpy', 'optax', 'keras', 'blackjax', 'diffrax'):\n"
        "    sys.modules[name] = None\n"
        "import stable_sgd_trace\n"
        "from stable_sgd_trace.__main__ import main\n"
        "sys.exit(main(['--list']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "optax.adam " in done.stdout


def test_random_numbers_are_refused_by_the_name_of_the_primitive(capsys):
    pytest.importorskip("optax")
    with pytest.raises(
        Untranslatable, match="`random_seed`.*canonicalize_key.*no random numbers"
    ) as error:
        trace("optax.noisy_sgd")
    assert error.value.primitive == "random_seed"
    assert main(["optax.contrib.sophia"]) == 1
    assert "random_seed" in capsys.readouterr().err


def test_what_is_no_optimizer_is_refused():
    pytest.importorskip("jax")
    with pytest.raises(TraceError, match="found float"):
        trace(lambda lr: lr)


def test_a_primitive_without_translation_is_named_with_its_function():
    optax = pytest.importorskip("optax")
    import jax.numpy as jnp

    def sorting(lr):
        return optax.chain(optax.stateless(lambda g, p: jnp.sort(g)), optax.sgd(lr))

    with pytest.raises(Untranslatable, match="`sort`.*no order of coordinates"):
        trace(sorting)

    def rounding(lr):
        return optax.stateless(lambda g, p: -lr * jnp.floor(g))

    with pytest.raises(Untranslatable, match="`floor`.*no rounding"):
        trace(rounding)


def test_an_infinite_constant_is_refused_where_a_rule_rests_on_it():
    optax = pytest.importorskip("optax")
    import jax.numpy as jnp

    def infinite(lr):
        return optax.stateless(lambda g, p: g * lr + jnp.inf)

    with pytest.raises(Untranslatable, match="`inf`.*a real number"):
        trace(infinite)


def test_the_command_takes_one_thing_at_a_time():
    with pytest.raises(SystemExit) as error:
        main(["optax.adam", "--list"])
    assert error.value.code == 2
    with pytest.raises(SystemExit) as error:
        main([])
    assert error.value.code == 2


def test_a_folder_that_differs_is_reported(tmp_path, capsys):
    for library in ("jax", "optax", "keras", "blackjax", "diffrax"):
        pytest.importorskip(library)
    assert main(["--all", str(tmp_path)]) == 0
    assert main(["--check", str(tmp_path)]) == 0
    capsys.readouterr()
    path = tmp_path / "optax.adam.json"
    path.write_text(path.read_text().replace('"9/10"', '"8/10"'))
    (tmp_path / "optax.lion.json").unlink()
    (tmp_path / "own.json").write_text("{}")
    assert main(["--check", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "optax.adam.json: differs" in said
    assert "optax.lion.json: is missing" in said
    assert "own.json: is no rule that ships" in said
    assert main(["--check", str(tmp_path / "nowhere")]) == 1


def test_a_rule_is_written_beside_its_place_and_renamed(tmp_path, capsys):
    pytest.importorskip("optax")
    path = tmp_path / "sgd.json"
    path.write_text("old")
    assert main(["optax.sgd", "-o", str(path)]) == 0
    assert main(["optax.sgd"]) == 0
    assert path.read_text() == capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["sgd.json"]
    assert main(["optax.sgd", "-o", str(tmp_path / "no" / "sgd.json")]) == 1


def untraceable():
    """The table "What cannot be traced" of the README: names, and what their reasons quote."""
    text = (SHIPPED / "README.md").read_text(encoding="utf-8").split("## What cannot be traced")[1]
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    return {row[1].strip(" `"): row[2].split("`")[1] for row in rows}


@pytest.mark.parametrize("name", [n for n, e in catalogue.ENTRIES.items() if not e.ships])
def test_a_known_name_is_traced_or_is_in_the_table_with_its_reason(name):
    pytest.importorskip(name.split(".")[0])
    pytest.importorskip("jax")
    reason = untraceable().get(name)
    if reason is None:
        assert trace(name).nodes
    else:
        with pytest.raises(TraceError, match=reason):
            trace(name)


def test_the_table_of_what_cannot_be_traced_has_known_names_alone():
    others = {n for n, e in catalogue.ENTRIES.items() if not e.ships}
    assert untraceable() and set(untraceable()) <= others

//! Certificates and theorems: printed, read back, and held against committed ones.

use super::*;

#[test]
fn certificates_name_engine_factor_and_witness() {
    let found = objects(&["certify", "sgd", "nesterov", "leapfrog_kdk"]);
    let of = |method: &str, property: &str| {
        let mut all = found.iter();
        all.find(|c| c["method"] == method && c["property"] == property).expect("a certificate").clone()
    };
    assert_eq!(of("sgd", "conformally_symplectic")["verdict"], "proved");
    assert_eq!(of("sgd", "conformally_symplectic")["value"], "momentum");
    assert_eq!(of("leapfrog_kdk", "reversible")["verdict"], "proved");
    let refuted = of("nesterov", "volume");
    assert_eq!((&refuted["verdict"], &refuted["engine"]), (&"refuted".into(), &"rational search".into()));
    assert_eq!(refuted["witness"]["point"]["momentum"], "1/2");
    refuses(&["certify", "sgdd"], 2, &["did you mean sgd?"]);
    refuses(&["certify", "--property", "volumes"], 2, &["did you mean volume?"]);
}

/// Certificates of a method that is certified fast, with one refutation at least.
fn certificates_in(folder: &Path) -> (PathBuf, String) {
    let file = folder.join("certificates.jsonl");
    let text = stdout(&run(&["certify", "explicit_euler", "--format", "json"]));
    fs::write(&file, &text).expect("writable");
    (file, text)
}

fn path(file: &Path) -> &str {
    file.to_str().expect("a path in Unicode")
}

#[test]
fn a_witness_is_replayed_from_its_point_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, text) = certificates_in(folder.path());
    let replayed = run(&["certify", "--replay", path(&file)]);
    assert!(replayed.status.success(), "{}", stderr(&replayed));
    let refutations = text.matches("\"refuted\"").count();
    assert!(refutations > 0 && stdout(&replayed).lines().count() == refutations);

    let replace = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        fs::write(&file, text.replace(from, to)).expect("writable");
    };
    replace("\"h\":\"1\"", "\"h\":\"2\"");
    refuses(&["certify", "--replay", path(&file)], 1, &["explicit_euler", "not "]);
    replace("\"h\":\"1\"", "\"h\":\"one\"");
    refuses(&["certify", "--replay", path(&file)], 1, &["one"]);
    replace("explicit_euler", "implicit_euler");
    refuses(&["certify", "--replay", path(&file)], 1, &["implicit_euler"]);
}

#[test]
fn a_truncated_or_missing_file_of_certificates_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, text) = certificates_in(folder.path());
    fs::write(&file, &text[..text.len() / 2]).expect("writable");
    for option in ["--replay", "--expect"] {
        let arguments: &[&str] =
            if option == "--expect" { &["certify", "explicit_euler", option] } else { &["certify", option] };
        let with = |file: &Path| run(&[arguments, &[path(file)]].concat());
        let truncated = with(&file);
        assert_eq!(truncated.status.code(), Some(1));
        assert!(stderr(&truncated).contains("expected one JSON object"), "{}", stderr(&truncated));
        let missing = with(&folder.path().join("none.jsonl"));
        assert_eq!(missing.status.code(), Some(1));
        assert!(stderr(&missing).contains("none.jsonl"), "{}", stderr(&missing));
    }
}

#[test]
fn committed_certificates_are_a_gate() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, text) = certificates_in(folder.path());
    let gate = || run(&["certify", "explicit_euler", "--expect", path(&file)]);
    assert!(gate().status.success());

    fs::write(&file, text.replacen("\"refuted\"", "\"proved\"", 1)).expect("writable");
    let failed = gate();
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("explicit_euler symplectic: expected proved"), "{}", stderr(&failed));

    let fewer: String = text.lines().skip(1).map(|line| format!("{line}\n")).collect();
    fs::write(&file, fewer).expect("writable");
    let failed = gate();
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr(&failed).contains("not in the file"), "{}", stderr(&failed));
}

/// What a reproduction leaves is a gate, and each of its witnesses replays: those of the
/// problems too, of which the coded field of the challenging landscape is one.
#[test]
fn the_certificates_of_a_reproduction_are_a_gate_and_replay() {
    let file = |name: &str| reproduced().join(name);
    let gate = run(&["certify", "--expect", path(&file("certificates.jsonl"))]);
    assert!(gate.status.success(), "{}", stderr(&gate));
    for (name, witness) in
        [("certificates.jsonl", "stable_sgd: reflection"), ("problems.jsonl", "challenging: gradient_")]
    {
        let replayed = run(&["certify", "--replay", path(&file(name))]);
        assert!(replayed.status.success(), "{}", stderr(&replayed));
        let text = fs::read_to_string(file(name)).expect("readable");
        assert_eq!(stdout(&replayed).lines().count(), text.matches("\"refuted\"").count(), "{name}");
        assert!(stdout(&replayed).contains(witness), "{name}");
    }
    let altered = fs::read_to_string(file("problems.jsonl")).expect("readable").replace("about ", "about 1");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let other = folder.path().join("problems.jsonl");
    fs::write(&other, altered).expect("writable");
    refuses(&["certify", "--replay", path(&other)], 1, &["challenging gradient_consistency"]);
}

/// A method's witnesses on one problem replay there.
#[test]
fn a_witness_on_one_problem_is_replayed_on_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("quadratic.jsonl");
    let text = stdout(&run(&["certify", "nesterov", "--problem", "quadratic", "--format", "json"]));
    fs::write(&file, &text).expect("writable");
    let replayed = run(&["certify", "--replay", path(&file)]);
    assert!(replayed.status.success(), "{}", stderr(&replayed));
    assert!(stdout(&replayed).lines().count() > 0);
    fs::write(&file, text.replace("\"problem\":\"quadratic\"", "\"problem\":\"cubic\"")).expect("writable");
    refuses(&["certify", "--replay", path(&file)], 1, &["no problem is registered as \"cubic\""]);
    refuses(&["certify", "--problem", "rosenbrok"], 2, &["did you mean rosenbrock?"]);
    refuses(&["certify", "--problem", "rastrigin"], 2, &["rastrigin has no formula over exact numbers", "rosenbrock"]);
    refuses(&["certify", "--property", "gradient_consistency"], 2, &["--problem"]);
}

/// The same certificates in every format, and the same bytes each time.
#[test]
fn every_format_has_every_method_and_is_the_same_each_time() {
    for (format, part) in [
        ("table", "✗ refuted"),
        ("csv", "method,property,verdict"),
        ("markdown", "| sgd | ✗ | ✓ |"),
        ("latex", "\\checkmark"),
        ("rust", "fn nesterov_is_not_volume()"),
    ] {
        let printed = || stdout(&run(&["certify", "sgd", "nesterov", "--format", format]));
        let text = printed();
        assert!(text.contains(part), "{format}: {text}");
        assert!(text.contains("nesterov"), "{format}");
        assert_eq!(text, printed(), "{format}");
    }
}

#[test]
fn theorems_have_an_object_for_each_sentence() {
    let found = objects(&["theorem"]);
    let ids: Vec<&str> = found.iter().filter_map(|object| object["id"].as_str()).collect();
    for theorem in stable_sgd::theorem::all() {
        assert!(ids.contains(&theorem.id), "{}", theorem.id);
    }
    for object in &found {
        let place = format!("{} {}", object["id"], object["part"]);
        for key in ["statement", "verdict", "engine", "domain"] {
            assert!(object[key].as_str().is_some_and(|text| !text.is_empty()), "{place}: {key}");
        }
        assert!(object["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.0), "{place}");
        assert_ne!(object["verdict"], "undecided", "{place}: {}", object["reason"]);
        assert_eq!(object["verdict"] == "refuted", object["witness"].is_object(), "{place}");
    }
    assert_eq!(objects(&["theorem", "T.S2"]).len(), objects(&["theorem", "S2"]).len());
    refuses(&["theorem", "S99"], 2, &["unknown theorem S99"]);
}

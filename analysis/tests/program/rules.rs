//! Rules that are not registered: a text, a file, a graph from another program.

use super::{objects, refuses, run, stderr, stdout};
use std::fs;
use std::path::Path;

const HEAVY_BALL: &str = "v' = μ v + η g; q' = q − v'";

/// The verdicts of a rule by property.
fn verdicts(rule: &str) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    objects(&["certify", rule]).iter().map(|line| (text(&line["property"]), text(&line["verdict"]))).collect()
}

fn written(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).expect("writable");
    path.display().to_string()
}

/// A text, a file and the registered method have the same verdicts; another rule has others.
#[test]
fn a_rule_is_certified_from_its_text_as_from_its_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let registered = verdicts("sgd");
    assert_eq!(verdicts(HEAVY_BALL), registered);
    let file = written(folder.path(), "heavy.rule", "# heavy ball\nv' = μ v + η g   # kick\nq' = q − v'\n");
    assert_eq!(verdicts(&file), registered);
    assert!(objects(&["certify", &file]).iter().all(|line| line["method"] == "heavy"));
    assert_ne!(verdicts("v' = μ v + η sign(g); q' = q − v'"), registered);
}

/// What the text does not say of its numbers is said, and nothing where it says all.
#[test]
fn what_was_assumed_is_said() {
    let output = run(&["certify", HEAVY_BALL, "--property", "volume"]);
    assert_eq!(stderr(&output), "assumed: share μ = 9/10\nassumed: rate η = 1/100\n");
    let declared = format!("share μ = 0.5; rate η = 1; {HEAVY_BALL}");
    assert_eq!(stderr(&run(&["certify", &declared, "--property", "volume"])), "");
}

/// A library's own rule: what a step of optax's SGD preserves is what the registered one does.
#[test]
fn a_graph_from_a_library_is_certified() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/shipped/optax.sgd.json");
    let found = verdicts(file);
    for (property, verdict) in [("conformally_symplectic", "proved"), ("symplectic", "refuted"), ("rotation", "proved")]
    {
        assert!(found.contains(&(property.to_owned(), verdict.to_owned())), "{property}: {found:?}");
    }
}

#[test]
fn a_text_that_is_no_rule_is_shown_with_its_place() {
    let output = run(&["certify", "v' = μ v + η (g; q' = q − v'"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "stable-sgd: the rule: the statement ends here\n1 | v' = μ v + η (g; q' = q − v'\n  |                ^ `)`\n"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn a_file_that_is_no_rule_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    refuses(&["certify", "missing.rule"], 1, &["missing.rule", "cannot be read"]);
    for (content, part) in [
        ("{\"schema\": \"stable-sgd/rule/9\"}", "stable-sgd/rule/9"),
        ("{ not JSON", "no JSON"),
        ("{}", "schema is missing"),
    ] {
        let file = written(folder.path(), "wrong.json", content);
        refuses(&["certify", &file], 2, &["wrong.json", part]);
    }
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/shipped/optax.contrib.muon.json");
    refuses(&["run", "rosenbrock", "--method", other], 1, &["muon", "4 coordinates alone", "has 2"]);
    refuses(&["certify", "sgdd"], 2, &["unknown method sgdd", "did you mean sgd?"]);
}

/// A rule is shown as a text that is the same rule, as a graph that is, and in other languages.
#[test]
fn a_rule_is_shown_in_every_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let show = |arguments: &[&str]| {
        let output = run(&[&["show"], arguments].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        super::stdout(&output)
    };
    let text = show(&["sgd"]);
    assert_eq!(text, "rate η = 1/200\nshare μ = 9/10\nv' = μ v + η g\nq' = q - v'\n");
    let file = written(folder.path(), "sgd.rule", &text);
    let graph = written(folder.path(), "sgd.json", &show(&[&file, "--to", "json"]));
    assert_eq!(show(&[&graph]), text);
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/shipped/optax.adam.json");
    let adam = written(folder.path(), "adam.rule", &show(&[shipped]));
    assert_eq!(show(&[&adam]), show(&[shipped]));
    assert!(show(&[shipped]).contains("counter count\n"));
    assert!(show(&[shipped, "--to", "latex"]).contains("\\nu' &= (1 - b_{2}) g^{2} + b_{2} \\nu"));
    assert!(show(&[shipped, "--to", "rust"]).contains("impl<T: Root> Step<T> for OptaxAdam {\n"));
    assert!(show(&[shipped, "--to", "python"]).contains("\n    return optax.GradientTransformation(init, update)\n"));
    refuses(&["show", "sgdd"], 2, &["did you mean sgd?"]);
    let unknown = run(&["show", "sgd", "--to", "julia"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("'julia'") && stderr(&unknown).contains("text, latex, rust, python, json"));
    refuses(&["show", "q' = q - g / (k k)", "--to", "python"], 2, &["32 bits", "real(k)"]);
}

/// A run takes the same rules, with their numbers as keys; a text's run is the registered one's.
#[test]
fn a_rule_runs_as_a_registered_method_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), "heavy.rule", "rate lr = 0.01; share m = 0.9; v' = m v + lr g; q' = q − v'");
    let found = objects(&["run", "quadratic", "--method", &format!("sgd,{file}"), "--set", "sgd.lr=0.01"]);
    let loss = |line: &serde_json::Value| line["final_loss"].as_f64().expect("a number");
    assert!((loss(&found[0]) - loss(&found[1])).abs() <= 1e-12 * loss(&found[0]), "{found:?}");
    let slower = objects(&["run", "quadratic", "--method", &file, "--set", "heavy.lr=0.001"]);
    assert!(loss(&slower[0]) > loss(&found[1]));
    refuses(&["run", "quadratic", "--method", &file, "--set", "heavy.none=1"], 2, &["heavy.none", "did you mean"]);
    refuses(&["run", "quadratic", "--method", &file, "--set", "heavy.m=2"], 2, &["heavy.m", "from 0 to 1"]);
}

/// A plan names a rule's file; what was run stands in its folder, and another rule is another plan.
#[test]
#[cfg(feature = "tables")]
fn a_plan_takes_a_rule_from_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let rule = |rate: &str| format!("rate lr = {rate}; share m = 0.9; v' = m v + lr g; q' = q − v'\n");
    written(folder.path(), "heavy.rule", &rule("0.01"));
    let plan = "name = \"own\"\ntitle = \"A rule of one's own\"\nseeds = 8\nsteps = 20\n\
        [[problem]]\nname = \"quadratic\"\n[[method]]\nname = \"heavy.rule\"\nset.m = [0.5, 0.9]\n[[method]]\nname = \"sgd\"\n";
    let plan = written(folder.path(), "plan.toml", plan);
    let sweep = |out: &str| {
        let out = folder.path().join(out).display().to_string();
        let output = run(&["sweep", &plan, "--out", &out]);
        assert!(output.status.success(), "{}", stderr(&output));
        (super::stdout(&output), out)
    };
    let (first, out) = sweep("a");
    assert!(fs::read_to_string(Path::new(&out).join("plan.toml")).is_ok_and(|text| text.contains("v' = m v + lr g")));
    written(folder.path(), "heavy.rule", &rule("0.02"));
    let (second, _) = sweep("b");
    assert_ne!(first, second, "another rule has another digest");
    // A finished folder is that of the first rule.
    let again = run(&["sweep", &plan, "--out", &out, "--resume"]);
    assert_eq!(again.status.code(), Some(2), "{}", stderr(&again));
    assert!(stderr(&again).contains("is the folder of another sweep"), "{}", stderr(&again));
    // In a line with others it could not be put into the plan, and another rule would go unseen.
    let inline = "name = \"own\"\ntitle = \"t\"\nseeds = 8\nsteps = 20\nproblem = [{ name = \"quadratic\" }]\n\
        method = [{ name = \"heavy.rule\" }]\n";
    let inline = written(folder.path(), "inline.toml", inline);
    refuses(&["sweep", &inline, "--out", &out], 2, &["heavy.rule", "line of its own"]);
    fs::remove_file(folder.path().join("heavy.rule")).expect("removable");
    refuses(&["sweep", &plan, "--out", &out], 1, &["heavy.rule", "cannot be read"]);
}

/// The comparison of two rules as JSON.
fn compared(first: &str, second: &str) -> serde_json::Value {
    let output = run(&["same", first, second, "--format", "json"]);
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// What a library ships under a name is what is registered here, or is written in a line.
#[test]
fn rules_are_the_same_under_other_names() {
    for (first, second, slots, call_by_call) in [
        ("sgd", "optax.sgd", "trace = v/lr", true),
        ("blackjax.velocity_verlet", "leapfrog_kdk", "v = momentum", false),
        (HEAVY_BALL, "v' = μ v + g; q' = q − η v'", "v = v/η", true),
    ] {
        let found = compared(first, second);
        assert_eq!(found["verdict"], "same", "{found}");
        assert_eq!(found["second_from_first"]["slots"], serde_json::json!([slots]));
        assert_eq!(found["second_from_first"]["call_by_call"], call_by_call);
    }
    let case = compared("keras.optimizers.RMSprop", "optax.rmsprop");
    assert_eq!(case["verdict"], "first_is_case");
    assert!(
        case["second_from_first"]["numbers"].as_array().is_some_and(|all| all.contains(&"initial_scale = 0".into()))
    );
}

/// Keras has ε beside the root of the moment as it is, optax beside that of the moment corrected,
/// which it is without a share of the past.
#[test]
fn two_adams_differ_by_where_eps_stands() {
    let found = compared("optax.adam", "keras.optimizers.Adam");
    assert_eq!((&found["verdict"], &found["witness"]["step"]), (&"different".into(), &1.into()), "{found}");
    assert_eq!(found["holds_where"]["values"], serde_json::json!({"eps_root": 0, "b2": 0}));
    assert_eq!(found["holds_where"]["proved"], true);
    let words = stdout(&run(&["same", "optax.adam", "keras.optimizers.Adam"]));
    assert!(words.contains("differ") && words.contains("q1 after step 1 is") && words.contains("b2 = 0"), "{words}");
    let changed = compared("sgd", "v' = μ v + η g; q' = q − v' − v'/1000000");
    assert_eq!(changed["verdict"], "different");
}

#[test]
fn a_rule_that_is_none_cannot_be_compared() {
    let output = run(&["same", "sgd", "optax.adan2"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("optax.adan"), "{}", stderr(&output));
}

/// A clock ends the program with a status of its own, and prints nothing in part; enough time is no limit.
#[test]
fn a_limit_of_time_ends_the_program() {
    let late = run(&["certify", "optax.contrib.prodigy", "--seconds", "0.05"]);
    assert_eq!((late.status.code(), stdout(&late)), (Some(3), String::new()));
    assert!(stderr(&late).contains("stopped after 0.05 s, as --seconds asks"), "{}", stderr(&late));
    let enough = run(&["certify", "sgd", "--property", "volume", "--seconds", "600"]);
    assert!(enough.status.success() && stdout(&enough).contains("proved"));
    for wrong in ["0", "-1", "nan", "soon"] {
        let output = run(&["certify", "sgd", &format!("--seconds={wrong}")]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(stderr(&output).contains("expected a number of seconds above 0"), "{}", stderr(&output));
    }
}

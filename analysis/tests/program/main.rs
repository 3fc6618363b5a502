//! The program as a user meets it: what it prints, what it refuses, and what
//! it leaves on the disk.

mod certify;
mod cite;
mod claims;
mod command_line;
mod place;
mod rules;
#[cfg(unix)]
mod slurm;
mod sweep;

use serde_json::Value;
use stable_sgd_analysis::sweep::{Plan, Results};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stable-sgd"));
    command.stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// JSON objects, one a line, of a run that must succeed.
fn objects(arguments: &[&str]) -> Vec<Value> {
    let output = run(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Fails with this status, one line on standard error that has every part, no
/// panic, and nothing on standard output.
fn refuses(arguments: &[&str], status: i32, parts: &[&str]) {
    let output = run(arguments);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(!message.contains("panicked"), "{message}");
    assert!(output.stdout.is_empty());
    for part in parts {
        assert!(message.contains(part), "{arguments:?}: no {part:?} in {message}");
    }
}

#[test]
fn the_published_runs_print_the_papers_numbers_in_full() {
    let runs = objects(&["run", "challenging"]);
    assert_eq!(runs[0]["optimizer"], "sgd");
    assert_eq!(runs[0]["stability"], "inf");
    assert_eq!(runs[0]["final_energy"], Value::Null);
    assert_eq!(runs[1]["optimizer"], "stable_sgd");
    assert_eq!(runs[1]["settings"]["stable.temporal_stability"], 0.03);
    for (run, loss) in runs.iter().zip([-18.522927, -8.140871]) {
        assert!((run["final_loss"].as_f64().expect("a number") - loss).abs() < 5e-7);
        assert_eq!(run["diverged_at"], Value::Null);
        assert!(run["schema"].is_string());
    }
}

#[test]
fn python_3_gives_other_language_losses() {
    let last = |python: &str| objects(&["run", "language", "--set", python])[0]["final_loss"].clone();
    assert!((last("python=2").as_f64().expect("a number") - 87.481869).abs() < 5e-7);
    assert!((last("python=3").as_f64().expect("a number") - 87.460260).abs() < 5e-7);
}

#[test]
fn a_diverging_run_is_a_result_and_leaves_the_other_alone() {
    let published = objects(&["run", "challenging"]);
    let runs = objects(&["run", "challenging", "--set", "sgd.lr=50"]);
    assert!(runs[0]["diverged_at"].is_u64());
    assert_eq!(runs[0]["final_loss"], "inf");
    assert_eq!(runs[1], published[1]);
}

/// At a rate at which the first step leaves the floats the loss before it is finite: it is no result.
#[test]
fn the_end_of_a_run_that_diverged_is_no_result() {
    for problem in ["challenging", "rastrigin", "logistic_regression"] {
        let run = &objects(&["run", problem, "--set", "sgd.lr=1e308"])[0];
        assert_eq!(run["diverged_at"].as_u64().map(|step| step < 3), Some(true), "{run:?}");
        assert_eq!(run["final_loss"], "inf", "{run:?}");
    }
    let fields = ["final_distance", "whole_loss", "test_error"];
    let run = &objects(&["run", "logistic_regression", "--set", "sgd.lr=1e308"])[0];
    assert_eq!(fields.map(|field| run[field].clone()), [Value::Null, Value::from("inf"), Value::from(1.0)]);
}

/// Every problem that `list` names is run by every kind of method, and the losses are those of a
/// sweep of one cell.
#[test]
fn every_problem_runs_as_a_sweep_of_one_cell_does() {
    let names: Vec<&str> = vec!["ill_conditioned", "drifting", "rastrigin", "perceptron", "rosenbrock", "henon_heiles"];
    for problem in names {
        let runs = objects(&["run", problem, "--method", "sgd,nesterov", "--set", "steps=20", "--set", "seed=3"]);
        let plan = format!(
            "name = \"one\"\ntitle = \"One\"\narithmetic = \"exact\"\nseeds = {{ first = 3, count = 1 }}\nsteps = 20\n\
             [[problem]]\nname = \"{problem}\"\n[[method]]\nname = \"sgd\"\n[[method]]\nname = \"nesterov\"\n"
        );
        let results = Results::compute(&Plan::parse(&plan).expect("a plan")).expect("runs");
        for (run, cell) in runs.iter().zip(&results.cells) {
            assert_eq!(run["method"], cell.method.as_str());
            // Decimals are read here to within a last place.
            let (found, expected) = (&run["final_loss"], results.of_cell(cell, "final_loss")[0]);
            let same = |x: f64| (x - expected).abs() <= f64::EPSILON * expected.abs();
            assert!(found.as_f64().map_or(*found == "inf" && expected.is_infinite(), same), "{problem}: {found}");
        }
    }
    refuses(&["run", "rastrigin", "--set", "amplitude=-1"], 2, &["rastrigin: amplitude = -1.0", "from 0"]);
    refuses(&["run", "rastrigin", "--set", "dimension=2.5"], 2, &["a whole number"]);
    refuses(&["run", "rastrigin", "--set", "dimensions=2"], 2, &["did you mean dimension?"]);
    refuses(&["run", "rastrigni"], 2, &["did you mean rastrigin?"]);
    let listed = stdout(&run(&["list"]));
    for name in ["rastrigin", "perceptron", "logistic_regression", "drifting", "henon_heiles", "language"] {
        assert!(listed.contains(&format!("\n  {name}\n")), "{name}: {listed}");
    }
}

/// What has no value is null in JSON and nothing in CSV, never NaN.
#[test]
fn what_a_diverged_run_lacks_is_null_and_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("steps.csv");
    let trace = path.to_str().expect("plain text");
    for (experiment, rate, lacks) in [("challenging", "sgd.lr=50", true), ("language", "stable.lr=1e300", false)] {
        let arguments = ["run", experiment, "--set", rate, "--trace", trace];
        let runs = objects(&arguments);
        let lacking = |run: &Value| run["diverged_at"].is_u64() && (!lacks || run["stability"].is_null());
        assert!(runs.iter().any(lacking), "the control: {runs:?}");
        let csv = stdout(&run(&[&arguments[..], &["--format", "csv"]].concat()));
        let table = stdout(&run(&arguments));
        let steps = fs::read_to_string(&path).expect("readable");
        for text in [format!("{runs:?}"), csv, table, steps] {
            assert!(!text.to_lowercase().contains("nan"), "{experiment}, {rate}: {text}");
        }
    }
}

#[test]
fn registered_methods_run_paired_from_the_same_start() {
    let runs = objects(&["run", "challenging", "--method", "sgd,stable_sgd,packaged"]);
    assert_eq!(runs, objects(&["run", "challenging", "--method", "sgd,stable_sgd,packaged", "--paired"]));
    let apart = objects(&["run", "challenging", "--method", "sgd,sgd", "--unpaired"]);
    assert_ne!(apart[0]["first_loss"], apart[1]["first_loss"], "the control: starts of their own");
    let same = objects(&["run", "challenging", "--method", "sgd,sgd"]);
    assert_eq!(same[0], same[1]);
    let methods: Vec<&str> = runs.iter().filter_map(|run| run["method"].as_str()).collect();
    assert_eq!(methods, ["sgd", "stable_sgd", "packaged"]);
    let first = |i: usize| runs[i]["first_loss"].as_f64().expect("a number");
    assert_eq!(first(0).to_bits(), first(2).to_bits());
    assert!((first(0) - first(1)).abs() < 1e-12, "the clean form squares with x·x");
}

#[test]
fn temporal_stability_acts_on_the_method_described_and_not_on_the_published_one() {
    let last = |method: &[&str], weight: &str| {
        let set = format!("stable.temporal_stability={weight}");
        objects(&[&["run", "challenging", "--set", &set], method].concat()).pop().expect("a run")["final_loss"].clone()
    };
    assert_eq!(last(&[], "0"), last(&[], "1e6"));
    assert_ne!(last(&["--method", "stable_sgd"], "0"), last(&["--method", "stable_sgd"], "0.1"));
}

#[test]
fn csv_has_a_header_and_as_many_fields_in_every_line() {
    let text = stdout(&run(&["run", "language", "--set", "epochs=2", "--format", "csv"]));
    let widths: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
    assert_eq!(widths.len(), 3);
    assert!(widths.iter().all(|width| *width == widths[0]), "{text}");
}

#[test]
fn a_trace_has_every_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("steps.csv");
    let path = file.to_str().expect("plain text");
    assert!(run(&["run", "challenging", "--trace", path]).status.success());
    let text = fs::read_to_string(&file).expect("readable");
    assert!(text.starts_with("optimizer,iteration,loss,distance,energy,penalty\nsgd,0,-22.456293439903316,"));
    assert_eq!(text.lines().count(), 301);
    assert!(run(&["run", "language", "--trace", path]).status.success());
    assert_eq!(fs::read_to_string(&file).expect("readable").lines().count(), 301);
}

#[test]
fn wrong_use_names_the_value_and_the_remedy() {
    refuses(&["run", "chalenging"], 2, &["chalenging", "did you mean challenging?"]);
    refuses(&["run", "challenging", "--set", "lr=1"], 2, &["sgd.lr or stable.lr"]);
    refuses(&["run", "challenging", "--set", "stepz=1"], 2, &["did you mean steps?"]);
    refuses(&["run", "challenging", "--set", "seed"], 2, &["KEY=VALUE"]);
    for value in ["nan", "inf", "-inf", "-0.1", "fast", ""] {
        refuses(&["run", "challenging", "--set", &format!("sgd.lr={value}")], 2, &["sgd.lr", "finite"]);
    }
    for key in ["dimension", "steps"] {
        refuses(&["run", "challenging", "--set", &format!("{key}=0")], 2, &[key, "from 1 to"]);
        refuses(&["run", "challenging", "--set", &format!("{key}=1000000000000")], 2, &[key, "GiB"]);
    }
    refuses(&["run", "language", "--set", "batch=0"], 2, &["batch", "from 1 to"]);
    refuses(&["run", "language", "--set", "python=4"], 2, &["python", "from 2 to 3"]);
    refuses(&["run", "language", "--set", "vocabulary=20000", "--set", "embedding=10000"], 2, &["GiB", "lower"]);
    refuses(&["run", "challenging", "--set", "dimension=1000000", "--set", "steps=10000000"], 2, &["limit"]);
    refuses(&["run", "challenging", "--set", "stable.energy_conservation=maybe"], 2, &["on or off"]);
    refuses(&["run", "challenging", "--method", "sgdd"], 2, &["did you mean sgd?"]);
    refuses(&["run", "challenging", "--set", "packaged.lr=1"], 2, &["no effect"]);
    refuses(&["run", "challenging", "--set", "sgd.momentum=1.5"], 2, &["sgd.momentum = 1.5", "from 0 to 1"]);
    refuses(&["claims", "R99"], 2, &["R99"]);
}

#[test]
fn an_unwritable_place_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    fs::write(&file, b"mine").expect("writable");
    refuses(&["--out", file.to_str().expect("plain text")], 2, &["is a file"]);
    assert_eq!(fs::read(&file).expect("readable"), b"mine");
    let below = file.join("below");
    refuses(&["reproduce", "--out", below.to_str().expect("plain text")], 1, &["cannot write"]);
    let trace = folder.path().join("missing/steps.csv");
    refuses(&["run", "challenging", "--trace", trace.to_str().expect("plain text")], 1, &["cannot write"]);
}

/// A copy of the data folder.
fn data(folder: &Path) -> PathBuf {
    let target = folder.join("data/reference");
    fs::create_dir_all(&target).expect("writable");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/reference");
    for entry in fs::read_dir(source).expect("readable").flatten() {
        fs::copy(entry.path(), target.join(entry.file_name())).expect("writable");
    }
    folder.join("data")
}

#[test]
fn a_reference_file_that_is_missing_truncated_or_altered_is_named_with_its_digest() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = data(folder.path());
    let file = data.join("reference/language_seed42_python3.csv");
    let whole = fs::read(&file).expect("readable");
    let digest = "bba7a57b6bb656b07baf159140a345c92bf0891a68e467a3247e24886b69fa58";
    let expected = ["language_seed42_python3.csv", digest];
    let out = folder.path().join("out");
    let arguments = ["reproduce", "--data", data.to_str().expect("text"), "--out", out.to_str().expect("text")];
    let mut altered = whole.clone();
    altered[100] ^= 1;
    for bytes in [&whole[..whole.len() / 2], &altered] {
        fs::write(&file, bytes).expect("writable");
        refuses(&arguments, 1, &[&expected[..], &["truncated or altered", "found"]].concat());
    }
    fs::remove_file(&file).expect("removable");
    refuses(&arguments, 1, &expected);
    assert!(!out.exists(), "nothing is written before the reference is verified");
    fs::write(&file, &whole).expect("writable");
    assert!(run(&["--data", data.to_str().expect("text"), "claims", "R1"]).status.success(), "the control");
}

/// The one reproduction of these tests: what it printed, and its folder. It runs where a folder
/// `data` happens to be, which is nobody's reference. `.ci/run` makes several, kills some, and
/// compares them.
fn reproduction() -> &'static (String, tempfile::TempDir) {
    static MADE: LazyLock<(String, tempfile::TempDir)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(data(folder.path()).join("reference/challenging_seed42.csv"), "other").expect("writable");
        let output = program().current_dir(folder.path()).output().expect("starts");
        assert!(output.status.success(), "{}", stderr(&output));
        (stdout(&output), folder)
    });
    &MADE
}

/// The folder of the reproduction.
fn reproduced() -> PathBuf {
    reproduction().1.path().join("out")
}

#[test]
fn a_reproduction_has_its_files_and_a_report_that_is_whole() {
    let names = ["report.html", "claims.md", "claims.json", "tables/results.parquet", "figures/sgd_fall_and_climb.svg"];
    for name in names {
        assert!(reproduced().join(name).is_file(), "{name} is missing");
    }
    the_report_is_whole(&fs::read_to_string(reproduced().join("report.html")).expect("written"));
}

/// Every link leads somewhere, no two elements share an id, every figure has a title, and
/// nothing is fetched.
fn the_report_is_whole(page: &str) {
    let quoted = |attribute: &str| {
        let begin = format!(" {attribute}=\"");
        let values = page.split(&begin).skip(1);
        values.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect::<Vec<String>>()
    };
    let mut ids = quoted("id");
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert!(ids.len() == count && count > 100, "{count} ids, {} of them different", ids.len());
    let links = quoted("href");
    assert!(links.len() > 40, "{} links", links.len());
    for link in links {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leaves the page"));
        assert!(ids.iter().any(|id| id == target), "{link} leads nowhere");
    }
    for outside in ["src=", "href=\"http", "@import", "fetch(", "import(", "url("] {
        assert!(!page.contains(outside), "the page refers to {outside}");
    }
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("<title>").count() - 1,
        "a title for each figure and the page"
    );
    assert!(!page.contains("{{") && !page.contains("NaN"), "a value is missing");
}

#[test]
fn the_readme_shows_what_the_program_prints_wherever_it_runs() {
    let printed = &reproduction().0;
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(printed.trim()), "paste what `cargo run` prints into README.md:\n{printed}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = program().arg("list").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("waited for");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn help_and_list_teach() {
    let help = stdout(&run(&["--help"]));
    for word in [
        "reproduce",
        "run",
        "claims",
        "certify",
        "theorem",
        "list",
        "cite",
        "completions",
        "man",
        "Examples",
        "Exit status",
    ] {
        assert!(help.contains(word), "{word}");
    }
    let list = stdout(&run(&["list"]));
    let first = "the gradient before the first is taken as 0: the first smoothed gradient is 0.7 g";
    assert_eq!(list.matches(first).count(), 2, "the published program and its terms");
    for word in ["stable.temporal_stability", "vocabulary", "packaged", "published_challenging", "differs"] {
        assert!(list.contains(word), "{word}");
    }
}

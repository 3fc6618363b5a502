use crate::method::{Coordinates, Oracle, State};
use crate::random::{Python, Random};
use crate::rule::{Graph, UpdateRule};
use serde_json::{Value, json};

/// A rule in which most operations stand: a vector, a number and a counter beside the point.
fn rule() -> Value {
    json!({
        "schema": "stable-sgd/rule/1",
        "name": "sample",
        "source": {"call": "sample(h)"},
        "dimension": null,
        "numbers": [{"name": "h", "default": "1/10"}, {"name": "b", "default": "9/10"}],
        "slots": [
            {"name": "q", "kind": "vector"},
            {"name": "n", "kind": "number", "start": 4},
            {"name": "k", "kind": "integer", "start": 3},
            {"name": "m", "kind": "vector", "start": 5},
        ],
        "nodes": [
            ["slot", "q"],
            ["number", "h"],
            ["constant", "1/2"],
            ["integer", 1],
            ["sum", 0],
            ["gradient", 0],
            ["slot", "k"],
            ["slot", "n"],
            ["slot", "m"],
            ["number", "b"],
            ["power", 9, 6],
            ["loss", 0],
            ["mul", 10, 8],
            ["add", 12, 5],
            ["gt", 13, 2],
            ["not", 14],
            ["eq", 6, 3],
            ["or", 15, 16],
            ["cbrt", 13],
            ["select", 17, 18, 13],
            ["mod", 6, 3],
            ["real", 20],
            ["mul", 1, 19],
            ["sub", 0, 22],
            ["add", 6, 3],
            ["div", 7, 11],
            ["add", 25, 21],
            ["select", 16, 7, 26],
        ],
        "step": {"q": 23, "n": 27, "k": 24, "m": 13},
    })
}

/// ∇U of ½ |q|².
struct Bowl;
impl Oracle<f64> for Bowl {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        gradient.copy_from_slice(position);
    }

    fn loss(&self) -> Option<f64> {
        Some(5.0)
    }
}

/// The point after some steps from (3, −4).
fn run(rule: &UpdateRule, steps: usize) -> Vec<f64> {
    let entry = rule.entry();
    let hyper = entry.description.defaults();
    let mut state: State<f64> = entry.init(vec![3.0, -4.0]);
    for _ in 0..steps {
        entry.on::<f64>().expect("floats").step(&hyper, &mut Bowl, &mut state);
    }
    state.position
}

/// What is said of the rule after a change.
fn refused(change: impl FnOnce(&mut Value)) -> String {
    let mut file = rule();
    change(&mut file);
    UpdateRule::from_json(&file.to_string()).expect_err("refused").to_string()
}

/// What is said of the rule with further nodes, the first of which is node 28.
fn refused_with(nodes: impl IntoIterator<Item = Value>) -> String {
    refused(|file| file["nodes"].as_array_mut().expect("a list").extend(nodes))
}

/// The control: what the other tests change is a rule, and it runs.
#[test]
fn the_rule_itself_is_read_and_runs() {
    let rule = UpdateRule::from_json(&rule().to_string()).expect("a rule");
    // m = g at first, m' = 9/10 m + g, q' = q − m' / 10 at step 1.
    let point = run(&rule, 1);
    let root = 5.7_f64.cbrt();
    assert!((point[0] - (3.0 - root / 10.0)).abs() < 1e-14, "{point:?}, by a root since k = 1 at first");
    assert!(run(&rule, 5).iter().all(|x| x.is_finite()));
}

#[test]
fn what_is_no_rule_of_this_schema_is_refused() {
    for text in ["", "rule", "{", "[1, 2", "{\"schema\": NaN}", &"[".repeat(1000)] {
        let error = UpdateRule::from_json(text).expect_err("refused").to_string();
        assert!(error.starts_with("it is no JSON: "), "{error}");
    }
    assert_eq!(UpdateRule::from_json("[]").expect_err("refused").to_string(), "the file: is no object");
    let schema = |found: &str| format!("its schema is {found}; this program reads stable-sgd/rule/1");
    assert_eq!(refused(|file| file["schema"] = json!("stable-sgd/rule/2")), schema("stable-sgd/rule/2"));
    assert_eq!(refused(|file| file["schema"] = json!(1)), schema("missing"));
    for (dimension, said) in [(json!("four"), "\"four\""), (json!(0), "0"), (json!(7), "7"), (json!(-1), "-1")] {
        let expected = format!("dimension: {said} is no number of coordinates from 1 to 6");
        assert_eq!(refused(|file| file["dimension"] = dimension), expected);
    }
    assert_eq!(refused(|file| file["name"] = json!(1)), "the file: a text \"name\" is needed");
    for part in ["numbers", "slots", "nodes"] {
        assert_eq!(refused(|file| file[part] = json!({})), format!("{part}: a list is needed"));
    }
}

#[test]
fn nodes_that_are_none_are_refused() {
    for (node, message) in [
        (json!(["add", 28, 0]), "28 is no node before it"),
        (json!(["add", 0, 29]), "29 is no node before it"),
        (json!(["add", -1, 0]), "-1 is no node before it"),
        (json!(["add", 0.5, 0]), "0.5 is no node before it"),
        (json!(["add", "q", 0]), "\"q\" is no node before it"),
        (json!(["cosh", 0]), "cosh of 1 is no operation that is known"),
        (json!(["add", 0]), "add of 1 is no operation that is known"),
        (json!(["add", 0, 0, 0]), "add of 3 is no operation that is known"),
        (json!(["coordinate", 0, 0]), "the rule has to say in how many coordinates it is known: `dimension 4`"),
        (json!([]), "a list is needed that begins with the operation's name"),
        (json!("add"), "a list is needed that begins with the operation's name"),
        (json!(["constant", "NaN"]), "NaN is no fraction"),
        (json!(["constant", "1/0"]), "1/0 is no fraction"),
        (json!(["integer", 0.5]), "0.5 is no integer"),
        (json!(["integer", 9_223_372_036_854_775_808_u64]), "9223372036854775808 is no integer"),
        (json!(["slot", "u"]), "u is no slot of it"),
        (json!(["number", "u"]), "u is no number of it"),
        (json!(["gradient", 1]), "a vector is needed here, and this is a number"),
        (json!(["sum", 1]), "a vector is needed here, and this is a number"),
        (json!(["add", 0, 14]), "a number or a vector is needed here, and this is a condition"),
        (json!(["mod", 1, 3]), "an integer is needed here, and this is a number"),
        (json!(["select", 0, 0, 0]), "a condition is needed here, and this is a vector"),
        (json!(["select", 14, 14, 0]), "a condition is needed here, and this is a vector"),
        (json!(["select", 14, 0, 14]), "a number or a vector is needed here, and this is a condition"),
        (json!(["real", 0]), "an integer is needed here, and this is a vector"),
    ] {
        assert_eq!(refused_with([node.clone()]), format!("nodes[28]: {message}"), "{node}");
    }
}

#[test]
fn slots_and_numbers_that_are_none_are_refused() {
    let slot = |slot: Value| {
        refused(|file| {
            file["step"][slot["name"].as_str().unwrap_or("q")] = json!(0);
            file["slots"].as_array_mut().expect("a list").push(slot);
        })
    };
    assert_eq!(slot(json!({"name": "n", "kind": "number"})), "slots[4]: n is there twice");
    assert_eq!(slot(json!({"name": "u", "kind": "matrix"})), "slots[4]: matrix is no kind of u");
    assert_eq!(slot(json!({"name": "u"})), "slots[4]: a text \"kind\" is needed");
    assert_eq!(slot(json!({"kind": "vector"})), "slots[4]: a text \"name\" is needed");
    assert_eq!(slot(json!({"name": "q", "kind": "vector"})), "slots[4]: the first slot is the point q, and no other");
    assert_eq!(slot(json!({"name": "u", "kind": "vector", "start": -1})), "slots[4]: start is no node");
    let start = |kind: &str, start: usize| slot(json!({"name": "u", "kind": kind, "start": start}));
    assert_eq!(start("vector", 99), "nodes[99]: a slot starts there, and it is missing");
    for (kind, of_slot) in [("number", 7), ("vector", 13), ("number", 26)] {
        let error = start(kind, of_slot);
        assert!(error.ends_with(": a start is made of the point, gradients and numbers alone"), "{error}");
    }
    assert_eq!(start("integer", 1), "u: a counter starts at an integer");
    assert_eq!(start("number", 0), "u: a number starts as a vector");
    let flag = refused(|file| {
        file["nodes"].as_array_mut().expect("a list").push(json!(["flag", true]));
        file["slots"][1]["start"] = json!(28);
    });
    assert_eq!(flag, "n: a number or a vector is needed here, and this is a condition");
    let empty = refused(|file| {
        file["nodes"].as_array_mut().expect("a list").push(json!([]));
        file["slots"][1]["start"] = json!(28);
    });
    assert_eq!(empty, "nodes[28]: a list is needed that begins with the operation's name");
    assert_eq!(refused(|file| file["slots"] = json!([])), "slots: the point q is missing");
    let number = |number: Value| refused(|file| file["numbers"].as_array_mut().expect("a list").push(number));
    assert_eq!(number(json!({"name": "h"})), "numbers[2]: h is there twice");
    assert_eq!(number(json!({"name": "u", "default": "NaN"})), "numbers[2]: \"NaN\" is no fraction");
    assert_eq!(number(json!({"name": "u", "default": null})), "numbers[2]: null is no fraction");
    assert_eq!(number(json!({"name": "u", "role": "king"})), "numbers[2]: king is no role");
}

#[test]
fn steps_that_are_none_are_refused() {
    let needed = "step: an object is needed, a node a slot";
    assert_eq!(refused(|file| file["step"] = json!([0])), needed);
    assert_eq!(refused(|file| drop(file.as_object_mut().expect("an object").remove("step"))), needed);
    for (slot, node, message) in [
        ("u", json!(0), "step: u is no slot of it"),
        ("q", json!(null), "step.q: a node is needed"),
        ("q", json!(28), "step.q: a node is needed"),
        ("n", json!(0), "step.n: a number becomes a vector"),
        ("k", json!(1), "step.k: a counter becomes an integer"),
        ("k", json!(16), "step.k: a counter becomes an integer"),
        ("m", json!(14), "step.m: a number or a vector is needed here, and this is a condition"),
    ] {
        assert_eq!(refused(|file| file["step"][slot] = node), message);
    }
}

#[test]
fn more_nodes_than_the_budget_are_refused() {
    let many = |count: usize, node: fn(usize) -> Value| (28..28 + count).map(node);
    let long = refused_with(many(Graph::BUDGET, |_| json!(["neg", 0])));
    assert_eq!(long, "nodes: there are 65564; a rule may have 65536");
    // A root of one node of the file is ten of the graph.
    let roots = refused_with(many(8000, |index| json!(["cbrt", index - 1])));
    assert!(roots.ends_with("]: the rule has more than 65536 operations"), "{roots}");
}

/// Conditions are walked one within the other, so that their depth is bounded.
#[test]
fn conditions_of_many_parts_are_refused() {
    let comparisons = (0..100).map(|n| json!(["constant", n.to_string()]));
    let comparisons = comparisons.chain((0..100).map(|n| json!(["gt", 0, 28 + n])));
    let joined = (0..100).map(|n| if n == 0 { json!(["not", 128]) } else { json!(["and", 227 + n, 128 + n]) });
    let twice = (0..10).map(|n| if n == 0 { json!(["gt", 0, 1]) } else { json!(["and", 27 + n, 27 + n]) });
    let denied = (0..10_000).map(|n| if n == 0 { json!(["gt", 0, 1]) } else { json!(["not", 27 + n]) });
    let known = (0..10_000).map(|n| if n == 0 { json!(["gt", 0, 1]) } else { json!(["or", 27 + n, 16]) });
    let flags = [json!(["flag", false])].into_iter();
    let flags = flags.chain((0..10_000).map(|n| json!(["or", if n == 0 { 14 } else { 28 + n }, 28])));
    let refusals = [
        refused_with(comparisons.chain(joined)),
        refused_with(twice),
        refused_with(denied),
        refused_with(known),
        refused_with(flags),
    ];
    for error in refusals {
        assert!(error.starts_with("nodes[") && error.contains("a condition is made of more than 64"), "{error}");
    }
}

/// An integer without a value, as k mod 0, is a number that is none, and a choice by it as well.
#[test]
fn what_is_chosen_by_an_integer_without_a_value_is_undefined() {
    for by in [json!(["integer", 0]), json!(["integer", 2])] {
        let mut file = rule();
        let further = [by.clone(), json!(["mod", 6, 28]), json!(["eq", 29, 3]), json!(["select", 30, 0, 22])];
        file["nodes"].as_array_mut().expect("a list").extend(further);
        file["step"]["q"] = json!(31);
        let rule = UpdateRule::from_json(&file.to_string()).expect("a rule");
        let point = run(&rule, 1);
        assert_eq!(point.iter().all(|x| x.is_nan()), by == json!(["integer", 0]), "{point:?}");
    }
}

/// What another node, or another part of one, may be.
fn other(random: &mut Random) -> Value {
    let words = [
        "add",
        "mul",
        "gt",
        "eq",
        "and",
        "or",
        "not",
        "select",
        "slot",
        "number",
        "constant",
        "integer",
        "real",
        "mod",
        "power",
        "loss",
        "gradient",
        "sum",
        "step",
        "dimension",
        "q",
        "n",
        "k",
        "m",
        "h",
        "NaN",
        "1/3",
    ];
    match random.choice(3) {
        0 => json!(random.choice(30)),
        1 => json!(i64::MAX),
        _ => json!(words[random.choice(words.len() as u32) as usize]),
    }
}

/// The file with one to three parts of its nodes, starts or steps replaced.
fn with_other_parts(random: &mut Random) -> String {
    let mut file = rule();
    for _ in 0..=random.choice(3) {
        let other = other(random);
        match random.choice(6) {
            0 => file["step"][["q", "n", "k", "m"][random.choice(4) as usize]] = json!(random.choice(28)),
            1 => file["slots"][random.choice(4) as usize]["start"] = json!(random.choice(28)),
            _ => {
                let nodes = file["nodes"].as_array_mut().expect("a list");
                let node = nodes[random.choice(28) as usize].as_array_mut().expect("a node");
                let part = random.choice(node.len() as u32 + 1) as usize;
                if part < node.len() { node[part] = other } else { node.push(other) }
            }
        }
    }
    file.to_string()
}

/// The text with some bytes changed, or some left out.
fn with_other_bytes(random: &mut Random) -> String {
    const BYTES: &[u8] = b"0123456789-.,:/\"[]{}eqnkm \x00\xff";
    let mut text = rule().to_string().into_bytes();
    for _ in 0..=random.choice(3) {
        let at = random.choice(text.len() as u32) as usize;
        if random.choice(2) == 0 {
            text[at] = BYTES[random.choice(BYTES.len() as u32) as usize];
        } else {
            let end = text.len().min(at + 1 + random.choice(8) as usize);
            text.drain(at..end);
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Ten thousand files with mistakes: each is refused with a word, or is a rule that runs.
#[test]
fn no_mistake_is_a_panic() {
    let mut random = Random::new(1, Python::Three);
    let (mut read, mut refused) = (0, 0);
    for turn in 0..10_000 {
        let text = if turn % 2 == 0 { with_other_parts(&mut random) } else { with_other_bytes(&mut random) };
        match UpdateRule::from_json(&text) {
            Ok(rule) => {
                run(&rule, 2);
                read += 1;
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                refused += 1;
            }
        }
    }
    assert!(read > 300 && refused > 3000, "{read} were read, {refused} refused");
}

/// Coordinates are told apart where the file says how many there are.
#[test]
fn a_rule_of_some_coordinates_alone_reads_them() {
    let turned = |dimension: Value, last: Value| {
        json!({
            "schema": "stable-sgd/rule/1", "name": "turned", "dimension": dimension, "numbers": [],
            "slots": [{"name": "q", "kind": "vector"}],
            "nodes": [["slot", "q"], ["coordinate", 0, 0], ["coordinate", 0, 1], ["neg", 2], ["stack", 3, 1], last],
            "step": {"q": 4}
        })
        .to_string()
    };
    let own = turned(json!(2), json!(["neg", 0]));
    let rule = UpdateRule::from_json(&own).expect("a rule");
    assert_eq!(rule.entry().description.coordinates, Coordinates::Only(2));
    let mut state = rule.entry().init(vec![3.0, 4.0]);
    rule.entry().on::<f64>().expect("floats").step(&rule.entry().description.defaults(), &mut Bowl, &mut state);
    assert_eq!(state.position, [-4.0, 3.0]);
    let error = |text: String| UpdateRule::from_json(&text).expect_err("refused").to_string();
    for (dimension, last, message) in [
        (
            json!(null),
            json!(["neg", 0]),
            "nodes[1]: the rule has to say in how many coordinates it is known: `dimension 4`",
        ),
        (json!(2), json!(["coordinate", 0, 2]), "nodes[5]: there are 2 coordinates, and this is of 3"),
        (json!(2), json!(["coordinate", 0, -1]), "nodes[5]: a coordinate is an integer from 0"),
        (json!(2), json!(["coordinate", 1, 0]), "nodes[5]: a vector is needed here, and this is a number"),
        (json!(2), json!(["stack", 1]), "nodes[5]: there are 2 coordinates, and this is of 1"),
        (json!(2), json!(["stack", 1, 0]), "nodes[5]: a number is needed here, and this is a vector"),
        (json!(2), json!(["stack", 1, 9]), "nodes[5]: 9 is no node before it"),
    ] {
        assert_eq!(error(turned(dimension, last)), message);
    }
}

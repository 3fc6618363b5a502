use crate::method::Role;
use crate::method::{Hyperparameters, Oracle, State};
use crate::rule::UpdateRule;

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

fn read(text: &str) -> UpdateRule {
    UpdateRule::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The points of a run on ½ |q|² from (3, −4), at the defaults.
fn run(text: &str, steps: usize) -> Vec<Vec<f64>> {
    let entry = read(text).entry();
    let mut state: State<f64> = entry.init(vec![3.0, -4.0]);
    let hyper: Hyperparameters<f64> = entry.description.defaults();
    let mut step = || {
        entry.on::<f64>().expect("floats").step(&hyper, &mut Bowl, &mut state);
        state.position.clone()
    };
    (0..steps).map(|_| step()).collect()
}

/// What a value is at q = g = (3, −4): the point after one step of `q' = value`.
fn value(text: &str) -> Vec<f64> {
    run(&format!("q' = {text}"), 1).swap_remove(0)
}

#[test]
fn operators_bind_as_they_are_said_to() {
    for (text, expected) in [
        ("q + 2 q / 4 q", [3.0 + 4.5, -4.0 + 8.0]),
        ("12/2 q", [18.0, -24.0]),
        ("-q^2", [-9.0, -16.0]),
        ("q * -2", [-6.0, 8.0]),
        ("q⁻¹", [1.0 / 3.0, -0.25]),
        ("2^-2 q", [0.75, -1.0]),
        ("√4 q", [6.0, -8.0]),
        ("4^(1/2) q", [6.0, -8.0]),
        ("|q| q", [15.0, -20.0]),
        ("|q|² q", [75.0, -100.0]),
        ("abs(q)", [3.0, 4.0]),
        ("|3 - 5| q", [6.0, -8.0]),
        ("dot(q, g) q", [75.0, -100.0]),
        ("sum(q) q", [-3.0, 4.0]),
        ("mean(q) q", [-1.5, 2.0]),
        ("max(q) q", [9.0, -12.0]),
        ("min(q) q", [-12.0, 16.0]),
        ("max(q, 1)", [3.0, 1.0]),
        ("min(q, 1)", [1.0, -4.0]),
        ("clip(q, ±2)", [2.0, -2.0]),
        ("clip(q, 2)", [2.0, -2.0]),
        ("clip(q, -1, 5)", [3.0, -1.0]),
        ("sign(q)", [1.0, -1.0]),
        ("if q > 0 then 7 else q", [7.0, -4.0]),
        ("if q ≤ 0 or q ≥ 3 then 7 else q", [7.0, 7.0]),
        ("if q > 0 and q < 3 then 7 else q", [3.0, -4.0]),
        ("if q = 3 then 7 else q", [7.0, -4.0]),
        ("if k mod 2 = 1 then q else 0 q", [3.0, -4.0]),
        ("k q / 2", [1.5, -2.0]),
        ("½q", [1.5, -2.0]),
        ("q exp(0) + ln(1) + sin(0) + tanh(0)", [3.0, -4.0]),
        ("U q", [15.0, -20.0]),
        ("grad(2 q)", [6.0, -8.0]),
        ("w (q)  # a name before a bracket multiplies", [3.0, -4.0]),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn slots_definitions_and_starts_are_what_they_are() {
    // The velocity's new value, and its old.
    assert_eq!(run("v' = g; q' = q - v'", 1), run("q' = q - g", 1));
    assert_eq!(run("v' = g; q' = q - v", 2)[1], [0.0, 0.0]);
    // From the second step on the start has no say.
    assert_eq!(run("start m = 2 q\nm' = m; q' = q + m", 2), [[9.0, -12.0], [15.0, -20.0]]);
    assert_eq!(run("start m = grad(q); m' = 0 q; q' = q + m", 2), [[6.0, -8.0], [6.0, -8.0]]);
    // A number by a sum, and one that is the same at every coordinate.
    assert_eq!(run("s' = s + |g|²; q' = q + s' + |s'|", 1)[0], [3.0 + 50.0, -4.0 + 50.0]);
    assert_eq!(run("t' = t + 1; q' = t' q", 2)[1], [6.0, -8.0]);
}

#[test]
fn numbers_have_the_role_that_is_declared_or_that_their_name_has() {
    let rule =
        read("rate a = 1/4; share b = 0.5\nweight w = 0; coefficient c = -2\nq' = q - a b w c g - lr μ q - β₂ ε z g");
    let numbers: Vec<_> = rule.entry().description.numbers.iter().map(|n| (n.name, n.role, n.default)).collect();
    assert_eq!(
        numbers,
        [
            ("a", Role::Rate, (1, 4)),
            ("b", Role::Fraction, (1, 2)),
            ("w", Role::Weight, (0, 1)),
            ("c", Role::Coefficient, (-2, 1)),
            ("lr", Role::Rate, (1, 100)),
            ("μ", Role::Fraction, (9, 10)),
            ("β₂", Role::Fraction, (999, 1000)),
            ("ε", Role::Weight, (1, 100_000_000)),
            ("z", Role::Coefficient, (1, 1)),
        ]
    );
    assert_eq!(rule.assumed().len(), 5);
    assert_eq!(rule.assumed()[1], "share μ = 9/10");
    // Two spellings of a name are one number.
    assert_eq!(read("q' = q - mu g - μ g").entry().description.numbers.len(), 1);
    assert_eq!(read("order 2; p' = p - h g; q' = q + h p'").entry().description.order, Some(2));
}

/// Each mistake, the words that say where it is, and a word of what to do.
#[test]
fn a_mistake_is_shown_with_its_place_and_a_remedy() {
    let mut wrong = Vec::new();
    for (text, place, message, remedy) in [
        ("q' = q + * g", "*", "not expected here", "a value"),
        ("q' = q - lr (g; v' = v", ";", "the statement ends here", "`)`"),
        ("q' = q - lr g)", ")", "not expected here", "an operator"),
        ("q' = |q", "", "the statement ends here", "`|`"),
        ("q' = 1.2.3 q", "1.2.3", "is not a number", "digits"),
        ("q' = q ? 2", "?", "has no meaning", "known"),
        ("v' = v - g", "", "no statement says what the point becomes", "q' ="),
        ("vel' = vel; q' = q - val'", "val'", "no statement says what val becomes", "did you mean vel?"),
        ("q' = q - v'; v' = v", "v'", "v' is not known yet", "before it"),
        ("q' = q; q' = g", "q'", "given twice", "one statement"),
        ("a = g; a = q; q' = a", "a", "two meanings", "another name"),
        ("v = g; v' = v; q' = v", "v", "v is a slot", "another name"),
        ("a = 2 a; q' = a", "a", "stands in its own value", "remembers"),
        ("start q = 1; q' = g", "q", "starts where the run starts", ""),
        ("start m = v; v' = v; m' = m; q' = m", "v", "known before any other slot", "the point"),
        ("start m = 1; q' = q", "m", "no statement says what m becomes", "slot"),
        ("share b = 2; q' = b q", "b", "cannot be 2", "from 0 to 1"),
        ("rate b = q; q' = b q", "q", "a default is a fraction", "such as"),
        ("g' = g; q' = g", "g'", "meaning of its own", "another name"),
        ("q' = if q > 0 then q", "", "the statement ends here", "`else`"),
        ("q' = if q then q else g", "q", "a condition is needed", ""),
        ("q' = q + (q > 0)", "(q > 0)", "a number or a vector is needed", ""),
        ("q' = sum(2) q", "sum(2)", "a vector is needed", ""),
        ("q' = grad(q > 2)", "grad(q > 2)", "a number or a vector is needed", ""),
        ("q' = vector(1, 2)", "vector(1, 2)", "how many coordinates it is known", ""),
        ("dimension 2; q' = q + vector(1, 2, 3)", "vector(1, 2, 3)", "there are 2 coordinates, and this is of 3", ""),
        ("dimension 2; q' = coordinate(q, 3) q", "coordinate(q, 3)", "there are 2 coordinates, and this is of 3", ""),
        ("dimension 2; q' = coordinate(q, 0) q", "0", "told by its place, from 1", "coordinate(q, 1)"),
        ("dimension 7; q' = q", "7", "not expected here", "from 1 to 6"),
        ("q' = q mod 2", "q mod 2", "an integer is needed", ""),
        ("q' = max(q, g, q)", "max(q, g, q)", "takes 1 or 2 values and is given 3", ""),
        ("q' = ±2", "±2", "a bound of clip alone", "clip"),
        ("counter n; n' = n' + 1; q' = q", "n'", "n' is not known yet", "before it"),
        ("counter n; n' = n; start n = 1; start n = 2; q' = q", "n", "starts twice", "one start"),
        ("counter n; n' = n; start n = q; q' = q", "q", "a counter starts at an integer", ""),
        ("counter n; n' = n / 2; q' = q", "n / 2", "an integer is needed", ""),
        ("counter n; q' = q", "n", "no statement says what n becomes", "n' = "),
        ("counter n; number n; n' = n; q' = q", "n", "declared already", ""),
        ("start m = k; m' = m; q' = m", "k", "known before any other slot", "the point"),
        ("counter n; n' = n; start m = n g; m' = m; q' = m", "n g", "known before any other slot", "the point"),
        ("order 9; q' = q", "9", "not expected here", "from 1 to 5"),
        ("", "", "no statement says what the point becomes", ""),
    ] {
        let error = UpdateRule::parse(text).map(|_| ()).expect_err(text);
        let shown: String = error.line.chars().skip(error.column).take(error.width).collect();
        if shown != place || !error.message.contains(message) || !error.remedy.contains(remedy) {
            wrong.push(format!("{text} ({place}): {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let deep = format!("q' = {}q{}", "(".repeat(5000), ")".repeat(5000));
    assert!(UpdateRule::parse(&deep).is_err_and(|error| error.message.contains("nested too deep")));
    let minus = format!("q' = q *{} q", "-".repeat(5000));
    assert!(UpdateRule::parse(&minus).is_err_and(|error| error.message.contains("nested too deep")));
}

#[test]
fn the_place_is_under_the_line() {
    let error = UpdateRule::parse("v' = μ v\nq' = q − η (g").map(|_| ()).expect_err("a bracket is open");
    assert_eq!(error.to_string(), "the statement ends here\n2 | q' = q − η (g\n  |              ^ `)`");
}

/// Mixtures of the language's own words, and of others: each is a rule or an error, none a panic.
#[test]
fn no_text_panics() {
    const WORDS: [&str; 44] = [
        "q'", "q", "v'", "v", "m'", "m", "g", "U", "k", "μ", "η", "=", ";", "\n", "+", "-", "*", "/", "^", "²", "⁻¹",
        "(", ")", "|", ",", "√", "±", "½", "if", "then", "else", "mod", "and", "or", "start", "order", "rate", "share",
        "grad(", "clip(", "sum(", ">", "0.5", "#",
    ];
    let mut state = 1_u64;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    let (mut rules, mut errors) = (0, 0);
    for case in 0..10_000 {
        let mut text = String::from(if case % 2 == 0 { "q' = q " } else { "" });
        for _ in 0..next(24) {
            text.push_str(WORDS[next(WORDS.len())]);
            text.push_str(if next(3) == 0 { "" } else { " " });
            if next(40) == 0 {
                text.extend(char::from_u32(next(0x3000) as u32));
            }
        }
        match UpdateRule::parse(&text) {
            Ok(rule) => {
                rules += 1;
                assert!(!rule.graph().nodes().is_empty(), "{text}");
            }
            Err(error) => {
                errors += 1;
                assert!(!error.to_string().is_empty(), "{text}");
            }
        }
    }
    assert!(rules > 300 && errors > 3000, "{rules} rules, {errors} errors");
}

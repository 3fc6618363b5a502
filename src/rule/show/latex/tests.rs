//! LaTeX of rules, as it was read by eye.

use crate::method::registry;
use crate::rule::UpdateRule;

/// The lines of the block.
fn lines(text: &str) -> Vec<String> {
    let rule = UpdateRule::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let latex = rule.latex();
    assert_eq!(UpdateRule::parse(text).expect("a rule").latex(), latex, "{text}");
    assert!(is_balanced(&latex), "{latex}");
    let (_, block) = latex.split_once("\\begin{aligned}\n").expect("a block");
    let (block, _) = block.split_once("\n\\end{aligned}").expect("its end");
    block.lines().map(|line| line.trim_end_matches(" \\\\").to_owned()).collect()
}

/// Whether every brace, environment and growing bracket is closed where it has to be, and no line
/// has a second superscript on a prime.
fn is_balanced(latex: &str) -> bool {
    let (mut open, mut rest) = (Vec::new(), latex);
    while let Some(at) = rest.find(['{', '}', '\\']) {
        rest = &rest[at..];
        let word = rest[1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |end| end + 1);
        let argument = || rest[word..].split_once('}').map_or("", |(name, _)| name).to_owned();
        let closes = match (&rest[..1], &rest[..word]) {
            ("{", _) => {
                open.push("{".to_owned());
                true
            }
            ("}", _) => open.pop().as_deref() == Some("{"),
            (_, "\\left") => {
                open.push("left".to_owned());
                true
            }
            (_, "\\right") => open.pop().as_deref() == Some("left"),
            (_, "\\begin") => {
                open.push(argument());
                true
            }
            (_, "\\end") => open.pop() == Some(argument()),
            _ => true,
        };
        if !closes {
            return false;
        }
        rest = &rest[if rest.starts_with('\\') { word.max(2) } else { 1 }..];
    }
    open.is_empty() && !latex.contains("'^")
}

#[test]
fn blocks_are_as_they_were_read() {
    let cases: [(&str, &[&str]); 5] = [
        ("v' = μ v + η g; q' = q − v'", &[r"g &= \nabla U(q)", r"v' &= \mu v + \eta g", r"q' &= q - v'"]),
        (
            "m' = β₁ m + (1 - β₁) g; v' = β₂ v + (1 - β₂) g²; q' = q - lr (m' / (1 - β₁^k)) / (√(v' / (1 - β₂^k)) + ε)",
            &[
                r"g &= \nabla U(q)",
                r"m' &= \beta_{1} m + (1 - \beta_{1}) g",
                r"v' &= \beta_{2} v + (1 - \beta_{2}) g^{2}",
                r"q' &= q - \frac{\mathrm{lr} \cdot \frac{m'}{1 - \beta_{1}^{k}}}{\sqrt{\frac{v'}{1 - \beta_{2}^{k}}} + \varepsilon}",
            ],
        ),
        (
            "q' = q - lr g / max(|g|, 1) - min(c, 2) dot(q, g) + sum(abs(q - g)) sign(q) (1/3) (2/3)",
            &[
                r"g &= \nabla U(q)",
                r"w_{1} &= \lVert g \rVert",
                r"q' &= q - \frac{\mathrm{lr} g}{\max(w_{1}, 1)} - \min(c, 2) \langle q, g \rangle + \left(\sum_i [\lvert q - g \rvert]_i \right) \operatorname{sgn}(q) \frac{1}{3} \cdot \frac{2}{3}",
            ],
        ),
        (
            "v' = v + g; q' = q - v' (√((1/2) |v'|² + U) q)²",
            &[
                r"g &= \nabla U(q)",
                r"v' &= v + g",
                r"q' &= q - v' \odot \left(\sqrt{\frac{1}{2} \lVert v' \rVert^{2} + U(q)} q \right)^{2}",
            ],
        ),
        (
            "counter n; start n = 3; n' = n + 1; start m = grad(q); q_hat' = q_hat; nu_max' = exp(q)²; \
             m' = if k mod 2 = 0 and not n > 4 then m else grad(q + m)²; q' = q - (m' + U)^3 * 2 - g_",
            &[
                r"g &= \nabla U(q)",
                r"n^{(0)} &= 3",
                r"m^{(0)} &= g",
                r"m' &= \begin{cases} m & \text{if } k \bmod 2 = 0 \land \lnot (n > 4) \\ (\nabla U(q + m))^{2} & \text{otherwise} \end{cases}",
                r"q' &= q - (m' + U(q))^{3} \cdot 2 - \underline{g}",
                r"\nu_{\mathrm{max}}' &= (\exp(q))^{2}",
                r"n' &= n + 1",
                r"\hat{q}' &= \hat{q}",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(lines(text), expected, "{text}");
    }
}

/// The rules of every method, and those that ship.
fn rules() -> Vec<UpdateRule> {
    let registered = registry::all().into_iter().map(|m| UpdateRule::of_method(&m).expect("a rule"));
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data/shipped")).expect("the folder");
    let text = |file: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(file.expect("a file").path());
    let shipped = folder.filter_map(|file| UpdateRule::from_json(&text(file).expect("it is read")).ok());
    registered.chain(shipped).collect()
}

#[test]
fn every_rule_is_balanced_and_declares_its_numbers() {
    let rules = rules();
    assert_eq!(rules.len(), registry::all().len() + 60);
    for rule in rules {
        let latex = rule.latex();
        assert!(is_balanced(&latex), "{latex}");
        let comments = latex.lines().filter(|line| line.starts_with("% ") && line.contains(" = ")).count();
        assert_eq!(comments, rule.description.numbers.len(), "{latex}");
        assert!(latex.is_ascii(), "{latex}");
    }
}

/// The control.
#[test]
fn control_what_is_not_closed_is_seen() {
    for wrong in
        [r"\frac{1}{2", r"\left( x", r"x \right)", r"\begin{cases} x \end{aligned}", "v'^{2}", r"{\left( } \right)"]
    {
        assert!(!is_balanced(wrong), "{wrong}");
    }
    assert!(is_balanced(r"{v'}^{2} \left( \frac{1}{2} \right)"));
}

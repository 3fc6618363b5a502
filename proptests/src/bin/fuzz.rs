//! Draws rules from seeds, certifies them, and prints every verdict that numbers contradict.
//!
//! ```text
//! fuzz --rules N --from SEED [--threads 2] [--runs 40] [--patience SECONDS] [--seed-file FILE] [--no-shrink] [--open]
//! ```
//! `--open` prints the reason of each verdict that is undecided.
//! The exit status is 1 where something contradicts.

use stable_sgd_proptests::fuzz::campaign::{Effort, Examined, of_seed};
use stable_sgd_proptests::fuzz::report::{Report, contradictions};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

struct Arguments {
    seeds: Vec<u64>,
    threads: usize,
    effort: Effort,
    shrink: bool,
    first: bool,
    open: bool,
}

const USAGE: &str = "fuzz --rules N --from SEED [--threads 2] [--runs 40] [--patience SECONDS] [--seed-file FILE] \
                     [--no-shrink] [--first] [--open]";

fn arguments() -> Result<Arguments, String> {
    let mut given = std::env::args().skip(1);
    let (mut rules, mut from, mut seeds) = (1000, 0, None);
    let mut arguments =
        Arguments { seeds: Vec::new(), threads: 2, effort: Effort::default(), shrink: true, first: false, open: false };
    while let Some(name) = given.next() {
        if name == "--no-shrink" {
            arguments.shrink = false;
            continue;
        }
        if name == "--open" {
            arguments.open = true;
            continue;
        }
        if name == "--first" {
            arguments.first = true;
            continue;
        }
        let value = given.next().ok_or_else(|| format!("{name} needs a value; {USAGE}"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} needs a number, found {value:?}"));
        match name.as_str() {
            "--rules" => rules = number()?,
            "--from" => from = number()?,
            "--threads" => arguments.threads = number()?.max(1) as usize,
            "--runs" => arguments.effort.runs = number()? as usize,
            "--patience" => arguments.effort.patience = Duration::from_secs(number()?),
            "--seed-file" => {
                let text = std::fs::read_to_string(&value).map_err(|error| format!("{value}: {error}"))?;
                seeds = Some(stable_sgd_proptests::fuzz::report::seeds(&text)?);
            }
            _ => return Err(format!("there is no {name}; {USAGE}")),
        }
    }
    arguments.seeds = seeds.unwrap_or_else(|| (from..from.saturating_add(rules)).collect());
    Ok(arguments)
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    // What a rule's certifier panics with is in its finding.
    std::panic::set_hook(Box::new(|_| {}));
    let next = AtomicUsize::new(0);
    let mut report = Report::default();
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads {
            let (sender, next, arguments) = (sender.clone(), &next, &arguments);
            scope.spawn(move || {
                while let Some(seed) = arguments.seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (rule, examined) = of_seed(*seed, arguments.effort);
                    let text = contradictions(*seed, &rule, &examined, arguments.effort, arguments.shrink);
                    if sender.send((*seed, examined, text)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Printed in the order of the seeds, however many threads there are.
        let mut waiting: BTreeMap<u64, (Examined, String)> = BTreeMap::new();
        let mut order = arguments.seeds.iter();
        let mut expected = order.next();
        for (seed, examined, text) in receiver {
            waiting.insert(seed, (examined, text));
            while let Some((examined, text)) = expected.and_then(|seed| waiting.remove(seed)) {
                print!("{text}");
                for (property, reason) in examined.open.iter().filter(|_| arguments.open) {
                    println!("open {}: {reason}\n     of {}", property.id(), examined.rule);
                }
                report.add(&examined);
                expected = order.next();
                if arguments.first && report.contradictions() > 0 {
                    println!("{report}");
                    // The other thread's rule is of no interest any more.
                    std::process::exit(1);
                }
            }
        }
    });
    println!("{report}");
    // Threads that were given up may still run.
    std::process::exit(i32::from(report.contradictions() > 0))
}

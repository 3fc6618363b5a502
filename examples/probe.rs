//! probe
use stable_sgd::experiment::{challenging, language, metrics};
use stable_sgd::random::Python;
use stable_sgd::reference::*;
fn main() {
    println!("{:#018x}", stable_sgd::scalar::fingerprint());
    let t = std::time::Instant::now();
    let runs = challenging::run(&challenging::Settings::published()).unwrap();
    println!("{:?}", t.elapsed());
    let trace = CHALLENGING.read(&std::fs::read("data/reference/challenging_seed42.csv").unwrap()).unwrap();
    let mut c = Comparison::default();
    c.add_rows(&runs[0].rows, &trace.sgd);
    println!("{c:?}");
    c.add_rows(&runs[1].rows, &trace.stable_sgd);
    println!("{c:?} {:?} {:?}", runs[1].final_loss(), metrics::energy_variance(&runs[1].energies()));
    for (p, f, name) in [(Python::Two, LANGUAGE_PYTHON2, "2"), (Python::Three, LANGUAGE_PYTHON3, "3")] {
        let t = std::time::Instant::now();
        let runs = language::run(&language::Settings::published(p)).unwrap();
        println!("{name} {:?}", t.elapsed());
        let trace = f.read(&std::fs::read(format!("data/reference/{}", f.name)).unwrap()).unwrap();
        let mut c = Comparison::default();
        c.add_rows(&runs[0].rows, &trace.sgd);
        c.add_rows(&runs[1].rows, &trace.stable_sgd);
        let e: Vec<f64> = runs[1].steps.iter().filter_map(|r| r.energy).collect();
        println!(
            "{c:?} {:?} {:?} {:?} {:?}",
            runs[1].final_loss(),
            metrics::stability(&runs[0].losses()),
            metrics::stability(&runs[1].losses()),
            metrics::energy_stability(&e)
        );
    }
}

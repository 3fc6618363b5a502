//! What a run of an experiment gives: numbers, and their printed forms.

use super::{Configured, Experiment, Value};
use crate::table::aligned;
use serde_json::{Map, Value as Json};
use stable_sgd::experiment::challenging::CONVERGED_BELOW;
use stable_sgd::experiment::{Contender, Run, metrics};
use stable_sgd::task::Score;

/// The version of the printed objects.
pub const SCHEMA: &str = "stable-sgd/run/1";

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RunFormat {
    /// An aligned table.
    Table,
    /// One JSON object a line and optimizer.
    Json,
    /// Comma-separated, with a header.
    Csv,
}

/// One contender's run with everything that is printed of it.
pub struct Outcome {
    /// The experiment.
    pub experiment: Experiment,
    /// The run.
    pub run: Run,
    /// What is measured of its end, of a task.
    pub score: Score,
    /// The settings, by key.
    pub settings: Vec<(String, Value)>,
}

/// A float as JSON: the shortest decimal that reads back to the same bits, the strings
/// "inf" and "-inf" where there is none, null where it is missing or is not a number.
pub fn number(x: Option<f64>) -> Json {
    match x.filter(|x| !x.is_nan()) {
        None => Json::Null,
        Some(x) if x.is_finite() => x.into(),
        Some(x) => if x > 0.0 { "inf" } else { "-inf" }.into(),
    }
}

impl Outcome {
    pub(super) fn new(configured: &Configured, contender: &Contender, run: Run, score: Score) -> Self {
        Self { experiment: configured.experiment(), settings: configured.settings(contender), run, score }
    }

    /// The fields without the settings, in order.
    fn fields(&self) -> Vec<(&'static str, Json)> {
        let run = &self.run;
        let energies = run.energies();
        let rows = &run.rows;
        // Of a run that diverged no end is a result.
        let diverged = run.diverged_at.is_some();
        let result = |x: f64| if diverged { f64::INFINITY } else { x };
        let mut fields: Vec<(&'static str, Json)> = vec![
            ("experiment", self.experiment.name().into()),
            ("optimizer", run.optimizer.clone().into()),
            ("method", run.method.into()),
            ("final_loss", number(rows.last().map(|row| row.loss).map(result))),
            ("best_loss", number(rows.first().map(|_| run.best_loss().0))),
            ("first_loss", number(rows.first().map(|row| row.loss))),
        ];
        if self.experiment == Experiment::Challenging {
            let converged = metrics::first_below(rows.iter().map(|row| row.distance), CONVERGED_BELOW);
            let converged = converged.filter(|_| !diverged);
            fields.push(("final_distance", number(rows.last().and_then(|row| row.distance).map(result))));
            fields.push(("converged_at", converged.map_or(Json::Null, Into::into)));
        }
        if let Experiment::Task(_) = self.experiment {
            let Score { distance, whole_loss, test_error } = self.score;
            fields.push(("final_distance", number(distance)));
            fields.push(("whole_loss", number(whole_loss)));
            fields.push(("test_error", number(test_error)));
        }
        fields.push(("stability", number(metrics::stability(&run.losses()).filter(|_| !diverged))));
        fields.push(("final_energy", number(energies.last().copied())));
        match self.experiment {
            Experiment::Challenging => fields.push(("energy_variance", number(metrics::energy_variance(&energies)))),
            Experiment::Language => {
                let steps: Vec<f64> = run.steps.iter().filter_map(|row| row.energy).collect();
                fields.push(("energy_stability", number(metrics::energy_stability(&steps))));
            }
            Experiment::Task(_) => {}
        }
        fields.push(("diverged_at", run.diverged_at.map_or(Json::Null, Into::into)));
        fields
    }

    /// The outcome as a JSON object.
    pub fn json(&self) -> Json {
        let mut object: Map<String, Json> = Map::new();
        object.insert("schema".to_owned(), SCHEMA.into());
        object.extend(self.fields().into_iter().map(|(name, value)| (name.to_owned(), value)));
        let settings = self.settings.iter().map(|(name, value)| (name.clone(), value.json()));
        object.insert("settings".to_owned(), Json::Object(settings.collect()));
        Json::Object(object)
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Outcomes in the format that was asked for.
pub fn render(outcomes: &[Outcome], format: RunFormat) -> String {
    match format {
        RunFormat::Json => outcomes.iter().map(|outcome| format!("{}\n", outcome.json())).collect(),
        RunFormat::Csv => csv(outcomes),
        RunFormat::Table => {
            let fields: Vec<_> = outcomes.iter().map(Outcome::fields).collect();
            let names = fields.first().into_iter().flatten().map(|(name, _)| *name);
            let mut rows: Vec<Vec<String>> = vec![];
            for (i, name) in names.enumerate() {
                let values = fields.iter().map(|fields| match plain(&fields[i].1) {
                    text if text.is_empty() => "-".to_owned(),
                    text => text,
                });
                rows.push(std::iter::once(name.to_owned()).chain(values).collect());
            }
            aligned(&rows)
        }
    }
}

/// The union of all settings' names, in order of first appearance, so that
/// methods with different hyperparameters share one header.
fn csv(outcomes: &[Outcome]) -> String {
    let mut settings: Vec<&str> = Vec::new();
    for (name, _) in outcomes.iter().flat_map(|outcome| &outcome.settings) {
        if !settings.contains(&name.as_str()) {
            settings.push(name);
        }
    }
    let mut text = String::new();
    for (i, outcome) in outcomes.iter().enumerate() {
        let fields = outcome.fields();
        if i == 0 {
            let names = fields.iter().map(|(name, _)| *name).chain(settings.iter().copied());
            text += &format!("schema,{}\n", names.collect::<Vec<_>>().join(","));
        }
        let find = |name: &&str| outcome.settings.iter().find(|(key, _)| key == name);
        let chosen = settings.iter().map(|name| find(name).map_or_else(String::new, |(_, value)| value.to_string()));
        let values: Vec<String> = fields.iter().map(|(_, value)| plain(value)).chain(chosen).collect();
        text += &format!("{SCHEMA},{}\n", values.join(","));
    }
    text
}

/// Every step of every run. Columns: `optimizer`; for challenging `iteration`
/// (from 0), `loss` before the update, `distance` after it; for language
/// `epoch` and `batch` (from 0), `loss` of the batch before the update and, on
/// an epoch's last batch, `epoch_loss`; then `energy` and `penalty` of the
/// step, empty where the method has none.
pub fn trace_csv(outcomes: &[Outcome], batches: usize) -> String {
    let cell = |x: Option<f64>| plain(&number(x));
    let mut text = String::new();
    for outcome in outcomes {
        let (run, language) = (&outcome.run, outcome.experiment == Experiment::Language);
        if text.is_empty() {
            text += match outcome.experiment {
                Experiment::Challenging | Experiment::Task(_) => "optimizer,iteration,loss,distance,energy,penalty\n",
                Experiment::Language => "optimizer,epoch,batch,loss,epoch_loss,energy,penalty\n",
            };
        }
        for (i, row) in run.steps.iter().enumerate() {
            let (optimizer, loss) = (&run.optimizer, cell(Some(row.loss)));
            let (energy, penalty) = (cell(row.energy), cell(run.penalties.get(i).copied()));
            text += &if language {
                let (epoch, batch) = (i / batches, i % batches);
                let last = batch + 1 == batches || i + 1 == run.steps.len();
                let epoch_loss = cell(run.rows.get(epoch).filter(|_| last).map(|row| row.loss));
                format!("{optimizer},{epoch},{batch},{loss},{epoch_loss},{energy},{penalty}\n")
            } else {
                format!("{optimizer},{i},{loss},{},{energy},{penalty}\n", cell(row.distance))
            };
        }
    }
    text
}

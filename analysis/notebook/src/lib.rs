//! What a notebook shows: certificates, theorems and tables as HTML.
//!
//! The evcxr kernel of Jupyter calls `evcxr_display` of the last expression of a cell. Each
//! of these types prints a table there; its text is that of [`Matrix::html`] and the like.

use stable_sgd::structure::{Certificate, Verdict};
use stable_sgd::theorem::Part;

/// Text for HTML, between tags or in a quoted attribute.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

/// A cell: its text, and what a pointer that rests on it shows.
struct Cell {
    text: String,
    title: Option<String>,
}

impl Cell {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), title: None }
    }

    fn html(&self) -> String {
        let title = self.title.as_ref().map(|title| format!(" title=\"{}\"", escaped(title))).unwrap_or_default();
        format!("<td style=\"text-align:left\"{title}>{}</td>", escaped(&self.text))
    }
}

/// A table from its head and its rows.
fn table<'a>(head: impl IntoIterator<Item = &'a str>, rows: impl IntoIterator<Item = Vec<Cell>>) -> String {
    let row = |cells: String| format!("<tr>{cells}</tr>\n");
    let head = head.into_iter().map(|name| format!("<th style=\"text-align:left\">{}</th>", escaped(name))).collect();
    let rows: String = rows.into_iter().map(|cells| row(cells.iter().map(Cell::html).collect())).collect();
    format!("<table>\n<thead>\n{}</thead>\n<tbody>\n{rows}</tbody>\n</table>", row(head))
}

/// Prints HTML so that the kernel shows it.
fn show(html: &str) {
    println!("EVCXR_BEGIN_CONTENT text/html\n{html}\nEVCXR_END_CONTENT");
}

/// What is behind a verdict: the value, the witness, or the reason.
fn behind(verdict: &Verdict, value: Option<&str>) -> String {
    match verdict {
        Verdict::Refuted(witness) => witness.to_string(),
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => reason.clone(),
        Verdict::Proved | Verdict::Exact | Verdict::Tested => value.unwrap_or_default().to_owned(),
    }
}

/// A verdict as a matrix shows it, sign and word.
fn sign_and_word(verdict: &Verdict) -> String {
    format!("{} {}", verdict.sign(), verdict.word().replace('_', " "))
}

/// The certificates of several methods, a list for each: a column a method, a row a property.
/// The pointer on a sign shows what is behind it.
///
/// # Examples
/// ```
/// use stable_sgd::method::{Sgd, registry::Entry};
/// use stable_sgd_notebook::Matrix;
/// let lists = [stable_sgd::certify(&Entry::algebra(Sgd))?];
/// assert!(Matrix(&lists).html().contains("<th style=\"text-align:left\">sgd</th>"));
/// # Ok::<(), stable_sgd::CertifyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a>(pub &'a [Vec<Certificate>]);

impl Matrix<'_> {
    /// The table.
    pub fn html(&self) -> String {
        let mut properties = Vec::new();
        for certificate in self.0.iter().flatten() {
            if !properties.contains(&certificate.property) {
                properties.push(certificate.property);
            }
        }
        let methods = self.0.iter().map(|list| list.first().map_or("", |first| first.method));
        let rows = properties.into_iter().map(|property| {
            let name = Cell { text: property.id().replace('_', " "), title: Some(property.statement().to_owned()) };
            let sign = |list: &Vec<Certificate>| {
                let Some(found) = list.iter().find(|c| c.property == property) else { return Cell::plain("") };
                let detail = behind(&found.verdict, found.value.as_deref());
                let parts = [found.verdict.word().to_owned(), detail, found.domain.to_string()];
                let title = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
                Cell { text: found.verdict.sign().to_owned(), title: Some(title) }
            };
            std::iter::once(name).chain(self.0.iter().map(sign)).collect()
        });
        table(std::iter::once("").chain(methods), rows)
    }

    /// Shows the table under a notebook's cell.
    pub fn evcxr_display(&self) {
        show(&self.html());
    }
}

/// Certificates one below another: verdict, method, property, engine, and what is behind it.
#[derive(Clone, Copy, Debug)]
pub struct Certificates<'a>(pub &'a [Certificate]);

impl Certificates<'_> {
    /// The table.
    pub fn html(&self) -> String {
        let rows = self.0.iter().map(|found| {
            let detail = behind(&found.verdict, found.value.as_deref());
            let mend = found.mend.as_ref().map(ToString::to_string);
            let detail: Vec<&str> = [Some(detail.as_str()), mend.as_deref()].into_iter().flatten().collect();
            let property = found.property;
            vec![
                Cell::plain(sign_and_word(&found.verdict)),
                Cell::plain(found.method),
                Cell { text: property.id().replace('_', " "), title: Some(property.statement().to_owned()) },
                Cell::plain(found.engine),
                Cell::plain(detail.join("; ")),
                Cell::plain(found.domain.to_string()),
            ]
        });
        table(["verdict", "method", "property", "by", "value, witness or reason", "domain"], rows)
    }

    /// Shows the table under a notebook's cell.
    pub fn evcxr_display(&self) {
        show(&self.html());
    }
}

/// The parts of a theorem: verdict, sentence, engine, and the evidence.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a>(pub &'a [Part]);

impl Parts<'_> {
    /// The table.
    pub fn html(&self) -> String {
        let rows = self.0.iter().map(|part| {
            let first = behind(&part.verdict, None);
            let evidence = part.evidence.iter().map(|(name, value)| format!("{name}: {value}"));
            let evidence: Vec<String> =
                Some(first).into_iter().filter(|text| !text.is_empty()).chain(evidence).collect();
            vec![
                Cell { text: sign_and_word(&part.verdict), title: Some(part.domain.clone()) },
                Cell::plain(part.statement.as_str()),
                Cell::plain(part.engine),
                Cell::plain(evidence.join("; ")),
            ]
        });
        table(["verdict", "sentence", "by", "evidence"], rows)
    }

    /// Shows the table under a notebook's cell.
    pub fn evcxr_display(&self) {
        show(&self.html());
    }
}

/// A table of named columns.
///
/// # Examples
/// ```
/// use stable_sgd_notebook::Rows;
/// let rows = Rows::new(["step", "loss"]).with(["0", "12.5"]);
/// assert!(rows.html().contains("12.5"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    /// A table without a row.
    pub fn new(columns: impl IntoIterator<Item = impl ToString>) -> Self {
        Self { columns: columns.into_iter().map(|name| name.to_string()).collect(), rows: Vec::new() }
    }

    /// With one more row. What it lacks stays empty; what it has beyond the columns is left out.
    #[must_use]
    pub fn with(mut self, cells: impl IntoIterator<Item = impl ToString>) -> Self {
        let mut row: Vec<String> = cells.into_iter().map(|cell| cell.to_string()).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
        self
    }

    /// The table.
    pub fn html(&self) -> String {
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| Cell::plain(cell.as_str())).collect());
        table(self.columns.iter().map(String::as_str), rows)
    }

    /// Shows the table under a notebook's cell.
    pub fn evcxr_display(&self) {
        show(&self.html());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stable_sgd::structure::{Property, registered};

    /// The tags of a text that is well formed, in order; what is wrong otherwise.
    fn tags(html: &str) -> Result<Vec<String>, String> {
        let (mut open, mut seen) = (Vec::new(), Vec::new());
        for piece in html.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').ok_or_else(|| format!("a tag without an end: {piece:?}"))?;
            if text.contains('>') || tag.matches('"').count() % 2 == 1 {
                return Err(format!("not escaped: {piece:?}"));
            }
            let name = tag.split(' ').next().unwrap_or_default();
            match name.strip_prefix('/') {
                Some(name) if open.pop() == Some(name) => {}
                Some(name) => return Err(format!("{name} ends and did not begin")),
                None => {
                    open.push(name);
                    seen.push(name.to_owned());
                }
            }
        }
        if open.is_empty() { Ok(seen) } else { Err(format!("without an end: {open:?}")) }
    }

    fn count(html: &str, tag: &str) -> usize {
        tags(html).expect("well formed").iter().filter(|name| *name == tag).count()
    }

    #[test]
    fn a_table_is_well_formed_and_escaped() {
        let rows = Rows::new(["a < b", "\"c\" & 'd'"]).with(["<script>", "1"]).with(["x"]).with(["1", "2", "3"]);
        let html = rows.html();
        assert_eq!((count(&html, "th"), count(&html, "tr"), count(&html, "td")), (2, 4, 6));
        for text in ["a &lt; b", "&quot;c&quot; &amp; &#39;d&#39;", "&lt;script&gt;"] {
            assert!(html.contains(text), "{text} in {html}");
        }
        assert!(!html.contains("<script>") && !html.contains(">3<"));
    }

    /// The control: text that is not escaped is seen.
    #[test]
    fn what_is_not_well_formed_is_seen() {
        for html in ["<td>a < b</td>", "<td>a > b</td>", "<td><b></td>", "<td>", "</td>", "<td title=\"\"\">x</td>"] {
            assert!(tags(html).is_err(), "{html}");
        }
    }

    #[test]
    fn certificates_show_signs_witnesses_and_mends() {
        let list = |method| {
            let of = |property| registered(method, property).expect("registered");
            [Property::Symplectic, Property::ConformallySymplectic, Property::FixedPoint].map(of).to_vec()
        };
        let lists = [list("sgd"), list("nesterov"), list("stable_sgd")];
        let matrix = Matrix(&lists).html();
        assert_eq!((count(&matrix, "th"), count(&matrix, "td")), (4, 12));
        assert!(matrix.contains("title=\"proved; momentum; every smooth U"), "{matrix}");
        let refuted = list("sgd").into_iter().find(|c| c.property == Property::Symplectic).expect("among them");
        let html = Certificates(std::slice::from_ref(&refuted)).html();
        let Verdict::Refuted(witness) = &refuted.verdict else { panic!("momentum SGD is not symplectic") };
        assert!(html.contains("✗ refuted") && html.contains(&escaped(&witness.to_string())), "{html}");
        assert_eq!(count(&html, "td"), 6);
        assert_eq!(count(&Matrix(&[]).html(), "th"), 1);
    }

    #[test]
    fn theorems_show_their_sentences() {
        let part = Part::new("1 < 2 & 2 > 1", Verdict::Undecided("no <engine>".to_owned()), "none", "\"all\"");
        let html = Parts(&[part.with("a", "<b>")]).html();
        assert_eq!((count(&html, "tr"), count(&html, "td")), (2, 4));
        assert!(html.contains("1 &lt; 2 &amp; 2 &gt; 1") && html.contains("no &lt;engine&gt;; a: &lt;b&gt;"), "{html}");
        assert!(html.contains("title=\"&quot;all&quot;\""));
    }
}

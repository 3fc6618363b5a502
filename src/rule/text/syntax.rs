//! Reads a rule's text into its tree, by descent.

use super::Fault;
use super::lex::{Spanned, Token};
use super::tree::{Binary, Expression, FUNCTIONS, Form, Function, KEYWORDS, Kept, Named, Statement, is_reserved};
use crate::method::Role;
use crate::rule::graph::Graph;
use crate::scalar::Rational;
use std::ops::Range;

/// Brackets within brackets.
const DEEPEST: usize = 64;

/// The statements of a text.
pub(super) fn statements(text: &str, tokens: &[Spanned]) -> Result<Vec<Statement>, Fault> {
    let mut parser = Parser { text, tokens, at: 0, bars: 0, depth: 0 };
    let mut statements = Vec::new();
    while parser.at < tokens.len() {
        if parser.takes_end() {
            continue;
        }
        statements.push(parser.statement()?);
        if !parser.takes_end() {
            let remedy = "an operator, or `;` or a line's end before the next statement";
            return Err(parser.unexpected(remedy));
        }
    }
    Ok(statements)
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Spanned],
    at: usize,
    /// Bars `|` that are open.
    bars: usize,
    depth: usize,
}

impl Parser<'_> {
    fn token(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.text.len()..self.text.len(), |(_, span)| span.clone())
    }

    /// From a place to the end of the word before.
    fn since(&self, begin: usize) -> Range<usize> {
        let end = self.at.checked_sub(1).map_or(begin, |before| self.tokens[before].1.end);
        begin..end.max(begin)
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let span = self.span();
        let what = match self.token() {
            Some(Token::End) | None => "the statement ends here".to_owned(),
            Some(_) => format!("{} is not expected here", &self.text[span.clone()]),
        };
        Fault::new(span, what, expected)
    }

    fn takes_end(&mut self) -> bool {
        let is = matches!(self.token(), Some(Token::End));
        self.at += usize::from(is);
        is
    }

    fn is_sign(&self, sign: char) -> bool {
        self.token() == Some(&Token::Sign(sign))
    }

    fn takes(&mut self, sign: char) -> bool {
        let is = self.is_sign(sign);
        self.at += usize::from(is);
        is
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.token(), Some(Token::Name { text, primed: false }) if text == word)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.at += usize::from(is);
        is
    }

    fn needs(&mut self, sign: char) -> Result<(), Fault> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    /// A name that a statement is about, and whether it is primed.
    fn subject(&mut self, expected: &str) -> Result<(Named, bool), Fault> {
        let span = self.span();
        let Some(Token::Name { text, primed }) = self.token().cloned() else { return Err(self.unexpected(expected)) };
        if is_reserved(&text) {
            return Err(Fault::new(span, format!("{text} has a meaning of its own"), "another name"));
        }
        self.at += 1;
        Ok((Named { text, span }, primed))
    }

    fn statement(&mut self) -> Result<Statement, Fault> {
        // A role is a word of its own only before a name.
        let next_is_name = matches!(self.tokens.get(self.at + 1), Some((Token::Name { .. }, _)));
        let role = Role::ALL.into_iter().find(|role| next_is_name && self.is_word(role.word()));
        if let Some(role) = role {
            self.at += 1;
            let (name, _) = self.subject("the number's name")?;
            self.needs('=')?;
            return Ok(Statement::Declaration(role, name, self.expression()?));
        }
        let kept = [("number", Kept::Number), ("counter", Kept::Counter)];
        if let Some((_, kept)) = kept.into_iter().find(|(word, _)| next_is_name && self.is_word(word)) {
            self.at += 1;
            let (name, _) = self.subject("the slot's name")?;
            return Ok(Statement::Kept(kept, name));
        }
        if self.takes_word("start") {
            let (name, _) = self.subject("the slot's name")?;
            self.needs('=')?;
            return Ok(Statement::Start(name, self.expression()?));
        }
        if self.takes_word("order") {
            return self.counted("the order, from 1 to 5", 5).map(|order| Statement::Order(order as u32));
        }
        if self.takes_word("dimension") {
            const EXPECTED: &str = "how many coordinates there are, from 1 to 6";
            return self.counted(EXPECTED, Graph::COORDINATES).map(Statement::Dimension);
        }
        let (name, primed) = self.subject("a statement, such as v' = μ v + η g")?;
        self.needs('=')?;
        let value = self.expression()?;
        Ok(if primed { Statement::Update(name, value) } else { Statement::Definition(name, value) })
    }

    /// An integer from 1 to `most`.
    fn counted(&mut self, expected: &'static str, most: usize) -> Result<usize, Fault> {
        if let Some(Token::Number(number)) = self.token()
            && let Some((number, 1)) = number.as_ratio()
            && let Ok(number @ 1..) = usize::try_from(number)
            && number <= most
        {
            self.at += 1;
            return Ok(number);
        }
        Err(self.unexpected(expected))
    }

    /// Goes a bracket deeper.
    fn nested<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R, Fault>) -> Result<R, Fault> {
        if self.depth >= DEEPEST {
            let remedy = format!("at most {DEEPEST} brackets within brackets: give a part a name");
            return Err(Fault::new(self.span(), "this is nested too deep", remedy));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Result<Expression, Fault> {
        self.nested(|parser| parser.either())
    }

    fn binary(operator: Binary, a: Expression, b: Expression) -> Expression {
        let span = a.span.start..b.span.end;
        Expression { form: Form::Both(operator, Box::new([a, b])), span }
    }

    /// As [`Self::binary`]; a number over a number is a fraction.
    fn fraction(operator: Binary, a: Expression, b: Expression) -> Expression {
        if let (Binary::Div, Form::Number(p), Form::Number(q)) = (operator, &a.form, &b.form)
            && let Some(value) = p.checked_div(q)
        {
            return Expression { form: Form::Number(value), span: a.span.start..b.span.end };
        }
        Self::binary(operator, a, b)
    }

    fn either(&mut self) -> Result<Expression, Fault> {
        let mut value = self.all()?;
        while self.takes_word("or") {
            value = Self::binary(Binary::Or, value, self.all()?);
        }
        Ok(value)
    }

    fn all(&mut self) -> Result<Expression, Fault> {
        let mut value = self.comparison()?;
        while self.takes_word("and") {
            value = Self::binary(Binary::And, value, self.comparison()?);
        }
        Ok(value)
    }

    fn comparison(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        if self.takes_word("not") {
            let value = self.nested(Self::comparison)?;
            return Ok(Expression { span: begin..value.span.end, form: Form::Not(Box::new(value)) });
        }
        let a = self.sum()?;
        let Some(Token::Sign(sign @ ('<' | '>' | '≤' | '≥' | '='))) = self.token().cloned() else { return Ok(a) };
        self.at += 1;
        let b = self.sum()?;
        Ok(match sign {
            '>' => Self::binary(Binary::Greater, a, b),
            '<' => Self::binary(Binary::Greater, b, a),
            '≥' => Self::binary(Binary::AtLeast, a, b),
            '≤' => Self::binary(Binary::AtLeast, b, a),
            _ => Self::binary(Binary::Equal, a, b),
        })
    }

    fn sum(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        let negative = self.takes('-');
        if !negative {
            self.takes('+');
        }
        let mut value = self.product()?;
        if negative {
            value = Expression { span: begin..value.span.end, form: Form::Negated(Box::new(value)) };
        }
        loop {
            let operator = match self.token() {
                Some(Token::Sign('+')) => Binary::Add,
                Some(Token::Sign('-')) => Binary::Sub,
                _ => return Ok(value),
            };
            self.at += 1;
            value = Self::binary(operator, value, self.signed_product()?);
        }
    }

    /// A product behind its own sign: a − −b c.
    fn signed_product(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        if !self.takes('-') {
            return self.product();
        }
        let value = self.product()?;
        Ok(Expression { span: begin..value.span.end, form: Form::Negated(Box::new(value)) })
    }

    /// Factors from the left: juxtaposition, `*` and `/` bind alike.
    fn product(&mut self) -> Result<Expression, Fault> {
        let mut value = self.factor()?;
        loop {
            let operator = match self.token() {
                Some(Token::Sign('*')) => Some(Binary::Mul),
                Some(Token::Sign('/')) => Some(Binary::Div),
                _ if self.is_word("mod") => Some(Binary::Modulo),
                _ => None,
            };
            if operator.is_none() && !self.begins_factor() {
                return Ok(value);
            }
            self.at += usize::from(operator.is_some());
            value = Self::fraction(operator.unwrap_or(Binary::Mul), value, self.signed_factor()?);
        }
    }

    /// Whether what follows multiplies without a sign.
    fn begins_factor(&self) -> bool {
        match self.token() {
            Some(Token::Name { text, .. }) => !KEYWORDS.contains(&text.as_str()),
            Some(Token::Sign('(' | '√')) => true,
            Some(Token::Sign('|')) => self.bars == 0,
            _ => false,
        }
    }

    /// A factor with its own sign: a * −b.
    fn signed_factor(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        if !self.takes('-') {
            return self.factor();
        }
        let value = self.nested(Self::signed_factor)?;
        Ok(Expression { span: begin..value.span.end, form: Form::Negated(Box::new(value)) })
    }

    fn factor(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        if self.takes('√') {
            let value = self.nested(Self::factor)?;
            let span = begin..value.span.end;
            return Ok(Expression { form: Form::Call(Function::Sqrt, vec![value]), span });
        }
        let mut value = self.atom()?;
        loop {
            let exponent = match self.token().cloned() {
                Some(Token::Raised(n)) => {
                    let span = self.span();
                    self.at += 1;
                    Expression { form: Form::Number(Rational::from(n)), span }
                }
                Some(Token::Sign('^')) => {
                    self.at += 1;
                    self.exponent()?
                }
                _ => return Ok(value),
            };
            let span = value.span.start..exponent.span.end;
            value = Expression { form: Form::Power(Box::new([value, exponent])), span };
        }
    }

    fn exponent(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        let negative = self.takes('-');
        let value = self.atom()?;
        if !negative {
            return Ok(value);
        }
        Ok(Expression { span: begin..value.span.end, form: Form::Negated(Box::new(value)) })
    }

    fn atom(&mut self) -> Result<Expression, Fault> {
        let span = self.span();
        match self.token().cloned() {
            Some(Token::Number(value)) => {
                self.at += 1;
                Ok(Expression { form: Form::Number(value), span })
            }
            Some(Token::Sign('(')) => {
                self.at += 1;
                let bars = std::mem::take(&mut self.bars);
                let value = self.expression()?;
                self.bars = bars;
                self.needs(')')?;
                Ok(Expression { form: Form::Group(Box::new(value)), span: self.since(span.start) })
            }
            Some(Token::Sign('|')) if self.bars == 0 => {
                self.at += 1;
                self.bars = 1;
                let value = self.expression()?;
                self.bars = 0;
                self.needs('|')?;
                Ok(Expression { form: Form::Bars(Box::new(value)), span: self.since(span.start) })
            }
            Some(Token::Sign('±')) => {
                self.at += 1;
                let value = self.nested(Self::factor)?;
                Ok(Expression { form: Form::Within(Box::new(value)), span: self.since(span.start) })
            }
            Some(Token::Name { text, primed: false }) if text == "if" => self.choice(),
            Some(Token::Name { text, primed }) if !KEYWORDS.contains(&text.as_str()) => {
                self.at += 1;
                let function = FUNCTIONS.iter().find(|(name, _)| *name == text);
                match function {
                    Some((_, function)) if !primed => self.call(*function, span.start),
                    _ => Ok(Expression { form: Form::Name { text, primed }, span }),
                }
            }
            _ => Err(self.unexpected("a value: a name, a number, a bracket")),
        }
    }

    fn choice(&mut self) -> Result<Expression, Fault> {
        let begin = self.span().start;
        self.at += 1;
        let condition = self.expression()?;
        if !self.takes_word("then") {
            return Err(self.unexpected("`then`, as in: if a > b then x else y"));
        }
        let value = self.expression()?;
        if !self.takes_word("else") {
            return Err(self.unexpected("`else`, as in: if a > b then x else y"));
        }
        let other = self.expression()?;
        Ok(Expression { form: Form::If(Box::new([condition, value, other])), span: self.since(begin) })
    }

    fn call(&mut self, function: Function, begin: usize) -> Result<Expression, Fault> {
        self.needs('(')?;
        let bars = std::mem::take(&mut self.bars);
        let mut arguments = vec![self.expression()?];
        while self.takes(',') {
            arguments.push(self.expression()?);
        }
        self.bars = bars;
        self.needs(')')?;
        Ok(Expression { form: Form::Call(function, arguments), span: self.since(begin) })
    }
}

//! The words of a rule's text.

use super::Fault;
use crate::rule::names::subscript;
use crate::scalar::{Algebra, Rational};
use std::ops::Range;

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name, and whether a prime stands behind it.
    Name { text: String, primed: bool },
    /// A number as it is written.
    Number(Rational),
    /// An exponent that is written high.
    Raised(i64),
    /// A sign or bracket: one of `+-*/^()|,=<>≤≥√±`.
    Sign(char),
    /// The end of a statement.
    End,
}

/// A word and where it stands.
pub(super) type Spanned = (Token, Range<usize>);

const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

fn superscript(letter: char) -> Option<i64> {
    SUPERSCRIPTS.chars().position(|raised| raised == letter).map(|digit| digit as i64)
}

fn begins_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn continues_name(letter: char) -> bool {
    begins_name(letter) || letter.is_ascii_digit() || subscript(letter).is_some()
}

/// The words of a text, an [`Token::End`] behind each statement.
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, Fault> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), open: 0 };
    while let Some(letter) = lexer.peek() {
        lexer.word(letter)?;
    }
    lexer.push(Token::End, text.len());
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Spanned>,
    /// Brackets that are open: within them a line goes on.
    open: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Takes letters as long as they are such.
    fn take(&mut self, is_such: impl Fn(char) -> bool) -> usize {
        let length = self.text[self.at..].find(|letter| !is_such(letter));
        self.at += length.unwrap_or(self.text.len() - self.at);
        self.at
    }

    fn push(&mut self, token: Token, begin: usize) {
        self.tokens.push((token, begin..self.at));
    }

    fn word(&mut self, letter: char) -> Result<(), Fault> {
        let begin = self.at;
        if letter == '#' {
            self.take(|letter| letter != '\n');
        } else if letter == '\n' || letter == ';' {
            self.at += 1;
            if letter == ';' || self.open == 0 {
                self.push(Token::End, begin);
            }
        } else if letter.is_whitespace() {
            self.at += letter.len_utf8();
        } else if letter == '½' {
            self.at += letter.len_utf8();
            self.push(Token::Number(Rational::ratio(1, 2)), begin);
        } else if letter.is_ascii_digit() || letter == '.' {
            self.number(begin)?;
        } else if begins_name(letter) {
            self.name(begin);
        } else if superscript(letter).is_some() || letter == '⁻' {
            self.raised(begin)?;
        } else {
            self.sign(letter)?;
        }
        Ok(())
    }

    fn name(&mut self, begin: usize) {
        let end = self.take(continues_name);
        let primed = self.peek().is_some_and(|letter| letter == '\'' || letter == '′');
        if primed {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        self.push(Token::Name { text: self.text[begin..end].to_owned(), primed }, begin);
    }

    fn number(&mut self, begin: usize) -> Result<(), Fault> {
        self.take(|letter| letter.is_ascii_digit() || letter == '.');
        // An exponent has digits: `2e` is 2 times e.
        let rest = &self.text[self.at..];
        if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
            let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if unsigned.starts_with(|letter: char| letter.is_ascii_digit()) {
                self.at += rest.len() - unsigned.len();
                self.take(|letter| letter.is_ascii_digit());
            }
        }
        let written = &self.text[begin..self.at];
        let value = written.parse().map_err(|_| {
            Fault::new(begin..self.at, format!("{written} is not a number"), "digits, such as 0.01 or 1e-8")
        })?;
        self.push(Token::Number(value), begin);
        Ok(())
    }

    fn raised(&mut self, begin: usize) -> Result<(), Fault> {
        let negative = self.peek() == Some('⁻');
        if negative {
            self.at += '⁻'.len_utf8();
        }
        let digits = self.at;
        self.take(|letter| superscript(letter).is_some());
        let mut letters = self.text[digits..self.at].chars().filter_map(superscript);
        let value = letters.try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_add(digit));
        match value {
            Some(value) if self.at > digits => {
                self.push(Token::Raised(if negative { -value } else { value }), begin);
                Ok(())
            }
            _ => Err(Fault::new(begin..self.at, "this is no exponent", "such as x² or x⁻¹")),
        }
    }

    fn sign(&mut self, letter: char) -> Result<(), Fault> {
        let begin = self.at;
        self.at += letter.len_utf8();
        let next = self.peek();
        let sign = match letter {
            '<' | '>' if next == Some('=') => {
                self.at += 1;
                if letter == '<' { '≤' } else { '≥' }
            }
            '=' if next == Some('=') => {
                self.at += 1;
                '='
            }
            '−' | '–' => '-',
            '·' | '×' | '∗' => '*',
            '‖' => '|',
            '+' | '-' | '*' | '/' | '^' | '(' | ')' | '|' | ',' | '=' | '<' | '>' | '≤' | '≥' | '√' | '±' => {
                letter
            }
            _ => {
                let remedy = "names, numbers, + - * / ^ ( ) | , = < > ≤ ≥ √ ± are known; # begins a comment";
                return Err(Fault::new(begin..self.at, format!("{letter:?} has no meaning in a rule"), remedy));
            }
        };
        match sign {
            '(' => self.open += 1,
            ')' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.push(Token::Sign(sign), begin);
        Ok(())
    }
}

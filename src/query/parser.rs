//! Tokens to a tree: groups, alternatives, lists, negation. The grammar is at the head of [`super`].
//!
//! A tree keeps the shape its writer gave it, except that a group or list of one is that one. Recursion is as deep as
//! the parentheses, which the scanner limits.

use std::ops::Range;

use super::error::{Error, ErrorKind, shorten};
use super::expr::{Expr, Order, OrderKey, Query};
use super::term::{self, Term};
use super::token::{self, Token, TokenKind};
use super::{MAX_BYTES, MAX_DEPTH, MAX_TERMS, display};

/// Reads a query. An empty one holds for every media.
///
/// ```
/// use nakigao::query;
/// let query = query::parse("char:\"Nagisa Furukawa\" -happy_tears (width:>=1920 or is:gif)")?;
/// assert_eq!(query.to_string(), "character:nagisa_furukawa -happy_tears (width:>=1920 or filetype:gif)");
/// # Ok::<(), query::Error>(())
/// ```
///
/// # Errors
/// [`Error`] says what is wrong, where in the text, and what to write instead. A query is also refused if it, or its
/// canonical spelling, is beyond [`MAX_BYTES`], [`MAX_DEPTH`] or [`MAX_TERMS`].
pub fn parse(text: &str) -> Result<Query, Error> {
    let whole = |kind| Error::new(0..text.len(), kind);
    if text.len() > MAX_BYTES {
        return Err(whole(ErrorKind::TooLong));
    }
    let tokens = token::scan(text)?;
    let mut parser = QueryParser { text, tokens: &tokens, at: 0, depth: 0, order: None, limit: None };
    let expr = parser.alternatives()?.unwrap_or(Expr::And(Vec::new()));
    if let Some(token) = parser.tokens.get(parser.at) {
        return Err(Error::new(token.span.clone(), ErrorKind::UnopenedGroup));
    }
    let query = Query { expr, order: parser.order, limit: parser.limit };
    // What has been read can be written and read again: the canonical spelling keeps the limits too.
    if query.to_string().len() > MAX_BYTES {
        return Err(whole(ErrorKind::TooLong));
    }
    if display::depth(&query.expr) > MAX_DEPTH {
        return Err(whole(ErrorKind::TooDeep));
    }
    if display::n_terms(&query.expr) > MAX_TERMS {
        return Err(whole(ErrorKind::TooManyTerms));
    }
    Ok(query)
}

struct QueryParser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    order: Option<Order>,
    limit: Option<u64>,
}

impl<'a> QueryParser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// The place of the next token if it is the keyword, which is then passed.
    fn accept(&mut self, is_keyword: fn(&TokenKind) -> bool) -> Option<Range<usize>> {
        let span = self.peek().filter(|token| is_keyword(&token.kind))?.span.clone();
        self.at += 1;
        Some(span)
    }

    /// Lists with `or` between them; `None` if there is nothing, or nothing but `order:` and `limit:`.
    fn alternatives(&mut self) -> Result<Option<Expr>, Error> {
        let mut branches = Vec::new();
        let mut keyword: Option<Range<usize>> = None;
        loop {
            let branch = self.conjunction()?;
            let next = self.accept(|kind| matches!(kind, TokenKind::Or));
            match (branch, &keyword, &next) {
                (Some(branch), _, _) => branches.push(branch),
                (None, Some(span), _) => return Err(missing("or", "after", span)),
                (None, None, Some(span)) => return Err(missing("or", "before", span)),
                (None, None, None) => {}
            }
            if next.is_none() {
                return Ok(one_or(branches, Expr::Or));
            }
            keyword = next;
        }
    }

    /// Lists with `and` between them.
    fn conjunction(&mut self) -> Result<Option<Expr>, Error> {
        let mut terms = Vec::new();
        let mut keyword: Option<Range<usize>> = None;
        loop {
            let start = self.at;
            self.list(&mut terms)?;
            let is_empty = self.at == start;
            let next = self.accept(|kind| matches!(kind, TokenKind::And));
            match (&keyword, &next) {
                (Some(span), _) if is_empty => return Err(missing("and", "after", span)),
                (None, Some(span)) if is_empty => return Err(missing("and", "before", span)),
                (_, None) => return Ok(one_or(terms, Expr::And)),
                _ => {}
            }
            keyword = next;
        }
    }

    /// Terms side by side. Those with `~` become one alternative, at the place of the first.
    fn list(&mut self, terms: &mut Vec<Expr>) -> Result<(), Error> {
        let mut optional = Vec::new();
        let mut place = terms.len();
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Not => terms.push(Expr::Not(Box::new(self.operand("-", &token.span)?))),
                TokenKind::Optional => {
                    if optional.is_empty() {
                        place = terms.len();
                    }
                    optional.push(self.operand("~", &token.span)?);
                }
                TokenKind::Open | TokenKind::Term(_) => match self.primary()? {
                    Term::Condition(expr) => terms.push(expr),
                    Term::Order(order) => set(&mut self.order, order, "order", self.depth, &token.span)?,
                    Term::Limit(limit) => set(&mut self.limit, limit, "limit", self.depth, &token.span)?,
                    Term::Random(limit) => {
                        let order = Order { key: OrderKey::Random(None), descending: false };
                        set(&mut self.order, order, "order", self.depth, &token.span)?;
                        set(&mut self.limit, limit, "limit", self.depth, &token.span)?;
                    }
                },
                TokenKind::Close | TokenKind::And | TokenKind::Or => break,
            }
        }
        if let Some(alternatives) = one_or(optional, Expr::Or) {
            terms.insert(place, alternatives);
        }
        Ok(())
    }

    /// The term after a `-` or `~`, which is the next token.
    fn operand(&mut self, operator: &'static str, span: &Range<usize>) -> Result<Expr, Error> {
        self.at += 1;
        let Some(next) = self.peek() else { return Err(missing(operator, "after", span)) };
        let both = span.start..next.span.end;
        match next.kind {
            TokenKind::Open | TokenKind::Term(_) => match self.primary()? {
                Term::Condition(expr) => Ok(expr),
                Term::Order(_) => Err(Error::new(both, ErrorKind::NotACondition("order"))),
                Term::Limit(_) => Err(Error::new(both, ErrorKind::NotACondition("limit"))),
                Term::Random(_) => Err(Error::new(both, ErrorKind::NotACondition("random"))),
            },
            TokenKind::Not | TokenKind::Optional => Err(Error::new(both, ErrorKind::DoubledOperator { operator })),
            TokenKind::Close | TokenKind::And | TokenKind::Or => Err(missing(operator, "after", span)),
        }
    }

    /// A group or a word.
    fn primary(&mut self) -> Result<Term, Error> {
        let empty = |span| Error::new(span, ErrorKind::EmptyGroup);
        let Some(open) = self.peek() else { return Err(empty(0..0)) };
        self.at += 1;
        if let TokenKind::Term(raw) = &open.kind {
            let next = self.peek().map(|token| (&token.kind, token.span.clone()));
            if let Some((next, span)) = &next
                && term::is_bare(raw, "not")
                && let Some(negated) = match next {
                    TokenKind::Open => Some("(…)"),
                    TokenKind::Term(_) => self.text.get(span.clone()),
                    _ => None,
                }
            {
                let kind = ErrorKind::Negation { negated: shorten(negated) };
                return Err(Error::new(open.span.start..span.end, kind));
            }
            if let Some((TokenKind::Term(comparison), span)) = next
                && let Some(kind) = term::spaced_comparison(raw, comparison)
            {
                return Err(Error::new(open.span.start..span.end, kind));
            }
            return term::read(raw);
        }
        self.depth += 1;
        let inner = self.alternatives()?;
        self.depth -= 1;
        let end = self.accept(|kind| matches!(kind, TokenKind::Close)).map_or(open.span.end, |span| span.end);
        inner.map(Term::Condition).ok_or_else(|| empty(open.span.start..end))
    }
}

/// Keeps what `order:` or `limit:` says, if it stands outside of groups and has not been said before.
fn set<T>(place: &mut Option<T>, value: T, name: &'static str, depth: usize, span: &Range<usize>) -> Result<(), Error> {
    if depth > 0 {
        return Err(Error::new(span.clone(), ErrorKind::NotACondition(name)));
    }
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::new(span.clone(), ErrorKind::Repeated(name))),
    }
}

/// The one condition, or all of them put together; `None` if there is none.
fn one_or(mut conditions: Vec<Expr>, together: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    match conditions.len() {
        0 => None,
        1 => conditions.pop(),
        _ => Some(together(conditions)),
    }
}

fn missing(operator: &'static str, side: &'static str, span: &Range<usize>) -> Error {
    Error::new(span.clone(), ErrorKind::MissingOperand { operator, side })
}

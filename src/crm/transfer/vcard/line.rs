//! Content lines (RFC 6350 §3): group, name, parameters, value; escaping; folding. Pure. May depend on nothing.

/// Octets of a line on its way out, without its end (§3.2).
const FOLD: usize = 75;

/// A line taken apart. Texts are as they stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// `item1` of `item1.TEL`; empty without one.
    pub group: String,
    /// In capitals.
    pub name: String,
    /// Names in capitals; a bare parameter of 2.1 has the name `TYPE`.
    pub params: Vec<(String, String)>,
    /// The bytes behind the colon.
    pub value: Vec<u8>,
}

impl Line {
    /// Takes a whole (unfolded) line apart; `None`: it has no colon.
    pub fn parse(raw: &[u8]) -> Option<Self> {
        let mut quoted = false;
        let colon = raw.iter().position(|byte| {
            quoted ^= *byte == b'"';
            *byte == b':' && !quoted
        })?;
        let (head, value) = raw.split_at(colon);
        let head = String::from_utf8_lossy(head);
        let mut parts = split(&head, ';').into_iter();
        let name = parts.next().unwrap_or_default();
        let (group, name) = name.rsplit_once('.').unwrap_or(("", name));
        let params = parts
            .map(|part| {
                let (name, value) = part.split_once('=').unwrap_or(("TYPE", part));
                (name.trim().to_uppercase(), value.trim().trim_matches('"').to_owned())
            })
            .collect();
        Some(Self {
            group: group.trim().to_lowercase(),
            name: name.trim().to_uppercase(),
            params,
            value: value.get(1..).unwrap_or_default().to_vec(),
        })
    }

    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All types, in small letters.
    pub fn types(&self) -> Vec<String> {
        let values = self.params.iter().filter(|(name, _)| name == "TYPE");
        values
            .flat_map(|(_, value)| value.split(',').map(|one| one.trim().to_lowercase()))
            .collect()
    }

    /// Its value is quoted-printable; 2.1 writes the encoding bare.
    pub fn is_quoted_printable(&self) -> bool {
        self.params.iter().any(|(_, value)| value.eq_ignore_ascii_case("QUOTED-PRINTABLE"))
    }
}

/// Whether the head of a raw line says that quoted-printable follows.
pub(super) fn says_quoted_printable(raw: &[u8]) -> bool {
    let head = raw.split(|byte| *byte == b':').next().unwrap_or_default();
    String::from_utf8_lossy(head).to_uppercase().contains("QUOTED-PRINTABLE")
}

/// Splits at a sign that is not inside quotes.
fn split(text: &str, sign: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == sign && !quoted
    })
    .collect()
}

/// Quoted-printable as bytes (RFC 2045 §6.7); what is no such code stands for itself.
pub(super) fn unquote(value: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        let code = (*byte == b'=').then(|| hex(value.get(at + 1)).zip(hex(value.get(at + 2))));
        if let Some((high, low)) = code.flatten() {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    out
}

/// The components of a structured value, unescaped.
pub(super) fn components(value: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let Some(part) = parts.last_mut() else { break };
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => part.push('\n'),
                Some(other) => part.push(other),
                None => part.push('\\'),
            },
            c if c == sign => parts.push(String::new()),
            c => part.push(c),
        }
    }
    parts
}

/// A text value, unescaped.
pub(super) fn text(value: &str) -> String {
    components(value, '\0').concat()
}

/// A text for a value (§3.4).
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded where it is long, never inside a character.
pub(super) fn fold(line: &str, out: &mut String) {
    let mut room = FOLD;
    for c in line.chars() {
        let len = c.len_utf8();
        if len > room {
            out.push_str("\r\n ");
            room = FOLD - 1;
        }
        out.push(c);
        room -= len;
    }
    out.push_str("\r\n");
}

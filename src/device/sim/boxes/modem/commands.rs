//! A command line as ITU-T V.250 lays it out: `AT`, basic commands, S registers, extended commands, a dial string.
//! Pure. May depend on `base`.

/// What is asked of a register or an extended command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verb {
    /// `+X`
    Do,
    /// `+X?`
    Read,
    /// `+X=?`
    Range,
    /// `+X=…`
    Set(String),
}

/// One command of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// `E0`, `&D2`, `H`: name and number (0 where none is given).
    Basic(String, u8),
    /// `S24=0`, `S0?`
    Register(u8, Verb),
    /// `+VCID=1`, `#CID?`, `-STE=3`; the name with its sign, in capitals.
    Extended(String, Verb),
    /// Everything behind `D`.
    Dial(String),
    /// What cannot be read: the line ends here with `ERROR`.
    Wrong,
}

/// The commands of a line. `None`: no `AT` in it, nothing is answered. What comes before `AT` is ignored.
pub(super) fn parse(line: &[u8]) -> Option<Vec<Command>> {
    let text: String = line.iter().map(|byte| char::from(*byte).to_ascii_uppercase()).collect();
    let at = text.find("AT")?;
    let mut rest: Vec<char> = text.get(at + 2..)?.chars().filter(|c| *c != ' ').collect();
    rest.reverse();
    let mut commands = Vec::new();
    while let Some(first) = rest.pop() {
        let command = match first {
            ';' => continue,
            'D' => Command::Dial(rest.drain(..).rev().collect()),
            'S' => register(&mut rest),
            '+' | '#' | '*' | '%' | '-' => extended(first, &mut rest),
            '&' | '\\' => match rest.pop() {
                Some(letter) => basic(format!("{first}{letter}"), &mut rest),
                None => Command::Wrong,
            },
            'A'..='Z' => basic(first.to_string(), &mut rest),
            _ => Command::Wrong,
        };
        let wrong = command == Command::Wrong;
        commands.push(command);
        if wrong {
            break;
        }
    }
    Some(commands)
}

/// The digits next in line.
fn number(rest: &mut Vec<char>) -> Option<u32> {
    let mut value = None;
    while let Some(digit) = rest.last().and_then(|c| c.to_digit(10)) {
        rest.pop();
        value = Some(value.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
    }
    value
}

fn small(value: Option<u32>) -> Option<u8> {
    u8::try_from(value.unwrap_or(0)).ok()
}

fn basic(name: String, rest: &mut Vec<char>) -> Command {
    small(number(rest)).map_or(Command::Wrong, |value| Command::Basic(name, value))
}

fn register(rest: &mut Vec<char>) -> Command {
    let Some(register) = small(number(rest)) else { return Command::Wrong };
    match rest.pop() {
        Some('?') => Command::Register(register, Verb::Read),
        Some('=') => {
            let value = number(rest).unwrap_or(0).to_string();
            Command::Register(register, Verb::Set(value))
        }
        _ => Command::Wrong,
    }
}

/// A name of letters and digits, then what is asked. Signs of makers other than `+` may have the value right behind the
/// letters (`#CC1`, `*ID1`).
fn extended(sign: char, rest: &mut Vec<char>) -> Command {
    let mut name = sign.to_string();
    let belongs = |c: &char| c.is_ascii_alphabetic() || (sign == '+' && c.is_ascii_digit());
    while let Some(letter) = rest.last().copied().filter(belongs) {
        name.push(letter);
        rest.pop();
    }
    if name.len() == 1 {
        return Command::Wrong;
    }
    let verb = match rest.last() {
        None | Some(';') => Verb::Do,
        Some('?') => {
            rest.pop();
            Verb::Read
        }
        Some('=') => {
            rest.pop();
            let value = value(rest);
            if value == "?" { Verb::Range } else { Verb::Set(value) }
        }
        Some(digit) if digit.is_ascii_digit() => Verb::Set(value(rest)),
        Some(_) => return Command::Wrong,
    };
    Command::Extended(name, verb)
}

/// Up to the next semicolon.
fn value(rest: &mut Vec<char>) -> String {
    let mut value = String::new();
    while let Some(c) = rest.pop().filter(|c| *c != ';') {
        value.push(c);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extended(name: &str, verb: Verb) -> Command {
        Command::Extended(name.to_owned(), verb)
    }

    fn set(value: &str) -> Verb {
        Verb::Set(value.to_owned())
    }

    #[test]
    fn a_line_of_everything_is_taken_apart() {
        let line = b"\x10!\x10\x03+++ate0v1s24=0s0?&d2+fclass=8;+vcid=?;-ste=7#cid=1";
        let basic = |name: &str, value| Command::Basic(name.to_owned(), value);
        let want = vec![
            basic("E", 0),
            basic("V", 1),
            Command::Register(24, set("0")),
            Command::Register(0, Verb::Read),
            basic("&D", 2),
            extended("+FCLASS", set("8")),
            extended("+VCID", Verb::Range),
            extended("-STE", set("7#CID=1")),
        ];
        assert_eq!(parse(line), Some(want));
    }

    #[test]
    fn makers_have_their_own_ways() {
        assert_eq!(parse(b"AT#CC1"), Some(vec![extended("#CC", set("1"))]));
        assert_eq!(parse(b"AT+GMI9"), Some(vec![extended("+GMI9", Verb::Do)]));
        assert_eq!(parse(b"ATDT 9,555;"), Some(vec![Command::Dial("T9,555;".to_owned())]));
        assert_eq!(parse(b"+++"), None);
        assert_eq!(parse(b"\xff\x80\xe4ATI3"), Some(vec![Command::Basic("I".to_owned(), 3)]));
        assert_eq!(parse(b"AT"), Some(vec![]));
        assert_eq!(parse(b"AT="), Some(vec![Command::Wrong]));
    }
}

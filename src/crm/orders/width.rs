//! Text on a roll of paper: a printer of 58 mm writes 32 columns, one of 80 mm 48. What is not ASCII takes two columns, as
//! it takes two bytes in GBK (GB/T 2312 and its extension), the character set of these printers. Depends on nothing.

/// Columns a character takes.
#[must_use]
pub fn of(c: char) -> usize {
    match c {
        '\u{20}'..='\u{7e}' => 1,
        c if c.is_control() => 0,
        _ => 2,
    }
}

/// Columns a text takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(of).sum()
}

/// What such a printer can write: blanks for control characters, the yen sign GBK has, plain dashes and quotes, and a
/// question mark for what lies beyond the first plane (emoji) or joins others.
#[must_use]
pub fn printable(text: &str) -> String {
    let one = |c: char| match c {
        '\u{a5}' => '￥',
        '\u{a0}' => ' ',
        '–' | '−' => '-',
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' => '\0',
        c if c.is_control() => ' ',
        c if u32::from(c) > 0xffff => '?',
        c => c,
    };
    text.chars().map(one).filter(|c| *c != '\0').collect()
}

/// The text in lines of at most `wide` columns, broken at blanks where there are any, else between characters.
#[must_use]
pub fn wrap(text: &str, wide: usize) -> Vec<String> {
    let wide = wide.max(2);
    let mut lines = Vec::new();
    for paragraph in printable_lines(text) {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let gap = usize::from(!line.is_empty());
            if columns(&line) + gap + columns(word) <= wide {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                if columns(&line) + of(c) > wide {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(c);
            }
        }
        lines.push(line);
    }
    lines
}

fn printable_lines(text: &str) -> Vec<String> {
    text.lines().map(printable).collect()
}

/// `left` and `right` at the two ends of one line; in two lines where they do not fit beside each other.
#[must_use]
pub fn ends(left: &str, right: &str, wide: usize) -> Vec<String> {
    let right = printable(right);
    let mut lines = wrap(left, wide);
    let last = lines.pop().unwrap_or_default();
    let both = columns(&last) + columns(&right);
    if both < wide || (last.is_empty() && both == wide) {
        let pad = wide.saturating_sub(both);
        lines.push(format!("{last}{}{right}", " ".repeat(pad)));
    } else {
        lines.push(last);
        for part in wrap(&right, wide) {
            lines.push(format!("{}{part}", " ".repeat(wide.saturating_sub(columns(&part)))));
        }
    }
    lines
}

/// The text in the middle of the line.
#[must_use]
pub fn middle(text: &str, wide: usize) -> Vec<String> {
    let centre =
        |line: String| format!("{}{line}", " ".repeat(wide.saturating_sub(columns(&line)) / 2));
    wrap(text, wide).into_iter().map(centre).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_and_latin_stand_under_each_other() {
        assert_eq!(columns("桶装水 18.9L"), 12);
        assert_eq!(ends("合计", "￥40.00", 20), ["合计         ￥40.00"]);
        assert_eq!(columns(&ends("桶装水", "2 × 20.00", 32)[0]), 32);
        assert_eq!(ends("", "￥1234.00", 6), ["", "￥1234", "   .00"]);
        assert_eq!(ends("很长的商品名称写不下", "￥40.00", 20).len(), 2);
        assert_eq!(middle("送货单", 32)[0], format!("{}送货单", " ".repeat(13)));
        assert_eq!(printable("¥5 😀\u{202e}x"), "￥5 ?x");
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_the_paper_is_wide(text in "\\PC{0,80}", right in "[0-9.¥]{0,12}", wide in 12_usize..60) {
            for line in wrap(&text, wide).iter().chain(&ends(&text, &right, wide)) {
                prop_assert!(columns(line) <= wide, "{:?}", line);
            }
        }
    }
}

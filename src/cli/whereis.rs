//! `ringdesk where`: where numbers belong and whom their prefix was given to.
//! May depend on `base`, `call`, `store`, `engine` (settings).

use crate::base::number::PhoneNumber;
use crate::call::places::{Found, Kind, Origin, PlaceAnswer, PlaceBook, PlaceQuestion};
use crate::cli::folder::database;
use crate::cli::{refuse, say, tongue};
use crate::engine::runtime::places::tables_of;
use crate::engine::settings::Settings;
use crate::store::reader::Reader;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `where`.
#[derive(Debug, Clone, Args)]
pub struct WhereArgs {
    /// Numbers, as you would dial them; an area code or the first seven digits of a mobile number will do.
    #[arg(required = true, value_name = "NUMBER")]
    numbers: Vec<String>,
    /// JSON lines instead of sentences.
    #[arg(long)]
    json: bool,
    /// The database whose tables, corrections and home area code count. Default: the platform's data folder.
    #[arg(long, value_name = "PATH")]
    db: Option<PathBuf>,
}

/// Says it, a line for each number. Exit code 1 when one of them has no known place.
#[must_use]
pub fn run(args: &WhereArgs) -> ExitCode {
    let known = match known(args.db.as_deref()) {
        Ok(known) => known,
        Err(why) => return refuse(&why),
    };
    let mut out = std::io::stdout().lock();
    let mut all = true;
    for text in &args.numbers {
        let number = PhoneNumber::new(text.as_str());
        let found = known.book.find(&number, &known.home_area);
        all &= found.place(true).is_some();
        let line = if args.json { in_json(&known, text, &found) } else { in_words(text, &found) };
        say(&mut out, &line);
    }
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Known {
    book: PlaceBook,
    home_area: String,
}

/// The tables and what the database adds; a database that is not there adds nothing.
fn known(db: Option<&Path>) -> Result<Known, String> {
    let path = database(db)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let book = PlaceBook::new(tables_of(folder));
    if !path.exists() {
        return match db {
            Some(path) => Err(format!("{} does not exist", path.display())),
            None => Ok(Known { book, home_area: String::new() }),
        };
    }
    let reader = Reader::open(&path).map_err(|error| error.to_string())?;
    let rows = reader.settings().map_err(|error| error.to_string())?;
    let home_area = Settings::from_rows(&rows).home_area_code;
    // A database of an older version has no corrections yet.
    let corrections = match reader.places(&PlaceQuestion::Corrections) {
        Ok(PlaceAnswer::Corrections(all)) => all,
        Err(error) => {
            tracing::debug!(%error, "no corrections");
            Vec::new()
        }
    };
    Ok(Known { book: book.corrected(corrections), home_area })
}

fn in_words(number: &str, found: &Found<'_>) -> String {
    let chinese = tongue::is_chinese();
    let place = found.place(chinese);
    let unknown = match (found.kind, chinese) {
        (Kind::Unknown, false) => "unknown number",
        (Kind::Unknown, true) => "不认识的号码",
        (_, false) => "unknown prefix",
        (_, true) => "未知号段",
    };
    let place = place.as_deref().unwrap_or(unknown);
    let code = match found.area_code {
        0 => String::new(),
        code => format!(" (0{code})"),
    };
    let operator = match found.operator.of(chinese) {
        "" => String::new(),
        operator => format!(", {operator}"),
    };
    let ported = match (found.may_be_ported(), chinese) {
        (false, _) => "",
        (true, true) => "（可能已携号转网）",
        (true, false) => " (may have been ported)",
    };
    let corrected = match (found.corrected(), chinese) {
        (false, _) => "",
        (true, true) => "，已更正",
        (true, false) => ", corrected here",
    };
    format!("{number}: {place}{code}{operator}{ported}{corrected}")
}

fn in_json(known: &Known, number: &str, found: &Found<'_>) -> String {
    let kind = format!("{:?}", found.kind).to_lowercase();
    let table = |at: usize| known.book.tables().get(at).map(|table| table.about());
    let (source, date) = match found.origin {
        Origin::Person => ("correction".to_owned(), None),
        Origin::Nobody => ("none".to_owned(), None),
        Origin::Table(at) | Origin::Home(at) => {
            let about = table(at);
            (about.map_or_else(String::new, |a| a.source.clone()), about.map(|a| a.date))
        }
        Origin::Own(at) => ("own row".to_owned(), table(at).map(|a| a.own_date)),
    };
    let text = |word: &str| (!word.is_empty()).then(|| word.to_owned());
    json!({
        "number": number,
        "kind": kind,
        "province": text(found.province.zh),
        "city": text(found.city.zh),
        "place": found.place(true),
        "place_en": found.place(false),
        "area_code": (found.area_code != 0).then(|| format!("0{}", found.area_code)),
        "operator": text(found.operator.zh),
        "operator_en": text(found.operator.en),
        "may_be_ported": found.may_be_ported(),
        "corrected": found.corrected(),
        "source": source,
        "date": date,
    })
    .to_string()
}

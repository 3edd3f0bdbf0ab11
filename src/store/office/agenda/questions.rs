//! What the agenda answers: the glance of the engine, the page of today, lists, the marks of a month, birthdays.
//! May depend on `base`, `crm`.

use crate::base::ids::{CustomerId, TaskId};
use crate::base::number::PhoneNumber;
use crate::crm::agenda::birthday;
use crate::crm::agenda::clock::{WallMinute, day_number};
use crate::crm::agenda::{
    Agenda, AgendaAnswer, AgendaQuestion, DayMark, Feast, Glance, Person, Reminder, Task, Which,
};
use crate::crm::customer::{Birthday, Calendar};
use crate::crm::staff::Staff;
use crate::store::error::Result;
use crate::store::office::agenda::rows;
use crate::store::reader::Reader;
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

/// Reminders the engine keeps in sight.
const REMINDERS: u32 = 200;
/// Entries of a section on the page of today; the whole list is a page of its own.
const SECTION: u32 = 50;
/// Birthdays that are read at once.
const FEASTS: usize = 500;
/// Series that are spread over a month.
const SERIES: u32 = 2_000;
/// Days of a month's picture, at most.
const MOST_DAYS: u16 = 62;
/// People offered while a name is typed.
const PEOPLE: u32 = 6;
/// Days ahead of which birthdays stand on the page of today.
const WEEK: u16 = 7;

impl Reader {
    /// Answers a question of this topic.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn agenda(&self, question: &AgendaQuestion) -> Result<AgendaAnswer> {
        self.at_once(|| {
            Ok(match question {
                AgendaQuestion::Glance { today, birthdays } => {
                    AgendaAnswer::Glance(Box::new(self.glance(*today, *birthdays)?))
                }
                AgendaQuestion::Today(today) => {
                    AgendaAnswer::Today(Box::new(self.agenda_today(*today)?))
                }
                AgendaQuestion::List { which, offset, limit } => {
                    let (rows, total) = self.agenda_list(which, *offset, *limit)?;
                    AgendaAnswer::List(rows, total)
                }
                AgendaQuestion::Month { from, days } => {
                    AgendaAnswer::Month(*from, self.month(*from, (*days).min(MOST_DAYS))?)
                }
                AgendaQuestion::Whom(words) => AgendaAnswer::Whom(words.clone(), self.whom(words)?),
            })
        })
    }

    fn glance(&self, today: Date, birthdays: Option<u16>) -> Result<Glance> {
        let day = day_number(today);
        let mut statement = self.connection().prepare_cached(
            "SELECT a.id, a.remind_at, a.text, coalesce(nullif(k.name, ''), k.company, '')
             FROM agenda a LEFT JOIN customers k ON k.id = a.customer_id
             WHERE a.done_utc_millis IS NULL AND a.told = 0 AND a.remind_at IS NOT NULL
             ORDER BY a.remind_at, a.id LIMIT ?1",
        )?;
        let rows = statement.query_map([REMINDERS], |row| {
            Ok(Reminder {
                task: TaskId(row.get(0)?),
                at: WallMinute(row.get(1)?),
                text: row.get(2)?,
                party: row.get(3)?,
            })
        })?;
        let reminders = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut feasts = match birthdays {
            Some(ahead) => self.feasts(today, ahead + 1)?,
            None => Vec::new(),
        };
        let mut told = self
            .connection()
            .prepare_cached("SELECT 1 FROM birthdays_told WHERE customer_id = ?1 AND day = ?2")?;
        let mut fresh = Vec::new();
        for feast in feasts.drain(..) {
            if !told.exists(params![feast.customer.0, day_number(feast.day)])? {
                fresh.push(feast);
            }
        }
        Ok(Glance {
            today: Some(today),
            more: reminders.len() >= usize::try_from(REMINDERS).unwrap_or(usize::MAX),
            reminders,
            birthdays: fresh,
            overdue: self.count("a.due_day < ?1", &[day.into()])?,
            due_today: self.count("a.due_day = ?1", &[day.into()])?,
        })
    }

    fn agenda_today(&self, today: Date) -> Result<Agenda> {
        let day = i64::from(day_number(today));
        let section = |from: i64, until: i64| -> Result<(Vec<Task>, u32)> {
            let (is, bounds) = ("a.due_day >= ?1 AND a.due_day < ?2", [from.into(), until.into()]);
            let rows = self.open_entries(is, &bounds, 0, SECTION)?;
            Ok((rows, self.count(is, &bounds)?))
        };
        Ok(Agenda {
            overdue: section(i64::from(i32::MIN), day)?,
            today: section(day, day + 1)?,
            tomorrow: section(day + 1, day + 2)?,
            week: section(day + 2, day + 7)?,
            undated: (self.undated(0, SECTION)?, self.count("a.due_day IS NULL", &[])?),
            birthdays: self.feasts(today, WEEK)?,
        })
    }

    fn agenda_list(&self, which: &Which, offset: u32, limit: u32) -> Result<(Vec<Task>, u32)> {
        let of_day = |day: Date| Value::from(day_number(day));
        match which {
            Which::Open => {
                let dated = self.count("a.due_day IS NOT NULL", &[])?;
                let mut rows = self.open_entries("a.due_day IS NOT NULL", &[], offset, limit)?;
                let missing = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(limit));
                if missing > 0 {
                    rows.extend(self.undated(offset.saturating_sub(dated), missing)?);
                }
                Ok((rows, dated + self.count("a.due_day IS NULL", &[])?))
            }
            Which::Before(day) => {
                let bounds = [of_day(*day)];
                let rows = self.open_entries("a.due_day < ?1", &bounds, offset, limit)?;
                Ok((rows, self.count("a.due_day < ?1", &bounds)?))
            }
            Which::On(day) => {
                let whose = [of_day(*day)];
                let mut rows = self.some(
                    "WHERE a.due_day = ?1 ORDER BY a.done_utc_millis IS NOT NULL, coalesce(a.due_minute, -1), a.id",
                    &whose,
                    offset,
                    limit,
                )?;
                // Those that will come stand behind those that are there.
                let there = self.total("a.due_day = ?1", &whose)?;
                let coming = self.to_come(*day)?;
                let all = there.saturating_add(u32::try_from(coming.len()).unwrap_or(u32::MAX));
                let size = |rows: u32| usize::try_from(rows).unwrap_or(usize::MAX);
                let missing = size(limit).saturating_sub(rows.len());
                let skip = size(offset.saturating_sub(there));
                rows.extend(coming.into_iter().skip(skip).take(missing));
                Ok((rows, all))
            }
            Which::Done => {
                let rows = self.some(
                    "WHERE a.done_utc_millis IS NOT NULL ORDER BY a.done_utc_millis DESC, a.id DESC",
                    &[],
                    offset,
                    limit,
                )?;
                Ok((rows, self.total("a.done_utc_millis IS NOT NULL", &[])?))
            }
            Which::Finished(finished) => {
                let (from, until) = finished.span();
                let by = finished.by.clone().map_or(Value::Null, Value::from);
                let customer = finished.customer.map_or(Value::Null, |id| Value::from(id.0));
                let bounds = [Value::from(from), Value::from(until), by, customer];
                let is = "a.done_utc_millis >= ?1 AND a.done_utc_millis < ?2
                    AND (?3 IS NULL OR coalesce(a.done_by, '') = ?3) AND (?4 IS NULL OR a.customer_id = ?4)";
                let order = format!("WHERE {is} ORDER BY a.done_utc_millis DESC, a.id DESC");
                let rows = self.some(&order, &bounds, offset, limit)?;
                Ok((rows, self.total(is, &bounds)?))
            }
            Which::Of(customer) => {
                let whose = [Value::from(customer.0)];
                let rows = self.some(
                    "WHERE a.customer_id = ?1 ORDER BY a.done_utc_millis IS NOT NULL, a.due_day IS NULL, a.due_day, a.id",
                    &whose,
                    offset,
                    limit,
                )?;
                Ok((rows, self.total("a.customer_id = ?1", &whose)?))
            }
        }
    }

    /// Open entries by day and hour.
    fn open_entries(
        &self,
        is: &str,
        bounds: &[Value],
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Task>> {
        let order = format!(
            "WHERE a.done_utc_millis IS NULL AND {is} ORDER BY a.due_day, coalesce(a.due_minute, -1), a.id"
        );
        self.some(&order, bounds, offset, limit)
    }

    fn undated(&self, offset: u32, limit: u32) -> Result<Vec<Task>> {
        let order = "WHERE a.done_utc_millis IS NULL AND a.due_day IS NULL ORDER BY a.id DESC";
        self.some(order, &[], offset, limit)
    }

    fn some(&self, order: &str, bounds: &[Value], offset: u32, limit: u32) -> Result<Vec<Task>> {
        let sql = format!(
            "SELECT a.id, {}, coalesce(nullif(k.name, ''), k.company, ''),
                    (SELECT number FROM contact_numbers n WHERE n.customer_id = a.customer_id ORDER BY position LIMIT 1)
             FROM agenda a LEFT JOIN customers k ON k.id = a.customer_id {order} LIMIT {limit} OFFSET {offset}",
            rows::COLUMNS
        );
        let mut statement = self.connection().prepare(&sql)?;
        let found = statement.query_map(params_from_iter(bounds.iter().cloned()), row_to_task)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, is: &str, bounds: &[Value]) -> Result<u32> {
        self.total(&format!("a.done_utc_millis IS NULL AND {is}"), bounds)
    }

    fn total(&self, is: &str, bounds: &[Value]) -> Result<u32> {
        let sql = format!("SELECT count(*) FROM agenda a WHERE {is}");
        let mut statement = self.connection().prepare(&sql)?;
        Ok(statement.query_row(params_from_iter(bounds.iter().cloned()), |row| row.get(0))?)
    }

    /// Entries of series that are not made yet and will come on this day.
    fn to_come(&self, day: Date) -> Result<Vec<Task>> {
        let series = self.series()?;
        let comes = |task: &Task| comes_on(task, day, day).first() == Some(&day);
        let mut coming: Vec<Task> = series.into_iter().filter(comes).collect();
        for task in &mut coming {
            if let Some(due) = &mut task.draft.due {
                due.day = day;
            }
        }
        Ok(coming)
    }

    fn series(&self) -> Result<Vec<Task>> {
        let order = "WHERE a.done_utc_millis IS NULL AND a.rule IS NOT NULL ORDER BY a.id";
        self.some(order, &[], 0, SERIES)
    }

    fn month(&self, from: Date, days: u16) -> Result<Vec<DayMark>> {
        let first = day_number(from);
        let mut marks = vec![DayMark::default(); usize::from(days)];
        let place = |day: i32| usize::try_from(day.saturating_sub(first)).ok();
        for (open, sql) in [
            (
                true,
                "SELECT due_day, count(*) FROM agenda WHERE done_utc_millis IS NULL AND due_day >= ?1 AND due_day < ?2 GROUP BY due_day",
            ),
            (
                false,
                "SELECT due_day, count(*) FROM agenda WHERE done_utc_millis IS NOT NULL AND due_day >= ?1 AND due_day < ?2 GROUP BY due_day",
            ),
        ] {
            let mut statement = self.connection().prepare_cached(sql)?;
            let mut rows = statement.query(params![first, first + i32::from(days)])?;
            while let Some(row) = rows.next()? {
                if let Some(mark) = place(row.get(0)?).and_then(|at| marks.get_mut(at)) {
                    *(if open { &mut mark.open } else { &mut mark.done }) = row.get(1)?;
                }
            }
        }
        let last = from.checked_add((i64::from(days) - 1).days()).unwrap_or(from);
        for task in self.series()? {
            for day in comes_on(&task, from, last) {
                if let Some(mark) = place(day_number(day)).and_then(|at| marks.get_mut(at)) {
                    mark.open += 1;
                }
            }
        }
        for feast in self.feasts(from, days)? {
            if let Some(mark) = place(day_number(feast.day)).and_then(|at| marks.get_mut(at)) {
                mark.birthdays.push(feast.name);
            }
        }
        Ok(marks)
    }

    /// Birthdays kept on so many days from `from` on, in order; those of the people who work here among them.
    fn feasts(&self, from: Date, days: u16) -> Result<Vec<Feast>> {
        let mut statement = self.connection().prepare_cached(
            "SELECT k.id, coalesce(nullif(k.name, ''), k.company), k.birthday,
                    (SELECT number FROM contact_numbers n WHERE n.customer_id = k.id ORDER BY position LIMIT 1)
             FROM customers k WHERE k.birthday IS NOT NULL AND k.birthday ->> '$.calendar' = ?1
                  AND k.birthday ->> '$.month' = ?2 AND k.birthday ->> '$.day' = ?3 LIMIT 500",
        )?;
        let colleagues = self.colleagues()?;
        let mut feasts = Vec::new();
        for ahead in 0..i64::from(days) {
            let Ok(day) = from.checked_add(ahead.days()) else { break };
            let theirs = colleagues.iter().filter(|feast| birthday::is_on(&feast.birthday, day));
            feasts.extend(theirs.map(|feast| Feast {
                age: birthday::age_on(&feast.birthday, day),
                day,
                ..feast.clone()
            }));
            for (calendar, month, date) in birthday::keys(day) {
                let calendar = match calendar {
                    Calendar::Solar => "solar",
                    Calendar::Lunar => "lunar",
                };
                let rows = statement.query_map(params![calendar, month, date], |row| {
                    let birthday: String = row.get(2)?;
                    let birthday: Option<Birthday> = serde_json::from_str(&birthday).ok();
                    let number: Option<String> = row.get(3)?;
                    Ok(birthday.map(|birthday| Feast {
                        customer: CustomerId(row.get(0).unwrap_or_default()),
                        name: row.get(1).unwrap_or_default(),
                        number: number.map(PhoneNumber::new),
                        age: birthday::age_on(&birthday, day),
                        birthday,
                        day,
                    }))
                })?;
                for feast in rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten() {
                    if feasts.len() < FEASTS && birthday::is_on(&feast.birthday, day) {
                        feasts.push(feast);
                    }
                }
            }
        }
        Ok(feasts)
    }

    /// The people who work here and whose birthday is known; the day is still to be filled in.
    fn colleagues(&self) -> Result<Vec<Feast>> {
        let staff = self.roster()?.staff.into_iter().filter(|staff| !staff.gone);
        let feast = |staff: Staff| {
            Some(Feast {
                customer: Feast::staff_key(staff.id?),
                name: staff.name,
                number: Some(PhoneNumber::new(staff.phone))
                    .filter(|number| !number.digits().is_empty()),
                birthday: staff.birthday?,
                day: Date::default(),
                age: None,
            })
        };
        Ok(staff.filter_map(feast).collect())
    }

    fn whom(&self, words: &str) -> Result<Vec<Person>> {
        if words.trim().is_empty() {
            return Ok(Vec::new());
        }
        let (rows, _) = self.customers(words, 0, PEOPLE)?;
        let name = |name: String, company: String| if name.is_empty() { company } else { name };
        Ok(rows
            .into_iter()
            .map(|row| Person { id: row.id, name: name(row.name, row.company), number: row.number })
            .collect())
    }
}

/// The days after its own on which an open entry will come again, within two days (both included).
fn comes_on(task: &Task, from: Date, last: Date) -> Vec<Date> {
    let (Some(rule), Some(due)) = (task.draft.repeat.as_ref(), task.draft.due) else {
        return Vec::new();
    };
    let start = task.series_from.unwrap_or(due.day);
    let mut days = Vec::new();
    let mut after = from.yesterday().unwrap_or(from).max(due.day);
    while let Some(day) = rule.next_after(start, after).filter(|day| *day <= last) {
        days.push(day);
        after = day;
    }
    days
}

fn row_to_task(row: &Row<'_>) -> rusqlite::Result<Task> {
    let id = TaskId(row.get(0)?);
    let kept = rows::read(row, 1)?;
    let mut task = kept.into_task(id);
    task.party = row.get(1 + rows::COLUMN_COUNT)?;
    task.number = row.get::<_, Option<String>>(2 + rows::COLUMN_COUNT)?.map(PhoneNumber::new);
    task.series_from = task.series_from.or_else(|| task.draft.due.map(|due| due.day));
    Ok(task)
}

//! Keys of the page's words, and figures as people read them. May depend on `ui`, and types of `crm`.

use super::Part;
use crate::base::money::Money;
use crate::crm::reports::period::{By, Period};
use crate::crm::reports::scope::{ClassKey, OrderScope, Which};
use crate::crm::reports::sheet::Figure;
use crate::crm::reports::sheets::{class_name, word_keys};
use crate::crm::reports::{ContactBy, PayBy, Rank};
use crate::ui::scene::Scene;
use std::collections::BTreeMap;

pub(super) const fn part(part: Part) -> &'static str {
    match part {
        Part::Sales => "reports.title_sales",
        Part::Products => "reports.title_products",
        Part::Classes => "reports.title_classes",
        Part::Payments => "reports.title_payments",
        Part::Contacts => "reports.title_contacts",
        Part::Again => "reports.title_again",
        Part::Dormant => "reports.title_dormant",
        Part::Quiet => "reports.title_quiet",
    }
}

/// What a report is and what it counts.
pub(super) const fn about(part: Part) -> &'static str {
    match part {
        Part::Sales => "reports.about_sales",
        Part::Products => "reports.about_products",
        Part::Classes => "reports.about_classes",
        Part::Payments => "reports.about_payments",
        Part::Contacts => "reports.about_contacts",
        Part::Again => "reports.about_again",
        Part::Dormant => "reports.about_dormant",
        Part::Quiet => "reports.about_quiet",
    }
}

pub(super) const fn period(period: Period) -> &'static str {
    match period {
        Period::Today => "reports.today",
        Period::Yesterday => "reports.yesterday",
        Period::ThisWeek => "reports.this_week",
        Period::LastWeek => "reports.last_week",
        Period::ThisMonth => "reports.this_month",
        Period::LastMonth => "reports.last_month",
        Period::ThisQuarter => "reports.this_quarter",
        Period::ThisYear => "reports.this_year",
        Period::LastYear => "reports.last_year",
        Period::Days(..) => "reports.range",
    }
}

pub(super) const fn by(by: By) -> &'static str {
    match by {
        By::Day => "reports.by_day",
        By::Week => "reports.by_week",
        By::Month => "reports.by_month",
        By::Quarter => "reports.by_quarter",
        By::Year => "reports.by_year",
    }
}

pub(super) const fn rank(rank: Rank) -> &'static str {
    match rank {
        Rank::Turnover => "reports.by_turnover",
        Rank::Quantity => "reports.by_quantity",
        Rank::Margin => "reports.by_margin",
    }
}

pub(super) const fn pay_by(by: PayBy) -> &'static str {
    match by {
        PayBy::Customer => "reports.by_customer",
        PayBy::Order => "reports.by_order",
    }
}

pub(super) const fn contact_by(by: ContactBy) -> &'static str {
    match by {
        ContactBy::Day => "reports.by_day",
        ContactBy::Agent => "reports.by_agent",
        ContactBy::Customer => "reports.by_customer",
    }
}

pub(super) const fn which(which: Which) -> &'static str {
    match which {
        Which::All => "reports.which_all",
        Which::Returned => "reports.which_returned",
        Which::Open => "reports.which_open",
        Which::Paid => "reports.which_paid",
    }
}

/// A figure as it stands in a cell.
pub(super) fn figure(scene: &Scene<'_>, figure: &Figure) -> String {
    if let Figure::Phone(phone) = figure {
        return scene.texts.digits(phone);
    }
    figure.text(&|key| scene.texts.t(key).to_owned())
}

pub(super) fn class(scene: &Scene<'_>, class: &ClassKey) -> String {
    figure(scene, &class_name(class))
}

/// What a column counts, by the last part of its key.
pub(super) fn column_about(scene: &Scene<'_>, key: &str) -> Option<String> {
    let (_, name) = key.split_once(".col_")?;
    let about = format!("reports.about_{name}");
    let text = scene.texts.t(&about);
    (text != about).then(|| text.to_owned())
}

/// Which orders a list is of.
pub(super) fn scope(scene: &Scene<'_>, scope: &OrderScope) -> String {
    let mut parts = vec![scope.days.text()];
    if let Some(key) = &scope.class {
        parts.push(class(scene, key));
    }
    if let Some(category) = &scope.category {
        parts.push(category.clone());
    }
    if scope.customer.is_some() {
        parts.push(scene.t("reports.one_customer").to_owned());
    }
    if scope.product.is_some() {
        parts.push(scene.t("reports.one_product").to_owned());
    }
    parts.push(scene.t(which(scope.which)).to_owned());
    parts.join(" · ")
}

/// An amount short enough for an axis: `1.2k` would need a language of its own, so whole units.
pub(super) fn axis(amount: i64) -> String {
    let text = Money(amount).grouped();
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

/// The words of a file, in the language of the window.
pub(super) fn sentences(scene: &Scene<'_>) -> BTreeMap<String, String> {
    word_keys().into_iter().map(|key| (key.to_owned(), scene.texts.t(key).to_owned())).collect()
}

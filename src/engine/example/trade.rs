//! Three months of a shop's trade: who ordered what and when, what was paid, what came in. Pure.
//! May depend on `crm`, `base` and the engine's settings.

use crate::base::ids::CustomerId;
use crate::base::money::Money;
use crate::crm::goods::GoodsOp;
use crate::crm::goods::quantity::Quantity;
use crate::crm::goods::stock::{Counted, MovementKind, StockEntry};
use crate::crm::office::OfficeOp;
use crate::crm::orders::OrderOp;
use crate::crm::orders::draft::OrderDraft;
use crate::crm::orders::line::OrderLine;
use crate::crm::orders::order::OrderHead;
use crate::crm::orders::payment::PaymentDraft;
use crate::crm::orders::state::OrderState;
use crate::engine::example::dice::Dice;
use crate::engine::example::goods::Item;
use crate::engine::example::people::Person;
use crate::engine::example::words::{METHODS, STAFF, say};
use crate::engine::example::{DAY, DAYS, Deed, Wall, What, Zone};
use crate::engine::settings::Language;
use std::collections::BTreeMap;

/// Minute of the day at which the plant delivers.
const EARLY: i64 = 7 * 60 + 30;
/// Orders that are not delivered yet, and those that are on their way.
const OPEN: usize = 3;
const UNDER_WAY: usize = 4;
/// Days before today on which what is owed by the month is paid.
const PAY_DAYS: [i64; 3] = [62, 31, 2];
/// Empty bottles that stay when the others go back to the plant.
const EMPTIES_KEPT: i64 = 20;

/// Somebody orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// When, by the wall.
    pub at: Wall,
    /// Who, by the place in the list.
    pub who: usize,
}

/// Who orders when, soonest first.
pub fn visits(dice: &mut Dice, people: &[Person], now: Wall) -> Vec<Visit> {
    let today = now.div_euclid(DAY);
    let mut all = Vec::new();
    for (who, person) in people.iter().enumerate() {
        let (low, high) = person.habit.every.unwrap_or((70, 200));
        let mut day = today - DAYS + i64::from(dice.below(high));
        while day <= today {
            let at = day * DAY + i64::from(dice.between(8 * 60 + 10, 19 * 60 + 40));
            if at + 5 < now {
                all.push(Visit { at, who });
            }
            day += i64::from(dice.between(low, high));
        }
    }
    all.sort_unstable();
    all
}

/// The number an empty store gives the customer at this place.
pub fn customer(who: usize) -> CustomerId {
    CustomerId(i64::try_from(who).unwrap_or(0) + 1)
}

/// What the shop knows while it trades.
pub struct Shop<'a> {
    dice: &'a mut Dice,
    language: Language,
    people: &'a [Person],
    stock: BTreeMap<Item, i64>,
    /// Bottles of ours at each customer's.
    out: Vec<i64>,
    tickets: Vec<i64>,
    owed: Vec<Money>,
    deeds: Vec<Deed>,
}

impl<'a> Shop<'a> {
    /// An empty shop.
    pub fn new(dice: &'a mut Dice, language: Language, people: &'a [Person]) -> Self {
        let count = people.len();
        Self {
            dice,
            language,
            people,
            stock: BTreeMap::new(),
            out: vec![0; count],
            tickets: vec![0; count],
            owed: vec![Money::ZERO; count],
            deeds: Vec::new(),
        }
    }

    /// Trades until now; what was done, in the order it was done.
    pub fn trade(mut self, visits: &[Visit], zone: Zone) -> Vec<Deed> {
        let today = zone.now.div_euclid(DAY);
        let mut day = today - DAYS - 1;
        for (at, visit) in visits.iter().enumerate() {
            let left = visits.len() - at;
            while day < visit.at.div_euclid(DAY) {
                day += 1;
                self.morning(day, today);
            }
            self.order(*visit, left, zone);
        }
        self.deeds
    }

    fn do_it(&mut self, at: Wall, op: OfficeOp) {
        let staff = self.dice.below(2);
        let who = STAFF.get(usize::try_from(staff * 2).unwrap_or(0));
        let who = who.map_or("", |word| say(self.language, *word));
        self.deeds.push(Deed { at, who, what: What::Office(Box::new(op)) });
    }

    /// The plant comes on Mondays and on the first day; accounts are paid; the pumps are counted.
    fn morning(&mut self, day: i64, today: i64) {
        let at = day * DAY + EARLY;
        let is_monday = (day + 3).rem_euclid(7) == 0;
        if is_monday || day == today - DAYS {
            self.restock(at);
        }
        if PAY_DAYS.contains(&(today - day)) {
            self.collect(at + 60);
        }
        if day == today - 1 {
            let there = 4;
            let counted = Counted { product: Item::Pump.id(), there: Quantity::whole(there) };
            let reason = say(self.language, ("盘点", "count")).to_owned();
            self.stock.insert(Item::Pump, there);
            self.do_it(at, OfficeOp::Goods(GoodsOp::Count { sheet: vec![counted], reason }));
        }
    }

    fn restock(&mut self, at: Wall) {
        for item in Item::ALL {
            let Some((full, _)) = item.shelf() else { continue };
            let there = self.stock.get(&item).copied().unwrap_or(0);
            if item == Item::Empty && there > EMPTIES_KEPT {
                self.stock_moves(at, item, MovementKind::Out, there - EMPTIES_KEPT);
            } else if item != Item::Empty && there < full {
                self.stock_moves(at, item, MovementKind::In, full - there);
            }
        }
    }

    fn stock_moves(&mut self, at: Wall, item: Item, kind: MovementKind, units: i64) {
        let signed = if kind == MovementKind::In { units } else { -units };
        *self.stock.entry(item).or_default() += signed;
        let reason = say(self.language, ("水厂", "plant")).to_owned();
        let cost = (kind == MovementKind::In).then(|| item.cost());
        let quantity = Quantity::whole(units);
        let entry = StockEntry { product: item.id(), kind, quantity, cost, reason };
        self.do_it(at, OfficeOp::Goods(GoodsOp::Move(entry)));
    }

    /// Who pays by the month pays what was delivered so far.
    fn collect(&mut self, at: Wall) {
        let due: Vec<(usize, Money)> =
            self.owed.iter().copied().enumerate().filter(|(_, owed)| *owed > Money::ZERO).collect();
        for (who, amount) in due {
            if let Some(owed) = self.owed.get_mut(who) {
                *owed = Money::ZERO;
            }
            let method = say(self.language, ("转账", "transfer")).to_owned();
            let customer = Some(customer(who));
            let draft = PaymentDraft { customer, amount, method, ..PaymentDraft::default() };
            self.do_it(at, OfficeOp::Orders(OrderOp::Pay(draft)));
        }
    }

    fn order(&mut self, visit: Visit, left: usize, zone: Zone) {
        let Some(person) = self.people.get(visit.who) else { return };
        let state = match left {
            0..=OPEN => OrderState::Confirmed,
            left if left <= OPEN + UNDER_WAY => OrderState::Delivering,
            _ => OrderState::Delivered,
        };
        let lines = self.basket(visit.who, person);
        let mut head = OrderHead {
            customer: Some(customer(visit.who)),
            name: person.card.name.clone(),
            phone: person.card.numbers.first().map_or_else(String::new, |n| n.number.pretty()),
            address: person.card.address.clone(),
            ..OrderHead::default()
        };
        if state != OrderState::Confirmed {
            say(self.language, STAFF[1]).clone_into(&mut head.courier);
        }
        if state != OrderState::Delivered {
            let quarters = 1 + i64::from(self.dice.below(12));
            head.deliver_at = Some(zone.millis(zone.now + quarters * 15));
        }
        let goods: Vec<(Item, i64)> = lines.iter().map(|line| (line.0, line.1)).collect();
        let lines = lines.into_iter().map(|(_, _, line)| line).collect();
        let draft = Box::new(OrderDraft { head, lines, ..OrderDraft::default() });
        if state != OrderState::Confirmed {
            self.leave(visit, &goods, &draft);
        }
        let paid = self.paid(visit.who, person, state, draft.total());
        self.do_it(visit.at, OfficeOp::Orders(OrderOp::Save { draft, to: state, paid }));
    }

    /// What goes out is there, or comes in just before.
    fn leave(&mut self, visit: Visit, goods: &[(Item, i64)], draft: &OrderDraft) {
        let lacks = |(item, units): &(Item, i64)| {
            item.shelf().is_some() && self.stock.get(item).copied().unwrap_or(0) < *units
        };
        if goods.iter().any(lacks) {
            self.restock(visit.at - 1);
        }
        for (item, units) in goods {
            if item.shelf().is_some() {
                *self.stock.entry(*item).or_default() -= units;
            }
        }
        let back: i64 = draft.lines.iter().map(|line| line.empties.0 / 1_000).sum();
        *self.stock.entry(Item::Empty).or_default() += back;
    }

    /// What somebody takes: item, units, line.
    fn basket(&mut self, who: usize, person: &Person) -> Vec<(Item, i64, OrderLine)> {
        let habit = person.habit;
        let bottles = i64::from(self.dice.between(1, habit.most.max(1)));
        let water = if habit.mineral { Item::Mineral } else { Item::Purified };
        let mut lines = Vec::new();
        let has = self.tickets.get(who).copied().unwrap_or(0);
        let by_ticket = habit.tickets && water == Item::Purified;
        if by_ticket && has < bottles {
            lines.push(self.line(person, Item::Tickets, 1));
            self.count_tickets(who, 10);
        }
        if by_ticket {
            self.count_tickets(who, -bottles);
        }
        let out = self.out.get(who).copied().unwrap_or(0);
        let empties = if self.dice.chance(92) { bottles.min(out) } else { 0 };
        let mut line = self.line(person, water, bottles);
        line.2.by_ticket = by_ticket;
        line.2.empties = Quantity::whole(empties);
        lines.push(line);
        if out == 0 {
            lines.push(self.line(person, Item::Deposit, bottles));
        }
        if let Some(count) = self.out.get_mut(who) {
            *count += bottles - empties;
        }
        for (percent, item, most) in [
            (9, Item::Case, 3),
            (3, Item::Cleaning, 1),
            (2, Item::Pump, 1),
            (1, Item::Dispenser, 1),
        ] {
            if self.dice.chance(percent) {
                let units = i64::from(self.dice.between(1, most));
                lines.push(self.line(person, item, units));
            }
        }
        lines
    }

    fn count_tickets(&mut self, who: usize, units: i64) {
        if let Some(count) = self.tickets.get_mut(who) {
            *count += units;
        }
    }

    fn line(&self, person: &Person, item: Item, units: i64) -> (Item, i64, OrderLine) {
        let product = item.product(self.language);
        let line = OrderLine {
            product: item.id(),
            price: product.price_for(&person.card.class),
            name: product.name,
            unit: product.unit,
            quantity: Quantity::whole(units),
            ..OrderLine::default()
        };
        (item, units, line)
    }

    /// What is paid on delivery.
    fn paid(
        &mut self,
        who: usize,
        person: &Person,
        state: OrderState,
        total: Money,
    ) -> Option<(Money, String)> {
        if state != OrderState::Delivered || total.is_zero() {
            return None;
        }
        if person.habit.monthly {
            if let Some(owed) = self.owed.get_mut(who) {
                *owed = owed.plus(total);
            }
            return None;
        }
        let amount = match self.dice.below(100) {
            0..91 => total,
            91..95 => Money(total.0 / 200 * 100),
            _ => Money::ZERO,
        };
        let method = say(self.language, self.dice.pick(&METHODS)).to_owned();
        (!amount.is_zero()).then_some((amount, method))
    }
}

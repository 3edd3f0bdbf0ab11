//! Orders, delivery and return slips, payments, balances in money and in units: what the core knows and decides.
//! May depend on `base`, `line`, `call`, `crm` and the engine's own types.

use crate::base::clock::Stamp;
use crate::crm::office::OfficeOp;
use crate::crm::orders::OrderOp;
use crate::engine::core::Core;
use crate::engine::effect::{Effect, StoreOp};
use crate::engine::notice::{Severity, Topic};
use crate::engine::office::orders::{OrderCommand, OrderList, OrderView, PrintOrder, PrintReport};

/// Slips being written at the same time; more are refused.
const MOST_SLIPS: u32 = 8;

/// What the core remembers of it.
#[derive(Debug, Default)]
pub(in crate::engine::core) struct OrderDesk {
    view: OrderView,
}

impl OrderDesk {
    /// What the views see.
    pub(in crate::engine::core) fn view(&self) -> OrderView {
        self.view.clone()
    }
}

impl Core {
    /// A wish of this topic.
    pub(in crate::engine::core) fn orders_command(
        &mut self,
        command: OrderCommand,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        match command {
            OrderCommand::Do(OrderOp::Save { draft, .. }) if draft.fault().is_some() => {
                self.refuse("order: it cannot be sold like this", now, out);
            }
            OrderCommand::Do(OrderOp::Pay(draft)) if !draft.is_sound() => {
                self.refuse("payment: an amount and somebody it is for", now, out);
            }
            OrderCommand::Do(op) => {
                out.push(Effect::Store(StoreOp::Office(Box::new(OfficeOp::Orders(op)))));
            }
            OrderCommand::Print(order) => self.print(order, now, out),
            OrderCommand::Export(list) => self.export_orders(list, now, out),
        }
    }

    fn print(&mut self, order: Box<PrintOrder>, now: Stamp, out: &mut Vec<Effect>) {
        let printing = &mut self.office.orders.view.printing;
        if *printing >= MOST_SLIPS {
            self.refuse("slip: too many at once", now, out);
            return;
        }
        *printing += 1;
        out.push(Effect::Print(order));
    }

    fn export_orders(&mut self, list: Box<OrderList>, now: Stamp, out: &mut Vec<Effect>) {
        if self.export_begins(&list.path, now, out) {
            out.push(Effect::ExportOrders(list));
        }
    }

    /// What came of a slip.
    pub(in crate::engine::core) fn printed(
        &mut self,
        report: PrintReport,
        now: Stamp,
        out: &mut Vec<Effect>,
    ) {
        let printing = &mut self.office.orders.view.printing;
        *printing = printing.saturating_sub(1);
        let path = |path: std::path::PathBuf| path.display().to_string();
        let (severity, topic) = match report {
            PrintReport::Done(file) => (Severity::Info, Topic::SlipReady(path(file))),
            PrintReport::NotOpened(file) => (Severity::Warning, Topic::SlipNotOpened(path(file))),
            PrintReport::Failed(why) => (Severity::Error, Topic::SlipFailed(why)),
        };
        self.notice(severity, topic, now, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CallId;
    use crate::crm::orders::draft::OrderDraft;
    use crate::crm::orders::slip::{Paper, Slip};
    use crate::crm::orders::state::OrderState;
    use crate::engine::command::Command;
    use crate::engine::event::Event;
    use crate::engine::office::OfficeCommand;
    use crate::engine::office::orders::PrintTo;
    use crate::engine::settings::Settings;
    use std::path::PathBuf;

    fn wish(command: OrderCommand) -> Event {
        Event::Command(Command::Office(OfficeCommand::Orders(command)))
    }

    #[test]
    fn an_order_without_lines_never_reaches_the_store() {
        let now = Stamp::default();
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::from("/data"));
        let draft = Box::new(OrderDraft::default());
        let op = OrderOp::Save { draft, to: OrderState::Confirmed, paid: None };
        let effects = core.step(wish(OrderCommand::Do(op)), now);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Store(_))), "{effects:?}");
        assert!(matches!(core.snapshot(now).notices[0].topic, Topic::Refused(_)));
    }

    #[test]
    fn a_slip_is_written_and_its_end_is_told() {
        let now = Stamp::default();
        let mut core = Core::new(Settings::default(), CallId(1), PathBuf::from("/data"));
        let order = PrintOrder {
            slip: Slip::default(),
            paper: Paper::A5,
            to: PrintTo::Viewer,
            name: "slip".into(),
            printer: String::new(),
        };
        let effects = core.step(wish(OrderCommand::Print(Box::new(order))), now);
        assert!(matches!(effects.as_slice(), [Effect::Print(_)]), "{effects:?}");
        assert_eq!(core.snapshot(now).office.orders.printing, 1);
        core.step(Event::Printed(PrintReport::NotOpened("/data/slip.pdf".into())), now);
        let picture = core.snapshot(now);
        assert_eq!(picture.office.orders.printing, 0);
        assert_eq!(picture.notices[0].topic, Topic::SlipNotOpened("/data/slip.pdf".into()));
    }
}

//! What becomes of orders, payments and accounts when cards are merged, imported, and that is undone.

use super::*;
use ringdesk::crm::cards::{CardOp, MergeOrder};
use ringdesk::crm::transfer::{ImportId, Manner, Mode};
use ringdesk::engine::office::transfer::{ImportOrder, Reading};
use ringdesk::engine::runtime::office::transfer::import;
use ringdesk::store::office::transfer::undo_import;

impl Shop {
    fn card(&self, id: CustomerId) -> Customer {
        self.reader.customer(id).unwrap().unwrap().0
    }

    /// What everybody owes together, and every account in units.
    fn whole(&self) -> (Money, BTreeMap<String, Quantity>) {
        let rows = self.orders(OrderFilter::default()).0;
        let owed: Money = rows.iter().map(OrderSummary::owed).sum();
        let mut units: BTreeMap<String, Quantity> = BTreeMap::new();
        for unit in [WANG, LI].iter().flat_map(|id| self.desk(*id).units) {
            let sum = units.entry(format!("{} {:?}", unit.name, unit.account)).or_default();
            *sum = sum.plus(unit.quantity);
        }
        (owed.minus(self.paid(None).1), units)
    }

    pub fn merge(&mut self) {
        let card = self.card(WANG);
        let order = MergeOrder { keep: WANG, gone: LI, card };
        self.carry_out(OfficeOp::Cards(CardOp::Merge(Box::new(order)))).unwrap();
    }

    /// A list in which the two are named again, and others.
    fn take_list_in(&mut self) -> ImportId {
        let path = self.dir.path().join("list.csv");
        let list = "姓名,电话,地址\nWang Wei,13812345678,1 Road\nLi Na,13912345678,2 Road\nZhao Min,13712345678,3 Road\n";
        std::fs::write(&path, list).unwrap();
        let order = ImportOrder {
            reading: Reading { path, ..Reading::default() },
            manner: Manner { mode: Mode::Both, ..Manner::default() },
            ..ImportOrder::default()
        };
        self.minutes += 1;
        let report = import(self.store.path(), &self.act(), &order, &mut |_| true).unwrap();
        assert_eq!((report.counts.updated, report.counts.created), (2, 1));
        report.import.unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn merged_cards_owe_what_both_owed_and_an_undone_merge_leads_back(
        before in prop::collection::vec(doing(), 1..16),
        after in prop::collection::vec(doing(), 0..6),
    ) {
        let mut shop = Shop::open();
        for doing in &before {
            shop.does(doing);
        }
        let (apart, whole) = (shop.picture(), shop.whole());
        let begun = undoable(&shop);
        let both = shop.desk(WANG).owed.plus(shop.desk(LI).owed);
        shop.merge();
        prop_assert_eq!(shop.desk(WANG).owed, both);
        prop_assert_eq!(shop.desk(LI).owed, Money::ZERO);
        prop_assert_eq!(shop.whole(), whole);
        shop.adds_up();
        for doing in &after {
            // Nobody undoes the merge in the middle of it.
            if !matches!(doing, Doing::Undo) {
                shop.does(doing);
                shop.adds_up();
            }
        }
        while undoable(&shop) > begun {
            shop.undo();
            shop.adds_up();
        }
        prop_assert_eq!(shop.picture(), apart);
    }

    #[test]
    fn a_list_taken_in_and_taken_back_moves_no_money_and_no_goods(
        before in prop::collection::vec(doing(), 1..16),
        between in prop::collection::vec(doing(), 0..6),
    ) {
        let mut shop = Shop::open();
        for doing in &before {
            shop.does(doing);
        }
        let (picture, whole) = (shop.picture(), shop.whole());
        let list = shop.take_list_in();
        prop_assert_eq!((shop.picture(), shop.whole()), (picture, whole));
        for doing in &between {
            if !matches!(doing, Doing::Undo) {
                shop.does(doing);
            }
        }
        let (picture, whole) = (shop.picture(), shop.whole());
        let path = shop.store.path().to_owned();
        undo_import(&path, &shop.act(), list, &mut |_, _| true).unwrap();
        shop.adds_up();
        prop_assert_eq!((shop.picture(), shop.whole()), (picture, whole));
    }
}

#[test]
fn a_card_of_a_list_that_somebody_has_paid_on_stays_when_the_list_goes() {
    let mut shop = Shop::open();
    let list = shop.take_list_in();
    let zhao = shop.reader.customers("Zhao Min", 0, 9).unwrap().0[0].id;
    let payment =
        PaymentDraft { customer: Some(zhao), amount: Money(2_000), ..PaymentDraft::default() };
    shop.order(OrderOp::Pay(payment)).unwrap();
    let path = shop.store.path().to_owned();
    let report = undo_import(&path, &shop.act(), list, &mut |_, _| true).unwrap();
    assert_eq!((report.removed, report.restored, report.kept), (0, 2, 1));
    assert_eq!(shop.desk(zhao).owed, Money(-2_000));
    assert_eq!(shop.reader.customers("zhao", 0, 9).unwrap().0.len(), 1, "it is still found");
    shop.adds_up();
}

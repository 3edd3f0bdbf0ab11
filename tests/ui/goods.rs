//! Products, price lists, and stock as the sum of its movements: the window by label, in both languages.

use crate::ui_support;
use crate::ui_support::bench::*;
use egui_kittest::kittest::Queryable;
use ringdesk::base::ids::ProductId;
use ringdesk::base::money::Money;
use ringdesk::crm::goods::product::{Product, Shelf};
use ringdesk::crm::goods::quantity::Quantity;
use ringdesk::crm::goods::stock::{Counted, MovementKind, StockEntry};
use ringdesk::crm::goods::{GoodsAnswer, GoodsOp, GoodsQuestion};
use ringdesk::crm::office::{OfficeAnswer, OfficeQuestion};
use ringdesk::engine::command::Command;
use ringdesk::engine::office::OfficeCommand;
use ringdesk::engine::office::goods::GoodsCommand;
use ringdesk::engine::query::{Answer, Query};
use ringdesk::engine::settings::Language;
use ringdesk::ui::state::Screen;

fn shelf() -> Shelf {
    let product = Product {
        id: Some(ProductId(1)),
        name: "Aqua 18.9".into(),
        unit: "pc".into(),
        price: Money(2_000),
        cost: Money(900),
        low_at: Some(Quantity::whole(10)),
        ..Product::default()
    };
    Shelf { product, stock: Quantity::whole(8), value: Money(7_200) }
}

fn counter(language: Language) -> (ui_support::stub::StubDesk, Window) {
    let (desk, mut window) = open(ui_support::idle(language), Screen::Orders);
    desk.answer_with(|query| {
        let Query::Office(OfficeQuestion::Goods(question)) = query else { return None };
        let answer = match question {
            GoodsQuestion::Products { .. } => GoodsAnswer::Products(vec![shelf()], 1),
            GoodsQuestion::Movements { .. } => GoodsAnswer::Movements(Vec::new(), 0),
            GoodsQuestion::Categories => GoodsAnswer::Categories(vec![("Drinks".into(), 1)]),
        };
        Some(Answer::Office(OfficeAnswer::Goods(answer)))
    });
    window.run_steps(2);
    (desk, window)
}

fn ops(desk: &ui_support::stub::StubDesk) -> Vec<GoodsOp> {
    let op = |command| match command {
        Command::Office(OfficeCommand::Goods(GoodsCommand::Do(op))) => Some(op),
        _ => None,
    };
    desk.commands().into_iter().filter_map(op).collect()
}

#[test]
fn a_product_is_added_and_a_price_that_is_none_is_said() {
    for language in LANGUAGES {
        let (desk, mut window) = counter(language);
        click(&mut window, say(language, "商品", "Products"));
        click(&mut window, say(language, "新增商品", "New product"));
        type_into(&mut window, say(language, "名称", "Name"), "Tea");
        type_into(&mut window, say(language, "售价", "Price"), "1000000000000000");
        let wrong = say(language, "价格不对", "That is no price");
        assert!(window.query_all_by_label_contains(wrong).next().is_some());
        click(&mut window, say(language, "取消", "Cancel"));
        click(&mut window, say(language, "新增商品", "New product"));
        type_into(&mut window, say(language, "名称", "Name"), "Tea");
        type_into(&mut window, say(language, "售价", "Price"), "12,5");
        click(&mut window, say(language, "保存商品", "Save product"));
        let expected = Product { name: "Tea".into(), price: Money(1_250), ..Product::default() };
        assert_eq!(ops(&desk), [GoodsOp::Save(Box::new(expected))]);
    }
}

#[test]
fn goods_come_in_and_are_counted() {
    let (desk, mut window) = counter(Language::English);
    click(&mut window, "Stock");
    assert!(sees(&window, "8 pc"));
    click(&mut window, "In / out");
    type_into(&mut window, "Quantity", "-3");
    assert!(sees(&window, "Write a quantity above nothing, such as 20"));
    click(&mut window, "Cancel");
    click(&mut window, "In / out");
    type_into(&mut window, "Quantity", "20");
    click(&mut window, "Write down");
    let entry = StockEntry {
        product: ProductId(1),
        kind: MovementKind::In,
        quantity: Quantity::whole(20),
        cost: Some(Money(900)),
        reason: String::new(),
    };
    assert_eq!(ops(&desk), [GoodsOp::Move(entry)]);
    click(&mut window, "Count sheet");
    type_into(&mut window, "Counted: Aqua 18.9", "7");
    click(&mut window, "Write differences down");
    let sheet = vec![Counted { product: ProductId(1), there: Quantity::whole(7) }];
    assert_eq!(ops(&desk).pop(), Some(GoodsOp::Count { sheet, reason: String::new() }));
}

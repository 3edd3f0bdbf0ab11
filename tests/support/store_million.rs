//! A made-up town: customers with realistic Chinese names and numbers, the same for the same seed.

use ringdesk::base::number::PhoneNumber;
use ringdesk::crm::customer::{ContactNumber, Customer};

const SURNAMES: &str =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余";
const GIVEN: &str =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰玉萍红建文志华国梅鑫宇浩然子轩欣怡梓涵诗雨晨";
const PLACES: [&str; 10] =
    ["海淀", "朝阳", "浦东", "天河", "武侯", "西湖", "鼓楼", "雁塔", "江汉", "南山"];
const TRADES: [&str; 10] = [
    "送水站",
    "燃气公司",
    "五金商店",
    "口腔诊所",
    "幼儿园",
    "物流有限公司",
    "餐饮管理有限公司",
    "电器维修部",
    "家政服务中心",
    "科技有限公司",
];
const AREAS: [(&str, usize); 10] = [
    ("010", 8),
    ("021", 8),
    ("020", 8),
    ("028", 8),
    ("0571", 8),
    ("025", 8),
    ("029", 8),
    ("027", 8),
    ("0755", 8),
    ("0379", 7),
];
const MOBILE: [&str; 12] =
    ["130", "133", "135", "136", "138", "139", "150", "158", "159", "177", "186", "189"];

/// A small repeatable source of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 … `below` - 1.
    pub fn roll(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % below as u64).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    fn character(&mut self, of: &str) -> char {
        of.chars().nth(self.roll(of.chars().count())).unwrap_or('王')
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|n| char::from(b'0' + self.roll(if n == 0 { 7 } else { 10 }) as u8))
            .collect()
    }
}

/// A mobile (seven in ten) or fixed-line number, digits only, with its area code.
pub fn number(dice: &mut Dice) -> String {
    if dice.roll(10) < 7 {
        return format!("{}{}", dice.pick(&MOBILE), dice.digits(8));
    }
    let (area, len) = dice.pick(&AREAS);
    let first = 2 + dice.roll(7);
    format!("{area}{first}{}", dice.digits(len - 1))
}

/// The same number as somebody may have typed it.
pub fn typed(dice: &mut Dice, number: &str) -> String {
    match (dice.roll(6), number.starts_with('1')) {
        (0, true) => format!("+86 {} {} {}", &number[..3], &number[3..7], &number[7..]),
        (0, false) => format!("+86-{}-{}", &number[1..3], &number[3..]),
        (1, true) => format!("{}-{}-{}", &number[..3], &number[3..7], &number[7..]),
        (1, false) => format!("({}) {}", &number[..3], &number[3..]),
        (2, _) => format!("0086{}", number.trim_start_matches('0')),
        (3, _) => format!("{number}转{}", 100 + dice.roll(900)),
        _ => number.to_owned(),
    }
}

/// One customer; three in ten have a second number, so that a million have 1.3 million.
pub fn customer(dice: &mut Dice) -> Customer {
    let mut name = dice.character(SURNAMES).to_string();
    for _ in 0..=dice.roll(2) {
        name.push(dice.character(GIVEN));
    }
    let place = dice.pick(&PLACES);
    let company = match dice.roll(3) {
        0 => format!("{place}{}{}", dice.character(GIVEN), dice.pick(&TRADES)),
        _ => String::new(),
    };
    let count = 1 + usize::from(dice.roll(10) < 3);
    let numbers = (0..count).map(|_| {
        let number = number(dice);
        ContactNumber {
            id: None,
            number: PhoneNumber::new(typed(dice, &number)),
            label: String::new(),
            ..ContactNumber::default()
        }
    });
    let numbers = numbers.collect();
    let address = format!("{place}区{}路{}号", dice.character(GIVEN), 1 + dice.roll(999));
    Customer { name, company, address, numbers, ..Customer::default() }
}

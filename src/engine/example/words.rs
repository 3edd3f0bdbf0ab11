//! The words of the example: names, places, goods, answers, in Chinese and English. Streets and housing estates are invented.
//! May depend on the engine's settings (the language).

use crate::engine::settings::Language;

/// The same in Chinese and in English.
pub type Word = (&'static str, &'static str);

/// The word in a language.
#[must_use]
pub const fn say(language: Language, word: Word) -> &'static str {
    match language {
        Language::Chinese => word.0,
        Language::English => word.1,
    }
}

/// Family names.
pub const FAMILIES: [Word; 24] = [
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("胡", "Hu"),
    ("朱", "Zhu"),
    ("高", "Gao"),
    ("林", "Lin"),
    ("何", "He"),
    ("郭", "Guo"),
    ("马", "Ma"),
    ("罗", "Luo"),
    ("梁", "Liang"),
    ("宋", "Song"),
    ("唐", "Tang"),
    ("韩", "Han"),
];

/// First and second signs of given names.
pub const GIVEN: [[Word; 20]; 2] = [
    [
        ("建", "Jian"),
        ("志", "Zhi"),
        ("晓", "Xiao"),
        ("文", "Wen"),
        ("国", "Guo"),
        ("玉", "Yu"),
        ("海", "Hai"),
        ("春", "Chun"),
        ("秀", "Xiu"),
        ("立", "Li"),
        ("永", "Yong"),
        ("雪", "Xue"),
        ("丽", "Li"),
        ("俊", "Jun"),
        ("家", "Jia"),
        ("子", "Zi"),
        ("佳", "Jia"),
        ("新", "Xin"),
        ("庆", "Qing"),
        ("明", "Ming"),
    ],
    [
        ("伟", "wei"),
        ("芳", "fang"),
        ("军", "jun"),
        ("敏", "min"),
        ("强", "qiang"),
        ("静", "jing"),
        ("平", "ping"),
        ("华", "hua"),
        ("兰", "lan"),
        ("峰", "feng"),
        ("玲", "ling"),
        ("刚", "gang"),
        ("霞", "xia"),
        ("涛", "tao"),
        ("红", "hong"),
        ("琴", "qin"),
        ("梅", "mei"),
        ("斌", "bin"),
        ("洁", "jie"),
        ("成", "cheng"),
    ],
];

/// Housing estates and streets, invented.
pub const ESTATES: [Word; 12] = [
    ("碧水花园", "Bishui Garden"),
    ("清泉小区", "Qingquan Estate"),
    ("甘露里", "Ganlu Lane"),
    ("金泉家园", "Jinquan Homes"),
    ("柳荫苑", "Liuyin Court"),
    ("新源里", "Xinyuan Lane"),
    ("银河公寓", "Yinhe Apartments"),
    ("学府佳苑", "Xuefu Court"),
    ("望湖新村", "Wanghu New Village"),
    ("东风巷", "Dongfeng Alley"),
    ("和平里", "Heping Lane"),
    ("春晓园", "Chunxiao Garden"),
];

/// The first part of a company's name.
pub const FIRMS: [Word; 14] = [
    ("宏达", "Hongda"),
    ("新创", "Xinchuang"),
    ("东盛", "Dongsheng"),
    ("百合", "Baihe"),
    ("蓝天", "Lantian"),
    ("金桥", "Jinqiao"),
    ("恒信", "Hengxin"),
    ("小太阳", "Little Sun"),
    ("远航", "Yuanhang"),
    ("天和", "Tianhe"),
    ("众诚", "Zhongcheng"),
    ("星海", "Xinghai"),
    ("万家", "Wanjia"),
    ("启明", "Qiming"),
];

/// … and the second: what it does.
pub const TRADES: [Word; 9] = [
    ("广告公司", "Advertising"),
    ("装饰公司", "Interiors"),
    ("幼儿园", "Kindergarten"),
    ("口腔诊所", "Dental Clinic"),
    ("物业管理处", "Property Office"),
    ("健身房", "Gym"),
    ("汽修厂", "Car Repair"),
    ("餐馆", "Restaurant"),
    ("培训中心", "Training Centre"),
];

/// Customer classes: those with a price list of their own first.
pub const CLASSES: [Word; 4] =
    [("VIP", "VIP"), ("单位", "Company"), ("老客户", "Regular"), ("新客户", "New")];

/// Tags.
pub const TAGS: [Word; 6] = [
    ("没电梯", "no lift"),
    ("放门口", "leave at the door"),
    ("下午送", "afternoons"),
    ("要发票", "needs invoice"),
    ("月结", "pays monthly"),
    ("有狗", "dog"),
];

/// Notes on cards.
pub const CARD_NOTES: [Word; 6] = [
    ("送水前先打电话", "Call before delivery"),
    ("周末家里才有人", "At home on weekends only"),
    ("门禁坏了，到楼下打电话", "The intercom is broken, call from downstairs"),
    ("老人家，请帮忙把桶装上", "Elderly: please put the bottle on the dispenser"),
    ("要纯净水，别送矿泉水", "Purified water, not mineral water"),
    ("饮水机去年买的，该清洗了", "Bought the dispenser last year: due for cleaning"),
];

/// Notes on calls.
pub const CALL_NOTES: [Word; 8] = [
    ("照旧，下午三点以后送", "The usual, after three"),
    ("问水票还剩几张", "Asked how many tickets are left"),
    ("催单，已经联系送水工", "Wanted to know where it is; told the driver"),
    ("要发票，抬头发短信", "Needs an invoice, will text the name"),
    ("桶有点漏，下次换", "A bottle leaks a little, swap it next time"),
    ("搬家了，地址要改", "Has moved, change the address"),
    ("明天上午送，家里有人", "Tomorrow morning, somebody is at home"),
    ("问有没有小桶装", "Asked for smaller bottles"),
];

/// What comes of a call: words that the program offers by itself.
pub const RESULTS: [Word; 4] = [
    ("已下单", "Ordered"),
    ("问价格", "Asked the price"),
    ("再联系", "Call again"),
    ("投诉", "Complaint"),
];

/// Who works there.
pub const STAFF: [Word; 3] = [("小周", "Zhou Ting"), ("李师傅", "Li Qiang"), ("阿梅", "Chen Mei")];

/// How people pay.
pub const METHODS: [Word; 3] = [("微信", "WeChat"), ("现金", "cash"), ("支付宝", "Alipay")];

/// Things to do, and in how many days they are due (negative: overdue).
pub const TASKS: [(Word, i32); 8] = [
    (("给水厂打电话，补订矿泉水", "Call the bottling plant: order mineral water"), 0),
    (("上门清洗饮水机", "Clean the dispenser at the customer's"), 0),
    (("收上个月的水款", "Collect last month's account"), -2),
    (("送发票过去", "Bring the invoice"), 1),
    (("回访新客户，问水质怎么样", "Ask the new customer how the water is"), 2),
    (("换掉漏水的桶", "Swap the leaking bottle"), -1),
    (("月底盘点空桶", "Count empty bottles at the end of the month"), 4),
    (("报价：办公室每周二十桶", "Quote: twenty bottles a week for an office"), 3),
];

/// Promises made on the telephone, and in how many hours they are due.
pub const PROMISES: [(Word, i64); 4] = [
    (("下午送到，送前打电话", "Deliver this afternoon, call before"), 3),
    (("问清楚水厂再回电话", "Ask the plant and call back"), 1),
    (("明天上午换一台压水泵", "Swap the pump tomorrow morning"), 20),
    (("查一下水票还剩多少，回电话", "Look up the tickets left and call back"), -2),
];

/// What callers ask: category, question, what to say, the whole answer.
pub const ANSWERS: [[Word; 4]; 7] = [
    [
        ("送货", "Delivery"),
        ("多久能送到？", "How soon do you deliver?"),
        (
            "两小时之内送到，晚上八点以后的单第二天早上送。",
            "Within two hours; what is ordered after eight in the evening comes next morning.",
        ),
        (
            "营业时间早上八点到晚上八点。没电梯五楼以上每桶加一元。",
            "Open from eight to eight. Without a lift, above the fifth floor: one yuan more a bottle.",
        ),
    ],
    [
        ("价格", "Prices"),
        ("一桶水多少钱？", "What does a bottle cost?"),
        (
            "纯净水二十元一桶，矿泉水二十八元一桶。",
            "Purified water is 20 yuan a bottle, mineral water 28.",
        ),
        (
            "单位客户和 VIP 有优惠价，系统会自动按客户分类计价。",
            "Companies and VIPs have lower prices: the order form takes them from the customer's class.",
        ),
    ],
    [
        ("价格", "Prices"),
        ("水票怎么卖？", "How do water tickets work?"),
        (
            "一本十张一百八十元，用一张抵一桶纯净水。",
            "A book of ten is 180 yuan, one ticket pays for one bottle of purified water.",
        ),
        ("水票没有期限，可以退没用完的。", "Tickets do not expire; unused ones are refunded."),
    ],
    [
        ("押金", "Deposit"),
        ("空桶要押金吗？", "Is there a deposit on bottles?"),
        (
            "第一次要押金，三十元一只，退桶退钱。",
            "The first time, yes: 30 yuan a bottle, paid back when it comes back.",
        ),
        ("退押金要带收据；桶破了不退。", "Bring the receipt; a broken bottle is not refunded."),
    ],
    [
        ("售后", "Service"),
        ("饮水机多久清洗一次？", "How often should a dispenser be cleaned?"),
        (
            "建议三个月清洗一次，上门清洗五十元。",
            "Every three months; we come and do it for 50 yuan.",
        ),
        ("夏天建议两个月一次。", "In summer every two months."),
    ],
    [
        ("质量", "Quality"),
        ("水开封后能放多久？", "How long does an open bottle keep?"),
        ("开封后最好十天之内喝完，避开阳光。", "Best within ten days, out of the sun."),
        ("没开封的看桶身上的日期。", "Unopened: see the date on the bottle."),
    ],
    [
        ("售后", "Service"),
        ("水有味道怎么办？", "The water tastes odd"),
        ("马上给您换一桶，不收钱。", "We swap the bottle at once, free of charge."),
        ("记下生产日期和批号，告诉水厂。", "Note the date and batch and tell the plant."),
    ],
];

/// The goods, in the order of [`Item`](super::goods::Item): name, unit, category.
pub const GOODS: [[Word; 3]; 9] = [
    [("空桶", "Empty bottle"), ("只", "piece"), ("周转", "Returnables")],
    [("纯净水 18.9L", "Purified water 18.9 l"), ("桶", "bottle"), ("桶装水", "Bottled water")],
    [("矿泉水 18.9L", "Mineral water 18.9 l"), ("桶", "bottle"), ("桶装水", "Bottled water")],
    [("瓶装水 550ml×24", "Small bottles 24 × 550 ml"), ("箱", "case"), ("瓶装水", "Small bottles")],
    [("水票（十张）", "Book of ten tickets"), ("本", "book"), ("水票", "Tickets")],
    [("空桶押金", "Bottle deposit"), ("只", "piece"), ("周转", "Returnables")],
    [("立式饮水机", "Water dispenser"), ("台", "piece"), ("设备", "Appliances")],
    [("清洗饮水机", "Dispenser cleaning"), ("次", "visit"), ("服务", "Service")],
    [("手压水泵", "Hand pump"), ("个", "piece"), ("设备", "Appliances")],
];

#!/usr/bin/env python3
"""Makes `cn.pack` from the prefix tables that the Python package `phonenumbers` carries (Apache-2.0, see NOTICE).

    pip download phonenumbers --no-deps && python3 -m zipfile -e phonenumbers-*.whl FOLDER
    python3 make.py FOLDER YYYYMMDD        # the day on which the package was released

Prints what the pack covers. What the package lacks or tells as it was years ago stands in the tables below, with a
date of their own; rows that come from there are marked in the pack. The format is described in
`src/call/places/pack.rs`.
"""

import re
import struct
import sys
import zlib
from pathlib import Path

OWN_DATE = 20261127  # when the tables of this file were last looked through

PROVINCES = {
    "北京": "Beijing", "天津": "Tianjin", "上海": "Shanghai", "重庆": "Chongqing", "河北": "Hebei",
    "山西": "Shanxi", "内蒙古": "Inner Mongolia", "辽宁": "Liaoning", "吉林": "Jilin", "黑龙江": "Heilongjiang",
    "江苏": "Jiangsu", "浙江": "Zhejiang", "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi",
    "山东": "Shandong", "河南": "Henan", "湖北": "Hubei", "湖南": "Hunan", "广东": "Guangdong",
    "广西": "Guangxi", "海南": "Hainan", "四川": "Sichuan", "贵州": "Guizhou", "云南": "Yunnan",
    "西藏": "Tibet", "陕西": "Shaanxi", "甘肃": "Gansu", "青海": "Qinghai", "宁夏": "Ningxia", "新疆": "Xinjiang",
}
MUNICIPALITIES = {"北京", "天津", "上海", "重庆"}
PREFECTURES = [
    "红河", "怒江", "西双版纳", "迪庆", "德宏", "大理", "楚雄", "文山", "延边", "凉山", "甘孜", "阿坝", "恩施", "湘西",
    "黔东南", "黔西南", "黔南", "临夏", "甘南", "海北", "海南", "海西", "果洛", "黄南", "玉树", "伊犁", "博尔塔拉", "昌吉",
    "巴音郭楞", "克孜勒苏", "神农架",
]
# Names that changed since the tables were gathered.
RENAMED = {"襄樊": "襄阳", "思茅": "普洱", "株州": "株洲"}
ENGLISH = {
    "西安": "Xi'an", "襄阳": "Xiangyang", "普洱": "Pu'er", "株洲": "Zhuzhou", "呼和浩特": "Hohhot", "吐鲁番": "Turpan",
    "阿克苏": "Aksu", "伊犁": "Ili", "博尔塔拉": "Bortala", "克拉玛依": "Karamay", "庆阳": "Qingyang", "德宏": "Dehong",
    "湘西": "Xiangxi", "商洛": "Shangluo", "大兴安岭": "Da Hinggan Ling", "克孜勒苏": "Kizilsu", "和田": "Hotan",
    "阿勒泰": "Altay", "陇南": "Longnan", "果洛": "Golog", "黄南": "Huangnan", "林芝": "Nyingchi", "昌都": "Qamdo",
    "巴音郭楞": "Bayingolin", "黔西南": "Qianxinan", "武威": "Wuwei", "呼伦贝尔": "Hulunbuir", "锡林郭勒": "Xilingol", "海北": "Haibei", "海东": "Haidong",
    "海西": "Haixi", "凉山": "Liangshan", "海南": "Hainan", "湘潭": "Xiangtan", "开封": "Kaifeng", "莱芜": "Laiwu",
    "舟山": "Zhoushan", "鹰潭": "Yingtan", "巢湖": "Chaohu", "铁岭": "Tieling", "抚顺": "Fushun", "本溪": "Benxi",
    "遵义": "Zunyi", "安顺": "Anshun", "朔州": "Shuozhou", "秦皇岛": "Qinhuangdao", "济源": "Jiyuan",
    "格尔木": "Golmud", "三亚": "Sanya", "海口": "Haikou", "神农架": "Shennongjia", "咸阳": "Xianyang",
    "资阳": "Ziyang", "眉山": "Meishan", "崇左": "Chongzuo", "来宾": "Laibin", "贵港": "Guigang", "贺州": "Hezhou",
    "潜江": "Qianjiang", "天门": "Tianmen", "仙桃": "Xiantao", "嘉峪关": "Jiayuguan", "金昌": "Jinchang",
    "亳州": "Bozhou", "长沙": "Changsha", "贵阳": "Guiyang", "成都": "Chengdu", "沈阳": "Shenyang",
    "吕梁": "Lvliang", "晋中": "Jinzhong", "内江": "Neijiang", "通化": "Tonghua", "延边": "Yanbian",
    "日喀则": "Shigatse", "那曲": "Nagqu", "阿里": "Ngari", "山南": "Shannan", "合肥": "Hefei", "南宁": "Nanning",
}
# Area codes: what the package lacks, lumps together or tells as it was. Public facts of the numbering plan.
OWN_AREAS = {
    "24": ("辽宁", "沈阳、铁岭、抚顺、本溪"), "29": ("陕西", "西安、咸阳"), "28": ("四川", "成都、资阳、眉山"),
    "335": ("河北", "秦皇岛"), "349": ("山西", "朔州"), "354": ("山西", "晋中"), "358": ("山西", "吕梁"),
    "371": ("河南", "郑州、开封"), "378": ("河南", "开封"), "391": ("河南", "焦作、济源"), "410": ("辽宁", "铁岭"),
    "413": ("辽宁", "抚顺"), "414": ("辽宁", "本溪"), "433": ("吉林", "延边"), "435": ("吉林", "通化"),
    "531": ("山东", "济南"), "551": ("安徽", "合肥"), "558": ("安徽", "阜阳、亳州"), "565": ("安徽", "巢湖"),
    "580": ("浙江", "舟山"), "634": ("山东", "莱芜"), "701": ("江西", "鹰潭"), "710": ("湖北", "襄阳"),
    "728": ("湖北", "仙桃、潜江、天门"), "731": ("湖南", "长沙、株洲、湘潭"), "732": ("湖南", "湘潭"),
    "733": ("湖南", "株洲"), "754": ("广东", "汕头"), "757": ("广东", "佛山"), "771": ("广西", "南宁、崇左"),
    "772": ("广西", "柳州、来宾"), "774": ("广西", "梧州、贺州"), "775": ("广西", "玉林、贵港"),
    "832": ("四川", "内江"), "851": ("贵州", "贵阳、遵义、安顺"), "852": ("贵州", "遵义"), "853": ("贵州", "安顺"),
    "692": ("云南", "德宏"), "879": ("云南", "普洱"), "887": ("云南", "迪庆"), "892": ("西藏", "日喀则"), "896": ("西藏", "那曲"),
    "897": ("西藏", "阿里"), "898": ("海南", "海口、三亚"), "935": ("甘肃", "武威、金昌"),
    "937": ("甘肃", "酒泉、嘉峪关"), "979": ("青海", "格尔木"),
}
# The area code of a city whose code has another city's name first, or whose own code is no longer given out.
OWN_CODES = {
    "开封": "371", "济源": "391", "亳州": "558", "巢湖": "551", "莱芜": "531", "株洲": "731", "湘潭": "731",
    "来宾": "772", "贺州": "774", "贵港": "775", "崇左": "771", "遵义": "851", "安顺": "851", "金昌": "935",
    "嘉峪关": "937", "神农架": "719", "潜江": "728", "天门": "728", "铁岭": "24", "抚顺": "24", "本溪": "24",
    "资阳": "28", "眉山": "28", "咸阳": "29",
}
# Whom a mobile prefix was given to, where the package is silent or knows only the shorter prefix.
OWN_OPERATORS = {
    "154": 4, "133": 2, "1349": 5, "140": 1, "141": 2, "144": 0, "146": 1, "148": 0, "149": 2, "162": 7, "165": 6, "167": 8,
    "1700": 7, "1701": 7, "1702": 7, "1703": 6, "1705": 6, "1706": 6, "1704": 8, "1707": 8, "1708": 8, "1709": 8,
    "171": 8, "1740": 5, "175": 1, "192": 3, "1610": 3,
}
OPERATORS = [
    ("中国移动", "China Mobile"), ("中国联通", "China Unicom"), ("中国电信", "China Telecom"),
    ("中国广电", "China Broadnet"), ("", ""), ("中国电信卫星", "China Telecom (satellite)"),
    ("中国移动虚拟运营商", "reseller on China Mobile"), ("中国电信虚拟运营商", "reseller on China Telecom"),
    ("中国联通虚拟运营商", "reseller on China Unicom"),
]
SERVICE, TOLL_FREE, SHARED = 0, 1, 2
SERVICES = [
    ("110", "报警", "Police"), ("119", "火警", "Fire brigade"), ("120", "急救", "Ambulance"),
    ("122", "交通事故报警", "Traffic accidents"), ("999", "红十字急救（北京）", "Red Cross ambulance (Beijing)"),
    ("112", "紧急呼叫", "Emergency"), ("114", "查号台", "Directory enquiries"), ("116114", "号码百事通", "Directory plus"),
    ("12117", "报时", "Speaking clock"), ("12121", "天气预报", "Weather"), ("121", "天气预报", "Weather"),
    ("12110", "短信报警", "Police by text"), ("12119", "火灾举报", "Fire hazards"), ("12122", "高速公路救援", "Motorway help"),
    ("12300", "电信用户申诉", "Telecom complaints"), ("12305", "邮政申诉", "Post complaints"),
    ("12306", "铁路客服", "Railway"), ("12309", "检察服务", "Procuratorate"), ("12313", "烟草举报", "Tobacco"),
    ("12315", "消费者投诉", "Consumer complaints"), ("12316", "三农服务", "Farming advice"), ("12317", "扶贫监督", "Poverty relief"),
    ("12318", "文化市场举报", "Culture market"), ("12319", "城建服务", "City works"), ("12320", "卫生热线", "Health"),
    ("12321", "不良信息举报", "Spam reports"), ("12328", "交通运输服务", "Transport"), ("12329", "住房公积金", "Housing fund"),
    ("12333", "人力资源社会保障", "Labour and social security"), ("12335", "商务服务", "Commerce"),
    ("12338", "妇女维权", "Women's rights"), ("12345", "政务服务便民热线", "City hall"), ("12348", "法律服务", "Legal aid"),
    ("12351", "职工维权", "Workers' rights"), ("12355", "青少年服务", "Youth"), ("12356", "心理援助", "Mental health"),
    ("12366", "税务", "Taxes"), ("12367", "移民服务", "Immigration"), ("12368", "法院诉讼服务", "Courts"),
    ("12369", "生态环境举报", "Environment"), ("12377", "网络举报", "Internet reports"), ("12378", "银行保险投诉", "Banks and insurers"),
    ("12380", "组织部举报", "Party organisation"), ("12381", "涉诈预警", "Fraud warning"), ("12385", "残疾人服务", "Disability"),
    ("12386", "证券投诉", "Securities"), ("12388", "纪检监察举报", "Discipline inspection"), ("12389", "公安举报", "Police complaints"),
    ("12393", "医保服务", "Medical insurance"), ("12395", "水上搜救", "Rescue at sea"), ("96110", "反诈专线", "Anti-fraud line"),
    ("10000", "中国电信客服", "China Telecom"), ("10001", "中国电信营业厅", "China Telecom shop"), ("10010", "中国联通客服", "China Unicom"),
    ("10011", "中国联通营业厅", "China Unicom shop"), ("10086", "中国移动客服", "China Mobile"), ("10099", "中国广电客服", "China Broadnet"),
    ("10050", "中国铁通客服", "China Tietong"), ("10015", "中国联通投诉", "China Unicom complaints"),
    ("10080", "中国移动投诉", "China Mobile complaints"), ("11185", "邮政客服", "China Post"), ("11183", "邮政速递", "EMS"),
    ("95588", "工商银行", "ICBC"), ("95533", "建设银行", "China Construction Bank"), ("95599", "农业银行", "Agricultural Bank of China"),
    ("95566", "中国银行", "Bank of China"), ("95559", "交通银行", "Bank of Communications"), ("95555", "招商银行", "China Merchants Bank"),
    ("95580", "邮储银行", "Postal Savings Bank"), ("95568", "民生银行", "China Minsheng Bank"), ("95561", "兴业银行", "Industrial Bank"),
    ("95528", "浦发银行", "SPD Bank"), ("95558", "中信银行", "China CITIC Bank"), ("95577", "华夏银行", "Hua Xia Bank"),
    ("95595", "光大银行", "China Everbright Bank"), ("95508", "广发银行", "Guangfa Bank"), ("95511", "平安", "Ping An"),
    ("95516", "中国银联", "UnionPay"), ("95518", "人保财险", "PICC"), ("95519", "中国人寿", "China Life"),
    ("95500", "太平洋保险", "CPIC"), ("95522", "泰康保险", "Taikang"), ("95567", "新华保险", "New China Life"),
    ("95598", "国家电网", "State Grid"), ("95338", "顺丰速运", "SF Express"), ("95543", "申通快递", "STO Express"),
    ("95554", "圆通速递", "YTO Express"), ("95546", "韵达快递", "Yunda Express"), ("95311", "中通快递", "ZTO Express"),
    ("95188", "支付宝", "Alipay"), ("95017", "腾讯客服", "Tencent"), ("95118", "京东", "JD"), ("95187", "淘宝", "Taobao"),
    ("95583", "中国国航", "Air China"), ("95530", "中国东航", "China Eastern"),
    ("95539", "中国南航", "China Southern"), ("95339", "海南航空", "Hainan Airlines"),
    ("95", "全国客服号码", "Nationwide service number"), ("96", "地方服务号码", "Local service number"),
    ("100", "电信运营商号码", "Operator's number"), ("123", "公共服务号码", "Public service number"),
    ("106", "短信端口号", "Text message sender"), ("1259", "语音增值服务", "Voice service"), ("118", "增值服务", "Value-added service"),
    ("116", "查询服务", "Enquiries"), ("950", "全国客服号码", "Nationwide service number"),
]
NUMBERS = [("400", "全国统一号码（主被叫分摊）", "Nationwide number, shared cost", SHARED),
           ("800", "免费电话（被叫付费）", "Toll-free number", TOLL_FREE)]
COUNTRIES_ZH = {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"}
COUNTRIES_EN = {"HK": "Hong Kong, China", "MO": "Macao, China", "TW": "Taiwan, China"}
COUNTRY_FIXES = {
    "1809": ("多米尼加", "Dominican Republic"), "1829": ("多米尼加", "Dominican Republic"),
    "1849": ("多米尼加", "Dominican Republic"), "383": ("科索沃", "Kosovo"), "685": ("萨摩亚", "Samoa"),
    "389": ("北马其顿", "North Macedonia"), "268": ("斯威士兰", "Eswatini"), "387": ("波黑", "Bosnia and Herzegovina"),
    "247": ("阿森松岛", "Ascension Island"), "245": ("几内亚比绍", "Guinea-Bissau"), 
}
WORLD = {"800": ("国际免费电话", "International toll-free"), "808": ("国际分摊付费", "International shared cost"),
         "870": ("海事卫星", "Inmarsat"), "878": ("个人通信", "Personal number"), "881": ("卫星电话", "Satellite telephone"),
         "882": ("国际网络", "International networks"), "883": ("国际网络", "International networks"),
         "888": ("国际救灾", "Disaster relief"), "979": ("国际付费电话", "International premium rate")}


def split(zh):
    """`山东省济南市` → (`山东`, `济南`); merged rows keep all their cities."""
    province = next(p for p in PROVINCES if zh.startswith(p))
    rest = re.sub(r"^(省|市|壮族自治区|维吾尔自治区|回族自治区|自治区)", "", zh[len(province):])
    cities = []
    for city in rest.split("、"):
        known = next((p for p in PREFECTURES if city.startswith(p) and ("自治" in city or city == p or "林区" in city)), None)
        city = known or re.sub(r"(市|地区|盟)$", "", city)
        city = RENAMED.get(city, city)
        if city and city not in cities:
            cities.append(city)
    return province, "、".join(cities) or province


def spelt(text):
    """`HuaiAn` → `Huai'an`."""
    return re.sub(r"([a-z])([AEO])", lambda m: m[1] + "'" + m[2].lower(), text)


class Strings:
    def __init__(self):
        self.ids, self.all = {}, []
        self.id("")

    def id(self, text):
        if text not in self.ids:
            self.ids[text] = len(self.all)
            self.all.append(text)
        return self.ids[text]


def varint(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def flatten(rows):
    """Longest prefix wins: value for each seven-digit key; shorter prefixes first, longer ones over them."""
    table = {}
    for prefix, value in sorted(rows.items(), key=lambda row: len(row[0])):
        span = 10 ** (7 - len(prefix))
        low = int(prefix) * span
        for key in range(low, low + span):
            table[key] = value
    return table


def main(folder, date):
    sys.path.insert(0, folder)
    import phonenumbers
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA
    from phonenumbers.geodata.locale import LOCALE_DATA

    strings = Strings()
    rows = {key[2:]: value for key, value in GEOCODE_DATA.items() if key.startswith("86")}
    mobile = {key: value for key, value in rows.items() if re.match("1[3-9]", key)}
    fixed = {key: value for key, value in rows.items() if key not in mobile}

    english, codes = dict(ENGLISH), dict(OWN_CODES)
    for row in rows.values():
        if "zh" in row:
            (_, cities), names = split(row["zh"]), row["en"].split(",")[0].split("/")
            for city, name in zip(cities.split("、"), names) if len(names) == len(cities.split("、")) else []:
                english.setdefault(city, spelt(name.strip()))
    areas = {key: (*split(row["zh"]), False) for key, row in fixed.items() if "zh" in row and len(key) <= 3}
    for lumped in ("33", "34", "58", "70"):
        areas.pop(lumped, None)
    areas |= {key: (*place, True) for key, place in OWN_AREAS.items()}
    for code, (province, cities, _) in areas.items():
        for city in cities.split("、"):
            codes.setdefault((province, city), code)

    places = {}

    def place(province, cities, code, own):
        names = "/".join(PROVINCES.get(c, english.get(c, "")) if c in MUNICIPALITIES else english.get(c, "") for c in cities.split("、"))
        if not names.strip("/") or "//" in f"/{names}/":
            sys.exit(f"no English name: {cities}")
        row = (strings.id(province), strings.id(cities), strings.id(PROVINCES[province]), strings.id(names),
               int(code or 0), int(own))
        return places.setdefault(row, len(places))

    located, vague = {}, []
    for key, row in mobile.items():
        if len(key) < 4:
            vague.append(key)  # one city for ten million numbers is no knowledge
            continue
        province, city = split(row["zh"])
        code = codes.get(city) or codes.get((province, city))
        if code is None:
            sys.exit(f"no area code: {row['zh']}")
        located[key] = place(province, city, code, False)
    for code, (province, cities, own) in areas.items():
        located[code] = place(province, cities, code, own)
    table = flatten(located)

    ranges, ends = [], 0
    for key in sorted(table):
        if ranges and ranges[-1][1] == key and ranges[-1][2] == table[key]:
            ranges[-1][1] = key + 1
        else:
            ranges.append([key, key + 1, table[key]])
    packed = bytearray()
    for low, high, value in ranges:
        packed += varint(low - ends) + varint(high - low) + varint(value)
        ends = high

    names = {zh: n for n, (zh, _) in enumerate(OPERATORS)}
    operators = {key[2:]: (names[row["zh"]], False) for key, row in CARRIER_DATA.items() if key.startswith("86")}
    operators |= {key: (who, True) for key, who in OWN_OPERATORS.items()}

    services = {digits: (zh, en, SERVICE) for digits, zh, en in SERVICES}
    services |= {digits: (zh, en, kind) for digits, zh, en, kind in NUMBERS}

    countries = dict(WORLD)
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        for region in [r for r in regions if r != "001"]:
            locale = LOCALE_DATA.get(region)
            if not locale:
                continue
            zh = COUNTRIES_ZH.get(region, locale.get("zh", locale["en"] if "en" in locale else region))
            en = COUNTRIES_EN.get(region, locale.get("en", region))
            en = LOCALE_DATA[region].get(en[1:], en) if en.startswith("*") else en
            zh = LOCALE_DATA[region].get(zh[1:], zh) if zh.startswith("*") else zh
            leading = PhoneMetadata.metadata_for_region(region, None)
            leading = leading and leading.leading_digits
            if region == regions[0]:
                countries[str(code)] = (zh, en)
            elif leading and re.fullmatch(r"\d+(\|\d+)*", leading):
                for part in leading.split("|"):
                    countries[f"{code}{part}"] = (zh, en)
    countries["1"] = ("美国或加拿大", "United States or Canada")
    countries["7"] = ("俄罗斯", "Russia")
    countries["76"] = countries["77"] = ("哈萨克斯坦", "Kazakhstan")
    countries["86"] = ("中国", "China")
    countries |= COUNTRY_FIXES

    mobile_keys = sum(1 for key in table if 1300000 <= key < 2000000)
    source = strings.id(f"phonenumbers {phonenumbers.__version__} (libphonenumber), Apache-2.0")
    body = bytearray(struct.pack("<HH", source, len(strings.all)))
    tail = bytearray(struct.pack("<H", len(places)))
    for row in places:
        tail += struct.pack("<HHHHHB", *row)
    tail += struct.pack("<II", len(ranges), len(packed)) + packed
    tail += struct.pack("<H", len(OPERATORS))
    for zh, en in OPERATORS:
        tail += struct.pack("<HH", strings.id(zh), strings.id(en))

    def prefixes(rows):
        out = bytearray(struct.pack("<H", len(rows)))
        for digits, (zh, en, extra) in sorted(rows.items()):
            out.extend(struct.pack("<BIHHB", len(digits), int(digits), zh, en, extra))
        return out

    tail += prefixes({d: (who, 0, own) for d, (who, own) in operators.items()})
    tail += prefixes({d: (strings.id(zh), strings.id(en), kind) for d, (zh, en, kind) in services.items()})
    tail += prefixes({d: (strings.id(zh), strings.id(en), 0) for d, (zh, en) in countries.items()})
    body = bytearray(struct.pack("<HH", source, len(strings.all)))
    for text in strings.all:
        raw = text.encode()
        body += struct.pack("<B", len(raw)) + raw
    body += tail
    head = b"RINGPLC\0" + struct.pack("<HIIII", 1, int(date), OWN_DATE, mobile_keys, len(body))
    pack = head + struct.pack("<I", zlib.crc32(bytes(body))) + body
    target = Path(__file__).with_name("cn.pack")
    target.write_bytes(pack)

    thousands = {str(key)[:3] for key in table if 1300000 <= key < 2000000}
    silent = sorted({str(n) for n in range(130, 200)} - thousands)
    print(f"{target.name}: {len(pack)} bytes, data of {date}, own rows of {OWN_DATE}")
    print(f"mobile: {mobile_keys} seven-digit prefixes in {len(ranges)} ranges; dropped as too vague: {', '.join(vague)}")
    print(f"no place at all for {len(silent)} of 70 three-digit mobile prefixes: {' '.join(silent)}")
    if "--list" in sys.argv:
        print(*(f"+{d} {zh} {en}" for d, (zh, en) in sorted(countries.items())), sep="\n")
        print(*(f"{strings.all[z]} {strings.all[c]} {strings.all[e]} {code}" for (p, c, z, e, code, own) in places), sep="\n")
    print(f"places: {len(places)}; area codes: {len(areas)}, of which own: {len(OWN_AREAS)}")
    print(f"operators: {len(operators)} prefixes, of which own: {len(OWN_OPERATORS)}; "
          f"service numbers: {len(services)}; calling codes: {len(countries)}; strings: {len(strings.all)}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])

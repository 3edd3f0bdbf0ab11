//! Which column means what: the table of columns an export writes and an import understands, and what people call them
//! in both languages. Another list (products, orders) brings a table of its own. May depend on `base` and the rest of `crm`.

use crate::base::ids::{FieldId, StaffId};
use crate::crm::cards::field::{FieldDef, FieldKind};
use serde::{Deserialize, Serialize};

/// Numbers that have a column of their own; more of them share one cell.
pub const NUMBER_COLUMNS: usize = 3;

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Nothing: it is left out.
    #[default]
    Skip,
    /// A line of the notes, with the column's name before it.
    ToNotes,
    /// The card's own id.
    OwnId,
    /// Name.
    Name,
    /// Company.
    Company,
    /// A telephone number, or several.
    Number,
    /// The label of the number column before it.
    NumberLabel,
    /// Further numbers, one a line, `label: number`.
    MoreNumbers,
    /// From when to when numbers are valid, and which are not to be called.
    NumberTerms,
    /// Address.
    Address,
    /// Further addresses, one a line, `label: address`.
    MoreAddresses,
    /// Class.
    Class,
    /// Tags.
    Tags,
    /// Where the work stands.
    FollowUp,
    /// Person or company.
    Kind,
    /// Birthday.
    Birthday,
    /// Notes.
    Notes,
    /// A field the office added.
    Field(FieldId),
    /// Whose customer.
    Owner,
}

/// A field the office added, as far as a list is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldColumn {
    /// Which.
    pub id: FieldId,
    /// Its name: the column's head.
    pub name: String,
    /// Its type.
    pub kind: FieldKind,
    /// What can be chosen.
    pub choices: Vec<String>,
}

impl FieldColumn {
    /// The column of a field; `None`: it has none, because it was taken away or never saved.
    #[must_use]
    pub fn of(field: &FieldDef) -> Option<Self> {
        let id = field.id.filter(|_| !field.gone)?;
        let (name, choices) = (field.name.clone(), field.choices.clone());
        Some(Self { id, name, kind: field.kind, choices })
    }
}

/// What an office itself has put into its lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeColumns {
    /// Fields it added, in order.
    pub fields: Vec<FieldColumn>,
    /// People who may own customers, by name.
    pub owners: Vec<(StaffId, String)>,
    /// How what is one of two is called where it goes out; in, it is understood in both languages.
    pub said: Said,
}

/// Words of a list for what is one of two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// A card stands for a person.
    pub person: String,
    /// … or for a company.
    pub company: String,
    /// A field says yes.
    pub yes: String,
    /// … or no.
    pub no: String,
}

impl Default for Said {
    fn default() -> Self {
        let [person, company, yes, no] = ["person", "company", "yes", "no"].map(str::to_owned);
        Self { person, company, yes, no }
    }
}

impl OfficeColumns {
    /// Whether this person may own customers here; where nobody is known, anybody may.
    #[must_use]
    pub fn has_owner(&self, id: StaffId) -> bool {
        self.owners.is_empty() || self.owners.iter().any(|(known, _)| *known == id)
    }

    /// Whom a cell names: a name, or `#3` where there is no name.
    #[must_use]
    pub fn owner(&self, text: &str) -> Option<StaffId> {
        let mut named = self.owners.iter().filter(|(_, name)| name.trim() == text);
        match (named.next(), named.next()) {
            (Some((id, _)), None) => return Some(*id),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
        let id = text.strip_prefix('#').and_then(|id| id.parse().ok()).map(StaffId)?;
        self.has_owner(id).then_some(id)
    }

    /// What stands in a cell for this person: the name, unless two have it.
    #[must_use]
    pub fn owner_text(&self, id: StaffId) -> String {
        let name = self.owners.iter().find(|(known, _)| *known == id).map(|(_, name)| name.trim());
        match name {
            Some(name) if self.owner(name) == Some(id) => name.to_owned(),
            _ => format!("#{id}"),
        }
    }
}

impl Target {
    /// The targets every office has, in the order in which a person chooses.
    pub const PLAIN: [Self; 18] = [
        Self::Skip,
        Self::ToNotes,
        Self::Name,
        Self::Company,
        Self::Number,
        Self::NumberLabel,
        Self::MoreNumbers,
        Self::NumberTerms,
        Self::Address,
        Self::MoreAddresses,
        Self::Class,
        Self::Tags,
        Self::FollowUp,
        Self::Owner,
        Self::Kind,
        Self::Birthday,
        Self::Notes,
        Self::OwnId,
    ];

    /// The last part of its text key and its name on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::ToNotes => "to_notes",
            Self::OwnId => "own_id",
            Self::Name => "name",
            Self::Company => "company",
            Self::Number => "number",
            Self::NumberLabel => "number_label",
            Self::MoreNumbers => "more_numbers",
            Self::NumberTerms => "number_terms",
            Self::Address => "address",
            Self::MoreAddresses => "more_addresses",
            Self::Class => "class",
            Self::Tags => "tags",
            Self::FollowUp => "follow_up",
            Self::Kind => "kind",
            Self::Birthday => "birthday",
            Self::Notes => "notes",
            Self::Field(_) => "field",
            Self::Owner => "owner",
        }
    }

    /// The target of this name on the command line.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::PLAIN.into_iter().find(|target| target.word() == word)
    }
}

/// What people call a column, without blanks, digits and signs, in small letters.
const NAMES: &[(Target, &[&str])] = &[
    (Target::OwnId, &["id", "ownid", "编号", "客户编号", "客户id", "customerid", "cardid", "卡号"]),
    (
        Target::Name,
        &[
            "name",
            "fullname",
            "customer",
            "customername",
            "contact",
            "contactname",
            "姓名",
            "名字",
            "客户",
            "客户姓名",
            "客户名称",
            "客户名",
            "联系人",
            "联系人姓名",
            "称呼",
            "名称",
            "会员姓名",
            "学员姓名",
            "患者姓名",
        ],
    ),
    (
        Target::Company,
        &[
            "company",
            "companyname",
            "organization",
            "organisation",
            "shop",
            "employer",
            "公司",
            "公司名称",
            "单位",
            "单位名称",
            "工作单位",
            "店名",
            "商户",
            "企业",
            "企业名称",
            "学校",
        ],
    ),
    (
        Target::Number,
        &[
            "number",
            "phone",
            "phonenumber",
            "telephone",
            "telephonenumber",
            "tel",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "homephone",
            "workphone",
            "businessphone",
            "officephone",
            "fax",
            "电话",
            "电话号码",
            "手机",
            "手机号",
            "手机号码",
            "联系电话",
            "联系方式",
            "座机",
            "固定电话",
            "固话",
            "办公电话",
            "家庭电话",
            "住宅电话",
            "单位电话",
            "移动电话",
            "号码",
            "客户电话",
            "来电号码",
            "传真",
            "备用电话",
            "其他电话",
            "小灵通",
        ],
    ),
    (
        Target::NumberLabel,
        &[
            "label",
            "numberlabel",
            "phonetype",
            "phonelabel",
            "电话类型",
            "号码类型",
            "号码备注",
            "电话标签",
            "号码标签",
        ],
    ),
    (Target::MoreNumbers, &["morenumbers", "othernumbers", "更多号码", "其他号码", "更多电话"]),
    (Target::NumberTerms, &["numberterms", "号码期限", "号码条件"]),
    (
        Target::Address,
        &[
            "address",
            "street",
            "streetaddress",
            "homeaddress",
            "deliveryaddress",
            "shippingaddress",
            "地址",
            "住址",
            "送货地址",
            "收货地址",
            "家庭地址",
            "联系地址",
            "详细地址",
            "公司地址",
            "客户地址",
            "通讯地址",
            "用户地址",
        ],
    ),
    (Target::MoreAddresses, &["moreaddresses", "otheraddresses", "更多地址", "其他地址"]),
    (
        Target::Class,
        &[
            "class",
            "level",
            "grade",
            "customerclass",
            "类别",
            "等级",
            "级别",
            "客户类别",
            "客户等级",
            "客户级别",
            "客户类型",
            "分类",
        ],
    ),
    (Target::Tags, &["tags", "tag", "groups", "标签", "标记", "分组", "群组"]),
    (
        Target::FollowUp,
        &["followup", "status", "stage", "跟进", "跟进状态", "跟进情况", "状态", "客户状态"],
    ),
    (
        Target::Owner,
        &[
            "owner",
            "accountowner",
            "salesperson",
            "salesrep",
            "负责人",
            "业务员",
            "所属员工",
            "归属",
            "归属人",
            "跟进人",
            "客户经理",
        ],
    ),
    (Target::Kind, &["kind", "personorcompany", "个人或单位", "性质", "客户性质"]),
    (
        Target::Birthday,
        &[
            "birthday",
            "dateofbirth",
            "birthdate",
            "dob",
            "生日",
            "出生日期",
            "出生年月",
            "出生年月日",
        ],
    ),
    (
        Target::Notes,
        &[
            "notes",
            "note",
            "remarks",
            "remark",
            "comment",
            "comments",
            "备注",
            "说明",
            "客户备注",
            "附注",
            "备忘",
        ],
    ),
];

fn bare(head: &str) -> String {
    head.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// What a column of this name means, when its name says so.
#[must_use]
pub fn guess(head: &str, fields: &[FieldColumn]) -> Option<Target> {
    let name = head.trim();
    if let Some(field) = fields.iter().find(|field| field.name.trim() == name && !name.is_empty()) {
        return Some(Target::Field(field.id));
    }
    let bare = bare(name);
    NAMES.iter().find(|(_, names)| names.contains(&bare.as_str())).map(|(target, _)| *target)
}

/// What the columns of a head mean: a target that can stand only once goes to its first column; what nobody knows goes
/// into the notes.
#[must_use]
pub fn guess_all(head: &[String], fields: &[FieldColumn]) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::with_capacity(head.len());
    for name in head {
        let found = guess(name, fields);
        let target = match found {
            Some(target @ (Target::Number | Target::NumberLabel)) => target,
            Some(target) if targets.contains(&target) => Target::ToNotes,
            Some(target) => target,
            None if name.trim().is_empty() => Target::Skip,
            None => Target::ToNotes,
        };
        targets.push(target);
    }
    targets
}

/// How many columns of a row would be known as a head: tells the head from titles above it and rows below it.
#[must_use]
pub fn known(row: &[String], fields: &[FieldColumn]) -> usize {
    row.iter().filter(|name| guess(name, fields).is_some()).count()
}

/// A column of what an export writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutColumn {
    /// What it means.
    pub target: Target,
    /// Number columns: which one, from 0.
    pub index: usize,
}

/// The columns an export writes, in order; their heads are words an import understands.
#[must_use]
pub fn out_columns(fields: &[FieldColumn]) -> Vec<OutColumn> {
    let one = |target| OutColumn { target, index: 0 };
    let mut columns = vec![one(Target::OwnId), one(Target::Name), one(Target::Company)];
    for index in 0..NUMBER_COLUMNS {
        columns.push(OutColumn { target: Target::Number, index });
        columns.push(OutColumn { target: Target::NumberLabel, index });
    }
    columns.extend(
        [
            Target::MoreNumbers,
            Target::NumberTerms,
            Target::Address,
            Target::MoreAddresses,
            Target::Class,
            Target::Tags,
            Target::FollowUp,
            Target::Owner,
            Target::Kind,
            Target::Birthday,
            Target::Notes,
        ]
        .map(one),
    );
    columns.extend(fields.iter().map(|field| one(Target::Field(field.id))));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn heads_are_understood_in_both_languages_and_whatever_way_they_are_written() {
        let chinese =
            heads(&["客户编号", " 姓名 ", "联系电话1", "联系电话2", "送货地址", "备注", "水票"]);
        assert_eq!(
            guess_all(&chinese, &[]),
            [
                Target::OwnId,
                Target::Name,
                Target::Number,
                Target::Number,
                Target::Address,
                Target::Notes,
                Target::ToNotes
            ]
        );
        let english = heads(&["Full Name", "E-mail", "Mobile Phone", "home_phone", "", "Name"]);
        assert_eq!(
            guess_all(&english, &[]),
            [
                Target::Name,
                Target::ToNotes,
                Target::Number,
                Target::Number,
                Target::Skip,
                Target::ToNotes
            ]
        );
    }

    #[test]
    fn a_field_of_the_office_goes_before_every_other_meaning() {
        let field = FieldColumn { id: FieldId(7), name: "备注".into(), ..FieldColumn::default() };
        assert_eq!(guess("备注", &[field]), Some(Target::Field(FieldId(7))));
    }

    #[test]
    fn an_owner_is_named_unless_two_have_his_name() {
        let people = [(1, "王伟"), (2, "李娜"), (3, "李娜")];
        let owners = people.map(|(id, name)| (StaffId(id), name.to_owned())).to_vec();
        let office = OfficeColumns { owners, ..OfficeColumns::default() };
        for (id, text) in [(1, "王伟"), (2, "#2"), (3, "#3")] {
            assert_eq!(office.owner_text(StaffId(id)), text);
            assert_eq!(office.owner(text), Some(StaffId(id)));
        }
        for nobody in ["李娜", "赵六", "#9", "9", ""] {
            assert_eq!(office.owner(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn every_target_has_a_word_of_its_own() {
        for target in Target::PLAIN {
            assert_eq!(Target::from_word(target.word()), Some(target));
        }
    }
}

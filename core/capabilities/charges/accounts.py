"""Between which accounts money moves, and what each sort of entry means."""

from core.sdk import CARRIER, CREW, FACTORY, Choice, Party


class Account(Choice):
    """Where an amount stands. What the customer's account holds is what the customer owes."""

    customer = "客户"
    money = "资金"
    income = "收入"
    cost = "成本"
    own = "自家投入"
    given_up = "让利和退货"
    carrier = "承运方"
    factory = "厂家"
    crew = "施工方"


class Sort(Choice):
    """What an entry of the ledger is."""

    bill = "应收"
    payment = "收款"
    refund = "退款"
    allowance = "减免"
    cost = "内部成本"
    freight_owed = "应退代付"
    reimbursement = "退还代付"
    write_off = "免收"


class LineSort(Choice):
    """What a price is for."""

    part = "配件"
    labour = "工时"
    freight = "运费"


class QuoteState(Choice):
    """How a quote stands."""

    draft = "草稿"
    open = "待客户答复"
    agreed = "已同意"
    refused = "不同意"
    lapsed = "已过期"
    replaced = "已改报"


class Asked(Choice):
    """How a wish to give money back stands."""

    open = "待批准"
    approved = "已批准"
    refused = "不批准"
    done = "已退款"


MOVES: dict[Sort, tuple[Account, Account]] = {
    Sort.bill: (Account.customer, Account.income),
    Sort.payment: (Account.money, Account.customer),
    Sort.refund: (Account.customer, Account.money),
    Sort.allowance: (Account.given_up, Account.customer),
    Sort.cost: (Account.cost, Account.own),
    Sort.freight_owed: (Account.cost, Account.customer),
    Sort.reimbursement: (Account.customer, Account.money),
    Sort.write_off: (Account.given_up, Account.customer),
}
"""Which account each sort of entry goes to, and which it comes from."""
OTHERS: dict[Party, Account] = {CARRIER: Account.carrier, FACTORY: Account.factory, CREW: Account.crew}
"""Those who may bear a charge beside customer and company."""
CURRENCY = "CNY"

"""Who may see money, book it, keep prices, put quotes together and approve."""

from core.sdk import DISPATCH, FINANCE, LOGISTICS, MANAGER, QUALITY, SERVICE, TECHNICIAN, Permission

SEE = Permission("charges.see", "查看费用", comes_with=(SERVICE, TECHNICIAN, LOGISTICS, DISPATCH, QUALITY, FINANCE,
                                                    MANAGER))
QUOTE = Permission("charges.quote", "逐项报价", comes_with=(TECHNICIAN, SERVICE, MANAGER))
BOOK = Permission("charges.book", "登记收款和退款", comes_with=(FINANCE, SERVICE, MANAGER))
CORRECT = Permission("charges.correct", "冲销和免收", comes_with=(FINANCE, MANAGER))
APPROVE = Permission("charges.approve", "批准退款", comes_with=(FINANCE, MANAGER))
READ_LEDGER = Permission("charges.ledger", "查看账目", comes_with=(FINANCE, MANAGER))
KEEP_PRICES = Permission("charges.prices", "维护价目", comes_with=(FINANCE, MANAGER))

"""The books a furniture shop keeps besides its cases."""

from core.sdk import (
    DISPATCH,
    FINANCE,
    LOGISTICS,
    MANAGER,
    QUALITY,
    SERVICE,
    TECHNICIAN,
    Duty,
    Policy,
    Register,
)
from plugins.furniture.shop_forms import (
    Contact,
    ExchangeTold,
    ProblemLine,
    ReturnLine,
    StandardAnswer,
    WarningSign,
)
from plugins.furniture.shop_rules import contact_route

BY_KEY = {each.key: each for each in (SERVICE, DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE, MANAGER)}


def passed_on(contact: Contact, policy: Policy) -> tuple[Duty, ...]:
    """Whom the division of work names for the topic; what is urgent goes to the head as well. A topic without a route
    stays where it came in."""
    routed = policy.get(contact_route) if contact.knows(Contact.topic) else None
    urgent = contact.knows(Contact.urgent) and contact.urgent
    return (*([BY_KEY[routed]] if routed in BY_KEY else []), *([MANAGER] if urgent else []))


def to_service(sign: WarningSign, policy: Policy) -> tuple[Duty, ...]:
    """Whoever notices something, the after-sales department hears of it."""
    return (SERVICE,)


def to_head(told: ExchangeTold, policy: Policy) -> tuple[Duty, ...]:
    """An exchange at the door is told to the supervisor."""
    return (MANAGER,)


contacts = Register("来电来信来访登记", form=Contact, by=(SERVICE,), passes=passed_on,
                    note="每次来电、来信、来访都登记,不论是否立案")
exchanges_told = Register("换货报售后主管", form=ExchangeTold, by=(SERVICE,), passes=to_head,
                          note="送货时拒收换货,自动报主管,主管确认知悉")
warnings = Register("投诉和苗头报告", form=WarningSign, reads=(SERVICE,), passes=to_service,
                    note="任何人发现投诉或投诉苗头,立即在这里报告售后")
returned_goods = Register("顾客退换货和补配件记录", form=ReturnLine, by=(SERVICE, LOGISTICS),
                          note="退货、换货、补配件每笔一条;办结的案件自动记入")
problems = Register("售后问题登记表", form=ProblemLine, by=(SERVICE,), note="报修案件自动记入")
answers = Register("答复口径", form=StandardAnswer, by=(SERVICE,),
                   reads=(DISPATCH, TECHNICIAN, LOGISTICS, QUALITY, FINANCE),
                   note="可公开的直接答复;不公开的转主管")

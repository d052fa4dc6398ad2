"""What must be there before somebody is sent, goes in, or has it signed; and by when people come."""

from core.capabilities.visits.forms import BackBy, JointCheck, StartBlock, VisitArrival, Window
from core.capabilities.visits.people_rules import on_visit_day
from core.capabilities.visits.rules import (
    arrive_within,
    back_within,
    book_within,
    call_within,
    crew_authorised,
    crew_free,
    crew_in_area,
    crew_on_duty,
    crew_skilled,
    crew_trained,
    custody_closed,
    delay_told_ahead,
    signature_given,
    support_answered,
    support_within,
    visit_alarm,
)
from core.capabilities.visits.stages import (
    ARRIVING,
    BOOKING,
    SENDING,
    Book,
    DispatchCrew,
    Joint,
    Support,
    TakenAway,
    Visit,
)
from core.sdk import ASSIGNEE, CUSTOMER_REACHED, DISPATCH, MANAGER, OPENED, SERVICE, Gate, Notice, Target, any_of

PLACING = (*SENDING, *BOOKING, Visit.postpone, Visit.tell_delay, Visit.tell_delay_on_the_way)

visit_day = Gate("上门日", before=(*BOOKING, Visit.postpone), when=on_visit_day)
skilled_crew = Gate("技能", before=SENDING, when=crew_skilled)
trained_crew = Gate("品牌培训", before=SENDING, when=crew_trained)
authorised_outlet = Gate("品牌授权", before=SENDING, when=crew_authorised)
crew_of_area = Gate("负责区域", before=SENDING, when=crew_in_area)
crew_at_work = Gate("当班", before=PLACING, when=crew_on_duty)
crew_not_busy = Gate("时间不冲突", before=PLACING, when=crew_free)
delay_in_time = Gate("晚到提前告知", before=(Visit.tell_delay, Visit.tell_delay_on_the_way), when=delay_told_ahead)
identified_first = Gate("先出示工号牌或证件", before=Visit.begin, yes=(VisitArrival.badge_shown,))
shoe_covers_first = Gate("先穿鞋套", before=Visit.begin, yes=(VisitArrival.shoe_covers,))
consent_before_work = Gate("客户同意后才开始", before=Visit.begin, yes=(StartBlock.consent,))
opened_before_signing = Gate("先开封验收再签字", before=Joint.sign, yes=(JointCheck.opened,))
tested_before_signing = Gate("先试机再签字", before=Joint.sign, yes=(JointCheck.tested,))
custody_settled = Gate("带回的东西已了结", before=Joint.sign, when=custody_closed)
support_settled = Gate("支援已答复", before=(Joint.sign, Joint.leave_unsigned), when=support_answered)
signature_wanted = Gate("须客户签字", before=Joint.leave_unsigned, when=signature_given)

called_to_book = Target("致电约定上门", since=OPENED, within=call_within,
                        until=any_of(CUSTOMER_REACHED, Book.unreached, Book.crew_unreached, *BOOKING))
booked_after_dispatch = Target("派工后约定上门", since=DispatchCrew.dispatch, within=book_within, anew=True,
                               until=any_of(CUSTOMER_REACHED, Book.unreached, Book.crew_unreached, *BOOKING))
arrived_in_time = Target("到达现场", since=OPENED, until=any_of(*ARRIVING), within=arrive_within)
arrived_as_agreed = Target("按约定时间到达", since=any_of(*BOOKING), by=Window.ends, anew=True,
                           until=any_of(*ARRIVING, Visit.book_again))
support_in_time = Target("答复支援", since=Support.asked, within=support_within, anew=True,
                         until=any_of(Support.answer, Support.book_again))
back_in_time = Target("带回后送回", since=TakenAway.held, within=back_within, anew=True,
                      until=any_of(TakenAway.hand_back, Joint.hand_back))
back_as_promised = Target("按答应的日期送回", since=TakenAway.held, by=BackBy.promised_back, anew=True,
                          until=any_of(TakenAway.hand_back, Joint.hand_back))

not_there_yet = Notice("还没有到客户家", of=(arrived_in_time, arrived_as_agreed), at=visit_alarm,
                       to=(DISPATCH, ASSIGNEE))
not_back_yet = Notice("带回的东西还没有送回", of=(back_in_time, back_as_promised), at=visit_alarm,
                      to=(SERVICE, ASSIGNEE))
no_support_yet = Notice("现场的求助还没有答复", of=support_in_time, at=visit_alarm, to=(SERVICE, MANAGER))

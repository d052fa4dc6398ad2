"""When the customer is to be called."""

from core.capabilities.followup.rules import call_within, on_the_scale
from core.capabilities.followup.stages import CallBack
from core.sdk import Gate, Target, any_of

call_due = Target("回访", since=CallBack.due, within=call_within,
                  until=any_of(CallBack.call, CallBack.give_up), anew=True)
score_on_scale = Gate("评分在范围内", before=CallBack.rate, when=on_the_scale)

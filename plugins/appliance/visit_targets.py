"""By when a job that somebody was sent to has to be done, whatever its kind."""

from core.capabilities.visits.stages import SENDING
from core.sdk import Target, any_of
from plugins.appliance.incident_rules import finish_within
from plugins.appliance.workflows.stages import Diagnose, Exchange, Install, Work

finished_as_set = Target("按规定时间完工", since=any_of(*SENDING), within=finish_within,
                         until=any_of(Install.commission, Work.fix, Exchange.exchange, Diagnose.no_fault,
                                      Diagnose.swap))

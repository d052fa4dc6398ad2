"""What a regulation says of parcels."""

from core.capabilities.parcels.forms import Instructions, Mode
from core.sdk import Decision, Policy, allow, length, rule, words

return_address = words("parcels.return_address", "寄件收件地址")
stalled_after = length("parcels.stalled_after", "多久没有进展算延误")
lost_after = length("parcels.lost_after", "多久没有进展算丢失")


@rule("知道寄到哪里")
def address_known(said: Instructions, policy: Policy) -> Decision:
    """Nobody is asked to post something before there is an address."""
    if said.mode is Mode.pickup:
        return allow("公司派人取件")
    return allow("寄到:{address}", address=policy[return_address])

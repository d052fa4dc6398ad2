"""What happens when somebody is entered."""

from core.sdk.services import Refused, RegisterDoing, reacts
from tests.registers.library import Visit, visits


@reacts(visits)
def no_shouting(doing: RegisterDoing) -> None:
    """A reaction that refuses undoes the entry."""
    if isinstance(doing.said, Visit) and doing.said.said == "!!!":
        raise Refused("请写清楚")

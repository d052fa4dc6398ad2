"""What a plugin author needs to tell people by a channel of its own: a messenger, a short message, a loudspeaker."""

from core.config import Config
from core.domain.reasons import Reason
from core.hookspecs import hookimpl
from core.notifications.channels import Channel, Letter, NotSent, Person

__all__ = ["Channel", "Config", "Letter", "NotSent", "Person", "Reason", "hookimpl"]

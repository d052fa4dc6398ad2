"""Addresses of views."""

from collections.abc import Callable

from werkzeug.routing import Rule


class Address(Rule):
    """An address whose words are put together by code that is made when it is first written. Made for every address at
    the start, it would be most of the time that a desk takes to be there, and of most addresses it is never used."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make, made = super()._compile_builder, list[Callable[..., tuple[str, str]]]()

        def build(address: Rule, /, **values: object) -> tuple[str, str]:
            if not made:
                made.append(make(append_unknown))
            return made[0](address, **values)

        return build

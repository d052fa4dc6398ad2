"""Where the commands of visits hang."""

from core.sdk.commands import click


@click.group("visits")
def group() -> None:
    """Visits: who goes where, what was taken away, what was signed, who can be sent."""

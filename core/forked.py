"""What a process that was forked has to do first."""

from django.db import connections


def leave_connections_to_the_parent() -> None:
    """Take connections of this process's own: those that came over the fork are the parent's and every other child's too.

    Closing them before the fork is not enough: while an event loop runs in the parent's thread (a browser under test), asgiref hides those
    that were opened before the loop, and in the child, where it does not run, they are back. Left alone, not closed: closing would end the
    parent's session.
    """
    for alias in connections:
        connections[alias] = connections.create_connection(alias)

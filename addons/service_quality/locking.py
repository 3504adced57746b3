"""Locks whose refusal a person understands."""

from odoo.exceptions import LockError, MissingError


def lock(records, *, allow_referencing=False):
    """Lock records until the end of the transaction.

    :param bool allow_referencing: let others refer to the records meanwhile, as in ``lock_for_update``
    :raise LockError: when somebody else is at work on one of them, by name
    :raise MissingError: when somebody else has deleted them all
    """
    try:
        records.lock_for_update(allow_referencing=allow_referencing)
    except LockError:
        left = records.exists()
        if not left:
            raise MissingError(records.env._("Somebody else has deleted this meanwhile.")) from None
        names = ", ".join(left.sudo().mapped("display_name"))
        raise LockError(
            records.env._("Somebody else is changing %s at this moment. Please try again.", names)
        ) from None

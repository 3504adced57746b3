"""Conditions that people write as domains."""

from odoo.exceptions import ValidationError


def check_condition(record, model, read):
    """Raise ValidationError where records of ``model`` cannot be searched by the domain that ``read()`` gives."""
    try:
        record.env[model].sudo().search(read(), limit=1)
    except Exception as error:
        raise ValidationError(
            record.env._("The condition of %(name)s cannot be read: %(error)s", name=record.display_name, error=error)
        ) from error

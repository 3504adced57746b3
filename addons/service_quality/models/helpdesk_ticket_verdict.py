import re

from odoo import api, models

from .helpdesk_ticket_feedback import VERDICTS

_ASKS = re.compile(rf"\b({'|'.join(sorted(VERDICTS))})\b")
_READERS = "service_quality.service_quality_group_manager"


class HelpdeskTicket(models.Model):
    """Views of other addons show customers' verdicts only to who may read them."""

    _inherit = "helpdesk.ticket"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Whatever shows a verdict, or asks for one, is for its readers.

        Other addons do not know that these fields have readers of their own,
        and the web client stops with an error at a field it is not told about.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        for node in arch.xpath("//*[not(ancestor::field)]"):
            if any(_ASKS.search(value) for value in node.attrib.values()):
                node.set("groups", _READERS)
        return arch, view

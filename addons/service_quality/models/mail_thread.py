from datetime import timedelta

from odoo import api, fields, models

from ..engine.moment import At

# A mail that says it is older than this was dated by a broken clock rather than delayed on its way
_OLDEST_MAIL = timedelta(days=30)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """What a mail causes happens when the mail was sent, on every record that it reaches."""
        at = At(self._get_sending_moment(message_dict), message.get("Auto-Submitted", "no").strip().lower() != "no")
        return super(MailThread, self.with_context(service_at=at))._message_route_process(message, message_dict, routes)

    @api.model
    def _get_sending_moment(self, message_dict):
        date, now = fields.Datetime.to_datetime(message_dict.get("date")), fields.Datetime.now()
        return date if date and now - _OLDEST_MAIL <= date <= now else now

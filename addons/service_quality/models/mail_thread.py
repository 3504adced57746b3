from datetime import timedelta

from odoo import api, fields, models

from ..engine.moment import At

# A mail that says it is older than this was dated by a broken clock rather than delayed on its way
_OLDEST_MAIL = timedelta(days=30)
# How mail says that no person waits for an answer to it (RFC 2076, RFC 2919 and what programs do)
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_BULK_HEADERS = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """What a mail causes happens when the mail was sent, on every record that it reaches."""
        automatic = message.get("Auto-Submitted", "no").strip().lower() != "no"
        bulk = message.get("Precedence", "").strip().lower() in _BULK or any(
            message.get(name) for name in _BULK_HEADERS
        )
        at = At(self._get_sending_moment(message_dict), automatic, bulk)
        return super(MailThread, self.with_context(service_at=at))._message_route_process(message, message_dict, routes)

    @api.model
    def _get_sending_moment(self, message_dict):
        date, now = fields.Datetime.to_datetime(message_dict.get("date")), fields.Datetime.now()
        return date if date and now - _OLDEST_MAIL <= date <= now else now

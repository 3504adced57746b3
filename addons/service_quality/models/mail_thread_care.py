from odoo import api, models


class MailThread(models.AbstractModel):
    """Mails that answer a care message are counted, whatever they become."""

    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        if routes and not _is_automatic(message):
            references = f"{message_dict.get('references') or ''} {message_dict.get('in_reply_to') or ''}".split()
            self.env["service.care.message"].sudo()._note_reply(references)
        return routes


def _is_automatic(message):
    """Whether a machine answered, such as a note of absence (RFC 3834)."""
    submitted = (message.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = (message.get("Precedence") or "").strip().lower()
    absent = message.get("X-Autoreply") or message.get("X-Autorespond") or message.get("X-Auto-Response")
    return submitted != "no" or precedence in ("bulk", "junk", "auto_reply", "list") or bool(absent)

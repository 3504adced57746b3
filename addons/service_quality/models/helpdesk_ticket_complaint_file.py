from odoo import models


class HelpdeskTicket(models.Model):
    """What the printed file of a complaint contains, for ourselves and for the customer."""

    _inherit = "helpdesk.ticket"

    def _get_complaint_file_solutions(self, internal):
        """The customer is shown what was sent, not what was drafted."""
        unsent = () if internal else ("draft", "waiting", "approved")
        return self.solution_ids.filtered(
            lambda solution: solution.state not in unsent and (internal or solution.sent_at)
        )

    def _get_complaint_file_events(self, internal):
        events = self.complaint_event_ids.sorted(lambda event: (event.at, event.id))
        return events if internal else events.filtered(lambda event: event.kind in ("step", "reopened"))

    def _get_complaint_file_clocks(self):
        return self._get_clocks(lambda _clock, _ticket: True).sorted(lambda clock: (clock.start, clock.id))

    def _get_complaint_file_messages(self, internal):
        """What was written to and by the customer, oldest first; notes in the internal file only."""
        messages = self.message_ids.filtered(lambda message: message.message_type in ("comment", "email"))
        if not internal:
            messages = messages.filtered(
                lambda message: not message.is_internal and message.subtype_id and not message.subtype_id.internal
            )
        return messages.sorted(lambda message: (message.date, message.id))

from odoo import models

from .helpdesk_ticket_complaint import STEPS


class HelpdeskTicket(models.Model):
    """What a customer sees of a complaint in the portal: the steps, and the proposals with their answers."""

    _inherit = "helpdesk.ticket"

    def _get_customer_complaint(self, reader):
        """The course of a complaint, in words for the customer; names nobody of ours.

        :param reader: the user who sees the page, which itself reads the ticket with elevated rights
        :return: None if it is no complaint, else ``{"steps": [{"label", "done", "now", "at"}], "proposals"}``
        """
        self.ensure_one()
        self.check_access("read")
        ticket = self.sudo()
        if not ticket.complaint_step:
            return None
        order = [step for step, _label in STEPS]
        place = order.index(ticket.complaint_step)
        labels = dict(self._fields["complaint_step"]._description_selection(self.env))
        at = {}
        for event in ticket.complaint_event_ids.filtered("step").sorted("at"):
            at[event.step] = event.at
        steps = [
            {
                "label": labels[step],
                "done": number <= place,
                "now": number == place,
                "at": at.get(step) if number <= place else False,
            }
            for number, step in enumerate(order)
        ]
        # As the reader: the rule of the proposals says which ones
        solutions = self.env["service.solution"].with_user(reader)
        if solutions.has_access("read"):
            shown = [("ticket_id", "=", self.id), ("state", "not in", ("draft", "waiting", "approved"))]
            solutions = solutions.search(shown, order="number, version")
        return {"steps": steps, "proposals": solutions}

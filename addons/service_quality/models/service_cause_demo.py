from odoo import api, models

# Which causes the sample cases have, and how often among a hundred
_SHARES = {
    "faulty_part": 31,
    "installation": 22,
    "misdiagnosis": 13,
    "no_information": 9,
    "operation": 7,
    "no_part": 5,
    "procedure": 4,
    "software": 3,
}


class ServiceCause(models.Model):
    _inherit = "service.cause"

    @api.model
    def _assign_to_sample(self):
        """Give the cases of the demonstration data causes, always the same ones."""
        causes = [name for name, share in _SHARES.items() for _n in range(share)]
        tickets = self.env["helpdesk.ticket"].search([("cause_id", "=", False)], order="id")
        chosen = {}
        for number, ticket in enumerate(tickets):
            place = number * 37 % 100
            if place < len(causes):
                chosen.setdefault(causes[place], []).append(ticket.id)
        for name, ids in chosen.items():
            cause = self.env.ref(f"service_quality.service_cause_{name}")
            tickets.browse(ids).with_context(tracking_disable=True).write({"cause_id": cause.id})

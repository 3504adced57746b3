import random
from datetime import timedelta

from odoo import api, models

from ..engine.moment import to_epoch

# Which share of the time until the solution each step takes, and what happens to it among a hundred
_PARTS = (8, 27, 55, 10)
_SKIPPED, _LEFT_OPEN, _SWAPPED = 5, 4, 6


class ServiceCaseStep(models.Model):
    _inherit = "service.case.step"

    @api.model
    def _make_demo(self):
        """Demo data: the steps of the cases that are solved were done between opening and solution, the same each
        time; some were skipped, left open or done out of turn."""
        chance = random.Random(5)
        steps = self.search([("ticket_id.solved_at", "!=", False), ("state", "=", "todo")], order="ticket_id, sequence")
        for ticket, own in steps.grouped("ticket_id").items():
            own._play_demo(chance, ticket.create_date, ticket.solved_at, ticket.solved_by_id or ticket.user_id)
            own._mark_reordered()

    def _play_demo(self, chance, begin, end, user):
        order = list(self)
        if len(order) > 2 and chance.randrange(100) < _SWAPPED:
            place = chance.randrange(len(order) - 1)
            order[place], order[place + 1] = order[place + 1], order[place]
        parts = [_PARTS[number % len(_PARTS)] * chance.uniform(0.4, 1.8) for number in range(len(order))]
        hours, before = self.ticket_id._get_process_time(), begin
        for number, step in enumerate(order, start=1):
            at = begin + timedelta(seconds=int((end - begin).total_seconds() * sum(parts[:number]) / sum(parts)))
            luck = chance.randrange(100)
            if luck < _LEFT_OPEN and number == len(order):
                continue
            skipped = luck < _LEFT_OPEN + _SKIPPED
            step.write(
                {
                    "state": "skipped" if skipped else "done",
                    "skip_reason": self.env._("The customer had told it before.") if skipped else False,
                    "done_at": at,
                    "done_by_id": user.id,
                    "seconds": max(hours.seconds_between(int(to_epoch(before)), to_epoch(at)), 0),
                }
            )
            before = at

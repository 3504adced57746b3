from odoo import api, fields, models

from .training_turn import take_turn


class TrainingSession(models.Model):
    """Seats: who takes part is counted, and who waits moves up."""

    _inherit = "training.session"

    enrolled_count = fields.Integer(compute="_compute_seats", compute_sudo=True)
    waiting_count = fields.Integer(compute="_compute_seats", compute_sudo=True)
    passed_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")

    @api.depends("enrollment_ids.state")
    def _compute_seats(self):
        """How many have a seat is told to whoever may want one; who they are is not."""
        for session, people in self._count_people("state").items():
            session.enrolled_count = len(people.get("enrolled", ()))
            session.waiting_count = len(people.get("waiting", ()))

    @api.depends("enrollment_ids.result")
    def _compute_counts(self):
        for session, people in self._count_people("result").items():
            session.passed_count = len(people.get("passed", ()))
            session.failed_count = len(people.get("failed", set()) - people.get("passed", set()))

    def _count_people(self, field):
        """The participants of each session by a field: ``{session: {value: {partner id}}}``."""
        # In a form that is not saved yet, people are counted as they are stored
        found = {session._origin: {} for session in self}
        # Resits sit on the same chair as before
        groups = self.env["training.enrollment"]._read_group(
            [("session_id", "in", self.ids)], ["session_id", field], ["partner_id:array_agg_distinct"]
        )
        for session, value, partners in groups:
            found[session][value] = set(partners)
        return {session: found[session._origin] for session in self}

    # Business

    def _get_free_seats(self):
        """Seats that are left, or None if they are not limited; whoever asks has taken the turn."""
        self.ensure_one()
        if not self.capacity:
            return None
        take_turn(self)
        taken = self.env["training.enrollment"]._read_group(
            [("session_id", "=", self.id), ("state", "=", "enrolled")], [], ["partner_id:count_distinct"]
        )
        return max(0, self.capacity - taken[0][0])

    def _seat_waiting(self):
        """Who waits longest gets the seats that are free."""
        for session in self.filtered(lambda s: s.state in ("open", "running")).sudo():
            waiting = session.enrollment_ids.filtered(lambda e: e.state == "waiting").sorted("id")
            if not waiting:
                continue
            free = session._get_free_seats()
            seated = waiting if free is None else waiting[:free]
            seated.write({"state": "enrolled"})
            seated._notify_invitation()

from odoo import fields, models


class TrainingSession(models.Model):
    """The attendance list on paper, to be signed, or as it was recorded."""

    _inherit = "training.session"

    def _get_attendance_sheets(self):
        """One sheet a day, at the reader's time.

        :return: ``[{"day": date, "slots": slots, "people": enrolments, "rows": {(enrolment, slot): attendance}}]``
        """
        self.ensure_one()
        self._check_conducts()
        session = self.sudo()
        days = (
            session.slot_ids._filter_held()
            .sorted("start")
            .grouped(lambda slot: fields.Datetime.context_timestamp(self, slot.start).date())
        )
        people = session.enrollment_ids.filtered(lambda e: e.state == "enrolled" and e.attempt == 1)
        people = people.sorted(lambda e: (e.partner_id.name or "", e.id))
        rows = {(row.enrollment_id, row.slot_id): row for row in session.slot_ids.attendance_ids}
        return [{"day": day, "slots": slots, "people": people, "rows": rows} for day, slots in days.items()]

    def action_print_attendance(self):
        self._check_conducts()
        return self.env.ref("service_training.training_attendance_report").report_action(self)

from odoo import api, fields, models


class TrainingAttendance(models.Model):
    """Attendance that follows from contents completed online."""

    _inherit = "training.attendance"

    source = fields.Selection(selection_add=[("online", "Online course")], ondelete={"online": "set default"})

    _OWN_SOURCES = frozenset({"code", "online"})

    @api.model
    def _record_online(self, enrollment, slot, hours):
        """Credit what was completed; hours never become fewer, and what the trainer recorded stays.

        :param hours: class-hours of everything completed in the slot's module so far
        """
        rows = self.sudo().with_context(training_source="online")
        row = rows.search([("slot_id", "=", slot.id), ("enrollment_id", "=", enrollment.id)])
        recorded_by_others = row and row.state != "open" and row.source != "online"
        if recorded_by_others or hours <= row.hours:
            return row
        values = {"state": "present", "hours": hours}
        if row:
            row.write(values)
            return row
        return rows.create({"slot_id": slot.id, "enrollment_id": enrollment.id, **values})

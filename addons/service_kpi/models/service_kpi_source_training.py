from odoo import api, models
from odoo.tools import SQL

from .service_kpi_source import Source


class ServiceKpiSource(models.AbstractModel):
    """What training tells: class-hours attended, trainings passed."""

    _inherit = "service.kpi.source"

    @api.model
    def _get_sources(self):
        return super()._get_sources() | {
            "training_hours": Source(
                self.env._("Class-hours attended"), "training.attendance", "_facts_training_hours"
            ),
            "training_pass": Source(self.env._("Trainings passed"), "training.enrollment", "_facts_training_pass"),
        }

    @api.model
    def _facts_training_hours(self, kpi):
        """Credited class-hours, counted when the slot began."""
        return SQL(
            "SELECT %s FROM training_attendance a JOIN training_session_slot s ON s.id = a.slot_id"
            " JOIN training_enrollment n ON n.id = a.enrollment_id LEFT JOIN hr_employee w ON w.id = n.employee_id"
            " JOIN res_partner p ON p.id = n.partner_id"
            " WHERE a.hours > 0 AND n.state = 'enrolled'",
            self._fact(
                res_id=SQL("a.id"),
                at=SQL("s.start"),
                company_id=SQL("a.company_id"),
                user_id=SQL("w.user_id"),
                numerator=SQL("a.hours"),
                denominator=SQL("1"),
                label=SQL("p.name"),
            ),
        )

    @api.model
    def _facts_training_pass(self, kpi):
        """Trainings that are decided, counted when they were; a resit is a training of its own."""
        return SQL(
            "SELECT %s FROM training_enrollment n LEFT JOIN hr_employee w ON w.id = n.employee_id"
            " JOIN res_partner p ON p.id = n.partner_id"
            " WHERE n.result IN ('passed', 'failed') AND n.state = 'enrolled' AND n.decided_on IS NOT NULL",
            self._fact(
                res_id=SQL("n.id"),
                at=SQL("n.decided_on"),
                company_id=SQL("n.company_id"),
                user_id=SQL("w.user_id"),
                numerator=SQL("CASE n.result WHEN 'passed' THEN 1 ELSE 0 END"),
                denominator=SQL("1"),
                label=SQL("p.name"),
            ),
        )

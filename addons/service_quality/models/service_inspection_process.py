from odoo import fields, models

from .service_inspection_line import RATINGS

# What a deviation makes of "every step, in its order": a step left open is none, a skipped one had a reason
_GRADES = {"left_open": "no"}


class ServiceInspectionCriterion(models.Model):
    _inherit = "service.inspection.criterion"

    log_check = fields.Selection(
        [("process", "Every step of the process, in its order")],
        string="Found in the Log",
        help="Judged from the log by itself when the sheet is made; the inspector may judge otherwise.",
    )


class ServiceInspectionLine(models.Model):
    _inherit = "service.inspection.line"

    log_rating = fields.Selection(RATINGS, string="By the Log", readonly=True)


class ServiceInspection(models.Model):
    """Whether the process was followed is found from the log, and stands on the sheet before the inspector begins."""

    _inherit = "service.inspection"

    def _make_lines(self):
        res = super()._make_lines()
        for inspection in self.sudo():
            lines = inspection.line_ids.filtered(lambda line: line.criterion_id.log_check == "process")
            if lines:
                lang = inspection.inspector_id.lang or self.env.lang
                lines.write(inspection.with_context(lang=lang)._judge_process())
        return res

    def _judge_process(self):
        """The values of a line about the process, from the log."""
        self.ensure_one()
        deviations = self._get_subject()._get_deviations()
        if deviations is None:
            rating = "na"
        else:
            grades = {_GRADES.get(deviation["kind"], "partly") for deviation in deviations}
            rating = next((grade for grade in ("no", "partly") if grade in grades), "yes")
        note = "; ".join(deviation["text"] for deviation in deviations or ())
        return {"rating": rating, "log_rating": rating, "note": note or False}


class ServiceClockMixin(models.AbstractModel):
    _inherit = "service.clock.mixin"

    def _get_deviations(self):
        """Where a record departed from its process, by the log: list of dicts with ``kind`` and ``text``; None where
        no process was laid down. Addons tell what they know."""
        return

    def _inspect_process(self):
        deviations = self._get_deviations() if self.id else None
        return [*super()._inspect_process(), *(deviation["text"] for deviation in deviations or ())]


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _get_deviations(self):
        self.ensure_one()
        if not self.sudo().case_step_ids:
            return super()._get_deviations()
        return self.get_process_deviations()[self.id]

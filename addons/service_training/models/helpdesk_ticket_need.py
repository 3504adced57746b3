from odoo import models


class HelpdeskTicket(models.Model):
    """What a complaint tells about training."""

    _inherit = "helpdesk.ticket"

    def _complaint_arrive(self, way, note=None, channel=None, **values):
        result = super()._complaint_arrive(way, note, channel, **values)
        if way[-1] == "closed" and not self._complaint_is_history():
            self._report_training()
        return result

    def _report_training(self):
        """Who handled the case that a justified complaint came from, where its subject names a course."""
        for ticket in self.sudo().filtered(lambda ticket: ticket.complaint_justified in ("yes", "partly")):
            case = ticket.complaint_origin_id
            handler = case.solved_by_id or case.user_id
            if handler and (course := ticket.complaint_subject_id._get_training_course()):
                self.env["training.need"]._report(
                    "complaint",
                    course,
                    handler.partner_id,
                    origin=ticket,
                    name=ticket.complaint_subject_id.complete_name,
                    company_id=ticket.company_id.id,
                )

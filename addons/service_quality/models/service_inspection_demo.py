import random
from datetime import timedelta

from odoo import api, models

_WEEKS = 4


class ServiceInspectionPlan(models.Model):
    _inherit = "service.inspection.plan"

    @api.model
    def _make_demo(self):
        """Demo data: the last weeks were drawn and most of it judged, the same each time."""
        chance = random.Random(14)
        plan = self.env.ref("service_quality.inspection_plan_weekly")
        plan.seed = "demonstration"
        plan.next_week = plan._get_last_monday() - timedelta(days=7 * (_WEEKS - 1))
        plan._draw_due()
        inspections = plan.draw_ids.inspection_ids.sorted("id")
        # The newest of each inspector are still to be done
        waiting = inspections[-4:]
        for inspection in inspections - waiting - waiting.twin_id:
            as_inspector = inspection.with_user(inspection.inspector_id)
            # What the log says is left as it is
            for line in as_inspector.line_ids.filtered(lambda line: not line.log_rating):
                line.rating = chance.choices(("yes", "partly", "no", "na"), (80, 9, 5, 6))[0]
            as_inspector.action_submit()
        judged = inspections.filtered(lambda inspection: inspection.state == "submitted" and inspection.turn == 1)
        for inspection in judged[:-1]:
            inspection.with_user(inspection.inspector_id).action_publish()
        failed = judged.filtered(lambda inspection: inspection.state == "published" and not inspection.passed)
        for inspection in failed[-1:]:
            worst = inspection.line_ids.sorted(lambda line: (line._get_share() is None, line._get_share()))[:1]
            self.env["service.inspection.finding"].with_user(inspection.inspector_id).create(
                {"inspection_id": inspection.id, "line_id": worst.id, "name": worst.criterion_id.name}
            )
            inspection.with_user(inspection.agent_id)._appeal(
                self.env._("The customer had been told by phone; I noted it only in the next case.")
            )
        # What several inspections show is how we work, not who
        if process := judged.line_ids.filtered(lambda line: line.log_rating in ("no", "partly"))[-1:]:
            self.env["service.inspection.finding"].with_user(process.inspection_id.inspector_id).create(
                {
                    "inspection_id": process.inspection_id.id,
                    "line_id": process.id,
                    "kind": "improvement",
                    "name": self.env._("The last step of the process is left out when it is busy"),
                }
            )

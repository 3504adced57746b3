from odoo import api, fields, models
from odoo.fields import Domain

from .service_improvement import OPEN_STATES


class ServiceImprovement(models.Model):
    """What asked for an improvement: complaints, an incident, findings of inspections, proposals of staff."""

    _inherit = "service.improvement"

    incident_ids = fields.One2many("service.incident", "improvement_id", string="Incidents", readonly=True)
    complaint_ids = fields.One2many("helpdesk.ticket", "improvement_id", string="Complaints", readonly=True)
    finding_ids = fields.One2many("service.inspection.finding", "improvement_id", string="Findings", readonly=True)
    proposal_ids = fields.One2many("service.proposal", "improvement_id", string="Staff Proposals", readonly=True)
    incident_count = fields.Integer(string="Incidents Behind It", compute="_compute_origin_counts")
    complaint_count = fields.Integer(string="Complaints Behind It", compute="_compute_origin_counts")
    finding_count = fields.Integer(string="Findings Behind It", compute="_compute_origin_counts")
    proposal_count = fields.Integer(string="Proposals Behind It", compute="_compute_origin_counts")

    def _compute_origin_counts(self):
        # How many ask for it is no secret to who may see the improvement
        for origin in ("incident", "complaint", "finding", "proposal"):
            model = self.env[self._fields[f"{origin}_ids"].comodel_name].sudo().with_context(active_test=False)
            counts = {
                improvement.id: count
                for improvement, count in model._read_group(
                    [("improvement_id", "in", self.ids)], ["improvement_id"], ["__count"]
                )
            }
            for improvement in self:
                improvement[f"{origin}_count"] = counts.get(improvement.id, 0)

    @api.model
    def _open_for(self, record, values):
        """The improvement that a record asks for: the one of the same cause that is worked on, else a new one.

        Elevated, because who closes a case or inspects it need not lead improvements.

        :param values: of the new one, with ``company_id``; a ``cause_id`` looks for one that is worked on
        """
        improvements = self.sudo()
        improvement = improvements._find_open(values.get("cause_id"), values["company_id"])
        if not improvement:
            improvement = improvements.create(values)
            user = improvement.user_id
            env = self.with_context(lang=user.lang or self.env.lang).env
            improvement.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, summary=env._("Find the root cause")
            )
        improvement.message_post(
            body=self.env._("Asked for by %(record)s", record=record._get_html_link()), subtype_xmlid="mail.mt_note"
        )
        return improvement.with_env(self.env)

    def _find_open(self, cause_id, company_id):
        """The improvement of this cause that is worked on and limited to no team, product or channel."""
        if not cause_id:
            return self.browse()
        everywhere = Domain.AND([(name, "=", False)] for name in ("team_id", "product_id", "channel_id"))
        of_cause = Domain([("cause_id", "=", cause_id), ("company_id", "=", company_id), ("state", "in", OPEN_STATES)])
        return self.search(of_cause & everywhere, limit=1, order="id")

    def _is_draft(self):
        origins = self.sudo()
        asked = origins.incident_ids or origins.complaint_ids or origins.finding_ids or origins.proposal_ids
        return super()._is_draft() and not asked

    def action_close(self):
        res = super().action_close()
        self._close_origins()
        return res

    def _close_origins(self):
        """What inspections found is seen to."""
        self.sudo().finding_ids.filtered(lambda finding: finding.state == "open").action_done()

    # Actions

    def action_view_incidents(self):
        return self._view_origin("service_quality.service_incident_action")

    def action_view_complaints(self):
        return self._view_origin("service_quality.helpdesk_ticket_action_due")

    def action_view_findings(self):
        return self._view_origin("service_quality.service_inspection_finding_action")

    def action_view_proposals(self):
        return self._view_origin("service_quality.service_proposal_action")

    def _view_origin(self, action):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "domain": [("improvement_id", "=", self.id)],
            "context": {"create": False},
        }

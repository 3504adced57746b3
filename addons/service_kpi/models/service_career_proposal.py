from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .service_consequence_rule import KINDS


class ServiceCareerProposal(models.Model):
    """A promotion, a rotation or a hearing that was proposed, and what was decided.

    Decided by HR, and not by who proposed it or whom it is about. An approved
    promotion or rotation becomes the person's version of that day: nobody
    types the new post a second time.
    """

    _name = "service.career.proposal"
    _description = "Career Proposal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
    _check_company_auto = True

    kind = fields.Selection(
        [pair for pair in KINDS if pair[0] not in ("plan", "honour")], string="Proposal", required=True
    )
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Approved"), ("rejected", "Rejected")],
        required=True,
        default="proposed",
        readonly=True,
        tracking=True,
        copy=False,
    )
    reason = fields.Text(required=True)
    # From what it follows
    appraisal_id = fields.Many2one("service.appraisal", readonly=True, index="btree_not_null", ondelete="restrict")
    plan_id = fields.Many2one("service.improvement.plan", readonly=True, ondelete="restrict")
    path_id = fields.Many2one("service.career.path", ondelete="restrict", check_company=True)
    rule_id = fields.Many2one("service.consequence.rule", readonly=True, ondelete="restrict")
    # What is proposed
    job_id = fields.Many2one("hr.job", string="New Post", check_company=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", string="New Department", check_company=True, ondelete="restrict")
    effective = fields.Date(string="From", help="The day on which post and department change.")
    # Decision
    proposed_by = fields.Many2one("res.users", readonly=True, help="Empty: by a rule.")
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    decision_reason = fields.Text(readonly=True, copy=False)

    _rule_uniq = models.UniqueIndex(
        "(appraisal_id, rule_id) WHERE appraisal_id IS NOT NULL AND rule_id IS NOT NULL AND plan_id IS NULL",
        "This proposal follows from the result already.",
    )

    _DECISION = frozenset({"state", "decided_by", "decided_on", "decision_reason", "proposed_by"})

    @api.depends("employee_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for proposal in self:
            proposal.display_name = " · ".join(filter(None, [proposal.employee_id.name, kinds.get(proposal.kind)]))

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals |= {"state": "proposed", "proposed_by": self.env.uid}
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if self._DECISION & vals.keys():
                raise UserError(self.env._("Decide on a proposal with its buttons."))
            if self.filtered(lambda p: p.state != "proposed") and not {"message_follower_ids"}.issuperset(vals):
                raise UserError(self.env._("This proposal is decided: make another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda proposal: proposal.state != "proposed"):
            raise UserError(self.env._("This proposal is decided: make another one."))

    # Drawing

    @api.model
    def _draw(self, rule, appraisals):
        """Proposals from results; a promotion names the next post of the person's career path."""
        known = self.search([("rule_id", "=", rule.id), ("appraisal_id", "in", appraisals.ids)]).appraisal_id
        forms = appraisals - known
        paths = self.env["service.career.path"]._get_by_job(forms.company_id)
        values = []
        for form in forms:
            promotes = rule.kind == "promotion"
            path = paths.get((form.company_id, form.employee_id.job_id)) if promotes else None
            values.append(
                {
                    "kind": rule.kind,
                    "employee_id": form.employee_id.id,
                    "company_id": form.company_id.id,
                    "appraisal_id": form.id,
                    "rule_id": rule.id,
                    "path_id": path.id if path else False,
                    "job_id": path.next_job_id.id if path else False,
                    "reason": f"{rule.name}: {form.cycle_id.name}, {form.grade_id.name}",
                }
            )
        return self.create(values)

    # Actions

    def action_decide(self):
        """Open the decision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "service.career.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_id": self.id},
        }

    def _decide(self, outcome, reason):
        """Approve or reject, once, by somebody who neither proposed it nor is meant by it."""
        self.ensure_one()
        if not self.env.user.has_group("service_kpi.service_kpi_group_officer"):
            raise AccessError(self.env._("HR decides on proposals."))
        if self.env.user in (self.sudo().employee_id.user_id | self.proposed_by):
            raise UserError(self.env._("Somebody else decides on this proposal."))
        if self.state != "proposed":
            raise UserError(self.env._("This proposal is decided: make another one."))
        if outcome == "approved" and self.kind != "hearing":
            if not (self.job_id or self.department_id) or not self.effective:
                raise UserError(self.env._("Say first from when, and to which post or department."))
            self.sudo()._apply()
        self.sudo().write(
            {
                "state": outcome,
                "decided_by": self.env.uid,
                "decided_on": fields.Date.context_today(self),
                "decision_reason": reason,
            }
        )
        if partner := self.sudo().employee_id.user_id.partner_id:
            self.sudo().message_notify(partner_ids=partner.ids, subject=self.display_name, body=reason)

    def _apply(self):
        """Post and department from the day on, as a version of the employee."""
        values = {"job_id": self.job_id.id, "department_id": self.department_id.id}
        version = self.employee_id.create_version({"date_version": self.effective})
        version.write({name: value for name, value in values.items() if value})

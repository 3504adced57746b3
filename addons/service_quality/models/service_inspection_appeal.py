from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ServiceInspectionAppeal(models.Model):
    """What an agent says against a judgement, and what was decided and why. It stays, whatever comes of it."""

    _name = "service.inspection.appeal"
    _description = "Inspection Appeal"
    _order = "id desc"
    _rec_name = "reason"

    inspection_id = fields.Many2one("service.inspection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="inspection_id.company_id", store=True)
    at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    outcome = fields.Selection([("rejected", "Rejected"), ("accepted", "Accepted")], readonly=True)
    decision = fields.Text(string="Why", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    changes = fields.Text(readonly=True, help="What was judged anew.")
    score_before = fields.Float(readonly=True, aggregator=None)
    score_after = fields.Float(readonly=True, aggregator=None)

    _inspection_uniq = models.Constraint("UNIQUE(inspection_id)", "There is one appeal against an inspection.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not self.env.su:
            raise UserError(self.env._("An appeal is kept."))


class ServiceInspection(models.Model):
    """Published inspections can be appealed against, once and for some days."""

    _inherit = "service.inspection"

    def _appeal(self, reason):
        """The agent concerned does not agree."""
        self.ensure_one()
        self.check_access("read")
        if self.agent_id != self.env.user:
            raise AccessError(self.env._("Only the agent who was inspected may appeal."))
        if not self.can_appeal:
            raise UserError(self.env._("The time for an appeal is over, or there was one."))
        inspection = self.sudo()
        self.env["service.inspection.appeal"].sudo().create(
            {
                "inspection_id": self.id,
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "reason": reason,
                "score_before": inspection.final_score,
            }
        )
        inspection.state = "appealed"
        inspection.activity_unlink(["service_quality.mail_activity_type_inspection"])
        if leader := inspection._get_decider():
            inspection.activity_schedule("service_quality.mail_activity_type_inspection", user_id=leader.id)

    def _get_decider(self, group="service_quality.service_quality_group_manager"):
        """Who is asked to decide or to coach, neither agent nor inspector.

        The leader of the team or of one above; else a superior of the agent, else of the inspector; else a service
        manager.

        :param group: which a superior needs, to see what it is about; leaders of the team see it anyway
        """
        self.ensure_one()
        concerned = self.agent_id | self.inspector_id
        team = self.team_id
        while team:
            if team.user_id and team.user_id not in concerned:
                return team.user_id
            team = team.parent_id
        for user in (self.agent_id, self.inspector_id):
            for superior in self._get_superiors(user):
                if superior not in concerned and superior.has_group(group):
                    return superior
        managers = self.env.ref("service_quality.service_quality_group_manager").all_user_ids
        return managers.filtered(
            lambda user: user not in concerned and user.active and self.company_id in user.company_ids
        ).sorted("id")[:1]

    def _get_superiors(self, user):
        """The users of the managers above somebody, the nearest first."""
        employee = user.with_company(self.company_id).employee_id
        seen, superiors = employee, []
        while (employee := employee.parent_id) and employee not in seen:
            seen |= employee
            superiors += employee.user_id
        return superiors

    def _check_decider(self):
        """Neither who is judged nor who judged decides."""
        self.ensure_one()
        if not self._is_leading():
            raise AccessError(self.env._("Team leaders and service managers decide about appeals."))
        self.check_access("read")
        if self.env.user in (self.agent_id | self.inspector_id):
            raise AccessError(self.env._("Neither the agent nor the inspector decides about the appeal."))
        if self.state != "appealed":
            raise UserError(self.env._("There is no appeal to decide about."))

    def _decide(self, outcome, decision, revised=None):
        """Decide about the appeal; outcome and reason stay.

        :param revised: ``{line: rating}`` that is judged anew where it is accepted
        """
        self._check_decider()
        inspection = self.sudo()
        changes = []
        if outcome == "accepted":
            names = dict(inspection.line_ids._fields["rating"]._description_selection(self.env))
            for line, rating in (revised or {}).items():
                if line.inspection_id == self and rating and rating != line.rating:
                    changes.append(f"{line.criterion_id.name}: {names[line.rating]} → {names[rating]}")
                    line.sudo().revised = rating
            if not changes:
                raise UserError(self.env._("Say which criteria are judged anew."))
        inspection.write({**inspection._evaluate(revised=True), "state": "decided"})
        inspection._leave_out_what_did_not_apply()
        inspection.appeal_ids.write(
            {
                "outcome": outcome,
                "decision": decision,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "changes": "\n".join(changes),
                "score_after": inspection.final_score,
            }
        )
        inspection.activity_unlink(["service_quality.mail_activity_type_inspection"])
        told = inspection.with_context(lang=inspection.agent_id.lang)
        told.message_notify(
            partner_ids=inspection.agent_id.partner_id.ids,
            subject=told.env._("Your appeal was decided: %(inspection)s", inspection=inspection.display_name),
            body=decision,
        )

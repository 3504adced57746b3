from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..engine.inspection_score import DIMENSIONS, Mark, score

PUBLISHED = ("published", "appealed", "decided")
# What an inspector writes while judging
_JUDGING = frozenset({"comment", "line_ids"})


class ServiceInspection(models.Model):
    """One case, or contact, judged by an inspector on a sheet.

    Nobody inspects oneself. Where two judge the same, neither sees the other's
    sheet before both are done. Once submitted, nothing of it changes; the agent
    sees it when it is published and may appeal once; what follows is added.
    """

    _name = "service.inspection"
    _description = "Inspection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # What is inspected
    draw_id = fields.Many2one("service.inspection.draw", readonly=True, index="btree_not_null", ondelete="restrict")
    sheet_id = fields.Many2one(
        "service.inspection.sheet",
        required=True,
        index=True,
        domain=[("state", "=", "in_force")],
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    ticket_id = fields.Many2one("helpdesk.ticket", index="btree_not_null", check_company=True)
    contact_id = fields.Many2one("service.contact", index="btree_not_null", check_company=True)
    agent_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, index="btree_not_null")
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True)
    outcome = fields.Selection([("kept", "Promises kept"), ("missed", "A promise missed")], readonly=True)
    # Who judges
    inspector_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    turn = fields.Integer(readonly=True, default=1, aggregator=None, help="2: the blind second judgement.")
    twin_id = fields.Many2one("service.inspection", readonly=True, index="btree_not_null", copy=False)
    blind_user_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", copy=False, help="Must not see this before judging."
    )
    state = fields.Selection(
        [
            ("open", "To Inspect"),
            ("submitted", "Submitted"),
            ("published", "Published"),
            ("appealed", "Appealed"),
            ("decided", "Appeal Decided"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
        tracking=True,
    )
    submitted_at = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    published_at = fields.Datetime(readonly=True, copy=False)
    appeal_until = fields.Datetime(readonly=True, copy=False)
    # The judgement
    line_ids = fields.One2many("service.inspection.line", "inspection_id", string="Criteria")
    comment = fields.Text(string="Summary")
    score = fields.Float(readonly=True, copy=False, aggregator="avg", help="As submitted, in %.")
    score_accuracy = fields.Float(string="Accuracy", readonly=True, copy=False, aggregator="avg")
    score_responsiveness = fields.Float(string="Responsiveness", readonly=True, copy=False, aggregator="avg")
    score_professionalism = fields.Float(string="Professionalism", readonly=True, copy=False, aggregator="avg")
    score_transparency = fields.Float(string="Transparency", readonly=True, copy=False, aggregator="avg")
    failed_critical = fields.Boolean(string="Critical Item Failed", readonly=True, copy=False)
    passed = fields.Boolean(readonly=True, copy=False)
    final_score = fields.Float(readonly=True, copy=False, aggregator="avg", help="After an appeal, in %.")
    final_passed = fields.Boolean(string="Passed in the End", readonly=True, copy=False)
    appeal_ids = fields.One2many("service.inspection.appeal", "inspection_id", readonly=True)
    finding_ids = fields.One2many("service.inspection.finding", "inspection_id")
    can_appeal = fields.Boolean(compute="_compute_can_appeal")
    can_decide = fields.Boolean(compute="_compute_can_appeal")
    is_inspector = fields.Boolean(compute="_compute_can_appeal")
    judged_dimensions = fields.Char(compute="_compute_judged_dimensions", help="Those of which something applied.")

    _not_oneself = models.Constraint("CHECK(inspector_id != agent_id)", "Nobody inspects oneself.")

    @api.depends(lambda self: self._get_subject_fields())
    def _compute_display_name(self):
        for inspection in self:
            inspection.display_name = inspection._get_subject().sudo().display_name or self.env._("Inspection")

    @api.depends("line_ids.rating", "line_ids.revised")
    def _compute_judged_dimensions(self):
        for inspection in self:
            dimensions = inspection._get_result(revised=True).dimensions
            inspection.judged_dimensions = " ".join(name for name, value in dimensions.items() if value is not None)

    @api.depends("state", "appeal_until", "agent_id")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        now = fields.Datetime.now()
        for inspection in self:
            inspection.is_inspector = inspection.inspector_id == self.env.user
            inspection.can_decide = (
                inspection.state == "appealed"
                and self.env.user not in (inspection.agent_id | inspection.inspector_id)
                and self._is_leading()
            )
            inspection.can_appeal = (
                inspection.state == "published"
                and inspection.agent_id == self.env.user
                and bool(inspection.appeal_until)
                and now <= inspection.appeal_until
            )

    # Subjects: other addons add a foreign key of their own

    @api.model
    def _get_subject_fields(self):
        return ["ticket_id", "contact_id"]

    def _get_subject(self):
        """The record that is inspected."""
        self.ensure_one()
        return next((self[name] for name in self._get_subject_fields() if self[name]), self.env["helpdesk.ticket"])

    @api.constrains(lambda self: self._get_subject_fields())
    def _check_subject(self):
        for inspection in self:
            if sum(bool(inspection[name]) for name in self._get_subject_fields()) != 1:
                raise ValidationError(self.env._("An inspection is about one case or contact."))

    def _get_subject_values(self):
        """What an inspection takes over from its subject, where it was not drawn."""
        subject = self._get_subject().sudo()
        agent = subject["solved_by_id"] if "solved_by_id" in subject._fields else subject.browse()
        return {
            "agent_id": (agent or subject.user_id).id,
            "team_id": subject.team_id.id,
            "channel_id": subject.channel_id.id,
            "company_id": subject.company_id.id,
        }

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._prepare_by_hand(vals) for vals in vals_list]
        inspections = super().create(vals_list)
        inspections._make_lines()
        return inspections

    def _prepare_by_hand(self, vals):
        """An inspector takes up a case: whose it is, and who judges, is not for the inspector to say."""
        own = {"sheet_id", "comment", *self._get_subject_fields()}
        kept = {key: value for key, value in vals.items() if key in own}
        draft = self.new(kept)
        draft._get_subject().check_access("read")
        values = draft._get_subject_values()
        if not values["agent_id"]:
            raise ValidationError(self.env._("Nobody handled this: there is nothing to inspect."))
        if values["agent_id"] == self.env.uid:
            raise ValidationError(self.env._("Nobody inspects oneself."))
        return {**kept, **values, "inspector_id": self.env.uid}

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - _JUDGING - {"finding_ids", "message_follower_ids", "activity_ids"}:
                raise AccessError(self.env._("An inspection is written by its buttons alone."))
            if _JUDGING & vals.keys():
                self._check_judging()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_judged(self):
        if not self.env.su and self.filtered(lambda inspection: inspection.state != "open" or inspection.draw_id):
            raise UserError(self.env._("An inspection that was drawn or submitted is kept."))

    def _check_judging(self):
        """Only the inspector judges, until the sheet is submitted."""
        for inspection in self:
            if inspection.inspector_id != self.env.user:
                raise AccessError(self.env._("Only the inspector fills in this sheet."))
            if inspection.state != "open":
                raise UserError(self.env._("This sheet was submitted: it is not changed any more."))

    def _make_lines(self):
        self.env["service.inspection.line"].sudo().create(
            [
                {"inspection_id": inspection.id, "criterion_id": criterion.id, "sequence": criterion.sequence}
                for inspection in self
                for criterion in inspection.sudo().sheet_id.criterion_ids
            ]
        )

    def _pair(self):
        """Those of the same draw about the same record are blind for each other."""
        for pair in self.grouped(lambda inspection: (inspection.draw_id, inspection._get_subject())).values():
            if len(pair) == 2:
                for one, other in ((pair[0], pair[1]), (pair[1], pair[0])):
                    one.write({"twin_id": other.id, "blind_user_id": other.inspector_id.id})

    # Actions

    def action_submit(self):
        """The judgement is final."""
        self._check_judging()
        for inspection in self:
            if inspection.line_ids.filtered(lambda line: not line.rating):
                raise UserError(self.env._("Judge every criterion, or say that it does not apply."))
        for inspection in self.sudo():
            inspection.write({**inspection._evaluate(), "state": "submitted", "submitted_at": fields.Datetime.now()})
            inspection._leave_out_what_did_not_apply()
            inspection._reveal()

    def action_publish(self):
        """Show it to the agent, who may appeal from now on."""
        self.check_access("write")
        for inspection in self:
            if inspection.state != "submitted" or inspection.turn != 1:
                raise UserError(self.env._("Only the first judgement is published, once it was submitted."))
            if self.env.user not in inspection.inspector_id and not self._is_leading():
                raise AccessError(self.env._("The inspector or the leader publishes an inspection."))
        now = fields.Datetime.now()
        for inspection in self.sudo():
            until = now + timedelta(days=inspection.sheet_id.appeal_days)
            inspection.write({"state": "published", "published_at": now, "appeal_until": until})
            inspection.activity_schedule(
                "service_quality.mail_activity_type_inspection",
                user_id=inspection.agent_id.id,
                date_deadline=fields.Date.context_today(inspection, until),
            )

    def action_view_subject(self):
        self.ensure_one()
        subject = self._get_subject()
        return {
            "type": "ir.actions.act_window",
            "res_model": subject._name,
            "res_id": subject.id,
            "view_mode": "form",
        }

    def _is_leading(self):
        return self.env.user.has_group("service_quality.service_quality_group_leader")

    # Figures

    def _get_result(self, revised=False):
        """What the lines come to.

        :param revised: with what an appeal changed
        """
        return score(
            Mark(line.dimension, line.weight, line.critical, line._get_share(revised)) for line in self.line_ids
        )

    def _evaluate(self, revised=False):
        """The values of the scores. What was submitted at first stays beside what an appeal made of it."""
        self.ensure_one()
        result = self._get_result(revised)
        values = {
            "final_score": result.percent or 0,
            "final_passed": result.passed(self.sheet_id.pass_percent),
            "failed_critical": result.failed_critical,
            **{f"score_{name}": result.dimensions[name] or 0 for name in DIMENSIONS},
        }
        if not revised:
            values |= {"score": values["final_score"], "passed": values["final_passed"]}
        return values

    def _leave_out_what_did_not_apply(self):
        """A dimension of which nothing applied has no score: as 0 it would pull the means of the reports down."""
        self.ensure_one()
        empty = [name for name in DIMENSIONS if name not in self.judged_dimensions.split()]
        if empty:
            self.flush_recordset()
            # The ORM writes no NULL into a float
            columns = SQL(", ").join(SQL("%s = NULL", SQL.identifier(f"score_{name}")) for name in empty)
            self.env.cr.execute(SQL("UPDATE service_inspection SET %s WHERE id = %s", columns, self.id))
            self.invalidate_recordset([f"score_{name}" for name in empty], flush=False)

    def _reveal(self):
        """Both have judged: each may see the other's sheet."""
        self.ensure_one()
        if self.twin_id and self.twin_id.state != "open":
            (self | self.twin_id).write({"blind_user_id": False})

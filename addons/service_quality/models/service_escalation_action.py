from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

ACTIONS = [
    ("activity", "Leave an activity"),
    ("message", "Write a note"),
    ("reassign", "Reassign"),
    ("priority", "Raise the priority"),
    ("team", "Change the team"),
    ("follower", "Add as followers"),
    ("server", "Run a server action"),
]


class ServiceEscalationAction(models.Model):
    """What a level does. Each action stands alone: one that fails is shown and stops no other."""

    _name = "service.escalation.action"
    _description = "Escalation Action"
    _order = "level_id, sequence, id"

    level_id = fields.Many2one("service.escalation.level", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="level_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(ACTIONS, string="Action", required=True, default="activity")
    text = fields.Char(translate=True, help="What the activity or the note says.")
    to = fields.Selection(
        [
            ("told", "Who is told"),
            ("leader", "Team leader"),
            ("duty", "Duty post"),
            ("least", "Least loaded of the team"),
        ],
        string="Assign to",
        default="leader",
    )
    post_id = fields.Many2one("service.duty.post", ondelete="restrict")
    team_id = fields.Many2one("helpdesk.ticket.team", ondelete="restrict")
    priority = fields.Selection([("1", "Medium"), ("2", "High"), ("3", "Very High")], help="Empty: one step higher.")
    server_action_id = fields.Many2one("ir.actions.server", ondelete="restrict")

    @api.depends("kind", "to", "post_id", "team_id", "priority", "server_action_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        whom = dict(self._fields["to"]._description_selection(self.env))
        for action in self:
            detail = {
                "reassign": action.post_id.name if action.to == "duty" else whom.get(action.to),
                "team": action.team_id.display_name,
                "server": action.server_action_id.name,
            }.get(action.kind)
            kind = kinds.get(action.kind, "")
            action.display_name = f"{kind}: {detail}" if detail else kind

    @api.constrains("kind", "to", "post_id", "team_id", "server_action_id")
    def _check_complete(self):
        for action in self:
            missing = {
                "reassign": action.to == "duty" and not action.post_id,
                "team": not action.team_id,
                "server": not action.server_action_id,
            }.get(action.kind)
            if missing:
                raise ValidationError(
                    self.env._("The action “%(action)s” is not complete.", action=action.display_name)
                )

    # Running

    def _run(self, step, people):
        """Do it for one step.

        :param step: record of ``service.escalation``
        :param people: the users who are told
        :raises Exception: whatever goes wrong; the caller keeps it to this action
        """
        self.ensure_one()
        getattr(self, f"_run_{self.kind}")(step, step._get_subject(), people)

    def _run_activity(self, step, subject, people):
        kind = self.env.ref("service_quality.mail_activity_type_escalation")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get_id(subject._name),
                    "res_id": subject.id,
                    "user_id": user.id,
                    "summary": self.with_context(lang=user.lang).text
                    or step.with_context(lang=user.lang)._get_headline(),
                    "date_deadline": fields.Datetime.context_timestamp(
                        self.with_context(tz=user.tz), step.answer_by or step.done_at
                    ).date(),
                    "service_escalation_id": step.id,
                }
                for user in people
            ]
        )

    def _run_message(self, step, subject, people):
        subject.message_post(body=self.text or step._get_headline(), subtype_xmlid="mail.mt_note")

    def _run_reassign(self, step, subject, people):
        user = self._choose(step, subject, people)
        if not user:
            raise UserError(self.env._("Nobody to assign to."))
        if subject.user_id != user:
            subject.user_id = user

    def _choose(self, step, subject, people):
        if self.to == "told":
            return people[:1]
        if self.to == "duty":
            return self.post_id._get_on_duty(step.done_at)[:1] or self.post_id.user_id
        if self.to == "leader":
            team = subject.team_id
            while team and not team.user_id.active:
                team = team.parent_id
            return team.user_id
        return self._get_least_loaded(subject)

    def _get_least_loaded(self, subject):
        """The member of the team with the fewest open cases, the longest-standing one where several have as few."""
        members = subject.team_id.user_ids.filtered(lambda user: user.active and user != subject.user_id)
        if not members:
            return members
        rows = self.env.execute_query(
            SQL(
                "SELECT u.id FROM unnest(%s) AS u(id) LEFT JOIN (SELECT t.user_id, count(*) AS load"
                " FROM helpdesk_ticket t JOIN helpdesk_ticket_stage s ON s.id = t.stage_id"
                " WHERE t.user_id = ANY(%s) AND t.active AND NOT COALESCE(s.closed, FALSE) GROUP BY 1) AS l"
                " ON l.user_id = u.id ORDER BY COALESCE(l.load, 0), u.id LIMIT 1",
                members.ids,
                members.ids,
            )
        )
        return members.browse(rows[0])

    def _run_priority(self, step, subject, people):
        wanted = self.priority or str(min(int(subject.priority or 0) + 1, 3))
        if wanted > (subject.priority or "0"):
            subject.priority = wanted

    def _run_team(self, step, subject, people):
        if subject.team_id != self.team_id:
            subject.team_id = self.team_id

    def _run_follower(self, step, subject, people):
        subject.message_subscribe(partner_ids=people.partner_id.ids)

    def _run_server(self, step, subject, people):
        self.server_action_id.with_context(
            active_model=subject._name, active_id=subject.id, active_ids=subject.ids
        ).run()

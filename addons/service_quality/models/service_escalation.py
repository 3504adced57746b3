from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

OPEN_STATES = ("due", "told", "acknowledged", "held")


class ServiceEscalation(models.Model):
    """A level that a case reached: why, when, who was told and how long they took.

    A step belongs to a clock, whose ladder it is part of, or to an event on a
    case. The system alone writes steps: a level is reached once per clock and
    round, or once per occasion. A new round begins when a changed promise
    took the reason away.
    """

    _name = "service.escalation"
    _description = "Escalation"
    _order = "due_at desc, id desc"

    # Subject
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True, ondelete="cascade", index="btree_not_null")
    clock_id = fields.Many2one("service.clock", readonly=True, ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Assignee", readonly=True, ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="set null")
    metric = fields.Selection(related="clock_id.metric")
    # Level
    policy_id = fields.Many2one("service.escalation.policy", required=True, readonly=True, ondelete="restrict")
    level_id = fields.Many2one(
        "service.escalation.level", required=True, readonly=True, ondelete="restrict", index=True
    )
    number = fields.Integer(string="Level No.", readonly=True, aggregator="max")
    round = fields.Integer(readonly=True, default=0, aggregator=None, help="Counted up when the reason was gone once.")
    occasion = fields.Char(readonly=True, default="", help="Which event it was, for levels by event.")
    why = fields.Selection(
        [
            ("time", "Time"),
            ("unanswered", "Not acknowledged below"),
            ("event", "Event"),
            ("manual", "By hand"),
            ("customer", "By the customer"),
        ],
        required=True,
        readonly=True,
    )
    source_id = fields.Many2one("service.escalation", string="Climbed From", readonly=True, ondelete="set null")
    reason = fields.Text(readonly=True)
    # Course
    due_at = fields.Datetime(string="Reached On", required=True, readonly=True)
    done_at = fields.Datetime(string="Carried Out", readonly=True)
    state = fields.Selection(
        [
            ("due", "Due"),
            ("told", "Told"),
            ("held", "Held while paused"),
            ("acknowledged", "Acknowledged"),
            ("unanswered", "Not acknowledged"),
            ("ended", "Ended"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="due",
        readonly=True,
    )
    answer_by = fields.Datetime(
        string="Acknowledge by", readonly=True, help="Not acknowledged by then, the next level is reached."
    )
    held_seconds = fields.Integer(readonly=True, aggregator=None)
    ended_at = fields.Datetime(readonly=True)
    failure = fields.Text(readonly=True, help="Actions that went wrong; the others were carried out.")
    # Answer
    acknowledged_by_id = fields.Many2one("res.users", string="Acknowledged by", readonly=True, ondelete="set null")
    acknowledged_at = fields.Datetime(readonly=True)
    minutes_to_answer = fields.Float(string="Minutes to Acknowledge", readonly=True, aggregator="avg")
    promised_at = fields.Datetime(
        string="New Promise", readonly=True, help="Not solved by then, the next level is reached."
    )
    answer_note = fields.Text(readonly=True)
    notice_ids = fields.One2many("service.escalation.notice", "escalation_id", string="Who Was Told", readonly=True)
    told_summary = fields.Char(string="Told", compute="_compute_told_summary")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine", string="Waits for Me")

    _clock_level_uniq = models.UniqueIndex(
        "(clock_id, level_id, round) WHERE clock_id IS NOT NULL", "A level is reached once."
    )
    _event_level_uniq = models.UniqueIndex(
        "(ticket_id, level_id, occasion) WHERE clock_id IS NULL", "A level is reached once per occasion."
    )
    _due_idx = models.Index("(due_at, id) WHERE state = 'due'")
    # Those of clocks are found through the clock
    _answer_idx = models.Index("(answer_by, id) WHERE answer_by IS NOT NULL AND clock_id IS NULL")

    @api.depends("level_id", "ticket_id", "clock_id")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.level_id.name or ''} · {step._get_subject().display_name or ''}"

    @api.depends("notice_ids.user_id", "notice_ids.outcome", "done_at")
    def _compute_told_summary(self):
        for step in self:
            told = step.notice_ids.filtered(lambda notice: notice.outcome in ("told", "waiting"))
            nobody = self.env._("Nobody") if step.done_at else ""
            step.told_summary = ", ".join(told.user_id.mapped("name")) or nobody

    @api.depends_context("uid")
    @api.depends("state", "notice_ids.user_id")
    def _compute_is_mine(self):
        for step in self:
            step.is_mine = step.state == "told" and self.env.user in step.notice_ids.user_id

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        told = [("user_id", "=", self.env.uid), ("outcome", "in", ("told", "waiting"))]
        mine = Domain("state", "=", "told") & Domain("notice_ids", "any", told)
        return mine if True in value else ~mine

    def _get_subject(self):
        """The record that escalated: what the promise was made on, or the case of the event."""
        self.ensure_one()
        return self.clock_id._get_subject() if self.clock_id else self.ticket_id

    def _get_headline(self):
        """What happened in one line, in the language of the environment."""
        self.ensure_one()
        level = self.with_context(lang=self.env.context.get("lang")).level_id
        values = {"level": level.name, "number": self.number}
        if self.reason:
            return self.env._("Escalation, level %(number)s (%(level)s): %(reason)s", reason=self.reason, **values)
        if self.clock_id:
            metric = dict(self.clock_id._fields["metric"]._description_selection(self.env))[self.clock_id.metric]
            return self.env._("Escalation, level %(number)s (%(level)s): %(metric)s", metric=metric, **values)
        return self.env._("Escalation, level %(number)s (%(level)s)", **values)

    # CRUD

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Escalations are written by the system: acknowledge this one instead."))
        return super().write(vals)

    # Actions

    def action_acknowledge(self):
        """I take care of it."""
        self._check_may_answer()
        self.sudo()._acknowledge(self.env.user)

    def action_acknowledge_with_promise(self):
        """Ask until when it will be solved."""
        self._check_may_answer()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Acknowledge"),
            "res_model": "service.escalation.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_escalation_ids": self.ids},
        }

    def action_open_subject(self):
        return self._get_subject()._get_records_action()

    def _check_may_answer(self):
        """Who was told answers, and who leads the team or the department."""
        self.check_access("read")
        for step in self:
            told = self.env.user in step.sudo().notice_ids.user_id
            if not told and not self.env.user.has_group("service_quality.service_quality_group_leader"):
                raise AccessError(
                    self.env._(
                        "%(step)s: only who was told, or a team leader, acknowledges it.", step=step.display_name
                    )
                )

    # Course of a step

    def _acknowledge(self, user, promised=None, note=None):
        """Somebody takes care of these steps; the ladder waits, for ever or until a new promise.

        :param promised: naive UTC datetime until which it is to be solved
        """
        now = fields.Datetime.now()
        if promised and promised <= now:
            raise UserError(self.env._("A new promise lies in the future."))
        steps = self.filtered(lambda step: step.state in ("told", "held", "due", "acknowledged"))
        for step in steps:
            step.write(
                {
                    "state": "acknowledged",
                    "acknowledged_by_id": user.id,
                    "acknowledged_at": now,
                    "minutes_to_answer": (now - (step.done_at or step.due_at)).total_seconds() / 60,
                    "promised_at": promised,
                    "answer_by": promised,
                    "held_seconds": 0,
                    "answer_note": note,
                }
            )
            mine = step.notice_ids.filtered(lambda notice: notice.user_id == user and notice.told_at)
            for notice in mine:
                notice.minutes_to_answer = max((now - notice.told_at).total_seconds(), 0) / 60
            step._get_subject().message_post(
                body=step._describe_answer(user), subtype_xmlid="mail.mt_note", author_id=user.partner_id.id
            )
        steps._end_activities()
        steps.clock_id._date_ladders()
        return steps

    def _describe_answer(self, user):
        values = {"person": user.name, "level": self.level_id.name}
        if self.promised_at:
            moment = format_datetime(self.env, self.promised_at, tz=user.tz or "UTC", dt_format="short")
            text = self.env._(
                "%(person)s acknowledged the escalation “%(level)s” and promises a solution by %(moment)s.",
                moment=moment,
                **values,
            )
        else:
            text = self.env._("%(person)s acknowledged the escalation “%(level)s”.", **values)
        return f"{text} {self.answer_note}" if self.answer_note else text

    def _end_activities(self):
        """Nobody is reminded of what is taken care of; done here, an activity does not acknowledge anything."""
        activities = self.env["mail.activity"].sudo().search([("service_escalation_id", "in", self.ids)])
        activities.unlink()

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# An open pulse may only last longer
_OPEN_FIELDS = frozenset({"closes_on"})


class ServicePulse(models.Model):
    """A few questions to staff about a new rule or any other subject, answered with 1 to 5 and free words, anonymously.

    What keeps the promise of anonymity: who is asked follows from departments, not from names; nothing of the answers
    is shown before the pulse is closed for good, and nothing if there are fewer than the minimum; answers know neither
    who gave them nor when, nor each other, and are deleted once their means are stored. No role reads them.
    """

    _name = "service.pulse"
    _description = "Staff Pulse"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    def _default_question_ids(self):
        return [
            Command.create({"sequence": 10, "name": self.env._("I know what the rule asks of me.")}),
            Command.create({"sequence": 20, "name": self.env._("It can be done in daily work.")}),
            Command.create({"sequence": 30, "name": self.env._("It makes our service better.")}),
        ]

    name = fields.Char(
        string="Subject",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    introduction = fields.Text(help="What it is about, for those who are asked.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    standard_id = fields.Many2one("service.standard", string="About the Standard", index="btree_not_null")
    process_id = fields.Many2one("service.process", string="About the Process", index="btree_not_null")
    handbook_id = fields.Many2one("service.handbook", string="About the Handbook", index="btree_not_null")
    question_ids = fields.One2many(
        "service.pulse.question", "pulse_id", string="Questions", default=lambda self: self._default_question_ids()
    )
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        check_company=True,
        help="Colleagues of these departments and of those below are asked."
        " Empty: everybody who works with the service.",
    )
    minimum = fields.Integer(
        string="Least Number of Answers",
        required=True,
        default=5,
        help="With fewer answers nothing is shown, and nobody is asked where fewer could answer.",
    )
    closes_on = fields.Date(
        string="Open until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14),
        tracking=True,
    )
    remind_days = fields.Integer(
        string="Remind before the End (Days)",
        default=3,
        help="Everybody is reminded, so that a reminder tells nothing of who has answered. 0: never.",
    )
    reminded = fields.Boolean(readonly=True, copy=False)
    shared = fields.Boolean(
        string="Results for Everybody", default=True, help="Else for team leaders and service managers alone."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    asked_count = fields.Integer(string="People Asked", readonly=True, copy=False)
    answer_count = fields.Integer(
        string="Answers",
        readonly=True,
        copy=False,
        help="Known when the pulse is closed: a number that moves would tell when somebody answers.",
    )
    enough = fields.Boolean(string="Enough Answers", readonly=True, copy=False)
    result_ids = fields.One2many(
        "service.pulse.result", "pulse_id", string="Results", readonly=True, domain=[("question_id", "!=", False)]
    )
    words = fields.Text(string="In Their Own Words", compute="_compute_words")

    _minimum_safe = models.Constraint("CHECK(minimum >= 3)", "Fewer than three answers are not anonymous.")
    _days_positive = models.Constraint("CHECK(remind_days >= 0)", "Days are counted from 0.")

    @api.depends("standard_id", "process_id", "handbook_id")
    def _compute_name(self):
        for pulse in self:
            about = pulse.standard_id or pulse.process_id or pulse.handbook_id
            pulse.name = about.display_name if about else pulse.name

    @api.depends("state")
    def _compute_words(self):
        rows = self.env["service.pulse.result"].search_fetch(
            [("pulse_id", "in", self.ids), ("words", "!=", False)], ["pulse_id", "words"]
        )
        words = {row.pulse_id: row.words for row in rows}
        for pulse in self:
            pulse.words = words.get(pulse, False)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            life = ("state", "asked_count", "answer_count", "enough", "reminded")
            vals_list = [{key: value for key, value in vals.items() if key not in life} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if {"state", "asked_count", "answer_count", "enough", "reminded"} & vals.keys():
                raise UserError(self.env._("Use the buttons of the pulse to open and close it."))
            self._check_draft(vals.keys() - _OPEN_FIELDS if "open" in self.mapped("state") else vals)
            last = fields.Date.to_date(vals.get("closes_on") or fields.Date.today())
            if "closes_on" in vals and any(pulse.state == "open" and last < pulse.closes_on for pulse in self):
                raise UserError(self.env._("An open pulse can only be given more time."))
        return super().write(vals)

    def _check_draft(self, names):
        """What was promised to those who are asked does not change."""
        if names and any(pulse.state != "draft" for pulse in self):
            raise UserError(self.env._("People were asked already: a pulse that is open or closed does not change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts(self):
        if any(pulse.state != "draft" for pulse in self):
            raise UserError(self.env._("People were asked: the pulse stays."))

    # Actions

    def action_open(self):
        """Ask everybody of the audience, if they are enough to be anonymous."""
        self.check_access("write")
        for pulse in self:
            pulse._check_draft(["state"])
            if not pulse.question_ids:
                raise UserError(self.env._("Ask at least one question."))
            if pulse.closes_on < fields.Date.context_today(self):
                raise UserError(self.env._("The last day is over: choose a later one."))
            users = pulse._get_audience()
            if len(users) < pulse.minimum:
                raise UserError(
                    self.env._(
                        "Only %(count)s would be asked, %(minimum)s have to answer: choose a larger audience.",
                        count=len(users),
                        minimum=pulse.minimum,
                    )
                )
            self.env["service.pulse.invitation"].sudo().create(
                [{"pulse_id": pulse.id, "user_id": user.id} for user in users]
            )
            pulse.sudo().write({"state": "open", "asked_count": len(users)})
            pulse._tell(users, self.env._("Your opinion, anonymously: %s", pulse.name))

    def action_close(self):
        """End it for good: means are stored, answers are deleted."""
        self.check_access("write")
        self._close()

    def action_view_answer(self):
        """Where to answer: the reader's own list."""
        return self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_pulse_invitation_action")

    # Asking

    def _get_audience(self):
        """Colleagues of the departments, by the roles of the service; nobody is chosen by name."""
        self.ensure_one()
        users = self.env.ref("service_quality.service_quality_group_department").sudo().all_user_ids
        users = users.filtered(lambda user: user.active and not user.share and self.company_id in user.company_ids)
        if self.department_ids:
            inside = self.env["hr.department"].sudo().search([("id", "child_of", self.department_ids.ids)])
            users = users.filtered(lambda user: user.with_company(self.company_id).employee_ids.department_id & inside)
        return users.sorted("id")

    def _tell(self, users, subject):
        self.ensure_one()
        self.sudo().message_notify(
            partner_ids=users.partner_id.ids,
            subject=subject,
            body=self.env._(
                "Three minutes, until %(day)s: Service > Quality > My Pulses. Whoever has answered already: thank you.",
                day=fields.Date.to_string(self.closes_on),
            ),
        )

    @api.model
    def _cron_follow(self):
        """Remind, and close what is over."""
        today = fields.Date.context_today(self)
        for pulse in self.sudo().search([("state", "=", "open")]):
            if pulse.closes_on < today:
                pulse._close()
            elif pulse._is_reminder_due(today):
                asked = self.env["service.pulse.invitation"].sudo().search([("pulse_id", "=", pulse.id)])
                pulse.reminded = True
                pulse._tell(asked.user_id, self.env._("A few days left: %s", pulse.name))
            self.env["ir.cron"]._commit_progress(1)

    def _is_reminder_due(self, today):
        first = fields.Date.subtract(self.closes_on, days=self.remind_days)
        return bool(self.remind_days) and not self.reminded and today >= first

    # Closing

    def _close(self):
        for pulse in self.sudo():
            # An answer that is being given comes before it, or is refused: both change this row
            self.env.cr.execute(SQL("UPDATE service_pulse SET state = state WHERE id = %s", pulse.id))
            if pulse.state != "open":
                raise UserError(self.env._("Only an open pulse can be closed."))
            count = (
                self.env["service.pulse.invitation"]
                .sudo()
                .search_count([("pulse_id", "=", pulse.id), ("answered", "=", True)])
            )
            enough = count >= pulse.minimum
            answers = self.env["service.pulse.answer"].sudo().search([("pulse_id", "=", pulse.id)])
            if enough:
                self.env["service.pulse.result"].sudo().create(answers._summarise(pulse))
            answers.unlink()
            self.env["service.pulse.invitation"].sudo().search([("pulse_id", "=", pulse.id)]).unlink()
            pulse.write({"state": "closed", "answer_count": count, "enough": enough})

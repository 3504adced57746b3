from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import reminder

_BATCH = 50


class ServiceAppraisalReminder(models.Model):
    """The day on which somebody was told last what is still open in a cycle. No role has access to it."""

    _name = "service.appraisal.reminder"
    _description = "Reminder of a Cycle"
    _log_access = False
    _rec_name = "user_id"

    cycle_id = fields.Many2one("service.appraisal.cycle", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade", index=True)
    state = fields.Char(required=True, readonly=True, help="The state of the cycle in which it was.")
    reminded_on = fields.Date(required=True, readonly=True)

    _user_uniq = models.Constraint("UNIQUE(cycle_id, user_id, state)", "A person is reminded once at a time.")


class ServiceAppraisalCycle(models.Model):
    """Everybody is told what is open: at once, shortly before the last day, and then again and again.

    One message a person and cycle names all kinds of open steps, in the person's language. It tells nobody about
    others: neither who else is late nor who has rated whom.
    """

    _inherit = "service.appraisal.cycle"

    review_days = fields.Integer(
        string="Days to Review", default=14, help="How long reviewers have, from the start of the collection on."
    )
    review_until = fields.Date(string="Review until", copy=False, tracking=True)
    remind_days = fields.Integer(
        string="Remind Every (Days)",
        default=3,
        help="So many days before the last day, and then as often, people are reminded of what is open. 0: never.",
    )

    _days_positive = models.Constraint("CHECK(review_days >= 0 AND remind_days >= 0)", "Days are not negative.")

    def _open_collection(self):
        """Reviewers are told as soon as the transaction is through."""
        self.review_until = fields.Date.add(fields.Date.context_today(self), days=self.review_days)
        self.env.ref("service_kpi.ir_cron_remind")._trigger()

    def action_remind(self):
        """Tell everybody now who still has something to do: the first ones at once, the others by and by."""
        self.check_access("write")
        for cycle in self.sudo():
            steps = cycle._get_open_steps()
            if not steps:
                raise UserError(self.env._("Nobody is late."))
            cycle._get_reminders().unlink()
            cycle._remind(dict(list(steps.items())[:_BATCH]))
            if len(steps) > _BATCH:
                self.env.ref("service_kpi.ir_cron_remind")._trigger()

    @api.model
    def _cron_remind(self):
        """Tell those whose turn it is; committed batch by batch, so that nobody is told twice."""
        progress = self.env["ir.cron"]._commit_progress
        for cycle in self.search([("state", "in", ("collecting", "published")), ("remind_days", ">", 0)]):
            due = list(cycle._get_due_steps().items())
            for start in range(0, len(due), _BATCH):
                batch = dict(due[start : start + _BATCH])
                cycle._remind(batch)
                if not progress(len(batch), remaining=len(due) - start - len(batch)):
                    return

    # What is open

    def _get_reminders(self):
        return self.env["service.appraisal.reminder"].search([("cycle_id", "=", self.id), ("state", "=", self.state)])

    def _get_due_steps(self):
        """The open steps of those whose turn it is today."""
        told = {row.user_id: row.reminded_on for row in self._get_reminders()}
        today = fields.Date.context_today(self)
        deadline = self.review_until if self.state == "collecting" else self.answer_until
        return {
            user: steps
            for user, steps in self._get_open_steps().items()
            if reminder.is_due(today, deadline or None, self.remind_days, told.get(user))
        }

    def _get_open_steps(self):
        """``{user: Counter of self, rate, approve, nominate, acknowledge, decide}`` of this state of the cycle."""
        self.ensure_one()
        steps = defaultdict(Counter)
        for user, kind, count in self._find_open_steps():
            if user.active:
                steps[user][kind] += count
        return dict(steps)

    def _find_open_steps(self):
        if self.state == "collecting":
            return [*self._find_open_reviews(), *self._find_open_nominations()]
        return self._find_open_answers() if self.state == "published" else []

    def _find_open_reviews(self):
        """Reviews that were asked for, and nominations that wait for the superior."""
        rows = self.env["service.appraisal.feedback"]
        waiting = [("cycle_id", "=", self.id), ("submitted", "!=", True), ("declined", "!=", True)]
        asked = rows._read_group([*waiting, ("approved", "=", True)], ["rater_id", "role"], ["__count"])
        found = [(rater.user_id, "self" if role == "self" else "rate", n) for rater, role, n in asked if rater.user_id]
        proposed = rows._read_group([*waiting, ("approved", "!=", True)], ["appraisal_id"], ["__count"])
        for form, count in proposed:
            found += [(form.manager_id.user_id or self.create_uid, "approve", count)]
        return found

    def _find_open_nominations(self):
        """People whose template weighs peers, and who have proposed fewer than anonymity takes."""
        rows = self.env["service.appraisal.feedback"]
        asked = dict(
            rows._read_group(
                [("cycle_id", "=", self.id), ("role", "=", "peer"), ("declined", "!=", True)],
                ["appraisal_id"],
                ["__count"],
            )
        )
        return [
            (form.employee_id.user_id, "nominate", 1)
            for form in self.appraisal_ids
            if form.template_id.weight_peer
            and form.employee_id.user_id
            and asked.get(form, 0) < form.template_id.anonymous_min
        ]

    def _find_open_answers(self):
        """Results that nobody has answered while they may, and appeals that wait for the second reviewer."""
        found = []
        today = fields.Date.context_today(self)
        for form in self.appraisal_ids:
            if form.answer == "none" and today <= (self.answer_until or today) and form.employee_id.user_id:
                found.append((form.employee_id.user_id, "acknowledge", 1))
            if form.appeal_state == "open" and form.reviewer_id:
                found.append((form.reviewer_id, "decide", 1))
        return found

    # Telling

    def _remind(self, steps):
        """One message to each person.

        :param steps: ``{user: Counter of open steps}``
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        told = {row.user_id: row for row in self._get_reminders()}
        for user, counts in steps.items():
            cycle = self.with_context(lang=user.lang)
            cycle.message_notify(
                partner_ids=user.partner_id.ids,
                subject=cycle.env._("Appraisal %s: something is open", cycle.name),
                body=cycle._get_reminder_body(counts),
            )
            if user in told:
                told[user].reminded_on = today
        self.env["service.appraisal.reminder"].create(
            [
                {"cycle_id": self.id, "user_id": user.id, "state": self.state, "reminded_on": today}
                for user in steps
                if user not in told
            ]
        )

    def _get_reminder_body(self, counts):
        """What is open for a person, as a list of links."""
        texts = {
            "self": (self.env._("Rate yourself"), "/odoo/my-reviews"),
            "rate": (self.env._("Rate colleagues: %s", counts["rate"]), "/odoo/my-reviews"),
            "nominate": (self.env._("Propose colleagues who rate you"), "/odoo/my-appraisals"),
            "approve": (self.env._("Approve proposed reviewers: %s", counts["approve"]), "/odoo/staff-appraisals"),
            "acknowledge": (self.env._("Read your result and answer"), "/odoo/my-appraisals"),
            "decide": (self.env._("Decide on appeals: %s", counts["decide"]), "/odoo/staff-appraisals"),
        }
        rows = Markup().join(
            Markup('<li><a href="{}">{}</a></li>').format(self.get_base_url() + path, text)
            for kind, (text, path) in texts.items()
            if counts[kind]
        )
        until = self.review_until if self.state == "collecting" else self.answer_until
        ending = Markup("<p>{}</p>").format(self.env._("Please do it until %s.", until)) if until else Markup()
        return Markup("<p>{}</p><ul>{}</ul>{}").format(
            self.env._("In the appraisal %s something waits for you:", self.name), rows, ending
        )

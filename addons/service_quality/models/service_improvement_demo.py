from datetime import timedelta

from odoo import Command, api, fields, models

_BEFORE, _AFTER = 4, 3
# How often a cause came in the time before, at least
_EVENTS = 14
_IMPROVED = ("no_information", "misdiagnosis")


class ServiceImprovement(models.Model):
    _inherit = "service.improvement"

    @api.model
    def _make_demo(self):
        """Demo data: one improvement that helped and waits to be the rule, one that is the rule."""
        leader, manager = (self.env.ref(f"service_quality.{name}") for name in ("user_leader", "user_manager"))
        self._play_demo(
            leader,
            _IMPROVED[0],
            self.env._("Customers call again because nobody told them the date"),
            self.env._("The date is known to the planner only: the case does not show it."),
            self.env._("Send the date of the visit from the case"),
        )
        closed = self._play_demo(
            manager,
            _IMPROVED[1],
            self.env._("Wrong parts on the first visit"),
            self.env._("The fault code is not read out before the visit."),
            self.env._("Ask for the fault code before parts are packed"),
        )
        if closed.state == "act":
            closed.with_user(manager)._standardise_demo(self.env.ref("service_quality.service_process_inquiry"))

    def _play_demo(self, user, cause, name, root_cause, measure):
        """Through plan and do, some weeks back, so that the check has its weeks."""
        cause = self.env.ref(f"service_quality.service_cause_{cause}")
        improvement = self.with_user(user).create(
            {
                "name": name,
                "cause_id": cause.id,
                "root_cause": root_cause,
                "before_weeks": _BEFORE,
                "after_weeks": _AFTER,
                "action_ids": [Command.create({"name": measure, "user_id": user.id})],
            }
        )
        improvement.action_do()
        improvement.action_ids.action_done()
        improvement.action_check()
        done_on = fields.Date.today() - timedelta(weeks=_AFTER)
        improvement.sudo().write({"cycle_start": done_on, "implemented_on": done_on, "check_on": fields.Date.today()})
        self._shift_causes(cause, done_on)
        improvement.sudo()._check_effect()
        return improvement.sudo(False)

    def _shift_causes(self, cause, done_on):
        """The cause came often before a day, and hardly since."""
        tickets = self.env["helpdesk.ticket"].with_context(tracking_disable=True)
        other = self.env.ref("service_quality.service_cause_operation")
        kept = [self.env.ref(f"service_quality.service_cause_{name}").id for name in _IMPROVED]
        mine = tickets.search([("cause_id", "=", cause.id)], order="create_date")
        mine.filtered(lambda ticket: ticket.create_date.date() >= done_on)[1:].write({"cause_id": other.id})
        start = done_on - timedelta(weeks=_BEFORE)
        before = mine.filtered(lambda ticket: start <= ticket.create_date.date() < done_on)
        free = tickets.search(
            [("cause_id", "not in", kept), ("create_date", ">=", start), ("create_date", "<", done_on)],
            order="cause_id desc, id",
            limit=max(_EVENTS - len(before), 0),
        )
        free.write({"cause_id": cause.id})

    def _standardise_demo(self, process):
        """A new version of a process, in force."""
        wizard = self.env["service.improvement.standardise"].create(
            {"improvement_id": self.id, "kind": "process", "process_id": process.id}
        )
        draft = self.env["service.process"].browse(wizard.action_make()["res_id"])
        draft.step_ids[:1].instruction = "\n".join(
            filter(None, [draft.step_ids[:1].instruction, self.action_ids[:1].name])
        )
        draft.action_put_in_force()

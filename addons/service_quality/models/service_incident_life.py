from odoo import fields, models
from odoo.exceptions import UserError

from .service_incident import OPEN_STATES


class ServiceIncident(models.Model):
    """From detection to summary, and what that means for the cases."""

    _inherit = "service.incident"

    # Actions

    def action_respond(self):
        """We are working on it."""
        self._go("responding", ("detected",))

    def action_recover(self):
        """It works again: customers can be told, and their cases are closed."""
        self._go("recovered", OPEN_STATES)
        for incident in self.sudo():
            incident._close_cases(incident.ticket_ids)

    def action_close(self):
        """Everything about it is written down."""
        for incident in self:
            if not (incident.summary or "").strip() or not incident.improvement_needed:
                raise UserError(
                    self.env._("Write the summary, and say whether an improvement is needed, before you close it.")
                )
            waiting = incident.step_ids.filtered(lambda step: step.state == "todo")
            if waiting:
                raise UserError(
                    self.env._(
                        "%(count)s steps of the plan are open: do them, or skip them with a reason.", count=len(waiting)
                    )
                )
        self._go("closed", ("recovered",))

    def action_cancel(self):
        """It was nothing: no step is needed any more, and the cases go their own way."""
        self._go("cancelled", OPEN_STATES)
        self.sudo().step_ids.filtered(lambda step: step.state == "todo")._end("skipped", self.env._("False alarm"))

    def action_view_tickets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.helpdesk_ticket_action_due")
        return {
            **action,
            "domain": [("incident_id", "=", self.id)],
            "context": {"default_incident_id": self.id},
        }

    def action_new_update(self):
        """Write to all customers concerned."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Status Update"),
            "res_model": "service.incident.update",
            "view_mode": "form",
            "target": "new",
            "context": {"default_incident_id": self.id},
        }

    def _go(self, state, before):
        self.check_access("write")
        now = fields.Datetime.now()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for incident in self.sudo():
            if incident.state not in before:
                raise UserError(
                    self.env._(
                        "%(incident)s is “%(state)s”: that cannot be done now.",
                        incident=incident.display_name,
                        state=labels[incident.state],
                    )
                )
            hours = (now - incident.detected_at).total_seconds() / 3600
            values = {"state": state}
            if not incident.responding_at and state in ("responding", "recovered"):
                values |= {"responding_at": now, "hours_to_respond": hours}
            if state == "recovered":
                values |= {"recovered_at": now, "hours_to_recover": hours}
            if state in ("closed", "cancelled"):
                values["closed_at"] = now
            incident.write(values)
        if state in ("recovered", "closed", "cancelled"):
            self.sudo()._end_step_activities()

    # Plan

    def _lay_out(self):
        """The steps of the plan that holds now; what was done of another plan stays."""
        plans = self.env["service.emergency.plan"]
        for incident in self:
            plan = plans._match(incident.type_id, incident.severity, incident.company_id)
            if plan == incident.plan_id:
                continue
            outdated = incident.step_ids.filtered(lambda step: step.state == "todo" and step.plan_step_id)
            outdated._end_activities()
            outdated.unlink()
            incident.plan_id = plan
            done = incident.step_ids.plan_step_id
            self.env["service.incident.step"]._lay_out(incident, plan.step_ids - done)

    def _end_step_activities(self):
        self.step_ids._end_activities()

    # Cases

    def _welcome(self, tickets):
        """Cases that were linked: their customers hear what the others know, and follow the recovery."""
        self.ensure_one()
        tickets._message_log_batch(
            bodies={
                ticket.id: self.env._("Part of incident %(incident)s.", incident=self.display_name)
                for ticket in tickets
            }
        )
        latest = self.update_ids.filtered("sent_at").sorted("sent_at")[-1:]
        latest._tell_customers(tickets)
        if self.state in ("recovered", "closed"):
            self._close_cases(tickets)

    def _close_cases(self, tickets):
        """Close cases with the event. One that may not be closed yet stays open, and the incident says so."""
        if not self.close_tickets:
            return
        for team, mine in tickets.filtered(lambda ticket: not ticket.closed).grouped("team_id").items():
            stage = team._get_applicable_stages().filtered(lambda s: s.closed and s.resolving).sorted("sequence")[:1]
            left = mine if not stage else mine._close_with_incident(stage)
            if left:
                self.message_post(
                    body=self.env._("Still open: %(cases)s", cases=", ".join(left.mapped("number"))),
                    subtype_xmlid="mail.mt_note",
                )

    # Course, for the form and the report

    def _get_course(self):
        """What happened when: list of dicts with ``at`` (naive UTC datetime), ``kind``, ``text`` and ``who``."""
        self.ensure_one()
        incident = self.sudo()
        labels = dict(self._fields["state"]._description_selection(self.env))
        moments = (
            ("detected", incident.detected_at),
            ("responding", incident.responding_at),
            ("recovered", incident.recovered_at),
            ("closed" if incident.state != "cancelled" else "cancelled", incident.closed_at),
        )
        course = [{"at": at, "kind": "state", "text": labels[state], "who": ""} for state, at in moments if at]
        for step in incident.step_ids.with_env(self.env).sudo():
            if step.state != "todo":
                text = step.name if step.state == "done" else self.env._("Skipped: %(step)s", step=step.name)
                text = f"{text} – {step.note}" if step.note else text
                course.append({"at": step.done_at, "kind": step.state, "text": text, "who": step.done_by_id.name})
            if step.escalated_at:
                text = self.env._("Late: %(step)s", step=step.name)
                course.append({"at": step.escalated_at, "kind": "late", "text": text, "who": step.escalated_to_id.name})
        sent = incident.update_ids.with_env(self.env).sudo().filtered("sent_at")
        course += [{"at": u.sent_at, "kind": "update", "text": u.body, "who": u.sent_by_id.name} for u in sent]
        return sorted(course, key=lambda line: line["at"])

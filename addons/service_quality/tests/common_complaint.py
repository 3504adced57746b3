from odoo import Command

from .common_escalation import EscalationCase


class ComplaintCase(EscalationCase):
    """The team of :class:`EscalationCase`; a second department with a head and a colleague; a customer with a login.

    Authority: agents 100, leaders 500, nobody else, in the currency of the company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.authority"].search([]).unlink()
        cls.authority = cls.env["service.authority"].create(
            [
                {"group_id": cls.env.ref(f"service_quality.service_quality_group_{role}").id, "amount": amount}
                for role, amount in (("agent", 100), ("leader", 500))
            ]
        )
        cls.workshop = cls.env["hr.department"].create({"name": "Workshop"})
        cls.colleague = cls._user("colleague", "service_quality.service_quality_group_department")
        cls.foreman = cls._user("foreman", "service_quality.service_quality_group_department")
        for user in (cls.colleague, cls.foreman):
            cls.staff[user] = cls._employee(user, department_id=cls.workshop.id)
        cls.workshop.manager_id = cls.staff[cls.foreman]
        cls.portal = cls._user("portal", "base.group_portal")
        cls.subject = cls.env["service.complaint.subject"].create({"name": "Noise", "department_id": cls.workshop.id})
        cls.cause = cls.env["service.cause"].create({"name": "Worn bearing"})

    @classmethod
    def _complaint(cls, **values):
        return cls._ticket(
            **{
                "kind": "complaint",
                "name": "The fan howls",
                "partner_id": cls.portal.partner_id.id,
                "complaint_subject_id": cls.subject.id,
                **values,
            }
        )

    def acknowledge(self, complaint):
        complaint.with_user(self.agent)._complaint_acknowledge("phone", "Told that we look into it")

    def dispatch(self, complaint, owner=None):
        complaint.with_user(self.agent)._complaint_dispatch(self.workshop, owner or self.colleague, "Please look")

    def investigate(self, complaint, user=None):
        complaint.with_user(user or self.colleague)._complaint_record_findings(
            {
                "complaint_findings": "The bearing is worn.",
                "cause_id": self.cause.id,
                "complaint_justified": "yes",
                "complaint_justified_reason": "Within warranty",
            }
        )

    def propose(self, complaint, user=None, **values):
        return (
            self.env["service.solution"]
            .with_user(user or self.agent)
            .create({"ticket_id": complaint.id, "text": "<p>We exchange the fan.</p>", "remedy": "exchange", **values})
        )

    def offer(self, complaint, **values):
        """A proposal that is with the customer."""
        if complaint.complaint_step == "received":
            self.acknowledge(complaint)
        if complaint.complaint_step == "acknowledged":
            self.dispatch(complaint)
        if complaint.complaint_step == "dispatched":
            self.investigate(complaint)
        solution = self.propose(complaint, **values)
        solution.action_send()
        self.assertEqual(solution.state, "sent")
        return solution

    def finish(self, complaint):
        complaint.with_user(self.agent).write(
            {"complaint_summary": "Exchanged, customer content", "complaint_improvement": "no"}
        )

    def answer(self, solution, decision="accepted", said="Fine", user=None):
        phone = self.env["service.solution.phone"].with_user(user or self.agent)
        phone.create(
            {"solution_id": solution.id, "decision": decision, "person": "Mr Li", "said": said}
        ).action_record()

    def log(self, complaint, kind="step"):
        return [
            (event.step or event.level or event.channel, event.user_id) for event in self.events_of(complaint, kind)
        ]

    def events_of(self, complaint, kind="step"):
        found = [("ticket_id", "=", complaint.id), ("kind", "=", kind)]
        return self.env["service.complaint.event"].search(found, order="at, id")

    @classmethod
    def _staff_scenario(cls):
        """A handler, whose limit is that of agents, below the director, who may grant 5,000; words in Chinese."""
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"].search([("name", "=", "service_quality")])._update_translations(["zh_CN"])
        cls.handler = cls._user("handler", "service_quality.service_quality_group_agent")
        cls.team.user_ids = [Command.link(cls.handler.id)]
        cls.staff[cls.handler] = cls._employee(cls.handler, department_id=cls.department.id)
        cls.staff[cls.handler].parent_id = cls.staff[cls.director]
        cls._limit(cls.director, 5000)

    @classmethod
    def _limit(cls, user, amount):
        """Give one person a limit of their own, by their job."""
        job = cls.env["hr.job"].create({"name": f"Post of {user.name}"})
        cls.staff[user].job_id = job
        cls.env["service.authority"].create({"job_id": job.id, "amount": amount})

    @classmethod
    def _role(cls, user, role):
        user.group_ids = [Command.link(cls.env.ref(f"service_quality.service_quality_group_{role}").id)]

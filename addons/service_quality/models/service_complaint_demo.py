from datetime import timedelta

from odoo import api, fields, models

from ..engine.moment import At

# How far each goes: days ago, title, severity, subject, last step, justified, cause, remedy, cost, answers
_PAST = (
    (52, "Filter delivered without seals", "low", "delivery", "closed", "yes", "transport", "exchange", 45, "a"),
    (47, "Technician came four hours late", "medium", "waiting", "closed", "yes", "procedure", "apology", 0, "a"),
    (
        41,
        "Heat pump too loud for the neighbours",
        "high",
        "defect",
        "closed",
        "partly",
        "installation",
        "repair",
        180,
        "ra",
    ),
    (36, "Invoice lists a part twice", "low", "price", "closed", "yes", "procedure", "refund", 96, "a"),
    (29, "Nobody called back as promised", "medium", "manner", "closed", "yes", "attitude", "voucher", 50, "a"),
    (
        22,
        "Water tastes of chlorine after the service",
        "medium",
        "repair",
        "closed",
        "no",
        "operation",
        "apology",
        0,
        "n",
    ),
    (15, "Display cracked on delivery", "medium", "delivery", "closed", "yes", "transport", "exchange", 120, "a"),
    (9, "Compressor failed again", "high", "defect", "closed", "yes", "manufacture", "exchange", 190, "ra"),
)
# Open ones: hours ago, title, severity, subject, step
_OPEN = (
    (1, "Guests freeze in the east wing", "high", "defect", "received"),
    (3, "Hotline hung up on me", "medium", "manner", "acknowledged"),
    (6, "Fan of the new unit howls", "medium", "defect", "dispatched"),
    (9, "Floor scratched during the repair", "high", "repair", "investigated"),
    (11, "Third visit and still no hot water", "critical", "repair", "proposed"),
    (14, "Spare part was for another model", "medium", "delivery", "decided"),
    (18, "Coffee machine returned dirty", "low", "repair", "carried_out"),
)
_CUSTOMERS = (
    "Lakeside Apartments",
    "Bamboo Garden Restaurant",
    "Northgate School",
    "Riverside Clinic",
    "Old Mill Brewery",
    "Plum Blossom Tea House",
    "Green Valley Farm",
    "Seaview Dental Practice",
    "Eastern Star Textiles",
    "Hilltop Library",
    "Red Lantern Hotel",
    "Summit Fitness",
)
_STEPS = ("acknowledged", "dispatched", "investigated", "proposed", "decided", "carried_out", "closed")


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model
    def _complaint_make_demo(self):
        """Demo data: complaints of the last weeks, and one that stands at each step."""
        people = [
            self.env.ref("service_quality.partner_customer_contact"),
            *self.env["res.partner"].create([{"name": name, "is_company": True} for name in _CUSTOMERS]),
        ]
        for number, (days, title, severity, subject, last, *found, answers) in enumerate(_PAST):
            complaint = self._complaint_make_one(
                fields.Datetime.now() - timedelta(days=days), title, severity, subject, people[number % 8]
            )
            complaint._complaint_play_demo(last, *found, answers, hours=2 + number % 3 * 2)
        for number, (hours, title, severity, subject, last) in enumerate(_OPEN):
            complaint = self._complaint_make_one(
                fields.Datetime.now() - timedelta(hours=hours),
                title,
                severity,
                subject,
                people[0] if last in ("received", "proposed") else people[6 + number],
            )
            complaint._complaint_play_demo(last, "yes", "installation", "repair", 90, "a", hours=0.5)
        self._complaint_ask_demo_approval()

    @api.model
    def _complaint_make_one(self, moment, title, severity, subject, partner):
        leader = self.env.ref("service_quality.user_leader")
        return self.with_context(service_at=At(moment, agenda=[]), mail_create_nosubscribe=True).create(
            {
                "kind": "complaint",
                "name": title,
                "description": f"<p>{title}. Please tell me what you will do about it.</p>",
                "partner_id": partner.id,
                "team_id": self.env.ref("service_quality.team_complaints").id,
                "user_id": leader.id,
                "complaint_severity": severity,
                "complaint_subject_id": self.env.ref(f"service_quality.service_complaint_subject_{subject}").id,
                "channel_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web").id,
            }
        )

    def _complaint_play_demo(self, last, justified, cause, remedy, cost, answers, hours):
        """Bring a new complaint to a step, some hours between the steps."""
        at = self.env.context["service_at"]
        leader, worker = (self.env.ref(f"service_quality.{name}") for name in ("user_leader", "user_factory"))
        handled = self.with_user(leader)
        solution = self.env["service.solution"]
        for step in _STEPS[: _STEPS.index(last) + 1] if last in _STEPS else ():
            at.moment += timedelta(hours=hours)
            if step == "acknowledged":
                handled._complaint_acknowledge("phone", "Called the customer and apologised.")
            elif step == "dispatched":
                department = self.env.ref("service_quality.hr_department_factory")
                handled._complaint_dispatch(department, worker, "How could this happen?")
            elif step == "investigated":
                self.with_user(worker)._complaint_record_findings(self._complaint_prepare_findings(justified, cause))
            elif step == "proposed":
                solution = self._complaint_play_offers(handled, remedy, cost, answers, at)
            elif step == "decided":
                self._complaint_play_answer(solution, answers[-1])
            elif step == "carried_out" and answers[-1] == "a":
                solution.action_carry_out()
            elif step == "closed":
                handled.write(
                    {
                        "complaint_summary": "Settled as agreed.",
                        "complaint_improvement": "yes" if justified == "yes" else "no",
                        "complaint_improvement_note": "Look at the process that led to it.",
                    }
                )
                self.env["helpdesk.ticket"].browse(self.id).with_context(service_at=at)._complaint_advance("closed")

    def _complaint_prepare_findings(self, justified, cause):
        return {
            "complaint_findings": "Looked at the unit and at the work report.",
            "cause_id": self.env.ref(f"service_quality.service_cause_{cause}").id,
            "complaint_justified": justified,
            "complaint_justified_reason": "See the work report.",
        }

    def _complaint_play_offers(self, handled, remedy, cost, answers, at):
        """The proposals of a complaint; all but the last one are rejected."""
        texts = {
            "apology": "We are sorry for what happened, and have spoken with everybody concerned.",
            "repair": "We repair it within two days at our cost.",
            "exchange": "We exchange it for a new one within three days.",
            "refund": "We refund the amount to your account within five days.",
            "voucher": "You receive a voucher for your next maintenance.",
        }
        solution = self.env["service.solution"]
        for number, _answer in enumerate(answers):
            solution = (
                handled.env["service.solution"]
                .with_context(service_at=at)
                .create(
                    {
                        "ticket_id": self.id,
                        "remedy": remedy if number == len(answers) - 1 else "apology",
                        "cost": cost if number == len(answers) - 1 else 0,
                        "text": f"<p>{texts[remedy if number == len(answers) - 1 else 'apology']}</p>",
                    }
                )
            )
            solution.action_send()
            if number < len(answers) - 1:
                solution._decide("rejected", "phone", "Customer", "That does not help me.", at=at.moment)
                at.moment += timedelta(hours=1)
        return solution

    def _complaint_play_answer(self, solution, answer):
        if answer == "a":
            solution._decide("accepted", "phone", "Customer", "Agreed.")
        else:
            solution._decide("no_answer", None, False)

    @api.model
    def _complaint_ask_demo_approval(self):
        """A proposal above the limit of who made it."""
        complaint = self.search([("name", "=", "Floor scratched during the repair")], limit=1)
        leader = self.env.ref("service_quality.user_leader")
        solution = self.env["service.solution"].with_user(leader)
        solution.create(
            {
                "ticket_id": complaint.id,
                "remedy": "refund",
                "cost": 1800,
                "text": "<p>We pay for a new floor in the hall.</p>",
            }
        ).action_send()

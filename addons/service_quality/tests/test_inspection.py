from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import START, ServiceCase

INSPECTOR = "service_quality.service_quality_group_inspector"
AGENT = "service_quality.service_quality_group_agent"
LEADER = "service_quality.service_quality_group_leader"


class InspectionCase(ServiceCase):
    """An agent, two inspectors and a plan that draws two cases of each agent a week."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.user_id = cls.leader
        cls.inspector = cls._user("inspector", INSPECTOR)
        cls.second = cls._user("second", INSPECTOR)
        cls.sheet = cls.env["service.inspection.sheet"].create(
            {
                "name": "A sheet",
                "company_id": cls.env.company.id,
                "criterion_ids": [
                    Command.create({"name": "Right", "weight": 3, "dimension": "accuracy"}),
                    Command.create({"name": "Safe", "weight": 1, "critical": True, "dimension": "professionalism"}),
                ],
            }
        )
        cls.sheet.action_put_in_force()
        cls.plan = cls.env["service.inspection.plan"].create(
            {
                "name": "A plan",
                "team_ids": [Command.set(cls.team.ids)],
                "inspector_ids": [Command.set((cls.inspector | cls.second).ids)],
                "per_agent": 2,
                "second_percent": 0,
                "next_week": START.date(),
            }
        )

    def solved(self, count=1, **values):
        tickets = self.env["helpdesk.ticket"].create(
            [self._ticket_values(**{"user_id": self.agent.id, **values}) for _n in range(count)]
        )
        self._move(tickets, "done")
        return tickets

    def inspection(self, **values):
        ticket = self.solved()
        return self.env["service.inspection"].create(
            {
                "ticket_id": ticket.id,
                "sheet_id": self.sheet.id,
                "agent_id": self.agent.id,
                "team_id": self.team.id,
                "inspector_id": self.inspector.id,
                **values,
            }
        )

    def judge(self, inspection, *ratings):
        for line, rating in zip(inspection.line_ids, ratings or ("yes", "yes"), strict=True):
            line.with_user(inspection.inspector_id).rating = rating
        inspection.with_user(inspection.inspector_id).action_submit()
        return inspection

    def published(self, *ratings):
        inspection = self.judge(self.inspection(), *ratings)
        inspection.with_user(self.inspector).action_publish()
        return inspection

    def drawn(self):
        self.go_to(START + timedelta(days=7))
        self.plan.action_draw()
        return self.plan.draw_ids.inspection_ids


@tagged("post_install", "-at_install")
class TestInspection(InspectionCase):
    # Sheets

    def test_a_sheet_in_force_is_not_changed(self):
        for attempt in (
            lambda: self.sheet.with_user(self.manager).write({"pass_percent": 10}),
            lambda: self.sheet.criterion_ids[0].with_user(self.manager).write({"weight": 9}),
            lambda: self.sheet.criterion_ids[0].with_user(self.manager).unlink(),
            lambda: self.sheet.with_user(self.manager).unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()
        draft = self.env["service.inspection.sheet"].browse(self.sheet.action_new_version()["res_id"])
        self.assertEqual((draft.version, draft.state, len(draft.criterion_ids)), (2, "draft", 2))
        draft.criterion_ids[0].weight = 5
        draft.with_user(self.manager).action_put_in_force()
        self.assertEqual((draft.state, self.sheet.state), ("in_force", "retired"))

    def test_a_sheet_needs_criteria(self):
        with self.assertRaises(ValidationError):
            self.env["service.inspection.sheet"].create({"name": "Empty"}).action_put_in_force()

    # Judging

    def test_a_judgement(self):
        inspection = self.inspection()
        as_inspector = inspection.with_user(self.inspector)
        with self.assertRaisesRegex(UserError, "every criterion"):
            as_inspector.action_submit()
        self.judge(inspection, "partly", "yes")
        self.assertEqual((inspection.state, inspection.score, inspection.passed), ("submitted", 62.5, False))
        self.assertEqual((inspection.score_accuracy, inspection.score_professionalism), (50, 100))
        for attempt in (
            lambda: as_inspector.line_ids[0].write({"rating": "yes"}),
            lambda: as_inspector.write({"comment": "Later"}),
            lambda: as_inspector.action_submit(),
            lambda: as_inspector.unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_a_critical_item(self):
        inspection = self.judge(self.inspection(), "yes", "no")
        self.assertEqual((inspection.score, inspection.failed_critical, inspection.passed), (0, True, False))

    def test_the_evidence_beside_the_sheet(self):
        inspection = self.inspection()
        ticket = inspection.ticket_id
        self._customer_writes(ticket, body="When will it work?")
        as_inspector = inspection.with_user(self.inspector)
        self.assertIn("When will it work?", as_inspector.conversation)
        self.assertEqual(set(as_inspector.clock_ids.mapped("metric")) & {"resolution"}, {"resolution"})
        self.assertEqual(as_inspector.standard_ids, self.standard)
        self.assertIn("No message to the customer", as_inspector.process_notes)
        # What is inspected can be opened, what is not cannot
        ticket.with_user(self.inspector).check_access("read")
        self.assertTrue(ticket.with_user(self.inspector).message_ids)
        with self.assertRaises(AccessError):
            self._ticket().with_user(self.inspector).check_access("read")
        with self.assertRaises(AccessError):
            ticket.with_user(self.inspector).write({"name": "Mine"})

    def test_contacts_are_inspected_too(self):
        contact = self.env["service.contact"].create(
            {"user_id": self.agent.id, "team_id": self.team.id, "number": "1", "answered": START}
        )
        self.plan.write({"subject": "contact"})
        [inspection] = self.drawn()
        self.assertEqual((inspection.contact_id, inspection.agent_id), (contact, self.agent))
        inspection.with_user(inspection.inspector_id).contact_id.check_access("read")

    # Nobody judges oneself

    def test_nobody_inspects_oneself(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.inspection(inspector_id=self.agent.id)
        self.agent.group_ids = [Command.link(self.env.ref(INSPECTOR).id)]
        ticket = self.solved()
        with self.assertRaisesRegex(UserError, "oneself"):
            self.env["service.inspection"].with_user(self.agent).create(
                {"ticket_id": ticket.id, "sheet_id": self.sheet.id}
            )
        self.plan.inspector_ids = self.agent | self.inspector
        self.solved(5)
        self.assertEqual(self.drawn().inspector_id, self.inspector)
        self.plan.inspector_ids = self.agent
        self.solved()
        self.go_to(START + timedelta(days=14))
        with self.assertRaisesRegex(UserError, "Nobody else"):
            self.plan.action_draw()

    def test_an_inspector_takes_up_a_case(self):
        ticket = self.solved(user_id=self.agent.id)
        leader_inspects = self.leader
        leader_inspects.group_ids = [Command.link(self.env.ref(INSPECTOR).id)]
        action = ticket.with_user(leader_inspects).action_inspect()
        self.assertEqual(action["context"]["default_sheet_id"], self.sheet.id)
        inspection = (
            self.env["service.inspection"]
            .with_user(leader_inspects)
            .create(
                {"ticket_id": ticket.id, "sheet_id": self.sheet.id, "agent_id": self.manager.id, "state": "published"}
            )
        )
        self.assertEqual((inspection.agent_id, inspection.state), (self.agent, "open"))
        self.assertEqual(inspection.inspector_id, leader_inspects)

    # Sampling

    def test_a_week_is_drawn_once_and_can_be_drawn_again(self):
        self.solved(6)
        inspections = self.drawn()
        self.assertEqual(len(inspections), 2)
        self.assertLessEqual(inspections.inspector_id, self.inspector | self.second)
        self.plan.action_draw()
        self.assertEqual(self.plan.draw_ids.inspection_ids, inspections)
        self.plan.draw_ids.with_user(self.manager).action_verify()
        self.plan.draw_ids.chosen = self.plan.draw_ids.chosen[::-1]
        with self.assertRaisesRegex(UserError, "cannot be repeated"):
            self.plan.draw_ids.action_verify()

    def test_what_an_agent_does_afterwards_changes_nothing(self):
        """Reassigning, reopening, archiving, marking as duplicate: the draw is the same as without."""
        tickets = self.solved(8)
        self.wait(days=1)
        monday = START.date()
        untouched = self.plan._get_population(monday)
        tickets[0].with_user(self.agent).user_id = self.leader
        tickets[1].with_user(self.agent).stage_id = self.stages["in_progress"]
        tickets[2].sudo().active = False
        tickets[3].sudo().duplicate_id = tickets[4]
        self.env.flush_all()
        steered = self.plan._get_population(monday)
        for row, before in zip(steered, untouched, strict=True):
            self.assertEqual((row["id"], row["agent"]), (before["id"], before["agent"]))
        for field in ("solved_at", "solved_by_id"):
            with self.assertRaises(AccessError):
                tickets[5].with_user(self.agent).write({field: False})

    def test_strata(self):
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        mail = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        self.solved(9, channel_id=mail.id)
        self.solved(1, channel_id=phone.id)
        self.assertEqual(self.drawn().channel_id, phone | mail)

    def test_kept_and_missed_promises_are_strata(self):
        self.solved(9)
        late = self._ticket(user_id=self.agent.id)
        self.wait(days=3)
        self._move(late, "done")
        self.assertEqual(set(self.drawn().mapped("outcome")), {"kept", "missed"})

    def test_each_agent_has_a_sample(self):
        other = self._user("other", AGENT)
        self.solved(5)
        self.solved(1, user_id=other.id)
        agents = self.drawn().mapped("agent_id")
        self.assertEqual(agents, self.agent | other)

    def test_the_seed_stays(self):
        with self.assertRaises(UserError):
            self.plan.with_user(self.manager).write({"seed": "mine"})
        with self.assertRaises(AccessError):
            self.plan.with_user(self.leader).read(["seed"])
        with self.assertRaises(AccessError):
            self.env["service.inspection.plan"].with_user(self.agent).search([])
        with self.assertRaises(AccessError):
            self.env["service.inspection.draw"].with_user(self.leader).search([])
        self.assertTrue(self.plan.with_user(self.leader).seed_fingerprint)

    def test_drawing_many_costs_no_more_queries(self):
        counts = []
        for number, week in ((20, 0), (20, 1), (80, 2)):
            self.go_to(START + timedelta(days=7 * week))
            self.solved(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.plan._get_population(Date.add(START.date(), days=7 * week))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    # Blind second judgement

    def test_neither_sees_the_other_before_both_are_done(self):
        self.plan.second_percent = 100
        self.solved()
        one, other = self.drawn().sorted("turn")
        for mine, hidden in ((one, other), (other, one)):
            user = mine.inspector_id
            records = self.env["service.inspection"].with_user(user)
            lines = self.env["service.inspection.line"].with_user(user)
            self.assertNotIn(hidden, records.search([]).sudo())
            self.assertFalse(lines.search([("inspection_id", "=", hidden.id)]))
            with self.assertRaises(AccessError):
                hidden.with_user(user).read(["score"])
        self.judge(one, "no", "yes")
        # One is done: still nothing to see for the other, whatever the role
        other.inspector_id.group_ids = [Command.link(self.env.ref("service_quality.service_quality_group_manager").id)]
        with self.assertRaises(AccessError):
            one.with_user(other.inspector_id).read(["score"])
        found = self.env["service.inspection"].with_user(other.inspector_id).search([("id", "in", (one | other).ids)])
        self.assertEqual(found.sudo(), other)
        self.judge(other, "yes", "yes")
        self.assertEqual(one.with_user(other.inspector_id).score, 25)
        self.assertEqual(other.with_user(one.inspector_id).score, 100)
        with self.assertRaises(UserError):
            other.with_user(other.inspector_id).action_publish()
        result = self.env["service.inspection.agreement"].with_user(self.manager).create({})
        result.write({"date_from": START.date(), "date_to": Date.today()})
        result.action_run()
        self.assertEqual((result.line_ids[0].count, result.line_ids[0].observed), (2, "50 %"))

    def test_what_did_not_apply_is_in_no_mean(self):
        inspections = self.judge(self.inspection(), "na", "yes") + self.judge(self.inspection(), "partly", "yes")
        [(accuracy, professionalism)] = self.env["service.inspection"]._read_group(
            [("id", "in", inspections.ids)], [], ["score_accuracy:avg", "score_professionalism:avg"]
        )
        self.assertEqual((accuracy, professionalism), (50, 100))
        self.assertEqual(inspections[0].judged_dimensions, "professionalism")

    def test_a_criterion_is_found_by_its_name(self):
        line = self.inspection().line_ids[0]
        found = self.env["service.inspection.line"].name_search("Righ", [("inspection_id", "=", line.inspection_id.id)])
        self.assertEqual([number for number, _name in found], line.ids)

    # Appeals

    def test_an_appeal_stays_with_outcome_and_reason(self):
        inspection = self.published("no", "yes")
        as_agent = inspection.with_user(self.agent)
        self.assertTrue(as_agent.can_appeal)
        request = self.env["service.inspection.appeal.request"].with_user(self.agent)
        request.create({"inspection_id": inspection.id, "reason": "It was right"}).action_appeal()
        self.assertEqual(inspection.state, "appealed")
        with self.assertRaises(UserError):
            as_agent._appeal("Again")
        self.assertTrue(inspection.with_user(self.leader).can_decide)
        for user in (self.agent, self.inspector):
            self.assertFalse(inspection.with_user(user).can_decide)
        decision = self.env["service.inspection.decision"].with_user(self.leader)
        form = Form(decision.with_context(default_inspection_id=inspection.id))
        self.assertEqual(form.appeal_reason, "It was right")
        form.outcome, form.decision = "accepted", "You are right"
        with form.line_ids.edit(0) as line:
            line.revised = "yes"
        form.save().action_decide()
        appeal = inspection.appeal_ids
        self.assertEqual((appeal.outcome, appeal.decision), ("accepted", "You are right"))
        self.assertEqual(appeal.decided_by_id, self.leader)
        self.assertEqual((appeal.score_before, appeal.score_after), (25, 100))
        self.assertIn("Right: Not fulfilled → Fulfilled", appeal.changes)
        self.assertEqual((inspection.state, inspection.score, inspection.final_score), ("decided", 25, 100))
        self.assertEqual((inspection.score_accuracy, inspection.score_professionalism), (100, 100))
        told = self.env["mail.message"].search(
            [("model", "=", "service.inspection"), ("res_id", "=", inspection.id)], limit=1
        )
        self.assertIn("You are right", told.body)
        self.assertEqual(told.notified_partner_ids, self.agent.partner_id)
        for user in (self.agent, self.leader, self.manager):
            for attempt in (
                lambda u=user: appeal.with_user(u).write({"outcome": "rejected"}),
                lambda u=user: appeal.with_user(u).unlink(),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_a_rejected_appeal_changes_no_score(self):
        inspection = self.published("no", "yes")
        inspection.with_user(self.agent)._appeal("No")
        inspection.with_user(self.leader)._decide("rejected", "It was wrong", {inspection.line_ids[0]: "yes"})
        self.assertEqual((inspection.final_score, inspection.line_ids[0].revised), (25, False))

    def test_too_late(self):
        inspection = self.published()
        self.wait(days=6)
        with self.assertRaisesRegex(UserError, "over"):
            inspection.with_user(self.agent)._appeal("Late")

    def test_who_decides(self):
        inspection = self.published("no", "yes")
        inspection.with_user(self.agent)._appeal("No")
        self.inspector.group_ids = [Command.link(self.env.ref(LEADER).id)]
        for user in (self.agent, self.inspector, self.second):
            with self.assertRaises(AccessError, msg=user.login):
                inspection.with_user(user)._decide("rejected", "No")

    # Rights

    def test_who_sees_what(self):
        open_one, published = self.inspection(), self.published()
        for user, seen in (
            (self.inspector, open_one | published),
            (self.second, open_one.browse()),
            (self.agent, published),
            (self.leader, open_one | published),
            (self.manager, open_one | published),
            (self._user("colleague", AGENT), open_one.browse()),
        ):
            for model, key in (("service.inspection", "id"), ("service.inspection.line", "inspection_id")):
                found = self.env[model].with_user(user).search([(key, "in", (open_one | published).ids)])
                found = found if key == "id" else found.inspection_id
                self.assertEqual(set(found.ids), set(seen.ids), (user.name, model))
        for user in (self._user("portal", "base.group_portal"), self._user("nobody")):
            for model in ("service.inspection", "service.inspection.line", "service.inspection.sheet"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_a_leader_concerned_sees_nothing_before_it_is_published(self):
        inspection = self.inspection(agent_id=self.leader.id)
        self.assertFalse(self.env["service.inspection"].with_user(self.leader).search([("id", "=", inspection.id)]))
        lines = self.env["service.inspection.line"].with_user(self.leader)
        self.assertFalse(lines.search([("inspection_id", "=", inspection.id)]))

    def test_nobody_writes_scores(self):
        inspection = self.published()
        for user in (self.agent, self.inspector, self.leader, self.manager):
            for values in ({"score": 100}, {"final_score": 100}, {"inspector_id": self.second.id}, {"state": "open"}):
                with self.assertRaises(AccessError, msg=user.login):
                    inspection.with_user(user).write(values)
            with self.assertRaises(UserError, msg=user.login):
                inspection.line_ids[0].with_user(user).write({"rating": "yes"})

    # Findings

    def test_findings_become_coaching(self):
        inspection = self.judge(self.inspection(), "no", "yes")
        finding = (
            self.env["service.inspection.finding"]
            .with_user(self.inspector)
            .create(
                {"inspection_id": inspection.id, "line_id": inspection.line_ids[0].id, "name": "Learn the price list"}
            )
        )
        self.assertEqual((finding.user_id, finding.agent_id, finding.dimension), (self.leader, self.agent, "accuracy"))
        self.assertTrue(finding.activity_ids)
        # Not before the inspection is published
        self.assertFalse(self.env["service.inspection.finding"].with_user(self.agent).search([]))
        finding.with_user(self.leader).action_done()
        self.assertEqual(finding.state, "done")
        self.assertFalse(finding.activity_ids)
        with self.assertRaises(AccessError):
            finding.with_user(self.second).write({"name": "x"})

    def test_who_coaches_whoever_leads(self):
        """There is always somebody: a superior where the agent leads the team, else who inspected, else a manager."""
        head = self._user("head", AGENT)
        above, own = self.env["hr.employee"].create([{"name": "Head", "user_id": head.id}, {"name": "Leader"}])
        inspection = self.judge(self.inspection(agent_id=self.leader.id), "no", "yes")
        finding = self.env["service.inspection.finding"].with_user(self.inspector)
        values = {"inspection_id": inspection.id, "name": "Keep to the price list"}
        managers = self.env.ref("service_quality.service_quality_group_manager").all_user_ids
        owner = finding.create(values).sudo().user_id
        self.assertIn(owner, managers - self.leader - self.inspector)
        own.write({"user_id": self.leader.id, "parent_id": above.id})
        self.assertEqual(finding.create(values).sudo().user_id, head)
        own.parent_id = False
        self.env["hr.employee"].create({"name": "I", "user_id": self.inspector.id, "parent_id": above.id})
        coached = finding.create(values)
        self.assertEqual(coached.sudo().user_id, head)
        inspection.with_user(self.inspector).action_publish()
        self.assertEqual(coached.with_user(head).name, "Keep to the price list")

    def test_an_appeal_of_a_leader_is_decided_by_a_manager(self):
        inspection = self.judge(self.inspection(agent_id=self.leader.id), "no", "yes")
        inspection.with_user(self.inspector).action_publish()
        inspection.with_user(self.leader)._appeal("The price was right")
        [asked] = inspection.activity_ids.user_id
        self.assertTrue(asked.has_group("service_quality.service_quality_group_manager"))
        self.assertNotIn(asked, self.leader | self.inspector)

from odoo import Command
from odoo.addons.service_quality.tests.common import START
from odoo.addons.service_quality.tests.test_inspection import InspectionCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestGateInspection(InspectionCase):
    """The second inspector holds the certificate that inspecting needs; the first does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who sees every case can take up any
        manager = cls.env.ref("service_quality.service_quality_group_manager")
        (cls.inspector | cls.second).group_ids = [Command.link(manager.id)]
        cls.course = cls.env.ref("service_training.training_course_new_hire")
        cls.rule = cls.env["training.gate.rule"].create(
            {
                "name": "Who inspects",
                "subject": "service.inspection",
                "course_ids": [Command.set(cls.course.ids)],
                "mode": "block",
            }
        )
        cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": cls.second.partner_id.id,
                    "course_id": cls.course.id,
                    "company_id": cls.env.company.id,
                    "issued": START.date(),
                }
            ]
        )

    def _take_up(self, inspector):
        values = {"ticket_id": self.solved().id, "sheet_id": self.sheet.id}
        return self.env["service.inspection"].with_user(inspector).create(values)

    def _log(self):
        return self.env["training.gate.log"].search([("subject", "=", "service.inspection")])

    def test_who_may_inspect(self):
        self.assertEqual(self._take_up(self.second).inspector_id, self.second)
        with self.assertRaises(UserError):
            self._take_up(self.inspector)
        self.rule.mode = "warn"
        self.assertTrue(self._take_up(self.inspector).gate_warning)
        self.assertEqual(self._log().action, "warned")

    def test_a_leader_starts_one_with_a_reason(self):
        values = {"ticket_id": self.solved().id, "sheet_id": self.sheet.id, "gate_reason": "Nobody else is here"}
        inspections = self.env["service.inspection"].with_user(self.inspector)
        self.assertEqual(inspections.create(values).inspector_id, self.inspector)
        self.assertEqual((self._log().action, self._log().reason), ("overridden", "Nobody else is here"))
        self.rule.may_override = False
        with self.assertRaisesRegex(UserError, "allows no exception"):
            inspections.create({**values, "ticket_id": self.solved().id})

    def test_inspectors_alone_give_no_reasons(self):
        self.inspector.group_ids = [
            Command.unlink(self.env.ref("service_quality.service_quality_group_manager").id),
            Command.link(self.env.ref("service_quality.service_quality_group_agent").id),
        ]
        ticket = self.solved()
        ticket.team_id.user_ids = [Command.link(self.inspector.id)]
        values = {"ticket_id": ticket.id, "sheet_id": self.sheet.id, "gate_reason": "I want to"}
        with self.assertRaisesRegex(AccessError, "Team leaders"):
            self.env["service.inspection"].with_user(self.inspector).create(values)

    def test_draws_take_holders(self):
        self.solved(count=8)
        self.assertEqual(self.drawn().inspector_id, self.second)
        self.assertFalse(self._log())

    def test_draws_go_on_without_any(self):
        self.plan.inspector_ids = self.inspector
        self.solved(count=4)
        self.assertEqual(self.drawn().inspector_id, self.inspector)
        self.assertEqual(set(self._log().mapped("action")), {"warned"})

    def test_only_where_the_rule_says_so(self):
        self.rule.domain = "[('ticket_id.kind', '=', 'complaint')]"
        self.assertEqual(self._take_up(self.inspector).inspector_id, self.inspector)

    def test_a_leader_hands_it_to_somebody_else(self):
        inspection = self._take_up(self.second)
        wizard = self.env["training.gate.override"].with_user(self.leader)
        wizard = wizard.with_context(**inspection.with_user(self.leader).action_assign_anyway()["context"])
        offered = wizard.new(wizard.default_get(["subject", "record_id"])).candidate_ids._origin
        self.assertIn(self.inspector, offered)
        self.assertFalse(offered & (self.agent | self.second), "neither who is inspected nor who has it")
        with self.assertRaises(UserError):
            wizard.create({"user_id": self.agent.id, "reason": "x"}).action_assign()
        wizard.create({"user_id": self.inspector.id, "reason": "The other is ill"}).action_assign()
        self.assertEqual(inspection.inspector_id, self.inspector)
        self.assertEqual((self._log().action, self._log().by_id), ("overridden", self.leader))

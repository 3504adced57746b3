from odoo import Command
from odoo.tests import tagged
from odoo.tools import convert_file

from .test_inspection import InspectionCase

_CRITERION = "service.inspection.criterion"


@tagged("post_install", "-at_install")
class TestInspectionProcess(InspectionCase):
    """What the log says about the process stands on the sheet before the inspector begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.process = cls.env["service.process"].create(
            {
                "name": "A process",
                "team_ids": [Command.set(cls.team.ids)],
                "step_ids": [
                    Command.create({"name": name, "sequence": place, "required": name != "Thank"})
                    for place, name in enumerate(("Receive", "Analyse", "Handle", "Thank"))
                ],
            }
        )
        cls.process.action_put_in_force()
        cls.sheet = cls.env["service.inspection.sheet"].create(
            {
                "name": "With process",
                "criterion_ids": [
                    Command.create({"name": "Right"}),
                    Command.create({"name": "Process", "log_check": "process"}),
                ],
            }
        )
        cls.sheet.action_put_in_force()

    def inspected(self, *steps, skip=(), ticket=None):
        ticket = ticket or self._ticket(user_id=self.agent.id)
        for name in steps:
            self.wait(minutes=5)
            step = ticket.case_step_ids.filtered(lambda step, name=name: step.step_id.name == name)
            if name in skip:
                step.with_user(self.agent)._skip("Told before")
            else:
                step.with_user(self.agent).action_done()
        self._move(ticket, "done")
        return self.env["service.inspection"].create(
            {
                "ticket_id": ticket.id,
                "sheet_id": self.sheet.id,
                "agent_id": self.agent.id,
                "inspector_id": self.inspector.id,
            }
        )

    def line(self, inspection):
        return inspection.line_ids.filtered("log_rating")

    def test_every_step_in_its_order_is_fulfilled(self):
        line = self.line(self.inspected("Receive", "Analyse", "Handle", "Thank"))
        self.assertEqual((line.rating, line.log_rating, line.note), ("yes", "yes", False))

    def test_skipped_or_out_of_turn_is_partly(self):
        inspection = self.inspected("Receive", "Analyse", "Handle", skip=("Analyse",))
        self.assertEqual(self.line(inspection).rating, "partly")
        self.assertIn("“Analyse” was skipped: Told before", self.line(inspection).note)
        self.assertIn("“Analyse” was skipped: Told before", inspection.process_notes)
        inspection = self.inspected("Receive", "Handle", "Analyse")
        self.assertEqual(self.line(inspection).rating, "partly")
        self.assertIn("out of turn", inspection.process_notes)

    def test_left_open_is_not_fulfilled(self):
        inspection = self.inspected("Receive", "Handle")
        self.assertEqual(self.line(inspection).rating, "no")
        self.assertIn("“Analyse” was left open", self.line(inspection).note)

    def test_without_a_process_it_does_not_apply(self):
        ticket = self._ticket(user_id=self.agent.id)
        ticket.case_step_ids.unlink()
        self.assertEqual(self.line(self.inspected(ticket=ticket)).rating, "na")

    def test_the_inspector_may_judge_otherwise_and_the_log_stands_beside(self):
        inspection = self.inspected("Receive", "Handle")
        line = self.line(inspection)
        line.with_user(self.inspector).write({"rating": "yes", "note": "Done by phone"})
        (inspection.line_ids - line).with_user(self.inspector).rating = "yes"
        inspection.with_user(self.inspector).action_submit()
        self.assertEqual((line.rating, line.log_rating, inspection.score), ("yes", "no", 100))


@tagged("post_install", "-at_install")
class TestShippedInspection(InspectionCase):
    """What a new database gets, whatever this one was made of its sheets since."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        known = [("module", "=", "service_quality"), ("model", "in", ("service.inspection.sheet", _CRITERION))]
        cls.env["ir.model.data"].search(known).unlink()
        cls.env["service.inspection.sheet"].search([]).sudo().write({"state": "retired"})
        convert_file(cls.env, "service_quality", "data/service_inspection_data.xml", {}, mode="init", noupdate=True)

    def test_the_log_judges_whether_the_process_was_followed(self):
        sheet = self.env.ref("service_quality.service_inspection_sheet_case")
        criterion = sheet.criterion_ids.filtered("log_check")
        self.assertEqual(criterion, self.env.ref("service_quality.service_inspection_criterion_case_70"))
        ticket = self.solved(user_id=self.agent.id)
        inspection = self.env["service.inspection"].create(
            {
                "ticket_id": ticket.id,
                "sheet_id": sheet.id,
                "agent_id": self.agent.id,
                "inspector_id": self.inspector.id,
            }
        )
        line = inspection.line_ids.filtered(lambda line: line.criterion_id == criterion)
        self.assertEqual(line.rating, line.log_rating)
        self.assertTrue(line.log_rating, "judged before the inspector begins")
        self.assertEqual(inspection.line_ids.filtered("log_rating"), line)

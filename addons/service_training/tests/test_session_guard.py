from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import TRAINER, TrainingCase


@tagged("post_install", "-at_install")
class TestSessionGuard(TrainingCase):
    """What trainers and assessors may not turn their right to write sessions into, by any call over the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assessor = new_test_user(cls.env, "an assessor", TRAINER)
        cls.assessing = cls.env["hr.employee"].create({"name": "an assessor", "user_id": cls.assessor.id})
        cls.session.assessor_ids = cls.assessor

    def test_the_state_is_written_by_buttons_alone(self):
        for user in (self.officer, self.trainer, self.env.ref("base.user_admin")):
            session = self.session.with_user(user)
            for state in ("closed", "draft", "cancelled", "running"):
                with self.assertRaises(AccessError, msg=f"{user.name} {state}"):
                    session.write({"state": state})
        with self.assertRaises(AccessError):
            values = {"course_id": self.course.id, "state": "closed"}
            self.env["training.session"].with_user(self.officer).create(values)
        self.session.with_user(self.trainer).action_start()
        self.assertEqual(self.session.state, "running")
        self.session.with_user(self.trainer).action_close()
        self.assertEqual(self.session.state, "closed")
        with self.assertRaises(AccessError):
            self.session.with_user(self.trainer).write({"state": "running"})

    def test_an_assessor_does_not_become_the_trainer(self):
        session = self.session.with_user(self.assessor)
        for values in (
            {"trainer_id": self.assessing.id},
            {"assessor_ids": [Command.link(self.trainer.id)]},
            {"capacity": 1},
            {"material": "Mine"},
        ):
            with self.assertRaises(UserError, msg=values):
                session.write(values)
        for name in ("action_start", "action_close", "action_open", "action_cancel", "action_view_attendance"):
            with self.assertRaises(UserError, msg=name), self.env.cr.savepoint():
                getattr(session, name)()
        self.assertEqual((self.session.trainer_id, self.session.state), (self.trainer_employee, "open"))

    def test_trainers_keep_their_session_and_no_more(self):
        session = self.session.with_user(self.trainer)
        session.write({"material": "Read this", "capacity": 3})
        self.assertTrue(session.may_plan is False and session.with_user(self.officer).may_plan)
        slot = self.session.slot_ids[0]
        for values in (
            {"trainer_id": self.assessing.id},
            {"assessor_ids": [Command.clear()]},
            {"department_id": False},
            {"slot_ids": [Command.update(slot.id, {"hours": 50})]},
            {"enrollment_ids": [Command.create({"employee_id": self.employee.id})]},
        ):
            with self.assertRaises(AccessError, msg=values), self.env.cr.savepoint():
                session.write(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            slot.with_user(self.trainer).write({"start": slot.start - timedelta(hours=1)})
        draft = self._session(opened=False, days=40)
        for name in ("action_open", "action_cancel"):
            with self.assertRaises(AccessError, msg=name):
                getattr(draft.with_user(self.trainer), name)()

    def test_a_sheet_has_every_step_once(self):
        session = self._session(self._course(drill_sheet_id=self._sheet().id), days=10)
        enrollment = self._enroll(session=session)
        drills = self.env["training.drill"].with_user(self.trainer)
        steps = session.course_id.drill_sheet_id.step_ids
        # Only the easy step, and that one twice
        for chosen in (steps[1], steps[1] | steps[1]):
            lines = [Command.create({"step_id": step.id, "points": step.points}) for step in chosen]
            with self.assertRaises(UserError), self.env.cr.savepoint():
                drills.create({"enrollment_id": enrollment.id, "line_ids": lines})
        drill = drills.create({"enrollment_id": enrollment.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            drill.line_ids.create({"drill_id": drill.id, "step_id": steps[1].id, "points": steps[1].points})
        for forged in ({"score": 100.0}, {"passed": True}, {"submitted_on": "2026-01-01"}):
            with self.assertRaises(AccessError, msg=forged), self.env.cr.savepoint():
                drills.create({"enrollment_id": enrollment.id, **forged})

    def test_the_button_opens_the_own_sheet(self):
        session = self._session(self._course(drill_sheet_id=self._sheet().id), days=10, assessor_ids=self.assessor)
        enrollment = self._enroll(session=session)
        first = enrollment.with_user(self.trainer).action_assess_drill()
        again = enrollment.with_user(self.trainer).action_assess_drill()
        other = enrollment.with_user(self.assessor).action_assess_drill()
        self.assertEqual(first["res_id"], again["res_id"])
        self.assertNotEqual(first["res_id"], other["res_id"])
        drill = self.env["training.drill"].browse(other["res_id"])
        self.assertEqual((drill.assessor_id, len(drill.line_ids)), (self.assessor, 2))
        with self.assertRaises(UserError):
            enrollment.with_user(self.user).action_assess_drill()

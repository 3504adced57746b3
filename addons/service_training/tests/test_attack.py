from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

_TRAINER = "service_training.service_training_group_trainer"
_OFFICER = "service_training.service_training_group_officer"


@tagged("post_install", "-at_install")
class TestAttack(HttpCase):
    """What each role tries over the network on a training, its own included, changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False})
        cls.roles = {
            "participant": cls._user("participant"),
            "colleague": cls._user("colleague"),
            "manager": cls._user("manager"),
            "hr": cls._user("hr", "hr.group_hr_user"),
            "survey": cls._user("survey", "survey.group_survey_user"),
            "stranger": cls._user("stranger", _TRAINER),
            "assessor": cls._user("assessor", _TRAINER),
            "officer": cls._user("officer", _OFFICER),
            "portal": new_test_user(cls.env, "portal_attack", "base.group_portal", name="A customer's technician"),
        }
        users = [user for role, user in cls.roles.items() if role != "portal"]
        cls.staff = cls.env["hr.employee"].create([{"name": user.name, "user_id": user.id} for user in users])
        boss = cls.staff.filtered(lambda e: e.user_id == cls.roles["manager"])
        (cls.staff - boss).parent_id = boss
        now = fields.Datetime.now()
        teacher = cls.env["hr.employee"].create({"name": "Teacher", "user_id": cls._user("teacher", _TRAINER).id})
        sheet = cls.env["training.drill.sheet"].create(
            {"name": "Drill", "step_ids": [Command.create({"name": "Step", "points": 10})]}
        )
        project = {"name": "Project", "lecture_hours": 1, "practice_hours": 1}
        cls.course = cls.env["training.course"].create(
            {
                "name": "Course",
                "drill_sheet_id": sheet.id,
                "module_ids": [Command.create({"name": "Module", "project_ids": [Command.create(project)]})],
            }
        )
        cls.course.action_put_in_force()
        cls.training = cls.env["training.session"].create(
            {
                "course_id": cls.course.id,
                "trainer_id": teacher.id,
                "assessor_ids": [Command.set(cls.roles["assessor"].ids)],
                "slot_ids": [Command.create({"start": now, "stop": now + timedelta(hours=1)})],
            }
        )
        cls.training.action_open()
        # Everybody takes part, the officer and the assessor as well
        people = [{"employee_id": employee.id} for employee in cls.staff]
        people.append({"partner_id": cls.roles["portal"].partner_id.id})
        cls.seats = cls.env["training.enrollment"].create([{"session_id": cls.training.id, **one} for one in people])
        cls.env["training.attendance"]._prepare_lists(cls.training.slot_ids)
        cls.certificates = cls.env["training.certificate"]._grant(
            [
                {
                    "partner_id": seat.partner_id.id,
                    "employee_id": seat.employee_id.id,
                    "course_id": cls.course.id,
                    "company_id": cls.env.company.id,
                    "issued": now.date(),
                }
                for seat in cls.seats
            ]
        )

    @classmethod
    def _user(cls, login, *groups):
        return new_test_user(cls.env, f"{login}_attack", ",".join(("base.group_user", *groups)), name=login)

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _snapshot(self):
        self.env.invalidate_all()
        rows = self.training.slot_ids.attendance_ids.sorted("id")
        return (
            self.training.read(["state", "trainer_id", "assessor_ids", "course_id"]),
            self.seats.read(["state", "result", "verdict", "attempt", "exemption", "honours"]),
            rows.read(["state", "hours", "enrollment_id"]),
            self.certificates.read(["valid_to", "revoked_on", "superseded_by_id", "partner_id", "token"]),
            self.env["training.certificate"].search_count([]),
            self.env["training.drill"].search_count([("session_id", "=", self.training.id)]),
            self.env["survey.user_input"].search_count([("training_enrollment_id", "in", self.seats.ids)]),
        )

    def _attacks(self, seat, certificate):
        """Calls on a participant's seat and certificate: ``(model, method, arguments)``."""
        row = seat.attendance_ids
        slot = self.training.slot_ids
        passed = {"result": "passed", "state": "enrolled"}
        granted = {"partner_id": seat.partner_id.id, "course_id": self.course.id, "number": "FORGED", "token": "x" * 32}
        granted |= {"company_id": self.env.company.id, "issued": "2026-01-01"}
        forged = {"session_id": self.training.id, "partner_id": seat.partner_id.id, **passed}
        presence = {"slot_id": slot.id, "enrollment_id": seat.id, "state": "present", "hours": 1}
        mine = {"training_source": "code", "training_list": True}
        return [
            ("training.enrollment", "write", [[seat.id], passed]),
            ("training.enrollment", "write", [[seat.id], {"honours": True}]),
            ("training.enrollment", "write", [[seat.id], {"verdict": {"parts": []}}]),
            ("training.enrollment", "create", [[forged]]),
            ("training.enrollment", "copy", [[seat.id]]),
            ("training.enrollment", "unlink", [[seat.id]]),
            ("training.enrollment", "action_decide", [[seat.id]]),
            ("training.enrollment", "action_resit", [[seat.id]]),
            ("training.enrollment", "action_assess_drill", [[seat.id]]),
            ("training.enrollment", "_decide", [[seat.id], True]),
            ("training.attendance", "write", [[row.id], {"state": "present"}], {"context": mine}),
            ("training.attendance", "create", [[presence]], {"context": mine}),
            ("training.attendance", "action_present", [[row.id]]),
            ("training.attendance", "unlink", [[row.id]]),
            ("training.drill", "create", [[{"enrollment_id": seat.id, "score": 100, "passed": True}]]),
            ("training.certificate", "create", [[granted]]),
            ("training.certificate", "write", [[certificate.id], {"valid_to": "2099-12-31"}]),
            ("training.certificate", "copy", [[certificate.id]]),
            ("training.certificate", "unlink", [[certificate.id]]),
            ("training.certificate", "_grant", [[granted]]),
            ("training.certificate", "action_revoke", [[certificate.id]]),
            ("training.certificate", "read", [[certificate.id], ["token"]]),
            ("training.session", "write", [[self.training.id], {"state": "closed"}]),
            ("training.session", "action_close", [[self.training.id]]),
            ("survey.user_input", "create", [[{"training_enrollment_id": seat.id, "state": "done"}]]),
        ]

    def _attack(self, role, seat, certificate):
        """Each call is refused, by whatever it is; the server's errors are not among it."""
        for model, method, args, *rest in self._attacks(seat, certificate):
            with self.subTest(role=role, call=f"{model}.{method}"):
                with self.assertRaises(JsonRpcException) as refused:
                    self._call(model, method, *args, **(rest[0] if rest else {}))
                known = ("AccessError", "UserError", "ValidationError", "AttributeError")
                self.assertTrue(any(name in str(refused.exception) for name in known), str(refused.exception))

    def _of(self, user):
        seat = self.seats.filtered(lambda s: s.partner_id == user.partner_id)
        return seat, self.certificates.filtered(lambda c: c.partner_id == user.partner_id)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nobody_changes_the_own(self):
        before = self._snapshot()
        for role, user in self.roles.items():
            self.authenticate(user.login, user.login)
            self._attack(role, *self._of(user))
            self.assertEqual(self._snapshot(), before, role)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_nobody_without_the_right_changes_anothers(self):
        before = self._snapshot()
        seat, certificate = self._of(self.roles["participant"])
        for role in ("colleague", "manager", "hr", "survey", "stranger", "portal"):
            user = self.roles[role]
            self.authenticate(user.login, user.login)
            self._attack(role, seat, certificate)
            self.assertEqual(self._snapshot(), before, role)

    def test_the_page_of_verification(self):
        certificate = self.certificates[0]
        self.assertEqual(self.url_open(f"/training/verify/{certificate.token}").status_code, 200)
        answers = set()
        near = certificate.token[:-1] + ("A" if certificate.token[-1] != "A" else "B")
        for guess in (near, certificate.token + "A", "%00" * 32, "%F0%9F%98%80" * 8, "'" * 32, certificate.number):
            response = self.url_open(f"/training/verify/{guess}")
            self.assertEqual(response.status_code, 404, guess)
            if "There is no such certificate" in response.text:
                answers.add(response.text.count("<dt>"))
        self.assertEqual(answers, {0})
        posted = self.url_open(f"/training/verify/{certificate.token}", data={"state": "valid"})
        self.assertEqual(posted.status_code, 405)

    def test_codes_of_the_wall(self):
        user, slot = self.roles["participant"], self.training.slot_ids
        seat = self._of(user)[0]
        path = slot._get_checkin_path(fields.Datetime.now())
        # Without a login nobody is anybody
        self.assertIn("/web/login", self.url_open(path).url)
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path, data={"anything": "else"}).status_code, 400, "no token of the form")
        for guess in ("0" * 32, path.rsplit("/", 1)[1][:-1], "%00" * 32, path.rsplit("/", 1)[1].upper()):
            response = self.url_open(f"{path.rsplit('/', 1)[0]}/{guess}")
            self.assertIn("This code is over", response.text, guess)
        self.assertIn("This code is over", self.url_open(path.replace(f"/{slot.id}/", "/99999999999/")).text)
        self.assertEqual(seat.attendance_ids.state, "open")
        # The same code by two people checks in each of them, and nobody twice
        for name in ("participant", "colleague", "participant"):
            person = self.roles[name]
            self.authenticate(person.login, person.login)
            page = self.url_open(path)
            token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
            self.assertIn("You are checked in", self.url_open(path, data={"csrf_token": token}).text)
        done = self.training.slot_ids.attendance_ids.filtered(lambda row: row.state != "open")
        self.assertEqual(done.enrollment_id.partner_id, (user | self.roles["colleague"]).partner_id)
        self.assertEqual(len(done), 2)

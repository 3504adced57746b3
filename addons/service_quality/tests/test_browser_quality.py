from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common_feedback import FeedbackCase

WEEK = timedelta(weeks=1)
# Seconds a tour may take on a busy machine
_PATIENCE = 300


@tagged("post_install", "-at_install")
class TestBrowserQuality(FeedbackCase, HttpCase):
    """What customers, agents, inspectors and managers do with their own hands, in English and in Chinese."""

    frozen_time = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["web", "service_quality"], ["zh_CN"])
        cls.inspector = cls._user("inspector", "service_quality.service_quality_group_inspector")

    def in_language(self, lang):
        people = self.agent | self.leader | self.manager | self.inspector
        people.lang = lang
        self.customer.lang = lang

    # Verdicts

    def rate(self, request, score, tour):
        self.assertIn(f"score={score}", self.mails(request)[:1].body_html)
        self.start_tour(f"{request._get_path()}?score={score}", tour, timeout=_PATIENCE)
        request.invalidate_recordset()
        self.assertEqual((request.state, request.score, len(request.reason_ids)), ("answered", score, 1))

    def test_rate_by_mail(self):
        for lang, word in (("en_US", "Very satisfied"), ("zh_CN", "非常满意")):
            with self.subTest(lang=lang):
                self.in_language(lang)
                request = self.asked()
                self.assertIn(word, self.url_open(request._get_path()).text)
                self.rate(request, 5, "service_quality_feedback_good")
                self.assertEqual((request.comment, request.low), ("Quick and friendly", False))
                self.assertFalse(request.recovery_id)

    def test_rate_low_and_be_recovered(self):
        for lang in ("en_US", "zh_CN"):
            with self.subTest(lang=lang):
                self.in_language(lang)
                request = self.asked()
                self.rate(request, 1, "service_quality_feedback_low")
                recovery = request.recovery_id
                self.assertEqual((recovery.kind, recovery.user_id), ("recovery", self.leader))
                self.start_tour(
                    f"/odoo/action-service_quality.helpdesk_ticket_action_due/{recovery.id}",
                    "service_quality_feedback_recovery",
                    login=self.leader.login,
                    timeout=_PATIENCE,
                )
                self._move(recovery.with_user(self.leader), "done")
                self.ask()
                again = self.env["service.feedback"].search([("previous_id", "=", request.id)])
                self.rate(again, 5, "service_quality_feedback_good")
                self.assertFalse(again.low)

    # Inspection

    def test_inspect_and_appeal(self):
        sheet = self.env["service.inspection.sheet"].create(
            {
                "name": "Browser",
                "criterion_ids": [
                    Command.create({"name": "Right", "dimension": "accuracy"}),
                    Command.create({"name": "Polite", "dimension": "professionalism"}),
                ],
            }
        )
        sheet.action_put_in_force()
        for lang in ("en_US", "zh_CN"):
            with self.subTest(lang=lang):
                self.in_language(lang)
                ticket = self._ticket(user_id=self.agent.id)
                self._reply(ticket)
                self._move(ticket, "done")
                inspection = self.env["service.inspection"].create(
                    {
                        "ticket_id": ticket.id,
                        "sheet_id": sheet.id,
                        "agent_id": self.agent.id,
                        "team_id": self.team.id,
                        "inspector_id": self.inspector.id,
                    }
                )
                for user, path, tour in (
                    (self.inspector, "/odoo/my-service-inspections", "service_quality_inspect"),
                    (self.agent, "/odoo/my-service-inspections", "service_quality_appeal"),
                    (self.leader, f"/odoo/service-inspections/{inspection.id}", "service_quality_decide"),
                ):
                    self.start_tour(path, tour, login=user.login, timeout=_PATIENCE)
                inspection.invalidate_recordset()
                self.assertEqual(
                    (inspection.state, inspection.score, inspection.final_score, inspection.appeal_ids.outcome),
                    ("decided", 50, 100, "accepted"),
                )

    # Improvement

    def test_one_cycle_to_a_new_version(self):
        for lang in ("en_US", "zh_CN"):
            with self.subTest(lang=lang):
                self.in_language(lang)
                process = self.env["service.process"].create(
                    {
                        "name": "Fit the bearing",
                        "automatic": False,
                        "step_ids": [Command.create({"name": "Look"})],
                    }
                )
                process.action_put_in_force()
                cause = self.env["service.cause"].create({"name": f"Pump {lang}"})
                improvement = (
                    self.env["service.improvement"]
                    .with_user(self.manager)
                    .create({"name": "Pumps fail", "cause_id": cause.id})
                )
                path = f"/odoo/service-improvements/{improvement.id}"
                self.start_tour(path, "service_quality_improve", login=self.manager.login, timeout=_PATIENCE)
                self.let_weeks_pass(improvement.sudo(), cause)
                self.env.ref("service_quality.ir_cron_check_effects").method_direct_trigger()
                self.start_tour(path, "service_quality_standardise", login=self.manager.login, timeout=_PATIENCE)
                improvement.invalidate_recordset()
                self.assertEqual((improvement.state, improvement.outcome), ("closed", "effective"))
                self.assertEqual((improvement.process_ids.version, improvement.process_ids.state), (2, "in_force"))
                process.invalidate_recordset()
                self.assertEqual(process.state, "retired")
                # Another language, another process of that name
                improvement.process_ids.action_retire()

    def let_weeks_pass(self, improvement, cause):
        """The measures were carried out eight weeks ago: six cases a week before, two since."""
        done_on = fields.Date.today() - 8 * WEEK
        improvement.write({"cycle_start": done_on, "implemented_on": done_on, "check_on": fields.Date.today()})
        days = [day for week in range(8) for day in [-7 * week - 3] * 6 + [7 * week + 2] * 2]
        tickets = self.env["helpdesk.ticket"].create([self._ticket_values(cause_id=cause.id) for _day in days])
        self.env.flush_all()
        for ticket, day in zip(tickets, days, strict=True):
            moment = fields.Datetime.to_datetime(done_on + timedelta(days=day))
            self.env.cr.execute("UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s", [moment, ticket.id])
        self.env.invalidate_all()

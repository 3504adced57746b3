from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_feedback import FeedbackCase

MODELS = (
    "service.feedback",
    "service.feedback.answer",
    "service.feedback.report",
    "service.feedback.result",
    "service.feedback.result.line",
)


@tagged("post_install", "-at_install")
class TestFeedbackRights(FeedbackCase):
    """Who reads verdicts: leaders of their teams and managers, never the agent concerned, by no way round."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.team_ids = False
        cls.elsewhere = cls.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        cls.company = cls.env["res.company"].create({"name": "Other"})
        cls.foreigner = cls._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.portal = cls._user("portal", "base.group_portal")
        cls.nobody = cls._user("nobody")

    def setUp(self):
        super().setUp()
        self.own = self.answered(user_id=self.agent.id)
        self.others = self.answered(user_id=self.manager.id, team_id=self.elsewhere.id)
        self.leaders = self.answered(user_id=self.leader.id)

    def answered(self, **values):
        feedback = self.asked(**values)
        feedback._answer(1, "web", comment="Secret")
        return feedback

    def test_who_reads_what(self):
        every = self.own | self.others | self.leaders
        for user, seen in (
            # The leader leads one team, and is concerned by one of its answers
            (self.leader, self.own),
            # The manager is concerned by one as well
            (self.manager, self.own | self.leaders),
            (self.foreigner, every.browse()),
        ):
            for model in ("service.feedback", "service.feedback.report"):
                found = self.env[model].with_user(user).search([("id", "in", every.ids)])
                self.assertEqual(set(found.ids), set(seen.ids), (user.name, model))
                groups = self.env[model].with_user(user)._read_group([("id", "in", every.ids)], [], ["__count"])
                self.assertEqual(groups[0][0], len(seen))
            answers = self.env["service.feedback.answer"].with_user(user).search([("feedback_id", "in", every.ids)])
            self.assertEqual(answers.sudo().feedback_id, seen.sudo())

    def test_who_has_no_role_reads_nothing(self):
        export = self.env.ref("base.group_allow_export")
        (self.agent | self.nobody).write({"group_ids": [Command.link(export.id)]})
        for user in (self.agent, self.portal, self.nobody, self.env.ref("base.public_user")):
            for model in MODELS:
                records = self.env[model].with_user(user)
                for attempt in (
                    lambda r=records: r.search([]),
                    lambda r=records: r.search_count([]),
                    lambda r=records: r.formatted_read_group([], [], ["__count"]),
                    lambda r=records: r.browse(self.own.id).read(),
                    # Nobody outside may export anything
                    *([lambda r=records: r.browse(self.own.id).export_data(["id", "display_name"])] * (not user.share)),
                ):
                    with self.assertRaises(AccessError, msg=f"{user.login}: {model}"):
                        attempt()

    def test_no_way_round_for_the_agent(self):
        """Domains on the ticket, ratings, messages, mails, escalations and the names of records say no score."""
        ticket = self.own.ticket_id.with_user(self.agent)
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        for domain in (
            [("feedback_ids.score", "=", 1)],
            [("feedback_ids", "any", [("low", "=", True)])],
            [("rating_ids.rating", "=", 1)],
        ):
            with self.assertRaises(AccessError):
                tickets.search(domain)
        for field in ("feedback_ids", "feedback_count", "rating_ids"):
            with self.assertRaises(AccessError):
                ticket.read([field])
            self.assertNotIn(field, tickets.fields_get())
        ratings = self.env["rating.rating"].with_user(self.agent)
        self.assertFalse(ratings.search([("res_model", "=", "helpdesk.ticket")]))
        self.assertFalse(ratings._read_group([("res_model", "=", "helpdesk.ticket")], ["res_id"], ["rating:avg"]))
        with self.assertRaises(AccessError):
            self.own.rating_ids.with_user(self.agent).read(["rating"])
        messages = self.env["mail.message"].with_user(self.agent)
        self.assertFalse(messages.search([("model", "=", "service.feedback")]))
        self.assertFalse(messages.search([("body", "ilike", "/service/feedback/")]))
        with self.assertRaises(AccessError):
            self.env["mail.mail"].with_user(self.agent).search([])
        steps = self.env["service.escalation"].with_user(self.agent).search([("ticket_id", "=", ticket.id)])
        self.assertFalse(steps.filtered(lambda step: any(c.isdigit() or c == "S" for c in step.reason or "")))
        recovery = self.own.recovery_id.with_user(self.agent)
        self.assertNotIn("Secret", recovery.description)
        with self.assertRaises(AccessError):
            recovery.read(["feedback_ids"])

    def test_a_leader_concerned_finds_no_way_round_either(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.leader)
        for domain in ([("feedback_ids.score", "=", 1)], [("rating_ids.rating", "=", 1)]):
            found = tickets.search(domain)
            self.assertIn(self.own.ticket_id, found.sudo())
            self.assertNotIn(self.leaders.ticket_id, found.sudo())

    def test_nobody_changes_a_verdict(self):
        for user in (self.agent, self.leader, self.manager):
            for record, values in (
                (self.own, {"score": 5}),
                (self.own, {"user_id": self.leader.id}),
                (self.own.answer_ids, {"score": 5}),
                (self.own.rating_ids, {"rating": 5}),
            ):
                as_user = record.with_user(user)
                for attempt in (
                    lambda r=as_user, v=values: r.write(v),
                    lambda r=as_user: r.unlink(),
                    lambda r=as_user: r.copy(),
                ):
                    with self.assertRaises(AccessError, msg=user.login):
                        attempt()
            with self.assertRaises(AccessError):
                self.env["rating.rating"].with_user(user).create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                        "res_id": self.own.ticket_id.id,
                        "rating": 5,
                        "consumed": True,
                    }
                )

    def test_survey_officers_do_not_read_what_was_said_about_them(self):
        """Odoo lets them read and write the answers to every survey."""
        survey = self.env["survey.survey"].create({"title": "How was it?", "access_mode": "token"})
        question = self.env["survey.question"].create(
            {"survey_id": survey.id, "title": "How?", "question_type": "numerical_box"}
        )
        self.rule.write({"channel": "survey", "survey_id": survey.id, "survey_question_id": question.id})
        inputs = [self.asked(user_id=user.id).survey_input_id for user in (self.agent, self.manager)]
        for given in inputs:
            given.user_input_line_ids = [
                Command.create({"question_id": question.id, "answer_type": "numerical_box", "value_numerical_box": 1})
            ]
        plain = survey._create_answer(user=self.nobody)
        (own, other), everything = inputs, inputs[0] | inputs[1] | plain
        for group in ("survey.group_survey_user", "survey.group_survey_manager"):
            self.agent.group_ids = [Command.link(self.env.ref(group).id)]
            found = everything.with_user(self.agent).search([("id", "in", everything.ids)])
            self.assertEqual(found.sudo(), other | plain, group)
            lines = self.env["survey.user_input.line"].with_user(self.agent)
            self.assertEqual(lines.search([("user_input_id", "in", everything.ids)]).sudo(), other.user_input_line_ids)
            for attempt in (
                lambda: own.with_user(self.agent).read(["scoring_total", "state"]),
                lambda: own.with_user(self.agent).write({"state": "new"}),
                lambda: own.user_input_line_ids.with_user(self.agent).read(["value_numerical_box"]),
                lambda: own.user_input_line_ids.with_user(self.agent).write({"value_numerical_box": 5}),
                lambda: own.with_user(self.agent).unlink(),
            ):
                with self.assertRaises(AccessError, msg=group):
                    attempt()

    def test_ratings_of_other_documents_stay_as_they_were(self):
        rating = self.env["rating.rating"].create(
            {"res_model_id": self.env["ir.model"]._get_id("res.partner"), "res_id": self.customer.id, "rating": 3}
        )
        rating.with_user(self.agent).write({"rating": 4})
        self.assertEqual(rating.with_user(self.agent).rating, 4)

    def test_leaders_read_ratings_of_their_teams(self):
        ratings = self.env["rating.rating"].with_user(self.leader).search([("res_model", "=", "helpdesk.ticket")])
        self.assertEqual(ratings.sudo(), self.own.rating_ids)

    def test_rules_and_seeds_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.leader).write({"sample_percent": 1})
        with self.assertRaises(AccessError):
            self.rule.with_user(self.leader).read(["seed"])
        self.assertNotIn("nonce", self.own.with_user(self.manager).fields_get())
        self.rule.with_user(self.manager).sample_percent = 50

    def test_lists_of_calls(self):
        other = self._user("other", "service_quality.service_quality_group_agent")
        self.customer.phone = "+86 21 5555 0101"
        self.rule.write({"channel": "phone", "caller_ids": [Command.set(other.ids)]})
        call = self.asked(user_id=self.agent.id).call_ids
        calls = self.env["service.feedback.call"]
        self.assertEqual(calls.with_user(other).search([]), call.with_user(other))
        self.assertFalse(calls.with_user(self.agent).search([("id", "=", call.id)]))
        with self.assertRaises(AccessError):
            call.with_user(self.agent).action_record()
        with self.assertRaises(AccessError):
            call.with_user(other).write({"state": "done"})
        with self.assertRaises(AccessError):
            call.with_user(other).read(["feedback_id"])
        call.with_user(other)._record(5, self.env["service.feedback.reason"], "Fine")
        with self.assertRaises(AccessError):
            self.env["service.feedback"].with_user(other).search([])
        # A call of nobody can be taken by anybody but the agent concerned
        self.rule.caller_ids = False
        call = self.asked(user_id=self.agent.id).call_ids
        self.assertIn(call, calls.with_user(other).search([]).sudo())
        self.assertNotIn(call, calls.with_user(self.agent).search([]).sudo())

    def test_results_count_what_the_user_may_read(self):
        result = self.env["service.feedback.result"].with_user(self.leader).create({})
        result.action_run()
        self.assertEqual(result.line_ids[0].asked, 1)
        with self.assertRaises(AccessError):
            result.with_user(self.manager).read(["summary"])

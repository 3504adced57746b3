from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.addons.service_quality.engine.moment import At
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_feedback import FeedbackCase


@tagged("post_install", "-at_install")
class TestFeedback(FeedbackCase):
    # When customers are asked

    def test_nobody_is_asked_before_somebody_says_so(self):
        shipped = self.env.ref("service_quality.service_feedback_rule_every_case")
        self.assertFalse(shipped.active)

    def test_a_solved_case_is_asked_about_after_the_delay(self):
        self.rule.delay_hours = 24
        feedback = self.feedback(self.solve())
        self.assertEqual((feedback.state, feedback.user_id, feedback.team_id), ("planned", self.agent, self.team))
        self.wait(hours=23)
        self.ask()
        self.assertEqual(feedback.state, "planned")
        self.wait(hours=1)
        self.ask()
        self.assertEqual(feedback.state, "asked")
        mail = self.mails(feedback)
        self.assertEqual(mail.email_to, "customer@example.com")
        self.assertIn("/service/feedback/", mail.body_html)

    def test_once_a_cycle(self):
        ticket = self.solve()
        self._move(ticket, "resolved")
        self._move(ticket, "done")
        self.assertEqual(len(self.feedback(ticket)), 1)
        self._move(ticket, "in_progress")
        self.assertEqual(self.feedback(ticket).state, "cancelled")
        self._move(ticket, "done")
        self.assertEqual(self.feedback(ticket).mapped("state"), ["cancelled", "planned"])

    def test_a_cancelled_case_is_not_asked_about(self):
        ticket = self._ticket()
        self._move(ticket, "cancelled")
        self.assertFalse(self.feedback(ticket))

    def test_without_a_partner(self):
        feedback = self.asked(partner_id=False, partner_name="Li", partner_email="Li <LI@example.com>")
        self.assertEqual((feedback.partner_name, feedback.email_normalized), ("Li", "li@example.com"))
        self.assertIn("LI@example.com", self.mails(feedback).email_to)

    def test_without_any_address(self):
        feedback = self.feedback(self.solve(partner_id=False))
        self.ask()
        self.assertEqual((feedback.state, feedback.skip_reason), ("skipped", "address"))

    def test_colleagues_do_not_judge_for_customers(self):
        feedback = self.feedback(self.solve(partner_id=False, partner_email=self.agent.email.upper()))
        self.ask()
        self.assertEqual(feedback.skip_reason, "ours")

    def test_who_wants_no_messages(self):
        self.env["mail.blacklist"].create({"email": self.customer.email})
        feedback = self.feedback(self.solve())
        self.ask()
        self.assertEqual(feedback.skip_reason, "opted_out")

    def test_the_rest_of_a_customer(self):
        self.rule.fatigue_days = 30
        company = self.env["res.partner"].create({"name": "Company", "is_company": True})
        self.customer.parent_id = company
        colleague = self.env["res.partner"].create({"name": "B", "email": "b@example.com", "parent_id": company.id})
        self.asked()
        for values in ({}, {"partner_id": colleague.id}):
            tired = self.feedback(self.solve(**values))
            self.ask()
            self.assertEqual(tired.skip_reason, "fatigue")
        self.wait(days=31)
        self.asked(partner_id=colleague.id)

    def test_the_rest_of_an_address_within_one_run(self):
        self.rule.fatigue_days = 30
        tickets = self.solve(partner_id=False, partner_email="a@example.com")
        tickets |= self.solve(partner_id=False, partner_email="A@Example.com")
        self.ask()
        self.assertEqual(sorted(self.feedback(tickets).mapped("state")), ["asked", "skipped"])

    def test_a_sample_can_be_drawn_again(self):
        self.rule.sample_percent = 50
        tickets = self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(60)])
        self._move(tickets, "done")
        first = {f.ticket_id.id: f.state for f in self.feedback(tickets)}
        self.assertEqual(set(first.values()), {"planned", "skipped"})
        self.feedback(tickets).unlink()
        self.env["service.feedback"]._plan(dict.fromkeys(reversed(tickets), self.rule))
        self.assertEqual({f.ticket_id.id: f.state for f in self.feedback(tickets)}, first)

    def test_reminded_once_then_expired(self):
        feedback = self.asked()
        for _twice in range(2):
            self.wait(days=4)
            self.ask()
        self.assertEqual(len(self.mails(feedback)), 2)
        self.wait(days=7)
        self.ask()
        self.assertEqual(feedback.state, "expired")
        with self.assertRaisesRegex(UserError, "too late"):
            feedback._answer(5, "web")

    def test_the_first_rule_that_fits(self):
        special = self._rule(kind="request", sequence=1, scale="nps", team_ids=False)
        ticket = self.solve(kind="request")
        self.assertEqual(self.feedback(ticket).rule_id, special)
        self.assertEqual(self.feedback(self.solve()).rule_id, self.rule)

    def test_a_segment(self):
        self.rule.partner_domain = "[('category_id.name', '=', 'Gold')]"
        self.assertFalse(self.feedback(self.solve()))
        self.customer.category_id = [Command.create({"name": "Gold"})]
        self.assertTrue(self.feedback(self.solve()))

    def test_a_broken_rule_closes_no_door(self):
        broken = self._rule(sequence=1)
        self.env.cr.execute("UPDATE service_feedback_rule SET partner_domain = '[(' WHERE id = %s", [broken.id])
        self.env.invalidate_all()
        with mute_logger("odoo.addons.service_quality.models.service_feedback_rule"):
            self.assertEqual(self.feedback(self.solve()).rule_id, self.rule)

    def test_an_imported_history_asks_nobody(self):
        ticket = self._ticket()
        moment = At(Datetime.now() - timedelta(days=90), agenda=[])
        ticket.with_context(service_at=moment).write({"stage_id": self.stages["done"].id})
        self.assertFalse(self.feedback(ticket))

    # Answers

    def test_an_answer_and_its_correction_are_kept(self):
        feedback = self.asked()
        reason = self.env.ref("service_quality.service_feedback_reason_speed")
        feedback._answer(2, "web", reason, "Too slow")
        self.wait(hours=1)
        feedback._answer(4, "web", comment="I mixed you up")
        feedback._answer(4, "web", comment="I mixed you up")
        self.assertEqual((feedback.score, feedback.low, feedback.comment), (4, False, "I mixed you up"))
        self.assertEqual(feedback.answer_ids.sorted("id").mapped("score"), [2, 4])
        self.assertEqual(feedback.rating_ids.mapped("rating"), [4.0])
        self.wait(days=3)
        with self.assertRaisesRegex(UserError, "too late"):
            feedback._answer(5, "web")

    def test_off_the_scale(self):
        feedback = self.asked()
        for score in (0, 6, -1):
            with self.assertRaises(ValidationError):
                feedback._answer(score, "web")
        self.assertEqual(feedback.state, "asked")

    def test_scales_of_their_own(self):
        for scale, score, low in (("ces", 3, True), ("ces", 5, False), ("nps", 6, True), ("nps", 9, False)):
            self.rule.write({"scale": scale})
            feedback = self.asked()
            feedback._answer(score, "web")
            self.assertEqual(feedback.low, low, (scale, score))
            self.assertFalse(feedback.rating_ids)
        with self.assertRaises(ValidationError):
            self.rule.low_score = 10

    # Recovery

    def test_a_low_score_opens_recovery_and_asks_again(self):
        policy = self.env["service.escalation.policy"].create(
            {
                "name": "Low",
                "every_case": True,
                "level_ids": [
                    Command.create(
                        {
                            "name": "Low",
                            "trigger": "score",
                            "value": 2,
                            "recipient_ids": [Command.create({"role": "leader"})],
                        }
                    )
                ],
            }
        )
        standard = self.env.ref("service_quality.service_standard_recovery")
        self.env.cr.execute("UPDATE service_standard SET valid_from = NULL WHERE id = %s", [standard.id])
        self.env.invalidate_all()
        team = self.env["helpdesk.ticket.team"].create({"name": "Without a standard", "user_id": self.leader.id})
        self.rule.team_ids = team
        feedback = self.asked(team_id=team.id)
        feedback._answer(1, "web", comment="Rude")
        feedback._answer(2, "web")
        recovery = feedback.recovery_id
        self.assertEqual(
            (recovery.kind, recovery.user_id, recovery.recovery_of_id), ("recovery", self.leader, feedback.ticket_id)
        )
        self.assertEqual(self.clocks(recovery).standard_id, standard)
        step = self.env["service.escalation"].search([("policy_id", "=", policy.id)])
        self.assertEqual((step.ticket_id, step.reason), (feedback.ticket_id, "The customer gave a low score."))
        self._move(recovery, "done")
        again = self.feedback(recovery)
        self.assertEqual((again.previous_id, again.state), (feedback, "planned"))
        self.ask()
        self.assertEqual(again.state, "asked")
        # The customer knows the case, not what we call our work on it
        mail = self.mails(again)
        self.assertIn(feedback.ticket_id.number, mail.subject)
        self.assertIn("You were not satisfied", mail.body_html)
        self.assertNotIn(recovery.number, mail.subject + mail.body_html)
        self.assertEqual(
            recovery.with_user(self.leader).feedback_count, 1, "the answer that opened it, not the own one"
        )
        # Reopened, the question waits for the next solution
        self._move(recovery, "in_progress")
        self.assertEqual(again.state, "cancelled")
        self._move(recovery, "done")
        self.assertEqual(again.state, "planned")
        self.ask()
        # Low again: the leader is told, but it does not go on for ever
        again._answer(1, "web")
        self.assertFalse(again.recovery_id)
        self._move(recovery, "in_progress")
        self._move(recovery, "done")
        self.assertEqual(self.feedback(recovery), again)

    def test_who_handled_the_case_does_not_recover_it(self):
        above = self._user("above", "service_quality.service_quality_group_leader")
        self.team.parent_id = self.team.copy({"name": "Above", "user_id": above.id})
        feedback = self.asked(user_id=self.leader.id)
        feedback._answer(1, "web")
        self.assertEqual(feedback.recovery_id.user_id, above)

    # By phone

    def test_calls_are_shared_and_never_about_own_cases(self):
        other = self._user("other", "service_quality.service_quality_group_agent")
        self.rule.write({"channel": "phone", "caller_ids": [Command.set((self.agent | other).ids)], "max_attempts": 2})
        self.customer.phone = "+86 21 5555 0101"
        calls = self.asked().call_ids | self.asked(user_id=other.id).call_ids
        self.assertEqual(calls.mapped("caller_id"), other | self.agent)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            calls[0].caller_id = self.agent
            calls.flush_recordset()
        call = calls[0].with_user(other)
        call.action_no_answer()
        self.assertEqual(call.next_call_at, Datetime.now() + timedelta(hours=4))
        call.action_no_answer()
        self.assertEqual((call.state, calls[0].feedback_id.state), ("failed", "expired"))

    def test_a_call_that_is_answered(self):
        other = self._user("other", "service_quality.service_quality_group_agent")
        self.rule.write({"channel": "phone", "caller_ids": [Command.set(other.ids)]})
        self.customer.phone = "+86 21 5555 0101"
        feedback = self.asked()
        call = feedback.call_ids.with_user(other)
        form = Form(self.env["service.feedback.form"].with_user(other).with_context(default_call_id=call.id))
        self.assertEqual(form.range_text, "1 (worst) to 5 (best)")
        form.score_csat, form.comment = "5", "Friendly"
        form.save().action_save()
        self.assertEqual((feedback.score, feedback.answer_ids.via, feedback.answer_ids.user_id), (5, "phone", other))
        self.assertEqual((call.state, call.attempt_ids.mapped("outcome")), ("done", ["reached"]))
        with self.assertRaises(UserError):
            call.action_no_answer()

    # Segments

    def test_a_segment_that_nobody_can_read_is_refused(self):
        campaign = self.env["service.feedback.campaign"].create({"name": "A campaign", "audience": "customers"})
        for segment in ("[('nonsense', '=', 1)]", "[('name'", "name = 1"):
            for terms in (self.rule, campaign):
                with self.assertRaisesRegex(ValidationError, "cannot be read"), self.cr.savepoint():
                    terms.partner_domain = segment
        self.rule.partner_domain = campaign.partner_domain = "[('name', 'ilike', 'hotel')]"

    # Campaigns

    def test_a_campaign_about_cases(self):
        self.rule.action_archive()
        self.solve()
        campaign = self.env["service.feedback.campaign"].create({"name": "Spring", "team_ids": self.team.ids})
        self.assertEqual(campaign.audience_count, 1)
        campaign.action_start()
        self.assertEqual((campaign.state, campaign.feedback_ids.state), ("done", "planned"))
        self.ask()
        self.assertEqual(campaign.feedback_ids.state, "asked")

    def test_a_survey_of_a_segment_every_half_year(self):
        self.env["res.partner"].create({"name": "Without address", "ref": "segment"})
        self.customer.ref = "segment"
        campaign = self.env["service.feedback.campaign"].create(
            {
                "name": "Half-yearly",
                "audience": "customers",
                "partner_domain": "[('ref', '=', 'segment')]",
                "scale": "nps",
                "every_months": 6,
            }
        )
        campaign.action_start()
        self.assertEqual((campaign.feedback_ids.partner_id, campaign.state), (self.customer, "running"))
        campaign._cron_run()
        self.assertEqual(len(campaign.feedback_ids), 1)
        self.wait(days=190)
        campaign._cron_run()
        self.assertEqual(len(campaign.feedback_ids), 2)

    def test_a_low_score_of_a_survey_is_somebodys_work_in_the_companys_language(self):
        """There is no case and so no team; the customer answered in a language of their own."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["service_quality"], ["zh_CN"])
        self.customer.write({"ref": "segment", "lang": "zh_CN"})
        campaign = (
            self.env["service.feedback.campaign"]
            .with_user(self.manager)
            .create({"name": "Yearly", "audience": "customers", "partner_domain": "[('ref', '=', 'segment')]"})
        )
        campaign.action_start()
        self.ask()
        feedback = campaign.sudo().feedback_ids
        feedback.with_context(lang="zh_CN")._answer(1, "web")
        recovery = feedback.recovery_id
        self.assertEqual((recovery.name, recovery.user_id), ("Recovery: Yearly", self.manager))
        self.assertIn("The customer was not satisfied", recovery.description)

    def test_a_questionnaire(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "Service",
                "access_mode": "token",
                "question_and_page_ids": [
                    Command.create({"title": "How was it?", "question_type": "scale", "scale_min": 0, "scale_max": 10}),
                    Command.create({"title": "Why?", "question_type": "text_box"}),
                ],
            }
        )
        how, why = survey.question_ids
        # A service manager chooses among the questionnaires, without any right in Surveys
        self.assertIn(survey.id, dict(self.env["survey.survey"].with_user(self.manager).name_search("Service")))
        self.rule.with_user(self.manager).write(
            {"channel": "survey", "scale": "nps", "survey_id": survey.id, "survey_question_id": how.id}
        )
        feedback = self.asked()
        answers = feedback.survey_input_id
        self.assertEqual((answers.email, answers.deadline), (self.customer.email, feedback.expire_at))
        answers._save_lines(how, 9)
        answers._save_lines(why, "Fine")
        answers._mark_done()
        self.assertEqual((feedback.score, feedback.comment, feedback.answer_ids.via), (9, "Fine", "survey"))

    # Results

    def test_results(self):
        elsewhere = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        self.rule.team_ids = False
        for score in (5, 5, 2, None):
            feedback = self.asked()
            if score:
                feedback._answer(score, "web")
        self.asked(team_id=elsewhere.id)
        result = self.env["service.feedback.result"].with_user(self.manager).create({})
        result.action_run()
        rows = {line.name: line for line in result.line_ids}
        self.assertEqual(set(rows), {"All", "Hotline", "Elsewhere"})
        hotline = rows["Hotline"]
        self.assertEqual((hotline.asked, hotline.answered, hotline.response, hotline.figure), (4, 3, "75 %", "66.7 %"))
        self.assertTrue(hotline.small)
        self.assertIn("Few answers", hotline.note)
        self.assertEqual((rows["Elsewhere"].figure, rows["All"].asked), ("–", 5))
        for group_by, _label in result._fields["group_by"].selection:
            result.group_by = group_by
            result.action_run()
            self.assertEqual(sum(result.line_ids.filtered(lambda line: not line.total).mapped("asked")), 5, group_by)

    def test_before_and_after(self):
        for score in (1, 1, 2):
            self.asked()._answer(score, "web")
        self.wait(days=10)
        for score in (5, 5, 4):
            self.asked()._answer(score, "web")
        result = self.env["service.feedback.result"].with_user(self.manager).create({})
        today = Date.today()
        first, split = (today - timedelta(days=days) for days in (20, 5))
        result.write({"date_to": today, "date_from": first, "split_date": split})
        result.action_run()
        line = result.line_ids[0]
        self.assertEqual((line.before, line.figure), ("0.0 %", "100.0 %"))
        self.assertEqual((line.difference, line.verdict), ("+100.0 %", "better"))

    def test_shares_have_the_right_denominator(self):
        for score in (5, 1, None):
            feedback = self.asked()
            if score:
                feedback._answer(score, "web")
        [(asked, answered, response, satisfied, mean)] = self.env["service.feedback.report"]._read_group(
            [("team_id", "=", self.team.id)],
            [],
            ["__count", "answered:sum", "response:avg", "satisfied:avg", "csat:avg"],
        )
        self.assertEqual((asked, answered, round(response, 4), satisfied, mean), (3, 2, 0.6667, 0.5, 3))

    # Cost

    def test_solving_many_costs_no_more_queries(self):
        self.env = self.env(context={**self.env.context, "tracking_disable": True})
        counts = []
        for number in (10, 10, 60):
            tickets = self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            rules = dict.fromkeys(tickets, self.rule)
            before = self.cr.sql_log_count
            self.env["service.feedback"]._plan(rules)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

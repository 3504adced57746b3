from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase


class ArticleCase(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.writer = cls._user("writer", "service_quality.service_quality_group_agent")
        cls.colleague = cls._user("colleague", "service_quality.service_quality_group_department")

    def article(self, user=None, **values):
        values = {"name": "No hot water", "problem": "<p>Cold</p>", "solution": "<p>Rinse the sensor</p>", **values}
        return self.env["service.article"].with_user(user or self.writer).create(values)

    def published(self, **values):
        article = self.article(**values)
        article.with_user(self.leader).action_publish()
        return article


@tagged("post_install", "-at_install")
class TestArticle(ArticleCase):
    # Life

    def test_somebody_else_publishes(self):
        article = self.article()
        article.action_submit()
        self.assertEqual(article.state, "review")
        with self.assertRaises(AccessError):
            article.action_publish()
        article.with_user(self.leader).action_publish()
        self.assertEqual((article.state, article.version, article.approved_by_id), ("published", 1, self.leader))
        own = self.article(self.leader)
        with self.assertRaises(UserError):
            own.with_user(self.leader).action_publish()
        self.env.company.service_author_approves = True
        own.with_user(self.leader).action_publish()

    def test_who_leads_the_author_is_asked_to_review(self):
        self.team.write({"user_id": self.leader.id, "user_ids": [Command.link(self.writer.id)]})
        article = self.article()

        def told():
            mine = [("notified_partner_ids", "in", self.writer.partner_id.ids), ("res_id", "=", article.id)]
            return self.env["mail.message"].search_count([("model", "=", "service.article"), *mine])

        article.action_submit()
        self.assertEqual(article.sudo().activity_ids.user_id, self.leader)
        article.with_user(self.leader).action_back_to_draft()
        self.assertFalse(article.sudo().activity_ids)
        self.assertEqual(told(), 1)
        article.action_submit()
        article.with_user(self.leader).action_publish()
        self.assertFalse(article.sudo().activity_ids)
        article.action_revise()
        revision = article.revision_id.with_user(self.writer)
        revision.note = "Shorter"
        revision.action_submit()
        self.assertEqual(article.sudo().activity_ids.user_id, self.leader)
        revision.with_user(self.leader).action_refuse()
        self.assertFalse(article.sudo().activity_ids)
        self.assertEqual(told(), 2)

    def test_without_a_solution_it_is_no_article(self):
        article = self.article(solution=False)
        with self.assertRaises(UserError):
            article.action_submit()

    def test_published_text_changes_by_an_approved_revision_only(self):
        article = self.published()
        with self.assertRaises(UserError):
            article.with_user(self.writer).write({"solution": "<p>Else</p>"})
        with self.assertRaises(AccessError):
            article.with_user(self.manager).write({"state": "draft"})
        article.with_user(self.agent).action_revise()
        revision = article.with_user(self.agent).revision_id
        revision.solution = "<p>Rinse the flow sensor</p>"
        with self.assertRaises(UserError):
            revision.action_submit()
        revision.note = "Which sensor"
        revision.action_submit()
        self.assertIn("Rinse the sensor", article.solution)
        with self.assertRaises(AccessError):
            revision.with_user(self.writer).action_approve()
        revision.with_user(self.leader).action_approve()
        self.assertIn("flow sensor", article.solution)
        self.assertEqual((article.version, article.author_id), (2, self.agent))
        self.assertIn("<ins>flow", str(revision.changes))
        self.assertEqual(article.version_ids.mapped("number"), [2, 1])
        self.assertIn("Rinse the sensor", article.version_ids[1].solution)
        for version in article.version_ids:
            with self.assertRaises(UserError):
                version.with_user(self.manager).write({"solution": "<p>Never said</p>"})

    def test_a_refused_revision_changes_nothing(self):
        article = self.published()
        article.with_user(self.agent).action_revise()
        revision = article.with_user(self.agent).revision_id
        revision.write({"solution": "<p>Hit it</p>", "note": "Works for me"})
        revision.action_submit()
        revision.with_user(self.leader).action_refuse()
        self.assertIn("Rinse", article.solution)
        self.assertFalse(article.revision_id)
        article.with_user(self.agent).action_revise()
        self.assertNotEqual(article.revision_id, revision)

    def test_review_falls_due_and_its_owner_is_reminded(self):
        article = self.published(review_months=6)
        self.assertEqual(article.review_on, date(2026, 9, 2))
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_options: 60):
            self.env["service.article"]._cron_review()
            self.assertEqual(article.state, "published")
            self.wait(days=185)
            self.env["service.article"]._cron_review()
        self.assertEqual(article.state, "review_due")
        self.assertEqual(article.activity_ids.user_id, self.writer)
        article.with_user(self.writer).action_confirm()
        self.assertEqual((article.state, article.review_on), ("published", date(2027, 3, 3)))
        self.assertFalse(article.activity_ids)

    def test_what_was_published_stays(self):
        article = self.published()
        with self.assertRaises(UserError):
            article.with_user(self.manager).unlink()
        article.with_user(self.leader).action_retire()
        self.assertEqual(self.env["service.search.document"].with_user(self.agent).ask("hot water"), [])
        article.with_user(self.leader).action_restore()
        self.assertEqual(article.state, "published")
        self.article().with_user(self.manager).unlink()

    # Rights

    def test_drafts_are_their_authors_and_the_reviewers(self):
        draft, known = self.article(), self.published()
        for user, seen in (
            (self.writer, draft | known),
            (self.agent, known),
            (self.colleague, known),
            (self.leader, draft | known),
        ):
            found = self.env["service.article"].with_user(user).search([("id", "in", (draft | known).ids)])
            self.assertEqual(found, seen, user.name)
        for user in (self.agent, self.colleague):
            with self.assertRaises(AccessError, msg=user.login):
                known.with_user(user).write({"owner_id": user.id})
        with self.assertRaises(AccessError):
            self.article(self.colleague)

    def test_outsiders_read_nothing(self):
        known = self.published()
        portal, nobody = self._user("portal", "base.group_portal"), self._user("nobody")
        for user in (portal, nobody, self.env.ref("base.public_user")):
            for model in ("article", "article.version", "article.use", "article.vote"):
                with self.assertRaises(AccessError, msg=f"{user.login}: {model}"):
                    self.env[f"service.{model}"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["service.search.document"].with_user(user).ask("water")
            with self.assertRaises(AccessError):
                known.with_user(user).action_useful()

    def test_other_companies_see_their_own(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreigner = self._user(
            "foreigner",
            "service_quality.service_quality_group_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        article = self.published(company_id=self.env.company.id)
        article.with_user(self.leader).action_useful()
        articles = self.env["service.article"].with_user(foreigner)
        self.assertFalse(articles.search([("id", "=", article.id)]))
        self.assertFalse(articles.env["service.article.version"].search([("article_id", "=", article.id)]))
        self.assertFalse(articles.env["service.article.vote"].search([("article_id", "=", article.id)]))

    def test_uses_and_votes_are_written_by_their_methods_only(self):
        article = self.published()
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.env["service.article.use"].with_user(user).create({"article_id": article.id, "kind": "solved"})
            with self.assertRaises(AccessError):
                self.env["service.article.vote"].with_user(user).create(
                    {"article_id": article.id, "partner_id": user.partner_id.id, "useful": True}
                )

    # Use

    def test_everybody_has_one_vote(self):
        article = self.published()
        for user in (self.agent, self.agent, self.colleague):
            article.with_user(user).action_useful()
        article.with_user(self.leader).action_not_useful()
        article.with_user(self.agent).action_not_useful()
        article.invalidate_recordset()
        self.assertEqual((article.vote_count, article.useful_count), (3, 1))
        self.assertEqual(article.with_user(self.agent).my_vote, "not")

    def test_reading_counts_once_a_day(self):
        article = self.published()
        for user in (self.agent, self.agent, self.leader):
            article.with_user(user).note_view()
        self.assertEqual(article.view_count, 2)
        self.wait(days=1)
        article.with_user(self.agent).note_view()
        self.assertEqual(article.view_count, 3)

    # Cases

    def test_a_solved_case_becomes_a_draft_without_the_customer(self):
        self.customer.write({"name": "Ines Okafor", "phone": "+86 21 5555 0101"})
        ticket = self._ticket(
            name="Okafor: no hot water",
            description="<p>Hello,</p><p>E21 on the display. Call +86 21 5555 0101 or customer@example.com</p>"
            "<p>Regards</p><p>Ines</p>",
            user_id=self.agent.id,
        )
        self._reply(ticket, body="Please rinse the flow sensor, Ines.")
        with self.assertRaises(UserError):
            ticket.with_user(self.agent).action_make_article()
        self._move(ticket, "done")
        ticket.with_user(self.agent).action_make_article()
        article = ticket.written_article_ids
        self.assertEqual((article.state, article.owner_id, article.ticket_id), ("draft", self.agent, ticket))
        text = f"{article.name} {article.problem} {article.solution}"
        for private in ("Okafor", "Ines", "5555", "customer@"):
            self.assertNotIn(private, text)
        self.assertIn("E21", article.problem)
        self.assertIn("rinse the flow sensor", article.solution)
        ticket.with_user(self.agent).action_make_article()
        self.assertEqual(len(ticket.written_article_ids), 1)

    def test_an_article_given_in_an_answer_is_counted_once(self):
        article, ticket = self.published(), self._ticket(user_id=self.agent.id)
        for _time in range(2):
            action = ticket.with_user(self.agent).action_give_article(article.id)
        self.assertIn("Rinse the sensor", action["context"]["default_body"])
        self.assertEqual((article.answer_count, ticket.article_count), (1, 1))
        elsewhere = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self._ticket(team_id=elsewhere.id).with_user(self.agent).action_give_article(article.id)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).action_give_article(self.article().id)

    def test_customers_get_the_text_written_for_them(self):
        article = self.published(visibility="portal", customer_draft="<p>Switch it off and on</p>")
        ticket = self._ticket(user_id=self.agent.id)
        action = ticket.with_user(self.agent).action_give_article(article.id)
        self.assertIn("Rinse", action["context"]["default_body"])
        with self.assertRaises(AccessError):
            article.with_user(self.writer).action_approve_customer_text()
        article.with_user(self.leader).action_approve_customer_text()
        self.assertEqual(article.customer_state, "approved")
        action = ticket.with_user(self.agent).action_give_article(article.id)
        self.assertIn("Switch it off", action["context"]["default_body"])
        article.with_user(self.writer).customer_draft = "<p>Call 110</p>"
        self.assertEqual(article.customer_state, "waiting")
        words = article._get_for_customer(article.id, self.env.company)
        self.assertIn("Switch it off", words["text"])

from lxml import etree

from odoo.tests import tagged

from .test_article import ArticleCase


@tagged("post_install", "-at_install")
class TestRefusedButtons(ArticleCase):
    """Who may not do something is not offered its button."""

    def test_only_who_keeps_an_article_confirms_it(self):
        article = self.published()
        for user, may in ((self.writer, True), (self.agent, False), (self.colleague, False), (self.leader, True)):
            self.assertEqual(article.with_user(user).can_edit, may, user.name)
        self.assertTrue(self.env["service.article"].with_user(self.agent).new({}).can_edit)

    def test_own_words_are_approved_by_others(self):
        own = self.article(self.leader, visibility="portal", customer_draft="<p>Switch it off</p>")
        for user, may in ((self.leader, False), (self.manager, True)):
            seen = own.with_user(user)
            self.assertEqual((seen.can_publish, seen.can_approve_customers), (may, may), user.name)
        self.env.company.service_author_approves = True
        own.invalidate_recordset()
        self.assertTrue(own.with_user(self.leader).can_publish)

    def test_one_proposes_another_text_at_a_time(self):
        article = self.published()
        article.with_user(self.agent).action_revise()
        article.invalidate_recordset()
        for user, may in ((self.agent, True), (self.writer, False), (self.leader, True)):
            self.assertEqual(article.with_user(user).can_revise, may, user.name)
        revision = article.with_user(self.agent).revision_id
        self.assertFalse(revision.can_edit and revision.with_user(self.agent).can_approve)
        self.assertTrue(revision.with_user(self.leader).can_approve)

    def test_nobody_decides_about_an_own_proposal(self):
        proposal = self.env["service.proposal"].with_user(self.leader).create({"name": "Call ahead", "idea": "So"})
        self.assertTrue(proposal.can_submit)
        proposal.action_submit()
        for user, may in ((self.leader, False), (self.manager, True)):
            seen = proposal.with_user(user)
            self.assertEqual((seen.can_submit, seen.can_decide), (False, may), user.name)

    def test_measures_are_ended_by_their_owner_and_who_leads(self):
        measure = {"name": "Print it", "user_id": self.writer.id}
        improvement = self.env["service.improvement"].create(
            {"name": "Labels", "user_id": self.manager.id, "action_ids": [(0, 0, measure)]}
        )
        for user, may in ((self.writer, True), (self.agent, False), (self.leader, True)):
            self.assertEqual(improvement.action_ids.with_user(user).can_end, may, user.name)

    def test_only_managers_are_offered_standards_and_processes(self):
        standardise = self.env["service.improvement.standardise"]
        for user, kind in ((self.leader, "article"), (self.manager, "process")):
            self.assertEqual(standardise.with_user(user).default_get(["kind"])["kind"], kind, user.name)
        offered = etree.fromstring(standardise.with_user(self.leader).get_view(view_type="form")["arch"])
        self.assertFalse(offered.xpath("//field[@name='kind'][not(@invisible)]"))

    def test_who_is_gone_is_not_reminded(self):
        article = self.published()
        self.assertEqual(article._get_keeper(), self.writer)
        article.owner_id = self.agent
        self.agent.active = False
        self.assertEqual(article._get_keeper(), self.writer)
        self.writer.active = False
        self.assertEqual(article._get_keeper(), self.leader)

    def test_searchers_see_what_is_outdated(self):
        article = self.published()
        documents = self.env["service.search.document"].with_user(self.agent)
        self.assertEqual([found["outdated"] for found in documents.ask("hot water")], [False])
        article.sudo().state = "review_due"
        self.assertEqual([found["outdated"] for found in documents.ask("hot water")], [True])

    def test_header_of_a_ticket_puts_what_is_due_first(self):
        view = self.env["helpdesk.ticket"].with_user(self.leader).get_view(view_type="form")
        form = etree.fromstring(view["arch"])
        buttons = form.xpath("//header/button/@name")
        self.assertEqual(form.get("js_class"), "service_ticket_form")
        self.assertEqual(buttons[0], "action_complaint_acknowledge")
        self.assertLess(buttons.index("action_take_over"), buttons.index("assign_to_me"))
        self.assertEqual(buttons[-1], "action_explain_standard")

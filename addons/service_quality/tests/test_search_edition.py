from odoo.tests import tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestSearchEdition(ServiceCase):
    """A database whose documents were split in an older way finds by the new one, without a script."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.documents = cls.env["service.search.document"].sudo()
        cls.article = cls.env["service.article"].create(
            {"name": "Quokkameter blinks", "problem": "It blinks", "solution": "Turn it"}
        )
        cls.article.action_publish()
        cls.ticket = cls._ticket(user_id=cls.agent.id, name="Quokkameter is silent")
        cls.ticket.stage_id = cls.stages["done"]
        while cls.documents._renew_some():
            pass

    def outdate(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE service_search_document SET vector = ''::tsvector, edition = NULL"
            " WHERE article_id = %s OR ticket_id = %s",
            [self.article.id, self.ticket.id],
        )
        self.documents._count_terms()
        self.env.invalidate_all()

    def found(self):
        answers = self.documents.with_user(self.manager).ask("quokkameter")
        return {(answer["kind"], answer["id"]) for answer in answers}

    def test_what_was_split_before_is_indexed_anew(self):
        everything = {("article", self.article.id), ("case", self.ticket.id)}
        self.assertEqual(self.found(), everything)
        self.outdate()
        self.assertEqual(self.found(), set())
        self.assertEqual(len(self.documents._get_outdated()), 2)
        self.assertEqual(self.documents._renew_some(), 2)
        self.documents._count_terms()
        self.assertEqual(self.found(), everything)
        self.assertEqual(self.documents._renew_some(), 0)

    def test_what_is_worked_on_again_is_dropped(self):
        self.outdate()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s WHERE id = %s", [self.stages["in_progress"].id, self.ticket.id]
        )
        self.env.invalidate_all()
        self.documents._renew_some()
        self.assertEqual(self.documents.search_count([("ticket_id", "=", self.ticket.id)]), 0)

    def test_an_update_wakes_the_nightly_run(self):
        cron = self.env.ref("service_quality.ir_cron_index_documents")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self.documents._renew_soon()
        self.assertFalse(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))
        self.outdate()
        self.documents._renew_soon()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged

from .common import ServiceCase
from .knowledge_corpus import ARTICLES, QUESTIONS


@tagged("post_install", "-at_install")
class TestKnowledgeSearch(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.articles = cls.env["service.article"].create(
            [{"name": title, "problem": text, "solution": text} for title, text in ARTICLES.values()]
        )
        cls.articles.action_publish()
        cls.keys = dict(zip(cls.articles.ids, ARTICLES, strict=True))
        cls.documents = cls.env["service.search.document"]
        cls.documents._count_terms()

    def ask(self, text, user=None, **options):
        return self.documents.with_user(user or self.agent).ask(text, **options)

    def found(self, text, **options):
        return [self.keys.get(result["id"]) for result in self.ask(text, **options) if result["kind"] == "article"]

    # Relevance

    def measure(self, search):
        """Mean reciprocal rank and recall among the first five, over the fixed set of questions."""
        ranks = []
        for asked, wanted in QUESTIONS.items():
            found = search(asked)[:5]
            ranks.append(1 / (found.index(wanted) + 1) if wanted in found else 0)
        return sum(ranks) / len(ranks), sum(rank > 0 for rank in ranks) / len(ranks)

    def by_ilike(self, asked):
        """As in Odoo's search bars, word by word, in title and text: more than one field of a list offers."""
        domain = Domain.AND(
            Domain("name", "ilike", word) | Domain("problem", "ilike", word) for word in asked.split()
        ) & Domain("id", "in", self.articles.ids)
        return [self.keys[article.id] for article in self.env["service.article"].search(domain)]

    def test_relevance_is_better_than_ilike(self):
        self.assertGreaterEqual(len(QUESTIONS), 40)
        rank, recall = self.measure(self.found)
        plain_rank, plain_recall = self.measure(self.by_ilike)
        figures = f"MRR {rank:.2f} (ilike {plain_rank:.2f}), recall@5 {recall:.2f} (ilike {plain_recall:.2f})"
        self.assertGreater(rank, plain_rank * 2, figures)
        self.assertGreaterEqual(rank, 0.85, figures)
        self.assertGreaterEqual(recall, 0.93, figures)

    def test_without_trigrams_slips_are_found_too(self):
        with patch.object(self.registry, "has_trigram", False):
            self.assertEqual(self.found("barcode scaner")[0], "scanner")
        self.assertEqual(self.found("barcode scaner")[0], "scanner")

    def test_one_character_finds(self):
        found = self.found("冰", limit=5)
        self.assertEqual(set(found[:2]), {"zh_ice", "zh_fridge"})

    def test_the_last_word_may_be_unfinished(self):
        self.assertIn("legionella", self.found("leg", typing=True))
        self.assertNotIn("legionella", self.found("leg"))

    def test_what_cannot_be_read_as_a_question(self):
        for text in ("", "   ", "!?", "'", "\\", "a & | ! :* <->", "'); DROP TABLE x; --", "😀", "%", "_"):
            self.ask(text)
        self.assertEqual(self.ask(""), [])

    def test_marks_stand_in_title_and_text(self):
        first = self.ask("barcode scanner")[0]
        self.assertIn(("Barcode", True), [tuple(piece) for piece in first["title"]])

    def test_the_search_bar_of_the_list(self):
        found = self.env["service.article"].search([("matching", "=", "safety valves")])
        self.assertEqual([self.keys[article.id] for article in found], ["leak"])
        found = self.env["service.article"].search([("matching", "=", "漏水")])
        self.assertEqual([self.keys[article.id] for article in found], ["zh_leak"])

    # Solved cases

    def test_a_case_is_found_once_it_is_solved(self):
        ticket = self._ticket(name="Zeppelin hangar heating", user_id=self.agent.id)
        self._reply(ticket, body="Turn the quokka valve")
        cases = lambda text: [result["id"] for result in self.ask(text, kinds=["case"])]  # noqa: E731
        self.assertEqual(cases("zeppelin"), [])
        self._move(ticket, "done")
        self.assertEqual(cases("zeppelin"), ticket.ids)
        self.assertEqual(cases("quokka"), ticket.ids)
        self._move(ticket, "in_progress")
        self.assertEqual(cases("zeppelin"), [])
        self._move(ticket, "done")
        ticket.name = "Airship"
        self.assertEqual(cases("zeppelin"), [])
        ticket.active = False
        self.assertEqual(cases("airship"), [])

    def test_nobody_finds_what_he_may_not_read(self):
        elsewhere = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        stage = self.stages["done"].id
        own = self._ticket(name="Zeppelin one", stage_id=stage)
        other = self._ticket(name="Zeppelin two", stage_id=stage, team_id=elsewhere.id)
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["service.article"].create(
            {"name": "Zeppelin three", "problem": "x", "solution": "y", "company_id": company.id}
        )
        draft = self.env["service.article"].create({"name": "Zeppelin four", "problem": "x", "solution": "y"})
        foreign.action_publish()
        colleague = self._user("colleague", "service_quality.service_quality_group_department")
        for user, seen in (
            (self.agent, {("case", own.id)}),
            (self.manager, {("case", own.id), ("case", other.id)}),
            (colleague, set()),
        ):
            found = {(result["kind"], result["id"]) for result in self.ask("zeppelin", user)}
            self.assertEqual(found, seen, user.name)
        self.assertNotIn(draft.id, [result["id"] for result in self.ask("zeppelin", self.leader)])

    def test_the_scheduled_action_brings_in_what_was_written_past_the_orm(self):
        ticket = self._ticket(name="Zeppelin")
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s, closed = TRUE WHERE id = %s", [self.stages["done"].id, ticket.id]
        )
        self.env.invalidate_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_options: 60):
            self.documents._cron_index()
        self.assertEqual([result["id"] for result in self.ask("zeppelin", kinds=["case"])], ticket.ids)
        count = self.env["service.search.term"].search([("term", "=", "zeppelin")]).documents
        self.assertEqual(count, 1)

    def test_queries_do_not_grow(self):
        def cost(count):
            tickets = self.env["helpdesk.ticket"].create([self._ticket_values() for _n in range(count)])
            self.env.flush_all()
            before = self.cr.sql_log_count
            tickets._index()
            return self.cr.sql_log_count - before

        cost(2)
        self.assertEqual(cost(5), cost(50))
        self.ask("water")
        before = self.cr.sql_log_count
        self.ask("hot water in the kitchen, E21")
        self.assertLessEqual(self.cr.sql_log_count - before, 6)

    def test_nobody_reads_the_index_itself(self):
        for user in (self.agent, self.leader):
            self.assertFalse(self.documents.with_user(user).has_access("read"))

import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.search_text import question
from .common import ServiceCase

_LETTERS = "abc%_漏水"


@tagged("post_install", "-at_install")
class TestSearchTerms(ServiceCase):
    """In how many documents a term, or what begins so, stands: against going through all terms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(5)
        cls.terms = {
            "".join(chance.choices(_LETTERS, k=chance.randint(1, 4))): chance.randint(1, 9) for _n in range(900)
        }
        cls.env.cr.execute("DELETE FROM service_search_term")
        cls.env.cr.execute(
            SQL(
                "INSERT INTO service_search_term (term, documents) SELECT * FROM unnest(%s::text[], %s::int[])",
                list(cls.terms),
                list(cls.terms.values()),
            )
        )
        cls.documents = cls.env["service.search.document"].sudo()

    def counted(self, text, typing=False):
        return {
            (term.text, term.beginning): term.documents
            for term in self.documents._get_terms(text, typing)
            if not term.guessed
        }

    def expected(self, term, beginning):
        if beginning:
            return sum(count for known, count in self.terms.items() if known.startswith(term))
        return self.terms.get(term, 0)

    def test_counts(self):
        for text, typing in (("漏水", False), ("水", False), ("漏", False), ("abc cab", False), ("bca abc", True)):
            found = self.counted(text, typing)
            self.assertTrue(found, text)
            for (term, beginning), count in found.items():
                self.assertEqual(count, self.expected(term, beginning), (text, term, beginning))
        self.assertIn(("水", True), self.counted("水"))
        self.assertIn(("abc", True), self.counted("bca abc", typing=True))

    def test_beginnings_are_found_by_the_index(self):
        """Whoever types asks for a beginning with every letter: not by going through the vocabulary."""
        self.env.cr.execute("ANALYZE service_search_term")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.documents._get_count_query(question("bca abc"), "abc")
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertEqual(plan.count("service_search_term_term_idx"), 2, plan)

from odoo import api, models
from odoo.tools import SQL

from ..engine.highlight import marked
from ..engine.relevance import Term, attempts, nearest, weight
from ..engine.search_text import question

_MOST = 50
# A reviewed article says in general what a case says of one customer
_ARTICLE_BONUS = 1.25
_TYPO_LENGTH = 4


class ServiceSearchDocument(models.Model):
    """Asking: which articles and solved cases speak of something, the best first.

    A question is counted (how rare are its terms), terms that nobody uses are
    taken for slips of the pen, and one statement ranks: those documents that
    hold the rarest terms, by the sum of what each term counts. Articles and
    tickets are what the asking user may read; customers search the customer texts only.
    """

    _inherit = "service.search.document"

    @api.model
    def ask(self, text, kinds=("article", "case"), limit=10, typing=False, exclude_ticket_id=False):
        """What answers a question, for the screen.

        :param kinds: ``article`` and/or ``case``
        :param typing: the last word may not be finished yet
        :return: ``[{"kind", "id", "title": pieces, "snippet": pieces, "score", "outdated"}, …]`` where pieces are
            ``[text, whether it was asked for]``, and outdated articles were not read again in time
        """
        self.env["service.article"].check_access("read")
        sources = {}
        if "article" in kinds:
            found = self.env["service.article"]._search([("state", "in", ("published", "review_due"))])
            sources["article_id"] = ("internal", found)
        if "case" in kinds and self.env["helpdesk.ticket"].has_access("read"):
            excluded = [("id", "!=", exclude_ticket_id)] if exclude_ticket_id else []
            sources["ticket_id"] = ("internal", self.env["helpdesk.ticket"]._search(excluded))
        return self._mark_outdated(self._answer(text, sources, limit, typing))

    def _mark_outdated(self, results):
        """Say which articles nobody has read again in time."""
        found = [result["id"] for result in results if result["kind"] == "article"]
        due = set(self.env["service.article"]._search([("id", "in", found), ("state", "=", "review_due")]))
        return [{**result, "outdated": result["kind"] == "article" and result["id"] in due} for result in results]

    @api.model
    def _ask_as_customer(self, text, domain, limit=5, typing=False):
        """The same for customers: articles within ``domain``, found by their customer text."""
        found = self.env["service.article"].sudo()._search(domain)
        return self._answer(text, {"article_id": ("portal", found)}, limit, typing)

    def _answer(self, text, sources, limit, typing):
        terms = self._get_terms(text, typing)
        if not terms or not sources:
            return []
        limit, rows = min(limit, _MOST), []
        for query, most in attempts(terms):
            known = {row[:2] for row in rows}
            found = self._rank(terms, sources, limit, query, most)
            rows = (rows + [row for row in found if row[:2] not in known])[:limit]
            if len(rows) == limit:
                break
        return [
            {
                "kind": "article" if article else "case",
                "id": article or ticket,
                "title": marked(title, text, width=120),
                "snippet": marked(body, text),
                "score": score,
            }
            for article, ticket, title, body, score in rows
        ]

    @api.model
    def _get_articles_with(self, text):
        """The ids of the articles that hold every term of a question, as a sub-select."""
        terms = [term.query for term in self._get_terms(text) if not term.guessed]
        return SQL(
            "(SELECT article_id FROM service_search_document WHERE article_id IS NOT NULL AND vector @@ %s::tsquery)",
            " & ".join(terms) or "''",
        )

    # Terms

    def _get_terms(self, text, typing=False):
        """The terms of a question as the index has them, with the number of documents of each."""
        asked = question(text)
        if not asked:
            return []
        last = asked.words[-1] if typing and asked.words and len(asked.words[-1]) > 2 else None
        rows = self.env.execute_query(self._get_count_query(asked, last))
        terms = [Term(term, int(documents), beginning) for term, beginning, documents in rows]
        return terms + self._guess([term.text for term in terms if not term.documents and term.text.isascii()])

    def _get_count_query(self, asked, last):
        """A query of ``(term, whether it is the beginning of one, in how many documents)`` of a :class:`Question`."""
        return SQL(
            """
            WITH asked AS MATERIALIZED (
                    SELECT lexeme AS term, w.word = %(last)s AS beginning
                      FROM unnest(%(words)s::text[]) AS w(word),
                           unnest(tsvector_to_array(to_tsvector('english', w.word))) AS lexeme
                     UNION
                    SELECT pair, FALSE FROM unnest(%(pairs)s::text[]) AS pair
                     UNION
                    SELECT one, TRUE FROM unnest(%(beginnings)s::text[]) AS one)
            SELECT a.term, a.beginning,
                   CASE WHEN a.beginning
                        -- What LIKE with a prefix known beforehand becomes: a range of the index
                        THEN (SELECT COALESCE(SUM(t.documents), 0) FROM service_search_term AS t
                               WHERE t.term ~>=~ a.term AND t.term ~<~ (a.term || chr(1114111)))
                        ELSE COALESCE((SELECT t.documents FROM service_search_term AS t WHERE t.term = a.term), 0)
                    END
              FROM asked AS a
            """,
            last=last or "",
            words=list(asked.words),
            pairs=list(asked.pairs),
            beginnings=list(asked.beginnings),
        )

    def _guess(self, unknown):
        """Terms that unknown words may be misspelt for; by trigrams where the database has them."""
        unknown = [word for word in unknown if len(word) >= _TYPO_LENGTH and word.isalpha()]
        if not unknown:
            return []
        rows = (self._guess_by_trigrams if self.pool.has_trigram else self._guess_by_letters)(unknown)
        return [Term(term, documents, guessed=True) for term, documents in dict(rows).items()]

    def _guess_by_trigrams(self, unknown):
        return self.env.execute_query(
            SQL(
                """
                SELECT n.term, n.documents
                  FROM unnest(%s) AS w(word)
            CROSS JOIN LATERAL (SELECT t.term, t.documents, similarity(t.term, w.word) AS near
                                  FROM service_search_term AS t
                                 WHERE t.term %% w.word
                              ORDER BY near DESC, t.documents DESC, t.term
                                 LIMIT 2) AS n
                 WHERE n.near >= 0.35
                """,
                unknown,
            )
        )

    def _guess_by_letters(self, unknown):
        terms = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT t.term, t.documents
                      FROM service_search_term AS t
                      JOIN unnest(%s) AS w(word)
                        ON t.term LIKE left(w.word, 1) || '%%' AND length(t.term) BETWEEN length(w.word) - 2
                                                                                    AND length(w.word) + 2
                    """,
                    unknown,
                )
            )
        )
        return [(near, terms[near]) for word in unknown for near in nearest(word, terms)]

    # Ranking

    def _rank(self, terms, sources, limit, query, most=None):
        """``[(article id, ticket id, title, text, score), …]``: the best first of those that ``query`` chooses.

        At most ``most`` of each kind are looked at.
        """
        total = self._get_total()
        weights = [weight(term, total) for term in terms]
        branches = [
            SQL(
                """
                (SELECT d.article_id, d.ticket_id, d.title, d.text, d.vector
                   FROM service_search_document AS d
                  WHERE d.vector @@ %s::tsquery AND d.audience = %s AND d.%s IN %s
                  LIMIT %s)
                """,
                query,
                audience,
                SQL.identifier(field),
                readable.subselect(),
                most,
            )
            for field, (audience, readable) in sources.items()
        ]
        return self.env.execute_query(
            SQL(
                """
                WITH asked AS (SELECT query::tsquery, weight
                                 FROM unnest(%(queries)s::text[], %(weights)s::float[]) AS q(query, weight)),
                     found AS MATERIALIZED (%(branches)s),
                     ranked AS (
                        SELECT f.article_id, f.ticket_id, f.title, f.text,
                               (SELECT SUM(a.weight * (0.5 + ts_rank('{0.1, 0.35, 0.6, 1.0}', f.vector, a.query, 1)))
                                  FROM asked AS a
                                 WHERE f.vector @@ a.query)
                               * CASE WHEN f.article_id IS NULL THEN 1 ELSE %(bonus)s END AS score
                          FROM found AS f)
                SELECT article_id, ticket_id, title, text, score / %(whole)s
                  FROM ranked
              ORDER BY score DESC, article_id DESC NULLS LAST, ticket_id DESC
                 LIMIT %(limit)s
                """,
                queries=[term.query for term in terms],
                weights=weights,
                branches=SQL(" UNION ALL ").join(branches),
                bonus=_ARTICLE_BONUS,
                whole=sum(weights),
                limit=limit,
            )
        )

    def _get_total(self):
        total = self.env.execute_query(SQL("SELECT documents FROM service_search_term WHERE term = ''"))
        return max(total[0][0] if total else 0, 1)

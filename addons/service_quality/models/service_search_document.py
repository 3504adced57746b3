from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, create_index

from ..engine.relevance import TITLE
from ..engine.search_text import EDITION, pairs, vector_literal, words

_BATCH = 1_000
# A description can quote a whole correspondence: what somebody asks for stands at its beginning
_LONGEST = 20_000


class ServiceSearchDocument(models.Model):
    """What an article or a solved case is found by: its text as a ``tsvector``, of words and of pairs of characters.

    A row of its own for each, so that tickets need no further column and an
    article can be found by its customer text alone where customers search
    (``audience``). The rows are written by the ones they stand for, in one
    statement for any number; nobody else has access to them. Who may find what
    is decided in :mod:`.service_search`, by the record rules of articles and tickets.
    """

    _name = "service.search.document"
    _description = "Search Document"
    _order = "id"

    article_id = fields.Many2one("service.article", ondelete="cascade", readonly=True)
    ticket_id = fields.Many2one("helpdesk.ticket", ondelete="cascade", readonly=True)
    audience = fields.Selection([("internal", "Internal"), ("portal", "Customers")], required=True, readonly=True)
    title = fields.Char(readonly=True)
    text = fields.Text(readonly=True)
    edition = fields.Integer(readonly=True, help="How the text was split: documents of an older one are indexed anew.")

    _one_subject = models.Constraint(
        "CHECK((article_id IS NULL) <> (ticket_id IS NULL))", "A search document stands for an article or a case."
    )
    _article_uniq = models.UniqueIndex("(article_id, audience) WHERE article_id IS NOT NULL")
    _ticket_uniq = models.UniqueIndex("(ticket_id) WHERE ticket_id IS NOT NULL")

    def init(self):
        # PostgreSQL's own type, which no field has
        self.env.cr.execute("ALTER TABLE service_search_document ADD COLUMN IF NOT EXISTS vector tsvector")
        create_index(
            self.env.cr, "service_search_document_vector_idx", self._table, ["vector"], method="gin", comment="Search"
        )
        self._renew_soon()

    def _renew_soon(self):
        """After an update that splits texts in another way, the nightly run comes at once."""
        cron = self.env.ref("service_quality.ir_cron_index_documents", raise_if_not_found=False)
        if cron and self._get_outdated(limit=1):
            cron._trigger()

    @api.model
    def _get_outdated(self, limit=None):
        """Documents that another edition of the engine has split."""
        return self.search([("edition", "!=", EDITION)], limit=limit, order="id")

    @api.model
    def _renew_some(self):
        """Index a batch of outdated documents anew; returns how many there were."""
        outdated = self._get_outdated(limit=_BATCH)
        count, articles, tickets = len(outdated), outdated.article_id, outdated.ticket_id
        articles._index()
        tickets.filtered("solved")._index()
        # What is not solved any more is not stored again
        outdated.exists().unlink()
        return count

    # Writing

    @api.model
    def _store(self, rows):
        """Write documents: ``[(article id or None, ticket id or None, audience, title, labels, text), …]``."""
        for start in range(0, len(rows), _BATCH):
            batch = [(*row[:5], (row[5] or "")[:_LONGEST]) for row in rows[start : start + _BATCH]]
            self.env.execute_query(self._get_store_query(batch))
        self.invalidate_model()

    def _get_store_query(self, rows):
        articles, tickets, audiences, titles, labels, texts = map(list, zip(*rows, strict=True))
        columns = {"articles": articles, "tickets": tickets, "audiences": audiences, "titles": titles, "texts": texts}
        for name, values, mark in (("title", titles, "A"), ("label", labels, "B"), ("text", texts, "C")):
            columns[f"{name}_words"] = [words(value) for value in values]
            columns[f"{name}_pairs"] = [vector_literal(pairs(value), mark) for value in values]
        return SQL(
            """
            INSERT INTO service_search_document AS d
                   (article_id, ticket_id, audience, title, text, edition, vector,
                    create_uid, create_date, write_uid, write_date)
            SELECT n.article_id, n.ticket_id, n.audience, n.title, n.text, %(edition)s,
                   setweight(to_tsvector('english', n.title_words), 'A') || n.title_pairs::tsvector
                       || setweight(to_tsvector('english', n.label_words), 'B') || n.label_pairs::tsvector
                       || setweight(to_tsvector('english', n.text_words), 'C') || n.text_pairs::tsvector
                       || array_to_tsvector(ARRAY(
                              SELECT %(mark)s || term
                                FROM unnest(tsvector_to_array(
                                         to_tsvector('english', n.title_words) || n.title_pairs::tsvector)) AS term)),
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM unnest(%(articles)s::int[], %(tickets)s::int[], %(audiences)s::text[], %(titles)s::text[],
                          %(texts)s::text[], %(title_words)s::text[], %(label_words)s::text[],
                          %(text_words)s::text[], %(title_pairs)s::text[], %(label_pairs)s::text[],
                          %(text_pairs)s::text[])
                AS n(article_id, ticket_id, audience, title, text, title_words, label_words, text_words,
                     title_pairs, label_pairs, text_pairs)
                ON CONFLICT DO NOTHING
         RETURNING d.id
            """,
            uid=self.env.uid,
            now=fields.Datetime.now(),
            mark=TITLE,
            edition=EDITION,
            **columns,
        )

    @api.model
    def _forget(self, field, ids):
        """Take the documents of these articles or tickets out."""
        if ids:
            column = SQL.identifier(field)
            self.env.cr.execute(SQL("DELETE FROM service_search_document WHERE %s = ANY(%s)", column, ids))
            self.invalidate_model()

    # Scheduled

    @api.model
    def _cron_index(self):
        """Bring in what is missing: cases from before the addon was installed, or that were written past the ORM, and
        what an older edition has split."""
        while renewed := self._renew_some():
            if not self.env["ir.cron"]._commit_progress(renewed, remaining=len(self._get_outdated())):
                return
        solved = Domain("stage_id.closed", "=", True) | Domain("stage_id.resolving", "=", True)
        for model, field, domain in (
            ("service.article", "article_id", Domain.TRUE),
            ("helpdesk.ticket", "ticket_id", solved & Domain("duplicate_id", "=", False)),
        ):
            indexed = self._search([(field, "!=", False)]).subselect(SQL.identifier(field))
            missing = Domain("id", "not in", indexed) & domain
            while records := self.env[model].search(missing, limit=_BATCH, order="id"):
                records._index()
                left = self.env[model].search_count(missing)
                if not self.env["ir.cron"]._commit_progress(len(records), remaining=left):
                    return
        self._count_terms()

    @api.model
    def _count_terms(self):
        """In how many documents each term stands; the empty term counts the documents."""
        self.flush_model()
        self.env.cr.execute("DELETE FROM service_search_term")
        self.env.cr.execute(
            """
            INSERT INTO service_search_term (term, documents)
            SELECT word, ndoc FROM ts_stat('SELECT vector FROM service_search_document')
             WHERE left(word, 1) <> %s
             UNION ALL
            SELECT '', COUNT(*) FROM service_search_document
            """,
            [TITLE],
        )
        self.env["service.search.term"].invalidate_model()

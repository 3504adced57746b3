from odoo import fields, models
from odoo.tools import create_index


class ServiceSearchTerm(models.Model):
    """How common a term is among the documents, counted once a day: rare ones tell more."""

    _name = "service.search.term"
    _description = "Search Term"
    _log_access = False
    _rec_name = "term"
    _order = "documents desc"

    term = fields.Char(required=True, readonly=True)
    documents = fields.Integer(readonly=True)

    def init(self):
        # Beginnings of words are looked up in any collation
        create_index(self.env.cr, "service_search_term_term_idx", self._table, ["term text_pattern_ops"], unique=True)
        if self.pool.has_trigram:
            create_index(
                self.env.cr, "service_search_term_trigram_idx", self._table, ["term gin_trgm_ops"], method="gin"
            )

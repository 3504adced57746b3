from odoo import api, models


class ServiceVersionPart(models.AbstractModel):
    """A part of a document in versions: it changes only while its document is a draft.

    Nor is it carried over into another document that is none any more.
    """

    _name = "service.version.part"
    _description = "Part of a Document in Versions"

    # The way from the part to its document
    _document_path = None
    # What may change on a part of a document in force
    _OPEN_FIELDS = frozenset()

    def _get_documents(self):
        return self.mapped(self._document_path)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        # What is shipped arrives in force
        if not self.env.su:
            parts._check_changeable()
        parts._get_documents()._note_change()
        return parts

    def write(self, vals):
        self.check_access("write")
        fixed = not self._OPEN_FIELDS.issuperset(vals)
        if fixed:
            self._check_changeable()
        res = super().write(vals)
        if fixed:
            if self._document_path.partition(".")[0] in vals:
                self._check_changeable()
            self._get_documents()._note_change()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_changeable()
        self._get_documents()._note_change()

    def _check_changeable(self):
        self._get_documents()._check_open()

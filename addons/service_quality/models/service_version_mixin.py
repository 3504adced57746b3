from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceVersionMixin(models.AbstractModel):
    """A document in versions, by which cases or people are judged: draft, in force, retired.

    In force it is not edited any more: its next version is. Whatever was judged
    keeps the version that it was judged by, so a version that was in force is
    never deleted. The life itself is written by actions alone, as superuser,
    because they check what has to be.

    A model that inherits it declares ``previous_id``, a Many2one to itself.
    """

    _name = "service.version.mixin"
    _description = "Document in Versions"

    # What may change on a version in force
    _OPEN_FIELDS = frozenset()
    # What the actions alone write
    _LIFE_FIELDS = frozenset({"state", "version", "previous_id"})

    version = fields.Integer(default=1, readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force"), ("retired", "Retired")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for document in self:
            document.display_name = (
                self.env._("%(name)s (version %(version)s)", name=document.name, version=document.version)
                if document.version > 1
                else document.name
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        first = {"state": "draft", "version": 1}
        for vals in vals_list:
            self._check_life(name for name in vals if vals[name] != first.get(name, False))
        return super().create(vals_list)

    def write(self, vals):
        self._check_life(vals)
        changed = not (self._OPEN_FIELDS | self._LIFE_FIELDS).issuperset(vals) and "state" not in vals
        if changed:
            self._check_open()
        res = super().write(vals)
        if changed:
            self._note_change()
        return res

    def _note_change(self):
        """The content of these drafts, or of a part of them, is another one now."""

    def _check_life(self, names):
        """What makes the life of a document is not written past its actions."""
        if not self.env.su and not self._LIFE_FIELDS.isdisjoint(names):
            raise UserError(self.env._("Use the buttons of the document: they put it in force or retire it."))

    def _check_open(self):
        """Only drafts change in what cases or people are judged by."""
        if closed := self.filtered(lambda document: document.state != "draft"):
            raise UserError(
                self.env._(
                    "%(document)s is no draft any more: others are judged by it."
                    " Make a new version and change that one.",
                    document=closed[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if used := self.filtered(lambda document: document.state != "draft"):
            raise UserError(self.env._("%(document)s was in force: retire it instead.", document=used[0].display_name))

    # Actions

    def action_new_version(self):
        """A draft of the same content that takes over once it is put in force; the one there is, if there is one."""
        self.ensure_one()
        self.check_access("write")
        newest = self._get_newest()
        if not newest._is_open():
            newest = newest._make_next_version(self)
        return newest._get_records_action()

    def _is_open(self):
        """Whether it has still to take effect, so that a next version would be one too many."""
        return self.state == "draft"

    def _make_next_version(self, content):
        """A draft that follows this version.

        :param content: the version that it is a copy of
        """
        draft = content.copy({"name": content.name})
        # Core copies no translations of what it is given: the name has them nevertheless
        content.copy_translations(draft, excluded=content._fields.keys() - {"name"})
        draft.sudo().write({"version": self.version + 1, "previous_id": self.id})
        return draft

    # Lineage

    def _get_newest(self):
        """The last version that was made of this document."""
        every = self.sudo().with_context(active_test=False)
        newest = every
        while following := every.search([("previous_id", "=", newest.id)], order="version desc", limit=1):
            newest = following
        return self.browse(newest.id)

    def _get_versions(self):
        """This version and those before it."""
        versions = self
        while before := versions[-1:].previous_id:
            versions += before
        return versions

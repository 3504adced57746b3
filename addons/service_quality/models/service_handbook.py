import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .service_article_version import show_changes

_LANGS = ("en_US", "zh_CN")
_BATCH = 200


class ServiceHandbook(models.Model):
    """An edition of the handbook: what held when it was issued, as it was written then, in every language.

    It is drawn up from the standards, processes, escalation policies and
    emergency plans in force (:mod:`.service_handbook_chapter`). Once issued,
    its texts stand, with their hashes; everybody of the department is listed and acknowledges it.
    """

    _name = "service.handbook"
    _description = "Handbook Edition"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, edition desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    edition = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    note = fields.Text(string="What Is New", help="In a few words, for those who read it.")
    issued_at = fields.Datetime(string="Issued On", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    remind_days = fields.Integer(
        string="Remind After (Days)", default=7, help="Who has not read it by then gets an activity. 0: never."
    )
    text_ids = fields.One2many("service.handbook.text", "handbook_id", string="Texts", readonly=True)
    reader_ids = fields.One2many(
        "service.handbook.reader", "handbook_id", string="Readers", readonly=True, groups="base.group_user"
    )
    # What the reader sees
    body = fields.Html(compute="_compute_body", sanitize=False)
    changes = fields.Html(compute="_compute_body", sanitize=False)
    digest = fields.Char(string="SHA-256", compute="_compute_body")
    my_read_at = fields.Datetime(string="You Read It On", compute="_compute_my_read_at")
    to_read = fields.Boolean(compute="_compute_my_read_at")
    reader_count = fields.Integer(string="Readers Asked", compute="_compute_read_share")
    read_share = fields.Float(string="Have Read It", compute="_compute_read_share")

    _edition_uniq = models.Constraint("UNIQUE(company_id, edition)", "An edition is counted once.")
    _remind_positive = models.Constraint("CHECK(remind_days >= 0)", "Days are counted from 0.")

    @api.depends("edition", "company_id")
    def _compute_display_name(self):
        for handbook in self:
            handbook.display_name = self.env._(
                "%(company)s: handbook, edition %(edition)s",
                company=handbook.company_id.sudo().name,
                edition=handbook.edition,
            )

    @api.depends("text_ids")
    @api.depends_context("lang")
    def _compute_body(self):
        for handbook in self:
            text = handbook._get_text()
            handbook.body, handbook.digest = text.body, text.digest
            handbook.changes = text.changes

    def _get_text(self):
        """The text in the reader's language, else in the first there is."""
        texts = self.text_ids
        return texts.filtered(lambda text: text.lang == self.env.lang)[:1] or texts[:1]

    @api.depends_context("uid")
    @api.depends("reader_ids.read_at", "state")
    def _compute_my_read_at(self):
        mine = (
            self.env["service.handbook.reader"]
            .sudo()
            .search([("handbook_id", "in", self.ids), ("user_id", "=", self.env.uid)])
        )
        read = {reader.handbook_id.id: reader.read_at for reader in mine}
        for handbook in self:
            handbook.my_read_at = read.get(handbook.id)
            handbook.to_read = handbook.state == "issued" and not handbook.my_read_at

    def _compute_read_share(self):
        groups = (
            self.env["service.handbook.reader"]
            .sudo()
            ._read_group([("handbook_id", "in", self.ids)], ["handbook_id"], ["__count", "read_at:count"])
        )
        counts = {handbook.id: (asked, read) for handbook, asked, read in groups}
        for handbook in self:
            asked, read = counts.get(handbook.id, (0, 0))
            handbook.reader_count = asked
            handbook.read_share = read / asked if asked else 0

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        handbooks = super().create(vals_list)
        for handbook in handbooks:
            others = [("company_id", "=", handbook.company_id.id), ("id", "!=", handbook.id)]
            [(last,)] = self.sudo()._read_group(others, aggregates=["edition:max"])
            handbook.sudo().edition = (last or 0) + 1
            handbook._draw_up()
        return handbooks

    def write(self, vals):
        if not self.env.su and {"state", "edition", "company_id", "issued_at", "issued_by_id"} & vals.keys():
            raise AccessError(self.env._("A handbook is issued by its button only."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(handbook.state != "draft" for handbook in self):
            raise UserError(self.env._("An issued handbook stays: people were told to follow it."))

    # Actions

    def action_draw_up(self):
        """Write the draft anew from what is in force now."""
        self.check_access("write")
        for handbook in self.filtered(lambda handbook: handbook.state == "draft"):
            handbook._draw_up()

    def action_issue(self):
        """From now on this edition holds, and everybody of the department is asked to read it."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            return
        self._draw_up()
        before = self._get_before()
        if before and before.text_ids.mapped("digest") == self.text_ids.mapped("digest"):
            raise UserError(self.env._("Nothing has changed since edition %s.", before.edition))
        before.sudo().write({"state": "replaced"})
        before.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self.sudo().write({"state": "issued", "issued_at": fields.Datetime.now(), "issued_by_id": self.env.uid})
        self._add_readers()

    def action_acknowledge(self):
        """The current user has read this edition."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "issued":
            raise UserError(self.env._("Only the edition in force is acknowledged."))
        self._add_readers()
        mine = self.sudo().reader_ids.filtered(lambda reader: reader.user_id == self.env.user)
        if not mine:
            raise UserError(self.env._("You do not belong to the department that this handbook is for."))
        mine.filtered(lambda reader: not reader.read_at).write(
            {"read_at": fields.Datetime.now(), "digest": self.digest, "lang": self._get_text().lang}
        )
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"], user_id=self.env.uid)

    def action_view_readers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_handbook_reader_action")
        return {**action, "domain": [("handbook_id", "=", self.id)]}

    @api.model
    def action_open_current(self):
        """The edition in force, for the menu."""
        current = self.search([("state", "=", "issued"), ("company_id", "=", self.env.company.id)], limit=1)
        if current:
            return current._get_records_action(name=self.env._("Handbook"))
        return self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_handbook_action")

    # Drawing up

    def _draw_up(self):
        """Texts in every language that the department works in, as things stand now."""
        self.ensure_one()
        self.sudo().text_ids.unlink()
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        langs = [lang for lang in _LANGS if lang in installed] or installed[:1]
        bodies = {lang: str(self.with_context(lang=lang)._render_body()) for lang in langs}
        self.env["service.handbook.text"].sudo().create(
            [
                {
                    "handbook_id": self.id,
                    "lang": lang,
                    "body": body,
                    "digest": hashlib.sha256(body.encode()).hexdigest(),
                }
                for lang, body in bodies.items()
            ]
        )

    def _render_body(self):
        return self.env["ir.qweb"]._render(
            "service_quality.handbook_body",
            {"handbook": self, "company": self.company_id, "chapters": self._get_chapters()},
        )

    def _get_before(self):
        return self.search(
            [("company_id", "=", self.company_id.id), ("edition", "<", self.edition), ("state", "!=", "draft")],
            order="edition desc",
            limit=1,
        )

    # Readers

    def _add_readers(self):
        """Everybody of the department; who joined since as well."""
        group = self.env.ref("service_quality.service_quality_group_department")
        rows = []
        for handbook in self.sudo().filtered(lambda handbook: handbook.state == "issued"):
            users = (
                self.env["res.users"]
                .sudo()
                .search(
                    Domain("all_group_ids", "in", group.ids)
                    & Domain("share", "=", False)
                    & Domain("company_ids", "in", handbook.company_id.ids)
                    & Domain("id", "not in", handbook.reader_ids.user_id.ids)
                )
            )
            rows += [{"handbook_id": handbook.id, "user_id": user.id} for user in users]
        self.env["service.handbook.reader"].sudo().create(rows)

    @api.model
    def _cron_remind(self):
        """Ask those who joined, and remind those who have not read for long; once."""
        issued = self.search([("state", "=", "issued")])
        issued._add_readers()
        for handbook in issued.filtered("remind_days"):
            limit = fields.Datetime.subtract(fields.Datetime.now(), days=handbook.remind_days)
            late = handbook.reader_ids.filtered(
                lambda reader, limit=limit: not reader.read_at and not reader.reminded and reader.create_date <= limit
            )[:_BATCH]
            for reader in late:
                handbook.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Please read the handbook and confirm it"),
                    user_id=reader.user_id.id,
                )
            late.reminded = True


class ServiceHandbookText(models.Model):
    """The handbook in one language, as it was drawn up."""

    _name = "service.handbook.text"
    _description = "Handbook Text"
    _order = "handbook_id, lang"

    handbook_id = fields.Many2one("service.handbook", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handbook_id.company_id")
    lang = fields.Selection(lambda self: self.env["res.lang"].get_installed(), required=True, readonly=True)
    # Made by our own template from escaped values: as it was hashed, not as a sanitizer would write it
    body = fields.Html(readonly=True, sanitize=False)
    digest = fields.Char(string="SHA-256", readonly=True)
    intact = fields.Boolean(compute="_compute_intact", help="The text is the one whose hash was stored.")
    changes = fields.Html(compute="_compute_changes", sanitize=False)

    @api.depends("body", "digest")
    def _compute_intact(self):
        for text in self:
            text.intact = hashlib.sha256(str(text.body or "").encode()).hexdigest() == text.digest

    @api.depends("body")
    def _compute_changes(self):
        for text in self:
            before = text.handbook_id._get_before().text_ids.filtered(lambda other, text=text: other.lang == text.lang)
            text.changes = bool(before) and show_changes(_plain(before.body), _plain(text.body))


class ServiceHandbookReader(models.Model):
    """Somebody who is asked to read an edition, and when that was done."""

    _name = "service.handbook.reader"
    _description = "Handbook Reader"
    _order = "handbook_id desc, read_at desc, id"
    _rec_name = "user_id"

    handbook_id = fields.Many2one("service.handbook", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handbook_id.company_id", store=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    read_at = fields.Datetime(string="Read On", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    digest = fields.Char(string="Text Read", readonly=True, help="The SHA-256 of the text that was confirmed.")
    reminded = fields.Boolean(readonly=True)

    _user_uniq = models.Constraint("UNIQUE(handbook_id, user_id)", "Everybody reads an edition once.")


def _plain(html):
    return html2plaintext(html or "", include_references=False)

import secrets

from odoo import api, fields, models
from odoo.tools import hash_sign, verify_hash_signed


class ServiceLinkMixin(models.AbstractModel):
    """A record that is opened without a login, by a signed link that cannot be guessed."""

    _name = "service.link.mixin"
    _description = "Opened by a Signed Link"

    # A link of one purpose opens nothing of another
    _link_scope = None

    nonce = fields.Char(
        default=lambda self: secrets.token_urlsafe(12), readonly=True, copy=False, groups="base.group_system"
    )

    def _get_token(self):
        self.ensure_one()
        sudo = self.sudo()
        return hash_sign(sudo.env, self._link_scope, [sudo.id, sudo.nonce])

    @api.model
    def _from_token(self, token):
        """The record of a link, with elevated rights; empty where the link was forged."""
        try:
            number, nonce = verify_hash_signed(self.sudo().env, self._link_scope, token) or (0, "")
        except (ValueError, TypeError, IndexError, OverflowError):
            # Not even a token
            return self.sudo().browse()
        record = self.sudo().browse(number).exists()
        return record if record and nonce == record.nonce else self.sudo().browse()

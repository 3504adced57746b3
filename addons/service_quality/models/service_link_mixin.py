import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from odoo import api, fields, models
from odoo.tools import hash_sign, verify_hash_signed


def read_signed(env, scope, token):
    """What a signed link carries, in its only spelling.

    Base64 has several spellings of the same bytes (unused bits of the last
    character, characters that decoders skip): all but the one we sent are refused.

    :param env: an environment with elevated rights
    :param str scope: the purpose the link was signed for
    :param str token: as it came from the address
    :return: the list of signed values; ``None`` where the link was forged or has expired
    """
    try:
        spelled = urlsafe_b64encode(urlsafe_b64decode(token.encode() + b"===")).decode().rstrip("=")
        return verify_hash_signed(env, scope, token) if spelled == token else None
    except (ValueError, TypeError, IndexError, OverflowError):
        # Not even a token
        return None


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
        number, nonce = read_signed(self.sudo().env, self._link_scope, token) or (0, "")
        record = self.sudo().browse(number).exists()
        return record if record and nonce == record.nonce else self.sudo().browse()

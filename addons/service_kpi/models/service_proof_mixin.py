from odoo import models


class ServiceProofMixin(models.AbstractModel):
    """What was closed with a chain of hashes, and can be asked whether it still is as it was closed."""

    _name = "service.proof.mixin"
    _description = "Closed with a Proof"

    def _find_changes(self):
        """What is wrong with one closed record, in words; nothing if all is as it was closed."""
        raise NotImplementedError

    def _get_unchanged_text(self):
        """What the check has proved when it found nothing."""
        raise NotImplementedError

    def action_check(self):
        """Compare what is stored with what was closed, and tell."""
        self.check_access("read")
        findings = [finding for record in self for finding in record.sudo()._find_changes()]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if findings else "success",
                "sticky": bool(findings),
                "title": self.env._("Changed since the close") if findings else self.env._("Unchanged"),
                "message": "\n".join(findings) or self._get_unchanged_text(),
            },
        }

"""The questions to customers say what the ends of a scale mean, and name the case that they know.

Mail templates belong to the company once they are installed: who has written to one since keeps it
as it is, and finds the new text behind *Reset Template*.
"""

from odoo import SUPERUSER_ID, api

_MAILS = ("mail_template_feedback", "mail_template_feedback_reminder")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in _MAILS:
        mail = env.ref(f"service_quality.{name}", raise_if_not_found=False)
        if mail and mail.write_date == mail.create_date:
            mail.reset_template()

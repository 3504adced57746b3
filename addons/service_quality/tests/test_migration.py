"""What an upgrade mends in databases that an earlier version has set up."""

from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import ServiceCase

_SCRIPT = "service_quality/migrations/19.0.1.0.1/post-reset_untouched_mails.py"


@tagged("post_install", "-at_install")
class TestMigration(ServiceCase):
    def test_mails_that_nobody_has_written_to_get_the_new_text(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        question = self.env.ref("service_quality.mail_template_feedback")
        reminder = self.env.ref("service_quality.mail_template_feedback_reminder")
        old = "<p>How was it?</p>"
        (question | reminder).body_html = old
        self.env.flush_all()
        # As an installation leaves it: written when it was created
        self.cr.execute("UPDATE mail_template SET write_date = create_date WHERE id = %s", [question.id])
        self.cr.execute(
            "UPDATE mail_template SET write_date = create_date + interval '1 day' WHERE id = %s", [reminder.id]
        )
        self.env.invalidate_all()
        load_script(file_path(_SCRIPT), "reset_untouched_mails").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertIn("_get_ends", question.body_html)
        self.assertIn("您好", question.with_context(lang="zh_CN").body_html)
        self.assertEqual(reminder.body_html, old)

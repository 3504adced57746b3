from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestPageLanguage(HttpCase):
    """Scripts on pages for customers ask for the texts of the language that stands at the root of the page."""

    def test_page_says_its_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for path, language in (("/zh_CN/service/feedback/none", "zh-CN"), ("/service/feedback/none", "en-US")):
            self.opener.cookies.clear()
            self.assertIn(f'lang="{language}"', self.url_open(path).text.split("<head>")[0], path)

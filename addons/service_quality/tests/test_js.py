# The module, not its classes: a runner would collect an imported test class here as well.
from odoo.addons.web.tests import test_js
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestServiceQualityJs(HttpCase):
    """The unit tests of static/tests, in a browser."""

    def test_unit_desktop(self):
        suite = test_js.HOOTCommon._generate_hash(self, "@service_quality")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )

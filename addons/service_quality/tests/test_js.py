from odoo.tests import tagged

# The module, not its classes: a runner would collect an imported test class here as well.
from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestServiceQualityJs(test_js.HOOTCommon):
    """The unit tests of static/tests, in a browser."""

    def get_hoot_filters(self):
        self._test_params = [("+", "@service_quality")]
        return super().get_hoot_filters()

    def test_unit_desktop(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.hoot_filters}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )

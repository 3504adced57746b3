"""Build the scripts and stylesheets that pages ask for, so that no browser test has to; run by `odoo.Odoo.script`.

They are kept in the database, because that is what a template's copy has: files stay with the name of the original.
"""

settings = env["ir.config_parameter"].sudo()  # noqa: F821 - given by in_odoo.py
location = settings.get_param("ir_attachment.location")
settings.set_param("ir_attachment.location", "db")
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
settings.set_param("ir_attachment.location", location)
env.cr.commit()  # noqa: F821

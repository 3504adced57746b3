"""What `./dev` does: one concern a file, standard library only.

`scripts/` is the exception: those files run inside Odoo's environment and may import what it has.
"""

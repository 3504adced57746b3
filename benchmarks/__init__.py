"""Measures of what this project costs, each beside the same work done by Odoo or by OCA in the same run."""

from . import customer_review

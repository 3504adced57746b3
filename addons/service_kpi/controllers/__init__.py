from . import xlsx
from . import customer_review

from . import training_certificate_import
from . import training_certificate_revoke

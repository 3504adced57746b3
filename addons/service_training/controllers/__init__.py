from . import checkin
from . import portal
from . import verify

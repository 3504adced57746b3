from . import checkin
from . import portal
from . import verify
from . import reaction
from . import learning

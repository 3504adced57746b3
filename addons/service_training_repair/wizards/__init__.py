from . import service_tool_desk

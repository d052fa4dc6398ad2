"""What a plugin author needs for endpoints of the plugin's own (`api.py`).

```python
resource = Resource("garden", "Garden", "What grows.", paths={"plant": "Id of the plant."})

@resource.route("/garden/plants/<int(max=2147483647):plant>")
class Plant(MethodView):
    @resource.reads("get_plant", VIEW, PlantSchema)
    def get(self, plant: int) -> Response:
        \"\"\"A plant\"\"\"
        return said(...)
```

What changes something is marked `@resource.does("water_plant", PERMISSION, PlantSchema, takes=Watering)`; it passes
`the_key()` on to its service, or does its work within `once_by_key`. Schemas derive from `ask.Input` and `tell.Output`
and have one sentence as docstring and an `example` made by `sample`. What a service raises is answered as a problem.
"""

from flask import Response
from flask.views import MethodView

from core.domain.people import NOTE, VIEW, Actor
from core.representation import moment, money
from core.rest import ask, tell
from core.rest.calling import STEP, say, the_actor, the_desk, the_key
from core.rest.once import once_by_key
from core.rest.operations import Resource, done, made, paged, said
from core.rest.samples import sample
from core.rest.schemas import Receipt

__all__ = [
    "NOTE", "STEP", "VIEW", "Actor", "MethodView", "Receipt", "Resource", "Response", "ask", "done", "made",
    "moment", "money", "once_by_key", "paged", "said", "sample", "say", "tell", "the_actor", "the_desk", "the_key",
]

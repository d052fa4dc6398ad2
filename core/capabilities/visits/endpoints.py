"""Where the endpoints of visits hang."""

from core.sdk.rest import Resource

resource = Resource("visits", "Visits", "Who goes to which customer when, what is signed there, and who can be sent.",
                    paths={"number": "Number of the case.", "login": "Log-in of somebody.",
                           "person": "Log-in of somebody.", "request": "Id of the request.",
                           "entry": "Id of what somebody said of where they are.", "attempt": "Id of the attempt.",
                           "disaster": "Id of the disaster.", "step": "Key of the step.",
                           "piece": "Id of the piece."})

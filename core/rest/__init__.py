"""REST at `/api/v1`: what other programs may do with the desk, over the same services as pages and command line.

To add a resource, write a module beside `cases.py`:

1. `things = Resource("things", "Things", "What a thing is.")` (`operations.py`) at its top.
2. A `MethodView` for each path, `@things.route("/things/<int(max=2147483647):thing>")`. A path parameter that is new
   gets its words in `operations.PATHS`; one that is text gets a converter in `application.CONVERTERS`, so that nothing
   unprintable reaches a query.
3. On each method `@things.reads("get_thing", WHO, ThingSchema)` or `@things.does("change_thing", WHO, ThingSchema,
   takes=Change)`: the operation's name, who may (a `Permission`, `calling.STEP`, or `"signed-in"` for every token),
   what is answered, what is read (`takes` a body, `asks` the query). They say who may call, check and hand over the
   input, and write all of it, and every problem there can be, into the specification. The docstring's first line is the
   summary.
4. The method calls one service with `the_actor()` and gives data of `core.representation` back through `said` (a
   reading, with its ETag) or `done`/`made` (a change). It raises what the service raises; `problems.py` answers.
   Whatever changes something passes `the_key()` on, or, where the service takes no key, does its work within
   `once.once_by_key`.
5. Schemas subclass `ask.Input` or `tell.Output`: one sentence as docstring, fields by the makers of those modules, and
   an `example`, which the tests hold against the schema.
6. Add the resource to `application.RESOURCES`, and its routes to the table in `tests/rest/test_rights.py`.

Bodies are JSON, money is text, moments are RFC 3339 in UTC, days are ISO. Errors are problem details (RFC 9457).
"""

"""Files of cases: listed, uploaded, fetched. A file never runs in a browser: it comes as an attachment."""

from typing import Any, BinaryIO, cast
from urllib.parse import quote

from flask import Response, request, send_file
from flask.views import MethodView

from core.domain.errors import InvalidInput, NotFound
from core.domain.people import NOTE, VIEW
from core.http.files import saved_name
from core.privacy.accesses import TOOK_FILE
from core.representation import said_evidence
from core.rest import ask, tell
from core.rest.calling import say, the_actor, the_desk, the_key
from core.rest.cases import the_case
from core.rest.operations import Resource, done, said
from core.rest.parsing import form_field, read_form
from core.rest.samples import sample
from core.rest.schemas import File, Receipt
from core.services.notes import Upload

resource = Resource("evidence", "Evidence", "Files shown in cases: photos, papers, recordings.")

FORM: dict[str, Any] = {
    "type": "object", "required": ["file"], "additionalProperties": False, "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream",
                 "description": "The file: JPEG, PNG, WebP, HEIC, GIF, PDF or MP4, recognised by its content."},
        "purpose": {"type": "string", "maxLength": 100, "description": "What it shows: a kind of evidence."},
        "field": {"type": "string", "maxLength": 100, "description": "The question it illustrates."},
        "source": {"type": "string", "enum": ["customer", "staff"], "description": "Who gave it."},
        "version": {"type": "integer", "minimum": 1, "maximum": ask.LARGEST_ID,
                    "description": "Version of the case that you have seen."}}}
KINDS = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "application/pdf", "video/mp4")


class Files(tell.Output):
    """The files of a case."""

    evidence = tell.parts(File, "Files, the first uploaded first.")
    example = sample({"evidence": [dict(File.example)]})


class Uploaded(Receipt):
    """What an upload left."""

    evidence = tell.part(File, "The file.")
    example = sample({**Receipt.example, "evidence": dict(File.example)})


class Copy(ask.Input):
    """Which copy of a file."""

    copy = ask.text("`public`: the copy without camera, time and place, to be shown outside.",
                one_of=("original", "public"), default="original")


@resource.route("/cases/<case:number>/evidence")
class CaseEvidence(MethodView):
    takes_files = True

    @resource.reads("list_evidence", VIEW, Files)
    def get(self, number: str) -> Response:
        """List the files of a case"""
        return said({"evidence": [said_evidence(each, say()) for each in the_case(number).evidence]})

    @resource.does("upload_evidence", NOTE, Uploaded, status=201, form=FORM)
    def post(self, number: str) -> Response:
        """Upload a file to a case"""
        read_form(set(FORM["properties"]))
        files = [each for each in request.files.getlist("file") if each.filename]
        if len(files) != 1:
            raise InvalidInput.field("file", "请选择文件")
        source = form_field("source") or "customer"
        if source not in ("customer", "staff"):
            raise InvalidInput.field("source", "不是可选的选项")
        receipt, row = the_desk().notes.attach(the_actor(), number, Upload(
            cast(BinaryIO, files[0].stream), files[0].filename or "", form_field("purpose", 100),
            form_field("field", 100), source), version=_version(form_field("version")), key=the_key())
        return done(receipt, 201, evidence=said_evidence(row, say()))


def _version(said: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 10 and int(said)):
        raise InvalidInput.field("version", "不是整数")
    return int(said)


@resource.route("/cases/<case:number>/evidence/<int(max=2147483647):evidence>")
class EvidenceContent(MethodView):
    @resource.fetches("get_evidence", VIEW, KINDS, asks=Copy)
    def get(self, asked: dict[str, Any], number: str, evidence: int) -> Response:
        """Fetch a file"""
        files, row = the_desk().place.files, the_desk().notes.evidence(the_actor(), number, evidence)
        public = asked["copy"] == "public"
        path = files.path(row.public_name if public else row.stored_name)
        if not path.is_file():
            raise NotFound()
        the_desk().accesses.note(the_actor(), TOOK_FILE, face="rest", case_id=row.case_id)
        kind = "image/png" if public and row.media_type == "image/gif" else row.media_type
        reply = send_file(path.resolve(), mimetype=kind, conditional=False, etag=False)
        name = saved_name(row.original_name, row.stored_name)
        reply.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        reply.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return reply

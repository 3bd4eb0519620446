"""The network in service as files that others may take: one GTFS, and lists of stops and lines."""

from __future__ import annotations

from flask import Response, request, send_file
from werkzeug.exceptions import NotFound

from api.service import Service
from feeds.export import Form, Subject, write_list

GTFS = "gtfs.zip"
LISTS = {f"{subject.value}.{form.value}": (subject, form) for subject in Subject for form in Form}
TYPES = {Form.CSV: "text/csv", Form.GEOJSON: "application/geo+json"}


def download(service: Service, name: str) -> Response:
    """Return a file; it changes with the network only, which its ETag names.

    Raises
    ------
    NotFound: there is no such file; or the network cannot be one GTFS, as it keeps two clocks.

    """
    etag = f"{service.snapshot.version}-{name}"
    file_name = f"{service.snapshot.manifest.region_id}-{name}"
    if name == GTFS and service.snapshot.gtfs is not None:
        response = send_file(
            service.snapshot.gtfs,
            "application/zip",
            as_attachment=True,
            download_name=file_name,
            etag=etag,
            conditional=True,
        )
        # The file is sent piece by piece from the disk; its folder never changes.
        response.headers["Cache-Control"] = "no-cache"
        return response
    if name not in LISTS:
        raise NotFound
    subject, form = LISTS[name]
    response = Response(mimetype=TYPES[form])
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.make_conditional(request)
    if response.status_code == 200:  # noqa: PLR2004  # not what whoever asks has already
        response.set_data("".join(write_list(service.snapshot, subject, form)))
    return response

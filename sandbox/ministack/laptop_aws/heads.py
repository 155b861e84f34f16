"""HEAD of one part of an object, and copies of archived objects, which S3 refuses until they are restored."""

from ministack.services import s3

from .calls import copy_source
from .replacing import wrap


def install() -> None:
    wrap(s3, "_head_object", _of_one_part)
    wrap(s3, "_copy_object", _only_of_the_readable)
    wrap(s3, "_upload_part_copy", _only_of_the_readable)


def _of_one_part(original):
    def head_object(bucket_name, key, headers=None, query_params=None):
        status, answer_headers, body = original(bucket_name, key, headers, query_params)
        wanted = s3._qp(query_params or {}, "partNumber")
        if status != 200 or not wanted:
            return status, answer_headers, body
        held = s3._buckets[bucket_name]["objects"][key]
        parts = held.get("parts") or []
        # What was put in one piece has one part, and no count of parts (API_HeadObject, x-amz-mp-parts-count).
        sizes = [part["Size"] for part in parts] or [held["size"]]
        number = int(wanted)
        if number > len(sizes):
            return s3._error("InvalidPartNumber", "The requested partnumber is not satisfiable", 416, f"/{bucket_name}/{key}")
        first, size = sum(sizes[: number - 1]), sizes[number - 1]
        answer_headers["Content-Length"] = str(size)
        if size > 0:
            answer_headers["Content-Range"] = f"bytes {first}-{first + size - 1}/{held['size']}"
        if parts:
            answer_headers["x-amz-mp-parts-count"] = str(len(parts))
        return 206, answer_headers, body

    return head_object


def _only_of_the_readable(original):
    def copy(bucket_name, dest_key, *rest):
        # The headers are the last argument of either call.
        source = copy_source(rest[-1])
        held = None if source is None else (s3._buckets.get(source.bucket) or {"objects": {}})["objects"].get(source.key)
        if held is not None:
            kind = held.get("storage_class") or "STANDARD"
            if kind in s3._ARCHIVE_STORAGE_CLASSES and s3._sync_restore(source.bucket, source.key, held) != "restored":
                return s3._invalid_object_state(source.bucket, source.key, kind)
        return original(bucket_name, dest_key, *rest)

    return copy

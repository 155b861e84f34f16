"""CopyObject as S3 does it: conditions on the target, and an ETag of its own."""

from xml.sax.saxutils import escape

from ministack.core.responses import md5_hash
from ministack.services import s3

from .replacing import wrap


def install() -> None:
    wrap(s3, "_copy_object", _conditional)
    wrap(s3, "_put_object", _forgetting_tags)
    wrap(s3, "_head_object", _counting_tags)


def _conditional(original):
    def copy_object(bucket_name, dest_key, headers):
        bucket = s3._buckets.get(bucket_name)
        # If-None-Match and If-Match of a copy speak of its target (API_CopyObject); the source has headers of its own.
        failed = None if bucket is None else s3._check_put_preconditions(headers, bucket["objects"].get(dest_key))
        if failed is not None:
            return failed
        status, answer_headers, body = original(bucket_name, dest_key, headers)
        made = s3._buckets[bucket_name]["objects"].get(dest_key) if status == 200 else None
        if made is not None and "-" in made["etag"]:
            # A copy is one object, not an upload in parts: its ETag is the MD5 of the whole, whatever the source's was.
            parts_etag, made["etag"] = made["etag"], f'"{md5_hash(made["body"])}"'
            for version in s3._object_versions.get((bucket_name, dest_key), []):
                if version["version_id"] == made.get("version_id"):
                    version["etag"] = made["etag"]
            body = body.replace(escape(parts_etag).encode(), escape(made["etag"]).encode())
        return status, answer_headers, body

    return copy_object


def _forgetting_tags(original):
    def put_object(bucket_name, key, body, headers):
        answer = original(bucket_name, key, body, headers)
        if answer[0] == 200 and not headers.get("x-amz-tagging"):
            made = s3._buckets[bucket_name]["objects"][key]
            # The original leaves a replaced object's tags on the new one.
            s3._object_tags.pop((bucket_name, key, made.get("version_id")), None)
        return answer

    return put_object


def _counting_tags(original):
    def head_object(bucket_name, key, headers=None, query_params=None):
        status, answer_headers, body = original(bucket_name, key, headers, query_params)
        if status == 200:
            answer_headers.update(s3._object_tagging_count_header(bucket_name, key, answer_headers.get("x-amz-version-id")))
        return status, answer_headers, body

    return head_object

"""Uploads in parts: tags that arrive at the object, parts that have to be large enough, in order, and of their own upload."""

from urllib.parse import parse_qs

from ministack.services import s3

from .replacing import wrap

#: The least size of every part but the last (userguide/qfacts).
_LEAST_PART_BYTES = 5 * 1024 * 1024


def install() -> None:
    wrap(s3, "_create_multipart_upload", _keeping_tags)
    wrap(s3, "_upload_part_copy", _of_its_upload)
    wrap(s3, "_complete_multipart_upload", _checked_and_tagged)


def _keeping_tags(original):
    def create_multipart_upload(bucket_name, key, headers):
        answer = original(bucket_name, key, headers)
        if answer[0] == 200:
            upload_id = s3._find_xml_tag(s3.fromstring(answer[2]), "UploadId").text
            tags = parse_qs(headers.get("x-amz-tagging", ""), keep_blank_values=True)
            s3._multipart_uploads[upload_id]["tags"] = {name: values[0] for name, values in tags.items()}
        return answer

    return create_multipart_upload


def _of_its_upload(original):
    def upload_part_copy(bucket_name, dest_key, query_params, headers):
        upload = s3._multipart_uploads.get(s3._qp(query_params, "uploadId"))
        if upload is None or (upload["bucket"], upload["key"]) != (bucket_name, dest_key):
            return s3._error("NoSuchUpload", "The specified multipart upload does not exist.", 404, f"/{bucket_name}/{dest_key}")
        return original(bucket_name, dest_key, query_params, headers)

    return upload_part_copy


def _checked_and_tagged(original):
    def complete_multipart_upload(bucket_name, key, body, query_params, headers=None):
        upload = s3._multipart_uploads.get(s3._qp(query_params, "uploadId"))
        refusal = None if upload is None else _parts_refusal(upload, body)
        if refusal is not None:
            return refusal
        answer = original(bucket_name, key, body, query_params, headers)
        if upload is not None and answer[0] == 200:
            made = s3._buckets[bucket_name]["objects"][key]
            name = (bucket_name, key, made.get("version_id"))
            if upload.get("tags"):
                s3._object_tags[name] = dict(upload["tags"])
            else:
                s3._object_tags.pop(name, None)
        return answer

    return complete_multipart_upload


def _parts_refusal(upload: dict, body: bytes):
    try:
        root = s3.fromstring(body)
        numbers = [int(s3._find_xml_tag(part, "PartNumber").text) for part in root if part.tag.rpartition("}")[2] == "Part"]
    except Exception:
        return s3._error("MalformedXML", s3._MALFORMED_XML, 400)
    if not numbers:
        return s3._error("MalformedXML", s3._MALFORMED_XML, 400)
    if any(later <= earlier for earlier, later in zip(numbers, numbers[1:])):
        return s3._error("InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", 400)
    for number in numbers[:-1]:
        part = upload["parts"].get(number)
        if part is not None and part["size"] < _LEAST_PART_BYTES:
            return s3._error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400)
    return None

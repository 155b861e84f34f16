"""Uploads in parts: tags that arrive at the object, parts that have to be large enough, in order, and of their own upload; who began one."""

import re
from urllib.parse import parse_qs
from xml.sax.saxutils import escape, unescape

from ministack.services import s3

from .listing import url_encode
from .matching import principals
from .replacing import wrap

#: The least size of every part but the last (userguide/qfacts).
_LEAST_PART_BYTES = 5 * 1024 * 1024


def install() -> None:
    wrap(s3, "_create_multipart_upload", _keeping_tags)
    wrap(s3, "_list_multipart_uploads", _telling_who)
    wrap(s3, "_upload_part_copy", _of_its_upload)
    wrap(s3, "_complete_multipart_upload", _checked_and_tagged)


def _keeping_tags(original):
    def create_multipart_upload(bucket_name, key, headers):
        answer = original(bucket_name, key, headers)
        if answer[0] == 200:
            upload_id = s3._find_xml_tag(s3.fromstring(answer[2]), "UploadId").text
            tags = parse_qs(headers.get("x-amz-tagging", ""), keep_blank_values=True)
            s3._multipart_uploads[upload_id]["tags"] = {name: values[0] for name, values in tags.items()}
            asker = next(iter((principals.get() or {}).values()), None)
            s3._multipart_uploads[upload_id]["initiator"] = None if asker is None else asker.arn
        return answer

    return create_multipart_upload


_INITIATOR = re.compile(r"(<UploadId>([^<]+)</UploadId><Initiator><ID>)[^<]*(</ID><DisplayName>)[^<]*")
_KEYS = re.compile(r"<(Key|Prefix|KeyMarker|NextKeyMarker|Delimiter)>([^<]*)</")


def _telling_who(original):
    def list_multipart_uploads(bucket_name, query_params):
        status, headers, body = original(bucket_name, query_params)
        if status != 200:
            return status, headers, body

        def named(found):
            arn = (s3._multipart_uploads.get(found[2]) or {}).get("initiator")
            # Of a session S3 tells its ARN, and its last part as the name.
            return found[0] if arn is None else f"{found[1]}{escape(arn)}{found[3]}{escape(arn.rpartition('/')[2])}"

        text = _INITIATOR.sub(named, body.decode())
        if s3._qp(query_params, "encoding-type") == "url":
            text = _KEYS.sub(lambda found: f"<{found[1]}>{url_encode(unescape(found[2]))}</", text)
            text = text.replace("<IsTruncated>", "<EncodingType>url</EncodingType><IsTruncated>", 1)
        return status, headers, text.encode()

    return list_multipart_uploads


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

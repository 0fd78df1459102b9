/**
 * The bucket for programs in Python: a module `bucket`, with the client of the provider that Barman's image has. `bucketAccess` gives their
 * containers what it reads. Whatever the provider, it has the same functions; names are below DESTINATION, the folder that the program may use.
 */
import type { Stack } from '../stack/component.ts';
import { objectStore, type Provider } from './object-store/handle.ts';

const S3 = `import os

import boto3
import botocore.handlers

bucket, root = os.environ["DESTINATION"].removeprefix("s3://").split("/", 1)
client = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"])
# An object that is empty is answered before its body is asked for. Then botocore cannot read the next answer, and waits a minute
# (boto/botocore:botocore/awsrequest.py, response_class).
client.meta.events.unregister("before-call.s3", botocore.handlers.add_expect_header)


def pages(folder, **how):
    return client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{root}/{folder}/", **how)


def objects(folder):
    for page in pages(folder):
        for object in page.get("Contents", []):
            yield object["Key"].removeprefix(f"{root}/{folder}/"), object["Size"], object["LastModified"]


def folders(folder):
    """Names of the folders right below a folder."""
    found = (prefix["Prefix"] for page in pages(folder, Delimiter="/") for prefix in page.get("CommonPrefixes", []))
    return sorted(path.removesuffix("/").split("/")[-1] for path in found)


def upload(path, file):
    client.upload_file(file, bucket, f"{root}/{path}")


def download(path, file):
    client.download_file(bucket, f"{root}/{path}", file)


def read(path):
    return client.get_object(Bucket=bucket, Key=f"{root}/{path}")["Body"].read().decode()


def write(path, text):
    client.put_object(Bucket=bucket, Key=f"{root}/{path}", Body=text.encode())


def delete(path):
    client.delete_object(Bucket=bucket, Key=f"{root}/{path}")
`;

/** An upload that fails is tried again (docs.cloud.google.com/storage/docs/retry-strategy): the same name and content make the same object. */
const GOOGLE = `import os

from google.cloud import storage
from google.cloud.exceptions import NotFound
from google.cloud.storage.retry import DEFAULT_RETRY

name, root = os.environ["DESTINATION"].removeprefix("gs://").split("/", 1)
bucket = storage.Client().bucket(name)


def object(path):
    return bucket.blob(f"{root}/{path}")


def objects(folder):
    below = f"{root}/{folder}/"
    for blob in bucket.client.list_blobs(bucket, prefix=below):
        yield blob.name.removeprefix(below), blob.size, blob.updated


def folders(folder):
    """Names of the folders right below a folder."""
    pages = bucket.client.list_blobs(bucket, prefix=f"{root}/{folder}/", delimiter="/")
    found = {path for page in pages.pages for path in page.prefixes}
    return sorted(path.removesuffix("/").split("/")[-1] for path in found)


def upload(path, file):
    object(path).upload_from_filename(file, retry=DEFAULT_RETRY)


def download(path, file):
    object(path).download_to_filename(file)


def read(path):
    return object(path).download_as_bytes().decode()


def write(path, text):
    object(path).upload_from_string(text.encode(), retry=DEFAULT_RETRY)


def delete(path):
    try:
        object(path).delete(retry=DEFAULT_RETRY)
    except NotFound:
        pass
`;

/** The identity is the one of the pod; the client tries again by itself. */
const AZURE = `import os
from urllib.parse import urlsplit

from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential
from azure.storage.blob import BlobPrefix, ContainerClient

place = urlsplit(os.environ["DESTINATION"])
container, root = place.path.removeprefix("/").split("/", 1)
client = ContainerClient(f"{place.scheme}://{place.netloc}", container, DefaultAzureCredential())


def objects(folder):
    below = f"{root}/{folder}/"
    for blob in client.list_blobs(name_starts_with=below):
        yield blob.name.removeprefix(below), blob.size, blob.last_modified


def folders(folder):
    """Names of the folders right below a folder."""
    found = client.walk_blobs(name_starts_with=f"{root}/{folder}/", delimiter="/")
    return sorted(each.name.removesuffix("/").split("/")[-1] for each in found if isinstance(each, BlobPrefix))


def upload(path, file):
    with open(file, "rb") as content:
        client.upload_blob(f"{root}/{path}", content, overwrite=True)


def download(path, file):
    with open(file, "wb") as content:
        client.download_blob(f"{root}/{path}").readinto(content)


def read(path):
    return client.download_blob(f"{root}/{path}").readall().decode()


def write(path, text):
    client.upload_blob(f"{root}/{path}", text.encode(), overwrite=True)


def delete(path):
    try:
        client.delete_blob(f"{root}/{path}")
    except ResourceNotFoundError:
        pass
`;

/** What every provider has: made of `objects`, which gives names without the folder, sizes in bytes, and when each was written. */
const LISTS = `

def sizes(folder):
    """Of the objects below a folder, by their names without it."""
    return {name: size for name, size, _ in objects(folder)}


def names(folder):
    """The same names, in their order."""
    return sorted(sizes(folder))


def before(folder, moment):
    """The names of those that were written before a time."""
    return [name for name, _, written in objects(folder) if written < moment]
`;

/** The module, by the provider of the bucket. */
export const BUCKET_PROGRAMS: Readonly<Record<Provider, string>> = {
  s3: S3 + LISTS,
  google: GOOGLE + LISTS,
  azure: AZURE + LISTS,
};

/** The one for the bucket of the stack. */
export function bucketProgram(stack: Pick<Stack, 'of'>): string {
  return BUCKET_PROGRAMS[objectStore.connection(stack.of(objectStore)).provider];
}

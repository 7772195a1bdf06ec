"""
Calls every AWS operation that the code uses, once, with the botocore of an unpacked artefact; prints which.

What stands at the other side is the local AWS, with the stage's own tables, queue, bucket, key and pool.
"""

import json
import sys
from uuid import uuid4

sys.path.insert(0, sys.argv[1])

from chalicelib.adapters.aws import CallCounter, make_session
from chalicelib.settings import read_settings

settings = read_settings()
counter = CallCounter()
aws = make_session(settings, counter=counter)


def tables() -> None:
    name, key = settings.table_broker, {"pk": {"S": str(uuid4())}, "sk": {"S": "proef"}}
    aws.dynamodb.put_item(TableName=name, Item=key | {"aantal": {"N": "1"}})
    assert aws.dynamodb.get_item(TableName=name, Key=key, ConsistentRead=True)["Item"]["aantal"] == {"N": "1"}
    assert aws.dynamodb.batch_get_item(RequestItems={name: {"Keys": [key]}})["Responses"][name]
    terms = {":pk": key["pk"]}
    found = aws.dynamodb.query(TableName=name, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=terms)
    assert found["Count"] == 1
    aws.dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": name, "Item": key}}])
    aws.dynamodb.delete_item(TableName=name, Key=key)
    aws.dynamodb.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": key}}]})
    try:
        aws.dynamodb.put_item(TableName=name, Item=key, ConditionExpression="attribute_not_exists(pk)")
    except aws.dynamodb.exceptions.ConditionalCheckFailedException:
        return
    raise AssertionError("a modelled error did not come back as such")


def keys() -> None:
    context = {"soort": "proef"}
    made = aws.kms.generate_data_key(KeyId=settings.kms_key, KeySpec="AES_256", EncryptionContext=context)
    opened = aws.kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=context)
    assert opened["Plaintext"] == made["Plaintext"]
    signed = aws.kms.sign(
        KeyId=settings.kms_signing_key, Message=b"proef", MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256"
    )
    assert signed["Signature"]
    assert aws.kms.get_public_key(KeyId=settings.kms_signing_key)["PublicKey"]
    assert aws.kms.encrypt(KeyId=settings.kms_key, Plaintext=b"proef")["CiphertextBlob"]


def objects() -> None:
    bucket, key = settings.bucket_documenten, str(uuid4())
    aws.s3.put_object(Bucket=bucket, Key=key, Body=b"proef")
    assert aws.s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"proef"
    assert aws.s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == []
    assert aws.s3.list_objects_v2(Bucket=bucket, Prefix=key)["KeyCount"] == 1
    version = aws.s3.list_object_versions(Bucket=bucket, Prefix=key)["Versions"][0]["VersionId"]
    gone = aws.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key, "VersionId": version}]})
    assert gone["Deleted"]
    aws.s3.delete_object(Bucket=bucket, Key=key)


def messages() -> None:
    assert aws.sqs.send_message(QueueUrl=settings.queue_verstrekkingen, MessageBody="{}")["MessageId"]
    assert aws.ses.send_email(
        Source=settings.mail_from,
        Destination={"ToAddresses": ["voorbeeld@example.com"]},
        Message={"Subject": {"Data": "proef"}, "Body": {"Text": {"Data": "proef"}}},
    )["MessageId"]


def people() -> None:
    pool, name, password = settings.user_pool, str(uuid4()), str(uuid4())
    aws.cognito_idp.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    aws.cognito_idp.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    tokens = aws.cognito_idp.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=settings.user_pool_client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )["AuthenticationResult"]
    aws.cognito_idp.revoke_token(Token=tokens["RefreshToken"], ClientId=settings.user_pool_client)
    aws.cognito_idp.admin_user_global_sign_out(UserPoolId=pool, Username=name)
    aws.cognito_idp.admin_delete_user(UserPoolId=pool, Username=name)


for part in (tables, keys, objects, messages, people):
    part()
sys.stdout.write(json.dumps(sorted(counter.calls)))

"""The port `Store` on DynamoDB: where a row lies (keys), how it is written down (codec), and the calls (store)."""

/**
 * A self-signed certificate for `vendor.test` with its key, for tests only: nobody trusts it. Valid until 2120, created by
 * `openssl ca -selfsign` with `subjectAltName=DNS:vendor.test` and `basicConstraints=CA:TRUE`.
 */
export const TEST_CERTIFICATE = {
  name: 'vendor.test',
  key: `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEII6c7IRcqocNxpDXA7/I2qSE4ikX8fjCKpzwP/WTkKCYoAoGCCqGSM49
AwEHoUQDQgAEZA+3L+z6tV4Wc6brqvNU2fpfKg2AQNcjTM/Cq0q3v0v59srImnsq
QWqZA9FTV0hBKcDar6bfAcTNDx3Ffu9K5Q==
-----END EC PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAWMRQwEgYDVQQDDAt2ZW5kb3Iu
dGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFjEUMBIGA1UE
AwwLdmVuZG9yLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARkD7cv7Pq1
XhZzpuuq81TZ+l8qDYBA1yNMz8KrSre/S/n2ysiaeypBapkD0VNXSEEpwNqvpt8B
xM0PHcV+70rlo0owSDAWBgNVHREEDzANggt2ZW5kb3IudGVzdDAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBRgbYifzBo6vad81iafJqj6OUqyaTAKBggqhkjOPQQD
AgNHADBEAiApk+9NVDux8IvxmC+O5AsBjf0Q+hOqOF2d54PbaX/FPQIgcxf7EPhK
7j8OCbzFLRzZ43GeaqDsaA9/lxJ6RNXeFiw=
-----END CERTIFICATE-----
`,
};

// Addresses that must never be asked without consent, in every spelling that reaches them: one list for every place that takes an address.

/** This computer. */
export const loopbacks = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0x7f.0.0.0x1',
    '017700000001',
    '0177.0.0.1',
  ],
  ...['127.0.0.1.', '127。0。0。1', '①27.0.0.1', '[::1]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...['[::127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[::ffff:0:127.0.0.1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'ｌｏｃａｌｈｏｓｔ'],
]
export const privates = [
  ...['10.0.0.1', '0xa000001', '167772161', '172.16.0.1', '172.31.255.255', '192.168.1.1', '0300.0250.1.1', '100.64.0.1'],
  ...['[fd00::1]', '[fc00::]', '[::ffff:10.0.0.1]', '[64:ff9b::192.168.0.1]', '[2002:c0a8:101::]'],
]
/** Refused whatever was agreed to. */
export const nevers = [
  ...['169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]'],
  ...['[2002:a9fe:a9fe::]', '[fe80::1]', '0.0.0.0', '0', '[::]', '[::ffff:0.0.0.0]', '224.0.0.1', '[ff02::1]', '255.255.255.255'],
  ...['240.0.0.1', '192.0.2.1', '[2001:db8::1]', '[2001::1]', '[64:ff9b:1::1]', '[fec0::1]'],
]
/** Whole addresses that are none, or of no web server. */
export const misfits = [
  ...[
    'ftp://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://example.org/',
    'https://a:b@example.org/',
    'https://a@example.org/',
  ],
  ...[
    'https://example.org:22/',
    'https://example.org:25/',
    'https://example.org:5432/',
    'https://example.org:6379/',
    'https://example.org:0/',
  ],
  ...['https://', 'https://[::1', 'https://256.256.256.256/', 'https://exa mple.org/', '//example.org/', 'https:\\\\[', 'example.org'],
]

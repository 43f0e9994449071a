# Reads an access token by PyJWT and prints its claims, with tokens that the same library forges: { claims, header, forged: { name: token } }.
# Arguments: token, key in hex.
import json
import sys
import time

import jwt

token, key = sys.argv[1], bytes.fromhex(sys.argv[2])
header = jwt.get_unverified_header(token)
claims = jwt.decode(
    token,
    key,
    algorithms=["HS256"],
    audience="plenum-api",
    issuer="plenum",
    options={"require": ["exp", "iat", "iss", "aud", "sub", "jti"]},
)
typ = {"typ": header["typ"]}
now = int(time.time())


def sign(more=None, with_key=key, alg="HS256", headers=None):
    return jwt.encode({**claims, **(more or {})}, with_key, algorithm=alg, headers=typ if headers is None else headers)


def without(name):
    return jwt.encode({k: v for k, v in claims.items() if k != name}, key, algorithm="HS256", headers=typ)


try:
    jwt.decode(token, bytes(32), algorithms=["HS256"], audience="plenum-api")
    sys.exit("the token opens with another key")
except jwt.InvalidSignatureError:
    pass

forged = {
    "alg none": sign(with_key=None, alg="none"),
    "another key": sign(with_key=bytes(range(32))),
    "an empty key": sign(with_key=b"\0" * 32),
    "HS384": sign(alg="HS384"),
    "HS512": sign(alg="HS512"),
    "expired": sign({"exp": now - 1}),
    "no expiry": without("exp"),
    "another issuer": sign({"iss": "plenum2"}),
    "no issuer": without("iss"),
    "another audience": sign({"aud": "other"}),
    "audience as a list": sign({"aud": ["plenum-api", "other"]}),
    "another type": sign(headers={"typ": "JWT"}),
    "a refresh type": sign(headers={"typ": "rt+jwt"}),
    "a key id": sign(headers={**typ, "kid": "../../../etc/passwd"}),
    "a key of its own": sign(headers={**typ, "jwk": {"kty": "oct", "k": "AAAA"}}),
    "a critical header": sign(headers={**typ, "crit": ["exp"]}),
    "no session": without("sid"),
    "no subject": without("sub"),
    "a session of nobody": sign({"sid": "0" * 32}),
    "somebody else's session": sign({"sub": "0" * 32}),
    "over-long": sign({"more": "x" * 4000}),
}
# What PyJWT makes of the same claims with our header is ours: only then does each refusal above say something.
same = jwt.encode(claims, key, algorithm="HS256", headers=header)
print(json.dumps({"header": header, "claims": claims, "forged": forged, "same": same}))

# Every operation of the API document, driven by hypothesis and judged by jsonschema, as a stranger would who has only the document.
# Reads a line { baseUrl, credentials: [header, ...], ids: { noun: [id, ...] }, reachesOut, examples, seed }; after each operation of
# signing in it prints "wait" and goes on when a line is sent. Prints { operations, requests } at the end, or ends with 1 and the smallest
# request that breaks the document for each operation.
import http.client
import json
import sys
from urllib.parse import quote, urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

given_facts = json.loads(sys.stdin.readline())
base = urlsplit(given_facts["baseUrl"])
ids = given_facts["ids"]
credentials = given_facts["credentials"]
connection = http.client.HTTPConnection(base.hostname, base.port, timeout=30)
requests = 0


def send(method, target, body=None, headers=None):
    """Status, lower-case headers, text; of a stream only its head."""
    global connection, requests
    requests += 1
    data = None if body is None else json.dumps(body).encode()
    sent = {**(headers or {}), **({} if data is None else {"Content-Type": "application/json"})}
    try:
        connection.request(method, target, data, sent)
        reply = connection.getresponse()
    except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
        # A kept-alive connection that the server had closed: once more on a fresh one, where a loss is a failure.
        connection.close()
        connection.request(method, target, data, sent)
        reply = connection.getresponse()
    got = {name.lower(): value for name, value in reply.getheaders()}
    if got.get("content-type", "").startswith("text/event-stream"):
        connection.close()
        return reply.status, got, ""
    return reply.status, got, reply.read()


document = json.loads(send("GET", "/api/v1/openapi.json", headers=credentials[0])[2])
operations = [
    (method.upper(), path, operation) for path, methods in document["paths"].items() for method, operation in methods.items()
]
# What takes things away goes last.
operations.sort(key=lambda one: (one[0] == "DELETE" or "/settings" in one[1] or "logout" in one[1], one[1], one[0]))

texts = st.text(max_size=40)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.sampled_from(["__proto__", "\u0000", "\u202e", "а@example.org", "' OR 1=1 --", "../../x", "x" * 3000, "1e3", "NaN"]),
)
junk = st.recursive(scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)), max_leaves=6)
every_id = [one for some in ids.values() for one in some]


def text_of(schema):
    low, high = schema.get("minLength", 0), min(schema.get("maxLength", 40), 400)
    plain = st.text(min_size=low, max_size=max(low, min(high, 40)))
    if "pattern" in schema:
        plain = st.from_regex(schema["pattern"]).filter(lambda text: low <= len(text) <= high)
    return st.one_of(plain, st.sampled_from(every_id), st.just("x" * high))


def values(schema):
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([values(one) for one in schema["anyOf"]])
    if "allOf" in schema:
        return values(schema["allOf"][0])
    if "prefixItems" in schema:
        return st.tuples(*[values(one) for one in schema["prefixItems"]]).map(list)
    kind = schema.get("type")
    if kind == "string":
        return text_of(schema)
    if kind in ("integer", "number"):
        low, high = schema.get("minimum", schema.get("exclusiveMinimum", -1e6)), schema.get("maximum", 1e6)
        low, high = max(low, -1e9), min(high, 1e9)
        return st.integers(int(low), int(high)) if kind == "integer" else st.floats(low, high, allow_nan=False)
    if kind == "boolean":
        return st.booleans()
    if kind == "null":
        return st.none()
    if kind == "array":
        inner = values(schema["items"]) if isinstance(schema.get("items"), dict) else junk
        return st.lists(inner, min_size=schema.get("minItems", 0), max_size=schema.get("minItems", 0) + 3)
    if kind == "object":
        if "patternProperties" in schema:
            return st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9]{0,5}\Z"), values(next(iter(schema["patternProperties"].values()))), max_size=3)
        fields = {name: values(field) for name, field in schema.get("properties", {}).items()}
        must = set(schema.get("required", []))
        return st.fixed_dictionaries(
            {name: field for name, field in fields.items() if name in must},
            optional={name: field for name, field in fields.items() if name not in must},
        )
    return junk


def spoiled(whole, names):
    """One field replaced by anything, or one too many."""
    return st.builds(
        lambda value, name, put: {**value, name: put} if isinstance(value, dict) else put,
        whole,
        st.sampled_from([*names, "__proto__", "constructor", "unknown"]),
        junk,
    )


def request_of(method, path, operation):
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = st.none()
    if schema is not None:
        whole = values(schema)
        body = st.one_of(whole, whole, spoiled(whole, list(schema.get("properties", {}))), junk)
    noun = path.split("/")[3]
    known = st.sampled_from(ids.get(noun) or every_id)
    segment = st.one_of(known, known, st.text(min_size=1, max_size=30).filter(lambda text: text not in (".", "..")))
    query = {p["name"]: st.one_of(values(p["schema"]), scalars) for p in operation.get("parameters", []) if p["in"] == "query"}
    return st.fixed_dictionaries(
        {
            "path": st.fixed_dictionaries({p["name"]: segment for p in operation.get("parameters", []) if p["in"] == "path"}),
            "query": st.fixed_dictionaries({}, optional=query),
            "body": body,
            "ifMatch": st.sampled_from([None, "*", '"1"', '"1", "2"', "W/x"]),
            "repeat": st.sampled_from([None, None, "8e03978e-40d5-43dd-bc93-6894a57f9324", "x" * 300]),
            "who": st.sampled_from(range(len(credentials))),
        }
    )


def target_of(path, request):
    for name, value in request["path"].items():
        path = path.replace("{" + name + "}", quote(value, safe="", errors="replace"))
    # A lone surrogate can't be sent by anybody: it is replaced.
    query = [f"{quote(k)}={quote(v if isinstance(v, str) else json.dumps(v), safe='', errors='replace')}" for k, v in request["query"].items()]
    return path + ("?" + "&".join(query) if query else "")


def extra_headers(request):
    found = {"If-Match": request["ifMatch"], "Idempotency-Key": request["repeat"]}
    return {name: value for name, value in found.items() if value is not None}


def validator_of(schema):
    return Draft202012Validator({**schema, "components": document["components"]})


def check(method, path, operation):
    responses = operation["responses"]
    is_public = operation.get("security") == []
    validators = {
        (status, kind): validator_of(content["schema"])
        for status, response in responses.items()
        for kind, content in response.get("content", {}).items()
        if "schema" in content
    }

    def judge(request, status, headers, text):
        what = f"{method} {target_of(path, request)} {json.dumps(request['body'])[:500]} answered {status} {text[:400]!r}"
        # A provider out there that doesn't answer is told as what it is.
        is_out_of_reach = status == 503 and operation["operationId"] in given_facts["reachesOut"]
        assert status < 500 or is_out_of_reach, what
        assert str(status) in responses, f"{what}: a status that the document doesn't name"
        kind = headers.get("content-type", "").split(";")[0]
        if method == "HEAD" or kind in ("", "text/event-stream"):
            return
        kinds = responses[str(status)].get("content", {})
        assert kind in kinds or "*/*" in kinds, f"{what}: the type {kind} isn't in the document"
        found = validators.get((str(status), kind))
        if found is not None and kind.endswith("json"):
            wrong = next(found.iter_errors(json.loads(text)), None)
            assert wrong is None, f"{what}: {wrong.message[:300] if wrong else ''} at {list(wrong.path) if wrong else ''}"

    @seed(given_facts["seed"])
    @settings(
        max_examples=given_facts["examples"],
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(request_of(method, path, operation))
    def asked(request):
        extra = extra_headers(request)
        if not is_public:
            status, headers, text = send(method, target_of(path, request), request["body"], extra)
            assert status == 401 and "www-authenticate" in headers, f"{method} {target_of(path, request)} without a key answered {status}"
            judge(request, status, headers, text)
        who = credentials[request["who"]]
        try:
            judge(request, *send(method, target_of(path, request), request["body"], {**extra, **who}))
        except Exception as error:
            heard.append(f"{type(error).__name__}: {error}")
            raise

    asked()


broken = []
heard = []
for method, path, operation in operations:
    heard.clear()
    try:
        check(method, path, operation)
    except Exception as error:  # each operation's own: all that are broken are told at once
        told = heard[-1] if heard else str(error)
        broken.append(f"{operation['operationId']}: {type(error).__name__}: {told[:1500]}")
    if path.startswith("/api/v1/auth/"):
        print("wait", flush=True)
        sys.stdin.readline()
if broken:
    sys.exit("\n\n".join(broken))
print(json.dumps({"operations": len(operations), "requests": requests}))

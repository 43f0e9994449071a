# An independent receiver of webhooks: recomputes the signature with Python's own hmac. Prints its port, then one line for each request.
import base64, hashlib, hmac, json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        secret = sys.stdin.readline().strip()
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        ok = any(hmac.compare_digest(wanted, one) for one in self.headers["webhook-signature"].split(" "))
        self.send_response(204 if ok else 401)
        self.end_headers()
        print(json.dumps({"ok": ok, "type": json.loads(body)["type"]}), flush=True)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()

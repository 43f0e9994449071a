#!/usr/bin/env python3
"""An example node for Plenum: joins by pairing, measures, keeps what isn't acknowledged, obeys commands.

    pip install paho-mqtt        (Debian: apt install python3-paho-mqtt)
    python3 examples/node.py --host 192.0.2.10 --node attic-01 --code ABCD-EFGH     # the first time
    python3 examples/node.py --host 192.0.2.10 --node attic-01                      # ever after

What matters in it, whatever you write your node in:
  1. A reading stays in the ring buffer until the broker has acknowledged it (QoS 1). Plenum acknowledges
     only what is on its disk, so nothing acknowledged is ever lost, and nothing else may be forgotten.
  2. A reading is stamped when it is measured. Sent twice it is stored once, so sending again is harmless.
  3. After a loss everything that waits is sent again, many readings in one message (back-fill).
  4. The will says "offline", so that a dead node is seen within its keepalive.
"""
import argparse
import collections
import json
import math
import os
import signal
import sys
import time

import paho.mqtt.client as mqtt

RING_CAPACITY = 20_000      # readings; at one a second for two sensors: almost three hours without the broker
UNDER_WAY = 20              # messages without acknowledgement; more only fills the network
BACK_FILL = 50              # readings in one message after an absence


class Node:
    def __init__(self, args):
        self.args = args
        self.id = args.node
        self.interval_s = args.interval
        self.ring = collections.deque()          # waiting, oldest first
        self.under_way = {}                      # message id -> readings
        self.seq = 0
        self.boot = int(time.time())             # grows with every start; a real node counts in its flash
        self.offset = 0.0                        # calibration
        self.measured = self.acknowledged = self.lost = 0
        self.seen = collections.deque(maxlen=200)
        self.running = True
        self.client = None
        self.retry_at = 0.0
        self.retry_s = 1.0

    # -- joining ------------------------------------------------------------------------------------------

    def registration(self):
        return {
            "node_id": self.id,
            "location": {"x": 0, "y": 0, "z": 2700},
            "sensors": ["temperature", "humidity"],
            "firmware_version": "example-1.0",
            "capabilities": ["identify", "set_interval", "calibrate", "reboot"],
        }

    def pair(self, code):
        """Connects as user `pair` with the code, says what it is, waits until a person confirms it on the screen."""
        answer = {}
        client = new_client(self.id, self.args)
        client.username_pw_set("pair", code)
        topic = f"ceiling/nodes/{self.id}/registration"

        def on_connect(c, _userdata, _flags, rc):
            if rc != 0:
                answer["error"] = f"the broker refused the code (return code {rc})"
            else:
                c.subscribe(topic + "/reply", qos=1)

        def on_message(_c, _userdata, message):
            answer.update(json.loads(message.payload))

        client.on_connect = on_connect
        client.on_subscribe = lambda c, *_: c.publish(topic, json.dumps(self.registration()), qos=1)
        client.on_message = on_message
        client.connect(self.args.host, self.args.port, keepalive=60)
        print(f"{self.id}: waiting to be confirmed on the screen", flush=True)
        ends = time.monotonic() + 600
        while not answer and time.monotonic() < ends:
            if client.loop(timeout=0.2) != mqtt.MQTT_ERR_SUCCESS:
                answer.setdefault("error", "the broker closed the connection")
        client.disconnect()
        if "username" not in answer:
            sys.exit(f"{self.id}: {answer.get('error', 'nobody confirmed it in ten minutes')}")
        with open(os.open(self.args.keys, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"username": answer["username"], "password": answer["password"]}, file)
        print(f"{self.id}: joined", flush=True)

    # -- connection ---------------------------------------------------------------------------------------

    def connect(self):
        keys = {}
        if os.path.exists(self.args.keys):
            with open(self.args.keys) as file:
                keys = json.load(file)
        client = self.client = new_client(keys.get("username", self.id), self.args)
        if keys:
            client.username_pw_set(keys["username"], keys["password"])
        client.will_set(f"ceiling/nodes/{self.id}/status", json.dumps({"status": "offline"}), qos=1, retain=True)
        client.on_connect = self.on_connect
        client.on_disconnect = self.on_disconnect
        client.on_publish = self.on_publish
        client.on_message = self.on_message

    def stay_connected(self, timeout_s):
        """One turn of the network: all callbacks run in here, so the node needs no locks."""
        now = time.monotonic()
        if self.client.socket() is not None:
            self.client.loop(timeout=timeout_s)
        elif now >= self.retry_at:
            self.retry_at = now + self.retry_s
            self.retry_s = min(30.0, self.retry_s * 2)
            try:
                self.client.connect(self.args.host, self.args.port, keepalive=60)
            except OSError as error:
                print(f"{self.id}: no connection ({error}); {len(self.ring)} readings wait", flush=True)
        else:
            time.sleep(timeout_s)

    def on_connect(self, client, _userdata, _flags, rc):
        if rc != 0:
            print(f"{self.id}: the broker refused it (return code {rc}); pair again with --code", flush=True)
            return
        client.publish(f"ceiling/nodes/{self.id}/registration", json.dumps(self.registration()), qos=1, retain=True)
        client.publish(f"ceiling/nodes/{self.id}/status", json.dumps({"status": "online"}), qos=1, retain=True)
        client.subscribe(f"ceiling/commands/{self.id}", qos=1)
        self.retry_s = 1.0
        # What was under way when the connection broke may or may not have arrived: send it again.
        again = [reading for batch in self.under_way.values() for reading in batch]
        self.under_way.clear()
        self.ring.extendleft(sorted(again, key=lambda reading: reading["seq"], reverse=True))
        self.pump()

    def on_disconnect(self, _client, _userdata, rc):
        if self.running:
            print(f"{self.id}: no connection ({rc}); {len(self.ring)} readings wait", flush=True)

    # -- readings -----------------------------------------------------------------------------------------

    def measure(self):
        now = time.time()
        day = now % 86_400 / 86_400 * 2 * math.pi
        temperature = 20.5 - 2 * math.cos(day) + self.offset
        values = {"temperature": round(temperature, 2), "humidity": round(46 + 4 * math.cos(day), 1)}
        for sensor_type, value in values.items():
            if len(self.ring) >= RING_CAPACITY:
                self.ring.popleft()              # the oldest goes first, and is counted
                self.lost += 1
            self.seq += 1
            self.measured += 1
            reading = {"sensor_type": sensor_type, "value": value, "timestamp": int(now * 1000), "seq": self.seq, "boot": self.boot}
            self.ring.append(reading)
        self.pump()

    def pump(self):
        while self.ring and len(self.under_way) < UNDER_WAY and self.client.is_connected():
            many = len(self.ring) > UNDER_WAY
            batch = [self.ring.popleft() for _ in range(min(len(self.ring), BACK_FILL if many else 1))]
            if many:
                topic, payload = f"ceiling/sensors/{self.id}/data", {"readings": batch}
            else:
                topic, payload = f"ceiling/sensors/{self.id}_{batch[0]['sensor_type']}/data", batch[0]
            sent = self.client.publish(topic, json.dumps(payload), qos=1)
            if sent.rc != mqtt.MQTT_ERR_SUCCESS:
                self.ring.extendleft(reversed(batch))
                return
            self.under_way[sent.mid] = batch

    def on_publish(self, _client, _userdata, mid):
        """The PUBACK: it is on Plenum's disk, and may be forgotten here."""
        self.acknowledged += len(self.under_way.pop(mid, []))

    # -- commands -----------------------------------------------------------------------------------------

    def on_message(self, _client, _userdata, message):
        command = json.loads(message.payload)
        if command["id"] in self.seen:
            return                               # a repeat
        self.seen.append(command["id"])
        name, parameters = command["command"], command.get("parameters") or {}
        print(f"{self.id}: {name} {json.dumps(parameters)}", flush=True)
        if name == "identify":
            self.answer(command, "done")         # blink here
        elif name == "set_interval":
            self.interval_s = max(0.1, parameters["interval_ms"] / 1000)
            self.answer(command, "done")
        elif name == "calibrate" and parameters.get("sensor_type") == "temperature":
            self.offset = 0.0
            self.answer(command, "done")
        elif name == "reboot":
            self.answer(command, "accepted")
            self.boot, self.seq = self.boot + 1, 0
            self.answer(command, "done")
        else:
            self.answer(command, "failed", error=f"this node can’t {name}")

    def answer(self, command, status, **more):
        self.client.publish(f"ceiling/commands/{self.id}/ack", json.dumps({"id": command["id"], "status": status, **more}), qos=1)

    # -- life ---------------------------------------------------------------------------------------------

    def run(self):
        self.connect()
        ends = time.monotonic() + self.args.seconds if self.args.seconds else math.inf
        due = time.monotonic()
        while self.running and time.monotonic() < ends:
            if time.monotonic() >= due:
                due = max(due + self.interval_s, time.monotonic() - self.interval_s)
                self.measure()
            self.stay_connected(min(0.2, max(0.001, due - time.monotonic())))
            self.pump()
        self.running = False
        deadline = time.monotonic() + 10
        while (self.ring or self.under_way) and time.monotonic() < deadline:
            self.stay_connected(0.05)
            self.pump()
        if self.client.is_connected():
            self.client.publish(f"ceiling/nodes/{self.id}/status", json.dumps({"status": "offline"}), qos=1, retain=True)
            self.client.loop(timeout=0.5)
            self.client.disconnect()
        print(json.dumps({"measured": self.measured, "acknowledged": self.acknowledged, "lost": self.lost}), flush=True)


def new_client(client_id, args):
    version = getattr(mqtt, "CallbackAPIVersion", None)        # paho-mqtt 2 wants it, 1 doesn't know it
    client = mqtt.Client(*([version.VERSION1] if version else []), client_id=client_id, protocol=mqtt.MQTTv311)
    if args.ca:
        client.tls_set(ca_certs=args.ca)
    # Our ring does what paho's own queue would do, across restarts of the connection and with back-fill.
    client.max_inflight_messages_set(UNDER_WAY * 2)
    return client


def main():
    parser = argparse.ArgumentParser(description="An example node for Plenum")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--ca", help="certificate authority of the broker (ca.pem): use TLS, mostly with --port 8883")
    parser.add_argument("--node", default="example-01")
    parser.add_argument("--code", help="join code of the screen, the first time")
    parser.add_argument("--keys", help="file that keeps user name and password (NODE.keys.json)")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two readings")
    parser.add_argument("--seconds", type=float, help="end after so long")
    args = parser.parse_args()
    args.keys = args.keys or f"{args.node}.keys.json"
    node = Node(args)
    if args.code:
        node.pair(args.code.replace("-", "").upper())

    def stop(*_):
        node.running = False

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    node.run()


if __name__ == "__main__":
    main()

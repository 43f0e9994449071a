"""A node as others write it: joins by a code, registers, publishes, obeys one command. Arguments: port, node id, join code."""
import json
import sys
import threading

import paho.mqtt.client as mqtt

port, node_id, code = int(sys.argv[1]), sys.argv[2], sys.argv[3]
versions = getattr(mqtt, "CallbackAPIVersion", None)


def make(client_id):
    return mqtt.Client(versions.VERSION1, client_id) if versions else mqtt.Client(client_id)


registration = {"node_id": node_id, "sensors": ["temperature"], "capabilities": ["identify"], "firmware_version": "paho"}
reply, arrived = {}, threading.Event()


def on_reply(client, userdata, message):
    reply.update(json.loads(message.payload))
    arrived.set()


pairing = make(node_id)
pairing.username_pw_set("pair", code)
pairing.on_message = on_reply
pairing.on_connect = lambda client, *rest: client.subscribe(f"ceiling/nodes/{node_id}/registration/reply", 1)
pairing.on_subscribe = lambda client, *rest: client.publish(f"ceiling/nodes/{node_id}/registration", json.dumps(registration), 1, True)
pairing.connect("127.0.0.1", port, 60)
pairing.loop_start()
if not arrived.wait(20) or "error" in reply:
    sys.exit(f"no credentials: {reply}")
pairing.disconnect()
pairing.loop_stop()

ready, obeyed = threading.Event(), threading.Event()
last = []


def on_command(client, userdata, message):
    order = json.loads(message.payload)
    topic = f"ceiling/commands/{node_id}/ack"
    client.publish(topic, json.dumps({"id": order["id"], "status": "accepted"}), 1)
    last.append(client.publish(topic, json.dumps({"id": order["id"], "status": "done"}), 1))
    obeyed.set()


node = make(reply["username"])
node.username_pw_set(reply["username"], reply["password"])
node.will_set(f"ceiling/nodes/{node_id}/status", json.dumps({"status": "offline"}), 1, True)
node.on_message = on_command
node.on_connect = lambda client, *rest: client.subscribe(f"ceiling/commands/{node_id}", 1)
node.on_subscribe = lambda *rest: ready.set()
node.connect("127.0.0.1", port, 60)
node.loop_start()
if not ready.wait(10):
    sys.exit("not let in")
for n in range(20):
    sample = {"sensor_type": "temperature", "value": 20 + n / 8, "unit": "°C", "seq": n}
    node.publish(f"ceiling/sensors/{node_id}_temperature/data", json.dumps(sample), 1).wait_for_publish(10)
print("published 20", flush=True)
if not obeyed.wait(20):
    sys.exit("no command came")
last[0].wait_for_publish(10)
node.disconnect()
node.loop_stop()

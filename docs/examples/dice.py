#!/usr/bin/env python3
"""A bot that rolls a die for whoever says !roll. Usage: dice.py [HOST [PORT]]"""

import json
import random
import select
import socket
import sys

HOST = sys.argv[1] if len(sys.argv) > 1 else "localhost"
PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 7788


def send(connection, **request):
    connection.sendall(json.dumps(request).encode() + b"\n")


with socket.create_connection((HOST, PORT)) as connection:
    send(connection, type="hello", name="dice", client="dice.py")
    unread = b""
    while True:
        if not select.select([connection], [], [], 60)[0]:
            send(connection, type="ping")  # Otherwise a quiet server closes the connection as idle.
            continue
        received = connection.recv(65536)
        if not received:
            sys.exit("dice.py: the server closed the connection")
        *lines, unread = (unread + received).split(b"\n")
        for event in (json.loads(line) for line in lines if line.startswith(b"{")):
            if event["type"] == "error":
                print(f"dice.py: {event['text']}", file=sys.stderr)
            elif event["type"] == "message" and event["text"] == "!roll":
                text = f"{event['from']} rolls {random.randint(1, 6)}"
                send(connection, type="say", room=event["room"], text=text)

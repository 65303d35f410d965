"""Spectator's phone in its own network namespace: it prints a line once its stream is open, and reads on forever."""

import socket
import sys


def follow(host: str, port: int, path: str) -> None:
    with socket.create_connection((host, port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        connection.recv(1)
        print("following", flush=True)
        while connection.recv(1 << 16):
            pass


if __name__ == "__main__":
    follow(sys.argv[1], int(sys.argv[2]), sys.argv[3])

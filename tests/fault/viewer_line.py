"""What a run and its viewer say to each other (viz/line/view_message.hpp), spoken by hand: also what no viewer of ours says."""
import os
import socket
import struct

MAGIC = 0x31564748
HELLO, REFUSAL, WELCOME, REQUEST, COMMAND, FRAME, RECEIVED, FAREWELL = range(8)
PAUSE, GO_ON, STEP, SPEED, EDIT, CHECKPOINT, STOP, SEEK, HOME, ZOOM = range(10)


def message(kind, body=b"", length=None):
    return struct.pack("<IIQ", MAGIC, kind, len(body) if length is None else length) + body


def shown(region=(0, 0, 1, 1), field=0, axis=2, layer=0, reduction=1):
    return struct.pack("<iiqqqqqq", field, axis, layer, *region, reduction)


def request(fps=30.0, **what):
    return message(REQUEST, struct.pack("<d", fps) + shown(**what))


def command(kind, number=0, x=0.0, y=0.0, factor=1.0, serial=1, **what):
    return message(COMMAND, struct.pack("<iqddd", kind, number, x, y, factor) + shown(**what) + struct.pack("<q", serial))


class Line:
    """A connection that has said nothing yet. Given a path: to the socket in that folder, else to the port of this machine."""

    def __init__(self, folder=None, port=None, receive_buffer=None):
        self.socket = socket.socket(socket.AF_UNIX if folder else socket.AF_INET)
        self.bytes = b""
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(20)
        try:
            self.connect(folder, port)
        except OSError:
            self.socket.close()
            raise

    def connect(self, folder, port):
        if folder is None:
            self.socket.connect(("127.0.0.1", port))
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            self.socket.connect(f"/proc/self/fd/{descriptor}/.view")
        finally:
            os.close(descriptor)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, *messages):
        self.socket.sendall(b"".join(messages))

    def hear(self):
        """(kind, body) of the next message; None: hung up on."""
        while True:
            if len(self.bytes) >= 16:
                kind, length = struct.unpack_from("<4xIQ", self.bytes)
                if len(self.bytes) >= 16 + length:
                    body, self.bytes = self.bytes[16:16 + length], self.bytes[16 + length:]
                    return kind, body
            try:
                more = self.socket.recv(1 << 20)
            except ConnectionError:
                return None
            if not more:
                return None
            self.bytes += more

    def hear_kind(self, wanted):
        """The body of the next message of that kind; frames before it are taken. Anything else is a failure."""
        while True:
            heard = self.hear()
            assert heard is not None, f"hung up on while waiting for a message of kind {wanted}"
            if heard[0] == wanted:
                return heard[1]
            assert heard[0] == FRAME, heard
            self.say(message(RECEIVED))

    def hello(self, token=b""):
        self.say(message(HELLO, token))
        return self.hear()

    def frame(self):
        """(step, paused, obeyed) of the next frame."""
        body = self.hear_kind(FRAME)
        self.say(message(RECEIVED))
        step, _, _, paused, _, obeyed = struct.unpack_from("<qdd??q", body, 64)
        return step, paused, obeyed


def token_in(path):
    """(port, token) of a token file."""
    _, port, token = path.read_text().split()
    return int(port), token.encode()

import socket

import pytest

from devtools import console, server


def listener():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    return sock


def test_a_taken_port_is_passed_over():
    with listener() as taken:
        port = taken.getsockname()[1]
        assert server.free_port(port, port + 50) > port


def test_no_free_port_says_what_to_type():
    with listener() as taken, pytest.raises(console.Failure) as failure:
        server.free_port(taken.getsockname()[1], taken.getsockname()[1])
    assert "--port" in failure.value.hint

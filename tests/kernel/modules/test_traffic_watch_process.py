# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process of ``traffic_watch``: it lives as long as it should, keeps up, and nobody else speaks in its place."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import watch, watcher
from ansible_collections.lvs.cluster.plugins.module_utils._ipvs import growth
from ansible_collections.lvs.cluster.plugins.module_utils._netlink import capture, packet
from ansible_collections.lvs.cluster.plugins.modules import traffic_watch

from tests.kernel.neighbourhood import (
    ASKER,
    ASKER_MAC,
    VIP,
    VIP6,
    Neighbourhood,
    bare,
    ip,
    mac,
    until_state,
)

HIS = bare(mac(0x11))
NOBODY = "no watch runs on this host: it was not started, its time is over, or it was killed"
HEADER = f"{bare(ASKER_MAC)} {HIS}"
ARP_REQUEST = f"{HEADER} 0806 0001 0800 06 04 0001 {HIS} cb00710a 000000000000 cb007109"
FROM_THE_VIP = f"{HEADER} 0800 4500 0014 0000 0000 40 11 0000 cb00710a cb007102"
_VIP6, _ASKER6 = "20010db8" + "0" * 22 + "10", "20010db8" + "0" * 23 + "2"
FROM_THE_VIP6 = f"{HEADER} 86dd 60000000 0000 3b 40 {_VIP6} {_ASKER6}"
ADVERTISEMENT = f"{HEADER} 86dd 60000000 0020 3a ff {_VIP6} {_ASKER6} 88 00 8a45 60000000 {_VIP6} 02 01 {HIS}"
ROW = {"interface": "eth0", "direction": "in", "source": mac(0x11), "target": ASKER_MAC}
ROWS = {
    ARP_REQUEST: {**ROW, "kind": "arp_request", "sender": VIP, "receiver": "203.0.113.9"},
    FROM_THE_VIP: {**ROW, "kind": "ip", "sender": VIP, "receiver": ASKER},
    FROM_THE_VIP6: {**ROW, "kind": "ip", "sender": VIP6, "receiver": "2001:db8::2"},
    ADVERTISEMENT: {**ROW, "kind": "neighbour_advertisement", "sender": VIP6, "receiver": "2001:db8::2"},
}


@pytest.fixture(autouse=True)
def stranger():
    """A neighbour whose frames are literal: ``stranger(frame, count)`` sends one that often."""
    neighbours = Neighbourhood()
    namespace = neighbours.host(0x11)
    with namespace.entered():
        wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        wire.bind(("eth0", 0))

    def send(frame, count=1):
        data = bytes.fromhex(frame)
        for _turn in range(count):
            wire.send(data)

    yield send
    wire.close()
    neighbours.close()


@pytest.fixture
def process(module, monkeypatch, tmp_path):
    """The number of the process that watches is what calling this returns; none is left after the test."""
    original = watch.Watches._watch

    def noting(watches, *arguments):
        (tmp_path / "pid").write_text(str(os.getpid()))
        original(watches, *arguments)

    def number():
        deadline = time.monotonic() + 10
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return int((tmp_path / "pid").read_text())

    monkeypatch.setattr(watch.Watches, "_watch", noting)
    yield number
    module(traffic_watch.main, state="absent")
    until_gone(number())


@pytest.fixture
def start(module, tmp_path):
    def call(**params):
        (tmp_path / "pid").unlink(missing_ok=True)
        result = module(traffic_watch.main, **{"state": "started", "vips": [VIP, VIP6], **params})
        assert "failed" not in result, result
        return result

    return call


@pytest.fixture
def collect(module):
    return lambda **params: module(traffic_watch.main, state="collected", **params)


def until_gone(number):
    deadline = time.monotonic() + 10
    while is_alive(number):
        assert time.monotonic() < deadline, "the process lives"
        time.sleep(0.02)


def is_alive(number):
    """One that has ended may wait for a while to be buried by the first process."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def without_count(frames):
    return [{key: value for key, value in one.items() if key != "count"} for one in frames]


def many(count):
    return [f"198.18.{number // 250}.{number % 250 + 1}" for number in range(count)]


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("more", [0, 50, 1000])
@pytest.mark.parametrize("frame", ROWS, ids=["arp", "ipv4", "ipv6", "advertisement"])
def test_a_frame_is_one_row_and_what_is_of_others_is_none(stranger, start, collect, frame, more):
    """With many VIPs the kernel's filter is another one."""
    start(vips=[VIP, VIP6, *many(more)])
    stranger(frame, 3)
    tagged = frame[: len(HEADER)] + " 8100 0005" + frame[len(HEADER) :]
    overheard = frame.replace(bare(ASKER_MAC), "020000000077", 1)
    of_another_address = frame.replace("cb00710a", "cb00710b").replace(_VIP6, _VIP6[:-8] + "deadbeef")
    for other in (tagged, overheard, of_another_address, bytes.fromhex(frame)[:30].hex()):
        stranger(other)
    seen = collect()["watch"]
    assert seen["frames"] == [{**ROWS[frame], "count": 3}]
    assert (seen["control"], seen["dropped"]) == (True, 0)


@pytest.mark.usefixtures("process")
def test_a_vlans_frames_are_seen_on_its_own_interface(stranger, start, collect):
    ip("link add link eth0 name eth0.5 type vlan id 5", f"link set eth0.5 address {ASKER_MAC} up")
    ip("address add 198.51.100.2/24 dev eth0.5")
    until_state("eth0.5", "UP")
    assert start()["interfaces"] == ["eth0", "eth0.5"]
    stranger(ARP_REQUEST[: len(HEADER)] + " 8100 0005" + ARP_REQUEST[len(HEADER) :])
    stranger(FROM_THE_VIP)
    seen = collect()["watch"]
    assert without_count(seen["frames"]) == [
        ROWS[FROM_THE_VIP],
        {**ROWS[ARP_REQUEST], "interface": "eth0.5"},
    ]
    assert seen["control"]


@pytest.mark.usefixtures("process")
def test_only_what_is_asked_for_is_watched(stranger, start, collect):
    ip("link add eth1 type dummy", "link set eth1 up", "address add 198.51.100.2/24 dev eth1")
    ip("link add idle0 type veth peer name idle1", "link set idle0 up", "address add 198.51.100.3/24 dev idle0")
    until_state("eth1", "UNKNOWN")
    until_state("idle0", "LOWERLAYERDOWN")
    assert start()["interfaces"] == ["eth0", "eth1"]
    assert start(interfaces=["eth1"])["interfaces"] == ["eth1"]
    stranger(FROM_THE_VIP)
    seen = collect()["watch"]
    assert (seen["interfaces"], seen["frames"], seen["control"]) == (["eth1"], [], True)


@pytest.mark.usefixtures("process")
def test_a_capture_that_has_missed_its_control_says_so(stranger, start, collect, monkeypatch):
    monkeypatch.setattr(packet, "send_frames", lambda *_arguments: None)
    start()
    stranger(FROM_THE_VIP)
    seen = collect()["watch"]
    assert (seen["control"], len(seen["frames"])) == (False, 1)


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize(("change", "control"), [("down", False), ("up", True)])
def test_an_interface_that_goes_down_meanwhile_has_no_control_and_one_that_comes_back_has(
    stranger, start, collect, change, control
):
    start()
    ip("link set eth0 down")
    if change == "up":
        ip("link set eth0 up")
        until_state("eth0", "UP")
        stranger(FROM_THE_VIP)
    seen = collect()["watch"]
    assert (seen["control"], len(seen["frames"])) == (control, int(control))


@pytest.mark.usefixtures("process")
def test_one_interface_without_control_is_enough_to_tell(stranger, start, collect):
    ip("link add eth1 type dummy", "link set eth1 up", "address add 198.51.100.2/24 dev eth1")
    start()
    ip("link del eth1")
    stranger(FROM_THE_VIP)
    seen = collect()["watch"]
    assert (seen["control"], len(seen["frames"])) == (False, 1)


@pytest.mark.usefixtures("process")
def test_it_keeps_up_with_a_flood_of_its_own_and_of_others_frames(stranger, start, collect):
    start()
    began = time.monotonic()
    for _turn in range(20):
        stranger(FROM_THE_VIP, 200)
        stranger(FROM_THE_VIP.replace("cb00710a", "cb00710b"), 200)
    print(f"8000 frames in {time.monotonic() - began:.2f} s")
    seen = collect()["watch"]
    assert (seen["frames"], seen["dropped"]) == ([{**ROWS[FROM_THE_VIP], "count": 4000}], 0)


def test_what_it_could_not_take_is_told(stranger, start, collect, process, monkeypatch):
    monkeypatch.setattr(capture, "_BUFFER", 1 << 16)
    start()
    os.kill(process(), signal.SIGSTOP)
    stranger(FROM_THE_VIP, 2000)
    os.kill(process(), signal.SIGCONT)
    seen = collect()["watch"]
    assert seen["dropped"] > 500
    assert seen["frames"][0]["count"] + seen["dropped"] == 2000
    assert seen["control"]


def test_a_watch_that_was_killed_leaves_no_lie(stranger, start, collect, process):
    first = start()
    stranger(FROM_THE_VIP)
    os.kill(process(), signal.SIGKILL)
    until_gone(process())
    for name in ("", first["name"]):
        assert collect(name=name)["msg"] == NOBODY
    assert start()["warnings"] == []
    seen = collect()["watch"]
    assert (seen["frames"], seen["control"]) == ([], True)


def test_it_ends_by_itself_and_leaves_nothing(start, collect, process, tmp_path):
    start(timeout=1)
    number = process()
    assert is_alive(number)
    until_gone(number)
    assert os.listdir(tmp_path / "run") == []
    assert collect()["msg"] == NOBODY


def test_one_that_is_stuck_ends_all_the_same(start, process, monkeypatch):
    monkeypatch.setattr(watch, "_GRACE", 0)
    monkeypatch.setattr(watcher.Watcher, "run", lambda _watcher: time.sleep(60))
    start(timeout=1)
    until_gone(process())


def test_it_is_ended_collected_once_and_private(start, collect, process, module, tmp_path):
    for last in ("absent", "collected", "absent"):
        start()
        number = process()
        assert is_alive(number)
        assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
        assert os.listdir(tmp_path / "run") == ["watch"]
        assert "failed" not in module(traffic_watch.main, state=last)
        until_gone(number)
        assert os.listdir(tmp_path / "run") == []
        assert collect()["msg"] == NOBODY
        assert module(traffic_watch.main, state="absent")["changed"] is False


def test_one_that_is_replaced_is_gone(start, process):
    start()
    number = process()
    assert len(start()["warnings"]) == 1
    until_gone(number)
    assert is_alive(process())


def test_check_mode_watches_as_well(stranger, module, process):
    for state in ("started", "collected"):
        result = module(traffic_watch.main, check_mode=True, state=state, vips=[VIP])
        if state == "started":
            stranger(FROM_THE_VIP)
    assert result["watch"]["frames"] == [{**ROWS[FROM_THE_VIP], "count": 1}]
    until_gone(process())


def test_who_waits_for_the_modules_output_does_not_wait_for_the_watch(stranger):
    """As Ansible runs it: a process whose output is read to its end, and another one that collects."""

    def ran(**params):
        command = [sys.executable, "-m", traffic_watch.__name__, json.dumps({"ANSIBLE_MODULE_ARGS": params})]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
        return json.loads(done.stdout)

    try:
        began = time.monotonic()
        ran(state="started", vips=[VIP], timeout=300)
        assert time.monotonic() - began < 50
        stranger(FROM_THE_VIP)
        seen = ran(state="collected")["watch"]
    finally:
        ran(state="absent")
    assert (seen["control"], seen["frames"]) == (True, [{**ROWS[FROM_THE_VIP], "count": 1}])


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"vips": []}, "vips: [] is not a list with at least one entry"),
        ({"vips": ["127.0.0.1"]}, "vips: '127.0.0.1' is a loopback address, which no cluster can serve"),
        ({"clients": ["10.0.0.0/33"]}, "clients: '10.0.0.0/33' is neither an address nor a network"),
        ({"clients": ["nobody"]}, "clients: 'nobody' is not an IP address"),
        ({"timeout": 0}, "timeout: 0.0 is not a time between 1 and 3600 s"),
        ({"interfaces": ["eth7"]}, "interface: 'eth7' is none of this host's"),
        ({"interfaces": ["lo"]}, "interface: 'lo' has no MAC address"),
        ({"interfaces": ["eth0", "off0"]}, "interface: 'off0' is down"),
    ],
)
def test_what_cannot_be_watched_is_refused_and_nothing_runs(module, collect, params, message):
    ip("link add off0 type bridge")
    before = len(os.listdir("/proc/self/fd"))
    refused = module(traffic_watch.main, **{"state": "started", "vips": [VIP], **params})
    assert refused["msg"] == message
    assert collect()["msg"] == NOBODY
    assert len(os.listdir("/proc/self/fd")) == before


def test_without_the_capability_it_says_which(module, monkeypatch):
    folder = f"/tmp/{os.getpid()}.watch"
    monkeypatch.setattr(watch.Watches.__init__, "__defaults__", (folder,))
    monkeypatch.setattr(growth, "is_loaded", lambda: False)  # of IPVS he may know as little
    try:
        os.seteuid(65534)
        refused = module(traffic_watch.main, vips=[VIP])
    finally:
        os.seteuid(0)
    os.rmdir(folder)
    assert refused["msg"] == "interface: 'eth0' cannot be used for whole frames without CAP_NET_RAW"


def test_a_host_that_has_nothing_to_watch_says_so(module):
    ip("link set eth0 down")
    refused = module(traffic_watch.main, vips=[VIP])
    assert refused["msg"] == ("no interface of this host can be watched: none that is up has an address and a MAC")


def test_a_system_without_room_for_a_process_says_so(module, collect, monkeypatch):
    fork, calls = os.fork, []

    def second_fails():
        calls.append(None)
        if os.getpid() != own:
            raise OSError(errno.EAGAIN, "no room")
        return fork()

    own = os.getpid()
    monkeypatch.setattr(os, "fork", second_fails)
    assert module(traffic_watch.main, vips=[VIP])["msg"] == "the system has no room for the process that watches"
    assert calls == [None]
    assert collect()["msg"] == NOBODY

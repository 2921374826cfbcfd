# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's parts, without a guest."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import shlex
import subprocess
from types import SimpleNamespace

import pytest

from lab import certs, console, docker, image, network, packages, show, state
from lab.errors import LabError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LVS_LAB_STATE", str(tmp_path / "lab"))
    monkeypatch.delenv("LVS_NODE_IMAGE", raising=False)
    monkeypatch.delenv("LVS_SUITES", raising=False)
    return state.folder()


def networks(*names):
    return [(ipaddress.ip_network(name), "eth0") for name in names]


def test_the_first_free_subnet_avoids_addresses_and_routes():
    candidates = list(ipaddress.ip_network("10.0.0.0/28").subnets(new_prefix=30))
    assert network.first_free(candidates, []) == candidates[0]
    assert network.first_free(candidates, networks("10.0.0.1/32", "10.0.0.4/31")) == candidates[2]
    with pytest.raises(LabError, match="no free /30"):
        network.first_free(candidates, networks("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("nonsense", "is no IPv4 network"),
        ("10.9.0.1/30", "has host bits set"),
        ("10.9.0.0/31", "no room for two addresses"),
        ("10.1.2.0/30", r"is in use: 10\.1\.0\.0/16 on eth0"),
    ],
)
def test_a_bad_subnet_is_named_with_its_reason(monkeypatch, value, sentence):
    monkeypatch.setattr(network, "_used", lambda: networks("10.1.0.0/16"))
    monkeypatch.setenv("LVS_LAB_SUBNET", value)
    with pytest.raises(LabError, match=f"^LVS_LAB_SUBNET={value} .*{sentence}"):
        network.choose()


def test_two_folders_have_two_devices_whose_names_the_kernel_takes(monkeypatch, tmp_path):
    first = network.device()
    monkeypatch.setenv("LVS_LAB_STATE", str(tmp_path / "other"))
    assert first != network.device()
    assert len(first) <= 15


def test_the_folder_is_closed_to_others_also_when_it_was_open(folder):
    folder.chmod(0o755)
    assert state.folder().stat().st_mode & 0o777 == 0o700


def test_a_folder_with_a_blank_in_its_name_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("LVS_LAB_STATE", str(tmp_path / "a b"))
    with pytest.raises(LabError, match="has a blank"):
        state.folder()


def test_a_lock_is_held_until_every_copy_is_closed():
    first = state.take("thing")
    copy = os.dup(first)
    os.close(first)
    assert state.take("thing") is None
    os.close(copy)
    os.close(state.take("thing"))


def test_the_images_tag_follows_its_definition(monkeypatch):
    before = image.reference()
    assert before.startswith("lvs-node:bookworm-")
    monkeypatch.setattr(image, "PACKAGES", [*image.PACKAGES, "nano"])
    assert before != image.reference()


def test_an_image_named_by_the_user_is_never_built(monkeypatch):
    monkeypatch.setenv("LVS_NODE_IMAGE", "mine:1")
    monkeypatch.setattr(image, "built", lambda suite: pytest.fail("it was built"))
    image.provide(SimpleNamespace(image_size=lambda reference: None))
    assert image.reference() == "mine:1"


def test_only_the_releases_that_are_asked_for_are_built(monkeypatch):
    built = []
    monkeypatch.setattr(image, "built", lambda suite: contextlib.nullcontext(suite))
    monkeypatch.setattr(image, "load", lambda engine, archive, suite: built.append((archive, suite)))
    image.provide(SimpleNamespace(image_size=lambda reference: None))
    assert built == [("bookworm", "bookworm")]
    monkeypatch.setenv("LVS_SUITES", "trixie bullseye trixie")
    image.provide(SimpleNamespace(image_size=lambda reference: 1 if "bookworm" in reference else None))
    assert built[1:] == [("bullseye", "bullseye"), ("trixie", "trixie")]


def test_each_real_server_has_the_image_of_its_release(monkeypatch):
    monkeypatch.setattr(show.engine, "native", lambda: docker.Engine("docker", {}))
    alike = {show.variables()[f"LVS_WEB{number}_IMAGE"] for number in (1, 2, 3)}
    assert alike == {image.reference()}
    monkeypatch.setenv("LVS_SUITES", "bullseye bookworm trixie")
    named = [show.variables()[f"LVS_WEB{number}_IMAGE"].split("-")[1] for number in (1, 2, 3)]
    assert named == ["node:bullseye", "node:bookworm", "node:trixie"]
    assert show.variables()["LVS_DIRECTOR_IMAGE"] == image.reference()


def test_one_release_is_that_of_every_host(monkeypatch):
    monkeypatch.setattr(show.engine, "native", lambda: docker.Engine("docker", {}))
    monkeypatch.setenv("LVS_SUITES", "trixie")
    named = {name: value for name, value in show.variables().items() if name.endswith("_IMAGE")}
    assert named.pop("LVS_NODE_IMAGE") == image.reference()
    hosts = ("DIRECTOR", "WEB1", "WEB2", "WEB3", "CLIENT")
    assert named == {f"LVS_{host}_IMAGE": image.reference("trixie") for host in hosts}


@pytest.mark.parametrize("value", ["woody", "bookworm trixie", "bookworm bookworm woody"])
def test_releases_that_cannot_be_are_named(monkeypatch, value):
    monkeypatch.setenv("LVS_SUITES", value)
    with pytest.raises(LabError, match=f"^LVS_SUITES={value} does not name one of bookworm, .* for each of web1, web2"):
        image.of_hosts()


def test_a_failed_build_names_its_cause_and_leaves_no_half_image(monkeypatch, tmp_path, folder):
    fake = tmp_path / "mmdebstrap"
    fake.write_text('#!/bin/sh\nfor last; do :; done\necho half >"$last"\necho "E: no such package" >&2\nexit 25\n')
    fake.chmod(0o755)
    monkeypatch.setattr(packages, "PATH", f"{tmp_path}:{packages.PATH}")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(LabError, match=r"failed: E: no such package \(log: .*image\.log\)"), image.built():
        pytest.fail("a half image was handed out")
    assert not list(folder.glob("build-*"))


def test_a_missing_package_is_named_to_who_may_not_install_it(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(LabError, match="run 'apt-get install one two' as root"):
        packages.need(**{"surely-no-command": "two", "nor-is-this": "one", "sh": "dash"})


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("quiet\nmount: no\nKernel panic - not syncing: init\nStack:\n", "mount: no; Kernel panic - not syncing: init"),
        ("Too few physical memory\n", "Too few physical memory"),
        ("uml-vector vec0: hello\n", "its console says nothing"),
    ],
)
def test_the_cause_is_read_from_the_console(tmp_path, output, cause):
    (tmp_path / "console.log").write_text(output)
    assert console.cause(tmp_path) == cause


def test_the_cause_is_what_the_guest_itself_says(tmp_path):
    (tmp_path / "failed").write_text("the disk is damaged\n")
    assert console.cause(tmp_path) == "the disk is damaged"


def test_a_tag_of_ours_in_the_environment_is_what_env_exported_and_follows_the_definition(monkeypatch):
    monkeypatch.setenv("LVS_NODE_IMAGE", f"{image.OURS}00000000")
    assert image.is_ours()
    assert image.reference() != f"{image.OURS}00000000"


def test_env_is_read_by_a_shell_as_it_is_meant(monkeypatch, capsys):
    odd = "/a folder/with 'quotes' and $HOME"
    monkeypatch.setattr(show, "variables", lambda: {"DOCKER_CERT_PATH": odd})
    show.env()
    script = f'{capsys.readouterr().out}printf %s "$DOCKER_CERT_PATH"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout == odd


def test_an_engine_that_refuses_is_quoted_and_one_that_hangs_is_named(tmp_path):
    client = tmp_path / "docker"
    client.write_text(f"#!/bin/sh\n[ $1 != hang ] || exec sleep 60\necho {shlex.quote('no such thing')} >&2; exit 1\n")
    client.chmod(0o755)
    engine = docker.Engine(client, {})
    with pytest.raises(LabError, match="docker import failed: no such thing"):
        engine.call("import")
    with pytest.raises(LabError, match="docker hang did not answer within 1 s"):
        engine.call("hang", timeout=1)
    assert engine.version() is None


def test_requests_trust_the_engine_beside_those_that_a_variable_names(tmp_path, monkeypatch):
    (tmp_path / "ca.pem").write_text("the lab\n")
    (tmp_path / "others").write_text("the others\n")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path / "others"))
    named = certs.trust(tmp_path)
    assert named == {"REQUESTS_CA_BUNDLE": str(tmp_path / "bundle.pem")}
    assert (tmp_path / "bundle.pem").read_text() == "the others\nthe lab\n"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", named["REQUESTS_CA_BUNDLE"])
    assert certs.trust(tmp_path) == {}


def test_requests_need_no_help_where_no_variable_names_whom_to_trust(tmp_path, monkeypatch):
    for name in certs.BUNDLES:
        monkeypatch.delenv(name, raising=False)
    assert certs.trust(tmp_path) == {}

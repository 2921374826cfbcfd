# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
import os
from types import SimpleNamespace

import pytest
from ansible_collections.lvs.cluster.plugins.module_utils._host import kernel_modules


@pytest.fixture
def host(tmp_path):
    folder = tmp_path / "modules" / os.uname().release
    folder.mkdir(parents=True)
    (tmp_path / "loaded").mkdir()
    return tmp_path, folder


def available(name, base):
    return kernel_modules.available(name, str(base / "modules"), str(base / "loaded"))


@pytest.mark.parametrize("suffix", [".ko", ".ko.xz", ".ko.zst", ".ko.gz"])
def test_a_module_of_the_index_can_be_loaded(host, suffix):
    base, folder = host
    (folder / "modules.dep").write_text(f"kernel/net/netfilter/ipvs/ip_vs_wlc{suffix}: kernel/net/ip_vs{suffix}\n")
    assert available("ip_vs_wlc", base) is True
    assert available("ip_vs_wl", base) is False
    assert available("ip_vs_nope", base) is False


def test_a_built_in_module_counts(host):
    base, folder = host
    (folder / "modules.builtin").write_text("kernel/net/netfilter/ipvs/ip-vs.ko\n")
    assert available("ip_vs", base) is True


def test_a_loaded_module_needs_no_index(host):
    base, _folder = host
    (base / "loaded" / "ip_vs").mkdir()
    assert available("ip_vs", base) is True


def test_without_an_index_a_host_cannot_know(host):
    base, _folder = host
    assert available("ip_vs", base) is None


def test_the_sentence_names_the_module_and_the_ways_to_get_it():
    sentence = kernel_modules.no_ipvs()
    assert "module ip_vs is missing" in sentence
    assert "modprobe ip_vs" in sentence
    assert os.uname().release in sentence


OF_DISTRIBUTIONS = {
    "debian": (
        "ID=debian\n",
        "6.1.0-40-cloud-arm64",
        "aarch64",
        "linux-image-arm64 instead of linux-image-cloud-arm64",
    ),
    "ubuntu": ("ID_LIKE=debian\nID=ubuntu\n", "6.8.0-1021-aws", "x86_64", "linux-modules-extra-6.8.0-1021-aws,"),
    "ubuntu of a virtual machine": ("ID=ubuntu\nID_LIKE=debian\n", "5.15.0-1045-kvm", "x86_64", "linux-image-generic"),
    "rhel": (
        'NAME="x"\nID="rhel"\nID_LIKE="fedora"\n',
        "5.14.0-503.el9",
        "x86_64",
        "kernel-modules-core-5.14.0-503.el9,",
    ),
    "like rhel": ("ID='rocky'\nID_LIKE='rhel centos fedora'\n", "5.14.0", "x86_64", "kernel-modules-core-5.14.0,"),
    "like debian": (
        "ID=mine\nID_LIKE=debian\n",
        "6.1.0",
        "x86_64",
        "linux-image-amd64 instead of linux-image-cloud-amd64",
    ),
    "another": (
        "ID=amzn\nID_LIKE=fedora\nVARIANT_ID=debian\n",
        "6.1.0",
        "x86_64",
        "full kernel with all of its modules,",
    ),
}


@pytest.mark.parametrize("name", OF_DISTRIBUTIONS)
def test_the_sentence_names_the_package_of_the_distribution(monkeypatch, tmp_path, name):
    text, release, machine, package = OF_DISTRIBUTIONS[name]
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(release=release, machine=machine))
    there = tmp_path / "os-release"
    there.write_text(text)
    sentence = kernel_modules.no_ipvs((str(tmp_path / "none"), str(there)))
    assert sentence.startswith(f"the kernel of this host ({release}) has no IPVS")
    assert package in sentence
    assert [
        other for other in ("cloud", "extra", "core", "generic") if other in sentence and other not in package
    ] == []


def test_a_host_that_does_not_say_what_it_is_gets_the_sentence_too(tmp_path):
    assert "Install the distribution's full kernel with all of its" in kernel_modules.no_ipvs((str(tmp_path / "none"),))


def test_only_what_is_in_the_kernel_is_loaded(host):
    base, folder = host

    def loaded(name):
        return kernel_modules.is_loaded(name, str(base / "modules"), str(base / "loaded"))

    (folder / "modules.dep").write_text("kernel/net/netfilter/nf_tables.ko:\n")
    assert loaded("nf_tables") is False
    (folder / "modules.builtin").write_text("kernel/net/netfilter/nf-tables.ko\n")
    assert loaded("nf_tables") is True
    (base / "loaded" / "ip_vs").mkdir()
    assert loaded("ip_vs") is True

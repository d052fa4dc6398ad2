"""Which addresses messages may go to, and which URLs are understood."""

from ipaddress import ip_address

import pytest

from core.domain.errors import InvalidInput
from core.webhooks.addresses import Door, Resolve, Target, look_up, target_of

INSIDE = (
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "100::1", "3fff::1",
    # what carries one of the above
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.1.2.3",
    "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::", "64:ff9b::127.0.0.1", "64:ff9b::a00:1",
    "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "2001:0:4136:e378:8000:63bf:f5ff:fffe")
OUTSIDE = ("8.8.8.8", "1.1.1.1", "114.114.114.114", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111",
           "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Door(resolve=lambda *_: [address]).addresses(target_of("https://shop.example/hook"))
    assert list(caught.value.errors) == ["url"] and "内部网络" in str(caught.value)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_may_be_reached(address: str) -> None:
    assert Door(resolve=lambda *_: [address]).addresses(target_of("https://shop.example/hook")) == [
        str(ip_address(address))]


@pytest.mark.parametrize("addresses", [["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "8.8.8.8", "::1"]])
def test_one_address_inside_is_enough_to_refuse(addresses: list[str]) -> None:
    with pytest.raises(InvalidInput):
        Door(resolve=lambda *_: addresses).addresses(target_of("https://shop.example/"))


def test_named_networks_may_be_reached_and_no_others() -> None:
    door = Door(("10.1.0.0/16", "fd00:1::/32"))
    for address, may in (("10.1.2.3", True), ("10.2.0.1", False), ("fd00:1::5", True), ("fd00:2::5", False),
                         ("::ffff:10.1.2.3", True), ("::ffff:10.2.2.3", False), ("127.0.0.1", False)):
        assert door.admits(ip_address(address)) is may, address


def test_a_name_without_addresses_is_not_found() -> None:
    def fails(*_: object) -> list[str]:
        raise OSError("no such name")

    answers: tuple[Resolve, ...] = (fails, lambda *_: [])
    for resolve in answers:
        with pytest.raises(InvalidInput, match=r"找不到主机 shop\.example"):
            Door(resolve=resolve).addresses(target_of("https://shop.example/"))


@pytest.mark.parametrize("written", ["127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "[::1]",
                                     "[::ffff:127.0.0.1]", "localhost", "LOCALHOST", "localhost.", "0"])
def test_however_this_machine_is_written_it_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        Door().addresses(target_of(f"http://{written}:8000/"))


def test_the_system_is_asked_once_for_each_name() -> None:
    assert "127.0.0.1" in look_up("localhost", 80) or "::1" in look_up("localhost", 80)
    with pytest.raises(OSError):
        look_up("a" * 70 + ".invalid", 80)


@pytest.mark.parametrize(("url", "target"), [
    ("https://shop.example/hook", Target("https", "shop.example", 443, "/hook")),
    ("HTTP://Shop.Example", Target("http", "shop.example", 80, "/")),
    ("http://shop.example:8080/a/b?c=d&e=f#part", Target("http", "shop.example", 8080, "/a/b?c=d&e=f")),
    (f"https://[{OUTSIDE[5]}]:8443/x", Target("https", OUTSIDE[5], 8443, "/x")),
    ("https://例子.测试/通知?名=值", Target("https", "xn--fsqu00a.xn--0zwm56d", 443,
                                     "/%E9%80%9A%E7%9F%A5?%E5%90%8D=%E5%80%BC")),
    ("https://shop.example/a%20b", Target("https", "shop.example", 443, "/a%20b"))])
def test_addresses_that_are_understood(url: str, target: Target) -> None:
    assert target_of(url) == target


@pytest.mark.parametrize("url", [
    "", "shop.example", "//shop.example/", "ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/",
    "javascript:alert(1)", "https://", "https:///path", "https://shop.example:0/", "https://shop.example:99999/",
    "https://shop.example:port/", "https://user@shop.example/", "https://user:secret@shop.example/",
    "https://@shop.example/", f"https://shop.example\\@{INSIDE[3]}/", "https://shop.example/\r\nHost: x",
    "https://a b/", "https://shop.example/\x00", "https://[::1/", "https://[fe80::1%25eth0]/", "https://shop_\u0000.example",
    "https://" + "a" * 70 + ".example/", "https://shop.example/" + "a" * 2000])
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        target_of(url)
    assert list(caught.value.errors) == ["url"]

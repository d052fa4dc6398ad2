"""What a browser says of itself, in words; what nobody knows is not guessed at."""

import pytest

from core.web.programs import program
from tests.attack.desk import PASSWORD, Shop, pattern, shop

__all__ = ["pattern", "shop"]

KIT, UNKNOWN = "AppleWebKit/537.36 (KHTML, like Gecko)", ("不认识的程序",)
WINDOWS, PHONE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (Linux; Android 14; Pixel 8)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(("agent", "words"), [
    (f"{WINDOWS} {KIT} Chrome/126.0.0.0 Safari/537.36", ("Chrome", "Windows")),
    (f"{WINDOWS} {KIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", ("Edge", "Windows")),
    (f"{WINDOWS} {KIT} Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0", ("Opera", "Windows")),
    ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", ("Firefox", "Linux")),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
     "Safari/605.1.15", ("Safari", "macOS")),
    (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", ("Safari", "iPhone")),
    (f"{IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", ("Chrome", "iPhone")),
    (f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.49 NetType/WIFI Language/zh_CN", ("微信", "iPhone")),
    (f"{PHONE} {KIT} Chrome/126.0.0.0 Mobile Safari/537.36", ("Chrome", "Android")),
    (f"{PHONE} {KIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", ("Samsung Internet", "Android")),
    (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/126.0.0.0 Safari/537.36", ("Chrome", "ChromeOS")),
    ("Mozilla/5.0 Firefox/127.0", ("Firefox",)),
    (f"{WINDOWS} {KIT} Chrome/126.0.0.0 Safari/537.36 Whatever/3.1", UNKNOWN),
    (f"{WINDOWS} {KIT} HeadlessChrome/126.0.0.0 Safari/537.36", UNKNOWN),
    ("Mozilla/5.0 (compatible; Chrome/1; Windows)", UNKNOWN), ("curl/8.7.1", UNKNOWN), ("Safari/1", UNKNOWN),
    ("", UNKNOWN), ("(" * 200_000, UNKNOWN), ("a/" * 20_000, UNKNOWN)])
def test_programs(agent: str, words: tuple[str, ...]) -> None:
    assert program(agent) == words


def test_the_page_says_it_in_words(shop: Shop) -> None:
    browser = shop.client("service")
    hostile = f'{WINDOWS} {KIT} Chrome/126.0.0.0 Safari/537.36'
    shop.desk.users.log_in("service", PASSWORD, agent=hostile)
    shop.desk.users.log_in("service", PASSWORD, agent='"><script>alert(1)</script>')
    page = browser.get("/me").text
    assert f'<span title="{hostile}">Chrome · Windows</span>' in page
    assert ">Unknown program</span>" in page and "<script>alert" not in page
